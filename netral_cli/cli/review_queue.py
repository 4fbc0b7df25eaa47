"""`netral review queue`: the posts whose labels teach most, as a workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from netral_cli.cli.options import PATH
from netral_cli.cli.reading import reading_options
from netral_cli.cli.review_options import pick_options
from netral_cli.language import _


@click.command(
    "queue",
    help=_(
        "Memilih pos dari HASIL yang paling berguna untuk dilabeli: yang diragukan model, yang belum ada miripnya,"
        " contoh acak, dan (dengan --label) label yang mungkin keliru. Ditulis sebagai XLSX dengan daftar pilihan."
    ),
)
@click.argument("result", metavar=_("HASIL"), type=PATH)
@click.option("-o", "--output", type=PATH, required=True, metavar=_("BERKAS"), help=_("Antrean: .xlsx."))
@click.option(
    "--blind", is_flag=True, help=_("Tanpa bukti tebal dan tanpa kata program, supaya label tidak terpengaruh.")
)
@pick_options
@reading_options
def queue_command(
    result: Path, output: Path, blind: bool, size: int, shares: tuple[str, ...], seed: int, labels: tuple[Path, ...],
    bundle: Path | None, **reading: Any,
) -> None:  # fmt: skip
    """Write a queue."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(
            _("-o {output}: akhiran tidak dikenal; antrean ditulis sebagai .xlsx").format(output=output)
        )
    if output.exists():
        raise click.UsageError(
            _("-o {output}: sudah ada dan mungkin sudah diisi; beri nama lain").format(output=output)
        )
    from netral_cli.cli.review_options import picked  # noqa: PLC0415
    from netral_cli.names import typed_name  # noqa: PLC0415
    from netral_cli.review.workbook import write_workbook  # noqa: PLC0415

    found = picked(result, output, size, shares, seed, labels, bundle, reading)
    write_workbook(output, found.items, blind)
    click.echo(_("antrean: {output}: {summary}").format(output=output, summary=found.summary), err=True)
    words = _("Isi kolom hijau, simpan, lalu: netral review merge {output} --into label.csv")
    click.echo(words.format(output=typed_name(output)), err=True)
