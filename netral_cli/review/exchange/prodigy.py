"""Prodigy's JSON lines (blocks of `choice` and `spans_manual`); offsets are code points, as Python counts.

`answer` says what became of a task: accept (the choices hold), ignore (skipped), reject: the annotator found the
proposal wrong without saying what is right, which is a doubt here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netral_cli.language import _
from netral_cli.review.decision import DOUBT, SKIP, Label, WrongLabelError
from netral_cli.review.exchange.task import OWN, joined, kept, label_of, names_of, own_object, row_of, single, span_of
from netral_cli.review.labelfile import LabelRow
from netral_cli.signals.catalogue import contexts, signals

NAME = "prodigy"
_READ = ("text", "spans", "options", "accept", "answer", "label", "catatan", OWN)
_SPANS = "kutipan"
_REJECTED = "ditolak"


def to_task(row: LabelRow) -> dict[str, Any]:
    """Return a post as one line; without a label it has no answer yet."""
    rest = kept(row, NAME)
    further, rejected = rest.pop(_SPANS, []), rest.pop(_REJECTED, None)
    note = row.others.get("catatan", "")
    spans = [{"start": start, "end": end, "label": name} for start, end, name in single(row.spans)]
    if len(further) == len(spans):
        spans = [{**more, **span} for more, span in zip(further, spans, strict=True)]
    task = {
        **rest, "text": row.text, "spans": spans,
        "options": [{"id": label.id, "text": label.nama} for label in (*signals(), *contexts())],
        **({"catatan": note} if note else {}), OWN: own_object(row, NAME),
    }  # fmt: skip
    if row.label == Label(SKIP):
        return {**task, "accept": [], "answer": "ignore"}
    if row.label == Label(DOUBT) and rejected is not None:
        return {**task, "accept": rejected, "answer": "reject"}
    names = names_of(row.label)
    return {**task, "accept": names, "answer": "accept"} if names else task


def from_task(task: Mapping[str, Any]) -> LabelRow:
    """Return the post of a line; raises `WrongLabelError`."""
    text, answer = task.get("text"), task.get("answer")
    if answer not in (None, "accept", "reject", "ignore"):
        words = _("answer {value} bukan accept, reject, atau ignore")
        raise WrongLabelError("answer", words.format(value=repr(answer)))
    found = [s for s in task.get("spans") or [] if isinstance(s, dict)]
    spans = [span_of(text, s.get("start"), s.get("end"), [s.get("label")]) for s in found]
    further = [{k: v for k, v in s.items() if k not in ("start", "end", "label")} for s in found]
    names = [*(task.get("accept") or []), *([task["label"]] if task.get("label") else [])]
    rest = {k: v for k, v in task.items() if k not in _READ} | ({_SPANS: further} if any(further) else {})
    if answer == "ignore":
        label = Label(SKIP)
    elif answer == "reject":
        label, rest[_REJECTED] = Label(DOUBT), names
    else:
        label = label_of(names) if answer == "accept" else Label()
    meta = task.get("meta")
    other_id = meta.get("id") if isinstance(meta, dict) else None
    note = str(task.get("catatan") or "")
    return row_of(text, task.get(OWN), other_id, label, joined(spans), note, NAME, rest)
