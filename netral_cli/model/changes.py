"""Shows what an analyst's labels changed in a model: words and cues that gained or lost weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bundle import Bundle
from netral_cli.model.contributions import contributions, through_second_layer
from netral_cli.model.features import distinct, is_word
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.model.score import Scorer
from netral_cli.signals.analysis import Analysis, TextAnalyser
from netral_cli.signals.match import class_part

_FEWEST_POSTS = 3


@dataclass(frozen=True, slots=True)
class WeightChange:
    """A word or cue of the analyst's posts, and what it adds to a score before and after.

    kind: `kata` or `isyarat`
    before, after: what it adds on average in the posts that have it, in calibrated log-odds: a word with its letters
        and neighbours, a cue by its own weight
    posts: how many of the labelled posts have it; partisan: how many of these carry a signal
    """

    kind: str
    name: str
    before: float
    after: float
    posts: int
    partisan: int

    @property
    def change(self) -> float:
        """Return how much was gained; negative where weight was lost."""
        return self.after - self.before

    def as_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {**asdict(self), "change": self.change}


@dataclass(slots=True)
class _Sum:
    before: float = 0.0
    after: float = 0.0
    posts: int = 0
    partisan: int = 0


def weight_changes(
    posts: Sequence[LabelledPost], before: Bundle, after: Bundle, sources: Sequence[Path]
) -> list[WeightChange]:
    """Return what changed for every word and cue that occurs in at least three of the posts, largest change first."""
    table: dict[tuple[str, str], _Sum] = {}
    partisan = np.array([post.partisan for post in posts], dtype=np.int64)
    for rows, analyser, analysis in Elections(profiles_beside(sources)).analyse(posts):
        _add_words(table, analyser, analysis, partisan[rows], (before, after))
        _add_cues(table, analyser, analysis, partisan[rows], (before, after))
    found = [
        WeightChange(kind, name, row.before / row.posts, row.after / row.posts, row.posts, row.partisan)
        for (kind, name), row in table.items()
        if row.posts >= _FEWEST_POSTS
    ]
    return sorted(found, key=lambda change: (-abs(change.change), change.kind, change.name))


def _add_words(
    table: dict[tuple[str, str], _Sum], analyser: TextAnalyser, analysis: Analysis, partisan: NDArray[np.int64],
    bundles: tuple[Bundle, Bundle],
) -> None:  # fmt: skip
    batch, forms = analysis.batch, analyser.table.forms
    names = [class_part(form) for form in forms]
    numbered = {name: i for i, name in enumerate(dict.fromkeys(names))}
    of_form = np.array([numbered[name] for name in names], dtype=np.int64)
    items = of_form[batch.forms]
    sums = [_per_word(Scorer(bundle, analyser.table), analysis, items, len(numbered)) for bundle in bundles]
    owners, present = distinct(batch.posts, items, max(len(numbered), 1))
    counts = np.bincount(present, minlength=len(numbered))
    signalled = np.bincount(present, weights=partisan[owners], minlength=len(numbered))
    for name, i in numbered.items():
        if counts[i] and is_word(name):
            row = table.setdefault(("kata", name), _Sum())
            row.before += float(sums[0][i])
            row.after += float(sums[1][i])
            row.posts += int(counts[i])
            row.partisan += int(signalled[i])


def _per_word(scorer: Scorer, analysis: Analysis, items: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Return what each word adds to the binary reading, summed over the posts."""
    scores = scorer.score(analysis)
    found = contributions(scorer, analysis, scores, np.arange(len(analysis.batch)))
    values = through_second_layer(scorer, analysis, scores, found, 0)[0] * scorer.bundle.calibration[0, 0]
    return np.bincount(items[found.positions], weights=values, minlength=size).astype(np.float64)


def _add_cues(
    table: dict[tuple[str, str], _Sum], analyser: TextAnalyser, analysis: Analysis, partisan: NDArray[np.int64],
    bundles: tuple[Bundle, Bundle],
) -> None:  # fmt: skip
    found = analysis.matches
    free = np.flatnonzero(~found.inside)
    owners, hits = distinct(
        analysis.batch.posts[found.start[free]], found.cue[free].astype(np.int64), max(len(analyser.matcher.cues), 1)
    )
    before, after = (_cue_shares(Scorer(bundle, analyser.table), analysis, owners, hits) for bundle in bundles)
    for at, (post, cue) in enumerate(zip(owners.tolist(), hits.tolist(), strict=True)):
        row = table.setdefault(("isyarat", analyser.matcher.cues[cue].id), _Sum())
        row.before += float(before[at])
        row.after += float(after[at])
        row.posts += 1
        row.partisan += int(partisan[post])


def _cue_shares(
    scorer: Scorer, analysis: Analysis, owners: NDArray[np.int64], hits: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what each cue found in a post adds to its binary reading; the cues are those of the bundle."""
    bundle = scorer.bundle
    weights = bundle.weights.cues[hits].astype(np.float64)
    if bundle.second is None:
        return np.asarray(weights[:, 0] * bundle.calibration[0, 0])
    scores = scorer.score(analysis)
    slopes = bundle.second.gradient(scores.inputs, 0)[owners, : weights.shape[1]]
    return np.asarray((slopes * weights).sum(axis=1) * bundle.calibration[0, 0])
