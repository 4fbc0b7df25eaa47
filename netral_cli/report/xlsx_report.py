"""Writes the XLSX report: counts with native charts, timeline, findings, accounts, repeated texts, rules, method."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from netral_cli.atomic import new_file
from netral_cli.elections.profile import Profile
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import shown_name
from netral_cli.report.aggregate import Aggregate
from netral_cli.report.findings import Post, Result, bare_name
from netral_cli.report.html import was_changed
from netral_cli.report.palette import INDIKASI_COLOUR, TINJAU_COLOUR
from netral_cli.report.rates import Rate
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.report.xlsx_book import XlsxReport
from netral_cli.report.xlsx_timeline import write_timeline
from netral_cli.rules.catalogue import Catalogue
from netral_cli.system_words import reason
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU

MOST_ROWS = 1_048_576
_MOST_ACCOUNTS, _MOST_COPIES, _MOST_CHART = 100_000, 1_000, 15
_FINDINGS = (
    ("status", 10), ("skor", 7), ("teks", 70), ("bukti", 34), ("sinyal", 28), ("objek", 26), ("fase", 18),
    ("jalur", 14), ("aturan", 24), ("tanda", 24), ("akun", 18), ("platform", 11), ("tanggal", 20), ("tautan", 34),
    ("id", 22), ("perlu_verifikasi", 40), ("tanda_sebaliknya", 18), ("berkas", 16), ("baris", 8),
)  # fmt: skip


def write_xlsx(
    path: Path, result: Result, found: Aggregate, profiles: Sequence[Profile], catalogue: Catalogue, words: Words
) -> int:
    """Write the workbook and return how many findings it lists; raises `WriteError`, `NetralError`."""
    with TemporaryDirectory(prefix="netral-", ignore_cleanup_errors=True) as scratch:
        made = Path(scratch) / "laporan.xlsx"
        report = XlsxReport(made, scratch, words)
        _summary(report, result, found)
        write_timeline(report, found, profiles)
        count = _findings(report, found)
        _accounts(report, found)
        _copies(report, found)
        _rules(report, found, catalogue)
        _method(report, result, found)
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
        raise NetralError(
            _("{path}: berkas sementara tidak dapat ditulis ({problem}); periksa TMPDIR").format(
                path=path, problem=reason(problem)
            )
        ) from None


def _rate(found: Aggregate, part: int, whole: int) -> Rate | None:
    return Rate(part, whole) if found.has_denominators else None


def _summary(report: XlsxReport, result: Result, found: Aggregate) -> None:
    """Write the counts, each block a table with a chart to its right."""
    say = report.words
    sheet = report.sheet(say("ringkasan"), (56, 11, 11, 11, 16, 13, 11, 15, 3, 13, 13, 13, 13, 13))
    sheet.write_string(0, 0, say("judul"), report.title)
    report.text(sheet, 1, 0, f"{say('hasil')}: {shown_name(result.path.name)}", report.top)
    report.text(sheet, 2, 0, f"{say('bukan_putusan')}. {say('bukan_putusan_isi')}", report.top)
    row = 3
    if was_changed(result):
        report.text(sheet, row, 0, say("hasil_berubah"), report.top)
    if not found.has_denominators:
        report.text(sheet, row + 1, 0, say("tanpa_penyebut"), report.top)
    counts = dict(result.manifest.counts) if result.manifest else {"diklasifikasi": found.posts}
    row += 3
    if found.textless:
        counts.setdefault("tanpa_teks", found.textless)
    names = {key: key for key in ("dibaca", "ditolak", "diklasifikasi", "ganda", "tanpa_teks")}
    names["diklasifikasi"] = "diperiksa"
    for key, word in names.items():
        if key in counts:
            report.text(sheet, row, 0, say(word))
            sheet.write_number(row, 1, counts[key], report.count)
            row += 1
    row = _block(report, sheet, row + 1, say("status"), [
        (say(status), Group(status, status, found.statuses[status], 0, 0)) for status in (INDIKASI, TINJAU, NETRAL)
    ], found, statuses=True)  # fmt: skip
    for dimension in ("sinyal", "jalur", "objek", "platform"):
        groups = [g for g in found.store.groups(dimension) if g.flagged]
        if groups:
            shown = [(say.value(dimension, g.key, g.label), g) for g in groups]
            row = _block(report, sheet, row, say(dimension), shown, found, own=dimension == "platform")
    sheet.freeze_panes(1, 0)


def _block(
    report: XlsxReport, sheet: Any, row: int, title: str, groups: Sequence[tuple[str, Group]], found: Aggregate,
    own: bool = False, statuses: bool = False,
) -> int:  # fmt: skip
    """Write one table, with a chart beside it unless it is that of the statuses; return the row for the next.

    own: groups have their own denominators
    """
    say = report.words
    counts = (say("pos"),) if statuses else (say("indikasi"), say("tinjau"), say("pos"))
    heads = (title, *counts, say("bagian_indikasi") if not statuses else say("bagian"), say("selang95"), "", "")
    report.header(sheet, row, heads)
    for at, (name, group) in enumerate(groups, row + 1):
        report.text(sheet, at, 0, name, report.top)
        whole = group.posts if own else found.posts
        if statuses:
            sheet.write_number(at, 1, group.posts, report.count)
            report.rates(sheet, at, 2, _rate(found, group.posts, found.posts))
            continue
        for column, value in enumerate((group.indikasi, group.tinjau, whole), 1):
            sheet.write_number(at, column, value, report.count)
        report.rates(sheet, at, 4, _rate(found, group.indikasi, whole))
    last = row + len(groups)
    if statuses:
        return last + 2
    height = 130 + 24 * (min(last, row + _MOST_CHART) - row)
    sheet.insert_chart(row, 9, _bars(report, sheet, row, min(last, row + _MOST_CHART), heads, height))
    return max(last, row + height // 20) + 2


def _bars(report: XlsxReport, sheet: Any, head: int, last: int, heads: Sequence[str], height: int) -> Any:
    """Return a chart of the rows of a table, from the one below `head` to `last`."""
    drawn = report.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column, colour in ((1, INDIKASI_COLOUR), (2, TINJAU_COLOUR)):
        drawn.add_series({
            "name": heads[column], "categories": [sheet.name, head + 1, 0, last, 0],
            "values": [sheet.name, head + 1, column, last, column], "fill": {"color": colour}, "gap": 40,
        })  # fmt: skip
    drawn.set_title({"name": heads[0], "name_font": {"size": 12}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_y_axis({"reverse": True, "num_format": "#,##0", "major_gridlines": {"visible": False}})
    drawn.set_x_axis({"num_format": "#,##0"})
    drawn.set_size({"width": 620, "height": height})
    return drawn


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
    report.header(sheet, 0, (report.words(f"kolom_{column}") for column, _ in _FINDINGS))
    return sheet


def _finding(report: XlsxReport, sheet: Any, row: int, post: Post) -> None:
    say = report.words
    widths = dict(_FINDINGS)
    checks = "; ".join(say.check(name, text).partition(":")[0] for name, text in post.checks)
    sheet.set_row(row, _height((post.text, widths["teks"]), (checks, widths["perlu_verifikasi"])))
    sheet.write_string(row, 0, post.status, report.status[post.status])
    sheet.write_number(row, 1, post.score, report.score)
    report.evidence(sheet, row, 2, post)
    texts = (
        " | ".join(post.text[e.start : e.end] for e in post.evidence),
        "; ".join(say.value("sinyal", name) for name in post.signals), "; ".join(post.objects), say.phase(post.phase),
        "; ".join(say.value("jalur", name) for name in post.tracks), "; ".join(rule.id for rule in post.rules),
        "; ".join(f"{rule.id}: {say.named('tanda', rule.mark)}" for rule in post.rules), post.account, post.platform,
        post.date, post.link, post.id, checks, "; ".join(say.named("bingkai", name) for name in post.counter),
        post.origin,
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
    if (rest := found.store.size("akun", flagged_only=True) - (row - 1)) > 0 and row > 1:
        report.text(sheet, row, 0, say("lainnya", jumlah=rest, dimensi="akun"), report.top)


def _copies(report: XlsxReport, found: Aggregate) -> None:
    """Write the texts that several accounts posted."""
    say = report.words
    heads = (say("jumlah_akun"), say("pos"), say("indikasi"), say("teks"), say("baris"))
    sheet = report.sheet(say("salinan_bagian"), (10, 10, 10, 90, 10))
    report.header(sheet, 0, heads)
    row = 1
    for copies in found.store.copies(_MOST_COPIES):
        sheet.set_row(row, _height((copies.post.text, 90)))
        for column, value in enumerate((copies.accounts, copies.posts, copies.indikasi)):
            sheet.write_number(row, column, value, report.count)
        report.evidence(sheet, row, 3, copies.post)
        sheet.write_number(row, 4, copies.number, report.count)
        row += 1
    _finish_table(sheet, row, len(heads))
    notes = [say("salinan_penjelasan")] if row > 1 else [say("salinan_kosong"), say("salinan_penjelasan")]
    if (rest := found.store.copies_count() - (row - 1)) > 0:
        notes.append(say("salinan_lain", jumlah=rest))
    for at, note in enumerate(notes, row):
        sheet.set_row(at, _height((note, 90)))
        report.text(sheet, at, 3, note)


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
                1: rule.nama, 4: say.value("jalur", rule.jalur), 5: say.named("tanda", rule.tanda), 6: rule.perbuatan,
                7: "\n".join(f"{b.nama}, {b.pasal} [{say.named('tanda', b.tanda)}]" for b in rule.dasar),
                8: "\n".join(f"{s.isi} [{say.named('tanda', s.tanda)}]" for s in rule.sanksi),
                9: "\n".join(rule.catatan),
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


def _method(report: XlsxReport, result: Result, found: Aggregate) -> None:
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
    words = found.store.check_words()
    report.header(sheet, row, (say("verifikasi"), say("perihal"), say("temuan")))
    for group in found.store.groups("verifikasi"):
        row += 1
        text = say.check(group.key, words.get(group.key, ""))
        sheet.set_row(row, _height((text, 60)))
        put(row, 0, group.key)
        put(row, 1, text)
        sheet.write_number(row, 2, group.flagged, report.count)
    row += 2
    manifest = result.manifest
    if manifest is None:
        put(row, 1, say("tanpa_manifest"))
        return
    report.header(sheet, row, (say("manifest_bagian"), say("nama_berkas"), say("ukuran"), "SHA-256"))
    for kind, entries in (("masukan", manifest.inputs), ("keluaran", manifest.outputs)):
        for entry in entries:
            row += 1
            put(row, 0, say(kind))
            put(row, 1, bare_name(entry.name))
            sheet.write_number(row, 2, entry.size, report.count)
            put(row, 3, entry.sha256)
    for name, value in manifest.versions.items():
        row += 1
        put(row, 0, f"{say('versi')}: {_(name)}")
        put(row, 1, str(value))
