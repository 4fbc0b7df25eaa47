"""Chooses the quotations of flagged posts: the forms that carry the verdict, the signals and cues they speak for.

All flagged posts of a batch are worked on together; only the quotations themselves are made one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.contributions import Contributions
from netral_cli.model.sums import sums_by_owner
from netral_cli.signals.analysis import Analysis, TextAnalyser
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.signals.cues import SUSPENDING
from netral_cli.text.lexicons import load_words

Longs = NDArray[np.int64]
Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
_SIGNALS = slice(1, 1 + len(SIGNAL_IDS))
_BITS = 1 << np.arange(len(SIGNAL_IDS))
# Posts longer than this have evidence on at most this share of their forms: a quotation, not the whole post.
_LONG, _SHARE = 20, 0.34
_SHORT_SHARE, _SHORT_LEAST = 0.6, 3
# A form that carries less than this share of what the strongest one carries is no evidence.
_LEAST = 0.12
# Quotations with nothing but function words between them, at most this many forms apart, are one.
_MAX_GAP = 3
# A phrase of a cue, up to this many forms, is quoted whole when part of it is evidence.
_WHOLE = 4


@dataclass(slots=True)  # not frozen: several are made for each flagged post
class Span:
    """A quotation from the post: `post[start:end] == text`; `signals` it speaks for; `cues` found inside it."""

    start: int
    end: int
    text: str
    signals: tuple[str, ...]
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Runs:
    """Neighbouring chosen forms, as positions among the forms of the flagged posts; in order of the posts.

    owner: which flagged post; first, last: its first and last form; speaks: for which signals; shape (runs, 16)
    """

    owner: Longs
    first: Longs
    last: Longs
    speaks: Bools


def quotations(
    texts: Sequence[str], analyser: TextAnalyser, analysis: Analysis, found: Contributions,
    partisan: Floats, signals: Sequence[tuple[int, ...]],
) -> list[tuple[Span, ...]]:  # fmt: skip
    """Return for each post of `found` its quotations, at least one.

    texts: these posts; partisan: what each form adds to the log-odds of the binary reading
    signals: the indices of the signals reported for each, strongest first
    """
    batch = analysis.batch
    reported = np.zeros((len(signals), len(SIGNAL_IDS)), dtype=bool)
    counts = list(map(len, signals))
    reported[np.repeat(np.arange(len(signals)), counts), list(chain.from_iterable(signals))] = True
    lengths = np.diff(batch.starts)[found.posts].astype(np.int64)
    cues_of_posts = _WholeCues(analyser, analysis, found.positions)
    helps = _largest(found.values, lengths, signals)
    empty = _empty(analyser)[batch.forms[found.positions]]
    runs = _runs(found, partisan, helps, empty, cues_of_posts, lengths, reported)
    first, last = found.positions[runs.first], found.positions[runs.last]
    cues = _cues_in(analyser, analysis, found.posts[runs.owner], first, last)
    spoken = (runs.speaks @ _BITS).tolist()
    repairs = [batch.repairs.get(post) for post in found.posts.tolist()]
    out: list[list[Span]] = [[] for _ in signals]
    for post, start, end, bits, inside in zip(
        runs.owner.tolist(), batch.firsts[first].tolist(), batch.lasts[last].tolist(), spoken, cues, strict=True
    ):  # fmt: skip
        if (repaired := repairs[post]) is not None:
            start, end = repaired.span(start, end)  # noqa: PLW2901
        names = _names(signals[post], bits)
        if out[post] and start < out[post][-1].end:
            # Forms of one token (`#B1` is two) share its letters: they are one quotation.
            before = out[post].pop()
            start, end = before.start, max(before.end, end)  # noqa: PLW2901
            names = tuple(dict.fromkeys((*before.signals, *names)))
            inside = tuple(dict.fromkeys((*before.cues, *inside)))  # noqa: PLW2901
        out[post].append(Span(start, end, texts[post][start:end], names, inside))
    return list(map(tuple, out))


@lru_cache(maxsize=65536)
def _names(signals: tuple[int, ...], spoken: int) -> tuple[str, ...]:
    """Return the ids of the signals whose bit is set in `spoken`, or else of the strongest one."""
    return tuple([SIGNAL_IDS[k] for k in signals if spoken >> k & 1]) or (SIGNAL_IDS[signals[0]],)


def _empty(analyser: TextAnalyser) -> Bools:
    """Return which forms of the table are function words, links and the like, which say nothing alone."""
    return analyser.table.flags(load_words("kata-tugas.txt"))


def _largest(values: Floats, lengths: Longs, signals: Sequence[tuple[int, ...]]) -> Floats:
    """Return what each form adds to that signal reported for its post to which it adds most; at least 0."""
    out = np.zeros(len(values), dtype=np.float32)
    counts = np.array(list(map(len, signals)), dtype=np.int64)
    columns = np.fromiter(chain.from_iterable(signals), dtype=np.int64) + _SIGNALS.start
    firsts = np.cumsum(counts) - counts
    for step in range(int(counts.max(initial=0))):
        live = counts > step
        at = np.flatnonzero(np.repeat(live, lengths))
        of_form = np.repeat(columns[firsts[live] + step], lengths[live])
        out[at] = np.maximum(out[at], values[at, of_form])
    return out


class _WholeCues:
    """Completes what is chosen of a short phrase that a signal cue knows: `salam dua jari` is quoted whole.

    forms: the places of such phrases among the forms of the flagged posts; bounds: where each phrase begins in `forms`
    """

    def __init__(self, analyser: TextAnalyser, analysis: Analysis, positions: Longs) -> None:
        matches, signal_cues = analysis.matches, analyser.matcher.of_signals
        place = np.full(len(analysis.batch.forms) + 1, -1, dtype=np.int64)
        place[positions] = np.arange(len(positions))
        width = matches.end - matches.start + 1
        hits = np.flatnonzero(
            signal_cues[matches.cue] & ~matches.inside & (width <= _WHOLE) & (place[matches.start] >= 0)
        )
        self._width = width[hits]
        self._bounds = np.cumsum(self._width) - self._width
        within = np.arange(int(self._width.sum())) - np.repeat(self._bounds, self._width)
        self._forms = np.repeat(place[matches.start[hits]], self._width) + within

    def __call__(self, mask: Bools) -> None:
        """Set the whole of every phrase of which something is set."""
        if len(self._forms):
            touched = np.logical_or.reduceat(mask[self._forms], self._bounds)
            mask[self._forms[np.repeat(touched, self._width)]] = True


def _runs(
    found: Contributions, partisan: Floats, helps: Floats, empty: Bools, whole_cues: _WholeCues, lengths: Longs,
    reported: Bools,
) -> _Runs:  # fmt: skip
    """Return the runs of the forms with the largest contributions, up to a quotation's share of each post.

    partisan, helps, empty: for each form what it adds to the binary reading and to the signals, and whether it says
    nothing alone
    lengths: forms of each post; reported: which signals are reported for each; shape (posts, 16)
    """
    owner = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.cumsum(lengths) - lengths
    weight = np.where(empty, np.minimum(partisan, 0), partisan + 0.5 * helps)
    strongest = np.maximum.reduceat(weight, starts) if len(starts) else weight
    short = np.minimum(np.maximum(_SHORT_LEAST, (lengths * _SHORT_SHARE).astype(np.int64)), lengths)
    most = np.maximum(1, np.where(lengths > _LONG, (lengths * _SHARE).astype(np.int64), short))
    # The first of the strongest forms of each post is always evidence; of the others those that carry enough.
    top = np.flatnonzero(weight == strongest[owner])
    mask = np.zeros(len(owner), dtype=bool)
    mask[top[np.flatnonzero(np.diff(owner[top], prepend=-1))]] = True
    order = np.flatnonzero((weight > 0) & (weight >= _LEAST * strongest[owner]))
    # By owner, then from the largest weight on; numpy sorts 16-bit numbers by radix.
    order = order[np.argsort(-weight[order], kind="stable")]
    order = order[np.argsort(owner[order].astype(np.uint16 if len(lengths) < 1 << 16 else np.int64), kind="stable")]
    of = owner[order]
    mask[order[np.arange(len(of)) - np.searchsorted(of, np.arange(len(lengths)))[of] < most[of]]] = True
    whole_cues(mask)
    chosen = np.flatnonzero(mask)
    full = np.cumsum(~empty)
    between = full[chosen[1:] - 1] - full[chosen[:-1]] if len(chosen) else full
    gap = np.diff(chosen)
    apart = (np.diff(owner[chosen]) > 0) | ((gap > 1) & ((between > 0) | (gap > _MAX_GAP)))
    begins = np.flatnonzero(np.concatenate([[True], apart])[: len(chosen)])
    ends = np.append(begins[1:], len(chosen))[: len(begins)] - 1
    run = np.repeat(np.arange(len(begins)), ends + 1 - begins)
    sums = sums_by_owner(run, chosen, found.values, len(begins))[:, _SIGNALS]
    of_run = owner[chosen[begins]]
    return _Runs(of_run, chosen[begins], chosen[ends], (sums > 0) & reported[of_run])


def _cues_in(
    analyser: TextAnalyser, analysis: Analysis, posts: Longs, first: Longs, last: Longs
) -> list[tuple[str, ...]]:
    """Return for each stretch of forms the signal cues, outside frames, that touch it; `posts` is where it stands."""
    matches, matcher = analysis.matches, analyser.matcher
    hits = np.flatnonzero(matcher.of_signals[matches.cue] & ~matches.inside)
    hits = hits[np.argsort(matches.start[hits], kind="stable")]
    starts, ends, cues = matches.start[hits], matches.end[hits], matches.cue[hits]
    low = np.searchsorted(starts, analysis.batch.starts[posts])
    counts = np.searchsorted(starts, last, side="right") - low
    run = np.repeat(np.arange(len(posts)), counts)
    hit = np.arange(len(run)) + np.repeat(low - (np.cumsum(counts) - counts), counts)
    touching = ends[hit] >= first[run]
    names = [cue.id for cue in matcher.cues]
    out: list[tuple[str, ...]] = [()] * len(posts)
    for at, cue in zip(run[touching].tolist(), cues[hit[touching]].tolist(), strict=True):
        if names[cue] not in out[at]:
            out[at] += (names[cue],)
    return out


def frames_of(analyser: TextAnalyser, analysis: Analysis, posts: Longs) -> list[tuple[str, ...]]:
    """Return the suspending frames of each post."""
    names = analyser.matcher.frames
    columns = [k for k, name in enumerate(names) if name in SUSPENDING]
    out: list[list[str]] = [[] for _ in posts]
    rows, found = np.nonzero(analysis.matches.in_frame[posts][:, columns])
    for row, k in zip(rows.tolist(), found.tolist(), strict=True):
        out[row].append(names[columns[k]])
    return [tuple(frames) for frames in out]


def objects_of(
    analyser: TextAnalyser, analysis: Analysis, sides: NDArray[np.int32], posts: Longs
) -> list[tuple[str, ...]]:
    """Return the names of the sides that each post names, in order of appearance.

    sides: for each form of the table the side it names or -1
    """
    batch, forms = analysis.batch, analyser.table.forms
    row = np.full(len(batch), -1, dtype=np.int64)
    row[posts] = np.arange(len(posts))
    at = np.flatnonzero((sides[batch.forms] >= 0) & (row[batch.posts] >= 0))
    named = batch.forms[at].tolist()
    label_of = {form: analyser.lexicon.labels[int(forms[form].rpartition("|")[2])] for form in set(named)}
    out: list[tuple[str, ...]] = [()] * len(posts)
    for post, form in zip(row[batch.posts[at]].tolist(), named, strict=True):
        if label_of[form] not in out[post]:
            out[post] += (label_of[form],)
    return out
