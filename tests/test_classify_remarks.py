"""What a run says beside its counts: dates that cannot be read, posts without text, inputs without posts or sheets."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from netral_cli.elections.check import new_profile_text
from netral_cli.posts.source import Source
from netral_cli.posts.unread import UnreadDate, located
from netral_cli.report.run import remarks
from tests.posts_samples import netral

POSTS = (
    "pengantar\n"
    "id,tanggal,teks\n"
    "1,2024-10-20,coblos nomor 2\n"
    '2,,"dua\nbaris"\n'
    "rusak\n"
    "3,31/31/2024,halo\n"
    "4,entah kapan,\n"
    '5,10 Nov 2024,"  \u200b"\n'
    "6,   ,hai\n"
)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "pos.csv"
    path.write_text(POSTS, encoding="utf-8")
    return path


def manifest(output: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.with_name(output.name + ".manifest.json").read_bytes())
    return found


@pytest.mark.parametrize("more", [(), ("--jobs", "2", "--chunk-size", "2"), ("--only", "indikasi")])
def test_dates_that_cannot_be_read_are_counted_with_the_first(posts: Path, more: tuple[str, ...]) -> None:
    out = posts.with_name("hasil.csv")
    code, _, err = netral("classify", posts, "-o", out, *more)
    assert code == 0
    said = next(line for line in err.splitlines() if "tanggal tidak terbaca" in line)
    assert said.startswith(f"2 tanggal tidak terbaca (pertama '31/31/2024' di {posts} baris 7): fase pos itu tidak")
    assert "2024-10-20" in said and "--date-column" in said and "--date" in said
    found = manifest(out)
    assert found["hitungan"]["tanggal_tidak_terbaca"] == 2
    assert found["contoh"]["tanggal_tidak_terbaca"] == {"berkas": str(posts), "pos": 3, "baris": 7, "isi": "31/31/2024"}


def test_a_day_for_all_posts_stands_in_for_unreadable_dates(posts: Path) -> None:
    code, out, err = netral("classify", posts, "--date", "2024-10-20", "--format", "csv")
    assert code == 0 and "dipakai tanggal dari --date" in err and "fase pos itu" not in err
    assert out.count(",kampanye,") == 6 and "tidak_diketahui" not in out


def test_without_a_date_column_nothing_is_said_of_dates(posts: Path) -> None:
    posts.write_text("id,teks\n1,coblos nomor 2\n")
    out = posts.with_name("hasil.csv")
    code, _, err = netral("classify", posts, "-o", out)
    assert code == 0 and "tanggal" not in err
    assert "contoh" not in manifest(out) and "tanggal_tidak_terbaca" not in manifest(out)["hitungan"]


def test_pseudonyms_hide_the_example(posts: Path) -> None:
    key, out = posts.with_name("kunci.txt"), posts.with_name("hasil.csv")
    key.write_text("k" * 64)
    code, _, err = netral("classify", posts, "-o", out, "--pseudonym", key)
    assert code == 0 and "31/31" not in err and "(disembunyikan karena --pseudonym)" in err
    assert manifest(out)["contoh"]["tanggal_tidak_terbaca"]["isi"] == ""


def test_a_finished_run_still_knows_its_example(posts: Path) -> None:
    out = posts.with_name("hasil.csv")
    assert netral("classify", posts, "-o", out)[0] == 0
    code, _, err = netral("classify", posts, "-o", out, "--resume")
    assert code == 0 and "sudah selesai" in err and "pertama '31/31/2024'" in err


def test_a_resumed_run_still_knows_its_example(posts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import netral_cli.engine.run as run_module
    from netral_cli.engine.local import made_batches as make_in_batches

    posts.write_text("id,tanggal,teks\n1,ngawur,halo\n" + "".join(f"{k},2024-10-20,pos {k}\n" for k in range(2, 9)))
    out = posts.with_name("hasil.csv")
    whole = make_in_batches

    def dies(*arguments: Any) -> Any:
        for number, made in enumerate(whole(*arguments)):
            if number == 2:
                raise KeyboardInterrupt
            yield made

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "made_batches", dies)
        patch.setattr(run_module, "_MARK_EVERY", 0.0)
        assert netral("classify", posts, "-o", out, "--chunk-size", "2")[0] == 130
    code, _, err = netral("classify", posts, "-o", out, "--chunk-size", "2", "--resume")
    assert code == 0 and f"1 tanggal tidak terbaca (pertama 'ngawur' di {posts} baris 2)" in err
    assert manifest(out)["contoh"]["tanggal_tidak_terbaca"]["pos"] == 1


def test_posts_without_text_are_counted_and_stay_netral(posts: Path) -> None:
    out = posts.with_name("hasil.jsonl")
    code, _, err = netral("classify", posts, "-o", out)
    assert code == 0 and "2 pos tanpa teks: tidak ada yang dapat dinilai, statusnya netral" in err
    assert manifest(out)["hitungan"]["tanpa_teks"] == 2
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["netral"]["status"] for row in rows][3:5] == ["netral", "netral"]
    code, said, _ = netral("summary", out)
    assert code == 0 and "pos tanpa teks (berstatus netral): 2" in said
    assert json.loads(netral("summary", out, "--json")[1])["jumlah"]["tanpa_teks"] == 2
    page = posts.with_name("laporan.html")
    assert netral("report", out, "-o", page)[0] == 0
    assert "<b>2</b>pos tanpa teks (berstatus netral)" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_a_process_that_meets_no_word_at_first_goes_on(text: str) -> None:
    from netral_cli.engine.setup import RunSetup, new_classifier

    classifier = new_classifier(RunSetup())
    (first,) = classifier.classify([text])
    assert (first.status, first.signals, first.spans) == ("netral", (), ())
    assert classifier.classify(["ayo coblos nomor 2"])[0].status == "indikasi"


def test_english_has_a_singular() -> None:
    from netral_cli.language import speaking

    unread = UnreadDate("a.csv", 1, 2, "x")
    counts = {"tanpa_teks": 1, "ganda": 1, "tanggal_tidak_terbaca": 1}
    with speaking("en"):
        lines = remarks(counts, unread, False)
    assert lines[0].startswith("1 post without text") and lines[1] == "1 repeated text, scored once"
    assert lines[2].startswith("1 date could not be read ('x' in a.csv, row 2)")


def test_the_row_of_a_workbook_is_found(tmp_path: Path) -> None:
    from contextlib import ExitStack

    import openpyxl

    from netral_cli.posts.inputs import expand
    from netral_cli.posts.reader import ReadOptions, open_source

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["teks", "tanggal"], ["a", "2024-10-20"], [None, None], ["b", "kapan"]):
        sheet.append(row)
    path = tmp_path / "pos.xlsx"
    book.save(path)
    with ExitStack() as stack:
        source: Source = open_source(expand([str(path)])[0], ReadOptions(), stack)
        assert located(source, 2, "kapan\n") == UnreadDate(str(path), 2, 4, "kapan ")


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_header_without_posts_is_an_error_before_anything_is_written(posts: Path, ending: str) -> None:
    posts.write_text("id,tanggal,teks\n")
    for arguments in ((), ("--format", ending), ("-o", str(posts.with_name(f"hasil.{ending}")))):
        code, out, err = netral("classify", posts, *arguments)
        assert (code, out) == (1, "")
        assert err == f"netral: {posts}: hanya ada judul, tidak ada pos; ekspor ulang datanya\n"
    assert [path.name for path in posts.parent.iterdir()] == ["pos.csv"]


def test_an_only_that_lets_nothing_through_still_has_a_header(posts: Path) -> None:
    code, out, _ = netral("classify", posts, "--only", "tinjau", "--format", "csv")
    assert code == 0 and len(out.splitlines()) == 1 and out.startswith("id,tanggal,teks,netral_status")


@pytest.mark.parametrize("name", ["pos.csv", "pos.jsonl"])
@pytest.mark.parametrize("command", ["classify", "inspect"])
def test_a_sheet_of_a_file_without_sheets_is_refused(tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    path.write_text("id,teks\n1,halo\n" if name.endswith("csv") else '{"teks": "halo"}\n')
    code, out, err = netral(command, path, "--sheet", "Data")
    assert (code, out) == (2, "")
    assert err == f"netral: {path}: --sheet 'Data': berkas ini tidak punya lembar kerja; hilangkan --sheet\n"


@pytest.mark.parametrize("more", [(), ("--jobs", "2", "--chunk-size", "2"), ("--only", "indikasi")])
def test_dates_with_the_month_first_are_told(tmp_path: Path, more: tuple[str, ...]) -> None:
    path, out = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    path.write_text("teks,tanggal\na,10/31/2024\nb,11/2/2024 10:00\nc,5/05/2024\nd,2024-11-02\ne,'12/25/24'\n")
    code, _, err = netral("classify", path, "-o", out, *more)
    assert code == 0
    assert "2 tanggal ditulis bulan dulu, seperti 10/31/2024; 1 lain yang dapat berarti dua hari dibaca hari dulu" in err
    counts = manifest(out)["hitungan"]
    assert (counts["tanggal_bulan_dulu"], counts["tanggal_dua_arti"]) == (2, 1)


@pytest.mark.parametrize("dates", ["31/10/2024 2/11/2024", "31/10/2024 2/11/2024 10/31/2024", "10/31/2024 11/30/2024"])
def test_dates_that_are_read_rightly_or_mostly_have_the_day_first_are_not(tmp_path: Path, dates: str) -> None:
    path = tmp_path / "pos.csv"
    path.write_text("\n".join(["teks,tanggal", *(f"a{n},{day}" for n, day in enumerate(dates.split()))]))
    code, _, err = netral("classify", path, "-o", tmp_path / "hasil.csv")
    assert code == 0 and "bulan dulu" not in err


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (("1.78901E+18", "1,78902E+18", "1.78903E+18"), 3),
        (("1789012345678900000", "1789012345678910000", "3"), 2),
        (("1789012345678900000", *(f"17890123456789{n}345" for n in range(10, 40))), 0),
        (("1789012345678900000", "x", "", "12345", "2024-10-20"), 1),
        (("1", "2", "10000000000000000"), 0),
        (("a1E+18", "", "2024E"), 0),
    ],
)
def test_ids_that_a_spreadsheet_rounded_are_told(tmp_path: Path, ids: tuple[str, ...], told: int) -> None:
    path, out = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    with path.open("w", newline="") as target:
        csv.writer(target).writerows([("id", "teks"), *((one, f"teks {n}") for n, one in enumerate(ids))])
    code, _, err = netral("classify", path, "-o", out)
    assert code == 0
    assert (f"{told} id sudah dibulatkan oleh lembar kerja" in err) == bool(told)


def test_long_numbers_of_a_workbook_end_in_zeros(tmp_path: Path) -> None:
    path, out = tmp_path / "pos.xlsx", tmp_path / "hasil.csv"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("id", "teks"), (1789012345678901234, "a"), (1789012345678954321, "b"), (17, "c")):
        sheet.append(row)
    book.save(path)
    code, _, err = netral("classify", path, "-o", out)
    assert code == 0 and "2 id sudah dibulatkan" in err
    with out.open(encoding="utf-8", newline="") as source:
        assert [row["id"] for row in csv.DictReader(source)] == ["1789012345678900000", "1789012345678950000", "17"]


def test_a_profile_that_still_holds_examples_is_told(tmp_path: Path, posts: Path) -> None:
    profile = tmp_path / "kami.toml"
    profile.write_text(new_profile_text("kami"), encoding="utf-8")
    code, _, err = netral("classify", posts, "--profile", profile, "-o", tmp_path / "hasil.csv")
    assert code == 0
    assert f"profil {profile}: 12 temuan (pertama, baris 6: 'nama' masih berisi contoh" in err
    assert f"lihat netral profile check {profile}" in err
    code, _, err = netral("classify", posts, "--profile", "pilgub-dki-2017", "-o", tmp_path / "dua.csv")
    assert code == 0 and "temuan (pertama" not in err
