"""`netral bench` accounts for every post and every second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.signals.analysis import TextAnalyser
from tests.test_fast_path import composed


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "pos.csv"
    path.write_text(
        "text\n" + "\n".join('"' + post.replace('"', '""') + '"' for post in composed(120)) + "\n", encoding="utf-8"
    )
    return path


def test_the_stages_add_up_and_nothing_is_left_behind(posts: Path, runner: CliRunner) -> None:
    before = TextAnalyser.analyse
    result = runner.invoke(cli, ["bench", str(posts), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert (found["pos"], found["bita"]) == (120, posts.stat().st_size)
    assert sum(found["tahap"].values()) == pytest.approx(found["detik"], abs=0.02)
    assert list(found["tahap"]) == ["siapkan", "baca", "teks dan isyarat", "skor", "bukti", "aturan", "tulis"]
    assert found["tahap"]["teks dan isyarat"] > 0
    assert set(found["akar_kata"]) == {"dari_simpanan", "dihitung"}
    assert TextAnalyser.analyse is before
    assert [p.name for p in posts.parent.iterdir()] == ["pos.csv"]


def test_the_figures_are_printed_for_people(posts: Path, runner: CliRunner) -> None:
    result = runner.invoke(cli, ["bench", str(posts), "--format", "jsonl"])
    assert result.exit_code == 0, result.output
    for words in ("120 pos", "pos per detik", "MB per detik", "memori puncak", "teks dan isyarat", "akar kata"):
        assert words in result.output


def test_a_missing_file_is_one_line(runner: CliRunner) -> None:
    result = runner.invoke(cli, ["bench", "tidak-ada.csv"])
    assert "tidak-ada.csv: berkas tidak ditemukan" in str(result.exception)
