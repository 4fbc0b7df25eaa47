"""`netral summary`: counts of a result by account, platform, day, signal and more."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netral_cli.cli.completing import DIMENSIONS as COMPLETE_DIMENSIONS
from netral_cli.cli.options import PATH
from netral_cli.cli.reading import reading_options
from netral_cli.cli.results import result_options
from netral_cli.language import _


@click.command(
    "summary",
    help=_("Meringkas HASIL sebuah pemeriksaan: jumlah, bagian, dan selang per kelompok, dengan batang di terminal."),
)
@click.argument("result", metavar=_("HASIL"), type=PATH)
@click.option(
    "--by",
    shell_complete=COMPLETE_DIMENSIONS,
    default="platform,hari,sinyal",
    show_default=True,
    metavar=_("NAMA,..."),
    help=_("Kelompok: akun, platform, hari, berkas, sinyal, aturan, jalur, objek, fase, verifikasi, konteks."),
)
@click.option("--most", default=15, type=click.IntRange(1), show_default=True, help=_("Baris terbanyak per kelompok."))
@click.option("--csv", "as_csv", is_flag=True, help=_("Tulis semua kelompok sebagai CSV."))
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semua kelompok sebagai JSON."))
@result_options
@reading_options
def command(
    result: Path,
    by: str,
    most: int,
    as_csv: bool,
    as_json: bool,
    profiles: tuple[str, ...],
    rules: tuple[Path, ...],
    platform_column: str | None,
    **reading: Any,
) -> None:
    """Summarise a result."""
    if as_csv and as_json:
        raise click.UsageError(_("--csv dan --json tidak dapat bersamaan; pilih salah satu"))
    from contextlib import ExitStack  # noqa: PLC0415

    from netral_cli.cli.results import open_result  # noqa: PLC0415
    from netral_cli.report import summary  # noqa: PLC0415
    from netral_cli.report.aggregate import aggregated  # noqa: PLC0415
    from netral_cli.report.words import Words  # noqa: PLC0415

    dimensions, words = summary.dimensions_of(by), Words()
    with ExitStack() as stack:
        opened = open_result(result, stack, None, profiles, rules, platform_column, reading)
        found = stack.enter_context(aggregated(opened.result, dimensions, keep_findings=False))
        if as_csv:
            pieces = summary.as_csv(found, dimensions, words)
        elif as_json:
            pieces = summary.as_json(found, dimensions, words)
        else:
            encoding = getattr(sys.stdout, "encoding", None) or "ascii"
            pieces = (line + "\n" for line in summary.as_text(found, dimensions, words, most, encoding))
        # Data is UTF-8 whatever the terminal is; the bars are for the terminal.
        for piece in pieces:
            click.echo(piece.encode() if as_csv or as_json else piece, nl=False)
        opened.say_notes()
    click.echo(_("Angka adalah jumlah indikasi untuk diperiksa orang, bukan jumlah pelanggaran."), err=True)
