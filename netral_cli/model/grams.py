"""Character n-grams of forms as 64-bit hashes, worked out for many forms at once.

Hashes instead of strings keep the fast path in array arithmetic and the bundle small. The hash is a
polynomial over UTF-8 bytes, mixed by the finaliser of SplitMix64 (Steele, Lea and Flood 2014); with a million
distinct n-grams the chance that any two collide is below 1e-7.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
_BASE = np.uint64(1_099_511_628_211)


def _mix(x: Hashes) -> Hashes:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def form_grams(forms: Sequence[str], shortest: int, longest: int) -> tuple[NDArray[np.int64], Hashes]:
    """Return `(row, hash)` of every n-gram of every form, `shortest` to `longest` bytes long.

    Forms are padded with `^` and `$`, so that beginnings and ends are n-grams of their own. `row[i]` is the
    index of the form. Classes (`<...>`) and marks have none.
    """
    padded = [f"^{form}$".encode() if form[:1].isalnum() else b"" for form in forms]
    lengths = np.array([len(p) for p in padded], dtype=np.int64)
    data = np.frombuffer(b"".join(padded), dtype=np.uint8).astype(np.uint64) + np.uint64(1)
    owner = np.repeat(np.arange(len(forms), dtype=np.int64), lengths)
    rows: list[NDArray[np.int64]] = []
    hashes: list[Hashes] = []
    rolling = np.zeros(len(data), dtype=np.uint64)
    with np.errstate(over="ignore"):
        for n in range(1, longest + 1):
            usable = len(data) - n + 1
            if usable <= 0:
                break
            rolling = rolling[:usable] * _BASE + data[n - 1 :]
            if n >= shortest:
                whole = owner[:usable] == owner[n - 1 :]
                rows.append(owner[:usable][whole])
                hashes.append(_mix(rolling[whole] ^ np.uint64(n << 56)))
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    return np.concatenate(rows), np.concatenate(hashes)


class Known:
    """Distinct keys laid out for many look-ups: by the first bits of their mixed values, so that most need one step.

    keys: in the order of the indices that `find` gives
    """

    def __init__(self, keys: Hashes) -> None:
        with np.errstate(over="ignore"):
            mixed = _mix(keys)
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

    def find(self, wanted: Hashes) -> NDArray[np.int64]:
        """Return the index of each key, or -1."""
        with np.errstate(over="ignore"):
            mixed = _mix(wanted)
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
