"""Scores batches: the same sums as the training matrices without building them, then the second layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bundle import Bundle
from netral_cli.model.features import (
    MARK,
    WITHOUT_POINTER,
    Floats,
    class_columns,
    classes_and_sides,
    counts_of,
    cue_items,
    distinct,
    pair_keys,
    word_columns,
)
from netral_cli.model.known import Known
from netral_cli.model.second_layer import layer_inputs
from netral_cli.model.sums import sums_by_owner
from netral_cli.signals.analysis import Analysis
from netral_cli.text.batch import FormTable
from netral_cli.text.growing import Growing

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parts:
    """What went into the scores of a batch, kept so that evidence can split a score exactly.

    Distinct `(post, item)` lists with the divisor of each post; `pair_at` and `pair_second` are the positions of the
    two words of each known pair.
    """

    word_columns: Longs
    word_scale: Floats
    pair_at: Longs
    pair_second: Longs
    pair_ids: Longs
    pair_scale: Floats
    cue_posts: Longs
    cue_columns: Longs
    counts: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """Linear scores, log-odds of the second layer, and calibrated probabilities; shape (posts, outputs).

    inputs: what the second layer reads (`layer_inputs`)
    """

    raw: NDArray[np.float64]
    inputs: NDArray[np.float64]
    logits: NDArray[np.float64]
    probability: NDArray[np.float64]
    parts: Parts


class Scorer:
    """Scores analysed posts with one bundle; remembers what it worked out for each form of the table."""

    def __init__(self, bundle: Bundle, table: FormTable) -> None:
        self.bundle = bundle
        self._table = table
        self._pairs = Known(bundle.space.pairs)
        self._is_class = class_columns(bundle.space.words)
        # The weights in double precision, in which scores are added up.
        self._words, self._pair_weights, self._cues, self._counts = (
            family.astype(np.float64)
            for family in (bundle.weights.words, bundle.weights.pairs, bundle.weights.cues, bundle.weights.counts)
        )
        # One entry a form of the table: its column, counted class, side named.
        self._columns, self._classes, self._sides = Growing(np.int64), Growing(np.int32), Growing(np.int32)

    def _learn(self) -> None:
        first = len(self._columns)
        new = self._table.forms[first:]
        if not new:
            return
        self._columns.extend(word_columns(new, self.bundle.space.words))
        classes, sides = classes_and_sides(new)
        self._classes.extend(classes)
        self._sides.extend(sides)

    @property
    def classes(self) -> NDArray[np.int32]:
        """Return the number of the class of each form of the table; see `classes_and_sides`."""
        return self._classes.all

    @property
    def sides(self) -> NDArray[np.int32]:
        """Return for each form of the table the side it names, or -1."""
        return self._sides.all

    def score(self, analysis: Analysis) -> Scores:
        """Return the scores of the posts of a batch."""
        self._learn()
        batch, space = analysis.batch, self.bundle.space
        n = len(batch)
        columns = self._columns.all[batch.forms]
        posts, items = distinct(batch.posts, columns, len(space.words))
        of_words, word_scale = _family(posts, items, n, self._words)
        marks = self.classes[batch.forms] == MARK
        at, second, keys = pair_keys(batch, columns, marks, self._is_class)
        found = self._pairs.find(keys)
        known = np.flatnonzero(found >= 0)
        at, second, found = at[known], second[known], found[known]
        posts, items = distinct(batch.posts[at], found, max(len(space.pairs), 1))
        of_pairs, pair_scale = _family(posts, items, n, self._pair_weights)
        raw = of_words + of_pairs
        cue_posts, cue_columns = cue_items(analysis, len(space.cues))
        raw += sums_by_owner(cue_posts, cue_columns, self._cues, n)
        counts = counts_of(batch, self.classes, self.sides)
        # Without BLAS, whose threads would wait for each other over so small a product.
        raw += np.einsum("pc,co->po", counts.astype(np.float64), self._counts) + self.bundle.weights.bias
        inputs = layer_inputs(raw, of_words, of_pairs, counts)
        logits = raw.copy() if self.bundle.second is None else self.bundle.second.logits(inputs)
        logits[:, 0] -= self.bundle.everyday_offset * counts[:, WITHOUT_POINTER]
        slope, offset = self.bundle.calibration.T
        probability = 1.0 / (1.0 + np.exp(-np.clip(logits * slope + offset, -30, 30)))
        parts = Parts(columns, word_scale, at, second, found, pair_scale, cue_posts, cue_columns, counts)
        return Scores(raw, inputs, logits, probability, parts)


def _family(posts: Longs, items: Longs, n: int, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], Floats]:
    """Return the summed weights of each post's items over the root of their number, and the inverse of that root."""
    sizes = np.bincount(posts, minlength=n)
    scale = (1.0 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)
    return sums_by_owner(posts, items, weights, n) * scale.astype(np.float64)[:, None], scale
