"""Finds cues in a batch of posts by whole-array arithmetic.

For every element of every pattern the positions where it holds are known from one sort of the batch; a
pattern is then a few look-ups into sorted positions. `Matches` lists every hit with its span of forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from netral_cli.signals.catalogue import CONTEXT_IDS
from netral_cli.signals.cues import SUSPENDING, Cue
from netral_cli.signals.pattern import Element, Pattern
from netral_cli.text.batch import Batch, FormTable
from netral_cli.text.stem import Stemmer

Longs = NDArray[np.int64]
_NONE: Longs = np.zeros(0, dtype=np.int64)
_Positions = Callable[[Element], Longs]


@dataclass(frozen=True, slots=True)
class Matches:
    """Hits of cues: `cue[i]` was found at forms `start[i]` to `end[i]` (inclusive) of the batch.

    framed[i, k]: whether the hit stands inside the suspending frame k (order of `CueMatcher.frames`)
    in_frame[p, k]: whether post p has frame k at all.
    """

    cue: Longs
    start: Longs
    end: Longs
    framed: NDArray[np.bool_]
    in_frame: NDArray[np.bool_]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Return for each hit whether a frame suspends it."""
        return cast("NDArray[np.bool_]", self.framed.any(axis=1))


def class_part(form: str) -> str:
    """Return the class of a form that names a side (`<calon>|3` -> `<calon>`), any other form itself."""
    return form.partition("|")[0] if form.startswith("<") else form


class _Places:
    """Where each form stands in a batch: one sort, then each look-up is a slice."""

    def __init__(self, batch: Batch, forms: int) -> None:
        self._order = np.argsort(batch.forms, kind="stable")
        self._counts = np.bincount(batch.forms, minlength=forms)
        self._first = np.cumsum(self._counts) - self._counts

    def of(self, forms: Longs) -> Longs:
        """Return the ascending positions of any of the forms."""
        counts = self._counts[forms]
        present = counts > 0
        counts, first = counts[present], self._first[forms[present]]
        if not len(counts):
            return _NONE
        steps = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.sort(self._order[np.repeat(first, counts) + steps])


