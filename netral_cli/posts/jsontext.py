"""JSON whose numbers stay as they are written: parsing, flattening to columns, and writing again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

DEPTH = 20
# Under these keys an export keeps its list of posts.
LIST_KEYS = (
    "data", "tweets", "statuses", "results", "result", "items", "posts", "comments", "videos", "records", "rows",
    "messages", "media", "entries", "hits", "documents", "search_results", "response", "content", "unggahan",
    "komentar",
)  # fmt: skip
_LONE = re.compile("[\ud800-\udfff]")
_string = json.encoder.encode_basestring


class Number(str):
    """A JSON number (or NaN, Infinity) as it is written."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number)


def without_lone_surrogates(text: str) -> str:
    """Return the text with half emoji, which no file can hold, replaced by U+FFFD."""
    return _LONE.sub("\ufffd", text)


def dump(value: Any) -> str:
    """Return the compact JSON of a value read by `DECODER`, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{_string(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return {None: "null", True: "true", False: "false"}[value]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    return "" if value is None else dump(value)


def flatten(record: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return `(column, text)` of an object: nested ones give `outer.inner`, lists compact JSON."""
    for key, value in record.items():
        name = prefix + key
        if isinstance(value, dict) and value and depth < DEPTH:
            yield from flatten(value, name + ".", depth + 1)
        else:
            yield name, _cell(value)


def cells(record: dict[str, Any], raw: str) -> dict[str, str]:
    """Return the cells of a record by column; a name that comes twice gets ` (2)`."""
    found: dict[str, str] = {}
    for name, value in flatten(record):
        free, n = name, 1
        while free in found:
            n += 1
            free = f"{name} ({n})"
        found[free] = value
    if "\\u" in raw:
        return {without_lone_surrogates(k): without_lone_surrogates(v) for k, v in found.items()}
    return found


def page(record: dict[str, Any]) -> list[Any] | None:
    """Return the posts of an object that is a page of posts, as APIs send them; None for a post."""
    for key in LIST_KEYS:
        value = record.get(key)
        if isinstance(value, dict):
            inner = page(value)
            if inner is not None and len(record) <= 6:
                return inner
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value) and len(record) <= 6:
            return value
    return None
