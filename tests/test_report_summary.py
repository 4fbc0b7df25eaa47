from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.report.summary import as_text
from netral_cli.report.words import Words
from tests.report_results import counted, post, sample, write_csv, write_jsonl


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["summary", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "h.jsonl", sample())


def test_bars_have_denominators_and_intervals(path: Path) -> None:
    text = run(str(path), "--by", "akun,platform,hari,sinyal")
    assert "42 pos: indikasi 9, tinjau 1, netral 32" in text
    assert "indikasi 1 dari 2, terlalu sedikit (9,5\u00a0-\u00a090,5\u00a0%)" in text
    assert "Ajakan memilih / memenangkan" in text and "█" in text
    assert "\x1b" not in text and "\x00" not in text
    days = [line.split()[0] for line in text.splitlines() if line.startswith("  2024-")]
    assert days == sorted(days)
    assert "dan 10 lagi (--most menunjukkan lebih banyak" in run(str(path), "--by", "sinyal,akun", "--most", "1")


def test_csv_holds_every_group_and_no_formula(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(str(path), "--by", "akun,platform,sinyal", "--csv"))))
    platforms = [row for row in rows if row["dimensi"] == "platform"]
    assert sum(int(row["pos"]) for row in platforms) == 42
    budi = next(row for row in rows if row["nilai"] == "'@budi")
    assert (budi["platform"], budi["pos"], budi["penyebut"], budi["kelompok_kecil"]) == ("X", "2", "2", "ya")
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "+", "-", "@"))]


def test_json_can_be_read_and_agrees_with_the_totals(path: Path) -> None:
    found = json.loads(run(str(path), "--by", "hari,sinyal,konteks", "--json"))
    assert found["jumlah"]["pos"] == 42 == sum(day["pos"] for day in found["hari"])
    assert found["jumlah"]["indikasi"] == sum(day["indikasi"] for day in found["hari"])
    assert all(entry["penyebut"] == 42 for entry in found["sinyal"])
    assert sum(entry["pos"] for entry in found["konteks"]) == 32


def test_without_neutral_posts_no_shares_are_given(tmp_path: Path) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    path = write_csv(tmp_path / "h.csv", rows, only=("indikasi", "tinjau"))
    found = json.loads(run(str(path), "--by", "akun,sinyal", "--json"))
    assert found["jumlah"]["penyebut_ada"] is False
    assert not [entry for entry in found["akun"] if "bagian_indikasi" in entry]
    assert "penyebutnya tidak ada" in run(str(path), "--by", "akun")


def test_terminals_that_know_only_ascii_get_ascii_bars(path: Path) -> None:
    with counted(path) as (_, found):
        text = "\n".join(as_text(found, ("sinyal",), Words("en"), 5, "ascii"))
    assert "#" in text and "█" not in text


def test_no_findings(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "h.jsonl", [post("halo")])
    assert "Tidak ada temuan" in run(str(path), "--by", "akun,sinyal")
    assert json.loads(run(str(path), "--by", "sinyal", "--json"))["sinyal"] == []


def test_wrong_use(path: Path) -> None:
    for arguments, said in ((["--by", "warna"], "tidak dikenal"), (["--csv", "--json"], "bersamaan")):
        result = CliRunner().invoke(cli, ["summary", str(path), *arguments])
        assert result.exit_code != 0
        assert said in result.output + str(result.exception)
