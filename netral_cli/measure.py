"""Measures a bundle on labelled posts: everything that `netral evaluate` shows, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from netral_cli.model.bundle import Bundle
from netral_cli.model.calibration_table import calibration_table
from netral_cli.model.evaluate import Evaluation, evaluate, precision_recall_curve
from netral_cli.model.intervals import ROUNDS, confusion, evaluation_intervals
from netral_cli.model.labelled import LabelledPost
from netral_cli.predict import predict, stability
from netral_cli.worst import MOST, worst_errors

GROUPINGS = ("topic", "channel", "profile", "language", "kind", "source", "author")


def measure(
    posts: Sequence[LabelledPost], bundle: Bundle, sources: Sequence[Path], by: str | None = None,
    rounds: int = ROUNDS, worst: int = MOST,
) -> Evaluation:  # fmt: skip
    """Return all figures of a bundle on the posts.

    sources: the labelled files; a folder `profil` beside them holds the profiles that posts name
    by: field of the posts (of `GROUPINGS`) for figures by group; rounds: of the bootstrap, 0 for no intervals
    worst: how many errors are listed
    """
    said = predict(posts, bundle, sources)
    found = evaluate(posts, said, [getattr(post, by) for post in posts] if by else None)
    y, p = np.array([post.partisan for post in posts], dtype=np.int8), said.probability[:, 0]
    found.calibration = calibration_table(y, p)
    found.curve = precision_recall_curve(y, p)
    found.confusion = confusion(posts, said)
    found.intervals = evaluation_intervals(posts, said, rounds) if rounds else {}
    found.worst = list(worst_errors(posts, said, bundle, sources, worst)) if worst else []
    found.stability = stability(posts, bundle)
    return found
