"""Writes an evaluation as one HTML page that holds everything, runs nothing and loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from netral_cli import __version__
from netral_cli.atomic import new_file
from netral_cli.evidence import Span
from netral_cli.language import _, _n, language
from netral_cli.model.evaluate import Evaluation, Quality
from netral_cli.report import charts
from netral_cli.report.evaluation import case_rows, confusion_columns, quality_cells, quality_columns, summary_rows
from netral_cli.report.evaluation_charts import calibration_chart, curve_chart, signals_chart
from netral_cli.report.html_sections import html_table, section
from netral_cli.report.tables import number
from netral_cli.report.words import Words
from netral_cli.worst import WorstError


def marked(text: str, spans: Sequence[Span]) -> str:
    """Return a post as HTML with its evidence in `<mark>`."""
    out, at = [], 0
    for span in spans:
        out.append(escape(text[at : span.start]) + f"<mark>{escape(text[span.start : span.end])}</mark>")
        at = span.end
    return "".join([*out, escape(text[at:])])


def style_policy(style: str) -> str:
    """Return the Content-Security-Policy that lets this style work and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = {"default-src": "none", "style-src": f"sha256-{digest}", "base-uri": "none", "form-action": "none"}
    return "; ".join(f"{name} '{value}'" for name, value in rules.items())


def write_evaluation(path: Path, found: Evaluation, data: str, model: str) -> None:
    """Write the page; raises `WriteError`.

    data: what was measured on; model: the version of the bundle
    """
    css = files(__package__).joinpath("templates", "laporan.css").read_text(encoding="utf-8")
    title = _("Ukuran model netral")
    caution = _("Angka ini berlaku untuk pos seperti yang diukur; pos lain dapat berbeda.")
    parts = (
        _summary(found),
        _decisions(found),
        _calibration(found),
        _confusion(found),
        _groups(found),
        *(section(f"kasus-{n}", name, _rows(rows)) for n, (name, rows) in enumerate(case_rows(found))),
        _worst(found.worst),
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(style_policy(css))}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="netral {__version__}">\n<title>{escape(title)}: {escape(data)}</title>\n'
        f"<style>{css}</style>\n</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n"
        f'<p class="asal">{escape(_("data"))}: <bdi>{escape(data)}</bdi> · {escape(_("model"))}: {escape(model)}</p>\n'
        f'<p class="tegas">{escape(caution)}</p>\n'
        f"</header>\n<main>\n{''.join(parts)}</main>\n</body>\n</html>\n"
    )
    with new_file(path) as target:
        target.write(page.encode())


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    body = [(escape(name), escape(value)) for name, value in rows]
    return html_table([escape(_("Ukuran")), escape(_("Nilai"))], body, [1])


def _summary(found: Evaluation) -> str:
    return section("ringkasan", _n("{count} pos", found.posts).format(count=found.posts), _rows(summary_rows(found)))


def _quality_table(first: str, found: Evaluation, rows: Sequence[tuple[str, str, Quality]]) -> str:
    head = [escape(name) for name in (first, *quality_columns())]
    body = [
        (escape(name), *map(escape, quality_cells(quality, found.intervals.get(key)))) for key, name, quality in rows
    ]
    return html_table(head, body, range(1, len(head)))


def _decisions(found: Evaluation) -> str:
    statuses = (("not_netral", _("bukan netral"), found.not_netral), ("indikasi", "indikasi", found.indikasi))
    signals = [(name, name, quality) for name, quality in found.signals.items()]
    contexts = [("", name, quality) for name, quality in found.contexts.items()]
    words = Words(language())
    drawn = charts.can_draw()
    curve = curve_chart(found, words) if drawn and found.curve else ""
    bars = signals_chart(found, words) if drawn and any(q.positives for q in found.signals.values()) else ""
    note = _("Dalam kurung siku: selang keyakinan 95 % (bootstrap menurut kelompok).") if found.intervals else ""
    return section(
        "keputusan",
        _("Keputusan"),
        _quality_table(_("Status"), found, statuses)
        + f'<p class="redup">{escape(note)}</p><div class="dua"><div>{curve}</div><div>{bars}</div></div>'
        + f"<h3>{escape(_('Sinyal'))}</h3>{_quality_table(_('Sinyal'), found, signals)}"
        + f"<h3>{escape(_('Konteks'))}</h3>{_quality_table(_('Konteks'), found, contexts)}",
    )


def _calibration(found: Evaluation) -> str:
    head = [_("netral_skor"), _("pos"), _("rata-rata skor"), _("bersinyal"), _("selang 95 %")]
    body = [
        (
            f"{b.start:.1f}-{b.end:.1f}",
            str(b.posts),
            number(b.expected),
            number(b.observed),
            f"{b.low:.2f}-{b.high:.2f}",
        )
        for b in found.calibration
    ]
    plot = calibration_chart(found, Words(language())) if charts.can_draw() and body else ""
    return section("kalibrasi", _("Kalibrasi"), plot + html_table([escape(h) for h in head], body, range(1, 5)))


def _confusion(found: Evaluation) -> str:
    columns = confusion_columns()
    body = [
        (escape(name), *(str(row[column]) if row[column] else "" for column in columns))
        for name, row in found.confusion.items()
    ]
    head = [escape(_("Label")), *map(escape, columns)]
    return section(
        "kekeliruan", _("Label sebenarnya (baris) dan kata model (kolom)"), html_table(head, body, range(1, len(head)))
    )


def _groups(found: Evaluation) -> str:
    if not found.groups:
        return ""
    head = [_("Kelompok"), _("pos"), _("bersinyal"), "AUC", "AP", _("ditandai"), _("indikasi")]
    body = [
        (
            escape(name or _("(kosong)")),
            f"{g['pos']:.0f}",
            f"{g['bersinyal']:.0f}",
            *(number(g[k]) for k in ("auc", "ap", "ditandai", "indikasi")),
        )
        for name, g in found.groups.items()
    ]
    return section("kelompok", _("Kelompok"), html_table([escape(h) for h in head], body, range(1, 7)))


def _worst(errors: Sequence[WorstError]) -> str:
    if not errors:
        return ""
    body = "".join(
        f'<article><div class="kepala"><span class="lencana {escape(e.status)}">{escape(e.status)} {e.score:.2f}</span>'
        f"<span>{escape(_('terlewat') if e.missed else _('alarm palsu'))}</span>"
        f"<span>{escape(_('label: {truth}').format(truth=e.truth))}</span><span>{escape(e.where)}</span></div>"
        f'<div class="teks" dir="auto">{marked(e.text, e.spans)}</div>'
        f'<p class="rinci">{escape(_("penentu: {words}").format(words=_words(e)))}</p></article>\n'
        for e in errors
    )
    return section("kesalahan", _n("{count} kesalahan terberat", len(errors)).format(count=len(errors)), body)


def _words(error: WorstError) -> str:
    return ", ".join(f"{reason.word!r} {reason.value:+.2f}" for reason in error.words) or "-"
