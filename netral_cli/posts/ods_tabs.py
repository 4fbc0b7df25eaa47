"""Keeps the tabs in the cells of an ODS workbook, which calamine leaves out."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

_CONTENT = "content.xml"
_TAB = re.compile(rb"<text:tab\b[^>]*?(?:/>|></text:tab>)")
# LibreOffice repeats rich text in this attribute, without the tabs; the paragraphs have them.
_REPEATED = re.compile(rb'\soffice:string-value="[^"]*"')


def _kept(content: bytes) -> bytes:
    return _REPEATED.sub(b"", _TAB.sub(b"&#9;", content))


def with_tabs(path: Path) -> Path | io.BytesIO:
    """Return the workbook itself, or a copy in memory where it is an ODS file with tabs in its cells.

    The file must have passed `sheet_guard.check_workbook`.
    """
    if not zipfile.is_zipfile(path):
        return path
    with zipfile.ZipFile(path) as archive:
        if _CONTENT not in archive.namelist():
            return path
        content = archive.read(_CONTENT)
        if not _TAB.search(content):
            return path
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for part in archive.infolist():
                data = archive.read(part)
                target.writestr(part, _kept(data) if part.filename == _CONTENT else data)
    copy.seek(0)
    return copy
