"""Writes XLSX in constant memory: text cells only, evidence in bold, coloured status, split at Excel's row limit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.posts.cells import fit_cell, is_dangerous
from netral_cli.posts.output import COLUMNS, OutRow

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_COLOURS = {"indikasi": ("#9C0006", "#FFC7CE"), "tinjau": ("#7F6000", "#FFEB9C"), "netral": ("#006100", "#C6EFCE")}
# Rich text does not escape these; such a cell is written without bold.
_PLAIN_ONLY = re.compile("[\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")
_WIDE = {"netral_bukti": 50, "netral_sinyal": 24, "netral_objek": 28}


class XlsxWriter:
    """Writes rows to a workbook; finish() must come before the file is used.

    text_index: the column whose evidence becomes bold; texts: the same by what the last column says (the input file),
    where inputs differ in it; rows: rows of a sheet, the header included
    cut: cells that were too long for XLSX, counted
    """

    def __init__(
        self, path: Path, columns: Sequence[str], text_index: int, scratch: Path, rows: int = MOST_ROWS,
        texts: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        import xlsxwriter  # noqa: PLC0415

        if len(columns) + len(COLUMNS) > MOST_COLUMNS:
            raise NetralError(
                _("{name}: {count} kolom tidak muat di XLSX; pilih hasil .csv atau .jsonl").format(
                    name=path.name, count=len(columns)
                )
            )
        options = {
            "constant_memory": True, "strings_to_urls": False, "strings_to_numbers": False,
            "strings_to_formulas": False, "tmpdir": str(scratch), "use_zip64": True,
        }  # fmt: skip
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        # A fixed date: the same posts give the same bytes.
        import datetime as dt  # noqa: PLC0415

        self._book.set_properties({"created": dt.datetime(2000, 1, 1), "title": _("Hasil netral")})
        add = self._book.add_format
        self._head = add({"bold": True, "bg_color": "#D9E1F2", "bottom": 1})
        self._bold = add({"bold": True, "font_color": "#C00000"})
        self._safe = add({"quote_prefix": True})
        self._safe_bold = add({"bold": True, "font_color": "#C00000", "quote_prefix": True})
        self._wrap = add({"text_wrap": True, "valign": "top"})
        self._score = add({"num_format": "0.0000"})
        self._status = {name: add({"font_color": ink, "bg_color": paper}) for name, (ink, paper) in _COLOURS.items()}
        self._columns = [*columns, *COLUMNS]
        self._text, self._added = text_index, len(columns)
        self._texts = texts or {}
        self._wide = {text_index, *self._texts.values()}
        self._most = rows
        self._sheets = self._row = self.cut = 0
        self._sheet: Any = None
        self._begin()

    def _begin(self) -> None:
        self._end()
        self._sheets += 1
        self._sheet = self._book.add_worksheet("pos" if self._sheets == 1 else f"pos {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for k, name in enumerate(self._columns):
            width = 70 if k in self._wide else _WIDE.get(name, 16)
            self._sheet.set_column(k, k, width)
            self._put(0, k, name, self._head)
        self._row = 1

    def _end(self) -> None:
        if self._sheet is not None:
            self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def _put(self, row: int, column: int, text: str, style: Any = None) -> None:
        fitted, cut = fit_cell(text)
        self.cut += cut
        if style is None and is_dangerous(fitted):
            style = self._safe
        if fitted:
            self._sheet.write_string(row, column, fitted, style)

    def write(self, rows: Sequence[OutRow]) -> None:
        """Write one batch of rows; a full sheet is followed by another with the same header."""
        for out in rows:
            if self._row >= self._most:
                self._begin()
            at = self._row
            text = self._texts.get(out.row[-1], self._text) if self._texts else self._text
            for k, value in enumerate(out.row):
                if k == text and out.spans:
                    self._put_evidence(at, k, value, out.spans)
                elif value:
                    self._put(at, k, value)
            status, score, *rest = out.added
            first = self._added
            self._put(at, first, status, self._status.get(status))
            self._sheet.write_number(at, first + 1, float(score), self._score)
            for k, value in enumerate(rest, first + 2):
                if value:
                    self._put(at, k, value)
            self._row += 1

    def _put_evidence(self, row: int, column: int, text: str, spans: Sequence[tuple[int, int]]) -> None:
        fitted, cut = fit_cell(text)
        if cut or fitted != text or _PLAIN_ONLY.search(text):
            self._put(row, column, text)
            return
        parts: list[Any] = []
        at = 0
        for start, end in spans:
            parts += [text[at:start]] if start > at else []
            parts += [self._bold, text[start:end]] if end > start else []
            at = max(at, end)
        parts += [text[at:]] if at < len(text) else []
        if len(parts) <= 2:
            self._put(row, column, text, self._safe_bold if is_dangerous(text) else self._bold)
            return
        style = [self._safe] if is_dangerous(text) else []
        if self._sheet.write_rich_string(row, column, *parts, *style) != 0:
            self._put(row, column, text)

    def abort(self) -> None:
        """Let go of the temporary files of a workbook that will not be finished."""
        self._book.fileclosed = True
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()

    def finish(self) -> None:
        """Write the workbook; raises `OSError` where the system refuses."""
        import xlsxwriter.exceptions  # noqa: PLC0415

        self._end()
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as problem:
            inner = problem.args[0] if problem.args else problem
            raise inner if isinstance(inner, OSError) else OSError(str(problem)) from None
