"""Compares `netral classify` with the script of `naive.py` and the floor of `floor.py`, and writes docs/kecepatan.md.

    python benchmarks/compare.py POSTS.csv [--column teks] [--rounds 3] [--large 600000] [--report docs/kecepatan.md]

The programs run in turn, each in a process of its own, CSV in and CSV out; the best of the rounds counts. POSTS.csv may
be packed with gzip. The script is trained on data/korpus first. Figures are those of this run and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from memory import measure

ROOT = Path(__file__).resolve().parent.parent
# With one process running and nothing else the load is 1: above this, two processes have not two cores to themselves.
_BUSY = 1.4


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds on the clock and of the processors, peak memory in MB, and what was printed, of one process.

    The processor seconds are those of its children too.
    """

    wall: float
    cpu: float
    peak: float
    said: str = ""


def run(*command: str, cache: str | None = None) -> Run:
    """Run a program and measure it; a failure ends the comparison."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # An installed program has its bytecode: no program here compiles itself anew each time.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if cache:
        environment["NETRAL_CACHE"] = cache
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert child.stdout is not None
    said = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)}\n{said}")
    return Run(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


class Bench:
    """The programs to compare, over one folder of scratch files."""

    def __init__(self, folder: Path, column: str, model: Path | None) -> None:
        self.folder, self.column = folder, column
        self.model = model or folder / "naive.joblib"
        self.warm = str(folder / "simpanan")

    def netral(self, source: Path, *extra: str, cold: bool = False) -> Run:
        """Run netral; `cold` without any stem from before."""
        cache = tempfile.mkdtemp(dir=self.folder) if cold else self.warm
        command = ["-m", "netral_cli", "classify", str(source), "-o", str(self.folder / "netral.csv"), "--restart"]
        return run(*command, "--text-column", self.column, *extra, cache=cache)

    def naive(self, source: Path) -> Run:
        """Run the script."""
        target = str(self.folder / "naive.csv")
        return run(
            str(ROOT / "benchmarks/naive.py"), "classify", str(self.model), str(source), target, "--column", self.column
        )

    def floor(self, source: Path, *extra: str) -> Run:
        """Run the floor."""
        target = str(self.folder / "floor.csv")
        return run(str(ROOT / "benchmarks/floor.py"), str(source), target, "--column", self.column, *extra)


def unpacked(source: Path, folder: Path) -> Path:
    """Return the posts as a plain CSV file."""
    if source.suffix != ".gz":
        return source
    target = folder / source.stem
    with gzip.open(source) as packed, target.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return target


def resized(source: Path, rows: int, target: Path) -> Path:
    """Write the first rows of a file, or the file again and again, until there are so many."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        head, *body = csv.reader(file)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(body[k % len(body)] for k in range(rows))
    return target


def distinct(source: Path, rows: int, column: str, target: Path) -> Path:
    """Write the file again and again with each repeat's posts made different by a number at their end."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        head, *body = csv.reader(file)
    at = head.index(column)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for k in range(rows):
            row = list(body[k % len(body)])
            row[at] += f" {k // len(body) + 100}" if k >= len(body) else ""
            writer.writerow(row)
    return target


def processor() -> str:
    """Return the model of the processor."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    return names[0] if names else platform.processor() or "unknown"


def flagged_shares(path: Path) -> tuple[int, float]:
    """Return how many rows a result has and which share is not neutral."""
    with path.open(encoding="utf-8", newline="") as file:
        states = [row["netral_status"] for row in csv.DictReader(file)]
    return len(states), sum(state != "netral" for state in states) / len(states)


def where_time_goes(bench: Bench, posts: Path) -> str:
    """Return the shares of the stages of one run, as `netral bench` measures them."""
    said = run("-m", "netral_cli", "bench", str(posts), "--json", "--text-column", bench.column, cache=bench.warm).said
    found = json.loads(said)
    names = {
        "siapkan": "preparing",
        "baca": "reading",
        "teks dan isyarat": "text and cues",
        "skor": "scores",
        "bukti": "evidence",
        "aturan": "rules",
        "tulis": "writing",
    }
    shares = [f"{names[name]} {100 * seconds / found['detik']:.0f} %" for name, seconds in found["tahap"].items()]
    return ", ".join(shares)


def best(runs: list[Run]) -> Run:
    """Return the run with the least time on the clock."""
    return min(runs, key=lambda r: r.wall)


def least(runs: list[Run]) -> float:
    """Return the least processor seconds of some runs."""
    return min(r.cpu for r in runs)


def verdict(value: float, bound: float, most: bool = False) -> str:
    """Return whether a figure keeps its bound: at least, or at most."""
    return "met" if (value <= bound if most else value >= bound) else "**not met**"


def plain(times: float) -> str:
    """Return in words whether a time is at most three times the floor."""
    return "met" if times <= 3 else "not met"


