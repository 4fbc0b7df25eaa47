"""The decisions of one reviewer on the page: an SQLite file that holds the queue and every decision ever made.

It keeps SQLite's rollback journal, with every commit brought to the disk: a killed program or a power cut loses
nothing, and the file is whole on its own when it is copied to a colleague (a write-ahead log would stand in a second
file beside it, and be left behind).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.review.decision import Decision, Label, make_label, read_answer, read_context, read_signals
from netral_cli.review.item import Item, ItemError, pack, unpack
from netral_cli.system_words import reason

_APPLICATION = 0x4E54524C  # "NTRL"
_VERSION = 1
_TABLES = """
CREATE TABLE asal (nama TEXT NOT NULL, ukuran INTEGER NOT NULL) STRICT;
CREATE TABLE pos (nomor INTEGER PRIMARY KEY, isi TEXT NOT NULL) STRICT;
CREATE TABLE keputusan (
  urut INTEGER PRIMARY KEY AUTOINCREMENT, nomor INTEGER NOT NULL REFERENCES pos (nomor), status TEXT NOT NULL,
  sinyal TEXT NOT NULL, konteks TEXT NOT NULL, catatan TEXT NOT NULL, waktu TEXT NOT NULL
) STRICT;
CREATE INDEX keputusan_pos ON keputusan (nomor, urut);
"""


class StoreError(NetralError):
    """A file of decisions cannot be read or written, or belongs to another queue."""


def is_store(path: Path) -> bool:
    """Say whether a file is an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as problem:
        raise StoreError(
            _("{path}: berkas keputusan tidak dapat dibaca atau ditulis ({problem})").format(
                path=path, problem=reason(problem)
            )
        ) from None
    except ItemError as problem:
        raise StoreError(_("{path}: berkas keputusan: {problem}").format(path=path, problem=problem)) from None


class Store:
    """An open file of decisions; safe to use from several threads."""

    def __init__(self, path: Path, items: Sequence[Item] | None = None, origin: tuple[str, int] = ("", 0)) -> None:
        """Open a file; a new one is made of `items` and of the name and size of the file that they come from.

        Raises `StoreError`.
        """
        self.path = path
        self._lock = Lock()
        fresh = not path.exists()
        if fresh and items is None:
            raise StoreError(_("{path}: berkas tidak ditemukan").format(path=path))
        if not fresh and not is_store(path):
            raise StoreError(_("{path}: bukan berkas keputusan netral; pilih nama lain dengan --db").format(path=path))
        with _explained(path):
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            try:
                self._db.execute("PRAGMA journal_mode = DELETE")
                self._db.execute("PRAGMA synchronous = FULL")
                if fresh:
                    self._create(items or (), origin)
                self._check()
                self.origin: tuple[str, int] = self._db.execute("SELECT nama, ukuran FROM asal").fetchone()
                rows = self._db.execute("SELECT nomor, isi FROM pos ORDER BY nomor").fetchall()
                self.items: tuple[Item, ...] = tuple(unpack(text) for _number, text in rows)
            except BaseException:
                self._db.close()
                if fresh:
                    path.unlink(missing_ok=True)
                raise

    def _create(self, items: Sequence[Item], origin: tuple[str, int]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.strip().split(";\n"):
            self._db.execute(statement.rstrip(";"))
        self._db.execute("INSERT INTO asal VALUES (?, ?)", origin)
        self._db.executemany("INSERT INTO pos VALUES (?, ?)", [(k, pack(item)) for k, item in enumerate(items)])
        self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._db.execute(f"PRAGMA user_version = {_VERSION}")
        self._db.execute("COMMIT")

    def _check(self) -> None:
        found = [self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        if found != [_APPLICATION, _VERSION]:
            raise StoreError(
                _("{path}: bukan berkas keputusan netral versi {version}; pilih nama lain dengan --db").format(
                    path=self.path, version=_VERSION
                )
            )

    def decide(self, number: int, label: Label, note: str) -> str:
        """Keep a decision and return its time; when this returns, it is on the disk. Raises `StoreError`."""
        time = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        row = (number, label.status, "|".join(label.signals), label.context, note, time)
        with self._lock, _explained(self.path):
            self._db.execute(
                "INSERT INTO keputusan (nomor, status, sinyal, konteks, catatan, waktu) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        return time

    def decisions(self) -> dict[int, Decision]:
        """Return the latest decision of every post that has one, by the number of the post; raises `StoreError`."""
        query = (
            "SELECT nomor, status, sinyal, konteks, catatan, waktu FROM keputusan WHERE urut IN"
            " (SELECT MAX(urut) FROM keputusan GROUP BY nomor) ORDER BY nomor"
        )
        with self._lock, _explained(self.path):
            rows = self._db.execute(query).fetchall()
        out = {}
        for number, status, signals, context, note, time in rows:
            try:
                label = make_label(read_answer(status), read_signals(signals), read_context(context))
                item = self.items[number]
            except (ValueError, IndexError) as problem:
                raise StoreError(
                    _("{path}: keputusan untuk pos {number}: {problem}").format(
                        path=self.path, number=number + 1, problem=problem
                    )
                ) from None
            if label.status or note:
                out[number] = Decision(item, label if label.status else Label("ragu"), self.path.stem, note, time)
        return out

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def read_store(path: Path) -> tuple[list[Item], list[Decision]]:
    """Return the posts and the latest decisions in a file; raises `StoreError`."""
    store = Store(path)
    try:
        return list(store.items), list(store.decisions().values())
    finally:
        store.close()
