"""`netral report`: what an analyst hands on, as one HTML file or as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from netral_cli.cli.options import PATH
from netral_cli.cli.reading import reading_options
from netral_cli.cli.results import result_options
from netral_cli.language import _, _n

_ENDINGS = (".html", ".htm", ".xlsx")


@click.command(
    "report",
    help=_(
        "Membuat laporan dari HASIL sebuah pemeriksaan: halaman HTML utuh atau buku kerja XLSX, menurut akhiran -o."
    ),
)
@click.argument("result", metavar=_("HASIL"), type=PATH)
@click.option("-o", "--output", type=PATH, required=True, metavar=_("BERKAS"), help=_("Laporan: .html atau .xlsx."))
@click.option(
    "--most",
    default=50_000,
    type=click.IntRange(1),
    show_default=True,
    metavar="N",
    help=_("Temuan terbanyak di dalam satu halaman HTML; semua angka tetap menghitung seluruhnya."),
)
@click.option(
    "--part",
    default=1,
    type=click.IntRange(1),
    show_default=True,
    metavar="K",
    help=_("Bagian ke-K dari temuan, bila lebih banyak dari --most."),
)
@result_options
@reading_options
def command(
    result: Path,
    output: Path,
    most: int,
    part: int,
    profiles: tuple[str, ...],
    rules: tuple[Path, ...],
    platform_column: str | None,
    **reading: Any,
) -> None:
    """Write a report."""
    if output.suffix.lower() not in _ENDINGS:
        raise click.UsageError(_("-o {output}: akhiran tidak dikenal; pakai .html atau .xlsx").format(output=output))
    from contextlib import ExitStack  # noqa: PLC0415

    from netral_cli.cli.results import open_result  # noqa: PLC0415
    from netral_cli.report.aggregate import aggregated  # noqa: PLC0415
    from netral_cli.report.words import Words  # noqa: PLC0415

    with ExitStack() as stack:
        opened = open_result(result, stack, output, profiles, rules, platform_column, reading)
        found = stack.enter_context(aggregated(opened.result))
        if output.suffix.lower() == ".xlsx":
            from netral_cli.report.xlsx_report import write_xlsx  # noqa: PLC0415

            count = write_xlsx(output, opened.result, found, opened.profiles, opened.catalogue, Words())
        else:
            from netral_cli.report.html import HtmlOptions, write_html  # noqa: PLC0415

            options = HtmlOptions(most, part)
            count = write_html(output, opened.result, found, opened.profiles, opened.catalogue, Words(), options)
        total = found.flagged
        opened.say_notes()
    click.echo(
        _n("laporan: {output} ({count} dari {total} temuan di dalamnya)", total).format(
            output=output, count=count, total=total
        ),
        err=True,
    )
    click.echo(_("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran."), err=True)
