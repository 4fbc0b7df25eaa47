"""Prints the figures of an evaluation as tables."""

from __future__ import annotations

from math import isnan

from rich.console import Console
from rich.table import Table
from rich.text import Text

from netral_cli.language import N_, _, _n
from netral_cli.model.bootstrap import Interval
from netral_cli.model.evaluate import Evaluation, Quality
from netral_cli.report.tables import figures_table, number, span
from netral_cli.report.terminal import STATUS_STYLE, highlighted
from netral_cli.signals.catalogue import CONTEXT_IDS
from netral_cli.worst import WorstError

HARD = {
    "mirip_netral": N_("pos mirip yang netral"),
    "mirip_indikasi": N_("  di antaranya indikasi"),
    "mirip_ditandai": N_("  di antaranya ditandai"),
    "pasangan": N_("pasangan minimal"),
    "pasangan_benar": N_("  kedua anggota benar"),
    "samaran": N_("pos bersinyal yang disamarkan"),
    "samaran_perolehan": N_("  perolehan"),
    "samaran_polos_perolehan": N_("  perolehan bila ditulis polos"),
}
STABILITY = {
    "bukti_pos": N_("pos indikasi"),
    "bukti_dihapus_turun": N_("  turun bila buktinya dihapus"),
    "bukti_saja_tetap": N_("  tetap indikasi bila hanya buktinya"),
    "bukti_bagian_teks": N_("  bagian teks yang menjadi bukti (pos > 20 kata)"),
    "tukar_calon_pos": N_("pos dengan calon yang dapat ditukar"),
    "tukar_calon_setara": N_("  di antaranya punya padanan setara"),
    "tukar_calon_selisih": N_("  perubahan skor mentah terbesar pada yang setara"),
}
_COUNTS = ("mirip_netral", "pasangan", "samaran", "bukti_pos", "tukar_calon_pos", "tukar_calon_setara")
FIGURES = ("precision", "recall", "f1", "ap")


def summary_rows(found: Evaluation) -> list[tuple[str, str]]:
    """Return the overall figures that can be told, with their names."""
    rows = (
        (_("AP (average precision)"), found.ap), (_("AUC rata-rata di dalam kelompok"), found.within),
        (_("galat kalibrasi (ECE)"), found.ece), (_("bagian yang ditandai"), found.flagged),
        (_("macro-F1 sinyal (>= 20 contoh)"), found.macro_f1()), (_("macro-F1 konteks"), found.context_f1()),
    )  # fmt: skip
    return [(name, number(value)) for name, value in rows if not isnan(value)]


def quality_cells(quality: Quality, intervals: dict[str, Interval] | None) -> list[str]:
    """Return positives, precision, recall, F1 and AP of a decision, each with its interval where there is one.

    Without positives there is nothing to measure: the figures are left empty.
    """
    if not quality.positives:
        return ["0", *([""] * len(FIGURES))]
    cells = [str(quality.positives)]
    for name in FIGURES:
        value = number(getattr(quality, name))
        around = span((intervals or {}).get(name))
        cells.append(f"{value}\n[{around}]" if value and around else value)
    return cells


def quality_columns() -> tuple[str, ...]:
    """Return the names of what `quality_cells` gives."""
    return _("positif"), _("presisi"), _("perolehan"), "F1", "AP"


