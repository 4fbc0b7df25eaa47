"""Remembers the texts met last, so that a repeated one is scored once, and counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from netral_cli.verdict import Verdict


@dataclass(slots=True)
class _Cell:
    """The place where the verdict of a text appears once its batch is done; `known` is False until it is asked for."""

    verdict: Verdict | None = None
    known: bool = True


_ELSEWHERE = _Cell(known=False)


@dataclass(slots=True)
class Plan:
    """What is to be scored of a batch, and where the verdicts go.

    todo: the texts to be scored, each once; duplicates: texts that were met before
    """

    cells: list[_Cell]
    todo: list[str]
    fresh: list[_Cell]
    duplicates: int

    def finished(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """Put the verdicts of `todo` into their places and return those of the whole batch."""
        for cell, verdict in zip(self.fresh, verdicts, strict=True):
            cell.verdict = verdict
        return [cell.verdict for cell in self.cells if cell.verdict is not None]


@dataclass
class Memory:
    """The texts met last, so that a repeated one is scored once; what it finds depends on the input alone.

    most: texts kept; longest: longer texts, in characters, are remembered within their batch only
    """

    most: int = 20_000
    longest: int = 1000
    # In the order in which they were met last.
    _cells: dict[str, _Cell] = field(default_factory=dict)

    def count(self, texts: Sequence[str]) -> int:
        """Take note of texts that are scored elsewhere and return how many were met before: what `plan` says."""
        duplicates, cells = 0, self._cells
        long: set[str] = set()
        for text in texts:
            if text in cells:
                cells[text] = cells.pop(text)
                duplicates += 1
            elif len(text) <= self.longest:
                cells[text] = _ELSEWHERE
            elif text in long:
                duplicates += 1
            else:
                long.add(text)
        self._forget()
        return duplicates

    def plan(self, texts: Sequence[str]) -> Plan:
        """Return what is to be scored of a batch."""
        mine: dict[str, _Cell] = {}
        cells: list[_Cell] = []
        plan = Plan(cells, [], [], 0)
        for text in texts:
            cell = mine.get(text)
            if cell is None:
                cell = self._cells.get(text)
                if cell is not None:
                    self._cells[text] = self._cells.pop(text)
                    plan.duplicates += 1
                if cell is None or not cell.known:
                    cell = _Cell()
                    plan.todo.append(text)
                    plan.fresh.append(cell)
                    if len(text) <= self.longest:
                        self._cells[text] = cell
                mine[text] = cell
            else:
                plan.duplicates += 1
                if len(text) <= self.longest:
                    self._cells[text] = self._cells.pop(text)
            cells.append(cell)
        self._forget()
        return plan

    def _forget(self) -> None:
        for text in list(islice(self._cells, max(len(self._cells) - self.most, 0))):
            del self._cells[text]
