"""Understands the cells of labelled files: yes or no, signals, a context; says what is wrong with a cell."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

from netral_cli.language import _
from netral_cli.posts.source import one_line
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS

YES = frozenset(
    {
        "ya", "y", "yes", "1", "1.0", "true", "benar", "positif", "positive", "melanggar", "indikasi", "bersinyal",
        "partisan", "tidak netral",
    }
)  # fmt: skip
NO = frozenset(
    {
        "tidak", "t", "no", "n", "0", "0.0", "false", "salah", "negatif", "negative", "netral", "aman", "bukan",
        "tidak melanggar", "tanpa sinyal",
    }
)  # fmt: skip
# What reviewers write where they do not decide: such posts teach nothing.
UNDECIDED = frozenset(["ragu", "lewati", "skip", "?"])
_SEPARATORS = re.compile(r"[|,;]")


class CellError(Exception):
    """A cell is wrong; `column` says which, the message what is wrong and the mend."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


@dataclass(frozen=True, slots=True)
class YesNo:
    """Reads yes/no cells.

    positives: values that mean yes, given by the user; every other value then means no. Without them the usual words
    are known and any other is refused.
    """

    positives: Collection[str] = ()

    def read(self, value: str, column: str) -> bool:
        """Return what a cell says; raises `CellError` for a word that is neither yes nor no."""
        said = plain_value(value)
        if self.positives:
            return said in {plain_value(known) for known in self.positives}
        if said in YES:
            return True
        if said in NO:
            return False
        raise CellError(
            column,
            _("{value} bukan ya atau tidak; tulis ya/tidak, atau sebut nilai yang berarti ya dengan --positif").format(
                value=shown(value)
            ),
        )


def plain_value(value: str) -> str:
    """Return a cell without case and without blanks around and doubled inside it."""
    return " ".join(value.casefold().split())


def shown(value: str) -> str:
    """Return a cell as messages quote it: on one line, cut."""
    return repr(one_line(value[:60]))


def is_undecided(value: str) -> bool:
    """Say whether a cell says that its reviewer did not decide."""
    return plain_value(value) in UNDECIDED


def read_signals(value: str, column: str) -> tuple[str, ...]:
    """Return the signals in a cell: ids with `|`, `,` or `;` between them, or a JSON list; each once, in their order.

    Raises `CellError` for an unknown one.
    """
    stripped = value.strip()
    parts: list[str] = _SEPARATORS.split(stripped)
    if stripped.startswith("["):
        try:
            parts = [str(part) for part in json.loads(stripped)]
        except ValueError:
            raise CellError(
                column, _("{value} bukan daftar JSON; tulis sinyal dengan | di antaranya").format(value=shown(value))
            ) from None
    names = [plain_value(part) for part in parts if part.strip()]
    unknown = [
        part for part, name in zip([p for p in parts if p.strip()], names, strict=True) if name not in SIGNAL_IDS
    ]
    if unknown:
        raise CellError(
            column,
            _("{value} bukan sinyal; yang ada: {known}").format(value=shown(unknown[0]), known=", ".join(SIGNAL_IDS)),
        )
    return tuple(dict.fromkeys(names))


def read_context(value: str, column: str) -> str:
    """Return the context in a cell, or an empty text; raises `CellError` for an unknown one."""
    name = plain_value(value)
    if name and name not in CONTEXT_IDS:
        raise CellError(
            column,
            _("{value} bukan konteks; yang ada: {known}").format(
                value=shown(value.strip()), known=", ".join(CONTEXT_IDS)
            ),
        )
    return name


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one row.

    answer: the yes or no where that is all that is known, else None; knows_context: whether `context` means anything
    """

    signals: tuple[str, ...]
    context: str
    answer: bool | None = None
    knows_context: bool = True


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """The names of the columns with labels in one file; None where it has none of the kind."""

    signals: str | None
    context: str | None
    label: str | None

    def read(self, signals: str, context: str, label: str, yes_no: YesNo) -> Labels | None:
        """Return the labels in the three cells of a row, None where none is filled or the reviewer did not decide.

        Raises `CellError` for a wrong cell and for cells that contradict each other.
        """
        if any(is_undecided(cell) for cell in (signals, context, label)):
            return None
        found = read_signals(signals, self.signals or "")
        meant = read_context(context, self.context or "")
        if found and meant:
            raise CellError(
                _("{signals} dan {context}").format(signals=self.signals, context=self.context),
                _("keduanya terisi: {signals} dan {context}; isi salah satu saja").format(
                    signals="|".join(found), context=meant
                ),
            )
        answer = yes_no.read(label, self.label or "") if label.strip() else None
        if answer is not None and ((found and not answer) or (meant and answer)):
            raise CellError(
                str(self.label),
                _("{value} bertentangan dengan {other} di baris yang sama; perbaiki salah satunya").format(
                    value=shown(label), other="|".join(found) or meant
                ),
            )
        if found or meant:
            return Labels(found, meant, None, self.context is not None)
        return None if answer is None else Labels((), "", answer, knows_context=False)
