"""How often posts with a given score really carry a signal: the table behind the calibration plot."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Bin:
    """Posts whose score lies from `start` up to `end`.

    expected: their mean score; observed: the share that carries a signal, with its 95 % interval (Wilson 1927)
    """

    start: float
    end: float
    posts: int
    expected: float
    observed: float
    low: float
    high: float


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), which is sensible for few posts too."""
    if not n:
        return 0.0, 1.0
    share, square = hits / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_table(y: NDArray[np.int8], p: NDArray[np.float64], bins: int = 10) -> list[Bin]:
    """Return the bins of equal width that have posts, in order of score."""
    index = np.minimum((p * bins).astype(int), bins - 1)
    out = []
    for b in range(bins):
        inside = index == b
        n, hits = int(inside.sum()), int(y[inside].sum())
        if n:
            low, high = wilson(hits, n)
            out.append(Bin(b / bins, (b + 1) / bins, n, float(p[inside].mean()), hits / n, low, high))
    return out
