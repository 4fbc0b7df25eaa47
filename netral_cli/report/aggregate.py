"""Reads a result once and counts everything that the reports say of it."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from netral_cli.posts.cells import is_blank
from netral_cli.report.findings import Post, Result
from netral_cli.report.store import Store
from netral_cli.verdict import NETRAL

DIMENSIONS = (
    "akun", "platform", "hari", "berkas", "sinyal", "aturan", "jalur", "objek", "fase", "verifikasi", "konteks",
)  # fmt: skip
# Groups into which every post falls once: their share of findings has a denominator of its own.
PARTITIONS = ("akun", "platform", "hari", "berkas", "fase")
# A repeated text shorter than this (letters and digits only) is a common phrase rather than a copy.
_COPY_LENGTH = 25
_VARIES = re.compile(r"https?://\S+|@\w+|\b(?:rt)\b", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass
class Aggregate:
    """What was counted, with the store that holds groups and findings.

    statuses: posts by status; undated, unnamed, textless: posts without a readable date, an account, any text
    elections: posts by id of the election profile that gave their phase
    whole: whether the result holds all posts that were classified, so that shares have a denominator; None: unknown
    """

    store: Store
    statuses: Counter[str] = field(default_factory=Counter)
    elections: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    unnamed: int = 0
    textless: int = 0
    whole: bool | None = None

    @property
    def posts(self) -> int:
        """How many posts the result holds."""
        return sum(self.statuses.values())

    @property
    def flagged(self) -> int:
        """How many posts are indications or to be looked at."""
        return self.posts - self.statuses[NETRAL]

    @property
    def has_denominators(self) -> bool:
        """Whether shares mean anything: the result holds the neutral posts too, as far as one can tell."""
        return self.whole if self.whole is not None else self.statuses[NETRAL] > 0


def account_key(post: Post) -> str:
    """Return what makes an account one account: platform and name, whatever the case and a leading `@`."""
    name = post.account.strip().removeprefix("@").casefold()
    return f"{post.platform}/{name}" if name else ""


def copy_key(text: str) -> str:
    """Return the mark by which copies of a text are known, empty for short texts.

    Addresses, mentions, case, signs and blanks do not count.
    """
    bare = _NOT_WORD.sub(" ", _VARIES.sub(" ", unicodedata.normalize("NFKC", text))).casefold().split()
    joined = " ".join(bare)
    if len(joined) < _COPY_LENGTH:
        return ""
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@contextmanager
def aggregated(
    result: Result, dimensions: Sequence[str] = DIMENSIONS, keep_findings: bool = True
) -> Iterator[Aggregate]:
    """Read a result and give what was counted; the temporary files vanish when the block ends.

    dimensions: those of `DIMENSIONS` that are wanted; keep_findings: False when only counts are needed
    """
    wanted = frozenset(dimensions)
    with tempfile.TemporaryDirectory(prefix="netral-", ignore_cleanup_errors=True) as folder:
        store = Store(Path(folder))
        try:
            found = Aggregate(store, whole=result.whole)
            for post in result.posts():
                _count(post, found, wanted)
                if keep_findings and post.flagged:
                    store.keep(post, account_key(post), copy_key(post.text) if post.account else "")
            store.finish()
            yield found
        finally:
            store.close()


def _count(post: Post, found: Aggregate, wanted: frozenset[str]) -> None:
    status = post.status
    found.statuses[status] += 1
    if post.day is None:
        found.undated += 1
    if post.election:
        found.elections[post.election] += 1
    if not post.account:
        found.unnamed += 1
    if is_blank(post.text):
        found.textless += 1
    store = found.store
    key = account_key(post)
    single = (
        ("akun", key, post.account), ("platform", post.platform, post.platform), ("berkas", post.origin, post.origin),
        ("hari", post.day.isoformat() if post.day else "", ""), ("fase", post.phase, ""),
        ("konteks", post.context, ""),
    )  # fmt: skip
    for dimension, value, label in single:
        if dimension in wanted and (value or dimension not in ("akun", "konteks")):
            store.count(dimension, value, label or value, status)
    if not post.flagged:
        return
    several = (
        ("sinyal", post.signals), ("jalur", post.tracks), ("objek", post.objects),
        ("aturan", tuple(rule.id for rule in post.rules)), ("verifikasi", tuple(name for name, _ in post.checks)),
    )  # fmt: skip
    for dimension, values in several:
        if dimension in wanted:
            for value in dict.fromkeys(values):
                store.count(dimension, value, value, status)
