"""Finds the columns of an export by name: the text of the post, and later its id, date, author and link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from netral_cli.errors import NetralError
from netral_cli.language import N_, _, _n
from netral_cli.posts.presets import AUTHOR, DATE, ID, LINK, PRESETS, TEXT_FULL, TEXT_USUAL, TEXT_WEAK


class ColumnError(NetralError):
    """The column wanted is not in the file, or several could be meant: the message lists the columns that are."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """Columns that the user named; None where netral should find them."""

    text: str | None = None
    id: str | None = None
    date: str | None = None
    author: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column holds what: indices into the columns, None where there is none.

    preset: name of the export format that was recognised, or empty
    """

    text: int
    id: int | None = None
    date: int | None = None
    author: int | None = None
    link: int | None = None
    preset: str = ""

    def facts(self, columns: Sequence[str]) -> dict[str, str]:
        """Return label to column name, Indonesian; `_` gives them to people."""
        names = {
            N_("kolom teks"): self.text, N_("kolom id"): self.id, N_("kolom tanggal"): self.date,
            N_("kolom akun"): self.author, N_("kolom tautan"): self.link,
        }  # fmt: skip
        found = {k: N_("tidak ada") if i is None else repr(columns[i]) for k, i in names.items()}
        return {N_("ekspor"): self.preset or N_("umum"), **found}


_LABELS = {
    "text": N_("kolom teks"), "id": N_("kolom id"), "date": N_("kolom tanggal"), "author": N_("kolom akun"),
    "link": N_("kolom tautan"),
}  # fmt: skip


def plain(name: str) -> str:
    """Return a column name without case, blanks, dots, dashes, slashes and underscores."""
    return re.sub(r"[\s._\-/\ufeff]+", "", name).lower()


def _listed(columns: Sequence[str]) -> str:
    shown = ", ".join(repr(c[:60]) for c in columns[:60])
    return shown + (_n(", ... ({count} kolom)", len(columns)).format(count=len(columns)) if len(columns) > 60 else "")


def _named(columns: Sequence[str], wanted: str, role: str, source: str) -> int:
    exact = [i for i, name in enumerate(columns) if name == wanted]
    found = exact or [i for i, name in enumerate(columns) if plain(name) == plain(wanted)]
    if len(found) == 1:
        return found[0]
    problem = _("tidak ada") if not found else _("ada lebih dari satu")
    raise ColumnError(
        _("{source}: {label} {wanted!r} {problem}; kolom yang ada: {columns}; perbaiki --{role}-column").format(
            source=source, label=_(_LABELS[role]), wanted=wanted, problem=problem, columns=_listed(columns), role=role
        )
    )


def _tie(columns: Sequence[str], found: Sequence[int], role: str, source: str) -> ColumnError:
    candidates = ", ".join(repr(columns[i]) for i in found)
    same = len({columns[i] for i in found}) == 1
    mend = _("beri nama berbeda pada judulnya") if same else _("pilih dengan --{role}-column").format(role=role)
    return ColumnError(
        _("{source}: ada {count} calon untuk {label}: {candidates}; {mend}").format(
            source=source, count=len(found), label=_(_LABELS[role]), candidates=candidates, mend=mend
        )
    )


def _first(columns: Sequence[str], names: Sequence[str], role: str, source: str) -> int | None:
    """Return the column with the earliest of the names; two columns of that name are a tie."""
    plains = [plain(name) for name in columns]
    for name in names:
        found = [i for i, column in enumerate(plains) if column == plain(name)]
        if len(found) > 1:
            exact = [i for i in found if columns[i] == name]
            if len(exact) != 1:
                raise _tie(columns, found, role, source)
            found = exact
        if found:
            return found[0]
    return None


def text_column(columns: Sequence[str], wanted: str | None, source: str) -> int:
    """Return the index of the column that holds the posts' text.

    `wanted` is the user's choice and must exist; otherwise full texts go before usual names, those before weak ones,
    and two candidates of one rank are refused. Raises `ColumnError` with the columns of the file.
    """
    if wanted is not None:
        return _named(columns, wanted, "text", source)
    plains = [plain(name) for name in columns]
    for names in (TEXT_FULL, TEXT_USUAL, TEXT_WEAK):
        known = {plain(name) for name in names}
        found = [i for i, column in enumerate(plains) if column in known]
        if len(found) > 1:
            raise _tie(columns, found, "text", source)
        if found:
            return found[0]
    raise ColumnError(
        _("{source}: kolom teks tidak dikenali; pilih dengan --text-column; kolom yang ada: {columns}").format(
            source=source, columns=_listed(columns)
        )
    )


def knows_text(columns: Sequence[str]) -> bool:
    """Say whether some column has a name that posts' texts usually have."""
    known = {plain(name) for name in (*TEXT_FULL, *TEXT_USUAL, *TEXT_WEAK)}
    return any(plain(name) in known for name in columns)


def find_roles(columns: Sequence[str], wanted: Wanted, source: str) -> Roles:
    """Return which columns hold text, id, date, author and link: the user's choice, a known export, or usual names.

    Raises `ColumnError` when there is no text column, a wanted one is missing or two are equally good.
    """
    plains = {plain(name) for name in columns}
    fitting = [p for p in PRESETS if {plain(n) for n in p.needs} <= plains]
    preset = max(fitting, key=lambda p: len(p.needs), default=None)
    found: dict[str, int | None] = {}
    usual = {"id": ID, "date": DATE, "author": AUTHOR, "link": LINK}
    for role in ("text", "id", "date", "author", "link"):
        chosen: str | None = getattr(wanted, role)
        own: str = getattr(preset, role, "")
        if chosen is not None:
            found[role] = _named(columns, chosen, role, source)
        elif own and plain(own) in plains:
            found[role] = _first(columns, (own,), role, source)
        elif role == "text":
            found[role] = text_column(columns, None, source)
        else:
            found[role] = _first(columns, usual[role], role, source)
    text = found["text"]
    assert text is not None
    return Roles(text, found["id"], found["date"], found["author"], found["link"], preset.name if preset else "")