def compare(bench: Bench, posts: Path, rounds: int, large_rows: int) -> str:
    """Run everything and return the report."""
    folder = bench.folder
    load = os.getloadavg()[0]
    if not bench.model.exists():
        run(str(ROOT / "benchmarks/naive.py"), "train", str(bench.model))
    bench.netral(posts)
    rows, share = flagged_shares(folder / "netral.csv")
    small = resized(posts, rows // 10, folder / "kecil.csv")
    hundred = resized(posts, 100, folder / "seratus.csv")
    found: dict[str, list[Run]] = {
        name: []
        for name in (
            "naive", "floor", "pandas", "loading", "floor_own", "warm", "cold", "small", "hundred", "explain", "help",
            "one", "two",
        )
    }  # fmt: skip
    for _ in range(rounds):
        found["naive"].append(bench.naive(posts))
        found["floor"].append(bench.floor(posts))
        found["pandas"].append(bench.floor(posts, "--pandas"))
        found["loading"].append(run("-c", "import pandas"))
        found["floor_own"].append(bench.floor(posts, "--own-tokens"))
        found["warm"].append(bench.netral(posts))
        found["cold"].append(bench.netral(posts, cold=True))
        found["small"].append(bench.netral(small))
        found["hundred"].append(bench.netral(hundred))
        found["explain"].append(run("-m", "netral_cli", "explain", "Ayo coblos nomor 2", cache=bench.warm))
        found["help"].append(run("-m", "netral_cli", "--help", cache=bench.warm))
    scoring, evidence = map(
        float, run(str(ROOT / "benchmarks/evidence.py"), str(posts), "--column", bench.column).said.split()
    )
    stages = where_time_goes(bench, posts)
    large = distinct(posts, large_rows, bench.column, folder / "besar.csv")
    # The load just before two processes run: that of the one before them, and of whatever else there is.
    busy = 0.0
    for _ in range(2):
        found["one"].append(bench.netral(large))
        busy = max(busy, os.getloadavg()[0])
        found["two"].append(bench.netral(large, "--jobs", "2"))
    extra = ["--jobs", "2", "--text-column", bench.column]
    first, workers, _ = measure(large, folder / "netral.csv", extra)
    large.unlink()
    b = {name: best(runs) for name, runs in found.items()}
    one, two = b["one"], b["two"]
    quick = (b["warm"].wall - b["small"].wall) / (rows - rows // 10)
    start = b["hundred"].wall
    together = (
        f"together they took {two.cpu / one.cpu:.2f} times the processor seconds of one, so {2 / (two.cpu / one.cpu):.2f}"
        " is what two idle cores can give."
        if busy < _BUSY
        else "they need two idle cores, which this run did not have."
    )
    lines = [
        ("Script, one process", b["naive"], rows),
        ("Floor, csv module", b["floor"], rows),
        ("Floor, pandas", b["pandas"], rows),
        ("Floor, csv module, with the tokens of netral", b["floor_own"], rows),
        ("netral, stems kept from before", b["warm"], rows),
        ("netral, no stems kept", b["cold"], rows),
        (f"netral, {rows // 10:,} posts", b["small"], rows // 10),
        ("netral, 100 posts", b["hundred"], 100),
        (f"netral, {large_rows:,} posts, 1 process", one, large_rows),
        (f"netral, {large_rows:,} posts, 2 processes (memory: the first one)", two, large_rows),
    ]
    table = "\n".join(
        f"| {name} | {r.wall:.2f} | {r.cpu:.2f} | {n / r.wall:,.0f} | {r.peak:.0f} |" for name, r, n in lines
    )
    script, floor_cpu = least(found["naive"]), least(found["floor"])
    warm, cold = script / least(found["warm"]), script / least(found["cold"])
    mine, pandas_cpu, loading = least(found["warm"]), least(found["pandas"]), least(found["loading"])
    floor, floor_pandas, floor_own = mine / floor_cpu, mine / pandas_cpu, mine / least(found["floor_own"])
    clock = (
        b["naive"].wall / b["warm"].wall,
        b["naive"].wall / b["cold"].wall,
        b["warm"].wall / b["floor"].wall,
        b["warm"].wall / b["pandas"].wall,
    )
    pair = one.wall / two.wall
    per_small, per_large = b["small"].wall / (rows // 10), b["warm"].wall / rows
    targets = [
        ("Times as fast as the script, stems kept", f"{warm:.2f}", "at least 4", verdict(warm, 4)),
        ("Times as fast as the script, no stems kept", f"{cold:.2f}", "at least 2.5", verdict(cold, 2.5)),
        ("Times the floor, csv module", f"{floor:.1f}", "at most 3", verdict(floor, 3, True)),
        ("Times the floor, pandas", f"{floor_pandas:.1f}", "at most 3", verdict(floor_pandas, 3, True)),
        (
            "Times the floor, pandas, without loading pandas",
            f"{mine / (pandas_cpu - loading):.1f}",
            "(no target)",
            "",
        ),
        (
            "Times the floor, csv module, with the tokens of netral",
            f"{floor_own:.1f}",
            "(no target)",
            "",
        ),
        (
            "Two processes against one",
            f"{pair:.2f}",
            "at least 1.7",
            verdict(pair, 1.7) if pair >= 1.7 or busy < _BUSY else f"no verdict: the load was {busy:.1f} before they began",
        ),
        (
            "Evidence against scoring, 30 % flagged",
            f"{evidence / scoring:.2f}",
            "at most 1",
            verdict(evidence / scoring, 1, True),
        ),
        (
            f"Time a post, {rows:,} against {rows // 10:,} posts",
            f"{per_large / per_small:.2f}",
            "below 1",
            verdict(per_large / per_small, 1, True),
        ),
        ("`netral explain`, seconds", f"{b['explain'].wall:.2f}", "at most 1.0", verdict(b["explain"].wall, 1, True)),
        ("`netral explain`, MB", f"{b['explain'].peak:.0f}", "at most 150", verdict(b["explain"].peak, 150, True)),
        ("`netral --help`, seconds", f"{b['help'].wall:.2f}", "at most 0.3", verdict(b["help"].wall, 0.3, True)),
        ("100 posts, seconds", f"{start:.2f}", "at most 1.5", verdict(start, 1.5, True)),
        (f"Memory, {large_rows:,} posts, MB", f"{one.peak:.0f}", "under 350", verdict(one.peak, 350, True)),
        (
            f"Memory of each of two workers, {large_rows:,} posts, MB (the first process: {first:.0f})",
            f"{max(workers):.0f}",
            "under 250",
            verdict(max(workers), 250, True),
        ),
    ]
    judged = "\n".join(f"| {name} | {value} | {bound} | {said} |" for name, value, bound, said in targets)
    return f"""# Speed

Measured by `benchmarks/compare.py` on {os.cpu_count()} cores of {processor()}, Python {platform.python_version()}.
Other work shared the machine: its load was {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end. The programs ran
in turn, {rounds} rounds (2 for the large file), and the best round of each counts, so ratios say more than seconds.

The input is a CSV file of {rows:,} real posts, of which netral flags {100 * share:.0f} %; the output is a CSV file with all
columns and, for flagged posts, evidence, phase and rules. The script (`benchmarks/naive.py`) is what one would write
today: pandas, PySastrawi with each distinct word stemmed once, TF-IDF of words and characters, one-vs-rest logistic
regression of scikit-learn. The floor (`benchmarks/floor.py`) reads, lower-cases, splits by one regular expression
(`[#@]?\\w+`, or that of netral, which also knows addresses, emoji and marks), numbers the tokens and writes all columns
and two more: through the csv module alone, or through pandas (`--pandas`), of whose time loading pandas takes {loading:.2f} seconds.
The large file repeats the posts with a number added to each, so that no post is known.

| Run | Seconds | Processor seconds | Posts a second | Peak MB |
|---|---:|---:|---:|---:|
{table}

## Targets

| What | Measured | Target | |
|---|---:|---|---|
{judged}

Of the floor there are two forms, because "at most 3 times the floor" depends on what it reads and writes with: the csv
module alone is {script / floor_cpu:.0f} times as fast as the script, pandas, which the script uses too, {script / pandas_cpu:.0f} times. Against the csv
module the target is {plain(floor)}, against pandas it is {plain(floor_pandas)}.

The first six compare the least processor seconds of one process, which are what the clock shows on a machine that does
nothing else; by the clock of this run the first four are {clock[0]:.2f}, {clock[1]:.2f}, {clock[2]:.1f} and {clock[3]:.1f}. Two processes
against one go by the clock; {together}

Beyond the first {rows // 10:,} posts each further post costs {1e6 * quick:.0f} microseconds of one process.

## What takes the time

{stages.capitalize()} (`netral bench`, {rows:,} posts, stems kept).
Most of the text's share goes into words that are met for the first time, which is why longer files are faster.

## How to repeat

<!-- lewati: takes minutes and needs a file of many posts -->
```sh
python benchmarks/compare.py POSTS.csv --column teks
```

`netral bench POSTS.csv` shows where the time of a run goes on your machine. Stems are kept in one file in the cache
folder of the user (`NETRAL_CACHE` names another folder, `NETRAL_CACHE=-` keeps nothing); deleting it is always safe.
"""


def main() -> int:
    """Compare and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=Path)
    parser.add_argument("--column", default="teks")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--script-model", type=Path, help="of the script; trained if it is not there")
    parser.add_argument("--large", type=int, default=600_000)
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "kecepatan.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        bench = Bench(folder, options.column, options.script_model)
        report = compare(bench, unpacked(options.posts, folder), options.rounds, options.large)
    options.report.write_text(report, encoding="utf-8")
    print(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
