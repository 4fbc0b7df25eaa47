"""Bootstrap intervals: how far figures would move had other posts (or other groups of posts) been labelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BLOCK = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a figure over resampled posts; NaN where it cannot be told."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Say whether a difference is above or below zero throughout the interval."""
        return self.low > 0 or self.high < 0


NOTHING = Interval(float("nan"), float("nan"))


def resampled(groups: Sequence[object], rounds: int, seed: int = 0) -> NDArray[np.float32]:
    """Return how often each post is drawn in each round; whole groups are drawn (cluster bootstrap).

    Shape (rounds, posts). Posts of one group say nearly the same, so drawing them one by one would promise too much.
    """
    _, of_post = np.unique(np.array([str(group) for group in groups]), return_inverse=True)
    count = int(of_post.max()) + 1 if len(of_post) else 0
    if not count:
        return np.zeros((rounds, 0), dtype=np.float32)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=rounds)
    return drawn[:, of_post].astype(np.float32)


def interval(values: Floats) -> Interval:
    """Return the middle 95 % of bootstrap values; NaN where most rounds had nothing to measure."""
    known = values[~np.isnan(values)]
    if not len(known) or len(known) < len(values) / 2:
        return NOTHING
    low, high = np.quantile(known, [0.025, 0.975])
    return Interval(float(low), float(high))


def _divided(above: Floats, below: Floats) -> Floats:
    out = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=below > 0)
    return out


def decisions(weights: NDArray[np.float32], y: NDArray[np.int8], chosen: NDArray[np.bool_]) -> tuple[Floats, ...]:
    """Return precision, recall and F1 of a decision in each round; NaN where there is nothing to divide by."""
    true, picked = (y > 0).astype(np.float32), chosen.astype(np.float32)
    hits, positives, taken = ((weights @ column).astype(np.float64) for column in (true * picked, true, picked))
    return _divided(hits, taken), _divided(hits, positives), _divided(2 * hits, positives + taken)


def average_precisions(weights: NDArray[np.float32], y: NDArray[np.int8], score: Floats) -> Floats:
    """Return the average precision in each round (ties taken together); NaN in rounds without positives."""
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    true = (y[order] > 0).astype(np.float32)
    out = np.full(len(weights), np.nan)
    for start in range(0, len(weights), _BLOCK):
        block = weights[start : start + _BLOCK, order]
        hits = np.cumsum(block * true, axis=1, dtype=np.float64)[:, last]
        seen = np.cumsum(block, axis=1, dtype=np.float64)[:, last]
        recall = _divided(hits, np.broadcast_to(hits[:, -1:], hits.shape))
        precision = np.divide(hits, seen, out=np.zeros(hits.shape), where=seen > 0)
        out[start : start + _BLOCK] = np.sum(precision * np.diff(recall, axis=1, prepend=0.0), axis=1)
    return out


def aucs(weights: NDArray[np.float32], y: NDArray[np.int8], score: Floats) -> Floats:
    """Return the area under the ROC curve in each round (ties count half); NaN where a class is missing."""
    order = np.argsort(score, kind="stable")
    _, tie = np.unique(score[order], return_inverse=True)
    starts = np.flatnonzero(np.diff(tie, prepend=-1))
    true = (y[order] > 0).astype(np.float32)
    out = np.full(len(weights), np.nan)
    for start in range(0, len(weights), _BLOCK):
        block = weights[start : start + _BLOCK, order].astype(np.float64)
        up, down = np.add.reduceat(block * true, starts, axis=1), np.add.reduceat(block * (1 - true), starts, axis=1)
        below = np.cumsum(down, axis=1) - down
        won = np.sum(up * (below + down / 2), axis=1)
        out[start : start + _BLOCK] = _divided(won, up.sum(axis=1) * down.sum(axis=1))
    return out