class CueMatcher:
    """Knows which forms satisfy which element; learns new forms of the table as they come."""

    def __init__(self, cues: Sequence[Cue], stemmer: Stemmer) -> None:
        self.cues = tuple(cue for cue in cues if not cue.is_frame)
        self.frame_cues = tuple(cue for cue in cues if cue.is_frame)
        self.frames = tuple(dict.fromkeys(cue.target for cue in self.frame_cues))
        self._stemmer = stemmer
        self._elements: dict[tuple[tuple[str, str], ...], int] = {}
        self._by_form: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        self._by_class: dict[str, list[int]] = {}
        self._by_prefix: dict[str, list[int]] = {}
        for cue in cues:
            for pattern in cue.patterns:
                for element in pattern.elements:
                    self._add(element)
        self._heads = tuple(sorted({prefix[:3] for prefix in self._by_prefix}))
        self._forms_of: list[list[int]] = [[] for _ in self._elements]
        self._arrays: list[Longs] = [_NONE] * len(self._elements)
        self._seen = 0
        self._breaks: list[int] = []
        self._sentence: Longs = _NONE
        self._is_context = np.array([cue.target in CONTEXT_IDS for cue in self.cues], dtype=bool)

    def _add(self, element: Element) -> None:
        if element.alternatives in self._elements:
            return
        number = self._elements[element.alternatives] = len(self._elements)
        tables = {"form": self._by_form, "stem": self._by_stem, "class": self._by_class, "prefix": self._by_prefix}
        for kind, text in element.alternatives:
            key = self._stemmer.stem(text) if kind == "stem" else text
            tables[kind].setdefault(key, []).append(number)

    def _learn(self, table: FormTable) -> None:
        """Work out, for forms not met before, which elements they satisfy."""
        for number in range(self._seen, len(table.forms)):
            form = table.forms[number]
            if form in ".!?\n;":
                self._breaks.append(number)
            if form.startswith("<"):
                found = set(self._by_class.get(class_part(form), ()))
            else:
                found = set(self._by_form.get(form, ()))
                found.update(self._by_stem.get(self._stemmer.stem(form), ()))
                if form.startswith(self._heads):
                    for prefix, numbers in self._by_prefix.items():
                        if form.startswith(prefix):
                            found.update(numbers)
            for element in found:
                self._forms_of[element].append(number)
        self._seen = len(table.forms)

    def _forms_array(self, element: int) -> Longs:
        """Return the forms that satisfy an element as an array, made anew only when there are more."""
        known = self._arrays[element]
        if len(known) != len(self._forms_of[element]):
            known = self._arrays[element] = np.array(self._forms_of[element], dtype=np.int64)
        return known

    def match(self, batch: Batch, table: FormTable) -> Matches:
        """Return all hits in the batch, ordered by cue, then position."""
        self._learn(table)
        places = _Places(batch, len(table.forms))
        cache: dict[int, Longs] = {}

        # How many sentences have ended before each form: a pattern must not reach across such an end.
        ends_here = np.isin(batch.forms, self._breaks)
        self._sentence = np.cumsum(ends_here) - ends_here

        def positions(element: Element) -> Longs:
            number = self._elements[element.alternatives]
            if number not in cache:
                cache[number] = places.of(self._forms_array(number))
            return cache[number]

        framed, in_frame = self._frame_cover(batch, positions)
        cues, starts, ends = [], [], []
        for number, cue in enumerate(self.cues):
            start, end = self._hits(cue, batch, positions)
            if len(start):
                cues.append(np.full(len(start), number))
                starts.append(start)
                ends.append(end)
        if not cues:
            return Matches(_NONE, _NONE, _NONE, np.zeros((0, len(self.frames)), dtype=bool), in_frame)
        start, number_of = np.concatenate(starts), np.concatenate(cues)
        # A frame suspends signals; what points at a neutral context says the same inside it.
        framed = framed[start] & ~self._is_context[number_of][:, None]
        return Matches(number_of, start, np.concatenate(ends), framed, in_frame)

    def _hits(self, cue: Cue, batch: Batch, positions: _Positions) -> tuple[Longs, Longs]:
        found = [find(pattern, batch, self._sentence, positions) for pattern in cue.patterns]
        start = np.concatenate([s for s, _ in found]) if found else _NONE
        end = np.concatenate([e for _, e in found]) if found else _NONE
        if len(start) > 1:
            start, keep = np.unique(start, return_index=True)
            end = end[keep]
        return start, end

    def _frame_cover(self, batch: Batch, positions: _Positions) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        n = len(batch.forms)
        cover = np.zeros((n + 1, len(self.frames)), dtype=np.int32)
        in_frame = np.zeros((len(batch), len(self.frames)), dtype=bool)
        marks = np.isin(batch.forms, self._breaks)
        stops = np.union1d(np.flatnonzero(marks), batch.starts[1:].astype(np.int64))
        for cue in self.frame_cues:
            column = self.frames.index(cue.target)
            start, end = self._hits(cue, batch, positions)
            if not len(start):
                continue
            in_frame[batch.posts[start], column] = True
            if cue.target not in SUSPENDING:
                continue
            # A frame holds from the word that opens it to the end of its sentence, or as far as it reaches.
            at = np.searchsorted(stops, end, side="right")
            stop = stops[np.minimum(at, len(stops) - 1)]
            if cue.reach:
                stop = np.minimum(stop, end + 1 + cue.reach)
            np.add.at(cover[:, column], start, 1)
            np.add.at(cover[:, column], np.minimum(stop, n), -1)
        return np.cumsum(cover[:-1], axis=0) > 0, in_frame


def find(pattern: Pattern, batch: Batch, sentence: Longs, positions: _Positions) -> tuple[Longs, Longs]:
    """Return first and last positions of the hits of one pattern.

    Each element must follow the one before it within its gap; the nearest place is taken. A gap does not reach
    across the end of a sentence.
    `sentence` numbers the sentences of the batch by form.
    """
    start = positions(pattern.elements[0])
    if pattern.at_start and len(start):
        start = start[batch.starts[batch.posts[start]] == start]
    end = start
    for element in pattern.elements[1:]:
        if not len(start):
            return _NONE, _NONE
        places = positions(element)
        if not len(places):
            return _NONE, _NONE
        at = np.searchsorted(places, end + 1)
        ok = at < len(places)
        start, end, nearest = start[ok], end[ok], places[at[ok]]
        ok = (nearest <= end + 1 + element.gap) & (batch.posts[nearest] == batch.posts[start])
        if element.gap:
            ok &= sentence[nearest] == sentence[start]
        start, end = start[ok], nearest[ok]
    if pattern.at_end and len(end):
        ok = batch.starts[batch.posts[end] + 1] == end + 1
        start, end = start[ok], end[ok]
    return start, end
