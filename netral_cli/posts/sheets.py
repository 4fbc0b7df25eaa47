"""Reads XLSX, XLS and ODS workbooks by python-calamine, after a check that they fit into memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from netral_cli.language import N_, _, _n
from netral_cli.posts.columns import Wanted, find_roles, knows_text
from netral_cli.posts.jsontext import without_lone_surrogates
from netral_cli.posts.ods_tabs import with_tabs
from netral_cli.posts.sheet_guard import check_workbook
from netral_cli.posts.source import OnBad, ReadError, Source

_PREAMBLE = 30


def cell_text(value: object) -> str:
    """Return a cell as text: whole numbers without a fraction, dates in ISO 8601, yes/no as TRUE or FALSE.

    Spreadsheets keep 15 digits of a number: what one of 17 or more has beyond them is 0 here too, not what a float
    makes of it.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 1e22:
            return repr(value)
        return str(int(value)) if abs(value) < 1e16 else str(int(Decimal(f"{value:.14e}")))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return str(value)


@contextmanager
def workbook_errors(name: str) -> Iterator[None]:
    """Turn what calamine raises, panics included, into one line."""
    try:
        yield
    except (ReadError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        kind = type(problem)
        if not (kind.__module__.startswith(("python_calamine", "pyo3")) or isinstance(problem, (OSError, ValueError))):
            raise
        reason = str(problem).splitlines()[0][:120] if str(problem) else kind.__name__
        raise ReadError(
            _("{name}: lembar kerja rusak atau bersandi ({reason}); simpan ulang sebagai XLSX atau CSV").format(
                name=name, reason=reason
            )
        ) from None


@dataclass(kw_only=True)
class SheetSource(Source):
    """A workbook: its first sheet with posts, and any further sheet with the same header.

    sheets: names of the sheets that are read; header: how many rows stand before the first row of posts in each
    sheet: name of the sheet of the record handed out last
    """

    path: Path
    sheets: tuple[str, ...]
    header: int = 1
    sheet: str = ""
    _workbook: Any = field(default=None, repr=False)

    def records(self, on_bad: OnBad) -> Iterator[list[str]]:  # noqa: ARG002
        """Return the rows of all sheets; rows without any content are left out."""
        width = len(self.columns)
        for name in self.sheets:
            with workbook_errors(self.name):
                rows = self._workbook.get_sheet_by_name(name).iter_rows()
            skip = self.header
            self.sheet, self.line = name, 0
            while True:
                with workbook_errors(self.name):
                    row = next(rows, None)
                if row is None:
                    break
                self.line += 1
                if skip:
                    skip -= 1
                    continue
                values = [without_lone_surrogates(cell_text(v)) for v in row]
                if any(values):
                    yield (values + [""] * width)[:width]

    def place(self) -> str:
        """Return sheet and row of the record handed out last."""
        return _("lembar {sheet!r} baris {line}").format(sheet=self.sheet, line=self.line)

    def facts(self) -> dict[str, str]:
        """Return what was understood; see `Source.facts`."""
        return {**super().facts(), N_("lembar"): ", ".join(self.sheets)}


def _head(workbook: Any, name: str) -> tuple[list[str], int]:
    """Return the header of a sheet and the number of rows up to and with it; an empty one for an empty sheet."""
    rows = []
    for row in workbook.get_sheet_by_name(name).iter_rows():
        rows.append([cell_text(v).strip() for v in row])
        if len(rows) > _PREAMBLE:
            break
    for number, row in enumerate(rows):
        if knows_text([c for c in row if c]) and sum(map(bool, row)) > 1:
            return row, number + 1
    for number, row in enumerate(rows):
        if any(row):
            return row, number + 1
    return [], 0


def open_sheets(path: Path, name: str, wanted: Wanted, sheet: str | None = None) -> SheetSource:
    """Return the posts in a workbook.

    sheet: name of the only sheet to read; without it the first one with posts and those with the same header
    Raises `ReadError` for a broken, oversized or empty workbook, `ColumnError` when no text column is found.
    """
    import python_calamine  # noqa: PLC0415

    check_workbook(path, name)
    with workbook_errors(name):
        readable = with_tabs(path)
        workbook = python_calamine.load_workbook(str(path) if readable is path else readable)
        kinds = {m.name: m.typ for m in workbook.sheets_metadata}
        names = [n for n in workbook.sheet_names if kinds[n] == python_calamine.SheetTypeEnum.WorkSheet]
        if sheet is not None and sheet not in names:
            raise ReadError(
                _("{name}: lembar {sheet!r} tidak ada; yang ada: {known}").format(
                    name=name, sheet=sheet, known=", ".join(map(repr, names))
                )
            )
        heads = {n: _head(workbook, n) for n in names if sheet in (None, n)}
    filled = {n: head for n, head in heads.items() if head[0]}
    if not filled:
        raise ReadError(_("{name}: semua lembar kosong; ekspor ulang datanya").format(name=name))
    first = next((n for n, head in filled.items() if knows_text(head[0])), next(iter(filled)))
    columns, rows = filled[first]
    same = tuple(n for n, head in filled.items() if head == (columns, rows))
    roles = find_roles(columns, wanted, name)
    others = [n for n in filled if n not in same]
    notes = (
        [
            _("{name}: lembar lain tidak dibaca: {others}; pilih dengan --sheet").format(
                name=name, others=", ".join(others)
            )
        ]
        if others
        else []
    )
    if rows > 1:
        notes.append(
            _n("{name}: {rows} baris pembuka sebelum judul dilewati", rows - 1).format(name=name, rows=rows - 1)
        )
    return SheetSource(
        name=name, format="sheet", columns=tuple(columns), roles=roles, notes=notes, path=path, sheets=same,
        header=rows, _workbook=workbook,
    )  # fmt: skip
