"""Sums rows of weights by owner, without scipy: loading its sparse matrices takes longer than scoring a small file."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
# Rows that are laid out at a time: long posts must not fill the memory.
_TOGETHER = 1 << 17


def sums_by_owner(
    owners: Longs, items: Longs, weights: NDArray[Any], size: int, shares: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return for each of `size` owners the sum of `weights[item]`, times its share if there are any, over its items.

    owners: ascending, one for each item
    """
    counts = np.bincount(owners, minlength=size)
    ends = np.cumsum(counts)
    out = np.zeros((size, weights.shape[1]), dtype=weights.dtype)
    first = 0
    while first < size:
        begin = int(ends[first] - counts[first])
        last = max(int(np.searchsorted(ends, begin + _TOGETHER, side="right")), first + 1)
        here = first + np.flatnonzero(counts[first:last])
        if len(here):
            picked = weights[items[begin : ends[last - 1]]]
            if shares is not None:
                picked *= shares[begin : ends[last - 1], None]
            out[here] = np.add.reduceat(picked, (ends - counts)[here] - begin, axis=0)
        first = last
    return out
