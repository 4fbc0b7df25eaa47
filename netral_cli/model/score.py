"""Scores batches: the same sums as the training matrices, with the n-grams of each distinct form summed once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.model.bundle import Bundle
from netral_cli.model.features import (
    MARK,
    Floats,
    classes_and_sides,
    counts_of,
    cue_items,
    distinct,
    gram_matrix,
    pair_keys,
    spelled,
    word_columns,
)
from netral_cli.model.grams import lookup
from netral_cli.signals.analysis import Analysis
from netral_cli.text.batch import FormTable

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parts:
    """What went into the scores of a batch, kept so that evidence can split a score exactly.

    Distinct `(post, item)` lists with the divisor of each post; `pair_at` and `pair_second` are the positions of the
    two words of each known pair.
    """

    word_columns: Longs
    word_scale: Floats
    gram_scale: Floats
    pair_at: Longs
    pair_second: Longs
    pair_ids: Longs
    pair_scale: Floats
    cue_posts: Longs
    cue_columns: Longs
    counts: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores (log-odds before calibration) and calibrated probabilities; shape (posts, outputs)."""

    raw: NDArray[np.float64]
    probability: NDArray[np.float64]
    parts: Parts


class Scorer:
    """Scores analysed posts with one bundle; remembers what it worked out for each form of the table."""

    def __init__(self, bundle: Bundle, table: FormTable) -> None:
        self.bundle = bundle
        self._table = table
        outputs = bundle.weights.bias.shape[0]
        # One entry a form of the table: its column, counted class, side named, own number if spelled out.
        self._columns: Longs = np.zeros(0, dtype=np.int64)
        self.classes = np.zeros(0, dtype=np.int32)
        self.sides = np.zeros(0, dtype=np.int32)
        self.spelled: Longs = np.zeros(0, dtype=np.int64)
        self._gram_sums: Floats = np.zeros((0, outputs), dtype=np.float32)

    def _learn(self) -> None:
        new = self._table.forms[len(self._columns) :]
        if not new:
            return
        self._columns = np.concatenate([self._columns, word_columns(new, self.bundle.space.words)])
        classes, sides = classes_and_sides(new)
        self.classes = np.concatenate([self.classes, classes])
        self.sides = np.concatenate([self.sides, sides])
        sums = gram_matrix(new, self.bundle.space.grams) @ self.bundle.weights.grams
        first = len(self.spelled)
        own = spelled(new)
        self.spelled = np.concatenate([self.spelled, np.where(own >= 0, own + first, -1)])
        self._gram_sums = np.vstack([self._gram_sums, np.asarray(sums, dtype=np.float32)])

    @property
    def gram_sums(self) -> Floats:
        """Return the summed n-gram weights of each form of the table; shape (forms, outputs)."""
        return self._gram_sums

    def score(self, analysis: Analysis) -> Scores:
        """Return the scores of the posts of a batch."""
        self._learn()
        batch, weights, space = analysis.batch, self.bundle.weights, self.bundle.space
        n = len(batch)
        columns = self._columns[batch.forms]
        posts, items = distinct(batch.posts, columns, len(space.words))
        raw, word_scale = _family(posts, items, n, weights.words)
        posts, items = distinct(batch.posts, self.spelled[batch.forms], len(self._table.forms))
        sums, gram_scale = _family(posts, items, n, self._gram_sums)
        raw += sums
        marks = self.classes[batch.forms] == MARK
        at, second, keys = pair_keys(batch, columns, marks, len(space.words))
        found = lookup(keys.astype(np.uint64), space.pairs.astype(np.uint64))
        at, second, found = at[found >= 0], second[found >= 0], found[found >= 0]
        posts, items = distinct(batch.posts[at], found, max(len(space.pairs), 1))
        sums, pair_scale = _family(posts, items, n, weights.pairs)
        raw += sums
        cue_posts, cue_columns = cue_items(analysis, len(space.cues))
        raw += _product(cue_posts, cue_columns, n, weights.cues)
        counts = counts_of(batch, self.classes, self.sides)
        # Without BLAS, whose threads would wait for each other over so small a product.
        raw += np.einsum("pc,co->po", counts.astype(np.float64), weights.counts.astype(np.float64)) + weights.bias
        slope, offset = self.bundle.calibration.T
        probability = 1.0 / (1.0 + np.exp(-np.clip(raw.astype(np.float64) * slope + offset, -30, 30)))
        parts = Parts(columns, word_scale, gram_scale, at, second, found, pair_scale, cue_posts, cue_columns, counts)
        return Scores(raw, probability, parts)


def _product(posts: Longs, items: Longs, n: int, weights: Floats) -> NDArray[np.float64]:
    ones = np.ones(len(posts))
    matrix = sp.csr_matrix((ones, items, np.searchsorted(posts, np.arange(n + 1))), shape=(n, len(weights)))
    return np.asarray(matrix @ weights.astype(np.float64))


def _family(posts: Longs, items: Longs, n: int, weights: Floats) -> tuple[NDArray[np.float64], Floats]:
    """Return the summed weights of each post's items over the root of their number, and the inverse of that root."""
    sizes = np.bincount(posts, minlength=n)
    scale = (1.0 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)
    return _product(posts, items, n, weights) * scale.astype(np.float64)[:, None], scale
