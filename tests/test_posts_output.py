"""What is written: faithful CSV, safe cells, XLSX with evidence in bold, JSON lines by contract, manifest, pseudonyms."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import ExitStack
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText

from netral_cli.posts.cells import EXCEL_MOST, fit_cell, is_dangerous, safe_cell
from netral_cli.posts.output import COLUMNS, CsvEncoder, JsonEncoder, OutRow, TextWriter, csv_text
from netral_cli.posts.pseudonym import Pseudonyms
from netral_cli.posts.source import RawRow
from netral_cli.posts.xlsx import XlsxWriter
from netral_cli.report.findings import Result
from tests.posts_samples import HEADER, as_csv, netral, read_csv, rows

ADDED = ["indikasi", "0.9000", "ajakan", "", "x", "", "", "", ""]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t|"))
@example([["\r", "a\rb", "\n"], ["", '"', "\0"]], ",")
def test_csv_reads_back_as_it_was(table: list[list[str]], delimiter: str) -> None:
    target = io.BytesIO()
    TextWriter(target, CsvEncoder(["a", "b", "c"], delimiter)).write([OutRow(row, ADDED) for row in table])
    found = list(csv.reader(io.StringIO(target.getvalue().decode(), newline=""), delimiter=delimiter, strict=True))
    assert found == [["a", "b", "c", *COLUMNS], *([*row, *ADDED] for row in table)]


PIECES = st.lists(st.sampled_from(["a", ",", ";", '"', "\n", " ", "\0", "'", "é"]), max_size=4).map("".join)


@given(st.lists(st.lists(PIECES, min_size=2, max_size=4), max_size=4), st.sampled_from(",;\t|"))
def test_csv_is_what_the_csv_module_writes(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    assert csv_text(table, delimiter) == out.getvalue()


@given(st.dictionaries(TEXT, TEXT | st.integers() | st.lists(TEXT) | st.none(), max_size=5))
@example({"netral": 1, "a": "b"})
def test_json_lines_keep_the_object(record: dict[str, object]) -> None:
    target = io.BytesIO()
    raw = json.dumps(record)
    TextWriter(target, JsonEncoder(["a"])).write([OutRow(RawRow([""], raw), ADDED, (), '{"versi":1}')])
    found = json.loads(target.getvalue())
    assert found.pop("netral") == {"versi": 1}
    assert found == {k: v for k, v in record.items() if k != "netral"}


@pytest.mark.parametrize("text", ["=1+1", "+62", "-5", "@akun", "\t=1", " =1", "\r=1", "＝1", "＠x"])
def test_formulas_are_made_safe(text: str) -> None:
    assert is_dangerous(text) and safe_cell(text) == "'" + text
    assert safe_cell("biasa = 1") == "biasa = 1"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.integers(0, 3))
def test_cells_fit_excel(text: str, times: int) -> None:
    fitted, cut = fit_cell(text * (10**times))
    assert len(fitted.encode("utf-16-le")) // 2 <= EXCEL_MOST
    assert cut or fitted.replace("\ufffd", "") == (text * 10**times).replace("\ufffe", "").replace(
        "\uffff", ""
    ).replace("\ufffd", "")


def test_excel_csv(tmp_path: Path) -> None:
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode())
    output = tmp_path / "hasil.csv"
    assert netral("classify", tmp_path / "pos.csv", "-o", output, "--excel")[0] == 0
    assert output.read_bytes().startswith(b"\xef\xbb\xbfid;tanggal;")
    found = read_csv(output, ";")
    assert all(not is_dangerous(value) for row in found for value in row.values())
    assert found[0]["netral_skor"].startswith("0,")
    assert [r["akun"].removeprefix("'") for r in found] == [r[2] for r in rows()]


def test_xlsx_shows_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode())
    output = tmp_path / "hasil.xlsx"
    assert netral("classify", tmp_path / "pos.csv", "-o", output)[0] == 0
    book = openpyxl.load_workbook(output, rich_text=True)
    sheet = book["pos"]
    assert sheet.auto_filter.ref == "A1:N201" and sheet.freeze_panes == "A2"
    found = list(sheet.iter_rows(min_row=2))
    assert [str(r[0].value) for r in found] == [r[0] for r in rows()]
    assert all(cell.data_type in ("s", "n", "inlineStr") for row in found for cell in row)
    assert [str(r[3].value) for r in found] == [r[3] for r in rows()]
    flagged = [r for r in found if r[5].value != "netral"]
    assert flagged
    for row in flagged:
        assert row[5].fill.fgColor.rgb in ("FFFFC7CE", "FFFFEB9C")
        value = row[3].value
        if isinstance(value, CellRichText):
            bold = [part.text for part in value if not isinstance(part, str) and part.font.b]
            assert " | ".join(bold) == row[9].value
        else:
            assert row[3].font.b
    assert all(row[2].quotePrefix for row in found)


def test_xlsx_is_split_at_the_row_limit(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    scratch = tmp_path / "s"
    scratch.mkdir()
    writer = XlsxWriter(path, ["teks"], 0, scratch, rows=4)
    writer.write([OutRow([f"pos {k}"], ADDED) for k in range(8)])
    writer.finish()
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["pos", "pos 2", "pos 3"]
    assert [sheet.max_row for sheet in book] == [4, 4, 3]
    code, _, err = netral("classify", path, "-o", tmp_path / "c.csv")
    assert code == 0 and "dibaca 8 =" in err


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), st.data())
def test_xlsx_keeps_any_text(tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("x")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    writer = XlsxWriter(folder / "b.xlsx", ["teks"], 0, folder)
    writer.write([OutRow([text], ADDED, [(start, end)])])
    writer.finish()
    import python_calamine

    book = python_calamine.load_workbook(str(folder / "b.xlsx"))
    found = book.get_sheet_by_name("pos").to_python()[1][0]
    wanted = fit_cell(text)[0]
    assert str(found).replace("\r\n", "\n").replace("\r", "\n") == wanted.replace("\r\n", "\n").replace("\r", "\n")


def test_json_lines_follow_the_schema(tmp_path: Path) -> None:
    schema_path = Path(__file__).parent.parent / "netral_cli" / "posts" / "schema" / "netral-1.json"
    schema = json.loads(schema_path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode())
    output = tmp_path / "hasil.jsonl"
    assert netral("classify", tmp_path / "pos.csv", "-o", output)[0] == 0
    lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert len(lines) == 200
    for line, row in zip(lines, rows(), strict=True):
        jsonschema.validate(line, schema)
        assert [line[k] for k in HEADER] == row
        for span in line["netral"]["bukti"]:
            assert line["teks"][span["awal"] : span["akhir"]] == span["teks"]


def test_only_some_statuses(tmp_path: Path) -> None:
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode())
    output = tmp_path / "hasil.csv"
    code, _, err = netral("classify", tmp_path / "pos.csv", "-o", output, "--only", "indikasi,tinjau")
    found = read_csv(output)
    assert code == 0 and 0 < len(found) < 200 and f"ditulis {len(found)} pos" in err
    assert {r["netral_status"] for r in found} <= {"indikasi", "tinjau"}


def test_manifest_and_verify(tmp_path: Path) -> None:
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode() + b"kurang,kolom\n")
    output = tmp_path / "hasil.csv"
    assert netral("classify", tmp_path / "pos.csv", "-o", output)[0] == 0
    manifest = tmp_path / "hasil.csv.manifest.json"
    found = json.loads(manifest.read_text("utf-8"))
    assert found["hitungan"]["dibaca"] == 201 and found["hitungan"]["ditolak"] == 1
    assert [e["berkas"] for e in found["keluaran"]] == ["hasil.csv", "hasil.csv.ditolak.csv"]
    code, out, _ = netral("verify", manifest)
    assert code == 0 and out.startswith("cocok: 1 masukan, 2 keluaran")
    output.write_bytes(output.read_bytes().replace(b"netral", b"nEtral", 1))
    code, out, _ = netral("verify", manifest)
    assert code == 1 and "keluaran hasil.csv: isi berubah" in out
    (tmp_path / "pos.csv").unlink()
    code, out, _ = netral("verify", manifest)
    assert code == 1 and "masukan pos.csv: tidak ada lagi" in out
    for text in ("", "[]", "{}", '{"versi_manifest": 7}'):
        manifest.write_text(text)
        code, _, err = netral("verify", manifest)
        assert code == 1 and len(err.splitlines()) == 1


@given(st.text("ab @_.xé1", max_size=40), st.data())
def test_pseudonyms_move_the_evidence(text: str, data: st.DataObject) -> None:
    names = Pseudonyms(b"k" * 16)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    hidden, [(new_start, new_end)] = names.text(text, [(start, end)])
    assert 0 <= new_start <= new_end <= len(hidden)
    if "@" not in text:
        assert hidden == text
    assert names.text(hidden)[0] == hidden
    assert hidden[:new_start] == names.text(text[:start])[0] or "@" in text


def test_pseudonyms_hide_accounts_everywhere(tmp_path: Path) -> None:
    record = {
        "text": "halo @Budi_S lihat https://x.com/budi_s/status/1 dan coblos nomor 2",
        "user": {"screen_name": "budi_s", "id": 77},
        "entities": {"user_mentions": [{"screen_name": "Budi_S", "id_str": "77"}]},
    }
    (tmp_path / "pos.jsonl").write_text(json.dumps(record) + "\nrusak budi_s\n")
    key = tmp_path / "kunci"
    key.write_bytes(b"rahasia-sekali-16")
    for name in ("hasil.jsonl", "hasil.csv", "lagi.csv"):
        code, _, err = netral("classify", tmp_path / "pos.jsonl", "-o", tmp_path / name, "--pseudonym", key)
        assert code == 0, err
        for path in tmp_path.glob(f"{name}*"):
            assert "budi" not in path.read_text("utf-8").lower(), path
    assert (tmp_path / "hasil.csv").read_bytes() == (tmp_path / "lagi.csv").read_bytes()
    found = json.loads((tmp_path / "hasil.jsonl").read_text("utf-8"))
    name = found["user"]["screen_name"]
    assert name.startswith("akun_") and f"@{name}" in found["text"] and f"x.com/{name}/status/1" in found["text"]
    assert found["entities"]["user_mentions"][0]["screen_name"] == name
    for span in found["netral"]["bukti"]:
        assert found["text"][span["awal"] : span["akhir"]] == span["teks"]
    assert json.loads((tmp_path / "hasil.csv.manifest.json").read_text())["pilihan"]["pseudonym"]
    key.write_bytes(b"pendek")
    code, _, err = netral("classify", tmp_path / "pos.jsonl", "-o", tmp_path / "x.csv", "--pseudonym", key)
    assert code == 2 and "terlalu pendek" in err


def test_several_inputs_make_one_result(tmp_path: Path) -> None:
    folder = tmp_path / "ekspor"
    (folder / "lagi").mkdir(parents=True)
    (folder / "a.csv").write_text("id;teks\n1;coblos nomor 2\n")
    (folder / "lagi" / "b.jsonl").write_text('{"text": "coblos nomor 2", "like": 3}\n')
    (folder / "catatan.pdf").write_text("bukan pos")
    output = folder / "hasil.csv"
    for _ in range(2):  # the second time the result itself lies in the folder
        code, _, err = netral("classify", folder, "-o", output)
        assert code == 0 and "2 berkas" in err and "1 teks berulang" in err
        found = read_csv(output, ";")
        assert [r["teks"] + r["text"] for r in found] == ["coblos nomor 2"] * 2
        assert [Path(r["netral_berkas"]).name for r in found] == ["a.csv", "b.jsonl"]
        assert found[1]["like"] == "3" and found[0]["netral_skor"] == found[1]["netral_skor"]
    code, _, err = netral("classify", folder, "-o", folder / "lain.csv")  # an older result is no input either
    assert code == 0 and "2 berkas" in err
    code, _, err = netral("classify", folder / "a.csv", folder / "a.csv", "-o", tmp_path / "x.csv")
    assert code == 1 and "dua kali" in err


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_inputs_with_other_columns_stay_readable_in_one_result(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.csv").write_text("no;akun;teks\n1;@satu;ayo coblos nomor 2\n")
    (tmp_path / "b.csv").write_text("message,created_time,penulis\nayo coblos nomor 1,2024-10-20,@dua\n")
    (tmp_path / "c.jsonl").write_text('{"text": "ayo menangkan nomor 3", "user": {"screen_name": "@tiga"}}\n')
    output = tmp_path / f"hasil.{ending}"
    assert netral("classify", tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.jsonl", "-o", output)[0] == 0
    with ExitStack() as stack:
        found = list(Result(output, stack).posts())
    assert [(p.text, p.account, p.date) for p in found] == [
        ("ayo coblos nomor 2", "@satu", ""),
        ("ayo coblos nomor 1", "@dua", "2024-10-20"),
        ("ayo menangkan nomor 3", "@tiga", ""),
    ]
    assert all(p.text[p.evidence[0].start : p.evidence[0].end] in p.text and p.evidence for p in found)
    assert netral("report", output, "-o", tmp_path / "laporan.html")[0] == 0
    if ending == "jsonl":
        again = tmp_path / "lagi.jsonl"
        assert netral("classify", output, tmp_path / "b.csv", "--text-column", "message", "-o", again)[0] == 0
        names = [re.findall('"netral_berkas": *"([^"]*)"', line) for line in again.read_text().splitlines()]
        assert [[Path(name).name for name in line] for line in names] == [[output.name]] * 3 + [["b.csv"]]
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(output, rich_text=True)["pos"]
        texts = [row[k] for row, k in zip(sheet.iter_rows(min_row=2), (2, 3, 6), strict=True)]
        assert [str(cell.value) for cell in texts] == [p.text for p in found]
        assert all(isinstance(cell.value, CellRichText) or cell.font.b for cell in texts)


def test_a_very_long_text_is_judged_by_its_beginning(tmp_path: Path) -> None:
    path, output = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    text = "coblos nomor 2 " + "kata biasa saja " * 10_000
    path.write_text(f"id,teks\n1,{text}\n")
    code, _, err = netral("classify", path, "-o", output)
    assert code == 0 and "1 teks di atas 100.000 huruf" in err
    assert read_csv(output)[0]["teks"] == text
