"""Label Studio's JSON: one task a post, with an annotation of choices, quotations and a note.

Offsets are code points, as the editor counts them today. Older versions counted UTF-16 units, so that everything after
an emoji was off; the quoted text in each region tells which of the two a file means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netral_cli.language import _
from netral_cli.review.decision import SKIP, Label, WrongLabelError
from netral_cli.review.exchange.task import EVIDENCE, OWN, kept, label_of, names_of, own_object, row_of, span_of
from netral_cli.review.item import Span, short_hash
from netral_cli.review.labelfile import LabelRow

NAME = "label-studio"
_TEXT, _CHOICES, _SPANS, _NOTE = "text", "label", "bukti", "catatan"
# In `meta`: what a file says beyond what we read, by where it stood.
_TASK, _DATA, _ANNOTATION, _REGIONS = "tugas", "data", "anotasi", "wilayah"


def to_task(row: LabelRow) -> dict[str, Any]:
    """Return a post as a task. Quotations of a post that nobody labelled yet are a prediction, for the annotator."""
    rest = kept(row, NAME)
    data = {**rest.get(_DATA, {}), "text": row.text, OWN: own_object(row, NAME)}
    spans = [_region(row, k, span) for k, span in enumerate(row.spans)]
    others = rest.get(_REGIONS, [])
    task = {**rest.get(_TASK, {}), "data": data}
    note = row.others.get(_NOTE, "")
    names = names_of(row.label)
    if not names and not note and not others and _ANNOTATION not in rest:
        predicted = {"predictions": [{"model_version": OWN, "result": spans}]} if spans else {}
        return {**task, "annotations": [], **predicted}
    result = [*spans]
    if names:
        result.append(_result(row, "choices", _CHOICES, {"choices": names}))
    if note:
        result.append(_result(row, "textarea", _NOTE, {"text": [note]}))
    own = {"was_cancelled": row.label.status == SKIP, **rest.get(_ANNOTATION, {})}
    return {**task, "annotations": [{**own, "result": [*result, *others]}]}


def _result(row: LabelRow, kind: str, name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    identifier = short_hash(f"{row.id}\0{row.text}\0{name}")
    return {"id": identifier, "from_name": name, "to_name": _TEXT, "type": kind, "value": dict(value)}


def _region(row: LabelRow, number: int, span: Span) -> dict[str, Any]:
    value = {
        "start": span.start, "end": span.end, "text": row.text[span.start : span.end],
        "labels": list(span.labels) or [EVIDENCE],
    }  # fmt: skip
    return {**_result(row, "labels", _SPANS, value), "id": short_hash(f"{row.id}\0{row.text}\0{number}")}


def from_task(task: Mapping[str, Any]) -> LabelRow:
    """Return the post of a task; raises `WrongLabelError`."""
    data = task.get("data")
    if not isinstance(data, dict):
        raise WrongLabelError("data", _("bukan tugas Label Studio: tidak ada objek data"))
    text = data.get("text")
    annotation = _annotation(task)
    results = (annotation or {}).get("result") or []
    predicted = [] if annotation else _predicted(task)
    names, spans, notes, others = list[Any](), list[Span](), list[str](), list[Any]()
    for result in [*results, *predicted]:
        kind, value = (result.get("type"), result.get("value")) if isinstance(result, dict) else (None, None)
        if kind == "labels" and isinstance(value, dict):
            spans.append(_span(text, value))
        elif kind == "choices" and isinstance(value, dict):
            names += value.get("choices") or []
        elif kind == "textarea" and isinstance(value, dict):
            said = value.get("text")
            notes += [said] if isinstance(said, str) else list(map(str, said or []))
        else:
            others.append(result)
    skipped = bool((annotation or {}).get("was_cancelled"))
    label = Label(SKIP) if skipped and not names else label_of(names)
    rest = _rest(task, data, annotation, others)
    other_id = data.get("id", task.get("id"))
    return row_of(text, data.get(OWN), other_id, label, spans, "\n".join(notes), NAME, rest)


def _annotation(task: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the annotation that counts: the only one, or the one that is marked as ground truth."""
    found = [a for a in task.get("annotations") or [] if isinstance(a, dict)]
    done = [a for a in found if not a.get("was_cancelled")] or found
    chosen = [a for a in done if a.get("ground_truth")] or done
    if len(chosen) > 1:
        raise WrongLabelError(
            "annotations",
            _("ada {count} anotasi; tandai satu sebagai ground truth, atau ekspor per penilai lalu gabungkan").format(
                count=len(chosen)
            ),
        )
    return chosen[0] if chosen else None


def _predicted(task: Mapping[str, Any]) -> list[Any]:
    mine = [p for p in task.get("predictions") or [] if isinstance(p, dict) and p.get("model_version") == OWN]
    return list(mine[0].get("result") or []) if mine else []


def _rest(
    task: Mapping[str, Any], data: Mapping[str, Any], annotation: Mapping[str, Any] | None, others: list[Any]
) -> dict[str, Any]:
    """Return what is not read but kept, so that it is there when the post goes back."""
    parts: dict[str, Any] = {
        _TASK: {k: v for k, v in task.items() if k not in ("data", "annotations", "predictions")},
        _DATA: {k: v for k, v in data.items() if k not in ("text", OWN)},
        _ANNOTATION: {k: v for k, v in (annotation or {}).items() if k not in ("result", "was_cancelled")},
        _REGIONS: others,
    }
    return {name: part for name, part in parts.items() if part}


def _units(text: str, offset: int) -> int:
    """Return the place in code points of a place in UTF-16 units; -1 where there is none."""
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * offset]
    try:
        return len(data.decode("utf-16-le"))
    except UnicodeDecodeError:
        return -1


def _span(text: Any, value: Mapping[str, Any]) -> Span:
    start, end, quote = value.get("start"), value.get("end"), value.get("text")
    labels = value.get("labels") or []
    if not (isinstance(text, str) and isinstance(quote, str) and isinstance(start, int) and isinstance(end, int)):
        return span_of(text, start, end, labels)
    # The editor writes a line break inside a quotation as \n in two signs.
    wanted = {quote, quote.replace("\\n", "\n")}
    if text[max(start, 0) : end] in wanted:
        return span_of(text, start, end, labels)
    first, last = _units(text, max(start, 0)), _units(text, max(end, 0))
    if 0 <= first <= last and text[first:last] in wanted:
        return span_of(text, first, last, labels)
    raise WrongLabelError(
        "bukti",
        _("kutipan {start}-{end} seharusnya {quote}, tetapi di teks {found}").format(
            start=start, end=end, quote=repr(quote[:40]), found=repr(text[max(start, 0) : end][:40])
        ),
    )
