"""Prints the figures of an evaluation as tables."""

from __future__ import annotations

from math import isnan

from rich.console import Console
from rich.table import Table

from netral_cli.model.evaluate import Evaluation, Quality

_HARD = {
    "mirip_netral": "pos mirip yang netral",
    "mirip_indikasi": "  di antaranya indikasi",
    "mirip_ditandai": "  di antaranya ditandai",
    "pasangan": "pasangan minimal",
    "pasangan_benar": "  kedua anggota benar",
    "samaran": "pos bersinyal yang disamarkan",
    "samaran_perolehan": "  perolehan",
    "samaran_polos_perolehan": "  perolehan bila ditulis polos",
}


_COUNTS = ("mirip_netral", "pasangan", "samaran", "bukti_pos", "tukar_calon_pos", "tukar_calon_setara")
_STABILITY = {
    "bukti_pos": "pos indikasi",
    "bukti_dihapus_turun": "  turun bila buktinya dihapus",
    "bukti_saja_tetap": "  tetap indikasi bila hanya buktinya",
    "bukti_bagian_teks": "  bagian teks yang menjadi bukti (pos > 20 kata)",
    "tukar_calon_pos": "pos dengan calon yang dapat ditukar",
    "tukar_calon_setara": "  di antaranya punya padanan setara",
    "tukar_calon_selisih": "  perubahan skor mentah terbesar pada yang setara",
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
    summary = _table(f"{found.posts} pos", "Ukuran", "Nilai")
    for name, value in (
        ("AP (average precision)", found.ap), ("AUC rata-rata di dalam kelompok", found.within),
        ("galat kalibrasi (ECE)", found.ece), ("bagian yang ditandai", found.flagged),
        ("macro-F1 sinyal (>= 20 contoh)", found.macro_f1()), ("macro-F1 konteks", found.context_f1()),
    ):  # fmt: skip
        if not isnan(value):
            summary.add_row(name, f"{value:.3f}")
    console.print(summary)
    columns = ("positif", "presisi", "perolehan", "F1", "AP")
    decisions = _table("Keputusan", "Status", *columns)
    decisions.add_row(*_cells("bukan netral", found.not_netral))
    decisions.add_row(*_cells("indikasi", found.indikasi))
    console.print(decisions)
    signals = _table("Sinyal", "Sinyal", *columns)
    for name, q in found.signals.items():
        signals.add_row(*_cells(name, q))
    console.print(signals)
    contexts = _table("Konteks", "Konteks", *columns)
    for name, q in found.contexts.items():
        contexts.add_row(*_cells(name, q))
    console.print(contexts)
    if found.groups:
        groups = _table("Kelompok", "Kelompok", "pos", "bersinyal", "AUC", "AP", "ditandai", "indikasi")
        for name, g in found.groups.items():
            rates = [f"{g[k]:.3f}" if not isnan(g[k]) else "" for k in ("auc", "ap", "ditandai", "indikasi")]
            groups.add_row(name or "(kosong)", f"{g['pos']:.0f}", f"{g['bersinyal']:.0f}", *rates)
        console.print(groups)
    for title, names, values in (
        ("Kasus sulit", _HARD, found.hard),
        ("Bukti dan ketahanan", _STABILITY, found.stability),
    ):
        if values:
            table = _table(title, "Ukuran", "Nilai")
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
                table.add_row(names.get(name, f"status berubah: {name}"), shown)
            console.print(table)
