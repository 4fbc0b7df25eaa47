"""Reads the files of a bundle that may come from a stranger: plain files only, checked before they cost anything.

The order matters: a file's kind and size first, its SHA-256 next, then the header of an array (type, shape, length)
and only then its values. A bundle can be wrong; it cannot run code, read other files or fill the memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.system_words import reason

MAX_BYTES = 200_000_000


class BundleError(NetralError):
    """A bundle cannot be trusted or read: altered, incomplete, of another version, or not a bundle."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _unreadable(path: Path, problem: OSError) -> BundleError:
    return BundleError(
        _("{path}: tidak dapat dibaca ({problem}); periksa izin dan cakram").format(path=path, problem=reason(problem))
    )


def check_size(folder: Path) -> None:
    """Raise `BundleError` when the files of a bundle together are larger than any bundle of this program."""
    try:
        size = sum(path.lstat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
    except OSError as problem:
        raise _unreadable(folder, problem) from None
    if size > MAX_BYTES:
        raise BundleError(
            _("{path}: lebih besar dari {most} bita; ini bukan bundel netral").format(path=folder, most=MAX_BYTES)
        )


def read_file(folder: Path, name: str) -> bytes:
    """Return the content of a file that lies in the bundle itself; `name` is one of the program, not of the bundle.

    Raises `BundleError` for what is missing, too large, a link or no plain file.
    """
    path = folder / name
    try:
        about = path.lstat()
        if stat.S_ISLNK(about.st_mode) or not stat.S_ISREG(about.st_mode):
            raise BundleError(
                _("{path}: bukan berkas biasa (tautan, folder, atau perangkat); bundel ditolak").format(path=path)
            )
        # Links are not followed even when one is put there between the two looks.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(size + 1) if size <= MAX_BYTES else b""
    except FileNotFoundError:
        raise BundleError(
            _("{folder}: bukan bundel model, berkas {name} tidak ada; buat dengan 'netral train'").format(
                folder=folder, name=name
            )
        ) from None
    except NotADirectoryError:
        raise BundleError(_("{folder}: bukan folder; beri nama folder bundel model").format(folder=folder)) from None
    except OSError as problem:
        raise _unreadable(path, problem) from None
    if size > MAX_BYTES:
        raise BundleError(
            _("{path}: lebih besar dari {most} bita; ini bukan bundel netral").format(path=path, most=MAX_BYTES)
        )
    return data


def read_checked(folder: Path, name: str, digest: str) -> bytes:
    """Return the content of a file whose SHA-256 is known; raises `BundleError` when it is another."""
    data = read_file(folder, name)
    if sha256(data) != digest:
        raise BundleError(
            _("{path}: isi berubah sejak bundel dibuat (SHA-256 tidak cocok); salin ulang").format(path=folder / name)
        )
    return data


def read_array(
    folder: Path, name: str, digest: str, dtype: type[np.generic], shape: tuple[int | None, ...]
) -> NDArray[Any]:
    """Return an array of a bundle.

    shape: what it must be; None for a length that any number will do
    Raises `BundleError` for another type or shape, for values that are no numbers, and for a header that promises
    more than the file holds.
    """
    file = f"{name}.npy"
    data = read_checked(folder, file, digest)
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        reader = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        found, fortran, kind = reader(stream)
    except (ValueError, EOFError, KeyError, TypeError, SyntaxError, RecursionError, MemoryError) as problem:
        raise BundleError(
            _("{path}: larik tidak terbaca ({problem})").format(path=folder / file, problem=_one_line(problem))
        ) from None
    wanted = np.dtype(dtype)
    fits = len(found) == len(shape) and all(w is None or w == n for w, n in zip(shape, found, strict=True))
    if kind != wanted or fortran or not fits or any(n < 0 for n in found):
        raise BundleError(
            _("{path}: bentuk {found} {kind}, seharusnya {shape} {wanted}").format(
                path=folder / file, found=found, kind=kind,
                shape=tuple("n" if n is None else n for n in shape), wanted=wanted,
            )
        )  # fmt: skip
    count = 1
    for n in found:
        count *= n
    if count * wanted.itemsize != len(data) - stream.tell():
        raise BundleError(
            _("{path}: bentuk {found} tidak sesuai dengan besar berkas").format(path=folder / file, found=found)
        )
    array = np.frombuffer(data, dtype=wanted, offset=stream.tell()).reshape(found)
    if wanted.kind == "f" and not np.isfinite(array).all():
        raise BundleError(_("{path}: ada nilai yang bukan bilangan").format(path=folder / file))
    return array


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__


def read_json(folder: Path, name: str) -> tuple[dict[str, Any], str]:
    """Return a JSON object of a bundle and the SHA-256 of its text."""
    raw = read_file(folder, name)
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise BundleError(_("{path}: bukan JSON yang sah").format(path=folder / name)) from None
    if not isinstance(found, dict):
        raise BundleError(_("{path}: bukan objek JSON").format(path=folder / name))
    return found, sha256(raw)
