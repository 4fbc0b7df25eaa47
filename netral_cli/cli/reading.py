"""Options that say how the inputs are read, for every command that reads posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from netral_cli.language import N_, _

if TYPE_CHECKING:
    from netral_cli.posts.reader import ReadOptions

F = TypeVar("F", bound=Callable[..., Any])
_ROLES = {
    "text": N_("teks pos"),
    "id": N_("id pos"),
    "date": N_("tanggal pos"),
    "author": N_("akun penulis"),
    "link": N_("tautan pos"),
}


def reading_options(function: F) -> F:
    """Add `--text-column` and its like, `--delimiter`, `--encoding` and `--sheet`."""
    function = click.option(
        "--sheet", metavar=_("LEMBAR"), help=_("Lembar kerja yang dibaca (bawaan: lembar pos pertama).")
    )(function)
    function = click.option(
        "--encoding", metavar=_("NAMA"), help=_("Penyandian berkas, misalnya cp1252 (bawaan: dikenali).")
    )(function)
    function = click.option("--delimiter", metavar=_("TANDA"), help=_("Pemisah kolom (bawaan: dikenali)."))(function)
    for role, words in reversed(_ROLES.items()):
        function = click.option(
            f"--{role}-column",
            metavar=_("KOLOM"),
            help=_("Kolom yang berisi {words} (bawaan: dikenali dari namanya).").format(words=_(words)),
        )(function)
    return function


def read_options(
    text_column: str | None, id_column: str | None, date_column: str | None, author_column: str | None,
    link_column: str | None, delimiter: str | None, encoding: str | None, sheet: str | None,
) -> ReadOptions:  # fmt: skip
    """Return the options as the reader takes them; raises `click.UsageError` for a delimiter of several signs."""
    from netral_cli.posts.columns import Wanted  # noqa: PLC0415
    from netral_cli.posts.reader import ReadOptions  # noqa: PLC0415

    sign = delimiter.replace("\\t", "\t") if delimiter is not None else None
    if sign is not None and (len(sign) != 1 or sign in '"\r\n'):
        raise click.UsageError(
            _("--delimiter {delimiter!r}: harus satu tanda, bukan tanda kutip atau baris baru").format(
                delimiter=delimiter
            )
        )
    wanted = Wanted(text_column, id_column, date_column, author_column, link_column)
    return ReadOptions(wanted, sign, encoding, sheet)
