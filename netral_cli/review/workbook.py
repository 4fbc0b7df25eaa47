"""Writes a review queue as a workbook: locked posts with bold evidence, drop-down lists for labels, the guideline.

A cell holds one value of a drop-down list, in Excel and in LibreOffice alike, so several signals stand in four columns
`sinyal_1` to `sinyal_4` (a list of several values in one cell needs macros, which offices block). Four hold 99.9 % of
the shipped corpus; the last one also takes several ids with `|` between them.

What the sheet shows of a post may be cut or repaired by offices; the post itself stands, packed, in a hidden sheet.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from netral_cli.atomic import new_file
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.posts.cells import fit_cell, is_dangerous
from netral_cli.review.decision import ANSWERS
from netral_cli.review.guideline import guideline
from netral_cli.review.item import Item, pack
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS, contexts, signals
from netral_cli.system_words import reason

SHEET, GUIDE, LABELS, DATA = "Antrean", "Panduan", "Daftar label", "Data"
MARK = "netral-antrean-1"
SIGNAL_COLUMNS = ("sinyal_1", "sinyal_2", "sinyal_3", "sinyal_4")
OPEN_COLUMNS = ("status", *SIGNAL_COLUMNS, "konteks", "catatan")
# Columns of the sheet with their widths; readers find them by name.
COLUMNS = (
    ("no", 5), ("teks", 64), ("status", 9), *((name, 14) for name in SIGNAL_COLUMNS), ("konteks", 15), ("catatan", 26),
    ("alasan", 30), ("kata_program", 26), ("skor", 7), ("objek", 20), ("aturan", 22), ("tanggal", 12), ("tautan", 26),
    ("id", 22),
)  # fmt: skip
# What tells the reviewer what the program thinks; left out of blind queues.
_OPINION = ("alasan", "kata_program", "skor", "objek", "aturan")
_MOST_PARTS = 400
# Rich text does not escape these; such a cell is written without bold.
_PLAIN_ONLY = re.compile("[\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")
_PIECE = 30_000


def write_workbook(path: Path, items: Sequence[Item], blind: bool = False) -> None:
    """Write the queue in one step; raises `WriteError`, `NetralError`.

    blind: show neither evidence nor what the program thinks, so that labels are independent of it
    """
    with TemporaryDirectory(prefix="netral-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "antrean.xlsx"
        _Book(made, scratch, blind).write(items, path)
        with new_file(path) as target:
            target.write(made.read_bytes())


def write_beside(path: Path, items: Sequence[Item]) -> Path:
    """Write the queue under the first free name (`x.xlsx`, `x-2.xlsx`, ...) and return it.

    A file that is there may be filled in already; one with the very same bytes is the same queue, and is left.
    Raises `WriteError`, `NetralError`.
    """
    with TemporaryDirectory(prefix="netral-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "antrean.xlsx"
        write_workbook(made, items)
        data, number = made.read_bytes(), 1
    while path.exists() and path.read_bytes() != data:
        number += 1
        path = path.with_name(f"{path.stem.removesuffix(f'-{number - 1}')}-{number}{path.suffix}")
    with new_file(path) as target:
        target.write(data)
    return path


class _Book:
    def __init__(self, path: Path, scratch: str, blind: bool) -> None:
        import xlsxwriter  # noqa: PLC0415

        options = {
            "constant_memory": True, "strings_to_urls": False, "strings_to_numbers": False,
            "strings_to_formulas": False, "tmpdir": scratch, "use_zip64": True,
        }  # fmt: skip
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        # A fixed date: the same queue gives the same bytes.
        self._book.set_properties({"created": dt.datetime(2000, 1, 1), "title": _("Antrean tinjauan netral")})
        self._blind = blind
        self._columns = [(name, width) for name, width in COLUMNS if not (blind and name in _OPINION)]
        add = self._book.add_format
        base = {"valign": "top", "text_wrap": True, "font_size": 11}
        head = {**base, "bold": True, "font_color": "#FFFFFF"}
        self._head, self._head_open = add({**head, "bg_color": "#1D3557"}), add({**head, "bg_color": "#2A6F4E"})
        self._locked, self._safe = add(base), add({**base, "quote_prefix": True})
        self._number = add({**base, "num_format": "0.00"})
        paper = {"bg_color": "#FFFBE6", "border": 1, "border_color": "#D9D2B0", "num_format": "@"}
        self._open = add({**base, **paper, "locked": False})
        self._bold = add({"bold": True, "font_color": "#9C0006"})
        self._title = add({"bold": True, "font_size": 14, "valign": "top", "text_wrap": True})
        self._bullet = add({**base, "indent": 1})
        self._wrong = add({"bg_color": "#F4B6B6"})
        self._done = add({"bg_color": "#CDE8D5"})

    def write(self, items: Sequence[Item], path: Path) -> None:
        import xlsxwriter.exceptions  # noqa: PLC0415

        self._queue(items)
        self._guide()
        self._labels()
        self._data(items)
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as problem:
            raise NetralError(
                _("{path}: berkas sementara tidak dapat ditulis ({problem}); periksa TMPDIR").format(
                    path=path, problem=reason(problem)
                )
            ) from None

    def _at(self, name: str) -> int:
        return next(k for k, (column, _width) in enumerate(self._columns) if column == name)

    def _queue(self, items: Sequence[Item]) -> None:
        sheet = self._book.add_worksheet(SHEET)
        for k, (name, width) in enumerate(self._columns):
            sheet.set_column(k, k, width)
            sheet.write_string(0, k, name, self._head_open if name in OPEN_COLUMNS else self._head)
        for row, item in enumerate(items, 1):
            self._row(sheet, row, item)
        last = max(len(items), 1)
        self._lists(sheet, last)
        self._colours(sheet, last)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, last, len(self._columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.print_area(0, 0, last, self._at("catatan"))
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        # Without a password: it keeps posts from being changed by mistake, not from whoever means to.
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        if items:
            sheet.set_selection(1, self._at("status"), 1, self._at("status"))

    def _row(self, sheet: Any, row: int, item: Item) -> None:
        said = " ".join(part for part in (item.status, "|".join(item.signals) or item.context) if part)
        texts = {
            "alasan": item.why, "kata_program": said,
            "objek": "; ".join(item.objects),
            "aturan": "; ".join(rule.split(" ")[0] for rule in item.rules), "tanggal": item.date,
            "tautan": item.link, "id": item.id,
        }  # fmt: skip
        widths = dict(self._columns)
        tall = [(item.text, widths["teks"]), *((texts[n], widths[n]) for n in ("alasan", "aturan") if n in widths)]
        sheet.set_row(row, _height(tall))
        for k, (name, _width) in enumerate(self._columns):
            if name in OPEN_COLUMNS:
                sheet.write_blank(row, k, None, self._open)
            elif name == "no":
                sheet.write_number(row, k, row, self._locked)
            elif name == "skor":
                if item.score is not None:
                    sheet.write_number(row, k, item.score, self._number)
            elif name == "teks":
                self._text(sheet, row, k, item)
            else:
                self._put(sheet, row, k, texts[name])

    def _put(self, sheet: Any, row: int, column: int, text: str) -> None:
        fitted, _cut = fit_cell(text)
        if fitted:
            sheet.write_string(row, column, fitted, self._safe if is_dangerous(fitted) else self._locked)

    def _text(self, sheet: Any, row: int, column: int, item: Item) -> None:
        """Write a post with its evidence in bold."""
        text, parts, at = item.text, list[Any](), 0
        fitted, cut = fit_cell(text)
        for span in () if self._blind else sorted(item.spans, key=lambda s: (s.start, s.end)):
            start, end = max(span.start, at), span.end
            if start < end:
                parts += [text[at:start]] if start > at else []
                parts += [self._bold, text[start:end]]
                at = end
        parts += [text[at:]] if at < len(text) else []
        plain = cut or fitted != text or _PLAIN_ONLY.search(text) or not 2 < len(parts) <= _MOST_PARTS
        style = self._safe if is_dangerous(text) else self._locked
        if plain or sheet.write_rich_string(row, column, *parts, style) != 0:
            self._put(sheet, row, column, text)

    def _lists(self, sheet: Any, last: int) -> None:
        """Attach the drop-down lists."""
        wrong = _("Pilih dari daftar, atau kosongkan selnya.")
        lists = (("status", ANSWERS), ("konteks", CONTEXT_IDS), *((name, SIGNAL_IDS) for name in SIGNAL_COLUMNS))
        for name, values in lists:
            several = name == SIGNAL_COLUMNS[-1]
            rule = {
                "validate": "list", "source": list(values), "ignore_blank": True, "error_title": name,
                # Beyond four signals, the last column is typed in: it warns and lets through.
                "error_type": "warning" if several else "stop",
                "error_message": _("Bukan satu nilai daftar. Lebih dari empat sinyal ditulis dengan | di antaranya.")
                if several else wrong,
            }  # fmt: skip
            at = self._at(name)
            sheet.data_validation(1, at, last, at, rule)

    def _colours(self, sheet: Any, last: int) -> None:
        """Colour rows that contradict themselves, and those that are done."""
        from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

        status, first, end, context = (
            xl_col_to_name(self._at(name)) for name in ("status", SIGNAL_COLUMNS[0], SIGNAL_COLUMNS[-1], "konteks")
        )
        some = f"COUNTA(${first}2:${end}2)>0"
        named, no, yes = f"LEN(${context}2)>0", f'${status}2="tidak"', f'${status}2="ya"'
        wrong = f"=OR(AND({some},{named}),AND({no},{some}),AND({yes},{named}))"
        area = (1, self._at("status"), last, self._at("konteks"))
        rule = {"type": "formula", "criteria": wrong, "format": self._wrong, "stop_if_true": True}
        sheet.conditional_format(*area, rule)
        sheet.conditional_format(*area, {"type": "formula", "criteria": f"=LEN(${status}2)>0", "format": self._done})

    def _guide(self) -> None:
        sheet = self._book.add_worksheet(GUIDE)
        sheet.set_column(0, 0, 104)
        for row, line in enumerate(guideline()):
            sheet.set_row(row, 24 if line.kind == "judul" else _height([(line.text, 98)]))
            style = {"judul": self._title, "butir": self._bullet}.get(line.kind, self._locked)
            dot = "• " if line.kind == "butir" and not line.text[:1].isdigit() else ""
            sheet.write_string(row, 0, dot + line.text, style)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _labels(self) -> None:
        sheet = self._book.add_worksheet(LABELS)
        for k, (name, width) in enumerate((("jenis", 10), ("id", 20), ("nama", 42), ("arti", 90))):
            sheet.set_column(k, k, width)
            sheet.write_string(0, k, name, self._head)
        kinds = [*(("sinyal", label) for label in signals()), *(("konteks", label) for label in contexts())]
        for row, (kind, label) in enumerate(kinds, 1):
            sheet.set_row(row, _height([(label.arti, 86), (label.nama, 40)]))
            for k, text in enumerate((kind, label.id, label.nama, label.arti)):
                sheet.write_string(row, k, text, self._locked)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _data(self, items: Sequence[Item]) -> None:
        sheet = self._book.add_worksheet(DATA)
        sheet.very_hidden()
        sheet.write_string(0, 0, MARK)
        for row, item in enumerate(items, 1):
            packed = pack(item)
            sheet.write_number(row, 0, row)
            for k, at in enumerate(range(0, len(packed), _PIECE), 1):
                # The letter before it keeps offices from taking a piece for a number or a formula.
                sheet.write_string(row, k, "d" + packed[at : at + _PIECE])
        sheet.protect("")


def _height(cells: Sequence[tuple[str, float]]) -> float:
    """Return a height in points at which wrapped texts of given column widths can be read; Excel's most is 409."""
    lines = [sum(1 + int(len(part) / (width * 1.05)) for part in text.split("\n")) for text, width in cells]
    return min(max(lines, default=1) * 15.0 + 3, 300.0)
