"""Tells which ids of posts a spreadsheet has rounded: they name no post any more."""

from __future__ import annotations

import re

# What Excel makes of 1789012345678901234: 1.78901E+18 in CSV, 15 digits and zeros in XLSX. One id in a hundred ends in
# two zeros by chance; most ids of a file do not.
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{2}|\d{15}0{2,}", re.I)


def is_rounded(cell: str) -> bool:
    """Return whether a cell holds a number that a spreadsheet rounded."""
    return len(cell) > 4 and _ROUNDED.fullmatch(cell.strip()) is not None
