"""Turns what the user named (files, folders, archives, standard input) into a list of inputs, each with its hash."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import shown_name
from netral_cli.posts.sheet_guard import unsafe_name
from netral_cli.posts.source import ReadError
from netral_cli.posts.stream import InputFile, system_error
from netral_cli.system_words import reason

STDIN = "-"
ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet",
)  # fmt: skip
PACKED = (".gz", ".xz", ".zst", ".bz2", ".zip")
# What netral itself writes beside a result; never input when a folder is read.
OWN_ENDINGS = (".manifest.json", ".ditolak.csv", ".sebagian", ".sebagian.json")
_MOST_MEMBERS = 10_000


@dataclass(frozen=True, slots=True)
class FileDigest:
    """Name, size in bytes and SHA-256 of a file, as manifests state them."""

    name: str
    size: int
    sha256: str


def digest(path: Path, name: str) -> FileDigest:
    """Return size and SHA-256 of a file, read once in pieces; raises `ReadError`."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256")
            return FileDigest(name, file.tell(), found.hexdigest())
    except OSError as problem:
        raise system_error(name, problem) from None


def _is_posts(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "~$")) or name.endswith(OWN_ENDINGS):
        return False
    for ending in PACKED:
        if name.endswith(ending):
            return ending == ".zip" or name.removesuffix(ending).endswith(ENDINGS)
    return name.endswith(ENDINGS)


def _in_folder(folder: Path, leave_out: Path | None) -> list[Path]:
    try:
        every = sorted(p for p in folder.rglob("*") if p.is_file())
        results = {p.name.removesuffix(OWN_ENDINGS[0]) for p in every if p.name.endswith(OWN_ENDINGS[0])}
        found = [p for p in every if _is_posts(p) and p.resolve() != leave_out and p.name not in results]
    except OSError as problem:
        raise system_error(str(folder), problem) from None
    if not found:
        raise ReadError(
            _("{folder}: tidak ada berkas pos di folder ini; yang dikenal: {endings}").format(
                folder=folder, endings=", ".join(ENDINGS)
            )
        )
    return found


def _is_workbook(names: Sequence[str]) -> bool:
    return "[Content_Types].xml" in names or "mimetype" in names or "content.xml" in names


def _members(path: Path, name: str) -> list[InputFile]:
    """Return the inputs in one file: itself, or the members of a ZIP archive that is no workbook."""
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            magic = file.read(4) if stat.S_ISREG(mode) else b""
    except OSError as problem:
        raise system_error(name, problem) from None
    if not stat.S_ISREG(mode):
        raise ReadError(_("{name}: bukan berkas biasa; pakai '-' untuk masukan standar").format(name=name))
    if magic != b"PK\x03\x04":
        return [InputFile(path, name)]
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError) as problem:
        raise ReadError(
            _("{name}: arsip ZIP rusak ({problem}); unduh ulang").format(name=name, problem=reason(problem))
        ) from None
    names = [part.filename for part in parts]
    if _is_workbook(names):
        return [InputFile(path, name)]
    unsafe = next((n for n in names if unsafe_name(n)), None)
    if unsafe is not None:
        raise ReadError(
            _("{name}: nama {unsafe!r} di dalam arsip keluar dari foldernya; berkas ditolak").format(
                name=name, unsafe=unsafe
            )
        )
    if len(names) > _MOST_MEMBERS:
        raise ReadError(
            _("{name}: arsip memuat {count} berkas, batasnya {most_members}; buka sendiri isinya").format(
                name=name, count=len(names), most_members=_MOST_MEMBERS
            )
        )
    posts = sorted(n for n in names if not n.startswith("__MACOSX/") and _is_posts(Path(n)) and not n.endswith(".zip"))
    if not posts:
        raise ReadError(
            _("{name}: tidak ada berkas pos di dalam arsip; yang dikenal: {endings}").format(
                name=name, endings=", ".join(ENDINGS)
            )
        )
    return [InputFile(path, shown_name(f"{name}/{member}"), member) for member in posts]


def expand(paths: Sequence[str], stdin: Path | None = None, leave_out: Path | None = None) -> list[InputFile]:
    """Return the inputs behind the names that the user gave, folders in the order of their file names.

    stdin: the file that holds standard input, for the name `-`
    leave_out: the result, which is never an input when a folder is read
    Raises `ReadError` for what is missing, empty or unsafe, `NetralError` when an input comes twice.
    """
    found: list[InputFile] = []
    hidden = leave_out.resolve() if leave_out else None
    for given in paths:
        path = Path(given)
        if given == STDIN and stdin is not None:
            found += _members(stdin, _("masukan standar"))
        elif path.is_dir():
            for inner in _in_folder(path, hidden):
                found += _members(inner, shown_name(inner))
        else:
            found += _members(path, shown_name(given))
    keys = [(os.path.realpath(file.path), file.member) for file in found]
    twice = (
        next((f.name for f, key in zip(found, keys, strict=True) if keys.count(key) > 1), None)
        if len(keys) < 5000
        else None
    )
    if twice is not None:
        raise NetralError(
            _("{twice}: disebut dua kali; hapus salah satunya agar pos tidak terhitung ganda").format(twice=twice)
        )
    return found


@contextmanager
def spooled(stream: IO[bytes]) -> Iterator[Path]:
    """Keep standard input in a temporary file, so that it can be looked into, hashed and resumed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netral-")))
        path = folder / "masukan"
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(stream, file, 1 << 20)
        except OSError as problem:
            raise system_error(_("masukan standar"), problem) from None
        yield path
