"""Measures a classifier on labelled posts: ranking, statuses, signals, contexts, calibration, hard cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bootstrap import Interval
from netral_cli.model.calibration_table import Bin
from netral_cli.model.labelled import LabelledPost, known_matrix, target_matrix
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS

Probabilities = NDArray[np.float64]


def average_precision(y: NDArray[np.int8], score: Probabilities) -> float:
    """Return average precision: the mean of the precision at each positive, in order of score.

    Ties are taken together, as `sklearn.metrics.average_precision_score` does. NaN without positives.
    """
    if not y.any():
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(y[order].astype(np.int64))
    last = np.append(np.flatnonzero(np.diff(score[order])), len(y) - 1)
    precision, recall = hits[last] / (last + 1), hits[last] / hits[-1]
    return float(np.sum(precision * np.diff(recall, prepend=0.0)))


def auc(y: NDArray[np.int8], score: Probabilities) -> float:
    """Return the area under the ROC curve (Mann-Whitney, ties count half); NaN when one class is missing."""
    positives = int(y.sum())
    negatives = len(y) - positives
    if not positives or not negatives:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return float((ranks[inverse][y > 0].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(y: NDArray[np.int8], p: Probabilities, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015)."""
    index = np.minimum((p * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = index == b
        if inside.any():
            total += inside.mean() * abs(float(y[inside].mean()) - float(p[inside].mean()))
    return float(total)


def precision_recall_curve(
    y: NDArray[np.int8], score: Probabilities, most: int = 200
) -> list[tuple[float, float, float]]:
    """Return `(threshold, precision, recall)` at distinct scores, the highest first; thinned to `most` points."""
    if not y.any():
        return []
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(y[order].astype(np.int64))
    last = np.append(np.flatnonzero(np.diff(score[order])), len(y) - 1)
    chosen = last[np.unique(np.linspace(0, len(last) - 1, min(most, len(last))).astype(int))]
    return [(float(score[order[k]]), float(hits[k] / (k + 1)), float(hits[k] / hits[-1])) for k in chosen.tolist()]


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision, recall and F1 of one decision, with the number of positives behind them."""

    positives: int
    precision: float
    recall: float
    f1: float
    ap: float = float("nan")


def quality(y: NDArray[np.int8], chosen: NDArray[np.bool_], score: Probabilities | None = None) -> Quality:
    """Return precision, recall and F1 of a decision; precision is 0 when nothing is chosen."""
    hits = int((chosen & (y > 0)).sum())
    positives, picked = int(y.sum()), int(chosen.sum())
    precision = hits / picked if picked else 0.0
    recall = hits / positives if positives else 0.0
    f1 = 2 * hits / (positives + picked) if positives + picked else 0.0
    return Quality(positives, precision, recall, f1, average_precision(y, score) if score is not None else float("nan"))


@dataclass(slots=True)
class Evaluation:
    """All figures of one evaluation, ready for a table or JSON.

    intervals: for `not_netral`, `indikasi` and each signal the 95 % intervals of precision, recall, F1 and AP
    confusion: for each true context (and posts with a signal) the statuses, and the contexts of the netral ones
    curve: threshold, precision, recall; worst: errors in order of how sure the model was (`netral_cli.worst`)
    """

    posts: int
    ap: float
    within: float
    ece: float
    flagged: float
    not_netral: Quality
    indikasi: Quality
    signals: dict[str, Quality]
    contexts: dict[str, Quality]
    groups: dict[str, dict[str, float]] = field(default_factory=dict)
    hard: dict[str, float] = field(default_factory=dict)
    stability: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, dict[str, Interval]] = field(default_factory=dict)
    calibration: list[Bin] = field(default_factory=list)
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)
    curve: list[tuple[float, float, float]] = field(default_factory=list)
    worst: list[Any] = field(default_factory=list)

    def macro_f1(self, least: int = 20) -> float:
        """Return the mean F1 of the signals with at least so many positives; NaN when there are none."""
        values = [q.f1 for q in self.signals.values() if q.positives >= least]
        return float(np.mean(values)) if values else float("nan")

    def context_f1(self) -> float:
        """Return the mean F1 of the contexts that occur."""
        values = [q.f1 for q in self.contexts.values() if q.positives]
        return float(np.mean(values)) if values else float("nan")

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        from dataclasses import asdict  # noqa: PLC0415

        return {**asdict(self), "macro_f1": self.macro_f1(), "context_f1": self.context_f1()}


@dataclass(frozen=True, slots=True)
class Predictions:
    """What a classifier said of labelled posts.

    chosen: signals given to each post (none when netral); shape (posts, signals)
    context: index of the likeliest context
    """

    probability: Probabilities
    status: list[str]
    chosen: NDArray[np.bool_]
    context: NDArray[np.int64]
    plain_flagged: dict[int, bool] = field(default_factory=dict)


def evaluate(posts: Sequence[LabelledPost], said: Predictions, groups: Sequence[str] | None = None) -> Evaluation:
    """Return the figures for posts and predictions in the same order.

    groups: a name for each post (its topic or source); `within` is the mean AUC inside the groups
    that have both classes.
    """
    targets, known = target_matrix(posts), known_matrix(posts)
    y, p = targets[:, 0], said.probability[:, 0]
    flagged = np.array([s != "netral" for s in said.status])
    sure = np.array([s == "indikasi" for s in said.status])
    names = list(groups) if groups is not None else [""] * len(posts)
    by_group = {}
    for name in sorted(set(names)):
        inside = np.array([n == name for n in names])
        by_group[name] = {
            "pos": int(inside.sum()), "bersinyal": int(y[inside].sum()), "auc": auc(y[inside], p[inside]),
            "ap": average_precision(y[inside], p[inside]), "ditandai": float(flagged[inside].mean()),
            "indikasi": float(sure[inside].mean()),
        }  # fmt: skip
    inner = [g["auc"] for g in by_group.values() if not np.isnan(g["auc"])]
    signals = {
        name: quality(targets[at, k], said.chosen[at, k - 1], said.probability[at, k])
        for at in [known[:, 1]]
        for k, name in enumerate(SIGNAL_IDS, 1)
    }
    start = 1 + len(SIGNAL_IDS)
    contexts = {
        name: quality(targets[at, start + k], (~flagged & (said.context == k))[at])
        for at in [known[:, start]]
        for k, name in enumerate(CONTEXT_IDS)
    }
    return Evaluation(
        len(posts), average_precision(y, p), float(np.mean(inner)) if inner else float("nan"), calibration_error(y, p),
        float(flagged.mean()), quality(y, flagged), quality(y, sure), signals, contexts,
        by_group if groups is not None else {}, _hard_cases(posts, said, flagged, sure),
    )  # fmt: skip


def _hard_cases(
    posts: Sequence[LabelledPost], said: Predictions, flagged: NDArray[np.bool_], sure: NDArray[np.bool_]
) -> dict[str, float]:
    """Return the figures for look-alikes, minimal pairs and evasions, where the data has them."""
    out: dict[str, float] = {}
    alike = [i for i, post in enumerate(posts) if post.kind == "mirip" and not post.partisan]
    if alike:
        out["mirip_netral"] = float(len(alike))
        out["mirip_indikasi"] = float(np.mean(sure[alike]))
        out["mirip_ditandai"] = float(np.mean(flagged[alike]))
    pairs: dict[str, list[int]] = {}
    for i, post in enumerate(posts):
        if post.kind == "pasangan":
            pairs.setdefault(post.group, []).append(i)
    full = [m for m in pairs.values() if len(m) >= 2 and len({posts[i].partisan for i in m}) == 2]
    if full:
        out["pasangan"] = float(len(full))
        out["pasangan_benar"] = float(np.mean([all(flagged[i] == posts[i].partisan for i in m) for m in full]))
    hidden = [i for i, post in enumerate(posts) if post.kind == "samaran" and post.partisan and i in said.plain_flagged]
    if hidden:
        out["samaran"] = float(len(hidden))
        out["samaran_perolehan"] = float(np.mean(flagged[hidden]))
        out["samaran_polos_perolehan"] = float(np.mean([said.plain_flagged[i] for i in hidden]))
    return out
