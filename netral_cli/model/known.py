"""Finds the numbers of many keys at once among those that a model knows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def _mix(x: Hashes) -> Hashes:
    """Return the finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of a key reaches every bit."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


class Known:
    """Distinct keys laid out for many look-ups: by the first bits of their mixed values, so that most need one step.

    keys: in the order of the indices that `find` gives
    """

    def __init__(self, keys: NDArray[np.int64]) -> None:
        with np.errstate(over="ignore"):
            mixed = _mix(keys.astype(np.uint64))
        bits = max(len(keys).bit_length() + 1, 1)
        self._shift = np.uint64(64 - bits)
        self._order = np.argsort(mixed)
        self._mixed = mixed[self._order]
        buckets = (mixed[self._order] >> self._shift).astype(np.int64)
        sizes = np.bincount(buckets, minlength=1 << bits)
        self._ends = np.cumsum(sizes)
        self._firsts = self._ends - sizes
        self._steps = int(sizes.max(initial=0))

    def __len__(self) -> int:
        return len(self._mixed)

    def find(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the index of each key, or -1."""
        with np.errstate(over="ignore"):
            mixed = _mix(wanted.astype(np.uint64))
        bucket = (mixed >> self._shift).astype(np.int64)
        at, end = self._firsts[bucket], self._ends[bucket]
        out = np.full(len(wanted), -1, dtype=np.int64)
        pending = np.flatnonzero(at < end)
        at, end, mixed = at[pending], end[pending], mixed[pending]
        for _ in range(self._steps):
            hit = self._mixed[at] == mixed
            out[pending[hit]] = self._order[at[hit]]
            at += 1
            more = ~hit & (at < end)
            pending, at, end, mixed = pending[more], at[more], end[more], mixed[more]
        return out
