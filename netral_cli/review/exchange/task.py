"""What the three formats share: the `netral` object that travels with a post, quotations, and labels by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from netral_cli.language import _, _n
from netral_cli.review.decision import ANSWERS, NO, YES, Label, WrongLabelError, make_label, unknown
from netral_cli.review.item import Span, own_id
from netral_cli.review.labelfile import LabelRow
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS

OWN = "netral"
# The label of a quotation that speaks for no signal in particular.
EVIDENCE = "bukti"
_NOTE = "catatan"


def own_object(row: LabelRow, tool: str) -> dict[str, Any]:
    """Return what goes with a post for us alone: its id, its other columns, and what further tools kept with it."""
    columns = {name: row.others[name] for name in sorted(row.others) if name != _NOTE}
    others = {name: value for name, value in row.meta.items() if name != tool}
    return {"id": row.id, "kolom": columns} | ({"meta": others} if others else {})


def kept(row: LabelRow, tool: str) -> dict[str, Any]:
    """Return what a tool's own file said of a post beyond what we read."""
    found = row.meta.get(tool)
    return dict(found) if isinstance(found, dict) else {}


def row_of(
    text: Any, own: Any, other_id: Any, label: Label, spans: Sequence[Span], note: str, tool: str,
    rest: Mapping[str, Any],
) -> LabelRow:  # fmt: skip
    """Return a labelled post from what a task says.

    own: the `netral` object, if the task has one; other_id: the id to use without it; rest: what is kept for the tool
    Raises `WrongLabelError`.
    """
    if not isinstance(text, str) or not text.strip():
        raise WrongLabelError("text", _("teksnya kosong atau tidak ada"))
    mine = own if isinstance(own, dict) else {}
    identifier = mine.get("id") if isinstance(mine.get("id"), str) else other_id
    columns = mine.get("kolom") if isinstance(mine.get("kolom"), dict) else {}
    meta = dict(mine["meta"]) if isinstance(mine.get("meta"), dict) else {}
    if rest:
        meta[tool] = dict(rest)
    others = {str(k): str(v) for k, v in (columns or {}).items() if v != ""} | ({_NOTE: note} if note else {})
    known = own_id("" if identifier is None else str(identifier), text)
    return LabelRow(known, text, label, tuple(spans), others, meta)


def names_of(label: Label) -> list[str]:
    """Return a label as a list of names, from which `label_of` finds it again."""
    names = [*label.signals, *([label.context] if label.context else [])]
    implied = YES if label.signals else NO if label.context else ""
    return names if label.status == implied else [label.status, *names] if label.status else names


def label_of(names: Iterable[Any]) -> Label:
    """Return the label that a list of names says; raises `WrongLabelError` for an unknown name or a contradiction."""
    statuses, signals, found = [], [], []
    for name in names:
        if name in ANSWERS:
            statuses.append(name)
        elif name in SIGNAL_IDS:
            signals.append(name)
        elif name in CONTEXT_IDS:
            found.append(name)
        else:
            message = _("label {value} tidak dikenal{hint}; yang ada: {known}")
            raise WrongLabelError("label", unknown(str(name), (*SIGNAL_IDS, *CONTEXT_IDS, *ANSWERS), message))
    for several in (statuses, found):
        if len(set(several)) > 1:
            raise WrongLabelError("label", _("{names} tidak dapat bersama-sama").format(names=", ".join(several)))
    return make_label(statuses[0] if statuses else "", signals, found[0] if found else "")


def span_of(text: Any, start: Any, end: Any, labels: Sequence[Any]) -> Span:
    """Return a quotation; raises `WrongLabelError` where it is not inside the text or has an unknown label."""
    size = len(text) if isinstance(text, str) else 0
    whole = all(isinstance(place, int) and not isinstance(place, bool) for place in (start, end))
    if not whole or not 0 <= start <= end <= size:
        raise WrongLabelError(
            "bukti",
            _n("kutipan {start}-{end} di luar teks ({size} tanda)", size).format(start=start, end=end, size=size),
        )
    for name in labels:
        if name not in SIGNAL_IDS and name not in CONTEXT_IDS and name != EVIDENCE:
            message = _("label kutipan {value} tidak dikenal{hint}; yang ada: {known}")
            raise WrongLabelError("bukti", unknown(str(name), (*SIGNAL_IDS, *CONTEXT_IDS, EVIDENCE), message))
    return Span(start, end, tuple(name for name in labels if name != EVIDENCE))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return quotations with several labels from formats that give each label a line of its own."""
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        same = last is not None and (last.start, last.end) == (span.start, span.end)
        if last is not None and same and last.labels and span.labels and not {*last.labels} & {*span.labels}:
            out[-1] = Span(span.start, span.end, (*last.labels, *span.labels))
        else:
            out.append(span)
    return out


def single(spans: Iterable[Span]) -> list[tuple[int, int, str]]:
    """Return quotations with one label each."""
    return [(s.start, s.end, name) for s in spans for name in s.labels or (EVIDENCE,)]
