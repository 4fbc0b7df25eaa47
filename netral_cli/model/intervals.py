"""The bootstrap intervals of an evaluation, and its confusion by context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bootstrap import NOTHING, Interval, average_precisions, decisions, interval, resampled
from netral_cli.model.calibration_table import wilson
from netral_cli.model.evaluate import Predictions
from netral_cli.model.labelled import LabelledPost, known_matrix, target_matrix
from netral_cli.model.splits import group_ids
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS

ROUNDS = 1000
# Looking for near-duplicates among more posts takes longer than the rest of an evaluation.
MOST_FOR_COPIES = 5000
SIGNALLED = "bersinyal"


def evaluation_groups(posts: Sequence[LabelledPost]) -> list[int]:
    """Return which posts are drawn together: those of one scene, author or (up to 5,000 posts) nearly the same text."""
    return [int(group) for group in group_ids(posts, copies=len(posts) <= MOST_FOR_COPIES)]


def evaluation_intervals(
    posts: Sequence[LabelledPost], said: Predictions, rounds: int = ROUNDS, seed: int = 0
) -> dict[str, dict[str, Interval]]:
    """Return for each decision (`not_netral`, `indikasi`, every signal) the intervals of its figures."""
    targets, known = target_matrix(posts), known_matrix(posts)
    groups = evaluation_groups(posts)
    weights = resampled(groups, rounds, seed)
    status = np.array(said.status)
    out = {}
    for name, chosen in (("not_netral", status != "netral"), ("indikasi", status == "indikasi")):
        out[name] = _intervals(weights, targets[:, 0], chosen, said.probability[:, 0])
    at = known[:, 1]
    if at.any():
        own = weights[:, at]
        for k, name in enumerate(SIGNAL_IDS, 1):
            out[name] = _intervals(own, targets[at, k], said.chosen[at, k - 1], said.probability[at, k])
    return out


def _intervals(
    weights: NDArray[np.float32], y: NDArray[np.int8], chosen: NDArray[np.bool_], score: NDArray[np.float64]
) -> dict[str, Interval]:
    """Return the intervals of one decision.

    Where every resample gives the same (three of three found), drawing anew says nothing: precision and recall get the
    interval of a share (Wilson) there, F1 and AP none.
    """
    precision, recall, f1 = map(interval, decisions(weights, y, chosen))
    hits = int((chosen & (y > 0)).sum())
    return {
        "precision": _or_wilson(precision, hits, int(chosen.sum())),
        "recall": _or_wilson(recall, hits, int((y > 0).sum())),
        "f1": NOTHING if f1.low == f1.high else f1,
        "ap": NOTHING if (ap := interval(average_precisions(weights, y, score))).low == ap.high else ap,
    }


def _or_wilson(found: Interval, hits: int, n: int) -> Interval:
    if found.low != found.high:
        return found
    return Interval(*wilson(hits, n)) if n else NOTHING


def confusion(posts: Sequence[LabelledPost], said: Predictions) -> dict[str, dict[str, int]]:
    """Return for each true context (and posts with a signal) how many got each status, the netral ones by context."""
    columns = ("indikasi", "tinjau", *CONTEXT_IDS)
    out: dict[str, dict[str, int]] = {}
    for i, post in enumerate(posts):
        truth = SIGNALLED if post.partisan else post.context or "netral"
        row = out.setdefault(truth, dict.fromkeys(columns, 0))
        status = said.status[i]
        row[CONTEXT_IDS[int(said.context[i])] if status == "netral" else status] += 1
    order = [SIGNALLED, *CONTEXT_IDS, "netral"]
    return {name: out[name] for name in order if name in out}
