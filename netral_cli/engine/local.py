"""Makes the rows of a stream of batches in this process or in several; results come in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from netral_cli.engine.make import Made, Maker, Recipe
from netral_cli.engine.memory import Memory
from netral_cli.engine.setup import classifier_for
from netral_cli.posts.feed import Batch


def made_batches(recipe: Recipe, batches: Iterable[Batch], jobs: int, memory: Memory) -> Iterator[tuple[Batch, Made]]:
    """Return each batch with what is made of it, in order; a few batches are in memory at most.

    memory: the texts met before. The result does not depend on `jobs`. Raises `NetralError` when a worker process dies.
    """
    if jobs > 1:
        yield from _in_processes(recipe, batches, jobs, memory)
        return
    maker = Maker(recipe, memory)
    for batch in batches:
        yield batch, maker.make(batch.rows, batch.source)


def _in_processes(
    recipe: Recipe, batches: Iterable[Batch], jobs: int, memory: Memory
) -> Iterator[tuple[Batch, Made]]:  # fmt: skip
    from netral_cli.engine.workers import AHEAD, Workers  # noqa: PLC0415

    classifier_for(recipe.setup)  # mistakes in bundle or profiles show here, once, before workers start
    waiting: deque[tuple[Batch, int]] = deque()
    made: dict[int, Made] = {}
    workers, finished = Workers(jobs, recipe), False

    def first() -> tuple[Batch, Made]:
        batch, duplicates = waiting.popleft()
        while batch.number not in made:
            made.update(workers.receive())
        out = made.pop(batch.number)
        # A worker sees its own batches only; what is repeated in the whole stream is known here.
        out.counts["ganda"] = duplicates
        return batch, out

    try:
        for batch in batches:
            while workers.full:
                made.update(workers.receive())
            duplicates = memory.count(recipe.texts(batch.rows, batch.source))
            workers.send(batch.number, batch.rows, batch.source)
            batch.rows = []
            waiting.append((batch, duplicates))
            if len(waiting) > (1 + AHEAD) * jobs:
                yield first()
        while waiting:
            yield first()
        finished = True
    finally:
        workers.close(finished)
