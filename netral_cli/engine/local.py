"""Classifies a stream of batches in this process or in several; results come in order and each text is scored once."""

from __future__ import annotations

import signal
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from netral_cli.collection import collect_rarely
from netral_cli.engine.packed import pack, unpack
from netral_cli.engine.setup import RunSetup, classifier_for
from netral_cli.language import _, language, use_language
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.verdict import Classifier, Verdict

BATCH = 4000
# Addresses and names never end: beyond this many distinct words the table of a run would fill the memory.
MOST_TOKENS = 200_000
T = TypeVar("T")


@dataclass(slots=True)
class _Cell:
    """The place where the verdict of a text appears once its batch is done; `known` is False until it is asked for."""

    verdict: Verdict | None = None
    known: bool = True


@dataclass(slots=True)
class _Plan:
    cells: list[_Cell]
    todo: list[str]
    fresh: list[_Cell]
    duplicates: int


@dataclass
class Memory:
    """The texts met last, so that a repeated one is scored once; what it finds depends on the input alone.

    most: texts kept; longest: longer texts, in characters, are remembered within their batch only
    """

    most: int = 20_000
    longest: int = 1000
    _cells: OrderedDict[str, _Cell] = field(default_factory=OrderedDict)

    def skip(self, texts: Sequence[str]) -> None:
        """Take note of texts that an earlier run has classified, so that a resumed one counts as that one did."""
        for text in texts:
            if text in self._cells:
                self._cells.move_to_end(text)
            elif len(text) <= self.longest:
                self._cells[text] = _Cell(known=False)
        self._forget()

    def plan(self, texts: Sequence[str]) -> _Plan:
        """Return what is to be scored of a batch."""
        mine: dict[str, _Cell] = {}
        cells: list[_Cell] = []
        plan = _Plan(cells, [], [], 0)
        for text in texts:
            cell = mine.get(text)
            if cell is None:
                cell = self._cells.get(text)
                if cell is not None:
                    self._cells.move_to_end(text)
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
                    self._cells.move_to_end(text)
            cells.append(cell)
        self._forget()
        return plan

    def _forget(self) -> None:
        while len(self._cells) > self.most:
            self._cells.popitem(last=False)


_renewed: dict[RunSetup, Classifier] = {}


def _classify(setup: RunSetup, texts: Sequence[str]) -> list[Verdict]:
    """Classify one batch of distinct texts; the table of words starts anew when it has grown too large."""
    classifier = _renewed.get(setup) or classifier_for(setup)
    verdicts = classifier.classify(texts)
    if len(classifier.analyser.table) > MOST_TOKENS:
        old = classifier.analyser
        analyser = TextAnalyser(old.lexicon.profiles, old.normaliser, old.matcher.cues)
        _renewed.clear()
        _renewed[setup] = Classifier(classifier.bundle, analyser, classifier.indikasi, classifier.tinjau)
        classifier_for.cache_clear()
    return verdicts


def _classify_packed(setup: RunSetup, texts: Sequence[str]) -> bytes:
    return pack(_classify(setup, texts))


def _finished(plan: _Plan, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Put verdicts into their places and return those of the whole batch."""
    for cell, verdict in zip(plan.fresh, verdicts, strict=True):
        cell.verdict = verdict
    return [cell.verdict for cell in plan.cells if cell.verdict is not None]


def classify_items(
    setup: RunSetup, items: Iterable[tuple[T, Sequence[str]]], jobs: int = 1, memory: Memory | None = None
) -> Iterator[tuple[T, list[Verdict], int]]:
    """Return `(item, verdicts, duplicates)` for `(item, texts)`, in order; a few batches are in memory at most.

    The result does not depend on `jobs`. Raises `NetralError` when a worker process dies.
    """
    memory = memory or Memory()
    if jobs == 1:
        for item, texts in items:
            plan = memory.plan(texts)
            yield item, _finished(plan, _classify(setup, plan.todo)), plan.duplicates
        return
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    from netral_cli.errors import NetralError  # noqa: PLC0415

    classifier_for(setup)  # mistakes in bundle or profiles show here, once, before workers start
    waiting: deque[tuple[T, _Plan, Future[bytes]]] = deque()
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_prepare_worker, initargs=(language(),)
    )

    def first() -> tuple[T, list[Verdict], int]:
        item, plan, future = waiting.popleft()
        return item, _finished(plan, unpack(future.result(), plan.todo)), plan.duplicates

    try:
        for item, texts in items:
            plan = memory.plan(texts)
            waiting.append((item, plan, pool.submit(_classify_packed, setup, plan.todo)))
            if len(waiting) > 2 * jobs:
                yield first()
        while waiting:
            yield first()
    except BrokenProcessPool:
        raise NetralError(_("sebuah proses pekerja mati (memori habis?); coba --jobs yang lebih kecil")) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _prepare_worker(language: str) -> None:
    """Speak as the parent does, leave Ctrl-C to it, and end with it even when it is killed."""
    use_language(language)
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import os  # noqa: PLC0415
    from multiprocessing import connection, parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        sys.stderr.flush()
        os._exit(1)


def classify_batches(setup: RunSetup, batches: Iterable[Sequence[str]], jobs: int = 1) -> Iterator[list[Verdict]]:
    """Return the verdicts of each batch of texts, in order; never more than a few batches are in memory.

    The result does not depend on `jobs`.
    """
    for _item, verdicts, _duplicates in classify_items(setup, ((None, batch) for batch in batches), jobs):
        yield verdicts
