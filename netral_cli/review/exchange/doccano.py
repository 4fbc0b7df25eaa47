"""doccano's JSON lines for projects with quotations and categories (`entities` and `cats`); offsets are code points.

Also reads `label` of its projects for sequence labelling (triples) and for classification (names). In a project that
counts graphemes, choose code points before exporting: graphemes cannot be told from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netral_cli.language import _
from netral_cli.review.decision import WrongLabelError
from netral_cli.review.exchange.task import OWN, joined, kept, label_of, names_of, own_object, row_of, single, span_of
from netral_cli.review.item import Span
from netral_cli.review.labelfile import LabelRow

NAME = "doccano"
_READ = ("text", "entities", "cats", "label", "labels", "catatan", OWN)


def to_task(row: LabelRow) -> dict[str, Any]:
    """Return a post as one line."""
    note = row.others.get("catatan", "")
    return {
        **kept(row, NAME), "text": row.text, "entities": [list(part) for part in single(row.spans)],
        "cats": names_of(row.label), **({"catatan": note} if note else {}), OWN: own_object(row, NAME),
    }  # fmt: skip


def from_task(task: Mapping[str, Any]) -> LabelRow:
    """Return the post of a line; raises `WrongLabelError`."""
    text = task.get("text")
    names = list(task.get("cats") or [])
    spans: list[Span] = []
    for entry in [*(task.get("entities") or []), *(task.get("label") or []), *(task.get("labels") or [])]:
        if isinstance(entry, str):
            names.append(entry)
        elif isinstance(entry, dict):
            spans.append(span_of(text, entry.get("start_offset"), entry.get("end_offset"), [entry.get("label")]))
        elif isinstance(entry, list) and len(entry) == 3:
            spans.append(span_of(text, entry[0], entry[1], [entry[2]]))
        else:
            raise WrongLabelError("entities", _("{value} bukan kutipan doccano").format(value=repr(entry)[:60]))
    rest = {k: v for k, v in task.items() if k not in _READ}
    note = str(task.get("catatan") or "")
    return row_of(text, task.get(OWN), task.get("id"), label_of(names), joined(spans), note, NAME, rest)
