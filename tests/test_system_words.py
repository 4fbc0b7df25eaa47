"""What the system refuses is said in the language of all other messages."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from netral_cli.atomic import WriteError, new_file
from netral_cli.cli import cli
from netral_cli.language import speaking
from netral_cli.posts.stream import system_error
from netral_cli.system_words import reason

ENGLISH = re.compile(r"\b(No such|Permission|Is a|Not a|directory|denied|File name|Too many|No space|Errno)\b")


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (errno.ENOENT, "berkas atau folder tidak ada", "no such file or folder"),
        (errno.EACCES, "izin ditolak", "permission denied"),
        (errno.EISDIR, "ini folder", "this is a folder"),
        (errno.ENOSPC, "cakram penuh", "disk full"),
        (errno.EADDRINUSE, "alamat sudah dipakai", "address already in use"),
    ],
)
def test_system_errors_are_said_in_both(number: int, indonesian: str, english: str) -> None:
    problem = OSError(number, os.strerror(number), "berkas")
    assert reason(problem) == indonesian
    assert reason(RuntimeError(problem)) == indonesian  # as XlsxWriter hands it on
    with speaking("en"):
        assert reason(problem) == english


def test_what_has_no_words_is_told_in_its_own() -> None:
    assert reason(OSError(errno.ENOTTY, "Not a typewriter")) == "Not a typewriter"
    assert reason(OSError("tanpa nomor")) == "tanpa nomor"
    assert reason(ValueError("rusak")) == "rusak"
    assert reason(ValueError()) == ""


def test_databases_are_said_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"bukan basis data, sama sekali bukan" * 40)
    with pytest.raises(sqlite3.DatabaseError) as found:
        sqlite3.connect(path).execute("SELECT * FROM pos")
    assert reason(found.value) == "bukan basis data SQLite"
    with pytest.raises(sqlite3.OperationalError) as found_:
        sqlite3.connect(tmp_path / "tiada" / "a.db")
    assert reason(found_.value) == "tidak dapat dibuka"
    assert reason(sqlite3.OperationalError("lain")) == "lain"


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    said = str(system_error("a.csv", OSError(errno.EIO, os.strerror(errno.EIO))))
    assert said == "a.csv: tidak dapat dibaca (kesalahan baca atau tulis pada cakram); periksa cakram dan berkasnya"
    with pytest.raises(WriteError, match="berkas atau folder tidak ada"), new_file(tmp_path / "tiada" / "a.csv"):
        pass


@pytest.mark.parametrize(
    "arguments",
    [
        ("classify", "p.csv/x"), ("classify", "n" * 300), ("classify", "p.csv", "-o", "n" * 300 + ".csv"),
        ("classify", "p.csv", "--kamus", "d"), ("classify", "p.csv", "--profile", "n" * 300),
        ("classify", "p.csv", "-o", "tiada/x.csv"), ("report", "d", "-o", "l.html"), ("verify", "d"),
        ("model", "show", "d"), ("model", "card", "-o", "d"), ("profile", "check", "d"), ("profile", "new", "p.csv/x"),
        ("review", "merge", "d", "--into", "l.csv"), ("review", "import", "d", "--format", "prodigy", "-o", "x.csv"),
        ("train", "d", "-o", "m"), ("explain", "x", "--model", "p.csv"), ("rules", "doc", "-o", "tiada/a.md"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)  # fmt: skip
def test_no_command_falls_back_on_english(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "p.csv").write_text("teks\nhalo\n")
    (tmp_path / "d").mkdir()
    found = subprocess.run(
        [sys.executable, "-m", "netral_cli", *arguments], capture_output=True, encoding="utf-8", cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}, check=False,
    )  # fmt: skip
    assert found.returncode in (1, 2)
    assert not ENGLISH.search(found.stderr) and "tidak terduga" not in found.stderr, found.stderr
    assert found.stderr.startswith(("netral: ", "Pemakaian: "))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("rules", "list"), ("classify", "p.csv", "--format", "csv")])
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "p.csv").write_text("teks\nhalo\n")
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [sys.executable, "-m", "netral_cli", *arguments], stdout=full, stderr=subprocess.PIPE, encoding="utf-8",
            cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip
    assert found.returncode == 1
    assert found.stderr == "netral: cakram penuh; periksa cakram, izin, dan tujuan keluarannya\n"


def test_a_wrong_variable_is_named_in_the_language_in_use(runner: CliRunner) -> None:
    found = runner.invoke(cli, ["rules", "list"], env={"NETRAL_LANG": "fr"})
    assert found.exit_code == 2
    assert "'--lang' (peubah lingkungan: NETRAL_LANG)" in found.output and "env var" not in found.output
    english = runner.invoke(cli, ["--lang", "en", "--help"]).output
    assert "[env var: NETRAL_LANG]" in english
    given = runner.invoke(cli, ["--lang", "fr", "rules", "list"])
    assert "'--lang'" in given.output


def test_only_the_language_has_a_variable() -> None:
    # Click names variables of other options in English where their value is refused.
    def options(command: click.Command) -> list[click.Parameter]:
        below: list[click.Parameter] = []
        if isinstance(command, click.Group):
            with click.Context(command) as context:
                for name in command.list_commands(context):
                    inner = command.get_command(context, name)
                    assert inner is not None
                    below += options(inner)
        return [*command.params, *below]

    assert [parameter.name for parameter in options(cli) if parameter.envvar and parameter.name != "lang"] == []
