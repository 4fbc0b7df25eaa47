"""Opens any input as a source of posts: looks at its content, not its ending, and picks the right reader."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.posts.columns import Wanted
from netral_cli.posts.delimited import open_delimited
from netral_cli.posts.jsonposts import open_json
from netral_cli.posts.source import ReadError, Source, refuse
from netral_cli.posts.stream import InputFile, compression, open_bytes, read_head, system_error

_MOST_UNPACKED = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read the inputs; None where netral should find out."""

    wanted: Wanted = field(default_factory=Wanted)
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


def _kind(head: bytes) -> str:
    if head.startswith(b"PK\x03\x04") or head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "sheet"
    if head.startswith(b"PAR1"):
        return "parquet"
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain[:1] == b"{" or (plain[:1] == b"[" and plain[1:].lstrip()[:1] in (b"{", b"]", b"[", b"")):
        return "json"
    if plain[:64].lower().startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        return "html"
    return "pdf" if plain.startswith(b"%PDF") else "delimited"


def _unpacked(file: InputFile, stack: ExitStack) -> Path:
    """Return a plain file on disk for formats that need to jump around in it."""
    with file.path.open("rb") as raw:
        if not file.member and not compression(raw.read(8)):
            return file.path
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netral-")))
    path = folder / "isi"
    try:
        with open_bytes(file) as stream, path.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
            if target.tell() > _MOST_UNPACKED:
                raise ReadError(
                    _("{name}: isinya di atas {most_unpacked} GB; buka sendiri lalu coba lagi").format(
                        name=file.name, most_unpacked=_MOST_UNPACKED >> 30
                    )
                )
    except OSError as problem:
        raise system_error(file.name, problem) from None
    return path


def open_source(file: InputFile, options: ReadOptions, stack: ExitStack) -> Source:
    """Return the posts in one input.

    stack: closes what the source needs as long as it is read
    Raises `ReadError` for what cannot be read, `ColumnError` when no text column is found, `UsageError` for options
    that do not fit.
    """
    head = read_head(file, 4096)
    if not head:
        raise ReadError(_("{name}: berkas kosong; ekspor ulang datanya").format(name=file.name))
    kind = _kind(head)
    if options.sheet is not None and kind != "sheet":
        raise UsageError(
            _("{name}: --sheet {sheet!r}: berkas ini tidak punya lembar kerja; hilangkan --sheet").format(
                name=file.name, sheet=options.sheet
            )
        )
    if kind == "html":
        raise ReadError(
            _("{name}: ini halaman HTML atau XML, bukan tabel; buka di Excel lalu simpan sebagai XLSX").format(
                name=file.name
            )
        )
    if kind == "pdf":
        raise ReadError(_("{name}: ini PDF, bukan tabel; minta ekspor CSV atau XLSX").format(name=file.name))
    if kind == "json":
        return open_json(file, options.wanted, options.encoding)
    if kind == "sheet":
        from netral_cli.posts.sheets import open_sheets  # noqa: PLC0415

        return open_sheets(_unpacked(file, stack), file.name, options.wanted, options.sheet)
    if kind == "parquet":
        from netral_cli.posts.parquet import open_parquet  # noqa: PLC0415

        return open_parquet(_unpacked(file, stack), file.name, options.wanted)
    return open_delimited(file, options.wanted, options.delimiter, options.encoding)


def open_table(
    path: Path, wanted: str | None = None, delimiter: str | None = None, encoding: str | None = None
) -> Source:
    """Return the table in a delimited text file; its `records(refuse)` stop at the first bad row.

    Raises `ReadError` for a missing, empty, binary or wrongly encoded file and for one without records,
    `ColumnError` when no text column is found.
    """
    source = open_delimited(InputFile(path, str(path)), Wanted(text=wanted), delimiter, encoding)
    if next(source.records(refuse), None) is None:
        raise ReadError(_("{path}: hanya ada baris judul, tidak ada pos; ekspor ulang datanya").format(path=path))
    return source


def batches(rows: Iterator[list[str]], size: int) -> Iterator[Sequence[list[str]]]:
    """Return the rows in lists of at most `size`."""
    while chunk := list(islice(rows, size)):
        yield chunk
