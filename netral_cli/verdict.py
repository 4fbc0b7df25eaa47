"""Turns scores into verdicts: a status, signals, a context and the evidence, quoted from the original post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.bundle import Bundle, BundleError
from netral_cli.model.contributions import Contributions, contributions
from netral_cli.model.score import Scorer, Scores
from netral_cli.signals.analysis import Analysis, TextAnalyser
from netral_cli.signals.catalogue import CONTEXT_IDS, OUTPUTS, SIGNAL_IDS
from netral_cli.signals.cues import SUSPENDING
from netral_cli.text.tokens import token_offsets

INDIKASI, TINJAU, NETRAL = "indikasi", "tinjau", "netral"
STATUSES = (INDIKASI, TINJAU, NETRAL)
_CONTEXT_START = 1 + len(SIGNAL_IDS)
# Posts longer than this have evidence on at most this share of their forms: a quotation, not the whole post.
_LONG, _SHARE = 20, 0.34
_SHORT_SHARE = 0.6
_MAX_GAP = 1


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation from the post: `post[start:end] == text`; `signals` it speaks for; `cues` found inside it."""

    start: int
    end: int
    text: str
    signals: tuple[str, ...]
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
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
        # A post without a single word has nothing to quote and is never flagged.
        flagged = np.flatnonzero((p[:, 0] >= self.tinjau) & (np.diff(analysis.batch.starts) > 0))
        found = contributions(self.scorer, analysis, scores, flagged)
        evidence = _Evidence(self, analysis, found)
        spans = {post: evidence.of(i, texts[post], p[post]) for i, post in enumerate(flagged.tolist())}
        out = []
        for i in range(len(texts)):
            score = float(p[i, 0])
            if i in spans:
                objects, frames = evidence.objects(i), evidence.frames(i)
                out.append(Verdict(statuses[i], score, self.signals_of(p[i]), "", spans[i], objects, frames))
            else:
                out.append(Verdict(NETRAL, score, (), CONTEXT_IDS[contexts[i]], (), ()))
        return out

    def signals_of(self, probability: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        """Return the signals at or above their thresholds, strongest first; the likeliest one if none is."""
        own = probability[1:_CONTEXT_START]
        chosen = np.flatnonzero(own >= self._signal_levels)
        if not len(chosen):
            chosen = np.array([int(np.argmax(own / self._signal_levels))])
        order = chosen[np.argsort(-own[chosen], kind="stable")]
        return tuple((SIGNAL_IDS[k], float(own[k])) for k in order)


class _Evidence:
    """Chooses the quotations of flagged posts from the contributions of their forms and the cues found."""

    def __init__(self, classifier: Classifier, analysis: Analysis, found: Contributions) -> None:
        self._classifier, self._analysis, self._found = classifier, analysis, found
        owner = analysis.batch.posts[found.positions]
        self._bounds = np.searchsorted(owner, np.append(found.posts, np.iinfo(np.int32).max))
        matches = analysis.matches
        order = np.argsort(matches.start, kind="stable")
        speaks = np.array([cue.target in SIGNAL_IDS for cue in classifier.analyser.matcher.cues], dtype=bool)
        self._hits = order[(speaks[matches.cue] & ~matches.inside)[order]]
        self._hit_starts = matches.start[self._hits]

    def objects(self, post: int) -> tuple[str, ...]:
        """Return the names of the sides that the post names, in order of appearance."""
        batch, lexicon = self._analysis.batch, self._classifier.analyser.lexicon
        table = self._classifier.analyser.table.forms
        forms = batch.forms[batch.starts[post] : batch.starts[post + 1]]
        named = (table[form] for form in forms[self._classifier.scorer.sides[forms] >= 0])
        return tuple(dict.fromkeys(lexicon.labels[int(form.rpartition("|")[2])] for form in named))

    def frames(self, post: int) -> tuple[str, ...]:
        """Return the suspending frames of a post."""
        names = self._classifier.analyser.matcher.frames
        found = np.flatnonzero(self._analysis.matches.in_frame[post])
        return tuple(names[k] for k in found if names[k] in SUSPENDING)

    def of(self, index: int, text: str, probability: NDArray[np.float64]) -> tuple[Span, ...]:
        """Return the quotations for one flagged post, at least one; `index` counts the flagged posts."""
        low, high = self._bounds[index], self._bounds[index + 1]
        values = self._found.values[low:high]
        batch = self._analysis.batch
        first = int(self._found.positions[low])
        signals = [OUTPUTS.index(name) for name, _ in self._classifier.signals_of(probability)]
        chosen = self._choose(values, signals)
        hits = self._hits_in(first, first + len(values))
        offsets = token_offsets(text)
        starts = batch.firsts[first : first + len(values)]
        ends = batch.lasts[first : first + len(values)]
        spans = []
        for run in _runs(chosen):
            start, end = offsets[starts[run[0]]][0], offsets[ends[run[-1]]][1]
            speaks = values[run][:, signals].sum(axis=0)
            names = tuple(OUTPUTS[k] for k, v in zip(signals, speaks, strict=True) if v > 0) or (OUTPUTS[signals[0]],)
            cues = tuple(dict.fromkeys(name for name, at, to in hits if at <= run[-1] and to >= run[0]))
            spans.append(Span(start, end, text[start:end], names, cues))
        return tuple(spans)

    def _hits_in(self, first: int, stop: int) -> list[tuple[str, int, int]]:
        """Return `(cue, first form, last form)` of the cues outside frames in one post, relative to its start."""
        matches, cues = self._analysis.matches, self._classifier.analyser.matcher.cues
        low, high = np.searchsorted(self._hit_starts, [first, stop])
        return [
            (cues[matches.cue[i]].id, int(matches.start[i]) - first, int(matches.end[i]) - first)
            for i in self._hits[low:high]
        ]

    @staticmethod
    def _choose(values: NDArray[np.float32], signals: list[int]) -> list[int]:
        """Return the forms that carry the verdict: largest contributions first, up to a quotation's share."""
        partisan = values[:, 0] + 0.5 * np.clip(values[:, signals], 0, None).max(axis=1)
        n = len(values)
        most = max(1, int(n * _SHARE) if n > _LONG else min(max(3, int(n * _SHORT_SHARE)), n))
        order = np.argsort(-partisan, kind="stable")[:most]
        kept = [int(i) for i in order if partisan[i] > 0]
        return sorted(kept or [int(order[0])])


def _runs(chosen: list[int]) -> list[list[int]]:
    """Return the chosen forms as runs of neighbours."""
    runs: list[list[int]] = []
    for i in chosen:
        if runs and i - runs[-1][-1] <= _MAX_GAP:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def load_classifier(
    bundle: Bundle, analyser: TextAnalyser, indikasi: float | None = None, tinjau: float | None = None
) -> Classifier:
    """Return a classifier; raises `BundleError` when the bundle knows other cues than this program."""
    mine = tuple(cue.id for cue in analyser.matcher.cues)
    if mine != bundle.space.cues or analyser.matcher.frames != bundle.space.frames:
        raise BundleError("bundel dilatih dengan isyarat lain dari program ini; latih ulang dengan 'netral train'")
    return Classifier(bundle, analyser, indikasi, tinjau)
