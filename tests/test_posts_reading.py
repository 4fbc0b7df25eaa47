"""Reading: columns, delimiters, bad rows, and the messages about them; hostile files: `test_posts_hostile.py`."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import netral_cli
from netral_cli.errors import NetralError
from netral_cli.posts import presets
from netral_cli.posts.columns import ColumnError, Wanted, find_roles
from netral_cli.posts.delimiter import find_layout
from netral_cli.posts.quotes import mend
from netral_cli.posts.reader import ReadOptions
from tests.posts_samples import netral, read, read_csv

ROOT = Path(netral_cli.__file__).parent.parent


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "pos.csv"


# --- columns ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", presets.PRESETS, ids=lambda p: p.name)
def test_every_preset_finds_its_columns(preset: presets.Preset) -> None:
    named = {r: getattr(preset, r) for r in ("text", "id", "date", "author", "link")}
    columns = list(dict.fromkeys([*preset.needs, *filter(None, named.values()), "lang", "like_count"]))
    found = find_roles(columns, Wanted(), "x.csv")
    assert found.preset == preset.name
    for role, name in named.items():
        if name:
            at = getattr(found, role)
            assert columns[at] == name, role


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (["id", "Teks"], "Teks"),
        (["text", "full_text"], "full_text"),
        (["title", "content"], "content"),
        (["Judul", "nomor"], "Judul"),
        (["tweet.text", "x"], "tweet.text"),
    ],
)
def test_usual_text_columns(columns: list[str], text: str) -> None:
    assert columns[find_roles(columns, Wanted(), "x").text] == text


@pytest.mark.parametrize("name", ["Created", "Post Date", "date_posted", "Publish Date", "Hari/Tanggal", "Date Time"])
def test_usual_date_columns(name: str) -> None:
    assert find_roles(["Post ID", "Message", name], Wanted(), "x").date == 2


def test_columns_of_an_indonesian_facebook_export() -> None:
    found = find_roles(["ID Unggahan", "Tanggal Posting", "Nama Halaman", "Isi Unggahan", "URL"], Wanted(), "x")
    assert (found.id, found.date, found.author, found.text, found.link) == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("columns", [["caption", "comment"], ["text", "Text"], ["title", "description"]])
def test_ties_are_refused_with_the_candidates(columns: list[str]) -> None:
    with pytest.raises(ColumnError) as caught:
        find_roles(columns, Wanted(), "x.csv")
    assert all(repr(name) in str(caught.value) for name in columns) and "--text-column" in str(caught.value)
    assert find_roles(columns, Wanted(text=columns[1]), "x").text == 1


def test_a_missing_text_column_lists_those_there(made: Path) -> None:
    made.write_text("a,b\n1,2\n")
    code, _, err = netral("classify", made)
    assert code == 2 and "'a', 'b'" in err and "--text-column" in err
    code, _, err = netral("classify", made, "--text-column", "c")
    assert code == 2 and "'c' tidak ada" in err
    assert netral("classify", made, "--text-column", "b", "-o", made.with_suffix(".tsv"))[0] == 0


# --- delimited -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("id;teks\n1;a, b, c\n2;d, e, f\n", ";"),
        ("teks\nhalo, dunia\nsatu, dua\ntiga\n", ";"),
        ("id\tteks\n1\ta;b,c\n", "\t"),
        ("sep=|\nid|teks\n1|a,b\n", "|"),
        ('id,teks\n1,"a;b\nc;d"\n2,"e;f"\n', ","),
    ],
)
def test_the_delimiter_is_scored_on_records(text: str, delimiter: str) -> None:
    assert find_layout(text).delimiter == delimiter


def test_preamble_before_the_header_is_passed(made: Path) -> None:
    made.write_text("Report:,Pemantauan\nTanggal,2024\n\nid,teks,akun\n1,halo,a\n2,dunia,b\n3,lagi,c\n")
    assert read(made) == ([["1", "halo", "a"], ["2", "dunia", "b"], ["3", "lagi", "c"]], [])


def test_the_users_delimiter_wins(made: Path) -> None:
    made.write_text("id;teks\n1;a\n")
    code, _, err = netral(
        "classify", made, "--delimiter", ",", "--text-column", "id;teks", "-o", made.with_suffix(".tsv")
    )
    assert code == 0 and "pemisah koma" in err
    code, _, err = netral("classify", made, "--delimiter", "ab")
    assert code == 2 and "harus satu tanda" in err


def test_bad_rows_are_kept_with_place_and_reason(made: Path) -> None:
    made.write_bytes(
        b'id,teks,akun\n1,baik,a\n2,"kutip lepas,b\n3,kurang\n4,bita \xf0\x28 salah,d\n5,"ia "bilang" begitu",e\n'
        b'6,"dua\nbaris",f\n7,nul \x00,g\n8,\xc3\xa9,h\n'
    )
    output = made.with_name("hasil.csv")
    code, _, err = netral("classify", made, "-o", output)
    assert code == 0 and "dibaca 8 = diperiksa 5 + ditolak 3" in err
    assert [r["teks"] for r in read_csv(output)] == ["baik", 'ia "bilang" begitu', "dua\nbaris", "nul \0", "é"]
    bad = read_csv(made.with_name("hasil.csv.ditolak.csv"))
    assert [(b["baris"], b["bita"], b["kode"]) for b in bad] == [
        ("3", "23", "kutip"), ("4", "40", "kolom"), ("5", "56", "penyandian"),
    ]  # fmt: skip
    assert bad[2]["isi"].strip() == r"4,bita \xf0( salah,d" and "F0 bukan UTF-8" in bad[2]["alasan"]
    assert netral("classify", made, "-o", output, "--strict")[0] == 11
    code, _, err = netral("classify", made, "-o", output, "--on-bad-row", "stop")
    assert code == 1 and "baris 3, bita ke-23" in err
    assert not made.with_name("hasil.csv.sebagian").exists()


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ('1,"a "b" c",d', ["1", 'a "b" c', "d"]),
        ('"x"y,2,3', ['x"y', "2", "3"]),
        ('1,"a,b,c', None),
        ('1,"a ""b", c",d', None),
        ('1,"a ""b"" c" d,e', None),
    ],
)
def test_wrong_quotes_are_mended_only_when_clear(line: str, fields: list[str] | None) -> None:
    found = mend(line + "\n", ",", 3)
    assert found == fields or (fields == ['x"y', "2", "3"] and found is None)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


@settings(deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3).filter(any), min_size=1, max_size=20),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_csv_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("h") / "pos.csv"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([["id", "teks", "akun"], *table])
    path.write_bytes(out.getvalue().encode(encoding))
    found, bad = read(path, ReadOptions(delimiter=delimiter, encoding=encoding))
    assert (found, bad) == (table, [])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', "\r\n", "\0", "\udc80", ";", "\u2028"]), max_size=60))
@example(['"', '","', "\n"] * 3)
def test_no_line_is_lost(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    """Every character of the body is in a row or in a rejected record."""
    body = "".join(pieces)
    path = tmp_path_factory.mktemp("h") / "pos.csv"
    path.write_bytes(("id,teks\n" + body).encode("utf-8", "surrogateescape"))
    found, bad = read(path, ReadOptions(delimiter=",", encoding="utf-8"))
    kept = "".join(map("".join, found)) + "".join(b.raw for b in bad)
    for sign in "a;\0\u2028":
        assert kept.count(sign) == body.count(sign), (found, bad)
    assert kept.count("\\x80") == body.count("\udc80")
    assert all(len(row) == 2 for row in found)


@settings(deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"id,teks\n",
            b'[{"teks":"a"},',
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"PAR1",
            b"\xff\xfe",
            b'{"teks":"',
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ]
    ),
)
def test_any_bytes_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes
) -> None:
    path = tmp_path_factory.mktemp("h") / "pos.csv"
    path.write_bytes(head + data)
    try:
        read(path)
    except NetralError as problem:
        assert "\n" not in str(problem)


# --- JSON ------------------------------------------------------------------------------------------------------


def test_numbers_and_keys_stay_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text":"a","id":12345678901234567890123,"n":1.50,"e":1E5,"l":[1.0,null,true]}\n{"text":"b","baru":{"x":"y"}}\n'
    )
    output = tmp_path / "b.csv"
    assert netral("classify", path, "-o", output)[0] == 0
    found = read_csv(output)
    assert found[0]["id"] == "12345678901234567890123" and found[0]["n"] == "1.50" and found[0]["e"] == "1E5"
    assert found[0]["l"] == "[1.0,null,true]" and found[1]["baru.x"] == "y"


def test_late_keys_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text":"a"}\n' * 1500 + '{"text":"b","akhir":"ada"}\n')
    found, _ = read(path)
    assert found[-1] == ["b", "ada"]


def test_broken_json_costs_what_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text":"a"}\nrusak\n[1]\n{"text":' + "[" * 10_000 + '\n{"text":"b \\ud83d"}\n')
    found, bad = read(path)
    assert [row[0] for row in found] == ["a", "b \ufffd"]
    assert [(b.line, b.code) for b in bad] == [(2, "json"), (3, "bukan-objek"), (4, "dalam")]
    path.write_text('[{"text":"a"},{"text":"b"},{"te')
    found, bad = read(path)
    assert [row[0] for row in found] == ["a", "b"] and len(bad) == 1


@pytest.mark.parametrize(
    "text", ["[" * 10_000, '{"data":' * 10_000, "[]", "{}", '{"a":1}', "[1,2]", '{"data":[]}', "{", '[{"a":']
)
def test_json_without_posts_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    code, _, err = netral("classify", path, "-o", tmp_path / "b.csv")
    assert code in (1, 2) and len(err.splitlines()) == 1, err


# --- messages and exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "kosong"), (b"\n\n", "kosong"), (b"\xef\xbb\xbf", "kosong"), (b"id,teks\n", "hanya ada judul"),
        (bytes(range(32)) * 50, "biner"),
        (b"\x7fELF\x02\x01" + b"\0" * 90 + b"\xc3\xa9\xff\n", "biner"), (b"<html><body>", "HTML"), (b"%PDF-1.5", "PDF"), (b"PK\x03\x04xxx", "rusak"),
        (b"\x1f\x8b\x08rusak", "kompresi"), (b"PAR1xxxx", "Parquet rusak"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "rusak"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_said_in_one_line(made: Path, data: bytes, words: str) -> None:
    made.write_bytes(data)
    code, out, err = netral("classify", made, "-o", made.with_name("hasil.csv"))
    assert code == 1 and words in err and len(err.splitlines()) == 1 and not out
    assert [p.name for p in made.parent.iterdir()] == ["pos.csv"]


def test_usage_errors(made: Path) -> None:
    made.write_text("id,teks\n1,coblos nomor 2\n")
    for args, words in (
        (["-o", "x.doc"], "akhiran"), (["--only", "x"], "--only"), (["--encoding", "rot13"], "--encoding"),
        (["--resume"], "-o"), (["-o", "x.xlsx", "--excel"], "--excel"), (["--format", "xlsx"], "-o"),
        (["-o", str(made)], "menimpa"), (["--tinjau", "0.9", "--indikasi", "0.5"], "di atas ambang indikasi 0.500"),
        (["--tinjau", "0.999"], "ubah --tinjau"),
    ):  # fmt: skip
        code, _, err = netral("classify", made, *args)
        assert code == 2 and words in err, (args, err)
    code, _, err = netral("classify", made.with_name("tiada.csv"))
    assert code == 1 and "tidak ditemukan" in err
    code, _, err = netral("classify", made, "-o", made.parent / "tiada" / "x.csv")
    assert code == 1 and "tidak dapat ditulis" in err


def test_findings_and_streams(made: Path) -> None:
    made.write_text("id,teks\n1,Saya ASN mengajak semua coblos nomor 2 menangkan paslon 02\n")
    code, out, _ = netral("classify", made, "--fail-on", "tinjau")
    assert code == 10 and out.startswith("id,teks,netral_status")
    code, out, _ = netral("classify", "-", "--format", "jsonl", stdin=made.read_bytes())
    assert code == 0 and json.loads(out)["netral"]["versi"] == 1
    code, out, err = netral("classify", "-", "-o", "-", stdin=b"id,teks\n1,a\nrusak\n")
    assert code == 0 and len(out.splitlines()) == 2 and "ditolak: masukan standar: baris 3" in err
    code, _, err = netral("classify", "-", stdin=b"id,teks\n1,a,b\n2\n")
    assert code == 1 and "semua baris ditolak" in err


def test_inspect_shows_what_was_understood(made: Path) -> None:
    made.write_bytes(b"id;tanggal;akun;teks\n" + b"".join(b"%d;2024;a;caf\xe9 %d\n" % (k, k) for k in range(9)))
    code, out, _ = netral("inspect", made)
    assert code == 0 and "penyandian: cp1252" in out and "pemisah: titik koma" in out and "kolom teks: 'teks'" in out
    assert "5. 4 · 2024 · a · café 4" in out and "6." not in out
    assert "tanggal '2024' tidak terbaca" in out


def test_inspect_says_how_a_date_is_read(made: Path) -> None:
    made.write_text("tanggal,teks\n2024-10-01,a\n10/12/2024 08:15,b\n11/12/2024,c\n")
    code, out, _ = netral("inspect", made)
    assert code == 0 and "tanggal '10/12/2024 08:15' dibaca sebagai 2024-12-10" in out
    assert out.count("dibaca sebagai") == 1 and "tidak terbaca" not in out


def test_the_command_line_starts_light() -> None:
    heavy = "numpy, pandas, sklearn, scipy, python_calamine, xlsxwriter, pyarrow, zstandard"
    code = f"import sys, netral_cli.cli, netral_cli.cli.classify; print({{*'{heavy}'.split(', ')}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"
