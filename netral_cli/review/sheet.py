"""Reads a queue workbook back, also as Excel or LibreOffice saved it; wrong cells are named by sheet and cell."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.posts.jsontext import without_lone_surrogates
from netral_cli.posts.sheet_guard import check_workbook
from netral_cli.posts.sheets import cell_text, workbook_errors
from netral_cli.review.decision import (
    Decision,
    Label,
    WrongLabelError,
    make_label,
    read_answer,
    read_context,
    read_signals,
)
from netral_cli.review.item import Item, ItemError, unpack
from netral_cli.review.workbook import DATA, MARK, OPEN_COLUMNS, SHEET, SIGNAL_COLUMNS

_MOST_PROBLEMS = 20


class SheetError(NetralError):
    """A workbook is not a queue, was damaged, or has wrong cells: one line for each, with sheet and cell."""


def column_letters(index: int) -> str:
    """Return the name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _tables(path: Path) -> dict[str, list[list[Any]]]:
    import python_calamine  # noqa: PLC0415

    if not path.is_file():
        raise SheetError(_("{path}: berkas tidak ditemukan").format(path=path))
    check_workbook(path, str(path))
    with workbook_errors(str(path)):
        book = python_calamine.load_workbook(str(path))
        missing = [name for name in (SHEET, DATA) if name not in book.sheet_names]
        if missing:
            raise SheetError(
                _("{path}: lembar {missing} tidak ada; ini bukan antrean dari 'netral review queue' yang utuh").format(
                    path=path, missing=" dan ".join(missing)
                )
            )
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in (SHEET, DATA)}


def is_queue(path: Path) -> bool:
    """Say whether a file is a workbook with the two sheets of a queue."""
    import python_calamine  # noqa: PLC0415

    if not zipfile.is_zipfile(path):
        return False
    check_workbook(path, str(path))
    with workbook_errors(str(path)):
        return {SHEET, DATA} <= set(python_calamine.load_workbook(str(path)).sheet_names)


def read_queue(path: Path) -> tuple[list[Item], list[Decision]]:
    """Return the posts of a queue and the decisions that its reviewer filled in; empty rows are no decisions.

    Raises `SheetError` with every wrong cell, up to twenty of them.
    """
    tables = _tables(path)
    items = _items(path, tables[DATA])
    columns, first = _columns(path, tables[SHEET])
    problems: list[str] = []
    decisions: list[Decision] = []
    seen: dict[int, int] = {}
    for at, row in enumerate(tables[SHEET][first:], first):
        cells = [without_lone_surrogates(cell_text(value)) for value in row]
        filled = {name: cells[k].strip() for name, k in columns.items() if k < len(cells)}
        if not any(filled.values()):
            continue
        reader = _Row(path, at, columns, filled)
        number = reader.number(items, seen, problems)
        if number is None:
            continue
        label = reader.label(problems)
        if label is not None and (label.status or filled.get("catatan")):
            # A note alone says that somebody stopped at the post: it is kept as a doubt.
            kept = label if label.status else Label("ragu")
            decisions.append(Decision(items[number], kept, path.stem, filled.get("catatan", "")))
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [_("... dan {count} sel lain yang salah").format(count=more)] if more > 0 else []
        raise SheetError("\n".join([*problems[:_MOST_PROBLEMS], *rest]))
    return list(items.values()), decisions


def _items(path: Path, table: Sequence[Sequence[Any]]) -> dict[int, Item]:
    """Return the posts by their numbers."""
    if not table or not table[0] or cell_text(table[0][0]) != MARK:
        raise SheetError(
            _("{path}: lembar {sheet}: tandanya bukan {mark}; berkas ini dibuat versi netral lain atau diubah").format(
                path=path, sheet=DATA, mark=MARK
            )
        )
    out: dict[int, Item] = {}
    for at, row in enumerate(table[1:], 2):
        number, *pieces = (cell_text(value) for value in row)
        if not number:
            continue
        try:
            out[int(number)] = unpack("".join(piece[1:] for piece in pieces))
        except (ItemError, ValueError) as problem:
            raise SheetError(
                _("{path}: lembar {sheet}, baris {row}: {problem}; ambil lagi dari berkas aslinya").format(
                    path=path, sheet=DATA, row=at, problem=problem
                )
            ) from None
    return out


def _columns(path: Path, table: Sequence[Sequence[Any]]) -> tuple[dict[str, int], int]:
    """Return where the columns that a reviewer fills in are, and the first row after the header."""
    for at, row in enumerate(table[:20]):
        names = [cell_text(value).strip() for value in row]
        if "no" in names and "status" in names:
            wanted = ("no", "id", *OPEN_COLUMNS)
            missing = [name for name in wanted if name not in names]
            if missing:
                raise SheetError(
                    _("{path}: lembar {sheet}: kolom {missing} tidak ada; jangan menghapus judulnya").format(
                        path=path, sheet=SHEET, missing=", ".join(missing)
                    )
                )
            return {name: names.index(name) for name in wanted}, at + 1
    raise SheetError(
        _("{path}: lembar {sheet}: baris judul tidak ditemukan; jangan menghapusnya").format(path=path, sheet=SHEET)
    )


class _Row:
    """One row of the queue as it stands in the sheet."""

    def __init__(self, path: Path, at: int, columns: dict[str, int], cells: dict[str, str]) -> None:
        self._path, self._at, self._columns, self._cells = path, at, columns, cells

    def _say(self, column: str, problem: object) -> str:
        return _("{path}: lembar {sheet}, sel {cell}: {problem}").format(
            path=self._path, sheet=SHEET, cell=f"{column_letters(self._columns[column])}{self._at + 1}", problem=problem
        )

    def number(self, items: dict[int, Item], seen: dict[int, int], problems: list[str]) -> int | None:
        """Return which post the row is of; None, with the problem noted, where that cannot be told."""
        cell = self._cells.get("no", "")
        number = int(cell) if cell.isdecimal() and len(cell) < 9 else -1
        if number not in items:
            problems.append(self._say("no", _("{value} bukan nomor pos di antrean ini").format(value=repr(cell[:40]))))
        elif number in seen:
            problems.append(
                self._say("no", _("pos {number} sudah ada di baris {row}").format(number=number, row=seen[number]))
            )
        else:
            seen[number] = self._at + 1
            return number
        return None

    def label(self, problems: list[str]) -> Label | None:
        """Return what the row says; None, with each problem noted, where a cell is wrong."""
        before = len(problems)
        found: list[str] = []
        status = context = ""
        try:
            status = read_answer(self._cells.get("status", ""))
        except WrongLabelError as problem:
            problems.append(self._say("status", problem))
        for name in SIGNAL_COLUMNS:
            try:
                found += read_signals(self._cells.get(name, ""))
            except WrongLabelError as problem:
                problems.append(self._say(name, problem))
        try:
            context = read_context(self._cells.get("konteks", ""))
        except WrongLabelError as problem:
            problems.append(self._say("konteks", problem))
        if len(problems) > before:
            return None
        try:
            return make_label(status, found, context)
        except WrongLabelError as problem:
            problems.append(self._say("konteks" if problem.field == "context" else "status", problem))
            return None
