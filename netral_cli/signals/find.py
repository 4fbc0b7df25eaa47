"""Finds all patterns in a batch of posts together, by whole-array arithmetic.

Every form has a *kind*: the set of elements that it satisfies. A pattern is looked for where its rarest element of the
batch stands: from there back to where it can have begun, and from each beginning forward, element by element. What
is worked on is a list of candidates of all patterns at once, so that the cost does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.signals.pattern import Pattern
from netral_cli.text.batch import Batch, Ints, spread

Longs = NDArray[np.int64]
_NONE: Longs = np.zeros(0, dtype=np.int64)


class Kinds:
    """The sets of elements that forms satisfy, numbered; kind 0 satisfies none.

    member: whether a kind satisfies an element; shape (kinds, elements)
    elements, kinds: the same as pairs, in the order of the elements; firsts: where the pairs of each element begin
    """

    def __init__(self, elements: int) -> None:
        self._numbers: dict[frozenset[int], int] = {frozenset(): 0}
        self._size = elements
        self._changed = True
        self.member: NDArray[np.bool_] = np.zeros((1, elements), dtype=bool)
        self.elements: Longs = _NONE
        self.kinds: Longs = _NONE
        self.firsts: Longs = _NONE

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, elements: frozenset[int]) -> int:
        """Return the kind of a form that satisfies these elements."""
        found = self._numbers.get(elements)
        if found is None:
            found = self._numbers[elements] = len(self._numbers)
            self._changed = True
        return found

    def settle(self) -> None:
        """Bring the arrays up to date with the kinds met so far."""
        if not self._changed:
            return
        kinds = np.repeat(np.arange(len(self._numbers)), list(map(len, self._numbers)))
        elements = np.fromiter(chain.from_iterable(self._numbers), dtype=np.int64, count=len(kinds))
        self.member = np.zeros((len(self._numbers), self._size), dtype=bool)
        self.member[kinds, elements] = True
        order = np.argsort(elements * len(self._numbers) + kinds)
        self.elements, self.kinds = elements[order], kinds[order]
        self.firsts = np.searchsorted(self.elements, np.arange(self._size + 1))
        self._changed = False


class PatternFinder:
    """Patterns laid out as arrays, one row a pattern.

    elements: for each pattern the numbers of its elements
    """

    def __init__(self, patterns: Sequence[Pattern], elements: Sequence[Sequence[int]]) -> None:
        widest = max(map(len, elements), default=1)
        shape = (len(patterns), widest)
        self._elements, self._gaps = np.full(shape, -1), np.zeros(shape, dtype=np.int64)
        for row, (pattern, numbers) in enumerate(zip(patterns, elements, strict=True)):
            self._elements[row, : len(numbers)] = numbers
            self._gaps[row, : len(numbers)] = [element.gap for element in pattern.elements]
        self._widths = np.array([len(numbers) for numbers in elements], dtype=np.int64)
        self._at_start = np.array([pattern.at_start for pattern in patterns], dtype=bool)
        self._at_end = np.array([pattern.at_end for pattern in patterns], dtype=bool)
        # How far the first element can lie before each of the others.
        self._reach = np.cumsum(1 + self._gaps, axis=1) - 1

    def find(self, batch: Batch, kinds: Ints, known: Kinds, sentence: Longs) -> tuple[Longs, Longs, Longs]:
        """Return pattern, first and last position of all hits, ordered by pattern, then position.

        Each element must follow the one before it within its gap; the nearest place is taken. A gap does not reach
        across the end of a sentence.
        kinds: of each form of the batch; sentence: numbers the sentences of the batch by form
        """
        pattern, start = self._beginnings(batch, kinds, known)
        end = start.copy()
        for step in range(1, self._elements.shape[1]):
            more = np.flatnonzero(self._widths[pattern] > step)
            if not len(more):
                break
            row = pattern[more]
            gap = self._gaps[row, step]
            found = _nearest(batch, kinds, known.member, end[more] + 1, self._elements[row, step], gap)
            ok = (found >= 0) & ((gap == 0) | (sentence[found] == sentence[start[more]]))
            end[more] = np.where(ok, found, -1)
            kept = end >= 0
            pattern, start, end = pattern[kept], start[kept], end[kept]
        ok = ~self._at_end[pattern] | (batch.starts[batch.posts[end] + 1] == end + 1)
        return pattern[ok], start[ok], end[ok]

    def _beginnings(self, batch: Batch, kinds: Ints, known: Kinds) -> tuple[Longs, Longs]:
        """Return pattern and position of all places of first elements that lie near a place of the rarest one."""
        pattern, anchor, place = self._anchors(kinds, known)
        least, most = anchor, self._reach[pattern, anchor]
        # The farthest reaching come first, so that those still to be looked at are always the first ones.
        order = np.argsort(-most, kind="stable")
        pattern, place, least, most = pattern[order], place[order], least[order], most[order]
        post, first = batch.posts[place], self._elements[pattern, 0]
        rows, starts = [], []
        ending = np.searchsorted(-most, -np.arange(int(most.max(initial=0)) + 1), side="right")
        for back, size in enumerate(ending.tolist()):
            at = place[:size] - back
            ok = (at >= 0) & (least[:size] <= back)
            at = np.maximum(at, 0)
            ok &= (batch.posts[at] == post[:size]) & known.member[kinds[at], first[:size]]
            hits = np.flatnonzero(ok)
            rows.append(pattern[hits])
            starts.append(at[hits])
        n = max(len(kinds), 1)
        key = np.concatenate(rows) * n + np.concatenate(starts)
        key.sort()
        key = key[np.flatnonzero(np.diff(key, prepend=-1))]
        pattern, start = key // n, key % n
        ok = ~self._at_start[pattern] | (batch.starts[batch.posts[start]] == start)
        return pattern[ok], start[ok]

    def _anchors(self, kinds: Ints, known: Kinds) -> tuple[Longs, Longs, Longs]:
        """Return pattern, element (its place in the pattern) and position of every place of each rarest element."""
        counts = np.bincount(kinds, minlength=len(known))
        often = np.bincount(known.elements, counts[known.kinds], minlength=known.member.shape[1])
        there = np.where(self._elements >= 0, often[self._elements], np.inf)
        rarest = np.argmin(there, axis=1)
        live = np.flatnonzero(there[np.arange(len(rarest)), rarest] > 0)
        element = self._elements[live, rarest[live]]
        widths = known.firsts[element + 1] - known.firsts[element]
        kind = known.kinds[spread(known.firsts[element], widths)]
        # Positions in the order of their kinds; numpy sorts 16-bit numbers by radix.
        small: NDArray[Any] = kinds.astype(np.uint16) if len(known) < 1 << 16 else kinds
        at_kind = np.argsort(small, kind="stable")
        places = at_kind[spread((np.cumsum(counts) - counts)[kind], counts[kind])]
        pattern = np.repeat(np.repeat(live, widths), counts[kind])
        return pattern, rarest[pattern], places


def _nearest(
    batch: Batch, kinds: Ints, member: NDArray[np.bool_], first: Longs, element: Longs, gap: Longs
) -> Longs:  # fmt: skip
    """Return the first position from `first` to `first + gap` in its post that satisfies the element, or -1."""
    found = np.full(len(first), -1)
    pending = np.flatnonzero(first < len(kinds))
    post = batch.posts[first - 1]
    for further in range(int(gap.max(initial=0)) + 1):
        at = first[pending] + further
        inside = at < len(kinds)
        at, pending = at[inside], pending[inside]
        same = batch.posts[at] == post[pending]
        at, pending = at[same], pending[same]
        hit = member[kinds[at], element[pending]]
        found[pending[hit]] = at[hit]
        pending = pending[~hit & (gap[pending] > further)]
        if not len(pending):
            break
    return found
