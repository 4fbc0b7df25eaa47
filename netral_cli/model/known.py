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
        # Four times as many buckets as keys: most have one key or none.
        bits = len(keys).bit_length() + 2
        self._shift = np.uint64(64 - bits)
        order = np.argsort(mixed)
        # One more than there are: what is looked up last finds nothing larger, and no key.
        self._order = np.append(order, -1)
        self._mixed = np.append(mixed[order], np.uint64(np.iinfo(np.uint64).max))
        sizes = np.bincount((mixed >> self._shift).astype(np.int64), minlength=1 << bits)
        self._firsts = np.cumsum(sizes) - sizes

    def __len__(self) -> int:
        return len(self._order) - 1

    def find(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the index of each key, or -1."""
        with np.errstate(over="ignore"):
            mixed = _mix(wanted.astype(np.uint64))
        at = self._firsts[(mixed >> self._shift).astype(np.int64)]
        there = self._mixed[at]
        out = np.where(there == mixed, self._order[at], -1)
        # Keys lie in the order of their mixed values: one that is not passed yet may follow.
        pending = np.flatnonzero(there < mixed)
        at, mixed = at[pending], mixed[pending]
        while len(pending):
            at = at + 1
            there = self._mixed[at]
            hit = there == mixed
            out[pending[hit]] = self._order[at[hit]]
            more = np.flatnonzero(there < mixed)
            pending, at, mixed = pending[more], at[more], mixed[more]
        return out
