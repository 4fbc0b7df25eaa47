"""The workbook of the XLSX report: formats, sheets, and cells that can never be formulas."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from netral_cli.posts.cells import fit_cell, is_dangerous
from netral_cli.report.findings import Post
from netral_cli.report.palette import INDIKASI_COLOUR
from netral_cli.report.rates import Rate
from netral_cli.report.words import Words
from netral_cli.verdict import INDIKASI, TINJAU

_MOST_PARTS = 400
# Rich text does not escape these; such a cell is written without bold.
_PLAIN_ONLY = re.compile("[\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")


class XlsxReport:
    """One workbook in the making."""

    def __init__(self, path: Path, scratch: str, words: Words) -> None:
        import xlsxwriter  # noqa: PLC0415

        self.words = words
        options = {
            "constant_memory": True, "strings_to_urls": False, "strings_to_numbers": False,
            "strings_to_formulas": False, "tmpdir": scratch, "use_zip64": True,
        }  # fmt: skip
        self.book: Any = xlsxwriter.Workbook(str(path), options)
        self.book.set_properties({"created": dt.datetime(2000, 1, 1), "title": words("judul")})
        add = self.book.add_format
        self.title = add({"bold": True, "font_size": 15})
        self.head = add({"bold": True, "bg_color": "#D9E1F2", "bottom": 1, "text_wrap": True, "valign": "top"})
        self.bold = add({"bold": True, "font_color": "#9C0006"})
        self.top = add({"valign": "top"})
        self.wrap = add({"valign": "top", "text_wrap": True})
        self.safe = add({"valign": "top", "text_wrap": True, "quote_prefix": True})
        # A chance is never shown as certain.
        self.score = add({"valign": "top", "num_format": '[>0.99]"> 0.99";[<0.01]"< 0.01";0.00'})
        self.share = add({"valign": "top", "num_format": "0.0%"})
        self.day = add({"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"})
        self.count = add({"valign": "top", "num_format": "#,##0"})
        self.status = {
            INDIKASI: add({"valign": "top", "bg_color": INDIKASI_COLOUR, "font_color": "#FFFFFF"}),
            TINJAU: add({"valign": "top", "bg_color": "#F6D9A8"}),
        }

    def sheet(self, name: str, widths: Sequence[float]) -> Any:
        """Return a new sheet with its column widths, set up for printing."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
        """Write a text, never as a formula, cut where a cell ends."""
        fitted, _ = fit_cell(text)
        if fitted:
            sheet.write_string(row, column, fitted, self.safe if is_dangerous(fitted) else style or self.wrap)

    def evidence(self, sheet: Any, row: int, column: int, post: Post) -> None:
        """Write a post with its evidence in bold."""
        text = post.text
        fitted, cut = fit_cell(text)
        parts: list[Any] = []
        at = 0
        for span in post.evidence:
            start, end = max(span.start, at), span.end
            if start < end:
                parts += [text[at:start]] if start > at else []
                parts += [self.bold, text[start:end]]
                at = end
        parts += [text[at:]] if at < len(text) else []
        plain = cut or fitted != text or _PLAIN_ONLY.search(text) or not 2 < len(parts) <= _MOST_PARTS
        style = self.safe if is_dangerous(text) else self.wrap
        if plain or sheet.write_rich_string(row, column, *parts, style) != 0:
            self.text(sheet, row, column, text)

    def rates(self, sheet: Any, row: int, column: int, rate: Rate | None) -> None:
        """Write share, both ends of the interval and whether the group is too small to compare."""
        if rate is None:
            return
        low, high = rate.interval
        for k, value in enumerate((rate.share, low, high)):
            sheet.write_number(row, column + k, value, self.share)
        if rate.small:
            self.text(sheet, row, column + 3, self.words("terlalu_sedikit"))

    def header(self, sheet: Any, row: int, names: Iterable[str]) -> None:
        """Write one row of column heads, high enough for two lines."""
        sheet.set_row(row, 32)
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self.head)
