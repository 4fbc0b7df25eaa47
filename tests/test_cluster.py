"""The cluster gives what one process gives, also when a worker is killed midway."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.elections.check import new_profile_text
from netral_cli.engine.cluster import WHOLE, Partition, classify_on_cluster, partitions
from netral_cli.engine.run import RunOptions
from netral_cli.errors import NetralError
from tests.test_fast_path import composed


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of six files, one of them with a broken row."""
    folder = tmp_path_factory.mktemp("pos")
    texts = composed(1800)
    for part in range(6):
        with (folder / f"bagian-{part}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "text", "created_at"])
            writer.writerows([k, text, "2024-10-20"] for k, text in enumerate(texts[part::6]))
            if part == 2:
                writer.writerow(["300"])
    return folder


@pytest.fixture(scope="module")
def local(posts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what one process makes of each file."""
    folder = tmp_path_factory.mktemp("lokal")
    for path in sorted(posts.iterdir()):
        result = CliRunner().invoke(cli, ["classify", str(path), "-o", str(folder / path.name)])
        assert result.exit_code == 0, result.output
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(".json")}


def _module(name: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{name}", *arguments], stderr=subprocess.DEVNULL
    )


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and worker processes that talk over TCP; end them all at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    started = [_module("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        one = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
        started += [_module("worker", address, *one) for _ in range(workers)]
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_a_worker_that_is_killed_midway_changes_nothing(posts: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    out = tmp_path / "hasil"
    seen: list[int] = []
    with cluster(2) as (address, workers):

        def kill_one(done: int, parts: int) -> None:
            seen.append(done)
            if done == 1:
                assert parts == 6
                workers[0].kill()

        counts, unread = classify_on_cluster(RunOptions((f"{posts}/*.csv",)), str(out), address, kill_one)
        assert unread is None
        assert workers[0].wait(10) != 0 and workers[1].poll() is None
    assert seen == [1, 2, 3, 4, 5, 6]
    made = {p.name: p.read_bytes() for p in out.iterdir() if not p.name.endswith(".json")}
    assert made == local
    assert (counts["dibaca"], counts["diklasifikasi"], counts["ditolak"]) == (1801, 1800, 1)
    whole = json.loads((out / WHOLE).read_text(encoding="utf-8"))
    assert whole["hitungan"] == dict(counts)
    assert [Path(entry["berkas"]).name for entry in whole["masukan"]] == sorted(p.name for p in posts.iterdir())
    for manifest in out.glob("*.manifest.json"):
        checked = CliRunner().invoke(cli, ["verify", str(manifest)])
        assert checked.exit_code == 0, checked.output


def test_the_command_starts_a_cluster_of_its_own(posts: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    out, dated = tmp_path / "hasil", tmp_path / "tanggal.csv"
    dated.write_text("id,tanggal,teks\n1,kapan,\n", encoding="utf-8")
    command = [
        "classify",
        str(dated),
        str(posts / "bagian-0.csv"),
        str(posts / "bagian-2.csv"),
        "--engine",
        "dask",
        "-o",
        str(out),
        "--strict",
    ]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "netral_cli", *command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 11
    assert "dibaca 602 = diperiksa 601 + ditolak 1" in done.stderr
    assert f"1 tanggal tidak terbaca (pertama 'kapan' di {dated} baris 2)" in done.stderr
    assert "1 pos tanpa teks" in done.stderr
    whole = json.loads((out / WHOLE).read_text(encoding="utf-8"))
    assert whole["contoh"]["tanggal_tidak_terbaca"]["isi"] == "kapan"
    assert "Traceback" not in done.stderr
    names = ("bagian-0.csv", "bagian-2.csv", "bagian-2.csv.ditolak.csv")
    assert {name: (out / name).read_bytes() for name in names} == {name: local[name] for name in names}


def test_doubts_of_a_profile_are_told_on_a_cluster_too(tmp_path: Path) -> None:
    profile, posts = tmp_path / "kami.toml", tmp_path / "a.csv"
    profile.write_text(new_profile_text("kami"), encoding="utf-8")
    posts.write_text("teks\nhalo\n", encoding="utf-8")
    command = ["classify", posts, "--engine", "dask", "--profile", profile, "-o", tmp_path / "hasil"]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "netral_cli", *map(str, command)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert f"profil {profile}: 12 temuan" in done.stderr


def test_a_broken_partition_is_one_line_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nAyo coblos nomor 2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("angka\n1\n", encoding="utf-8")
    command = ["classify", str(tmp_path / "*.csv"), "--engine", "dask", "-o", str(tmp_path / "hasil")]
    done = subprocess.run([sys.executable, "-m", "netral_cli", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "b.csv: kolom teks tidak dikenali" in done.stderr and "Traceback" not in done.stderr
    assert not list((tmp_path / "hasil").glob(".netral-*"))
    assert not (tmp_path / "hasil" / WHOLE).exists()


def test_partitions_are_found_by_pattern_folder_and_address(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for name in ("b.parquet", "a.csv.gz", "x/a.csv", "catatan.md", "a.csv.manifest.json", "hasil.xls"):
        (tmp_path / name).write_text("")
    found = partitions([str(tmp_path)], str(tmp_path / "keluar"), None)
    assert [(Path(p.source).relative_to(tmp_path).as_posix(), p.name) for p in found] == [
        ("a.csv.gz", "a.csv"), ("b.parquet", "b.parquet"), ("hasil.xls", "hasil.csv"), ("x/a.csv", "a-2.csv"),
    ]  # fmt: skip
    assert [p.name for p in partitions([f"{tmp_path}/*.parquet"], "keluar", "jsonl")] == ["b.jsonl"]
    assert partitions([f"file://{tmp_path}/b.parquet"], "keluar", None) == [
        Partition(f"file://{tmp_path}/b.parquet", "b.parquet")
    ]
    for wrong in (f"{tmp_path}/*.tidakada", "tidakadaprotokol://x/y.csv"):
        with pytest.raises(NetralError, match="periksa"):
            partitions([wrong], "keluar", None)


def test_addresses_are_read_and_written_by_fsspec(posts: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    with cluster(1) as (address, _):
        options = RunOptions((f"file://{posts}/bagian-2.csv",))
        counts, _unread = classify_on_cluster(options, f"file://{tmp_path}", address)
    assert counts["dibaca"] == 301
    assert (tmp_path / "bagian-2.csv").read_bytes() == local["bagian-2.csv"]
    rejected, path = (tmp_path / "bagian-2.csv.ditolak.csv").read_bytes().decode(), str(posts / "bagian-2.csv")
    assert rejected == local["bagian-2.csv.ditolak.csv"].decode().replace(path, f"file://{path}")
    assert (tmp_path / WHOLE).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "dask"], "beri -o"),
        (["--scheduler", "tcp://127.0.0.1:1"], "hanya dengan --engine dask"),
        (["--engine", "dask", "-o", "keluar", "--resume"], "--resume"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    posts: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    arguments = [str(tmp_path / a) if a == "keluar" else a for a in arguments]
    result = CliRunner().invoke(cli, ["classify", str(posts / "bagian-0.csv"), *arguments])
    assert result.exit_code == 2
    assert words in result.output
