"""What is in a cell: whether anything is, and what makes it safe for Excel (no formula, not too long)."""

from __future__ import annotations

import re

# What Excel, LibreOffice and Google Sheets take for the start of a formula, also in full width.
_DANGEROUS = re.compile(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
EXCEL_MOST = 32_767
_CUT_MARK = " ...[dipotong]"
_NOT_XML = re.compile("[\ufffe\uffff]")


def is_blank(text: str) -> bool:
    """Say whether nothing can be seen of a text: it is empty, or has only blanks and signs without a shape."""
    stripped = text.strip()
    return not stripped or not any(sign.isprintable() for sign in stripped)


def is_dangerous(text: str) -> bool:
    """Say whether a spreadsheet could take the text for a formula."""
    return _DANGEROUS.match(text) is not None


def safe_cell(text: str) -> str:
    """Return the text with a `'` before it where a spreadsheet could take it for a formula."""
    return "'" + text if is_dangerous(text) else text


def fit_cell(text: str) -> tuple[str, bool]:
    """Return the text as an XLSX cell can hold it, and whether it was cut (at 32,767 UTF-16 units)."""
    if "\ufffe" in text or "\uffff" in text:
        text = _NOT_XML.sub("\ufffd", text)
    if len(text) <= EXCEL_MOST // 2 or len(text.encode("utf-16-le")) // 2 <= EXCEL_MOST:
        return text, False
    units = text.encode("utf-16-le")[: 2 * (EXCEL_MOST - len(_CUT_MARK))]
    return units.decode("utf-16-le", "ignore") + _CUT_MARK, True
