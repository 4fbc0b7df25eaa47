"""Prints why a text got its verdict: spans, scores against thresholds, words and cues for and against."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netral_cli.finding import Finding
from netral_cli.language import _
from netral_cli.model.contributions import contributions, through_second_layer
from netral_cli.model.score import Scores
from netral_cli.report.terminal import STATUS_STYLE, highlighted
from netral_cli.report.words import Words
from netral_cli.rules.actor import actor_name
from netral_cli.rules.apply import leading
from netral_cli.rules.phase import phase_name
from netral_cli.signals.analysis import Analysis
from netral_cli.signals.catalogue import OUTPUTS, PARTISAN, SIGNAL_IDS, label_name
from netral_cli.text.repair import repair
from netral_cli.verdict import NETRAL, Classifier

_MOST, _SMALLEST = 8, 0.01


def print_explanation(classifier: Classifier, finding: Finding, text: str, label: str | None, console: Console) -> None:
    """Print the explanation of one text; `label` adds why that signal or context was or was not found."""
    verdict = finding.verdict
    console.print(highlighted(text, verdict.spans))
    console.print()
    console.print(Text.assemble("Status: ", (verdict.status, STATUS_STYLE[verdict.status])), end="  ")
    _say(
        console,
        _("skor {score:.3f} (ambang tinjau {tinjau:.3f}, indikasi {indikasi:.3f})").format(
            score=verdict.score, tinjau=classifier.tinjau, indikasi=classifier.indikasi
        ),
    )
    if verdict.status == NETRAL:
        _say(console, _("Konteks: {name} ({id})").format(name=label_name(verdict.context), id=verdict.context))
    if verdict.objects:
        _say(console, _("Objek: {objects}").format(objects=", ".join(verdict.objects)))
    for span in verdict.spans:
        why = _("; isyarat {cues}").format(cues=", ".join(span.cues)) if span.cues else ""
        signals = ", ".join(span.signals)
        line = _("Bukti {start}-{end} {text!r}: {signals}").format(
            start=span.start, end=span.end, text=span.text, signals=signals
        )
        _say(console, line + why)
    _law(finding, console)
    analysis, scores = classifier.scores([text])
    _scores_table(classifier, scores.probability[0], console)
    _reasons(classifier, analysis, scores, text, label or PARTISAN, console)
    frames = [classifier.analyser.matcher.frames[k] for k in np.flatnonzero(analysis.matches.in_frame[0])]
    if frames:
        _say(console, _("Bingkai yang dikenali: {frames}").format(frames=", ".join(frames)))


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False)


def _law(finding: Finding, console: Console) -> None:
    """Print phase, tracks, rules with their marks, and what must still be verified."""
    words, phase = Words(), phase_name(finding.phase.phase)
    of = f" ({finding.phase.nama})" if finding.phase.nama else ""
    _say(console, _("Fase: {phase}; pelaku: {actor}").format(phase=phase + of, actor=actor_name(finding.actor)))
    if not finding.hits:
        return
    _say(console, _("Jalur yang mungkin: {tracks}").format(tracks=", ".join(finding.tracks) or _("tidak ada")))
    for hit in leading(finding.hits):
        supposed = ", ".join(words.named("anggapan", name) for name in hit.syarat)
        needs = _("; dengan anggapan: {supposed}").format(supposed=supposed) if supposed else ""
        _say(console, _("Aturan {id}").format(id=hit.rule.id) + f" [{hit.tanda}] {hit.rule.nama} ({hit.jalur}){needs}")
    if finding.counter:
        _say(console, _("Tanda sebaliknya: {counter}").format(counter=", ".join(finding.counter)))
    _say(console, _("Perlu diperiksa orang:"))
    for check in finding.checks:
        _say(console, f"  - {check.shown(words.lang)}")


def _reasons(
    classifier: Classifier, analysis: Analysis, scores: Scores, text: str, output: str, console: Console
) -> None:
    """Print the words that speak for and against one output, with their share of the score."""
    found = contributions(classifier.scorer, analysis, scores, np.array([0]))
    batch, column = analysis.batch, OUTPUTS.index(output)
    values, rest = through_second_layer(classifier.scorer, analysis, scores, found, column)
    repaired = repair(text)
    pieces = [
        (float(value), text[slice(*repaired.span(batch.firsts[at], batch.lasts[at]))])
        for at, value in zip(found.positions, values, strict=True)
    ]
    shown = _("skor keberpihakan") if output == PARTISAN else output
    ranked = sorted((p for p in pieces if abs(p[0]) >= _SMALLEST), key=lambda p: -p[0])
    for title, sign, chosen in (
        (_("{output}, yang mendukung: {words}"), 1, ranked[:_MOST]),
        (_("{output}, yang menentang: {words}"), -1, ranked[::-1][:_MOST]),
    ):
        words = ", ".join(f"{word!r} {value:+.2f}" for value, word in chosen if value * sign > 0) or _("tidak ada")
        _say(console, title.format(output=shown, words=words))
    _say(
        console,
        _("{output}, tanpa kata tertentu (dasar, panjang, bingkai): {rest:+.2f}").format(
            output=shown, rest=float(rest[0])
        ),
    )


def _scores_table(classifier: Classifier, probability: np.ndarray, console: Console) -> None:
    table = Table(header_style="bold")
    for title, right in ((_("Sinyal"), False), (_("Skor"), True), (_("Ambang"), True), ("", False)):
        table.add_column(title, justify="right" if right else "left")
    levels = classifier.bundle.thresholds.signals
    order = sorted(range(len(SIGNAL_IDS)), key=lambda k: -probability[k + 1])
    for k in order[:6]:
        name = SIGNAL_IDS[k]
        reached = _("ya") if probability[k + 1] >= levels[name] else ""
        table.add_row(f"{label_name(name)} ({name})", f"{probability[k + 1]:.3f}", f"{levels[name]:.3f}", reached)
    console.print(table)
