"""Prints the figures of an evaluation as tables."""

from __future__ import annotations

from math import isnan

from rich.console import Console
from rich.table import Table

from netral_cli.language import N_, _
from netral_cli.model.evaluate import Evaluation, Quality

_HARD = {
    "mirip_netral": N_("pos mirip yang netral"),
    "mirip_indikasi": N_("  di antaranya indikasi"),
    "mirip_ditandai": N_("  di antaranya ditandai"),
    "pasangan": N_("pasangan minimal"),
    "pasangan_benar": N_("  kedua anggota benar"),
    "samaran": N_("pos bersinyal yang disamarkan"),
    "samaran_perolehan": N_("  perolehan"),
    "samaran_polos_perolehan": N_("  perolehan bila ditulis polos"),
}


_COUNTS = ("mirip_netral", "pasangan", "samaran", "bukti_pos", "tukar_calon_pos", "tukar_calon_setara")
_STABILITY = {
    "bukti_pos": N_("pos indikasi"),
    "bukti_dihapus_turun": N_("  turun bila buktinya dihapus"),
    "bukti_saja_tetap": N_("  tetap indikasi bila hanya buktinya"),
    "bukti_bagian_teks": N_("  bagian teks yang menjadi bukti (pos > 20 kata)"),
    "tukar_calon_pos": N_("pos dengan calon yang dapat ditukar"),
    "tukar_calon_setara": N_("  di antaranya punya padanan setara"),
    "tukar_calon_selisih": N_("  perubahan skor mentah terbesar pada yang setara"),
}


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right")
    return table


def _cells(name: str, q: Quality) -> tuple[str, ...]:
    ap = "" if isnan(q.ap) else f"{q.ap:.3f}"
    return name, str(q.positives), f"{q.precision:.3f}", f"{q.recall:.3f}", f"{q.f1:.3f}", ap


def print_evaluation(found: Evaluation, console: Console) -> None:
    """Print summary, statuses, signals, contexts, groups and hard cases."""
    summary = _table(_("{count} pos").format(count=found.posts), _("Ukuran"), _("Nilai"))
    for name, value in (
        (_("AP (average precision)"), found.ap), (_("AUC rata-rata di dalam kelompok"), found.within),
        (_("galat kalibrasi (ECE)"), found.ece), (_("bagian yang ditandai"), found.flagged),
        (_("macro-F1 sinyal (>= 20 contoh)"), found.macro_f1()), (_("macro-F1 konteks"), found.context_f1()),
    ):  # fmt: skip
        if not isnan(value):
            summary.add_row(name, f"{value:.3f}")
    console.print(summary)
    columns = (_("positif"), _("presisi"), _("perolehan"), "F1", "AP")
    decisions = _table(_("Keputusan"), _("Status"), *columns)
    decisions.add_row(*_cells(_("bukan netral"), found.not_netral))
    decisions.add_row(*_cells("indikasi", found.indikasi))
    console.print(decisions)
    signals = _table(_("Sinyal"), _("Sinyal"), *columns)
    for name, q in found.signals.items():
        signals.add_row(*_cells(name, q))
    console.print(signals)
    contexts = _table(_("Konteks"), _("Konteks"), *columns)
    for name, q in found.contexts.items():
        contexts.add_row(*_cells(name, q))
    console.print(contexts)
    if found.groups:
        groups = _table(
            _("Kelompok"), _("Kelompok"), _("pos"), _("bersinyal"), "AUC", "AP", _("ditandai"), _("indikasi")
        )
        for name, g in found.groups.items():
            rates = [f"{g[k]:.3f}" if not isnan(g[k]) else "" for k in ("auc", "ap", "ditandai", "indikasi")]
            groups.add_row(name or _("(kosong)"), f"{g['pos']:.0f}", f"{g['bersinyal']:.0f}", *rates)
        console.print(groups)
    for title, names, values in (
        (_("Kasus sulit"), _HARD, found.hard),
        (_("Bukti dan ketahanan"), _STABILITY, found.stability),
    ):
        if values:
            table = _table(title, _("Ukuran"), _("Nilai"))
            for name, value in values.items():
                shown = (
                    f"{value:.0f}"
                    if name in _COUNTS
                    else f"{value:.2g}"
                    if name == "tukar_calon_selisih"
                    else ""
                    if isnan(value)
                    else f"{value:.3f}"
                )
                known = names.get(name)
                table.add_row(_(known) if known else _("status berubah: {change}").format(change=_(name)), shown)
            console.print(table)
