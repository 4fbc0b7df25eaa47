"""Refuses test posts that the model has learnt from: copies, near-duplicates, posts of the same scene or author."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.errors import NetralError
from netral_cli.language import _, _n
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.near_duplicates import near_copies
from netral_cli.model.splits import author_key
from netral_cli.posts.source import one_line

Fingerprints = NDArray[np.uint64]
_WORD = re.compile(r"[^\W_]+")
_LINKS = re.compile(r"https?://\S+|@\w+")
# "mantap pak" and the like are written by many, independently: a text so short gives nothing away.
_FEWEST_WORDS = 5
_EXAMPLES = 3


class LeakError(NetralError):
    """A test set holds what its model has learnt from; figures on it would be too good. The message has examples."""


@dataclass(frozen=True, slots=True)
class Leak:
    """One test post that training knows: `why` is `teks`, `kelompok` or `akun`; `similarity` of near-duplicates."""

    test: int
    train: int
    why: str
    similarity: float = 1.0


def _words(text: str) -> list[str]:
    return _WORD.findall(_LINKS.sub(" ", text.casefold()))


def find_leaks(train: Sequence[LabelledPost], test: Sequence[LabelledPost], authors: bool = True) -> list[Leak]:
    """Return for each test post that training knows one reason: a near-duplicate, else a scene, else an author.

    authors: whether an account on both sides counts; in a split by time it does not
    """
    found: dict[int, Leak] = {}
    for i, j, similarity in near_copies([post.text for post in train], [post.text for post in test]):
        if len(_words(test[j].text)) >= _FEWEST_WORDS:
            known = found.get(j)
            if known is None or similarity > known.similarity:
                found[j] = Leak(j, i, "teks", similarity)
    for why, key in (("kelompok", lambda post: post.group), ("akun", lambda post: author_key(post.author))):
        if why == "akun" and not authors:
            continue
        seen = {name: i for i, post in reversed(list(enumerate(train))) if (name := key(post))}
        for j, post in enumerate(test):
            if j not in found and key(post) in seen:
                found[j] = Leak(j, seen[key(post)], why)
    return [found[j] for j in sorted(found)]


def refuse_leaks(train: Sequence[LabelledPost], test: Sequence[LabelledPost], authors: bool = True) -> None:
    """Raise `LeakError` with counts and examples when test posts are known from training."""
    leaks = find_leaks(train, test, authors)
    if not leaks:
        return
    names = {"teks": _("teks hampir sama"), "kelompok": _("kelompok sama"), "akun": _("akun sama")}
    examples = "; ".join(
        f"{test[leak.test].where} ~ {train[leak.train].where} ({names[leak.why]})" for leak in leaks[:_EXAMPLES]
    )
    raise LeakError(
        _n(
            "{count} dari {total} pos uji sudah dikenal dari data latih: {examples}; angkanya akan terlalu bagus;"
            " hapus pos itu dari salah satu sisi",
            len(test),
        ).format(count=len(leaks), total=len(test), examples=examples)
    )


def fingerprint(text: str) -> int | None:
    """Return 64 bits that the same words in the same order always give; None for texts too short to tell."""
    words = _words(text)
    if len(words) < _FEWEST_WORDS:
        return None
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")


def fingerprints(texts: Sequence[str]) -> Fingerprints:
    """Return the sorted distinct fingerprints of texts, as a bundle keeps those it has learnt from."""
    return np.unique(np.array([f for text in texts if (f := fingerprint(text)) is not None], dtype=np.uint64))


def refuse_seen(posts: Sequence[LabelledPost], seen: Fingerprints, model: str) -> None:
    """Raise `LeakError` when a model has learnt from posts on which it is to be measured.

    seen: the fingerprints in its bundle; model: what messages call it
    """
    if not len(seen):
        return
    known = set(seen.tolist())
    again = [post for post in posts if fingerprint(post.text) in known]
    if not again:
        return
    mend = (
        _("ukur pada bagian uji dengan --split uji")
        if any(post.split == "uji" for post in posts)
        else _("hapus pos itu")
    )
    raise LeakError(
        _n(
            "{model} sudah belajar dari {count} dari {total} pos ini, misalnya {where} ({text}); angkanya akan terlalu"
            " bagus; {mend}, atau ukur juga dengan --allow-seen", len(posts)
        ).format(
            model=model, count=len(again), total=len(posts), where=again[0].where,
            text=repr(one_line(again[0].text[:40])), mend=mend,
        )
    )  # fmt: skip
