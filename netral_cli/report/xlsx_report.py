"""Writes the XLSX report: counts with native charts, findings with bold evidence, accounts, rules, and the method."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from netral_cli.atomic import new_file
from netral_cli.errors import NetralError
from netral_cli.posts.cells import fit_cell, is_dangerous
from netral_cli.report.aggregate import Aggregate
from netral_cli.report.calendars import timeline_of
from netral_cli.report.findings import Post, Result
from netral_cli.report.html import was_changed
from netral_cli.report.rates import Rate
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.rules.catalogue import Catalogue
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU

MOST_ROWS = 1_048_576
_DARK, _LIGHT = "#1D3557", "#E9A23B"
_MOST_ACCOUNTS, _MOST_CHART, _MOST_PARTS = 100_000, 15, 400
# Rich text does not escape these; such a cell is written without bold.
_PLAIN_ONLY = re.compile("[\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")
_FINDINGS = (
    ("status", 10), ("skor", 7), ("teks", 70), ("bukti", 34), ("sinyal", 28), ("objek", 26), ("fase", 18),
    ("jalur", 14), ("aturan", 24), ("tanda", 14), ("akun", 18), ("platform", 11), ("tanggal", 20), ("tautan", 34),
    ("id", 22), ("perlu_verifikasi", 40), ("tanda_sebaliknya", 18), ("berkas", 16), ("baris", 8),
)  # fmt: skip


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
        self.score = add({"valign": "top", "num_format": "0.00"})
        self.share = add({"valign": "top", "num_format": "0.0%"})
        self.day = add({"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"})
        self.count = add({"valign": "top", "num_format": "#,##0"})
        self.status = {
            INDIKASI: add({"valign": "top", "bg_color": _DARK, "font_color": "#FFFFFF"}),
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
        """Write one row of column heads."""
        for column, name in enumerate(names):
            sheet.write_string(row, column, name, self.head)


def write_xlsx(path: Path, result: Result, found: Aggregate, catalogue: Catalogue, words: Words) -> int:
    """Write the workbook and return how many findings it lists; raises `WriteError`, `NetralError`."""
    with TemporaryDirectory(prefix="netral-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "laporan.xlsx"
        report = XlsxReport(made, scratch, words)
        _summary(report, result, found)
        count = _findings(report, found)
        _accounts(report, found)
        _rules(report, found, catalogue)
        _method(report, result)
        _close(report.book, path)
        with new_file(path) as target, made.open("rb") as source:
            while piece := source.read(1 << 20):
                target.write(piece)
    return count


def _close(book: Any, path: Path) -> None:
    import xlsxwriter.exceptions  # noqa: PLC0415

    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise NetralError(f"{path}: berkas sementara tidak dapat ditulis ({problem}); periksa TMPDIR") from None


def _rate(found: Aggregate, part: int, whole: int) -> Rate | None:
    return Rate(part, whole) if found.has_denominators else None


def _summary(report: XlsxReport, result: Result, found: Aggregate) -> None:
    """Write the counts, each block a table with a chart to its right."""
    say = report.words
    sheet = report.sheet(say("ringkasan"), (56, 11, 11, 11, 16, 13, 11, 15, 3, 13, 13, 13, 13, 13))
    sheet.write_string(0, 0, say("judul"), report.title)
    report.text(sheet, 1, 0, f"{say('hasil')}: {result.path.name}", report.top)
    report.text(sheet, 2, 0, f"{say('bukan_putusan')}. {say('bukan_putusan_isi')}", report.top)
    row = 3
    if was_changed(result):
        report.text(sheet, row, 0, say("hasil_berubah"), report.top)
    if not found.has_denominators:
        report.text(sheet, row + 1, 0, say("tanpa_penyebut"), report.top)
    counts = dict(result.manifest.counts) if result.manifest else {"diklasifikasi": found.posts}
    row += 3
    names = {"dibaca": "dibaca", "ditolak": "ditolak", "diklasifikasi": "diperiksa", "ganda": "ganda"}
    for key, word in names.items():
        if key in counts:
            report.text(sheet, row, 0, say(word))
            sheet.write_number(row, 1, counts[key], report.count)
            row += 1
    row = _block(report, sheet, row + 1, say("status"), [
        (say(status), Group(status, status, found.statuses[status], 0, 0)) for status in (INDIKASI, TINJAU, NETRAL)
    ], found, None)  # fmt: skip
    for dimension in ("sinyal", "jalur", "objek", "platform"):
        groups = [g for g in found.store.groups(dimension) if g.flagged]
        if groups:
            shown = [(say.value(dimension, g.key, g.label), g) for g in groups]
            row = _block(report, sheet, row, say(dimension), shown, found, "bar", own=dimension == "platform")
    line = timeline_of(found.store.groups("hari", "kunci"))
    if line.buckets:
        title = say({"hari": "per_hari", "minggu": "per_minggu", "bulan": "per_bulan"}[line.unit])
        days = [(first.isoformat(), Group("", "", 0, i, t)) for first, _, i, t in line.buckets]
        _block(report, sheet, row, title, days, found, "column")
    sheet.freeze_panes(1, 0)


def _block(
    report: XlsxReport, sheet: Any, row: int, title: str, groups: Sequence[tuple[str, Group]], found: Aggregate,
    chart: str | None, own: bool = False,
) -> int:  # fmt: skip
    """Write one table and its chart; return the row for the next.

    chart: `bar`, `column` or None for a table of statuses; own: groups have their own denominators
    """
    say = report.words
    counts = (say("indikasi"), say("tinjau")) if chart else (say("pos"),)
    share = (say("bagian_indikasi"), say("selang95"), "", "")
    heads = (title, *counts, *(() if chart == "column" else (say("pos"), *share) if chart else share))
    sheet.set_row(row, 30)
    report.header(sheet, row, heads)
    first = row + 1
    for at, (name, group) in enumerate(groups, first):
        if chart == "column":
            sheet.write_datetime(at, 0, dt.datetime.fromisoformat(name), report.day)
        else:
            report.text(sheet, at, 0, name, report.top)
        if chart is None:
            sheet.write_number(at, 1, group.posts, report.count)
            report.rates(sheet, at, 2, _rate(found, group.posts, found.posts))
            continue
        sheet.write_number(at, 1, group.indikasi, report.count)
        sheet.write_number(at, 2, group.tinjau, report.count)
        if chart == "bar":
            whole = group.posts if own else found.posts
            sheet.write_number(at, 3, whole, report.count)
            report.rates(sheet, at, 4, _rate(found, group.indikasi, whole))
    last = row + len(groups)
    if chart is None:
        return last + 2
    shown = last if chart == "column" else min(last, row + _MOST_CHART)
    drawn = report.book.add_chart({"type": chart, "subtype": "stacked"})
    for column, colour in ((1, _DARK), (2, _LIGHT)):
        drawn.add_series({
            "name": heads[column], "categories": [sheet.name, first, 0, shown, 0],
            "values": [sheet.name, first, column, shown, column], "fill": {"color": colour}, "gap": 40,
        })  # fmt: skip
    drawn.set_title({"name": title, "name_font": {"size": 12}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_y_axis({"reverse": chart == "bar", "num_format": "#,##0", "major_gridlines": {"visible": False}})
    drawn.set_x_axis({"num_format": "#,##0"} if chart == "bar" else {"date_axis": True, "num_format": "yyyy-mm-dd"})
    height = 300 if chart == "column" else 130 + 24 * (shown - row)
    drawn.set_size({"width": 620, "height": height})
    sheet.insert_chart(row, 9, drawn)
    return max(last, row + height // 20) + 2


def _findings(report: XlsxReport, found: Aggregate) -> int:
    """Write all findings, indications first; a full sheet is followed by another."""
    say = report.words
    sheet: Any = None
    row, sheets, count = MOST_ROWS, 0, 0

    def end() -> None:
        if sheet is not None:
            sheet.autofilter(0, 0, max(row - 1, 1), len(_FINDINGS) - 1)

    for post in found.store.findings():
        if row >= MOST_ROWS:
            end()
            sheets += 1
            sheet = _findings_sheet(report, say("temuan") if sheets == 1 else f"{say('temuan')} {sheets}")
            row = 1
        _finding(report, sheet, row, post)
        row += 1
        count += 1
    if sheet is None:
        sheet, row = _findings_sheet(report, say("temuan")), 2
        report.text(sheet, 1, 0, say("tanpa_temuan"), report.top)
    end()
    return count


def _findings_sheet(report: XlsxReport, name: str) -> Any:
    sheet = report.sheet(name, [width for _, width in _FINDINGS])
    sheet.freeze_panes(1, 3)
    sheet.repeat_rows(0)
    report.header(sheet, 0, (column for column, _ in _FINDINGS))
    return sheet


def _finding(report: XlsxReport, sheet: Any, row: int, post: Post) -> None:
    say = report.words
    widths = dict(_FINDINGS)
    sheet.set_row(
        row, _height((post.text, widths["teks"]), ("\n".join(t for _, t in post.checks), widths["perlu_verifikasi"]))
    )
    sheet.write_string(row, 0, post.status, report.status[post.status])
    sheet.write_number(row, 1, post.score, report.score)
    report.evidence(sheet, row, 2, post)
    texts = (
        " | ".join(post.text[e.start : e.end] for e in post.evidence),
        "; ".join(say.value("sinyal", name) for name in post.signals), "; ".join(post.objects), say.phase(post.phase),
        "; ".join(say.value("jalur", name) for name in post.tracks), "; ".join(rule.id for rule in post.rules),
        "; ".join(f"{rule.id}: {rule.mark}" for rule in post.rules), post.account, post.platform, post.date, post.link,
        post.id, "\n".join(text for _, text in post.checks), "; ".join(post.counter), post.origin,
    )  # fmt: skip
    for column, text in enumerate(texts, 3):
        report.text(sheet, row, column, text, report.top if column > 9 and column != 15 else None)
    sheet.write_number(row, len(_FINDINGS) - 1, post.number, report.count)


def _height(*texts: tuple[str, float], most: int = 12) -> float:
    """Return the height of a row in points for wrapped texts in columns of these widths, `most` lines at most.

    LibreOffice does not find it out by itself.
    """
    lines = max((text.count("\n") + 1 + int(len(text) / width) for text, width in texts), default=1)
    return 15.0 * min(max(lines, 2), most)


def _accounts(report: XlsxReport, found: Aggregate) -> None:
    say = report.words
    heads = (
        say("akun"), say("platform"), say("pos"), say("indikasi"), say("tinjau"), say("bagian_indikasi"),
        say("selang95"), "", "",
    )  # fmt: skip
    sheet = report.sheet(say("per_akun"), (30, 14, 10, 10, 10, 12, 11, 11, 16))
    report.header(sheet, 0, heads)
    row = 1
    for group in found.store.each_group("akun", "temuan", _MOST_ACCOUNTS):
        if not group.flagged:
            break
        report.text(sheet, row, 0, group.label)
        report.text(sheet, row, 1, group.key.partition("/")[0])
        for column, value in enumerate((group.posts, group.indikasi, group.tinjau), 2):
            sheet.write_number(row, column, value, report.count)
        report.rates(sheet, row, 5, _rate(found, group.indikasi, group.posts))
        row += 1
    _finish_table(sheet, row, len(heads))
    if row == 1:
        report.text(sheet, 1, 0, say("akun_kosong"), report.top)


def _finish_table(sheet: Any, rows: int, columns: int) -> None:
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, max(rows - 1, 1), columns - 1)


def _rules(report: XlsxReport, found: Aggregate, catalogue: Catalogue) -> None:
    say = report.words
    known = {rule.id: rule for rule in catalogue.rules}
    heads = (
        "id", say("aturan"), say("indikasi"), say("tinjau"), say("jalur"), say("tanda"), say("perbuatan"), say("dasar"),
        say("sanksi"), say("catatan"),
    )  # fmt: skip
    sheet = report.sheet(say("per_aturan"), (16, 34, 10, 10, 16, 14, 50, 60, 44, 50))
    report.header(sheet, 0, heads)
    row = 1
    for group in found.store.groups("aturan"):
        rule = known.get(group.key)
        if rule is None:
            _rule_counts(report, sheet, row, group)
            report.text(sheet, row, 1, say("aturan_asing"))
        else:
            texts: dict[int, str] = {
                1: rule.nama, 4: say.value("jalur", rule.jalur), 5: rule.tanda, 6: rule.perbuatan,
                7: "\n".join(f"{b.nama}, {b.pasal} [{b.tanda}]" for b in rule.dasar),
                8: "\n".join(f"{s.isi} [{s.tanda}]" for s in rule.sanksi), 9: "\n".join(rule.catatan),
            }  # fmt: skip
            wide = {6: 50, 7: 60, 8: 44, 9: 50}
            sheet.set_row(row, _height(*((texts[k], width) for k, width in wide.items()), most=24))
            for column, text in texts.items():
                report.text(sheet, row, column, text)
            _rule_counts(report, sheet, row, group)
        row += 1
    _finish_table(sheet, row, len(heads))
    if row == 1:
        report.text(sheet, 1, 0, say("aturan_kosong"), report.top)


def _rule_counts(report: XlsxReport, sheet: Any, row: int, group: Group) -> None:
    report.text(sheet, row, 0, group.key)
    sheet.write_number(row, 2, group.indikasi, report.count)
    sheet.write_number(row, 3, group.tinjau, report.count)


def _method(report: XlsxReport, result: Result) -> None:
    say = report.words
    sheet = report.sheet(say("metode"), (22, 60, 16, 70))
    row = 0

    def put(at: int, column: int, text: str) -> None:
        report.text(sheet, at, column, text)

    sheet.write_string(row, 0, say("metode_bagian"), report.title)
    for k in range(1, 8):
        row += 1
        sheet.set_row(row, _height((say(f"metode_{k}"), 60)))
        put(row, 1, say(f"metode_{k}"))
    sheet.set_row(row + 1, _height((say("selang_arti"), 60)))
    put(row + 1, 1, say("selang_arti"))
    row += 3
    manifest = result.manifest
    if manifest is None:
        put(row, 1, say("tanpa_manifest"))
        return
    report.header(sheet, row, (say("manifest_bagian"), say("nama_berkas"), say("ukuran"), "SHA-256"))
    for kind, entries in (("masukan", manifest.inputs), ("keluaran", manifest.outputs)):
        for entry in entries:
            row += 1
            put(row, 0, say(kind))
            put(row, 1, entry.name)
            sheet.write_number(row, 2, entry.size, report.count)
            put(row, 3, entry.sha256)
    for name, value in manifest.versions.items():
        row += 1
        put(row, 0, f"{say('versi')}: {name}")
        put(row, 1, str(value))
