"""What a reviewer decided of a post: yes with signals, no with a context, in doubt, or skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from netral_cli.language import _
from netral_cli.review.item import Item
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS

if TYPE_CHECKING:
    from netral_cli.review.labelfile import LabelRow

YES, NO, DOUBT, SKIP = "ya", "tidak", "ragu", "lewati"
ANSWERS = (YES, NO, DOUBT, SKIP)
_SEPARATORS = re.compile(r"[|,;\n]")
_SPACES = re.compile(r"[\s\-]+")


class WrongLabelError(ValueError):
    """A label is wrong; the message quotes it and says what there is; `field` says which part of the decision."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


@dataclass(frozen=True, slots=True)
class Label:
    """A decision on its own.

    status: of `ANSWERS`; empty: nothing decided. A yes without signals says that they are unknown, as does a no
    without a context.
    """

    status: str = ""
    signals: tuple[str, ...] = ()
    context: str = ""

    @property
    def settled(self) -> bool:
        """Whether it is a yes or a no."""
        return self.status in (YES, NO)

    def words(self) -> str:
        """Return the label in one line."""
        return " ".join(part for part in (self.status, "|".join(self.signals), self.context) if part)


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's label of one post, with a note.

    time: empty where the file does not say when; row: the row of a file of labels that it comes from
    """

    item: Item
    label: Label
    reviewer: str
    note: str = ""
    time: str = ""
    row: LabelRow | None = None


def _plain(text: str) -> str:
    return _SPACES.sub("_", text.strip().casefold())


def unknown(value: str, known: Sequence[str], message: str) -> str:
    """Return what to say of an unknown value: the value, the nearest known one, and all there are."""
    near = get_close_matches(_plain(value), known, 1, 0.75)
    hint = _("; mungkin maksudnya '{near}'").format(near=near[0]) if near else ""
    return message.format(value=repr(value.strip()[:60]), hint=hint, known=", ".join(known))


def read_answer(value: str) -> str:
    """Return a status as its code; raises `WrongLabelError` for anything else than the four and nothing."""
    found = _plain(value)
    if found and found not in ANSWERS:
        raise WrongLabelError("status", unknown(value, ANSWERS, _("{value} bukan status{hint}; yang ada: {known}")))
    return found


def read_signals(value: str) -> tuple[str, ...]:
    """Return the signals in a text, one or several with `|` between them; raises `WrongLabelError`."""
    out = []
    for part in _SEPARATORS.split(value):
        name = _plain(part)
        if not name:
            continue
        if name not in SIGNAL_IDS:
            if name in CONTEXT_IDS:
                raise WrongLabelError(
                    "signals", _("'{name}' adalah konteks, bukan sinyal; pindahkan ke kolom konteks").format(name=name)
                )
            said = unknown(part, SIGNAL_IDS, _("{value} bukan sinyal{hint}; yang ada: {known}"))
            raise WrongLabelError("signals", said)
        out.append(name)
    return in_order(out)


def in_order(names: Sequence[str]) -> tuple[str, ...]:
    """Return signals in the order of the guideline, each once."""
    chosen = set(names)
    return tuple(name for name in SIGNAL_IDS if name in chosen)


def read_context(value: str) -> str:
    """Return a context as its id; raises `WrongLabelError`."""
    name = _plain(value)
    if name and name not in CONTEXT_IDS:
        if name in SIGNAL_IDS:
            raise WrongLabelError(
                "context", _("'{name}' adalah sinyal, bukan konteks; pindahkan ke kolom sinyal").format(name=name)
            )
        said = unknown(value, CONTEXT_IDS, _("{value} bukan konteks{hint}; yang ada: {known}"))
        raise WrongLabelError("context", said)
    return name


def make_label(status: str, signals: Sequence[str], context: str) -> Label:
    """Return a label of parts that were read; signals alone mean yes, a context alone means no.

    Raises `WrongLabelError` where the parts contradict each other.
    """
    if signals and context:
        raise WrongLabelError(
            "context",
            _("sinyal {signals} dan konteks '{context}' keduanya terisi; isi salah satu saja").format(
                signals="|".join(signals), context=context
            ),
        )
    status = status or (YES if signals else NO if context else "")
    if status == NO and signals:
        raise WrongLabelError(
            "status", _("status 'tidak' tetapi ada sinyal {signals}; perbaiki salah satunya").format(
                signals="|".join(signals)
            )
        )  # fmt: skip
    if status == YES and context:
        raise WrongLabelError(
            "status", _("status 'ya' tetapi ada konteks '{context}'; perbaiki salah satunya").format(context=context)
        )
    return Label(status, in_order(signals), context)
