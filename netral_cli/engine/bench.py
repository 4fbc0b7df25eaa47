"""Measures a run over a file as it is: how long each stage takes, how much memory, how many stems were known."""

from __future__ import annotations

import functools
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netral_cli.engine.make import Maker
from netral_cli.engine.run import Run, RunOptions
from netral_cli.language import N_
from netral_cli.model.score import Scorer
from netral_cli.posts.output import CsvEncoder, JsonEncoder
from netral_cli.posts.result import ResultFile
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.text.stem_cache import shared_stems
from netral_cli.verdict import Classifier

READING = N_("baca")
_PREPARING = N_("siapkan")
# The methods whose time makes a stage; what they call of each other counts for the inner one.
_STAGES: tuple[tuple[type, str, str], ...] = (
    (TextAnalyser, "analyse", N_("teks dan isyarat")),
    (Scorer, "score", N_("skor")),
    (Classifier, "classify", N_("bukti")),
    (Maker, "out_rows", N_("aturan")),
    (CsvEncoder, "encode", N_("tulis")),
    (JsonEncoder, "encode", N_("tulis")),
    (ResultFile, "write", N_("tulis")),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run took.

    seconds: of the whole; stages: seconds by stage, in order, that add up to the whole; peak: memory of the process
    in bytes, None where the system does not say; hits, misses: distinct words whose stem was known, or worked out
    """

    posts: int
    size: int
    seconds: float
    stages: dict[str, float]
    peak: int | None
    hits: int
    misses: int

    def as_data(self) -> dict[str, Any]:
        """Return the figures as plain data, with posts and bytes a second."""
        return {
            "pos": self.posts,
            "bita": self.size,
            "detik": round(self.seconds, 3),
            "pos_per_detik": round(self.posts / self.seconds, 1),
            "bita_per_detik": round(self.size / self.seconds),
            "memori_puncak": self.peak,
            "tahap": {name: round(value, 3) for name, value in self.stages.items()},
            "akar_kata": {"dari_simpanan": self.hits, "dihitung": self.misses},
        }


class _Stopwatch:
    """Adds up the seconds of stages; within a stage, an inner one stops the outer one."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys([_PREPARING, READING, *(label for _, _, label in _STAGES)], 0.0)
        self._running = _PREPARING
        self._since = time.perf_counter()

    def switch(self, label: str) -> str:
        """Let another stage run from now on and return the one that ran."""
        now = time.perf_counter()
        self.seconds[self._running] += now - self._since
        before, self._running, self._since = self._running, label, now
        return before

    def watch(self, stack: ExitStack, owner: type, name: str, label: str) -> None:
        """Count the time of a method as a stage until the stack closes."""
        method: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(method)
        def timed(*arguments: Any, **named: Any) -> Any:
            before = self.switch(label)
            try:
                return method(*arguments, **named)
            finally:
                self.switch(before)

        setattr(owner, name, timed)
        stack.callback(setattr, owner, name, method)


def measure(options: RunOptions) -> Measured:
    """Classify the files of the options into a temporary file, in this process; raises `NetralError`."""
    watch = _Stopwatch()
    stems = shared_stems()
    hits, misses = stems.hits, stems.misses
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netral-")))
        kind = options.format or "csv"
        run = Run(replace(options, output=folder / f"hasil.{kind}", jobs=1), stack)
        for owner, name, label in _STAGES:
            watch.watch(stack, owner, name, label)
        watch.switch(READING)
        run.to_file()
        watch.switch(READING)
    return Measured(
        run.counts["dibaca"], run.total_bytes, sum(watch.seconds.values()), watch.seconds, peak_memory(),
        stems.hits - hits, stems.misses - misses,
    )  # fmt: skip


def peak_memory() -> int | None:
    """Return the most memory that this process has had, in bytes; None where the system does not say."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) if sys.platform == "darwin" else int(peak) * 1024
