"""Writes files and folders whole or not at all: to a temporary name in the same folder, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.system_words import reason


class WriteError(NetralError):
    """A result cannot be written: no such folder, no permission, or the disk is full."""


def explain(path: Path, problem: OSError) -> WriteError:
    """Return the one-line error for a file that the system does not let us write."""
    if problem.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return WriteError(_("{path}: cakram penuh; kosongkan ruang lalu coba lagi").format(path=path))
    return WriteError(
        _("{path}: tidak dapat ditulis ({strerror}); periksa folder, izin, dan ruang cakram").format(
            path=path, strerror=reason(problem)
        )
    )


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that replaces `path` when the block ends well and vanishes when it does not.

    Raises `WriteError` where the system refuses.
    """
    try:
        handle = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False)  # noqa: SIM115
    except OSError as problem:
        raise explain(path, problem) from None
    temporary = Path(handle.name)
    try:
        with handle:
            yield cast(BinaryIO, handle)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as problem:
        raise explain(path, problem) from None
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a small file in one step, down to the disk: after a power cut it is the old or the new one.

    Raises `WriteError` where the system refuses.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise explain(path, problem) from None


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, on systems that can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def replace_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write a folder of files and put it in the place of an older one in one rename.

    Raises `WriteError` where the system refuses; what stood there before is then still there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as problem:
        raise explain(folder, problem) from None
    old = temporary.with_name(temporary.name + ".lama")
    try:
        temporary.chmod(0o777 & ~_umask())
        for name, data in contents.items():
            (temporary / name).write_bytes(data)
        if folder.exists():
            folder.rename(old)
        temporary.rename(folder)
    except OSError as problem:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise explain(folder, problem) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
