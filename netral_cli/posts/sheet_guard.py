"""Looks into a workbook before it is loaded, so that a small file cannot fill the memory."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from netral_cli.language import _
from netral_cli.posts.source import ReadError
from netral_cli.system_words import reason

# Unpacked size of all parts, and cells of the rectangle that a sheet spans.
MOST_BYTES = 2 * 1024**3
MOST_CELLS = 40_000_000
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError)
_CELL = re.compile(rb"""\sr=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ODS_ROW = re.compile(rb"""<table:table-row\b|number-(rows|columns)-repeated=["']([0-9]+)["']|<text:p|office:value""")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def check_workbook(path: Path, name: str) -> None:
    """Raise `ReadError` for a workbook that unpacks to more than the bounds or has unsafe names inside."""
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > 512 * 1024**2:
            raise ReadError(_("{name}: buku kerja lama di atas 512 MB; simpan sebagai CSV").format(name=name))
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unsafe = next((p.filename for p in parts if unsafe_name(p.filename)), None)
            if unsafe is not None:
                raise ReadError(
                    _("{name}: nama {unsafe!r} di dalam arsip keluar dari foldernya; berkas ditolak").format(
                        name=name, unsafe=unsafe
                    )
                )
            total = sum(part.file_size for part in parts)
            if total > MOST_BYTES:
                raise ReadError(
                    _(
                        "{name}: isinya {total:.1f} GB setelah dibuka, batasnya {most_bytes} GB (bom XLSX?);"
                        " simpan sebagai CSV"
                    ).format(name=name, total=total / 1024**3, most_bytes=MOST_BYTES >> 30)
                )
            for part in parts:
                if part.filename.lower().endswith(".xml"):
                    _check_part(archive, part, name)
    except (*_BROKEN, OSError, ValueError, RuntimeError) as problem:
        raise ReadError(
            _("{name}: buku kerja rusak atau bersandi ({problem}); simpan ulang lalu coba lagi").format(
                name=name, problem=reason(problem)
            )
        ) from None


def unsafe_name(name: str) -> bool:
    """Say whether a name inside an archive points outside of it."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or (len(plain) > 1 and plain[1] == ":")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Read a part to its end (so that its stated size is true) and bound the rectangle of its cells."""
    is_sheet = "worksheets/" in part.filename
    is_ods = part.filename == "content.xml"
    width = height = 0
    cells = row = column = 1
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            data = tail + piece
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise ReadError(
                    _("{name}: memuat DOCTYPE, yang tidak pernah ada di buku kerja; berkas ditolak").format(name=name)
                )
            if is_sheet:
                found = _CELL.findall(data)
                width = max(width, *map(_column, {letters for letters, _ in found}), 0)
                height = max(height, *map(int, {digits for _, digits in found}), 0)
                cells = width * height
            elif is_ods:
                for match in _ODS_ROW.finditer(data):
                    if match[0] == b"<table:table-row":
                        row = column = 1
                    elif match[1] == b"rows":
                        row = int(match[2])
                    elif match[1] == b"columns":
                        column = int(match[2])
                    elif row * column > 1_000_000:
                        cells = max(cells, row * column * 40)
            if cells > MOST_CELLS:
                raise ReadError(
                    _(
                        "{name}: lembar menjangkau {cells:,} sel, batasnya {most_cells:,};"
                        " hapus sel jauh yang tidak dipakai"
                    ).format(name=name, cells=cells, most_cells=MOST_CELLS)
                )
            tail = data[-64:]
