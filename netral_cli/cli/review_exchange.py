"""`netral review export` and `import`: labels for Label Studio, doccano and Prodigy, and back."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _, _n

_TOOLS = ("label-studio", "doccano", "prodigy")
_format = click.option("--format", "tool", type=click.Choice(_TOOLS), required=True, help=_("Alat yang dituju."))


@click.command(
    "export",
    help=_(
        "Menulis pos berlabel untuk alat anotasi lain. SUMBER: berkas label (.csv), antrean (.xlsx), atau berkas"
        " keputusan halaman (.db); pos antrean yang belum diputuskan ikut, dengan buktinya."
    ),
)
@click.argument("source", metavar=_("SUMBER"), type=PATH)
@_format
@click.option(
    "-o", "--output", type=PATH, required=True, metavar=_("BERKAS"), help=_("Berkas JSON atau JSON lines yang ditulis.")
)
def export_command(source: Path, tool: str, output: Path) -> None:
    """Write posts for another tool."""
    from netral_cli.errors import UsageError  # noqa: PLC0415
    from netral_cli.review.exchange.files import write_export  # noqa: PLC0415
    from netral_cli.review.exchange.sources import exportable  # noqa: PLC0415

    if output.resolve() == source.resolve():
        raise UsageError(_("-o {output}: akan menimpa sumbernya sendiri; beri nama lain").format(output=output))
    rows = exportable(source)
    write_export(output, rows, tool)
    words = _n("{tool}: {output} ({count} pos, {labelled} berlabel)", len(rows))
    labelled = sum(bool(row.label.status) for row in rows)
    click.echo(words.format(tool=tool, output=output, count=len(rows), labelled=labelled), err=True)


@click.command("import", help=_("Membaca BERKAS ekspor alat anotasi lain dan menulis berkas label baru."))
@click.argument("source", metavar=_("BERKAS"), type=PATH)
@_format
@click.option("-o", "--output", type=PATH, required=True, metavar=_("LABEL"), help=_("Berkas label (.csv), baru."))
def import_command(source: Path, tool: str, output: Path) -> None:
    """Read the labels of another tool."""
    if output.suffix.lower() != ".csv":
        raise click.UsageError(
            _("-o {output}: akhiran tidak dikenal; berkas label ditulis sebagai .csv").format(output=output)
        )
    from netral_cli.errors import UsageError  # noqa: PLC0415
    from netral_cli.review.exchange.files import import_rows, label_file_of  # noqa: PLC0415

    if output.exists():
        words = _("-o {output}: sudah ada; beri nama lain, lalu: netral review merge NAMA --into {output}")
        raise UsageError(words.format(output=output))
    rows = import_rows(source, tool)
    label_file_of(rows).write(output)
    undecided = sum(not row.label.status for row in rows)
    click.echo(_n("label: {output} ({count} pos)", len(rows)).format(output=output, count=len(rows)), err=True)
    if undecided:
        click.echo(
            _n("{count} pos belum berlabel; latih dengan --skip-unlabelled", undecided).format(count=undecided),
            err=True,
        )
