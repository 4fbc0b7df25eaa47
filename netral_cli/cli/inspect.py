"""`netral inspect`: what was understood of a file, and its first five posts."""

from __future__ import annotations

from typing import Any

import click

from netral_cli.cli.completing import files
from netral_cli.cli.reading import read_options, reading_options
from netral_cli.language import _

_ROWS, _WIDTH = 5, 300


@click.command(
    "inspect", help=_("Menunjukkan apa yang dipahami dari setiap BERKAS (kolom, pemisah, penyandian) dan lima baris.")
)
@click.argument("files", metavar=_("BERKAS..."), nargs=-1, required=True, shell_complete=files)
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
            dates: list[str] = []
            roles = [source.id_index, source.date_index, source.author_index, source.text_index]
            for number, row in enumerate(islice(source.records(bad.append), _ROWS), 1):
                shown = [one_line(row[k])[:_WIDTH] for k in roles if k is not None]
                click.echo(f"{number}. " + " · ".join(shown))
                if source.date_index is not None:
                    dates.append(row[source.date_index])
            for line in _dates_read(dates):
                click.echo(line)
            for row_bad in bad[:_ROWS]:
                click.echo(_("akan ditolak: {row}").format(row=one_line(row_bad.message())))
            click.echo()


def _dates_read(dates: list[str]) -> list[str]:
    """Return how the first date that does not begin as 2024-10-20 is read, and the first that cannot be read."""
    from netral_cli.posts.source import one_line  # noqa: PLC0415
    from netral_cli.rules.phase import parse_post_date  # noqa: PLC0415

    days = [(one_line(date)[:60], parse_post_date(date)) for date in dates if date.strip()]
    read = next(((date, day) for date, day in days if day is not None and not date.startswith(str(day))), None)
    unread = next((date for date, day in days if day is None), None)
    lines = []
    if read is not None:
        lines.append(_("tanggal {date!r} dibaca sebagai {day}").format(date=read[0], day=read[1]))
    if unread is not None:
        lines.append(_("tanggal {date!r} tidak terbaca: fase pos itu tidak diketahui").format(date=unread))
    return lines
