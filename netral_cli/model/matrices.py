"""The features of posts as sparse matrices: the reference implementation, used in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.model.features import (
    MARK,
    FeatureSpace,
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
from netral_cli.signals.analysis import Analysis
from netral_cli.text.batch import FormTable


@dataclass(frozen=True, slots=True)
class Matrices:
    """The families of one batch as sparse matrices, one row a post, and the dense counts."""

    words: sp.csr_matrix
    pairs: sp.csr_matrix
    cues: sp.csr_matrix
    counts: Floats

    def stacked(self) -> sp.csr_matrix:
        """Return all families side by side, in the order of the weights in the bundle."""
        return sp.csr_matrix(sp.hstack([self.words, self.pairs, self.cues, sp.csr_matrix(self.counts)]))


def _binary(rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """Return the matrix with each row divided by the square root of its number of entries."""
    sizes = np.diff(matrix.indptr)
    scale = 1.0 / np.sqrt(np.maximum(sizes, 1)).astype(np.float32)
    return sp.csr_matrix(sp.diags(scale) @ matrix)


def post_matrices(analysis: Analysis, table: FormTable, space: FeatureSpace) -> Matrices:
    """Return the families of the batch (reference implementation, used in training)."""
    batch, n = analysis.batch, len(analysis.batch)
    columns = word_columns(table.forms, space.words)
    size = len(space.words)
    words = _binary(*distinct(batch.posts, columns[batch.forms], size), (n, size))
    classes, sides = classes_and_sides(table.forms)
    marks = classes[batch.forms] == MARK
    at, _, keys = pair_keys(batch, columns[batch.forms], marks, class_columns(space.words))
    found = Known(space.pairs).find(keys)
    pairs = _binary(*distinct(batch.posts[at], found, len(space.pairs) or 1), (n, len(space.pairs)))
    width = 2 * len(space.cues) + len(space.frames)
    cues = _binary(*cue_items(analysis, len(space.cues)), (n, width))
    return Matrices(unit_rows(words), unit_rows(pairs), cues, counts_of(batch, classes, sides))
