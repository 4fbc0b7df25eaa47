"""What people are shown in either language: help, errors, results, explanations; codes, columns and keys are the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from netral_cli.cli import COMMANDS, cli
from netral_cli.language import LANGUAGES


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                yield from _commands(below, (*path, name))


ALL = list(_commands(cli))


@pytest.mark.parametrize("path", ALL, ids="-".join)
def test_help_is_in_one_language(runner: CliRunner, path: tuple[str, ...]) -> None:
    indonesian = runner.invoke(cli, [*path, "--help", "--lang", "id"]).output
    english = runner.invoke(cli, [*path, "--help", "--lang", "en"]).output
    assert re.search(r"\b(Options|Usage|Show|default|required|INTEGER|TEXT|PATH|env var)\b", indonesian) is None or (
        path == ("explain",) and "TEXT" in indonesian
    )
    assert re.search(r"\b(Opsi|Pemakaian|bawaan|yang|dan|atau|untuk|dari)\b", english) is None
    names = re.findall(r"(?<![\w-])--[a-z-]+", indonesian)
    assert names == re.findall(r"(?<![\w-])--[a-z-]+", english) or set(names) == set(
        re.findall(r"(?<![\w-])--[a-z-]+", english)
    )


def test_the_overview_knows_every_command() -> None:
    assert {path[0] for path in ALL if path} == set(COMMANDS)
    assert ("rules", "list") in ALL


@pytest.mark.parametrize(
    ("arguments", "indonesian", "english"),
    [
        (["classify", "tak-ada.csv"], "berkas tidak ditemukan", "file not found"),
        (["classify", "a", "--only", "x"], "status tidak dikenal", "unknown status"),
        (["rules", "show", "skb-x"], "tidak ada; mungkin", "there is no rule"),
        (["profile", "show", "x"], "bukan profil bawaan", "nor a built-in profile"),
        (["clasify"], "Perintah 'clasify' tidak ada", "No such command 'clasify'"),
        (["explain", "a", "--indikasi", "0.1", "--tinjau", "0.2"], "di atas ambang", "is above that of indikasi"),
        (["inspekt"], "'inspect'", "'inspect'"),
        (["bench", "--jsno"], "Mungkin yang dimaksud", "Did you mean"),
    ],
)
def test_errors_are_said_in_both(arguments: list[str], indonesian: str, english: str, tmp_path: Path) -> None:
    for name, words in (("id", indonesian), ("en", english)):
        found = subprocess.run(
            [sys.executable, "-m", "netral_cli", *arguments, "--lang", name], capture_output=True, encoding="utf-8",
            cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}, check=False,
        )  # fmt: skip
        assert found.returncode != 0
        assert words in found.stderr
        assert "Traceback" not in found.stderr


# -- what is not translated -------------------------------------------------------------------------------------------

POSTS = (
    "id,teks,tanggal,akun\n"
    "1,Ayo menangkan Prabowo Gibran coblos nomor 2,2024-01-10,@a\n"
    "2,harga cabai naik lagi,2024-01-11,@b\n"
    "3,rusak,2024-01-11\n"
)


@pytest.fixture
def classified(runner: CliRunner, tmp_path: Path) -> Callable[[str, str], Path]:
    def run(name: str, ending: str) -> Path:
        (tmp_path / "pos.csv").write_text(POSTS, encoding="utf-8")
        out = tmp_path / f"hasil-{name}.{ending}"
        found: Result = runner.invoke(cli, ["--lang", name, "classify", str(tmp_path / "pos.csv"), "-o", str(out)])
        assert found.exit_code == 0, found.output
        return out

    return run


def _shape(value: object) -> object:
    """Return keys and kinds of a JSON value."""
    if isinstance(value, dict):
        return {key: _shape(inside) for key, inside in value.items()}
    return [_shape(inside) for inside in value] if isinstance(value, list) else type(value).__name__


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_results_are_the_same_bytes_in_both(classified: Callable[[str, str], Path], ending: str) -> None:
    indonesian, english = classified("id", ending), classified("en", ending)
    assert indonesian.read_bytes() == english.read_bytes()
    manifests = [json.loads(out.with_name(out.name + ".manifest.json").read_bytes()) for out in (indonesian, english)]
    assert _shape(manifests[0]) == _shape(manifests[1])
    assert manifests[0]["kolom"] == manifests[1]["kolom"]
    rejected = [out.with_name(out.name + ".ditolak.csv").read_text(encoding="utf-8") for out in (indonesian, english)]
    assert rejected[0].splitlines()[0] == rejected[1].splitlines()[0]
    assert "judul punya" in rejected[0] and "the header has" in rejected[1]


def test_json_keys_and_csv_columns_are_the_same_in_both(
    runner: CliRunner, classified: Callable[[str, str], Path]
) -> None:
    out = str(classified("id", "jsonl"))
    by = "akun,platform,hari,berkas,sinyal,aturan,jalur,objek,fase,verifikasi,konteks"
    for arguments in (["summary", out, "--by", by, "--json"], ["summary", out, "--by", by, "--csv"]):
        said = [runner.invoke(cli, [*arguments, "--lang", name]).stdout for name in LANGUAGES]
        if "--json" in arguments:
            assert _shape(json.loads(said[0])) == _shape(json.loads(said[1]))
        else:
            assert said[0].splitlines()[0] == said[1].splitlines()[0]
            assert [line.split(",")[:2] for line in said[0].splitlines()] == [
                line.split(",")[:2] for line in said[1].splitlines()
            ]


def test_a_result_of_one_language_is_read_in_the_other(
    runner: CliRunner, classified: Callable[[str, str], Path], tmp_path: Path
) -> None:
    out = classified("en", "csv")
    manifest = str(out.with_name(out.name + ".manifest.json"))
    assert "cocok:" in runner.invoke(cli, ["verify", manifest]).output
    assert "matches:" in runner.invoke(cli, ["verify", manifest, "--lang", "en"]).output
    page = tmp_path / "laporan.html"
    assert runner.invoke(cli, ["report", str(out), "-o", str(page)]).exit_code == 0
    assert '<html lang="id"' in page.read_text(encoding="utf-8")
    assert runner.invoke(cli, ["--lang", "en", "report", str(out), "-o", str(page)]).exit_code == 0
    assert '<html lang="en"' in page.read_text(encoding="utf-8")


def test_explanations_and_rules_are_in_english_but_the_law_is_not(runner: CliRunner) -> None:
    said = runner.invoke(
        cli, ["--lang", "en", "explain", "Ayo menangkan Prabowo Gibran coblos 2", "--date", "2024-01-10"]
    )
    assert said.exit_code == 0, said.output
    for words in ("score 0", "Phase: campaign", "Possible tracks", "A person must verify:", "Threshold"):
        assert words in said.output
    english = runner.invoke(cli, ["rules", "show", "skb-k4", "--lang", "en"]).output
    assert "Legal basis" in english and "Called up by" in english
    assert runner.invoke(cli, ["rules", "doc", "--lang", "en"]).output == runner.invoke(cli, ["rules", "doc"]).output


def test_workers_speak_as_their_parent(tmp_path: Path) -> None:
    from netral_cli.engine.workers import prepare_worker

    code = (
        "import multiprocessing as m, os\n"
        "from netral_cli.engine.workers import prepare_worker\n"
        "from netral_cli.language import _\n"
        "if __name__ == '__main__':\n"
        "    with m.get_context('spawn').Pool(1, prepare_worker, ('en',)) as pool:\n"
        "        print(pool.apply(_, ('tidak ada',)))\n"
    )
    program = tmp_path / "p.py"
    program.write_text(code, encoding="utf-8")
    found = subprocess.run([sys.executable, str(program)], capture_output=True, encoding="utf-8", check=True)
    assert found.stdout.split() == ["none"]
    assert callable(prepare_worker)


def test_one_post_is_one_post(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "pos.csv").write_text("".join(POSTS.splitlines(keepends=True)[:2]), encoding="utf-8")
    out = tmp_path / "hasil.csv"
    said = runner.invoke(
        cli, ["--lang", "en", "classify", str(tmp_path / "pos.csv"), "-o", str(out), "--only", "indikasi"]
    )
    assert said.exit_code == 0, said.output
    assert "wrote 1 post with status indikasi" in said.stderr
    assert runner.invoke(cli, ["--lang", "en", "summary", str(out)]).stdout.startswith("1 post: indikasi 1,")
    assert "1 posts" not in said.output
    assert runner.invoke(cli, ["summary", str(out)]).stdout.startswith("1 pos: indikasi 1,")
