"""Reads a line whose quotation marks are wrong, where there is only one way to read it."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=8)
def _field(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'"((?:[^"]|"(?!{d}|\Z))*)"(?={d}|\Z)|([^{d}]*)')


def mend(line: str, delimiter: str, width: int) -> list[str] | None:
    """Return the `width` fields of a line in which quotation marks inside a field were not doubled.

    A mark opens only at the start of a field and closes only at its end. None where that does not give `width`
    fields, where a mark stays open, or where doubled marks leave more than one reading.
    """
    line = line.rstrip("\r\n")
    field = _field(delimiter)
    out: list[str] = []
    at = 0
    while True:
        match = field.match(line, at)
        if match is None:
            return None
        quoted, bare = match[1], match[2]
        value = bare if quoted is None else quoted
        if (quoted is None and bare.startswith('"')) or '""' in value:
            return None
        out.append(value)
        at = match.end()
        if at >= len(line):
            break
        at += 1  # the delimiter
    return out if len(out) == width else None
