"""`netral doctor`: each check against a healthy and a broken installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from netral_cli import health
from netral_cli.cli import cli
from netral_cli.health import OK, PROBLEM, STATES, WARNING

CODES = [
    "netral", "python", "paket", "sastrawi", "tambahan-parquet", "tambahan-dask", "tambahan-report",
    "tambahan-review", "penyandian",
    "bahasa", "sementara", "simpanan", "bundel", "data", "contoh",
]  # fmt: skip


def doctor(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "netral_cli", "doctor", *arguments], capture_output=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **env}, check=False,
    )  # fmt: skip


def test_this_installation_is_in_order() -> None:
    found = doctor("--json")
    assert found.returncode == 0, found.stdout
    said = json.loads(found.stdout)
    assert [check["kode"] for check in said["pemeriksaan"]] == CODES
    assert {check["keadaan"] for check in said["pemeriksaan"]} <= {OK, WARNING}
    assert said["jumlah"]["masalah"] == 0
    assert sum(said["jumlah"].values()) == len(CODES)


def test_one_line_a_check_in_both_languages(runner: CliRunner) -> None:
    for name, words in (("id", "pos contoh: indikasi"), ("en", "sample post: indikasi")):
        found = runner.invoke(cli, ["doctor", "--lang", name])
        assert found.exit_code == 0, found.output
        lines = found.output.splitlines()
        assert [line.split()[1] for line in lines[:-1]] == CODES
        assert words in found.output


def _fake(folder: Path, name: str, version: str) -> Path:
    """Record a package as pip does."""
    there = folder / f"{name}-{version}.dist-info"
    there.mkdir(parents=True)
    (there / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    return folder


def test_the_wrong_sastrawi_beside_the_right_one_is_a_problem(tmp_path: Path) -> None:
    found = doctor(PYTHONPATH=str(_fake(tmp_path, "Sastrawi", "1.0.1")))
    assert found.returncode == 1
    line = next(line for line in found.stdout.splitlines() if " sastrawi " in line)
    assert line.startswith("masalah")
    assert "Sastrawi 1.0.1" in line and "pip uninstall -y Sastrawi" in line


def test_the_files_of_the_wrong_sastrawi_under_the_right_name_are_a_problem(tmp_path: Path) -> None:
    module = tmp_path / "Sastrawi" / "Dictionary"
    module.mkdir(parents=True)
    (tmp_path / "Sastrawi" / "__init__.py").touch()
    (module / "__init__.py").touch()
    (module / "ArrayDictionary.py").write_text(
        "class ArrayDictionary:\n    def __init__(self, words):\n        self.words = list(words)\n", encoding="utf-8"
    )
    said = json.loads(doctor("--json", PYTHONPATH=str(tmp_path)).stdout)
    states = {check["kode"]: check for check in said["pemeriksaan"]}
    assert states["sastrawi"]["keadaan"] == PROBLEM
    assert "lama dan lambat" in states["sastrawi"]["keterangan"]
    assert said["keadaan"] == PROBLEM


@pytest.mark.parametrize(
    ("versions", "words", "state", "says"),
    [
        ({"PySastrawi": "1.2.1"}, {}, OK, "PySastrawi 1.2.1"),
        ({"PySastrawi": "1.2.1"}, [], PROBLEM, "lama dan lambat"),
        ({"PySastrawi": "1.2.1", "Sastrawi": "1.0.1"}, {}, PROBLEM, "Sastrawi 1.0.1"),
        ({"Sastrawi": "1.0.1"}, [], PROBLEM, "Sastrawi 1.0.1"),
        ({}, {}, PROBLEM, "belum dipasang"),
    ],
)
def test_which_sastrawi(versions: dict[str, str], words: object, state: str, says: str) -> None:
    found = health.check_sastrawi(versions.get, lambda: words)
    assert (found.state, says in found.said) == (state, True)
    assert bool(found.mend) == (state != OK)


def test_a_sastrawi_that_cannot_be_loaded() -> None:
    def broken() -> object:
        raise ImportError("rusak")

    assert health.check_sastrawi(lambda _name: "1.2.1", broken).state == PROBLEM


def test_packages_that_are_missing_or_strange() -> None:
    missing = health.check_packages(lambda name: None if name == "scipy" else health.installed(name))
    assert missing.state == PROBLEM and "scipy" in missing.said and missing.mend.startswith("pip install 'scipy")
    strange = health.check_packages(lambda name: "0.1" if name == "click" else health.installed(name))
    assert strange.state == WARNING and "click 0.1" in strange.said


def test_extras_absent_whole_or_in_part() -> None:
    def only(*there: str) -> list[health.Check]:
        def find(name: str) -> object:
            if name not in there:
                raise ImportError(name)
            return name

        return list(health.check_extras(find))

    assert [check.state for check in only()] == [OK, OK, OK, OK]
    assert "pip install 'netral-cli[dask]'" in [check.mend for check in only()]
    assert [check.state for check in only("pyarrow", "dask")] == [OK, WARNING, OK, OK]
    assert "distributed, fsspec" in only("dask")[1].said


def test_a_terminal_without_utf8_is_a_warning() -> None:
    said = json.loads(doctor("--json", PYTHONIOENCODING="cp1252").stdout)
    check = next(c for c in said["pemeriksaan"] if c["kode"] == "penyandian")
    assert check["keadaan"] == WARNING and "stdout cp1252" in check["keterangan"]
    assert "PYTHONUTF8=1" in check["perbaikan"]


def test_an_altered_bundle_is_a_problem(tmp_path: Path, bundle_folder: Path) -> None:
    for file in bundle_folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert health.check_bundle(tmp_path).state == OK
    (tmp_path / "geser.npy").write_bytes(b"x")
    found = health.check_bundle(tmp_path)
    assert found.state == PROBLEM and "geser.npy" in found.said
    assert health.check_bundle(tmp_path / "tak-ada").state == PROBLEM


def test_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NETRAL_CACHE", str(tmp_path / "baru"))
    assert health.check_cache().state == OK
    monkeypatch.setenv("NETRAL_CACHE", "-")
    assert health.check_cache().state == OK
    file = tmp_path / "berkas"
    file.touch()
    monkeypatch.setenv("NETRAL_CACHE", str(file / "di-bawah-berkas"))
    found = health.check_cache()
    assert found.state == WARNING and "NETRAL_CACHE" in found.mend


def test_a_check_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch, runner: CliRunner) -> None:
    def check_data() -> health.Check:
        raise RuntimeError("hilang")

    monkeypatch.setattr(health, "check_data", check_data)
    found = runner.invoke(cli, ["doctor", "--json"])
    assert found.exit_code == 1
    said = json.loads(found.output)
    assert said["keadaan"] == PROBLEM
    assert "RuntimeError('hilang')" in next(c["keterangan"] for c in said["pemeriksaan"] if c["kode"] == "data")


@pytest.mark.parametrize(
    ("version", "wanted", "good"),
    [
        ("8.1.7", "<9,>=8.1.7", True),
        ("8.1", "<9,>=8.1.7", False),
        ("9.0", "<9,>=8.1.7", False),
        ("10.0.1", ">=9", True),
        ("2.0rc1", ">=1.26,<3", True),
        ("1.2.1+lokal", "==1.2.1", True),
        ("1.2.2", "!=1.2.1", True),
        ("3", "", True),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, wanted: str, good: bool) -> None:
    assert health.fits(version, wanted) is good


@given(st.tuples(*[st.integers(0, 99)] * 3), st.tuples(*[st.integers(0, 99)] * 3))
def test_version_order_is_that_of_numbers(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    mine, bound = (".".join(map(str, numbers)) for numbers in (one, other))
    assert health.fits(mine, f">={bound}") is (one >= other)
    assert health.fits(mine, f"<{bound}") is (one < other)


def test_states_are_in_order_of_gravity() -> None:
    assert STATES == (OK, WARNING, PROBLEM)
