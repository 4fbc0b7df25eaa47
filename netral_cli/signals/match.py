"""Finds cues in a batch of posts by whole-array arithmetic.

For every element of every pattern the positions where it holds are known from one sort of the batch; a
pattern is then a few look-ups into sorted positions. `Matches` lists every hit with its span of forms.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
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
    """Where each element stands in a batch: one sort, then each look-up is a slice.

    elements, forms: which element each form satisfies, as pairs; sizes: how many elements and forms there are
    """

    def __init__(self, batch: Batch, elements: Longs, forms: Longs, sizes: tuple[int, int]) -> None:
        order = np.argsort(batch.forms, kind="stable")
        counts = np.bincount(batch.forms, minlength=sizes[1])
        first = (np.cumsum(counts) - counts)[forms]
        counts = counts[forms]
        at = np.arange(int(counts.sum())) + np.repeat(first - (np.cumsum(counts) - counts), counts)
        n = max(len(batch.forms), 1)
        key = np.repeat(elements, counts) * n + order[at]
        key.sort()
        self._positions: Longs = key % n
        self._bounds = np.searchsorted(key, np.arange(sizes[0] + 1) * n).tolist()

    def of(self, element: int) -> Longs:
        """Return the ascending positions of an element."""
        return self._positions[self._bounds[element] : self._bounds[element + 1]]

    def has(self, element: int) -> bool:
        """Return whether the element stands anywhere."""
        return bool(self._bounds[element] < self._bounds[element + 1])


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
        self._patterns = {cue.id: [(p, self._numbers(p)) for p in cue.patterns] for cue in cues}
        self._heads = tuple(sorted({prefix[:3] for prefix in self._by_prefix}))
        # Which element each form met so far satisfies, as pairs.
        self._pair_elements, self._pair_forms = array("q"), array("q")
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

    def _numbers(self, pattern: Pattern) -> tuple[int, ...]:
        return tuple(self._elements[element.alternatives] for element in pattern.elements)

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
            self._pair_elements.extend(found)
            self._pair_forms.extend([number] * len(found))
        self._seen = len(table.forms)

    def match(self, batch: Batch, table: FormTable) -> Matches:
        """Return all hits in the batch, ordered by cue, then position."""
        self._learn(table)
        pairs = np.array(self._pair_elements, dtype=np.int64), np.array(self._pair_forms, dtype=np.int64)
        places = _Places(batch, *pairs, (len(self._elements), len(table.forms)))
        # How many sentences have ended before each form: a pattern must not reach across such an end.
        ends_here = np.isin(batch.forms, self._breaks)
        self._sentence = np.cumsum(ends_here) - ends_here

        framed, in_frame = self._frame_cover(batch, places)
        cues, starts, ends = [], [], []
        for number, cue in enumerate(self.cues):
            start, end = self._hits(cue, batch, places)
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

    def _hits(self, cue: Cue, batch: Batch, places: _Places) -> tuple[Longs, Longs]:
        found = [
            hits
            for pattern, elements in self._patterns[cue.id]
            if all(map(places.has, elements))
            and len((hits := find(pattern, batch, self._sentence, [places.of(k) for k in elements]))[0])
        ]
        if len(found) < 2:
            return found[0] if found else (_NONE, _NONE)
        start, keep = np.unique(np.concatenate([s for s, _ in found]), return_index=True)
        return start, np.concatenate([e for _, e in found])[keep]

    def _frame_cover(self, batch: Batch, places: _Places) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        n = len(batch.forms)
        cover = np.zeros((n + 1, len(self.frames)), dtype=np.int32)
        in_frame = np.zeros((len(batch), len(self.frames)), dtype=bool)
        marks = np.isin(batch.forms, self._breaks)
        stops = np.union1d(np.flatnonzero(marks), batch.starts[1:].astype(np.int64))
        for cue in self.frame_cues:
            column = self.frames.index(cue.target)
            start, end = self._hits(cue, batch, places)
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


def find(pattern: Pattern, batch: Batch, sentence: Longs, places: Sequence[Longs]) -> tuple[Longs, Longs]:
    """Return first and last positions of the hits of one pattern.

    Each element must follow the one before it within its gap; the nearest place is taken. A gap does not reach
    across the end of a sentence.
    `sentence` numbers the sentences of the batch by form; `places` are the ascending positions of each element.
    """
    start = places[0]
    if pattern.at_start and len(start):
        start = start[batch.starts[batch.posts[start]] == start]
    end = start
    for element, at_all in zip(pattern.elements[1:], places[1:], strict=True):
        if not len(start):
            return _NONE, _NONE
        at = at_all.searchsorted(end + 1)
        ok = at < len(at_all)
        start, end, nearest = start[ok], end[ok], at_all[at[ok]]
        ok = (nearest <= end + 1 + element.gap) & (batch.posts[nearest] == batch.posts[start])
        if element.gap:
            ok &= sentence[nearest] == sentence[start]
        start, end = start[ok], nearest[ok]
    if pattern.at_end and len(end):
        ok = batch.starts[batch.posts[end] + 1] == end + 1
        start, end = start[ok], end[ok]
    return start, end
