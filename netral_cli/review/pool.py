"""One pass over a result that keeps what a queue may need of it, in bounded memory and in no order of the rows."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from netral_cli.report.findings import Post
from netral_cli.review.item import Item, Span, own_id, pseudonym

# Of each signal and context; enough to choose unlike posts from.
_OF_A_KIND = 60
_SPARE = 12


@dataclass(frozen=True, slots=True)
class Levels:
    """The thresholds that a score is compared with."""

    tinjau: float
    indikasi: float

    def nearest(self, score: float) -> tuple[float, str]:
        """Return how far, in log-odds, a score is from the nearer threshold, and the name of that threshold."""
        at = _log_odds(score)
        return min((abs(at - _log_odds(level)), name) for level, name in (
            (self.tinjau, "tinjau"), (self.indikasi, "indikasi")
        ))  # fmt: skip


def _log_odds(p: float) -> float:
    kept = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def lot(seed: int, *names: str) -> int:
    """Return a number drawn for a post: the same on every machine and for every order of the rows."""
    data = "\0".join([str(seed), *names]).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")


class _Least:
    """Keeps the posts with the smallest keys, each once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[float, int, Item]] = []
        self._names: set[tuple[str, str]] = set()

    def offer(self, key: float, drawn: int, item: Item) -> None:
        if (len(self._heap) == self._most and (-key, -drawn) <= self._heap[0][:2]) or item.name in self._names:
            return
        self._names.add(item.name)
        # Draws of 64 bits do not tie in practice; were they to, equal names were already left out.
        heapq.heappush(self._heap, (-key, -drawn, item))
        if len(self._heap) > self._most:
            self._names.discard(heapq.heappop(self._heap)[2].name)

    def items(self) -> list[Item]:
        return [item for *_rank, item in sorted(self._heap, key=lambda entry: (-entry[0], -entry[1], entry[2].name))]


@dataclass(slots=True)
class Pool:
    """What a queue is picked from.

    seen: posts with a text, known: those of them that have a label already
    drawn: a uniform sample; near: those nearest to a threshold; kinds: some of each signal or context
    """

    seen: int = 0
    known: int = 0
    drawn: list[Item] = field(default_factory=list)
    near: list[Item] = field(default_factory=list)
    kinds: Mapping[str, Sequence[Item]] = field(default_factory=dict)


def item_of(post: Post) -> Item:
    """Return a row of a result as a post to review."""
    spans = tuple(Span(e.start, e.end, e.signals) for e in post.evidence)
    rules = tuple(f"{rule.id} [{rule.mark}] {rule.name}".strip() for rule in post.rules)
    account = pseudonym(post.account)
    return Item(
        own_id(post.id, post.text), post.text, "", "", post.status, post.score, post.signals, post.context, spans,
        post.objects, rules, post.counter, post.phase, post.election, post.date, account, post.link,
    )  # fmt: skip


def gather(posts: Iterable[Post], size: int, seed: int, levels: Levels, known: frozenset[str] = frozenset()) -> Pool:
    """Return what a queue of `size` needs of the posts.

    known: ids and texts that have a label already; such posts, and empty ones, are left out
    """
    pool = Pool()
    drawn, near = _Least(size * 2), _Least(size * _SPARE)
    kinds: dict[str, _Least] = {}
    for post in posts:
        if not post.text.strip():
            continue
        pool.seen += 1
        if (post.id and post.id in known) or post.text in known:
            pool.known += 1
            continue
        item = item_of(post)
        number = lot(seed, *item.name)
        drawn.offer(0.0, number, item)
        near.offer(levels.nearest(post.score)[0], number, item)
        for kind in post.signals or (post.context or post.status,):
            kinds.setdefault(kind, _Least(_OF_A_KIND)).offer(0.0, number, item)
    pool.drawn, pool.near = drawn.items(), near.items()
    pool.kinds = {name: kept.items() for name, kept in sorted(kinds.items())}
    return pool
