"""Compares two models on the same labelled posts: what differs, whether by chance, which posts flip and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.evidence import Span
from netral_cli.model.bootstrap import Interval, aucs, average_precisions, decisions, interval, resampled
from netral_cli.model.bundle import Bundle
from netral_cli.model.conflicts import label_of
from netral_cli.model.evaluate import Predictions, auc, average_precision, calibration_error, quality
from netral_cli.model.intervals import ROUNDS, evaluation_groups
from netral_cli.model.labelled import LabelledPost, known_matrix, target_matrix
from netral_cli.model.mcnemar import McNemar, mcnemar
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.predict import by_election, predict
from netral_cli.reasons import Reason, reasons
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.verdict import Classifier

_WORDS = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of both models, and the interval of the difference (second minus first)."""

    first: float
    second: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class SignalComparison:
    """F1 of one signal with both models, and McNemar's test on whether it was rightly given or not."""

    positives: int
    f1: Measure
    test: McNemar


@dataclass(frozen=True, slots=True)
class Flip:
    """A post whose status the models see differently.

    better: whether the change between netral and flagged agrees with the label; None where both flag it
    words: how much more (or less) each word weighs in the second model, in calibrated log-odds; `rest`: all else
    """

    id: str
    where: str
    text: str
    truth: str
    better: bool | None
    statuses: tuple[str, str]
    scores: tuple[float, float]
    spans: tuple[tuple[Span, ...], tuple[Span, ...]]
    words: tuple[Reason, ...]
    rest: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same posts.

    measures: `ap`, `auc`, `ece`, `precision`, `recall`, `f1` (of "not netral"), `indikasi_precision`,
    `indikasi_recall`, `flagged`; test: McNemar on flagged or not; signals: those that occur or are given
    """

    posts: int
    positives: int
    measures: dict[str, Measure]
    test: McNemar
    signals: dict[str, SignalComparison]
    flips: list[Flip] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return asdict(self)


def compare(
    posts: Sequence[LabelledPost], first: Bundle, second: Bundle, sources: Sequence[Path], rounds: int = ROUNDS,
    flips: bool = True,
) -> Comparison:  # fmt: skip
    """Return how two bundles differ on the posts; the same posts are drawn for both in every bootstrap round.

    flips: whether posts that change their status are explained
    Raises `BundleError` for a bundle that this program cannot use.
    """
    elections = Elections(profiles_beside(sources))
    said = [predict(posts, bundle, sources, elections) for bundle in (first, second)]
    targets, known = target_matrix(posts), known_matrix(posts)
    y = targets[:, 0]
    weights = resampled(evaluation_groups(posts), rounds)
    flagged = [np.array([s != "netral" for s in p.status]) for p in said]
    signals = {}
    at = known[:, 1]
    for k, name in enumerate(SIGNAL_IDS, 1):
        given = [p.chosen[at, k - 1] for p in said]
        own = targets[at, k]
        if own.any() or given[0].any() or given[1].any():
            rounds_f1 = [decisions(weights[:, at], own, chosen)[2] for chosen in given]
            f1 = Measure(quality(own, given[0]).f1, quality(own, given[1]).f1, interval(rounds_f1[1] - rounds_f1[0]))
            signals[name] = SignalComparison(int(own.sum()), f1, _test(own, *given))
    return Comparison(
        len(posts), int(y.sum()), _measures(y, said, weights), _test(y, *flagged), signals,
        _flips(posts, said, (first, second), sources, elections) if flips else [],
    )  # fmt: skip


def _test(y: NDArray[np.int8], first: NDArray[np.bool_], second: NDArray[np.bool_]) -> McNemar:
    right, then = first == (y > 0), second == (y > 0)
    return mcnemar(int((right & ~then).sum()), int((then & ~right).sum()))


def _measures(y: NDArray[np.int8], said: Sequence[Predictions], weights: NDArray[np.float32]) -> dict[str, Measure]:
    out = {}
    p = [s.probability[:, 0] for s in said]
    plain: dict[str, tuple[Callable[..., float], Callable[..., NDArray[np.float64]]]] = {
        "ap": (average_precision, average_precisions), "auc": (auc, aucs),
    }  # fmt: skip
    for name, (figure, drawn) in plain.items():
        values = [drawn(weights, y, score) for score in p]
        out[name] = Measure(figure(y, p[0]), figure(y, p[1]), interval(values[1] - values[0]))
    for prefix, least in (("", "tinjau"), ("indikasi_", "indikasi")):
        levels = ("indikasi",) if least == "indikasi" else ("indikasi", "tinjau")
        chosen = [np.isin(np.array(s.status), levels) for s in said]
        rounds = [decisions(weights, y, c) for c in chosen]
        found = [quality(y, c) for c in chosen]
        for k, name in enumerate(("precision", "recall", "f1")):
            if prefix and name == "f1":
                continue
            out[prefix + name] = Measure(
                getattr(found[0], name), getattr(found[1], name), interval(rounds[1][k] - rounds[0][k])
            )
        if not prefix:
            total = np.maximum(weights.sum(axis=1), 1)
            shares = [(weights @ c.astype(np.float32)) / total for c in chosen]
            out["flagged"] = Measure(
                float(chosen[0].mean()), float(chosen[1].mean()), interval((shares[1] - shares[0]).astype(np.float64))
            )
    nothing = Interval(float("nan"), float("nan"))
    out["ece"] = Measure(calibration_error(y, p[0]), calibration_error(y, p[1]), nothing)
    return out


def _flips(
    posts: Sequence[LabelledPost], said: Sequence[Predictions], bundles: tuple[Bundle, Bundle],
    sources: Sequence[Path], elections: Elections,
) -> list[Flip]:  # fmt: skip
    """Return the posts whose status differs, those with the largest change of score first."""
    changed = [i for i in range(len(posts)) if said[0].status[i] != said[1].status[i]]
    changed.sort(key=lambda i: (-abs(float(said[0].probability[i, 0] - said[1].probability[i, 0])), i))
    found: dict[int, Flip] = {}
    for classifier, rows in by_election([posts[i] for i in changed], bundles[0], sources, elections):
        mine = [changed[row] for row in rows]
        texts = [posts[i].text for i in mine]
        other = Classifier(bundles[1], classifier.analyser)
        verdicts = [model.classify(texts) for model in (classifier, other)]
        why = [reasons(model, texts, calibrated=True) for model in (classifier, other)]
        for at, i in enumerate(mine):
            before, after = why[0][at], why[1][at]
            moved = [Reason(a.word, b.value - a.value) for a, b in zip(before.words, after.words, strict=True)]
            post, statuses = posts[i], (said[0].status[i], said[1].status[i])
            crossed = "netral" in statuses
            found[i] = Flip(
                post.id, post.where, post.text, label_of(post),
                (statuses[1] != "netral") == post.partisan if crossed else None, statuses,
                (float(said[0].probability[i, 0]), float(said[1].probability[i, 0])),
                (verdicts[0][at].spans, verdicts[1][at].spans),
                tuple(type(before)(tuple(moved), 0.0).strongest(_WORDS)), after.rest - before.rest,
            )  # fmt: skip
    return [found[i] for i in changed]
