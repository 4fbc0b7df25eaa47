"""Turns held-out scores into probabilities, and chooses the thresholds of statuses and signals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bundle import Thresholds
from netral_cli.model.options import TrainingOptions
from netral_cli.signals.catalogue import SIGNAL_IDS


def platt(scores: NDArray[np.float64], y: NDArray[np.int8]) -> tuple[float, float]:
    """Return slope and offset that turn raw scores into probabilities (Platt 1999, with his smoothed targets)."""
    from scipy.optimize import minimize  # noqa: PLC0415

    positives, negatives = int(y.sum()), int(len(y) - y.sum())
    if not positives or not negatives:
        return 1.0, 0.0
    smooth = np.where(y > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(parameters: NDArray[np.float64]) -> float:
        z = parameters[0] * scores + parameters[1]
        return float(np.mean(np.logaddexp(0, z) - smooth * z))

    best = minimize(
        loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9, "maxiter": 2000}
    )
    return max(float(best.x[0]), 1e-3), float(best.x[1])


def precision_recall_at(p: NDArray[np.float64], y: NDArray[np.int8], threshold: float) -> tuple[float, float]:
    """Return precision and recall of `p >= threshold`; precision is 1 when nothing reaches it."""
    chosen = p >= threshold
    hit = int((chosen & (y > 0)).sum())
    return (hit / int(chosen.sum()) if chosen.any() else 1.0), hit / max(int(y.sum()), 1)


def _threshold_for_precision(p: NDArray[np.float64], y: NDArray[np.int8], wanted: float) -> float:
    """Return the lowest threshold with the precision that is wanted."""
    levels, hits, chosen = _at_levels(p, y)
    good = np.flatnonzero(hits / chosen >= wanted)
    return float(levels[good[-1]]) if len(good) else float(np.clip(p.max() + 1e-4, 0, 0.999))


def _at_levels(
    p: NDArray[np.float64], y: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct probabilities, the highest first, with the positives and posts at or above each."""
    order = np.argsort(-p, kind="stable")
    last = np.append(np.flatnonzero(np.diff(p[order])), len(p) - 1)
    return p[order][last], np.cumsum(y[order].astype(np.int64))[last], last + 1


def _threshold_for_recall(p: NDArray[np.float64], y: NDArray[np.int8], wanted: float) -> float:
    positives = np.sort(p[y > 0])
    return float(positives[int(len(positives) * (1 - wanted))])


def _threshold_for_f1(p: NDArray[np.float64], y: NDArray[np.int8]) -> float:
    """Return the threshold with the best F1; 0.5 for a label without positives."""
    if not y.any():
        return 0.5
    levels, hits, chosen = _at_levels(p, y)
    return float(np.clip(levels[int(np.argmax(2 * hits / (chosen + y.sum())))], 0.05, 0.95))


def choose_thresholds(
    p: NDArray[np.float64], targets: NDArray[np.int8], options: TrainingOptions, known: NDArray[np.bool_] | None = None
) -> Thresholds:
    """Return the thresholds that held-out probabilities support, with the precision and recall expected there.

    known: which labels of `targets` are known; the others are left out
    """
    known = np.ones(targets.shape, dtype=bool) if known is None else known
    own = known[:, 0]
    p_all, targets_all = p, targets
    p, targets = p[own], targets[own]
    binary = targets[:, 0]
    high = _threshold_for_precision(p[:, 0], binary, options.precision_indikasi)
    low = min(_threshold_for_recall(p[:, 0], binary, options.recall_tinjau), high)
    high, low = float(np.clip(high, 0.02, 0.98)), float(np.clip(low, 0.01, 0.97))
    signals = {
        name: _threshold_for_f1(p_all[known[:, k], k], targets_all[known[:, k], k])
        for k, name in enumerate(SIGNAL_IDS, 1)
    }
    expected = {}
    for name, value in (("indikasi", high), ("tinjau", low)):
        precision, recall = precision_recall_at(p[:, 0], binary, round(value, 4))
        expected[name] = {"presisi": round(precision, 4), "perolehan": round(recall, 4)}
    return Thresholds(high, low, signals, expected)
