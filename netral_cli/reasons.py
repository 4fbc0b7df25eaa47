"""The words that speak for and against a verdict: exact shares of its score, quoted from the post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.contributions import Contributions, contributions, through_second_layer
from netral_cli.signals.analysis import Analysis
from netral_cli.signals.catalogue import OUTPUTS, PARTISAN
from netral_cli.text.repair import repair
from netral_cli.verdict import Classifier

SMALLEST = 0.01


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of a post and how much it adds to the score (log-odds); negative where it speaks against."""

    word: str
    value: float


@dataclass(frozen=True, slots=True)
class Reasons:
    """All words of a post in their order, and what no word carries: base rate, length, frames."""

    words: tuple[Reason, ...]
    rest: float

    def strongest(self, most: int) -> list[Reason]:
        """Return the words that weigh most, for or against, the largest first; each word once."""
        merged: dict[str, float] = {}
        for reason in self.words:
            merged[reason.word.casefold()] = merged.get(reason.word.casefold(), 0.0) + reason.value
        ranked = sorted(merged.items(), key=lambda item: (-abs(item[1]), item[0]))
        return [Reason(word, value) for word, value in ranked if abs(value) >= SMALLEST][:most]


def reasons(
    classifier: Classifier, texts: Sequence[str], output: str = PARTISAN, calibrated: bool = False
) -> list[Reasons]:
    """Return the reasons of one output for each text.

    calibrated: in calibrated log-odds, which two models have in common, instead of the model's own
    """
    if not texts:
        return []
    analysis, scores = classifier.scores(texts)
    found = contributions(classifier.scorer, analysis, scores, np.arange(len(texts)))
    column = OUTPUTS.index(output)
    values, rest = through_second_layer(classifier.scorer, analysis, scores, found, column)
    slope, offset = classifier.bundle.calibration[column] if calibrated else (1.0, 0.0)
    return [
        Reasons(tuple(words), float(rest[i]) * slope + offset)
        for i, words in enumerate(_words(texts, analysis, found, values * slope))
    ]


def _words(
    texts: Sequence[str], analysis: Analysis, found: Contributions, values: NDArray[np.floating]
) -> list[list[Reason]]:
    batch = analysis.batch
    out: list[list[Reason]] = [[] for _ in texts]
    current, mended = -1, None
    for at, value in zip(found.positions.tolist(), values.tolist(), strict=True):
        post = int(batch.posts[at])
        if post != current:
            current, mended = post, repair(texts[post])
        assert mended is not None
        start, end = mended.span(int(batch.firsts[at]), int(batch.lasts[at]))
        out[post].append(Reason(texts[post][start:end], float(value)))
    return out
