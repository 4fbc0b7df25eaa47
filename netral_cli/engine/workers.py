"""Processes that make rows: each has a pipe of its own, so that one that dies is noticed, whatever it was doing.

The pools of `concurrent.futures` and `multiprocessing` let all workers share one pipe for results; a worker that is
killed in the middle of a large result then leaves the parent waiting for its end for ever.
"""

from __future__ import annotations

import marshal
import os
import pickle
import signal
import sys
import threading
import traceback
from collections import deque
from multiprocessing import connection, get_context, parent_process
from queue import SimpleQueue
from typing import Any

from netral_cli.collection import collect_rarely
from netral_cli.engine.make import Made, Maker, Recipe
from netral_cli.engine.memory import Memory
from netral_cli.errors import NetralError
from netral_cli.language import _, language, use_language

# A worker that has two batches need not wait for the next one.
AHEAD = 2


class Workers:
    """A number of worker processes; batches go to the least busy one and come back in any order."""

    def __init__(self, jobs: int, recipe: Recipe) -> None:
        context = get_context("spawn")
        self._pipes: list[connection.Connection[Any, Any]] = []
        self._processes = []
        self._busy: list[deque[int]] = []
        for _number in range(jobs):
            mine, other = context.Pipe()
            process = context.Process(target=_work, args=(other, language(), recipe), daemon=True)
            process.start()
            other.close()  # so that a worker's end closes with it
            self._pipes.append(mine)
            self._processes.append(process)
            self._busy.append(deque())

    @property
    def full(self) -> bool:
        """Return whether every worker has as many batches as it may have."""
        return all(len(waiting) >= AHEAD for waiting in self._busy)

    def send(self, number: int, rows: list[list[str]], source: int) -> None:
        """Give a batch to the least busy worker; raises `NetralError` when it has died."""
        least = min(range(len(self._busy)), key=lambda k: len(self._busy[k]))
        try:
            self._pipes[least].send_bytes(_packed(rows, source))
        except OSError:
            raise _died() from None
        self._busy[least].append(number)

    def receive(self) -> list[tuple[int, Made]]:
        """Wait until something is made and return it with the numbers of its batches.

        Raises what a worker raised, and `NetralError` when one has died.
        """
        out = []
        for ready in connection.wait(self._pipes):
            which = self._pipes.index(ready)  # type: ignore[arg-type]
            try:
                # From a process that this one has started, over a pipe of their own; nothing else can write to it.
                made, problem = pickle.loads(self._pipes[which].recv_bytes())
            except (EOFError, OSError):
                raise _died() from None
            if problem is not None:
                raise problem
            out.append((self._busy[which].popleft(), made))
        return out

    def close(self, finished: bool) -> None:
        """End the workers: after their last batch if all is finished, else at once."""
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            if finished:
                try:
                    pipe.send_bytes(b"")
                except OSError:
                    process.terminate()
            else:
                process.terminate()
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            process.join()
            pipe.close()


def _packed(rows: list[list[str]], source: int) -> bytes:
    """Return rows as a message; plain lists go in half the time that pickling them takes."""
    if all(type(row) is list for row in rows):
        return b"m" + marshal.dumps((rows, source), 2)
    return b"p" + pickle.dumps((rows, source), pickle.HIGHEST_PROTOCOL)


def _unpacked(message: bytes) -> tuple[list[list[str]], int]:
    """Return the rows in a message and their source."""
    rows, source = (marshal if message[:1] == b"m" else pickle).loads(memoryview(message)[1:])
    return rows, source


def _died() -> NetralError:
    return NetralError(_("sebuah proses pekerja mati (memori habis?); coba --jobs yang lebih kecil"))


def _work(pipe: connection.Connection[Any, Any], language: str, recipe: Recipe) -> None:
    """Make rows of the batches that come through a pipe until an empty message comes."""
    prepare_worker(language)
    tasks: SimpleQueue[bytes] = SimpleQueue()
    # Read on while a batch is made: otherwise both ends could wait for the other to read.
    threading.Thread(target=_read, args=(pipe, tasks), daemon=True).start()
    maker: Maker | None = None
    while task := tasks.get():
        answer: tuple[Made | None, BaseException | None]
        try:
            maker = maker or Maker(recipe, Memory())
            answer = maker.make(*_unpacked(task)), None
        except NetralError as problem:
            answer = None, problem
        except Exception:
            answer = None, RuntimeError(traceback.format_exc())
        pipe.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _read(pipe: connection.Connection[Any, Any], tasks: SimpleQueue[bytes]) -> None:
    try:
        while task := pipe.recv_bytes():
            tasks.put(task)
    except (EOFError, OSError):
        pass  # the parent has gone; `_end_with_parent` sees to it
    tasks.put(b"")


def prepare_worker(language: str) -> None:
    """Speak as the parent does, leave Ctrl-C to it, and end with it even when it is killed."""
    use_language(language)
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        sys.stderr.flush()
        os._exit(1)
