"""Sums rows of weights by owner, without scipy: loading its sparse matrices takes longer than scoring a small file."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
# Owners that are worked on at a time, so that their sums stay in the cache of the processor.
_TOGETHER = 4096
# A round over fewer owners costs more than adding up the rows of each of them by itself.
_FEWEST = 16
# Rows that are laid out at a time: long posts must not fill the memory.
_ROWS = 1 << 17


def sums_by_owner(
    owners: Longs, items: Longs, weights: NDArray[Any], size: int, shares: NDArray[Any] | None = None
) -> NDArray[Any]:
    """Return for each of `size` owners the sum of `weights[item]`, times its share if there are any, over its items.

    Rows are added in the order of the items, so that a sum does not depend on what else is summed.
    owners: ascending, one for each item
    """
    counts = np.bincount(owners, minlength=size)
    firsts = np.cumsum(counts) - counts
    out = np.zeros((size, weights.shape[1]), dtype=weights.dtype)
    # Those with most items come first: the owners that still have one in round k are then always the first ones.
    order = np.argsort(-counts, kind="stable")
    for begin in range(0, size, _TOGETHER):
        some = order[begin : begin + _TOGETHER]
        lengths, first = counts[some], firsts[some]
        # Owners with more items than rounds are worth are the first ones too, and take the other way.
        rounds = int(lengths[_FEWEST - 1]) if len(some) >= _FEWEST else 0
        long = int(np.searchsorted(-lengths, -rounds, side="left"))
        for owner in some[:long].tolist():
            _add_long(out[owner], slice(int(firsts[owner]), int(firsts[owner] + counts[owner])), items, weights, shares)
        lengths, first = lengths[long:], first[long:]
        sums = np.zeros((len(first), weights.shape[1]), dtype=weights.dtype)
        for step, live in enumerate(np.searchsorted(-lengths, -np.arange(rounds), side="left").tolist()):
            at = first[:live] + step
            sums[:live] += _picked(items[at], weights, None if shares is None else shares[at])
        out[some[long:]] = sums
    return out


def _add_long(
    target: NDArray[Any], at: slice, items: Longs, weights: NDArray[Any], shares: NDArray[Any] | None
) -> None:
    """Add the rows of one owner, which has many, to its sum."""
    for begin in range(at.start, at.stop, _ROWS):
        here = slice(begin, min(begin + _ROWS, at.stop))
        picked = _picked(items[here], weights, None if shares is None else shares[here])
        picked[0] += target
        target[:] = np.add.reduce(picked, axis=0)


def _picked(items: Longs, weights: NDArray[Any], shares: NDArray[Any] | None) -> NDArray[Any]:
    """Return the rows of some items, each times its share."""
    picked = np.take(weights, items, axis=0)
    if shares is not None:
        picked *= shares[:, None]
    return picked
