"""Finds the cues in a batch of posts, and which of them stand inside a frame.

`Matches` lists every hit with its span of forms; the patterns themselves are found by `netral_cli.signals.find`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from netral_cli.signals.cues import SUSPENDING, Cue
from netral_cli.signals.find import Kinds, PatternFinder
from netral_cli.signals.pattern import Element, Pattern
from netral_cli.text.batch import Batch, FormTable
from netral_cli.text.growing import Growing
from netral_cli.text.stem import Stemmer

Longs = NDArray[np.int64]


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


class CueMatcher:
    """Knows which forms satisfy which element; learns new forms of the table as they come.

    of_signals: for each of the cues whether it speaks for a signal
    """

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
        patterns = [(number, pattern) for number, cue in enumerate(cues) for pattern in cue.patterns]
        self._finder = PatternFinder([p for _, p in patterns], [self._numbers(p) for _, p in patterns])
        self._cue_of = np.array([number for number, _ in patterns], dtype=np.int64)
        # Cues and frames by their place in `cues`: the number of the cue or the column of the frame.
        own = {cue.id: number for number, cue in enumerate(self.cues)}
        self._number = np.array([own.get(cue.id, -1) for cue in cues], dtype=np.int64)
        self._column = np.array([self.frames.index(cue.target) if cue.is_frame else -1 for cue in cues], dtype=np.int64)
        self._reach = np.array([cue.reach for cue in cues], dtype=np.int64)
        self._suspends = np.array([cue.target in SUSPENDING for cue in cues], dtype=bool)
        self._shortest = min(map(len, self._by_prefix), default=0)
        self._heads = frozenset(prefix[: self._shortest] for prefix in self._by_prefix)
        self._kinds = Kinds(len(self._elements))
        # By form met so far: its kind, and whether it ends a sentence.
        self._kind_of, self._breaks = Growing(np.int32), Growing(np.bool_)
        self.of_signals = np.array([cue.target in SIGNAL_IDS for cue in self.cues], dtype=bool)
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
        forms = table.forms[len(self._kind_of) :]
        if not forms:
            return
        kinds = [
            self._kind(form, stem)
            if form[0] == "<" or form in self._by_form or stem in self._by_stem or form[: self._shortest] in self._heads
            else 0
            for form, stem in zip(forms, self._stemmer.stems(forms), strict=True)
        ]
        self._kind_of.extend(np.array(kinds, dtype=np.int32))
        self._breaks.extend(np.array([form in ".!?\n;" for form in forms], dtype=bool))
        self._kinds.settle()

    def _kind(self, form: str, stem: str) -> int:
        """Return the kind of a form, 0 for one that satisfies no element."""
        if form[0] == "<":
            return self._kinds.number(frozenset(self._by_class.get(class_part(form), ())))
        found = {*self._by_form.get(form, ()), *self._by_stem.get(stem, ())}
        if form[: self._shortest] in self._heads:
            for prefix, numbers in self._by_prefix.items():
                if form.startswith(prefix):
                    found.update(numbers)
        return self._kinds.number(frozenset(found))

    def match(self, batch: Batch, table: FormTable) -> Matches:
        """Return all hits in the batch, ordered by cue, then position."""
        self._learn(table)
        # How many sentences have ended before each form: a pattern must not reach across such an end.
        marks = self._breaks.all[batch.forms]
        sentence = np.cumsum(marks) - marks
        pattern, start, end = self._finder.find(batch, self._kind_of.all[batch.forms], self._kinds, sentence)
        # Of several patterns of one cue that begin at one place the first has its way.
        key = self._cue_of[pattern] * max(len(batch.forms), 1) + start
        order = np.argsort(key, kind="stable")
        order = order[np.flatnonzero(np.diff(key[order], prepend=-1))]
        cue, start, end = self._cue_of[pattern[order]], start[order], end[order]
        framing = self._column[cue] >= 0
        framed, in_frame = self._frame_cover(batch, marks, cue[framing], start[framing], end[framing])
        number, start, end = self._number[cue[~framing]], start[~framing], end[~framing]
        # A frame suspends signals; what points at a neutral context says the same inside it.
        return Matches(number, start, end, framed[start] & ~self._is_context[number][:, None], in_frame)

    def _frame_cover(
        self, batch: Batch, marks: NDArray[np.bool_], cue: Longs, start: Longs, end: Longs
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return for each form of the batch which frames suspend it, and for each post which frames it has.

        marks: which forms end a sentence; cue, start, end: the hits of frames
        """
        n, width = len(batch.forms), len(self.frames)
        in_frame = np.zeros((len(batch), width), dtype=bool)
        in_frame[batch.posts[start], self._column[cue]] = True
        suspends = self._suspends[cue]
        cue, start, end = cue[suspends], start[suspends], end[suspends]
        # A frame holds from the word that opens it to the end of its sentence, or as far as it reaches.
        last = np.zeros(n + 1, dtype=bool)
        last[:n] = marks
        last[batch.starts[1:]] = True
        stops = np.flatnonzero(last)
        stop = stops[np.minimum(np.searchsorted(stops, end, side="right"), len(stops) - 1)]
        reach = self._reach[cue]
        stop = np.minimum(np.where(reach > 0, np.minimum(stop, end + 1 + reach), stop), n)
        cover = np.zeros((width, n + 1), dtype=np.int32)
        column = self._column[cue]
        np.add.at(cover, (column, start), 1)
        np.add.at(cover, (column, stop), -1)
        return np.cumsum(cover, axis=1).T > 0, in_frame
