"""Kills `netral classify` (kill -9) at random moments and checks that the resumed result is the same, byte for byte.

    python benchmarks/kill.py [--rows 60000] [--kills 25] [--jobs 1] [--seed 1]

Each round starts a fresh run, kills it once at a random moment between its start and its usual end, and resumes it.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from memory import write_posts


def command(path: Path, output: Path, *more: str) -> list[str]:
    """Return the command line of one run."""
    return [sys.executable, "-m", "netral_cli", "classify", str(path), "-o", str(output), *more]


def main() -> int:
    """Run the rounds and print how far each run had come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model")
    options = parser.parse_args()
    extra = ["--jobs", options.jobs, *(["--model", options.model] if options.model else [])]
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, whole = folder / "pos.csv", folder / "utuh.csv"
        write_posts(path, options.rows)
        with path.open("a") as file:
            file.write("baris,rusak\n")
        begun = time.monotonic()
        subprocess.run(command(path, whole, *extra), check=True, stderr=subprocess.DEVNULL)
        usual = time.monotonic() - begun
        same = 0
        for number in range(options.kills):
            output = folder / "hasil.csv"
            for old in folder.glob("hasil.csv*"):
                old.unlink()
            child = subprocess.Popen(command(path, output, "--restart", *extra), stderr=subprocess.DEVNULL)
            moment = chance.uniform(0, usual)
            time.sleep(moment)
            child.kill()
            child.wait()
            partial = output.with_name("hasil.csv.sebagian")
            size = partial.stat().st_size if partial.exists() else 0
            subprocess.run(command(path, output, "--resume", *extra), check=True, stderr=subprocess.DEVNULL)
            rejects = [p.with_name(p.name + ".ditolak.csv").read_bytes() for p in (output, whole)]
            good = output.read_bytes() == whole.read_bytes() and rejects[0] == rejects[1]
            same += good
            print(
                f"{number + 1:>3}: killed at {moment:.2f} s with {size:,} bytes written: {'same' if good else 'DIFFERENT'}",
                flush=True,
            )
    print(f"{same} of {options.kills} the same (an uninterrupted run takes {usual:.1f} s)")
    return 0 if same == options.kills else 1


if __name__ == "__main__":
    sys.exit(main())
