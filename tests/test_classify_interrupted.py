"""A run that is killed at any moment goes on to the same bytes; it refuses when something has changed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

import netral_cli
import netral_cli.engine.make as make_module
import netral_cli.engine.run as run_module
from netral_cli.engine.memory import Memory
from netral_cli.posts.result import Paths
from tests.posts_samples import HEADER, as_csv, as_jsonl, netral, rows

TIMES = 120
ROOT = Path(netral_cli.__file__).parent.parent


def many(times: int, spoil: bool = True) -> list[list[str]]:
    """Return 200 posts `times` over, a third of the texts repeated; some rows are too short."""
    out: list[list[str]] = []
    for k in range(times):
        for n, row in enumerate(rows()):
            text = row[3] if n % 3 == 0 else f"{row[3]} @warga{k}x{n}"
            out.append([f"{k:04d}{row[0]}", row[1], row[2], text, row[4]])
            if spoil and n == 77:
                out.append(["rusak", str(k)])
    return out


def start(path: Path, output: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "netral_cli", "classify", str(path), "-o", str(output), *more]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """Return an input, the folder with the results of uninterrupted runs over it, and the seconds that such a run takes."""
    folder = tmp_path_factory.mktemp("utuh")
    path = folder / "pos.csv"
    path.write_bytes(as_csv(many(TIMES)).encode())
    began = time.monotonic()
    child = start(path, folder / "hasil.csv")
    assert (child.communicate(), child.returncode)[1] == 0
    seconds = time.monotonic() - began
    assert netral("classify", path, "-o", folder / "hasil.jsonl")[0] == 0
    return path, folder, seconds


def counts(output: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(Paths(output).manifest.read_text("utf-8"))["hitungan"]
    return found


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("seed", range(3))
def test_kill_at_random_moments(case: tuple[Path, Path, float], tmp_path: Path, seed: int, ending: str) -> None:
    path, whole, seconds = case
    output = tmp_path / f"hasil.{ending}"
    chance = random.Random(seed)
    kills = 0
    for attempt in range(10):
        if attempt >= 3 and kills:
            break
        child = start(path, output, "--resume")
        time.sleep(seconds * chance.uniform(0.2, 0.7))
        kills += child.poll() is None
        child.kill()
        child.communicate()
        if not kills:
            # The run that was timed was slower than this one, whose machine had less to do: begin anew, kill sooner.
            seconds /= 2
            for made in tmp_path.iterdir():
                made.unlink()
    child = start(path, output, "--resume")
    _, err = child.communicate()
    assert child.returncode == 0, err
    assert kills, "every run ended before it was killed"
    assert output.read_bytes() == (whole / output.name).read_bytes()
    assert Paths(output).rejects.read_bytes() == Paths(whole / output.name).rejects.read_bytes()
    assert counts(output) == counts(whole / output.name)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        [output.name, f"{output.name}.ditolak.csv", f"{output.name}.manifest.json"]
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_says_what_is_kept(case: tuple[Path, Path, float], tmp_path: Path, number: signal.Signals) -> None:
    path, whole, _seconds = case
    output = tmp_path / "hasil.csv"
    child = start(path, output)
    while not (Paths(output).checkpoint.exists() and json.loads(Paths(output).checkpoint.read_text())["batches"]):
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(number)
    _, err = child.communicate()
    assert child.returncode == 130
    assert err.decode().strip().splitlines()[-1].endswith("lanjutkan dengan --resume")
    assert not output.exists()
    code, _, message = netral("classify", path, "-o", output)
    assert code == 1 and "--resume" in message and "--restart" in message
    code, _, message = netral("classify", path, "-o", output, "--resume", "--only", "indikasi")
    assert code == 1 and "pilihan berubah" in message
    assert netral("classify", path, "-o", output, "--resume")[0] == 0
    assert output.read_bytes() == (whole / "hasil.csv").read_bytes()
    code, _, message = netral("classify", path, "-o", output, "--resume")
    assert code == 0 and "sudah selesai" in message
    path.touch()


class _StopError(Exception):
    pass


def stop_after(monkeypatch: pytest.MonkeyPatch, name: str, calls: int, module: ModuleType = run_module) -> None:
    """Let the function `name` of a module end the run at its n-th call."""
    original = getattr(module, name)
    left = [calls]

    def wrapper(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise _StopError
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, wrapper)


@pytest.mark.parametrize("name", ["publish", "save_manifest"])
def test_an_end_while_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path, output = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    path.write_bytes(as_csv(many(1)).encode())
    with monkeypatch.context() as patch:
        stop_after(patch, name, 0)
        with pytest.raises(_StopError):
            netral("classify", path, "-o", output)
    assert Paths(output).checkpoint.exists()
    assert netral("classify", path, "-o", output, "--resume")[0] == 0
    assert netral("verify", Paths(output).manifest)[0] == 0
    assert not Paths(output).checkpoint.exists()


def test_a_changed_input_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, output = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    path.write_bytes(as_csv(many(1)).encode())
    with monkeypatch.context() as patch:
        stop_after(patch, "publish", 0)
        with pytest.raises(_StopError):
            netral("classify", path, "-o", output)
    path.write_bytes(path.read_bytes() + b"1,2,3,baru,5\n")
    code, _, err = netral("classify", path, "-o", output, "--resume")
    assert code == 1 and "masukan pos.csv berubah" in err
    assert netral("classify", path, "-o", output, "--restart")[0] == 0
    assert b"baru" in output.read_bytes()


def test_a_broken_checkpoint_is_refused(tmp_path: Path) -> None:
    path, output = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    path.write_bytes(as_csv(rows()).encode())
    for text in ("", "{", "[]", '{"versi": 9}', '{"versi": 1, "x": 2}'):
        Paths(output).checkpoint.write_text(text)
        code, _, err = netral("classify", path, "-o", output, "--resume")
        assert code == 1 and "--restart" in err and len(err.splitlines()) == 1


def test_xlsx_starts_over_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, output = tmp_path / "pos.csv", tmp_path / "hasil.xlsx"
    path.write_bytes(as_csv(many(1)).encode())
    with monkeypatch.context() as patch:
        stop_after(patch, "added_columns", 5, make_module)
        with pytest.raises(_StopError):
            netral("classify", path, "-o", output)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pos.csv"]
    code, _, err = netral("classify", path, "-o", output, "--resume")
    assert code == 0 and "dimulai dari awal" in err
    first = output.read_bytes()
    assert netral("classify", path, "-o", output)[0] == 0
    assert output.read_bytes() == first


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from netral_cli.posts.output import TextWriter

    path, output = tmp_path / "pos.csv", tmp_path / "hasil.csv"
    path.write_bytes(as_csv(many(60)).encode())
    whole = tmp_path / "utuh.csv"
    assert netral("classify", path, "-o", whole)[0] == 0
    original, calls = TextWriter.put, [0]

    def full(self: TextWriter, data: bytes) -> None:
        calls[0] += 1
        if calls[0] == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        original(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(TextWriter, "put", full)
        code, _, err = netral("classify", path, "-o", output)
    assert code == 1 and "cakram penuh" in err and not output.exists()
    assert netral("classify", path, "-o", output, "--resume")[0] == 0
    assert output.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("ending", "more"),
    [
        ("csv", ("--jobs", "2")),
        ("jsonl", ("--jobs", "2", "--chunk-size", "1500")),
        ("csv", ("--chunk-size", "701")),
        ("jsonl", ("--chunk-size", "20000")),
    ],
)
def test_processes_and_chunks_change_nothing(
    case: tuple[Path, Path, float], tmp_path: Path, ending: str, more: tuple[str, ...]
) -> None:
    path, whole, _seconds = case
    output = tmp_path / f"hasil.{ending}"
    assert netral("classify", path, "-o", output, *more)[0] == 0
    assert output.read_bytes() == (whole / output.name).read_bytes()
    assert Paths(output).rejects.read_bytes() == Paths(whole / output.name).rejects.read_bytes()
    assert {k: n for k, n in counts(output).items() if k != "ganda"} == {
        k: n for k, n in counts(whole / output.name).items() if k != "ganda"
    }


@pytest.mark.parametrize(
    "more", [("--format", "csv", "-o", "-"), ("--table",), ("--only", "tinjau", "--format", "jsonl")]
)
def test_streams_are_the_same_with_chunks_of_one(tmp_path: Path, more: tuple[str, ...]) -> None:
    path = tmp_path / "pos.csv"
    path.write_bytes(as_csv(rows()[:60]).encode())
    assert netral("classify", path, *more, "--chunk-size", "1")[:2] == netral("classify", path, *more)[:2]


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
def test_other_formats_and_pseudonyms_come_through_processes(tmp_path: Path, kind: str) -> None:
    path, key = tmp_path / "pos.csv", tmp_path / "kunci"
    path.write_bytes(as_csv(many(3)).encode())
    key.write_text("k" * 40)
    one, two = tmp_path / f"satu.{kind}", tmp_path / f"dua.{kind}"
    assert netral("classify", path, "-o", one, "--pseudonym", key)[0] == 0
    assert netral("classify", path, "-o", two, "--pseudonym", key, "--jobs", "2", "--chunk-size", "100")[0] == 0
    if kind == "parquet":
        import pyarrow.parquet as pq

        assert pq.read_table(one).equals(pq.read_table(two))
    else:
        assert one.read_bytes() == two.read_bytes()


def test_a_worker_that_dies_is_reported_and_nothing_is_lost(case: tuple[Path, Path, float], tmp_path: Path) -> None:
    path, whole, _seconds = case
    output = tmp_path / "hasil.csv"
    child = start(path, output, "--jobs", "2", "--chunk-size", "200")
    while not (Paths(output).checkpoint.exists() and json.loads(Paths(output).checkpoint.read_text())["batches"]):
        assert child.poll() is None
        time.sleep(0.01)
    command = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(child.pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    workers = [int(line.split()[0]) for line in listed.stdout.splitlines() if "spawn_main" in line]
    os.kill(workers[0], signal.SIGKILL)
    _, err = child.communicate()
    assert child.returncode == 1
    assert "sebuah proses pekerja mati" in err.decode().strip().splitlines()[-1]
    assert not output.exists() and Paths(output).checkpoint.exists()
    assert netral("classify", path, "-o", output, "--resume", "--chunk-size", "200")[0] == 0
    assert output.read_bytes() == (whole / "hasil.csv").read_bytes()


def test_memory_counts_the_same_after_a_resume_and_in_several_processes() -> None:
    texts = [[f"a{(k * n) % 50}" + "x" * (n % 7) for n in range(40)] for k in range(12)]
    for resumed in range(12):
        whole, later, elsewhere = (Memory(most=30, longest=6) for _ in range(3))
        for batch in texts[:resumed]:
            assert whole.plan(batch).duplicates == later.count(batch) == elsewhere.count(batch)
        for batch in texts[resumed:]:
            assert whole.plan(batch).duplicates == later.plan(batch).duplicates == elsewhere.count(batch)


def test_json_lines_hold_every_column(case: tuple[Path, Path, float]) -> None:
    found = [json.loads(line) for line in (case[1] / "hasil.jsonl").read_text("utf-8").splitlines()]
    assert [[r[k] for k in HEADER] for r in found] == [r for r in many(TIMES) if len(r) == 5]
    assert as_jsonl(rows())
