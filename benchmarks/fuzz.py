"""Reads thousands of mutated files and checks that none crashes, hangs or loses a row.

    python benchmarks/fuzz.py [--files 20000] [--seed 1] [--seconds 5]

Every file must be read or refused with one line (`NetralError`) within the time; every row has as many fields as
there are columns. For CSV every letter of the body must be in a row or in a rejected record. A file that breaks this
is kept as `fuzz-NUMBER` in the folder printed at the end. Exit code 1 when there is one.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import lzma
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from netral_cli.errors import NetralError
from netral_cli.posts.inputs import expand
from netral_cli.posts.output import OutRow
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.source import BadRow
from netral_cli.posts.stream import InputFile
from netral_cli.posts.xlsx import XlsxWriter

POSTS = [
    ["1", "coblos nomor 2", "a"],
    ["02", 'kata "kutip", koma', "b"],
    ["3", "dua\nbaris; titik", "c"],
    ["4", "café 😀 ½", "d"],
] * 5
PIECES = [
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\t",
    b"|",
    b"\x00",
    b"\xff",
    b"\xf0\x9f",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\",
    b"\\ud83d",
    b":",
    b'""',
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
]


def seeds() -> dict[str, bytes]:
    """Return small good files of every kind."""
    text = "id,teks,akun\n" + "".join(",".join('"' + v.replace('"', '""') + '"' for v in row) + "\n" for row in POSTS)
    objects = [dict(zip(("id", "teks", "akun"), row, strict=True)) for row in POSTS]
    lines = "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("pos.csv", text)
    found = {
        "csv": text.encode(), "semicolon": text.replace(",", ";").encode("cp1252", "replace"), "utf16": text.encode("utf-16"),
        "jsonl": lines.encode(), "json": json.dumps({"data": objects}, indent=1).encode(), "array": json.dumps(objects).encode(),
        "gz": gzip.compress(text.encode()), "xz": lzma.compress(text.encode()), "zip": zipped.getvalue(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        writer = XlsxWriter(Path(folder) / "a.xlsx", ["id", "teks", "akun"], 1, Path(folder))
        writer.write([OutRow(row, ["netral", "0.1", "", "", "", "", "", "", ""]) for row in POSTS])
        writer.finish()
        found["xlsx"] = (Path(folder) / "a.xlsx").read_bytes()
    return found


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return the data with a few random changes."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(6)
        if kind == 0 and out:
            out[at % len(out)] = chance.randrange(256)
        elif kind == 1:
            out[at:at] = chance.choice(PIECES) * chance.choice([1, 1, 1, 2, 50])
        elif kind == 2:
            del out[at : at + chance.randrange(30)]
        elif kind == 3:
            out[at:at] = out[at : at + chance.randrange(200)]
        elif kind == 4 and chance.random() < 0.3:
            del out[at:]
        else:
            out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(5)))
    return bytes(out)


def check(path: Path, kind: str) -> str:
    """Read one file; return how it ended. Raises `AssertionError` for a lost row."""
    bad: list[BadRow] = []
    try:
        with ExitStack() as stack:
            for file in expand([str(path)]):
                source = open_source(file, ReadOptions(), stack)
                source.complete()
                rows = list(source.records(bad.append))
                assert all(len(row) == len(source.columns) for row in rows), "a row of another width"
                assert all("\n" not in b.reason for b in bad), "a reason of several lines"
                if (
                    kind in ("csv", "semicolon")
                    and source.format == "delimited"
                    and source.encoding in ("utf-8", "cp1252")
                ):
                    _nothing_lost(file, source.body, rows, bad, source.encoding)
    except NetralError as problem:
        assert "\n" not in str(problem), "a message of several lines"
        return "refused"
    return "rejected some" if bad else "read"


def _nothing_lost(file: InputFile, body: int, rows: list[list[str]], bad: list[BadRow], encoding: str) -> None:
    text = io.TextIOWrapper(io.BytesIO(file.path.read_bytes()), encoding=encoding, errors="replace", newline="")
    whole = "".join(list(text)[body - 1 :])
    kept = "".join(map("".join, rows)) + "".join(b.raw for b in bad)
    for letter in "oklmu":
        assert kept.count(letter) == whole.count(letter), f"lost {letter!r}"


def main() -> int:
    """Run the loop and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    good = seeds()
    folder = Path(tempfile.mkdtemp(prefix="netral-fuzz-"))
    ends: Counter[str] = Counter()
    broken = 0
    begun = time.monotonic()

    def late(_number: int, _frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    for number in range(options.files):
        chance = random.Random(options.seed * 1_000_003 + number)
        kind = chance.choice(sorted(good))
        path = folder / "pos.csv"
        path.write_bytes(mutate(good[kind], chance))
        signal.alarm(options.seconds)
        try:
            ends[check(path, kind)] += 1
        except BaseException as problem:
            if isinstance(problem, KeyboardInterrupt):
                raise
            broken += 1
            path.replace(folder / f"fuzz-{number}")
            print(f"BROKEN {number} ({kind}): {problem!r}", file=sys.stderr)
            traceback.print_exc(limit=-3)
        finally:
            signal.alarm(0)
    print(f"{options.files} files in {time.monotonic() - begun:.0f} s: {dict(ends)}, broken {broken}; {folder}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
