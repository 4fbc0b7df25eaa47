"""Tells which ids of posts a spreadsheet has rounded: they name no post any more."""

from __future__ import annotations

import re

# What Excel makes of 1789012345678901234: 1.78901E+18 in CSV, 15 digits and zeros in XLSX. Of ids with 17 digits one in
# a hundred ends in two zeros by chance, of longer ones fewer.
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{2}|\d{15}0{2,}", re.I)
_LONG = re.compile(r"\d{17,}")


def is_rounded(cell: str) -> bool | None:
    """Return whether a long number is as a spreadsheet rounds it; None for what is no long number."""
    cell = cell.strip()
    if len(cell) < 5:
        return None
    return True if _ROUNDED.fullmatch(cell) else False if _LONG.fullmatch(cell) else None
