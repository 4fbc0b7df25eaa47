"""Shows what an analyst's labels changed in a model: words, pairs and cues that gained or lost weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from netral_cli.model.bundle import Bundle
from netral_cli.model.features import FeatureSpace, distinct, word_columns
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.signals.match import class_part

_FEWEST_POSTS = 3


@dataclass(frozen=True, slots=True)
class WeightChange:
    """A word or cue of the analyst's posts and what it adds to the score before and after (calibrated log-odds).

    kind: `kata` or `isyarat`; posts: how many of the labelled posts have it; partisan: how many of these carry a signal
    before: None where the older model did not know it
    """

    kind: str
    name: str
    before: float | None
    after: float
    posts: int
    partisan: int

    @property
    def change(self) -> float:
        """Return how much was gained; negative where weight was lost."""
        return self.after - (self.before or 0.0)

    def as_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {**asdict(self), "change": self.change}


def weight_changes(
    posts: Sequence[LabelledPost], before: Bundle, after: Bundle, sources: Sequence[Path]
) -> list[WeightChange]:
    """Return what changed for every word and cue that occurs in at least three of the posts, largest change first."""
    words: dict[str, list[int]] = {}
    cues: dict[str, list[int]] = {}
    elections = Elections(profiles_beside(sources))
    for rows, analyser, analysis in elections.analyse(posts):
        forms = analyser.table.forms
        columns = word_columns(forms, after.space.words)
        owners, items = distinct(analysis.batch.posts, columns[analysis.batch.forms], max(len(after.space.words), 1))
        names = {int(columns[i]): class_part(form) for i, form in enumerate(forms) if columns[i] >= 0}
        for post, item in zip(owners.tolist(), items.tolist(), strict=True):
            words.setdefault(names[item], []).append(int(rows[post]))
        found = analysis.matches
        hits = {
            (int(analysis.batch.posts[start]), analyser.matcher.cues[cue].id)
            for start, cue, inside in zip(found.start.tolist(), found.cue.tolist(), found.inside.tolist(), strict=True)
            if not inside
        }
        for post, cue_id in sorted(hits):
            cues.setdefault(cue_id, []).append(int(rows[post]))
    out = []
    for kind, table in (("kata", words), ("isyarat", cues)):
        for name, having in table.items():
            if len(having) >= _FEWEST_POSTS:
                new = _weight(after, kind, name)
                partisan = sum(posts[i].partisan for i in having)
                out.append(WeightChange(kind, name, _weight(before, kind, name), new or 0.0, len(having), partisan))
    return sorted(out, key=lambda change: (-abs(change.change), change.kind, change.name))


def _weight(bundle: Bundle, kind: str, name: str) -> float | None:
    """Return what a word or a cue outside frames adds to the calibrated score of the binary reading."""
    column = _column(bundle.space, kind, name)
    if column is None:
        return None
    weights = bundle.weights.words if kind == "kata" else bundle.weights.cues
    return float(np.float64(weights[column, 0]) * bundle.calibration[0, 0])


def _column(space: FeatureSpace, kind: str, name: str) -> int | None:
    if kind == "kata":
        return space.words.get(name)
    return space.cues.index(name) if name in space.cues else None
