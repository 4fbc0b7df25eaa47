"""Reads and writes the files of other annotation tools: JSON for Label Studio, JSON lines for doccano and Prodigy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netral_cli.atomic import new_file
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.posts.jsontext import without_lone_surrogates
from netral_cli.review.decision import WrongLabelError
from netral_cli.review.exchange import doccano, label_studio, prodigy
from netral_cli.review.labelfile import LabelFile, LabelRow, row_cells
from netral_cli.system_words import reason

_MOST_PROBLEMS = 20
# Some readers take these for ends of lines; in JSON they only stand inside strings.
_BREAKS = re.compile("[\x85\u2028\u2029]")


class ExchangeError(NetralError):
    """A file of another tool cannot be read: the message names file, task and what is wrong, a line each."""


@dataclass(frozen=True, slots=True)
class Format:
    """One tool's format; lines: one JSON object a line, else one JSON list."""

    to_task: Callable[[LabelRow], dict[str, Any]]
    from_task: Callable[[Mapping[str, Any]], LabelRow]
    lines: bool


FORMATS: Mapping[str, Format] = {
    label_studio.NAME: Format(label_studio.to_task, label_studio.from_task, lines=False),
    doccano.NAME: Format(doccano.to_task, doccano.from_task, lines=True),
    prodigy.NAME: Format(prodigy.to_task, prodigy.from_task, lines=True),
}


def export_bytes(rows: Sequence[LabelRow], name: str) -> bytes:
    """Return labelled posts as a file of a tool."""
    chosen = FORMATS[name]
    tasks = [chosen.to_task(row) for row in rows]
    if chosen.lines:
        text = "".join(json.dumps(task, ensure_ascii=False) + "\n" for task in tasks)
    else:
        text = json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"
    text = _BREAKS.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
    return without_lone_surrogates(text).encode()


def write_export(path: Path, rows: Sequence[LabelRow], name: str) -> None:
    """Write labelled posts for a tool in one step; raises `WriteError`."""
    with new_file(path) as target:
        target.write(export_bytes(rows, name))


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _whole(value: Any) -> Any:
    """Return a JSON value with half emoji, which no file can hold, replaced."""
    if isinstance(value, str):
        return without_lone_surrogates(value)
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(part) for key, part in value.items()}
    return value


def _tasks(data: bytes, lines: bool, where: str) -> list[tuple[str, Any]]:
    """Return the tasks with where each stands."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ExchangeError(
            _("{path}: bukan UTF-8 (bita ke-{byte}); ekspor ulang").format(path=where, byte=problem.start + 1)
        ) from None
    out = []
    place = where
    try:
        if not lines or text.lstrip()[:1] == "[":
            found = json.loads(text, parse_constant=_no_constant)
            if not isinstance(found, list):
                raise ExchangeError(_("{path}: bukan daftar tugas; ekspor sebagai JSON").format(path=where))
            words = _("{path}: tugas ke-{number}")
            return [(words.format(path=where, number=k), _whole(task)) for k, task in enumerate(found, 1)]
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                place = _("{path}: baris {number}").format(path=where, number=number)
                out.append((place, _whole(json.loads(line, parse_constant=_no_constant))))
    except (ValueError, RecursionError) as problem:
        raise ExchangeError(_("{place}: bukan JSON ({problem})").format(place=place, problem=problem)) from None
    return out


def import_rows(path: Path, name: str) -> list[LabelRow]:
    """Return the labelled posts in a tool's file; raises `ExchangeError` with every wrong task, up to twenty."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise ExchangeError(
            _("{path}: tidak dapat dibaca ({problem})").format(path=path, problem=reason(problem))
        ) from None
    rows, problems = list[LabelRow](), list[str]()
    seen: dict[str, str] = {}
    for place, task in _tasks(data, FORMATS[name].lines, str(path)):
        try:
            if not isinstance(task, dict):
                raise WrongLabelError("", _("bukan objek JSON"))
            row = FORMATS[name].from_task(task)
        except WrongLabelError as problem:
            problems.append(f"{place}: {problem}")
            continue
        except (TypeError, AttributeError, ValueError) as problem:
            problems.append(
                _("{place}: bukan tugas {tool} ({problem})").format(place=place, tool=name, problem=problem)
            )
            continue
        if row.id in seen:
            problems.append(_("{place}: id {id} sudah dipakai di {earlier}").format(
                place=place, id=repr(row.id[:40]), earlier=seen[row.id]
            ))  # fmt: skip
        seen[row.id] = place
        rows.append(row)
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [_("... dan {count} tugas lain yang salah").format(count=more)] if more > 0 else []
        raise ExchangeError("\n".join([*problems[:_MOST_PROBLEMS], *rest]))
    if not rows:
        raise ExchangeError(_("{path}: tidak ada satu pun tugas di dalamnya").format(path=path))
    return rows


def label_file_of(rows: Sequence[LabelRow]) -> LabelFile:
    """Return labelled posts as a file of labels."""
    out = LabelFile()
    out.rows = [row_cells(row) for row in rows]
    out.widen(name for row in out.rows for name in row)
    return out
