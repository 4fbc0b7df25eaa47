"""`netral inspect`: what was understood of a file, and its first five posts."""

from __future__ import annotations

from typing import Any

import click

from netral_cli.cli.completing import files
from netral_cli.cli.reading import read_options, reading_options
from netral_cli.language import _

_ROWS, _WIDTH = 5, 300


@click.command(
    "inspect", help=_("Menunjukkan apa yang dipahami dari setiap FILE (kolom, pemisah, penyandian) dan lima baris.")
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=files)
@reading_options
def command(files: tuple[str, ...], **reading: Any) -> None:
    """Show what the readers make of some files."""
    from contextlib import ExitStack  # noqa: PLC0415
    from itertools import islice  # noqa: PLC0415

    from netral_cli.engine.run import input_files  # noqa: PLC0415
    from netral_cli.posts.reader import open_source  # noqa: PLC0415
    from netral_cli.posts.source import BadRow, one_line  # noqa: PLC0415

    options = read_options(**reading)
    with ExitStack() as stack:
        for file in input_files(files, stack):
            source = open_source(file, options, stack)
            for label, value in source.facts().items():
                said = value if label in ("berkas", "lembar") else _(value)
                click.echo(f"{_(label)}: {one_line(said)}")
            click.echo(
                _("semua kolom ({count}): {columns}").format(
                    count=len(source.columns), columns=one_line(", ".join(source.columns))
                )[:2000]
            )
            for note in source.notes:
                click.echo(_("catatan: {note}").format(note=note))
            bad: list[BadRow] = []
            roles = [source.id_index, source.date_index, source.author_index, source.text_index]
            for number, row in enumerate(islice(source.records(bad.append), _ROWS), 1):
                shown = [one_line(row[k])[:_WIDTH] for k in roles if k is not None]
                click.echo(f"{number}. " + " · ".join(shown))
            for row_bad in bad[:_ROWS]:
                click.echo(_("akan ditolak: {row}").format(row=one_line(row_bad.message())))
            click.echo()
