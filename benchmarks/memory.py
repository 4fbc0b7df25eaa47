"""Shows that memory does not grow with the file, and what each worker process needs.

    python benchmarks/memory.py [--small 100000] [--large 2000000] [--jobs 2] [--folder FOLDER] [--model BUNDLE]

Each post is put together from words of the labelled corpus with a mention and an address of its own, so that new
words never end. Peaks are those of single processes as the system counts them (the pages that processes share count
for each). Exit code 1 when the large run needs more than 1.2 times the small one, or 350 MB, or with `--jobs` a
worker more than 250 MB.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_MB, MOST_RATIO, MOST_WORKER_MB = 350, 1.2, 250


def write_posts(path: Path, rows: int) -> None:
    """Write a CSV of `rows` invented posts; the same number gives the same file."""
    source = next(iter(sorted((ROOT / "data" / "korpus").glob("*.csv"))))
    with source.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["text"].split() for row in csv.DictReader(file) if row["text"].strip()]
    chance = random.Random(20)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "created_at", "username", "text", "url"])
        for k in range(rows):
            words = chance.choice(texts)[:12] + chance.choice(texts)[:12]
            code = f"{chance.getrandbits(50):x}"
            text = f"@warga{code[:6]} {' '.join(words)} https://t.co/{code}"
            day = f"2024-{k % 12 + 1:02d}-{k % 28 + 1:02d}T08:00:00Z"
            writer.writerow([1_700_000_000_000_000_000 + k, day, f"akun{k % 5000}", text, f"https://x.com/s/{k}"])


def peaks_of(parent: int) -> dict[int, float]:
    """Return the peak memory in MB, so far, of a process and of its children, by process; Linux only."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it has just ended
            continue
        mine = int(folder.name) == parent or (int(status["PPid"]) == parent and b"spawn_main" in command)
        if mine and "VmHWM" in status:
            found[int(folder.name)] = int(status["VmHWM"].split()[0]) / 1024
    return found


def measure(path: Path, output: Path, extra: list[str]) -> tuple[float, list[float], float]:
    """Return peak memory in MB of one run and of each of its workers, and its seconds."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "netral_cli", "classify", str(path), "-o", str(output), "--restart", *extra]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    peaks: dict[int, float] = {}
    while "--jobs" in extra and child.poll() is None:
        peaks.update(peaks_of(child.pid))
        time.sleep(0.05)
    if child.returncode is None:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        peaks[child.pid] = usage.ru_maxrss / 1024
    if child.returncode:
        raise SystemExit(f"run failed with {child.returncode}: {command}")
    return peaks.pop(child.pid), sorted(peaks.values()), time.monotonic() - begun


def main() -> int:
    """Run both sizes and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=2_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--ending", default=".csv")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    extra = ["--model", options.model] if options.model else []
    peaks = []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for rows in (options.small, options.large):
            path = Path(folder) / f"pos-{rows}.csv"
            write_posts(path, rows)
            output = Path(folder) / f"hasil-{rows}{options.ending}"
            peak, _, seconds = measure(path, output, extra)
            peaks.append(peak)
            size = path.stat().st_size / 1e6
            print(
                f"{rows:>9,} rows ({size:.0f} MB): peak {peak:.0f} MB, {seconds:.0f} s, {rows / seconds:.0f} rows/s",
                flush=True,
            )
        first, workers, seconds = measure(path, output, [*extra, "--jobs", str(options.jobs)])
        shown = ", ".join(f"{worker:.0f}" for worker in workers)
        print(f"{options.jobs} workers: first process {first:.0f} MB, workers {shown} MB, {seconds:.0f} s", flush=True)
    ratio = peaks[1] / peaks[0]
    good = ratio <= MOST_RATIO and peaks[1] < MOST_MB and max(workers) < MOST_WORKER_MB
    bounds = f"bounds {MOST_RATIO}, {MOST_MB} MB, {MOST_WORKER_MB} MB a worker"
    print(f"ratio {ratio:.2f}; {bounds}: {'kept' if good else 'BROKEN'}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
