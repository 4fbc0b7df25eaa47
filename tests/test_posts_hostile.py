"""Hostile files: endless lines, bombs, strange names; each is read or refused in one line, in little memory."""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import netral_cli
from netral_cli.posts.source import ReadError
from tests.posts_samples import netral, read, read_csv

ROOT = Path(netral_cli.__file__).parent.parent


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "pos.csv"


def _limited(path: Path, megabytes: int) -> tuple[int, str, float]:
    """Inspect a file in a process that may use so much memory; return exit code, message and seconds."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "netral_cli", "inspect", "--", str(path)], cwd=ROOT, capture_output=True, check=False, preexec_fn=limit,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    return done.returncode, done.stderr.decode(), time.monotonic() - begun


def test_an_endless_line_is_refused(made: Path) -> None:
    with made.open("wb") as file:
        file.write(b"id,teks\n1,")
        file.seek(1_000_000_000, os.SEEK_CUR)
        file.write(b"x\n")
    code, err, seconds = _limited(made, 700)
    assert code == 1 and "lebih panjang dari 24 MB" in err and len(err.splitlines()) == 1 and seconds < 20


def test_an_endless_compressed_line_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pos.csv.gz"
    with gzip.open(path, "wb", 1) as file:
        file.write(b"id,teks\n1,")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    code, err, _ = _limited(path, 700)
    assert code == 1 and "lebih panjang" in err


def test_a_field_of_ten_megabytes_is_read(made: Path) -> None:
    made.write_text("id,teks\n1," + "kata " * 2_000_000 + "\n2,pendek\n")
    found, bad = read(made)
    assert [len(row[1]) for row in found] == [10_000_000, 6] and not bad


def test_quotes_only(made: Path) -> None:
    for text in ('"' * 1_000_001, '"\n' * 100_000, '"""\n' * 50_001, '","' * 100_000):
        made.write_text("id,teks\n" + text)
        begun = time.monotonic()
        found, bad = read(made)
        assert len(found) + len(bad) > 0 and time.monotonic() - begun < 10


def _workbook(path: Path, sheet: bytes, more: dict[str, bytes] | None = None) -> None:
    kind = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kind)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (more or {}).items():
            archive.writestr(name, data)


def test_workbook_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.xlsx"
    _workbook(path, b'<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    with pytest.raises(ReadError, match="sel"):
        read(path)
    _workbook(path, b"<!DOCTYPE x>")
    with pytest.raises(ReadError, match="DOCTYPE"):
        read(path)
    _workbook(path, b"", {"../jahat.xml": b""})
    with pytest.raises(ReadError, match="keluar dari foldernya"):
        read(path)
    monkeypatch.setattr("netral_cli.posts.sheet_guard.MOST_BYTES", 1000)
    _workbook(path, b" " * 2000)
    with pytest.raises(ReadError, match="bom"):
        read(path)


def test_zip_paths_and_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    for name in ("../a.csv", "/etc/a.csv", "C:\\a.csv", "x/..\\..\\a.csv"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "teks\na\n")
        code, _, err = netral("classify", path)
        assert code == 1 and "keluar dari foldernya" in err, name
    monkeypatch.setattr("netral_cli.posts.stream.BOMB_FREE", 1 << 20)
    monkeypatch.setattr("netral_cli.posts.stream.RATIO", 3)
    bomb = tmp_path / "b.csv.gz"
    bomb.write_bytes(gzip.compress(b"id,teks\n" + b"1,aaaaaaaaaa\n" * 300_000))
    code, _, err = netral("classify", bomb, "-o", tmp_path / "c.csv")
    assert code == 1 and "bom kompresi" in err
    cut = tmp_path / "d.csv.gz"
    cut.write_bytes(gzip.compress(os.urandom(5000).hex().encode() + b"\n")[:-2000])
    code, _, err = netral("classify", cut)
    assert code == 1 and "terpotong" in err


@pytest.mark.parametrize("name", ["-aneh.csv", "--help.csv", "nama dengan spasi;&.csv", "\u202ebalik.csv"])
def test_strange_names(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("id,teks\n1,\u202ebalik \x1b[31mmerah\x07\n")
    assert netral("classify", "-o", "hasil.csv", "--", name)[0] == 0
    assert read_csv(Path("hasil.csv"))[0]["teks"] == "\u202ebalik \x1b[31mmerah\x07"
    code, out, _ = netral("inspect", "--", name)
    assert code == 0 and "\x1b" not in out and "\x07" not in out and "\u202e" not in out
