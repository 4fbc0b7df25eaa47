"""200 invented posts for the tests of reading and writing, and ways to store them."""

from __future__ import annotations

import csv
import io
import json
from contextlib import ExitStack
from pathlib import Path

from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.errors import NetralError
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.source import BadRow
from netral_cli.posts.stream import InputFile

HEADER = ["id", "tanggal", "akun", "teks", "tautan"]
_OPENINGS = (
    "Ayo coblos nomor 2", "Kami guru SDN siap menangkan paslon 01", "Selamat pagi semua", "Harga cabai naik lagi",
    "ASN dilarang berfoto dengan paslon", "Camat mengajak warga pilih nomor 3", "Debat tadi malam seru",
    "Pak lurah bagi-bagi kaos paslon", "Jalan desa sudah diaspal", "Jangan lupa ke TPS tanggal 27",
)  # fmt: skip
_MIDDLES = (
    'katanya "pasti menang", begitu', "; titik koma; ikut", "pakai | garis tegak", "dua baris\nbaris kedua",
    "tab\tdi tengah", "café Señor ½ «kutip»", "= 1 + 1", "@akun_resmi cek dong", "", "  spasi di tepi  ",
)  # fmt: skip
_ENDINGS = ("#NetralitasASN", "https://contoh.id/p?a=1&b=2")


def rows() -> list[list[str]]:
    """Return the 200 posts; every sign is in Latin-1, ids have leading zeros and 19 digits."""
    texts = [f"{a} {b} {c}" for a in _OPENINGS for b in _MIDDLES for c in _ENDINGS]
    return [
        [f"00{17000000000000000 + k}", f"{k % 28 + 1:02d}/10/2024", f"@warga{k % 17}", text, f"https://contoh.id/{k}"]
        for k, text in enumerate(texts)
    ]


def as_csv(posts: list[list[str]], delimiter: str = ",", ending: str = "\n") -> str:
    """Return the posts as delimited text with a header."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows([HEADER, *posts])
    return out.getvalue()


def as_jsonl(posts: list[list[str]]) -> str:
    """Return the posts as JSON lines."""
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in posts)


def netral(*args: object, stdin: bytes | None = None) -> tuple[int, str, str]:
    """Run the program in this process; return exit code, standard output and standard error, errors as one line."""
    result = CliRunner().invoke(cli, [str(a) for a in args], input=stdin)
    if isinstance(result.exception, NetralError):
        return result.exception.exit_code, result.stdout, f"{result.stderr}netral: {result.exception}\n"
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def read_csv(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a result by column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def read(path: Path, options: ReadOptions | None = None) -> tuple[list[list[str]], list[BadRow]]:
    """Return the records of a file of posts, and its bad rows."""
    bad: list[BadRow] = []
    with ExitStack() as stack:
        source = open_source(InputFile(path, path.name), options or ReadOptions(), stack)
        source.complete()
        return list(source.records(bad.append)), bad
