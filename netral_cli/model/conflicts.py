"""Finds texts that were labelled more than once: repeats are used once, contradictions are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netral_cli.errors import NetralError
from netral_cli.language import _, _n
from netral_cli.model.labelled import LabelledPost
from netral_cli.posts.source import one_line

_MOST = 10


class ConflictError(NetralError):
    """The same text carries labels that exclude each other: the message lists where."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Posts with each text once; how many repeats were left out; pairs of posts that contradict each other."""

    posts: list[LabelledPost]
    repeats: int
    conflicts: list[tuple[LabelledPost, LabelledPost]]


def _key(post: LabelledPost) -> tuple[str, str]:
    return " ".join(post.text.casefold().split()), post.profile


def contradict(one: LabelledPost, other: LabelledPost) -> bool:
    """Say whether two sets of labels of one text exclude each other; a mere yes fits to any signals."""
    if one.partisan != other.partisan:
        return True
    if not (one.knows_signals and other.knows_signals):
        return False
    contexts = {post.context for post in (one, other) if post.knows_context and post.context}
    return set(one.signals) != set(other.signals) or len(contexts) > 1


def label_of(post: LabelledPost) -> str:
    """Return the labels of a post as messages show them."""
    if post.knows_signals:
        return "|".join(post.signals) or post.context
    return _("ya") if post.partisan else _("tidak")


def settle(posts: Sequence[LabelledPost]) -> Settled:
    """Return the posts with each text once (the fullest labels win), and the contradictions; those texts are left out.

    Texts are compared without case and blanks, within one election.
    """
    by_text: dict[tuple[str, str], list[LabelledPost]] = {}
    for post in posts:
        by_text.setdefault(_key(post), []).append(post)
    kept: list[LabelledPost] = []
    conflicts = []
    repeats = 0
    for same in by_text.values():
        unlike = list({(p.partisan, p.knows_signals, frozenset(p.signals), p.context): p for p in same}.values())
        clash = next(
            ((one, other) for i, one in enumerate(unlike) for other in unlike[i + 1 :] if contradict(one, other)), None
        )
        if clash:
            conflicts.append(clash)
            continue
        kept.append(max(same, key=lambda post: (post.knows_signals, post.knows_context)))
        repeats += len(same) - 1
    return Settled(kept, repeats, conflicts)


def refuse_conflicts(settled: Settled) -> None:
    """Raise `ConflictError` with a line for each of the first ten contradictions."""
    if not settled.conflicts:
        return
    lines = [
        _("{one} dan {other}: label bertentangan untuk teks yang sama {text}: {first}, {second}").format(
            one=one.where, other=other.where, text=repr(one_line(one.text[:40])), first=label_of(one),
            second=label_of(other),
        )
        for one, other in settled.conflicts[:_MOST]
    ]  # fmt: skip
    lines.append(
        _n(
            "{count} teks berlabel bertentangan; perbaiki salah satu labelnya, atau tinggalkan semuanya dengan"
            " --on-conflict drop",
            len(settled.conflicts),
        ).format(count=len(settled.conflicts))
    )
    raise ConflictError("\n".join(lines))
