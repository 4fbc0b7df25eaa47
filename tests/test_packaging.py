"""The wheel alone, away from the repository: what it carries, and that it runs in odd places."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Spaces, letters beyond ASCII and beyond one code page.
STRANGE = "Pilkada 2024 – hasil é 日本"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build tool that stands in pyproject.toml."""
    folder = tmp_path_factory.mktemp("roda")
    command = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run([sys.executable, "-m", "pip", *command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel as pip does, into a folder with a strange name."""
    folder = tmp_path_factory.mktemp("pasang") / STRANGE
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, folder: Path, environment: dict[str, str], *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run the installed program in a folder, with nothing of this environment but the packages it depends on."""
    start = (
        "import sys, warnings; "
        "warnings.filterwarnings('error', category=EncodingWarning, module=r'netral_cli(\\.|$)'); "
        "sys.path[:0] = [sys.argv.pop(1)]; import netral_cli; "
        "assert netral_cli.__file__.startswith(sys.path[0]), netral_cli.__file__; "
        "from netral_cli.__main__ import main; main()"
    )
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-c", start, str(installed), *arguments],
        cwd=folder, env=keep | {"PYTHONPYCACHEPREFIX": str(folder.parent / "pyc"), "NETRAL_CACHE": "-"} | environment, capture_output=True, check=False,
    )  # fmt: skip
    said = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert done.returncode == code, said
    assert "Traceback" not in said[1], said[1]
    return said


def test_the_wheel_carries_everything_that_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    source = ROOT / "netral_cli"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }  # fmt: skip
    wanted |= {f"netral_cli/_bundle/{path.name}" for path in (ROOT / "models" / "netral").iterdir()}
    wanted.add("netral_cli/_contoh/pos.csv")
    assert not wanted - names
    assert not [name for name in names if name.startswith(("tests/", "data/", "docs/", "scripts/", "benchmarks/"))]


def test_it_runs_in_a_strange_folder_without_a_home_where_nothing_is_utf_8(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / STRANGE
    folder.mkdir()
    (folder / "ekspor año 📄.csv").write_bytes((installed / "netral_cli" / "_contoh" / "pos.csv").read_bytes())
    before = {path: path.stat().st_mtime_ns for path in installed.rglob("*")}
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    run(installed, folder, odd, "classify", "ekspor año 📄.csv", "-o", "hasil é.jsonl")
    run(installed, folder, odd, "classify", "ekspor año 📄.tiada", code=1)
    run(installed, folder, odd, "report", "hasil é.jsonl", "-o", "laporan é.html")
    run(installed, folder, odd, "dossier", "hasil é.jsonl", "--row", "41", "-o", "berkas é")
    run(installed, folder, odd, "verify", "hasil é.jsonl.manifest.json")
    counts, _ = run(installed, folder, odd, "summary", "hasil é.jsonl", "--json")
    assert '"pos": 60' in counts
    assert "ekspor año 📄.csv" in (folder / "laporan é.html").read_text(encoding="utf-8")
    # Nothing is written beside the program: it may stand where the user may not write.
    assert before == {path: path.stat().st_mtime_ns for path in installed.rglob("*")}


def test_a_windows_code_page_shows_what_it_can(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((installed / "netral_cli" / "_contoh" / "pos.csv").read_bytes())
    table, _ = run(installed, tmp_path, {"PYTHONIOENCODING": "cp1252"}, "classify", "a.csv", "--table")
    assert "indikasi" in table and "\\U0001f" in table


def test_results_are_the_same_whatever_the_encoding(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((installed / "netral_cli" / "_contoh" / "pos.csv").read_bytes())
    run(installed, tmp_path, {}, "classify", "a.csv", "-o", "utf.jsonl")
    run(installed, tmp_path, {"LC_ALL": "C", "PYTHONUTF8": "0"}, "classify", "a.csv", "-o", "c.jsonl")
    assert (tmp_path / "utf.jsonl").read_bytes() == (tmp_path / "c.jsonl").read_bytes()


def test_the_lower_bounds_and_the_pins_name_the_same_packages() -> None:
    script = str(ROOT / "scripts" / "kendala.py")
    done = subprocess.run([sys.executable, script, "--lowest"], check=True, capture_output=True, encoding="utf-8")
    lowest = {line.partition("==")[0] for line in done.stdout.split()}
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line
    )  # fmt: skip
    development = {"babel", "hatchling", "hypothesis", "jsonschema", "openpyxl", "pytest", "pytest-xdist"}
    assert lowest - development <= set(pins)
