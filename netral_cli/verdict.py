"""Turns scores into verdicts: a status, signals, a context and the evidence, quoted from the original post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.elections.lexicon import DIGIT
from netral_cli.evidence import Span, frames_of, objects_of, quotations
from netral_cli.language import _
from netral_cli.model.bundle import Bundle, BundleError
from netral_cli.model.contributions import contributions, through_second_layer
from netral_cli.model.score import Scorer, Scores
from netral_cli.signals.analysis import Analysis, TextAnalyser
from netral_cli.signals.catalogue import CONTEXT_IDS, OUTPUTS, SIGNAL_IDS
from netral_cli.text.normal import NUMBER, YEAR

INDIKASI, TINJAU, NETRAL = "indikasi", "tinjau", "netral"
STATUSES = (INDIKASI, TINJAU, NETRAL)
_CONTEXT_START = 1 + len(SIGNAL_IDS)
_BARE_NUMBERS = (DIGIT, NUMBER, YEAR)
# No chance is reported as certain: held-out posts cannot tell one beyond these from it.
_LIMITS = 0.001, 0.999


@dataclass(slots=True)  # not frozen: one is made for each post, and freezing makes that four times as slow
class Verdict:
    """What the tool says of one post; a person decides.

    score: calibrated chance that a reviewer would call the post partisan, 0 to 1
    signals: ids with their calibrated chance, strongest first; empty when netral
    context: the likeliest neutral context; empty unless netral
    objects: the sides that the post names
    frames: of a flagged post, what speaks for another reading: a pledge, a prohibition, a report, a quotation
    """

    status: str
    score: float
    signals: tuple[tuple[str, float], ...]
    context: str
    spans: tuple[Span, ...]
    objects: tuple[str, ...]
    frames: tuple[str, ...] = ()


class Classifier:
    """Classifies batches of posts with one bundle and one set of profiles.

    indikasi, tinjau: thresholds that replace those of the bundle
    """

    def __init__(
        self, bundle: Bundle, analyser: TextAnalyser, indikasi: float | None = None, tinjau: float | None = None
    ) -> None:
        self.bundle, self.analyser = bundle, analyser
        self.scorer = Scorer(bundle, analyser.table)
        self.indikasi = bundle.thresholds.indikasi if indikasi is None else indikasi
        self.tinjau = min(bundle.thresholds.tinjau if tinjau is None else tinjau, self.indikasi)
        self._signal_levels = np.array([bundle.thresholds.signals[name] for name in SIGNAL_IDS])
        self._cue_targets = [OUTPUTS.index(cue.target) for cue in analyser.matcher.cues]

    def status_of(self, probability: NDArray[np.float64]) -> list[str]:
        """Return the status of each calibrated score."""
        level = (probability >= self.tinjau).astype(int) + (probability >= self.indikasi)
        return [(NETRAL, TINJAU, INDIKASI)[i] for i in level]

    def scores(self, texts: Sequence[str]) -> tuple[Analysis, Scores]:
        """Return analysis and scores of the posts, without evidence."""
        analysis = self.analyser.analyse(texts)
        return analysis, self.scorer.score(analysis)

    def classify(self, texts: Sequence[str]) -> list[Verdict]:
        """Return the verdicts of the posts, in their order."""
        if not texts:
            return []
        analysis, scores = self.scores(texts)
        p = scores.probability
        statuses = self.status_of(p[:, 0])
        contexts = np.argmax(p[:, _CONTEXT_START:], axis=1)
        # A post without a single word has nothing to quote and is never flagged, nor is one of bare numbers.
        batch, speaks = analysis.batch, np.zeros(len(texts), dtype=bool)
        speaks[batch.posts[~self.analyser.table.flags(_BARE_NUMBERS)[batch.forms]]] = True
        flagged = np.flatnonzero((p[:, 0] >= self.tinjau) & speaks)
        signals = self._signals(p[flagged])
        found = contributions(self.scorer, analysis, scores, flagged)
        partisan, _rest = through_second_layer(self.scorer, analysis, scores, found, 0)
        columns = [ids for ids, _ in signals]
        spans = quotations([texts[i] for i in flagged.tolist()], self.analyser, analysis, found, partisan, columns)
        objects = objects_of(self.analyser, analysis, self.scorer.sides, flagged)
        frames = frames_of(self.analyser, analysis, flagged)
        score = np.clip(p[:, 0], *_LIMITS).tolist()
        out: list[Verdict | None] = [None] * len(texts)
        for i, (ids, chances), quoted, named, framed in zip(
            flagged.tolist(), signals, spans, objects, frames, strict=True
        ):
            reported = tuple(zip(map(SIGNAL_IDS.__getitem__, ids), chances, strict=True))
            out[i] = Verdict(statuses[i], score[i], reported, "", quoted, named, framed)
        return [
            verdict or Verdict(NETRAL, own, (), CONTEXT_IDS[context], (), ())
            for verdict, own, context in zip(out, score, contexts.tolist(), strict=True)
        ]

    def signals_of(self, probability: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        """Return the signals at or above their thresholds, strongest first; the likeliest one if none is."""
        ids, chances = self._signals(probability[None, :])[0]
        return tuple(zip(map(SIGNAL_IDS.__getitem__, ids), chances, strict=True))

    def _signals(self, probability: NDArray[np.float64]) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
        """Return for each row what `signals_of` says: the indices of the signals, and their chances."""
        own = probability[:, 1:_CONTEXT_START]
        chosen = own >= self._signal_levels
        none = np.flatnonzero(~chosen.any(axis=1))
        chosen[none, np.argmax(own[none] / self._signal_levels, axis=1)] = True
        rows, ids = np.nonzero(chosen)
        order = np.lexsort((-own[rows, ids], rows))
        rows, ids = rows[order], ids[order]
        names, chances = ids.tolist(), own[rows, ids].tolist()
        ends = np.cumsum(np.bincount(rows, minlength=len(own))).tolist()
        return [(tuple(names[a:b]), tuple(chances[a:b])) for a, b in zip([0, *ends], ends, strict=False)]


def load_classifier(
    bundle: Bundle, analyser: TextAnalyser, indikasi: float | None = None, tinjau: float | None = None
) -> Classifier:
    """Return a classifier; raises `BundleError` when the bundle knows other cues than this program."""
    mine = tuple(cue.id for cue in analyser.matcher.cues)
    if mine != bundle.space.cues or analyser.matcher.frames != bundle.space.frames:
        raise BundleError(_("bundel dilatih dengan isyarat lain dari program ini; latih ulang dengan 'netral train'"))
    return Classifier(bundle, analyser, indikasi, tinjau)
