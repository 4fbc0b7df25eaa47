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

    member: whether an element is satisfied by a kind; shape (elements, kinds and room for more), so that the looks at
    one element are near each other
    elements, kinds: the same as pairs, in the order of the elements; firsts: where the pairs of each element begin
    """

    def __init__(self, elements: int) -> None:
        self._numbers: dict[frozenset[int], int] = {frozenset(): 0}
        self._size = elements
        self._changed = True
        self.member: NDArray[np.bool_] = np.zeros((elements, 1), dtype=bool)
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
        if len(self._numbers) > self.member.shape[1]:
            self.member = np.zeros((self._size, 2 * len(self._numbers)), dtype=bool)
        self.member[elements, kinds] = True
        order = np.argsort(elements.astype(np.uint16) if self._size < 1 << 16 else elements, kind="stable")
        self.elements, self.kinds = elements[order], kinds[order]
        self.firsts = np.searchsorted(self.elements, np.arange(self._size + 1))
        self._changed = False


class _Places:
    """The forms of a batch with their posts and kinds, for many looks at once; what lies outside is of no post.

    reach: how far before the first form a look may go
    """

    def __init__(self, batch: Batch, kinds: Ints, known: Kinds, reach: int) -> None:
        self._kinds, self._reach = known.member.shape[1], reach
        self._member = known.member.ravel()
        # Post and kind as one number, so that one look tells both.
        self._codes = np.full(reach + len(kinds) + 1, np.iinfo(np.int64).max)
        self._codes[reach:-1] = batch.posts.astype(np.int64) * self._kinds + kinds

    def within(self, posts: Ints) -> Longs:
        """Return what `look` wants to know of the posts in which a form must stand."""
        found: Longs = posts.astype(np.int64) * self._kinds
        return found

    def rows(self, elements: Longs) -> Longs:
        """Return what `look` wants to know of elements."""
        found: Longs = elements * self._kinds
        return found

    def look(self, at: Longs, within: Longs, rows: Longs) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return whether each position lies in its post, and whether the form there satisfies the element too."""
        kind = np.take(self._codes, at + self._reach) - within
        inside = (kind >= 0) & (kind < self._kinds)
        return inside, inside & np.take(self._member, rows + kind, mode="clip")


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
        places = _Places(batch, kinds, known, int(self._reach.max(initial=0)))
        pattern, start = self._beginnings(batch, kinds, known, places)
        end = start.copy()
        for step in range(1, self._elements.shape[1]):
            more = np.flatnonzero(self._widths[pattern] > step)
            if not len(more):
                break
            row = pattern[more]
            gap = self._gaps[row, step]
            found = _nearest(places, batch.posts[start[more]], end[more] + 1, self._elements[row, step], gap)
            ok = (found >= 0) & ((gap == 0) | (sentence[found] == sentence[start[more]]))
            end[more] = np.where(ok, found, -1)
            kept = end >= 0
            pattern, start, end = pattern[kept], start[kept], end[kept]
        ok = ~self._at_end[pattern] | (batch.starts[batch.posts[end] + 1] == end + 1)
        return pattern[ok], start[ok], end[ok]

    def _beginnings(self, batch: Batch, kinds: Ints, known: Kinds, places: _Places) -> tuple[Longs, Longs]:
        """Return pattern and position of all places of first elements that lie near a place of the rarest one."""
        pattern, anchor, place = self._anchors(kinds, known)
        least, most = anchor, self._reach[pattern, anchor]
        # The farthest reaching come first, so that those still to be looked at are always the first ones.
        order = np.argsort(-most, kind="stable")
        pattern, place, least, most = pattern[order], place[order], least[order], most[order]
        within, first = places.within(batch.posts[place]), places.rows(self._elements[pattern, 0])
        rows, starts = [], []
        ending = np.searchsorted(-most, -np.arange(int(most.max(initial=0)) + 1), side="right")
        for back, size in enumerate(ending.tolist()):
            at = place[:size] - back
            ok = places.look(at, within[:size], first[:size])[1]
            if back < self._elements.shape[1]:
                ok &= least[:size] <= back
            hits = np.flatnonzero(ok)
            rows.append(pattern[hits])
            starts.append(at[hits])
        n = max(len(kinds), 1)
        key = np.concatenate(rows) * n + np.concatenate(starts)
        key.sort()
        key = key[np.flatnonzero(np.diff(key, prepend=-1))]
        pattern = key // n
        start = key - pattern * n
        ok = ~self._at_start[pattern] | (batch.starts[batch.posts[start]] == start)
        return pattern[ok], start[ok]

    def _anchors(self, kinds: Ints, known: Kinds) -> tuple[Longs, Longs, Longs]:
        """Return pattern, element (its place in the pattern) and position of every place of each rarest element."""
        counts = np.bincount(kinds, minlength=len(known))
        often = np.bincount(known.elements, counts[known.kinds], minlength=len(known.member))
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


def _nearest(places: _Places, posts: Ints, first: Longs, element: Longs, gap: Longs) -> Longs:
    """Return the first position from `first` to `first + gap` in its post that satisfies the element, or -1."""
    found = np.full(len(first), -1)
    pending, at, within, rows = np.arange(len(first)), first, places.within(posts), places.rows(element)
    further = 0
    while len(pending):
        inside, hit = places.look(at, within, rows)
        found[pending[hit]] = at[hit]
        further += 1
        more = np.flatnonzero(inside & ~hit & (gap >= further))
        pending, at, within, rows, gap = pending[more], at[more] + 1, within[more], rows[more], gap[more]
    return found
