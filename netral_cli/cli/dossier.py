"""`netral dossier`: pre-filled forms for the posts that an analyst takes further."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netral_cli.cli.options import PATH
from netral_cli.cli.reading import reading_options
from netral_cli.cli.results import result_options
from netral_cli.language import _

if TYPE_CHECKING:
    import datetime as dt

    from netral_cli.report.dossier import Dossier


@click.command(
    "dossier",
    help=_(
        "Membuat Formulir A dan B.2 (DOCX) yang terisi sebagian untuk pos pilihan dari HASIL; satu pasang per akun."
    ),
)
@click.argument("result", metavar=_("HASIL"), type=PATH)
@click.option("--id", "ids", multiple=True, metavar="ID", help=_("Id pos; boleh diulang."))
@click.option(
    "--row", "rows", multiple=True, type=click.IntRange(1), metavar="N", help=_("Baris hasil; boleh diulang.")
)
@click.option("--akun", default="", metavar=_("AKUN"), help=_("Semua temuan dari akun ini."))
@click.option("--most", default=50, type=click.IntRange(1), show_default=True, help=_("Temuan terbanyak untuk --akun."))
@click.option(
    "--known", metavar=_("TANGGAL"), help=_("Hari peristiwa diketahui, awal batas 7 hari (bawaan: hari ini).")
)
@click.option("-o", "--output", type=PATH, required=True, metavar="FOLDER", help=_("Folder untuk formulir."))
@result_options
@reading_options
def command(
    result: Path,
    ids: tuple[str, ...],
    rows: tuple[int, ...],
    akun: str,
    most: int,
    known: str | None,
    output: Path,
    profiles: tuple[str, ...],
    rules: tuple[Path, ...],
    platform_column: str | None,
    **reading: Any,
) -> None:
    """Write the forms."""
    if bool(ids or rows) == bool(akun):
        raise click.UsageError(_("pilih pos dengan --id atau --row, atau satu akun dengan --akun"))
    import datetime as dt  # noqa: PLC0415
    from contextlib import ExitStack  # noqa: PLC0415

    from netral_cli.cli.results import open_result  # noqa: PLC0415
    from netral_cli.report.dossier import Choice, Deadline, collect, write_dossiers  # noqa: PLC0415
    from netral_cli.rules.phase import WIB, parse_post_date  # noqa: PLC0415

    today = dt.datetime.now(WIB).date()
    day = parse_post_date(known) if known else today
    if day is None or day > today:
        raise click.UsageError(
            _("--known {known!r}: bukan tanggal yang sudah lewat; tulis misalnya 2024-10-20").format(known=known)
        )
    with ExitStack() as stack:
        opened = open_result(result, stack, None, profiles, rules, platform_column, reading)
        found = collect(opened.result, Choice(ids, rows, akun, most), Deadline(day, today, not known))
        _require_known_after(day, found)
        written = write_dossiers(output, found, opened.catalogue)
        opened.say_notes()
    for path in written:
        click.echo(_("ditulis: {path}").format(path=path))
    for item in (item for dossier in found for item in dossier.items if not item.post.flagged):
        click.echo(
            _("perhatikan: baris {number} berstatus netral, bukan temuan; benarkah pos ini yang dimaksud?").format(
                number=item.post.number
            ),
            err=True,
        )
    if not known:
        click.echo(_("--known tidak diberi: dianggap diketahui hari ini; beri harinya bila lain"), err=True)
    last = found[0].deadline.last
    click.echo(
        _("Batas 7 hari sejak diketahui ({day}): {last}. Periksa dan lengkapi sebelum dipakai.").format(
            day=day, last=last
        ),
        err=True,
    )
    click.echo(_("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran."), err=True)


def _require_known_after(day: dt.date, found: Sequence[Dossier]) -> None:
    """Raise `UsageError` where a post was written after the day on which it is said to have become known."""
    for post in (item.post for dossier in found for item in dossier.items):
        # A post of the small hours in the east of the country has the day before in its west: one day is let pass.
        if post.day is not None and (post.day - day).days > 1:
            raise click.UsageError(
                _("--known {day}: pos di baris {number} bertanggal {date}, sesudah hari itu; periksa harinya").format(
                    day=day, number=post.number, date=post.day
                )
            )