def case_rows(found: Evaluation) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tables of hard cases and of evidence and robustness: title, then name and value."""
    out = []
    for title, names, values in (
        (_("Kasus sulit"), HARD, found.hard),
        (_("Bukti dan ketahanan"), STABILITY, found.stability),
    ):
        rows = []
        for name, value in values.items():
            if name in _COUNTS:
                shown = f"{value:.0f}"
            else:
                shown = f"{value:.2g}" if name == "tukar_calon_selisih" else number(value)
            known = names.get(name)
            rows.append((_(known) if known else _("status berubah: {change}").format(change=_(name)), shown))
        if rows:
            out.append((title, rows))
    return out


def confusion_columns() -> tuple[str, ...]:
    """Return the columns of the confusion by context: both flagged statuses, then the contexts of netral posts."""
    return "indikasi", "tinjau", *CONTEXT_IDS


def _quality_table(title: str, first: str, found: Evaluation, rows: dict[str, Quality]) -> Table:
    table = figures_table(title, first, *quality_columns())
    for name, quality in rows.items():
        table.add_row(name, *(Text(cell) for cell in quality_cells(quality, found.intervals.get(name))))
    return table


def print_evaluation(found: Evaluation, console: Console) -> None:
    """Print summary, statuses, signals, contexts, groups, calibration, confusion, hard cases and the worst errors."""
    table = figures_table(_n("{count} pos", found.posts).format(count=found.posts), _("Ukuran"), _("Nilai"))
    for row in summary_rows(found):
        table.add_row(*row)
    console.print(table)
    decisions = figures_table(_("Keputusan"), _("Status"), *quality_columns())
    for key, name, quality in (
        ("not_netral", _("bukan netral"), found.not_netral), ("indikasi", "indikasi", found.indikasi),
    ):  # fmt: skip
        decisions.add_row(name, *(Text(cell) for cell in quality_cells(quality, found.intervals.get(key))))
    console.print(decisions)
    console.print(_quality_table(_("Sinyal"), _("Sinyal"), found, found.signals))
    console.print(_quality_table(_("Konteks"), _("Konteks"), found, found.contexts))
    if found.intervals:
        console.print(_("[..]: selang keyakinan 95 % (bootstrap menurut kelompok)"), highlight=False, markup=False)
    _print_groups(found, console)
    _print_calibration(found, console)
    _print_confusion(found, console)
    for title, rows in case_rows(found):
        table = figures_table(title, _("Ukuran"), _("Nilai"))
        for row in rows:
            table.add_row(*row)
        console.print(table)
    _print_worst(found.worst, console)


def _print_groups(found: Evaluation, console: Console) -> None:
    if not found.groups:
        return
    groups = figures_table(
        _("Kelompok"), _("Kelompok"), _("pos"), _("bersinyal"), "AUC", "AP", _("ditandai"), _("indikasi")
    )
    for name, g in found.groups.items():
        rates = [number(g[k]) for k in ("auc", "ap", "ditandai", "indikasi")]
        groups.add_row(Text(name or _("(kosong)")), f"{g['pos']:.0f}", f"{g['bersinyal']:.0f}", *rates)
    console.print(groups)


def _print_calibration(found: Evaluation, console: Console) -> None:
    if not found.calibration:
        return
    table = figures_table(
        _("Kalibrasi"), _("netral_skor"), _("pos"), _("rata-rata skor"), _("bersinyal"), _("selang 95 %")
    )
    for b in found.calibration:
        table.add_row(
            f"{b.start:.1f}-{b.end:.1f}",
            str(b.posts),
            number(b.expected),
            number(b.observed),
            f"{b.low:.2f}-{b.high:.2f}",
        )
    console.print(table)


def _print_confusion(found: Evaluation, console: Console) -> None:
    if not found.confusion:
        return
    columns = confusion_columns()
    table = figures_table(_("Label sebenarnya (baris) dan kata model (kolom)"), _("Label"), *columns)
    for name, row in found.confusion.items():
        table.add_row(name, *(str(row[column]) if row[column] else "" for column in columns))
    console.print(table)


def _print_worst(errors: list[WorstError], console: Console) -> None:
    if not errors:
        return
    console.print(
        _n("{count} kesalahan terberat", len(errors)).format(count=len(errors)), highlight=False, style="bold"
    )
    for error in errors:
        kind = _("terlewat") if error.missed else _("alarm palsu")
        console.print(
            Text.assemble(
                f"{error.where}  {kind}: ", (error.status, STATUS_STYLE[error.status]), f" {error.score:.2f}  ",
                _("label: {truth}").format(truth=error.truth),
            )
        )  # fmt: skip
        console.print(Text("  ") + highlighted(error.text, error.spans))
        words = ", ".join(f"{reason.word!r} {reason.value:+.2f}" for reason in error.words) or "-"
        console.print("  " + _("penentu: {words}").format(words=words), highlight=False, markup=False)
