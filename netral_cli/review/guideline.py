"""The short guideline for reviewers, as it is shown on a sheet of the workbook and on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; kind: `judul`, `butir` (of a list) or `teks`."""

    kind: str
    text: str


@cache
def guideline() -> tuple[Line, ...]:
    """Return the guideline, paragraph by paragraph."""
    text = files(__package__).joinpath("panduan.md").read_text(encoding="utf-8")
    return tuple(_line(raw) for raw in text.splitlines() if raw.strip())


def _line(raw: str) -> Line:
    if raw.startswith("# "):
        return Line("judul", raw[2:])
    if raw.startswith("- "):
        return Line("butir", raw[2:])
    return Line("butir" if raw[:1].isdigit() else "teks", raw)
