"""The errors that weigh most: posts on whose label the model would have bet most against, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from netral_cli.evidence import Span
from netral_cli.model.bundle import Bundle
from netral_cli.model.conflicts import label_of
from netral_cli.model.evaluate import Predictions
from netral_cli.model.labelled import LabelledPost
from netral_cli.predict import by_election
from netral_cli.reasons import Reason, reasons
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.verdict import NETRAL, Classifier

MOST = 20
_WORDS = 6


@dataclass(frozen=True, slots=True)
class WorstError:
    """A post that was judged wrongly.

    missed: it carries a signal and was called netral (else it is a false alarm)
    truth: its label; signals: what the model said it carries
    spans: what the model quotes, or would quote had it flagged the post; words: the words that weighed most
    """

    id: str
    where: str
    text: str
    missed: bool
    truth: str
    status: str
    score: float
    signals: tuple[str, ...]
    spans: tuple[Span, ...]
    words: tuple[Reason, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the error as plain data."""
        return asdict(self)


def worst_errors(
    posts: Sequence[LabelledPost], said: Predictions, bundle: Bundle, sources: Sequence[Path], most: int = MOST
) -> list[WorstError]:
    """Return the errors in order of how sure the model was of the wrong answer, the surest first."""
    wrong = [i for i, post in enumerate(posts) if (said.status[i] != NETRAL) != post.partisan]

    def doubt(i: int) -> float:
        p = float(said.probability[i, 0])
        return p if posts[i].partisan else 1 - p

    chosen = sorted(wrong, key=lambda i: (doubt(i), i))[:most]
    found: dict[int, WorstError] = {}
    for classifier, rows in by_election([posts[i] for i in chosen], bundle, sources):
        mine = [chosen[row] for row in rows]
        texts = [posts[i].text for i in mine]
        eager = Classifier(bundle, classifier.analyser, 0.0, 0.0)
        for i, verdict, why in zip(mine, eager.classify(texts), reasons(classifier, texts), strict=True):
            post, flagged = posts[i], said.status[i] != NETRAL
            signals = tuple(SIGNAL_IDS[k] for k in np.flatnonzero(said.chosen[i])) if flagged else ()
            found[i] = WorstError(
                post.id, post.where, post.text, post.partisan, label_of(post), said.status[i],
                float(said.probability[i, 0]), signals, verdict.spans, tuple(why.strongest(_WORDS)),
            )  # fmt: skip
    return [found[i] for i in chosen]
