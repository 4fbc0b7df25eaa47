"""Opens files as streams of bytes: plain or compressed, counted, and bounded against bombs and endless lines."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from netral_cli.language import _, _n
from netral_cli.posts.source import ReadError
from netral_cli.system_words import reason

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A line of 24 MB holds a field of 10 MB with room to spare; nothing that a platform exports is longer.
LINE_LIMIT = 24 * 1024 * 1024
# A compressed file may grow beyond this only while it stays under RATIO times its own size.
BOMB_FREE, RATIO = 256 * 1024 * 1024, 200
_MAGIC = ((b"\x1f\x8b", "gz"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zst"), (b"BZh", "bz2"))


@dataclass(frozen=True, slots=True)
class InputFile:
    """One thing to read: a file, or a member of a ZIP archive.

    path: where the bytes are; name: what messages call it; member: name inside the archive, or empty
    """

    path: Path
    name: str
    member: str = ""


def compression(head: bytes) -> str:
    """Return how a file that begins with these bytes is compressed: gz, xz, zst, bz2, or empty."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def system_error(name: str, problem: OSError) -> ReadError:
    """Return the one-line error for a file that the system does not let us read."""
    if isinstance(problem, FileNotFoundError):
        return ReadError(_("{name}: berkas tidak ditemukan; periksa nama dan foldernya").format(name=name))
    if isinstance(problem, PermissionError):
        return ReadError(_("{name}: tidak boleh dibaca; periksa izin berkas").format(name=name))
    if isinstance(problem, IsADirectoryError):
        return ReadError(_("{name}: ini folder; beri nama berkas di dalamnya").format(name=name))
    return ReadError(
        _("{name}: tidak dapat dibaca ({strerror}); periksa cakram dan berkasnya").format(
            name=name, strerror=reason(problem)
        )
    )


def _broken_kinds() -> tuple[type[Exception], ...]:
    import zstandard  # noqa: PLC0415

    return (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, zstandard.ZstdError)


class ByteStream(io.RawIOBase):
    """The bytes of an input, unpacked; knows how far it has read.

    line_limit: longest line in bytes, 0 for none
    read raises `ReadError` for broken archives, for what unpacks suspiciously and for lines beyond the limit
    """

    def __init__(self, file: InputFile, line_limit: int = 0) -> None:
        self._name, self._limit = file.name, line_limit
        self._close: list[Callable[[], None]] = []
        self._disk: IO[bytes] = file.path.open("rb")
        self._inner: IO[bytes] = self._disk
        self._close.append(self._disk.close)
        self._packed = False
        self._count = self._line = 0
        self._lines = 1
        try:
            self._unpack(file)
        except BaseException:
            self._disk.close()
            raise

    def _unpack(self, file: InputFile) -> None:
        if file.member:
            archive = zipfile.ZipFile(self._disk)
            self._inner = archive.open(file.member)
            self._close[:0] = [self._inner.close, archive.close]
            self._packed = True
        head = self._inner.read(8)
        self._inner.seek(0)
        kind = compression(head)
        if not kind:
            return
        self._packed = True
        if kind == "zst":
            import zstandard  # noqa: PLC0415

            # 128 MB window: what `zstd --long=27` writes; more is refused.
            unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
            self._inner = cast(IO[bytes], unpacker.stream_reader(self._inner, read_across_frames=True))
        else:
            opener: dict[str, Callable[..., Any]] = {"gz": gzip.GzipFile, "xz": lzma.LZMAFile, "bz2": bz2.BZ2File}
            self._inner = opener[kind](fileobj=self._inner) if kind == "gz" else opener[kind](self._inner)
        self._close.insert(0, self._inner.close)

    @property
    def position(self) -> int:
        """Return how many bytes of the file on disk have been read."""
        return 0 if self.closed else self._disk.tell()

    def readable(self) -> bool:
        """Say yes: this stream can be read."""
        return True

    def readinto(self, target: WriteableBuffer) -> int:
        """Fill the buffer and return how many bytes came; 0 at the end."""
        view = memoryview(target).cast("B")
        try:
            data = self._inner.read(len(view))
        except _broken_kinds() as problem:
            what = "terpotong" if isinstance(problem, EOFError) else "rusak"
            raise ReadError(
                _n(
                    "{name}: berkas kompresi {what} setelah {count} bita isi ({problem}); unduh atau kompres ulang",
                    self._count,
                ).format(name=self._name, what=what, count=self._count, problem=problem)
            ) from None
        except OSError as problem:
            raise system_error(self._name, problem) from None
        self._count += len(data)
        if self._packed and self._count > max(BOMB_FREE, RATIO * os.fstat(self._disk.fileno()).st_size):
            raise ReadError(
                _(
                    "{name}: mengembang lebih dari {ratio} kali ukurannya, seperti bom kompresi;"
                    " buka sendiri dengan alat lain bila yakin aman"
                ).format(name=self._name, ratio=RATIO)
            )
        if self._limit:
            self._check_line(data)
        view[: len(data)] = data
        return len(data)

    def _check_line(self, data: bytes) -> None:
        last = max(data.rfind(b"\n"), data.rfind(b"\r"))
        if last < 0:
            self._line += len(data)
        else:
            self._lines += data.count(b"\n")
            self._line = len(data) - last
        if self._line > self._limit:
            raise ReadError(
                _(
                    "{name}: baris {lines} lebih panjang dari {limit} MB; ini bukan ekspor pos, periksa berkasnya"
                ).format(name=self._name, lines=self._lines, limit=self._limit >> 20)
            )

    def close(self) -> None:
        """Close the file and everything opened on it."""
        if not self.closed:
            for close in self._close:
                close()
        super().close()


def open_bytes(file: InputFile, line_limit: int = 0) -> ByteStream:
    """Return the unpacked bytes of an input; raises `ReadError` when it cannot be opened."""
    try:
        return ByteStream(file, line_limit)
    except _broken_kinds() as problem:
        raise _broken(file.name, problem) from None
    except (RuntimeError, NotImplementedError, KeyError, ValueError, struct.error) as problem:  # a password, bad places
        raise _broken(file.name, problem) from None
    except OSError as problem:
        raise system_error(file.name, problem) from None


def _broken(name: str, problem: Exception) -> ReadError:
    return ReadError(
        _("{name}: arsip rusak atau bersandi ({problem}); buka sendiri lalu coba isinya").format(
            name=name, problem=problem
        )
    )


def read_head(file: InputFile, size: int) -> bytes:
    """Return up to `size` unpacked bytes from the beginning of an input; raises `ReadError`."""
    with open_bytes(file) as stream, io.BufferedReader(stream, 1 << 16) as buffered:
        return buffered.read(size)
