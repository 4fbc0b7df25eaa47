"""Tables of figures on a terminal: names to the left, numbers to the right."""

from __future__ import annotations

import json
from math import isfinite, isnan
from typing import Any

from rich.table import Table

from netral_cli.model.bootstrap import Interval


def figures_table(title: str, *columns: str, left: int = 1) -> Table:
    """Return an empty table; the first `left` columns hold words, the others numbers."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i < left else "right", overflow="fold")
    return table


def number(value: float, digits: int = 3, signed: bool = False) -> str:
    """Return a figure, or nothing where there is none."""
    if isnan(value):
        return ""
    return f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"


def span(interval: Interval | None, signed: bool = False) -> str:
    """Return an interval as `0.71-0.80`, or nothing where it cannot be told."""
    if interval is None or isnan(interval.low):
        return ""
    if signed:
        return f"{interval.low:+.3f} .. {interval.high:+.3f}"
    return f"{interval.low:.2f}-{interval.high:.2f}"


def as_json(data: Any) -> str:
    """Return data as JSON in which a figure that cannot be told is null: NaN is no JSON."""
    return json.dumps(_without_nan(data), indent=1)


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(inner) for inner in value]
    return value
