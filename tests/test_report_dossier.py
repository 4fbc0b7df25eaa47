from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_COLOR_INDEX

from netral_cli.cli import cli
from netral_cli.report.dossier import Deadline
from netral_cli.report.dossier_forms import BLANK
from tests.report_results import HOSTILE, post, sample, write_csv, write_jsonl


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["dossier", *arguments])
    return result.exit_code, result.output + str(result.exception or "")


def text_of(document: DocumentType) -> str:
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


def fields(document: DocumentType) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for t in document.tables for row in t.rows if len(row.cells) == 2}


def marked(document: DocumentType) -> list[str]:
    runs = [r for t in document.tables for row in t.rows for c in row.cells for p in c.paragraphs for r in p.runs]
    return [r.text for r in runs if r.font.highlight_color == WD_COLOR_INDEX.YELLOW and r.bold]


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "hasil.jsonl", sample())


def test_forms_for_one_post(result: Path, tmp_path: Path) -> None:
    code, said = run(str(result), "--id", "1", "--known", "2024-10-22", "-o", str(tmp_path / "d"))
    assert code == 0, said
    assert sorted(p.name for p in (tmp_path / "d").iterdir()) == ["b2-budi.docx", "formulir-a-budi.docx"]
    for name in ("formulir-a-budi.docx", "b2-budi.docx"):
        document = Document(str(tmp_path / "d" / name))
        text, table = text_of(document), fields(document)
        assert marked(document) == ["coblos nomor 2"]
        assert table["Tautan"] == "https://x.com/budi/status/1"
        assert table["Waktu unggah"].startswith("Minggu, 20 Oktober 2024 WIB")
        assert table["Hari dan tanggal diketahui"] == "Selasa, 22 Oktober 2024"
        assert "ab" * 32 in table["Berkas sumber"] and "SHA-256 isi baris" in table["Baris hasil"]
        assert "Selasa, 29 Oktober 2024" in text and "sudah lewat" in text
        assert "skb-d2" in text and "[terverifikasi]" in text
        assert "Kepemilikan akun" in text and "Indikasi, bukan putusan" in text
        assert table["Nama" if name.startswith("b2") else "Nama pelaksana"] == BLANK


def test_the_day_of_knowing_is_no_day_before_the_post_and_told_where_it_is_assumed(
    result: Path, tmp_path: Path
) -> None:
    code, said = run(str(result), "--id", "1", "--known", "2024-10-01", "-o", str(tmp_path / "d"))
    assert code == 2 and "bertanggal 2024-10-20" in said and not (tmp_path / "d").exists()
    code, said = run(str(result), "--id", "1", "-o", str(tmp_path / "d"))
    assert code == 0 and "dianggap diketahui hari ini" in said
    for form in (tmp_path / "d").iterdir():
        assert "dianggap hari formulir dibuat" in fields(Document(str(form)))["Hari dan tanggal diketahui"]


def test_forms_for_an_account(result: Path, tmp_path: Path) -> None:
    code, said = run(str(result), "--akun", "BUDI", "--most", "1", "-o", str(tmp_path / "d"))
    assert code == 0, said
    text = text_of(Document(str(tmp_path / "d" / "b2-budi.docx")))
    assert "Unggahan 1 dari 1" in text and "1 temuan lain" in text


def test_posts_of_several_accounts_become_several_pairs(result: Path, tmp_path: Path) -> None:
    code, said = run(str(result), "--id", "1", "--id", "2", "--row", "3", "-o", str(tmp_path / "d"))
    assert code == 0, said
    assert len(list((tmp_path / "d").iterdir())) == 4
    assert "Unggahan 2 dari 2" in text_of(Document(str(tmp_path / "d" / "b2-budi.docx")))


@pytest.mark.parametrize("number", range(6, 6 + len(HOSTILE)))
def test_hostile_posts_make_readable_forms_inside_the_folder(result: Path, tmp_path: Path, number: int) -> None:
    code, said = run(str(result), "--row", str(number), "-o", str(tmp_path / "d"))
    assert code == 0, said
    made = list((tmp_path / "d").iterdir())
    assert len(made) == 2 and all(p.name.replace("-", "").replace(".", "").isalnum() for p in made)
    assert marked(Document(str(made[0]))) == ["pilih dia"]


def test_csv_results_work_too(tmp_path: Path) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    path = write_csv(tmp_path / "hasil.csv", rows, excel=True)
    code, said = run(str(path), "--id", "1", "-o", str(tmp_path / "d"))
    assert code == 0, said
    document = Document(str(tmp_path / "d" / "b2-budi.docx"))
    assert marked(document) == ["coblos nomor 2"] and "skb-d2" in text_of(document)


def test_filled_forms_are_never_overwritten(result: Path, tmp_path: Path) -> None:
    assert run(str(result), "--id", "1", "-o", str(tmp_path / "d"))[0] == 0
    form = tmp_path / "d" / "b2-budi.docx"
    form.write_bytes(b"diisi")
    code, said = run(str(result), "--id", "1", "-o", str(tmp_path / "d"))
    assert code != 0 and "sudah ada" in said and form.read_bytes() == b"diisi"


def test_wrong_use(result: Path, tmp_path: Path) -> None:
    out = ("-o", str(tmp_path / "d"))
    assert "pilih pos" in run(str(result), *out)[1]
    assert "pilih pos" in run(str(result), "--id", "1", "--akun", "budi", *out)[1]
    assert "tidak ada di" in run(str(result), "--id", "999", *out)[1]
    assert "nomor baris hasil" in run(str(result), "--row", "999", *out)[1]
    assert "tidak ada temuan" in run(str(result), "--akun", "ramai", *out)[1]
    assert "--known" in run(str(result), "--id", "1", "--known", "kemarin", *out)[1]
    twice = write_jsonl(tmp_path / "dua.jsonl", [post("pilih", "indikasi", "pilih"), post("pilih", "tinjau", "pilih")])
    assert "pilih salah satu dengan --row" in run(str(twice), "--id", "1", *out)[1]
    assert not (tmp_path / "d").exists()


def test_a_neutral_post_is_pointed_at(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "h.jsonl", [post("pagi", "netral"), post("pilih", "indikasi", "pilih")])
    code, said = run(str(path), "--row", "1", "--row", "2", "-o", str(tmp_path / "d"))
    assert code == 0 and said.count("berstatus netral") == 1 and "baris 1 berstatus netral" in said


def test_a_changed_result_makes_no_forms(result: Path, tmp_path: Path) -> None:
    result.write_text(result.read_text(encoding="utf-8").replace("Jadwal", "jadwal"), encoding="utf-8")
    code, said = run(str(result), "--id", "1", "-o", str(tmp_path / "d"))
    assert code != 0 and "tidak sama dengan yang tertulis di manifestnya" in said


def test_the_limit_is_counted_from_the_day_after() -> None:
    limit = Deadline(dt.date(2024, 10, 20), dt.date(2024, 10, 28))
    assert (limit.last, limit.left) == (dt.date(2024, 10, 27), -1)
