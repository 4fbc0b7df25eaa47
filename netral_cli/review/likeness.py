"""How alike posts are to those already picked: the largest Jaccard similarity of their character 5-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.model.near_duplicates import five_grams

# Above it two posts count as copies of each other.
SAME = 0.6
# A post's beginning says enough of what it is like.
_MOST_TEXT = 3_000


class Likeness:
    """Remembers, for every candidate, how alike it is to the nearest picked one."""

    def __init__(self, texts: Sequence[str]) -> None:
        sets = [five_grams(text[:_MOST_TEXT]) for text in texts]
        columns: dict[str, int] = {}
        indices = [columns.setdefault(gram, len(columns)) for grams in sets for gram in sorted(grams)]
        starts = np.concatenate([[0], np.cumsum([len(grams) for grams in sets])]).astype(np.int64)
        ones = np.ones(len(indices), dtype=np.float64)
        self._grams = sp.csr_matrix((ones, indices, starts), shape=(len(sets), max(len(columns), 1)))
        self._sizes = np.diff(starts).astype(np.float64)
        self.nearest: NDArray[np.float64] = np.zeros(len(sets))

    def add(self, index: int) -> None:
        """Count a candidate among the picked ones."""
        row = np.asarray(self._grams[[index]].todense()).ravel()
        shared = np.asarray(self._grams @ row)
        alike = shared / (self._sizes + self._sizes[index] - shared)
        np.maximum(self.nearest, alike, out=self.nearest)

    def is_copy(self, index: int) -> bool:
        """Say whether a candidate is nearly the same as a picked one."""
        return bool(self.nearest[index] > SAME)
