"""Prints why a text got its verdict: spans, scores against thresholds, words and cues for and against."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netral_cli.model.contributions import contributions
from netral_cli.report.terminal import STATUS_STYLE, highlighted
from netral_cli.signals.catalogue import OUTPUTS, PARTISAN, SIGNAL_IDS, contexts, signals
from netral_cli.text.tokens import tokenise
from netral_cli.verdict import NETRAL, Classifier

_MOST = 8
_NAMES = {label.id: label.nama for label in (*signals(), *contexts())}


def print_explanation(classifier: Classifier, text: str, label: str | None, console: Console) -> None:
    """Print the explanation of one text; `label` adds why that signal or context was or was not found."""
    verdict = classifier.classify([text])[0]
    console.print(highlighted(text, verdict.spans))
    console.print()
    console.print(Text.assemble("Status: ", (verdict.status, STATUS_STYLE[verdict.status])), end="  ")
    console.print(
        f"skor {verdict.score:.3f} (ambang tinjau {classifier.tinjau:.3f}, indikasi {classifier.indikasi:.3f})",
        highlight=False,
    )
    if verdict.status == NETRAL:
        console.print(f"Konteks: {_NAMES[verdict.context]} ({verdict.context})", highlight=False)
    if verdict.objects:
        console.print(f"Objek: {', '.join(verdict.objects)}", highlight=False)
    for span in verdict.spans:
        why = f"; isyarat {', '.join(span.cues)}" if span.cues else ""
        console.print(
            f"Bukti {span.start}-{span.end} {span.text!r}: {', '.join(span.signals)}{why}",
            highlight=False,
            markup=False,
        )
    analysis, scores = classifier.scores([text])
    _scores_table(classifier, scores.probability[0], console)
    for output in [label] if label else [PARTISAN]:
        found = contributions(classifier.scorer, analysis, scores, np.array([0]))
        tokens = tokenise(text)
        batch, column = analysis.batch, OUTPUTS.index(output)
        pieces = [
            (float(value[column]), text[tokens[batch.firsts[at]].start : tokens[batch.lasts[at]].end])
            for at, value in zip(found.positions, found.values, strict=True)
        ]
        ranked = sorted((p for p in pieces if abs(p[0]) >= 0.01), key=lambda p: -p[0])
        for title, chosen in (("mendukung", ranked[:_MOST]), ("menentang", ranked[::-1][:_MOST])):
            sign = 1 if title == "mendukung" else -1
            words = ", ".join(f"{word!r} {value:+.2f}" for value, word in chosen if value * sign > 0) or "tidak ada"
            console.print(f"{output}, yang {title}: {words}", highlight=False, markup=False)
        rest = float(found.rest[0, column])
        console.print(
            f"{output}, tanpa kata tertentu (dasar, panjang, bingkai): {rest:+.2f}", highlight=False, markup=False
        )
    frames = [
        name
        for k, name in enumerate(analysis.matches.in_frame[0])
        if name
        for name in [classifier.analyser.matcher.frames[k]]
    ]
    if frames:
        console.print(f"Bingkai yang dikenali: {', '.join(frames)}", highlight=False)


def _scores_table(classifier: Classifier, probability: np.ndarray, console: Console) -> None:
    table = Table(header_style="bold")
    for title in ("Sinyal", "Skor", "Ambang", ""):
        table.add_column(title, justify="left" if title in ("Sinyal", "") else "right")
    levels = classifier.bundle.thresholds.signals
    order = sorted(range(len(SIGNAL_IDS)), key=lambda k: -probability[k + 1])
    for k in order[:6]:
        name = SIGNAL_IDS[k]
        reached = "ya" if probability[k + 1] >= levels[name] else ""
        table.add_row(f"{_NAMES[name]} ({name})", f"{probability[k + 1]:.3f}", f"{levels[name]:.3f}", reached)
    console.print(table)
