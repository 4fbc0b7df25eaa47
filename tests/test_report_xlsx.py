from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.workbook.workbook import Workbook

from netral_cli.cli import cli
from netral_cli.report.calendars import Band
from netral_cli.report.palette import PHASE_COLOURS
from netral_cli.report.xlsx_timeline import band_of
from netral_cli.rules.phase import Phase
from tests.report_results import HOSTILE, post, sample, write_csv, write_jsonl


def book(path: Path, *options: str) -> Workbook:
    target = path.with_suffix(".xlsx")
    result = CliRunner().invoke(cli, ["report", str(path), "-o", str(target), *options])
    assert result.exit_code == 0, result.output + str(result.exception)
    return load_workbook(target, rich_text=True)


@pytest.fixture
def sampled(tmp_path: Path) -> Workbook:
    return book(write_jsonl(tmp_path / "h.jsonl", sample(), rejected=3))


def cells(found: Workbook, sheet: str) -> list[str]:
    return [str(cell.value) for row in found[sheet].iter_rows() for cell in row if cell.value is not None]


def test_sheets_filters_and_frozen_heads(sampled: Workbook) -> None:
    assert sampled.sheetnames == [
        "Ringkasan", "Linimasa", "Temuan", "Per akun", "Teks berulang", "Per aturan", "Metode",
    ]  # fmt: skip
    for name in ("Linimasa", "Temuan", "Per akun", "Teks berulang", "Per aturan"):
        assert sampled[name].auto_filter.ref and sampled[name].freeze_panes
    assert sampled["Temuan"].auto_filter.ref == "A1:S11"


def test_findings_have_bold_evidence_and_no_formula(sampled: Workbook) -> None:
    sheet = sampled["Temuan"]
    first = sheet["C2"].value
    assert isinstance(first, CellRichText)
    assert [part.text for part in first if isinstance(part, TextBlock) and part.font.b] == ["coblos nomor 2"]
    assert str(first).startswith("Ayo coblos")
    for one in sampled.worksheets:
        for row in one.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]
    texts = " ".join(str(row[2].value) for row in sheet.iter_rows(min_row=2))
    assert HOSTILE[0] in texts and HOSTILE[-1] in texts


def test_counts_and_provenance(sampled: Workbook) -> None:
    summary = sampled["Ringkasan"]
    rows = {str(row[0].value): row[1].value for row in summary.iter_rows() if row[0].value}
    assert (rows["dibaca"], rows["ditolak (baris rusak)"], rows["indikasi"], rows["netral"]) == (45, 3, 9, 32)
    assert "ab" * 32 in cells(sampled, "Metode")
    assert "terlalu sedikit" in cells(sampled, "Per akun")
    assert any("[terverifikasi]" in text for text in cells(sampled, "Per aturan"))


def test_charts_are_native(tmp_path: Path) -> None:
    book(write_jsonl(tmp_path / "h.jsonl", sample()))
    with zipfile.ZipFile(tmp_path / "h.xlsx") as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 5
        assert b"barChart" in parts.read(charts[0])


def test_no_findings_and_one_row(tmp_path: Path) -> None:
    found = book(write_jsonl(tmp_path / "h.jsonl", [post("halo")], manifest=False))
    assert any("Tidak ada temuan" in text for text in cells(found, "Temuan"))
    assert any("tidak diketahui" in text for text in cells(found, "Metode"))


def test_no_shares_without_neutral_posts(tmp_path: Path) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    found = book(write_csv(tmp_path / "h.csv", rows, only=("indikasi", "tinjau")))
    assert "terlalu sedikit" not in cells(found, "Per akun")
    assert any("penyebutnya tidak ada" in text for text in cells(found, "Ringkasan"))


def test_english(tmp_path: Path) -> None:
    found = book(write_jsonl(tmp_path / "h.jsonl", sample()), "--lang", "en")
    assert found.sheetnames == [
        "Summary", "Timeline", "Findings", "Per account", "Repeated texts", "Per rule", "Method",
    ]  # fmt: skip
    assert [cell.value for cell in found["Findings"][1]][:4] == ["Status", "Score", "Text", "Evidence"]
    everything = [text for sheet in found.sheetnames for text in cells(found, sheet)]
    assert "Call to vote for / make someone win" in everything
    assert "3 campaign" in everything and not [text for text in everything if "masa kampanye" in text]
    assert any(text.startswith("Ownership of the account") for text in everything)


def test_repeated_texts_have_their_evidence_in_bold(sampled: Workbook) -> None:
    rows = list(sampled["Teks berulang"].iter_rows(min_row=2, values_only=True))
    assert rows[0][:3] == (2, 2, 2) and rows[0][4] == 1
    assert isinstance(rows[0][3], CellRichText)
    assert [part.text for part in rows[0][3] if isinstance(part, TextBlock) and part.font.b] == ["coblos nomor 2"]


def test_the_timeline_has_every_day_with_its_phase_and_shades_it(tmp_path: Path) -> None:
    sheet = book(write_jsonl(tmp_path / "h.jsonl", sample()))["Linimasa"]
    rows = {str(row[0])[:10]: row[1:4] for row in sheet.iter_rows(min_row=2, values_only=True) if row[1] is not None}
    assert (min(rows), max(rows), len(rows)) == ("2024-10-20", "2024-11-25", 37)
    assert rows["2024-10-20"] == (1, 1, "3 masa kampanye") and rows["2024-11-24"] == (0, 0, "4 masa tenang")
    with zipfile.ZipFile(tmp_path / "h.xlsx") as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    (line,) = [text for text in drawn if "3 masa kampanye" in text]
    for phase in (Phase.KAMPANYE, Phase.TENANG):
        assert PHASE_COLOURS[phase].removeprefix("#").upper() in line.upper()
    assert line.count("<c:barChart>") == 2


def test_a_bar_has_the_phase_of_most_of_its_days() -> None:
    day = dt.date(2024, 11, 18)
    shaded = [Band("kampanye", dt.date(2024, 9, 25), dt.date(2024, 11, 24), "x"),
              Band("tenang", dt.date(2024, 11, 24), dt.date(2024, 11, 27), "x")]  # fmt: skip
    assert band_of(day, day + dt.timedelta(days=7), shaded) == shaded[0]
    assert band_of(dt.date(2024, 11, 23), dt.date(2024, 11, 26), shaded) == shaded[1]
    assert band_of(dt.date(2030, 1, 1), dt.date(2030, 1, 2), shaded) is None
