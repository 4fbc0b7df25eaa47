"""The bootstrap intervals of an evaluation, and its confusion by context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from netral_cli.model.bootstrap import Interval, average_precisions, decisions, interval, resampled
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
        out[name] = _intervals(decisions(weights, targets[:, 0], chosen))
        out[name]["ap"] = interval(average_precisions(weights, targets[:, 0], said.probability[:, 0]))
    at = known[:, 1]
    if at.any():
        own = weights[:, at]
        for k, name in enumerate(SIGNAL_IDS, 1):
            y = targets[at, k]
            out[name] = _intervals(decisions(own, y, said.chosen[at, k - 1]))
            out[name]["ap"] = interval(average_precisions(own, y, said.probability[at, k]))
    return out


def _intervals(values: Sequence[np.ndarray]) -> dict[str, Interval]:
    return dict(zip(("precision", "recall", "f1"), map(interval, values), strict=True))


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
