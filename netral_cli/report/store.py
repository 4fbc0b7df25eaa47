"""Keeps what a report counts and shows in a temporary SQLite file, so that memory does not grow with the result."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.report.findings import Evidence, Post, RuleRef
from netral_cli.report.rates import Rate
from netral_cli.system_words import reason
from netral_cli.verdict import INDIKASI, TINJAU

_BUFFER = 20_000
_SCHEMA = """
CREATE TABLE hitung (dimensi TEXT, kunci TEXT, label TEXT, n INTEGER, indikasi INTEGER, tinjau INTEGER,
  PRIMARY KEY (dimensi, kunci)) WITHOUT ROWID;
CREATE TABLE temuan (nomor INTEGER PRIMARY KEY, indikasi INTEGER, skor REAL, akun TEXT, salinan TEXT, isi TEXT);
"""
_UPSERT = """
INSERT INTO hitung VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (dimensi, kunci) DO UPDATE SET
  n = n + excluded.n, indikasi = indikasi + excluded.indikasi, tinjau = tinjau + excluded.tinjau
"""
_ORDERS = {
    "temuan": "indikasi DESC, tinjau DESC, n, kunci",
    "kunci": "kunci",
    "n": "n DESC, kunci",
}


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a dimension: how many posts have it, and how many of those are indications or to be looked at."""

    key: str
    label: str
    posts: int
    indikasi: int
    tinjau: int

    @property
    def flagged(self) -> int:
        """How many of the posts are indications or to be looked at."""
        return self.indikasi + self.tinjau

    @property
    def rate(self) -> Rate:
        """The share of indications among the group's posts."""
        return Rate(self.indikasi, self.posts)


@dataclass(frozen=True, slots=True)
class Copies:
    """One text that several accounts posted: the number of its first row, how many posts and accounts, first text."""

    number: int
    posts: int
    accounts: int
    indikasi: int
    post: Post


class Store:
    """Counts groups and keeps findings; close it to remove nothing but the handle (the folder is the caller's)."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "laporan.sqlite", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._groups: dict[tuple[str, str], list[Any]] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._check_words: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def count(self, dimension: str, key: str, label: str, status: str) -> None:
        """Count one post into a group."""
        entry = self._groups.get((dimension, key))
        if entry is None:
            if len(self._groups) >= _BUFFER:
                self._flush_groups()
            entry = self._groups[dimension, key] = [label, 0, 0, 0]
        entry[1] += 1
        if status == INDIKASI:
            entry[2] += 1
        elif status == TINJAU:
            entry[3] += 1

    def keep(self, post: Post, account: str, copy: str) -> None:
        """Keep a finding: `account` and `copy` are the keys by which it is grouped, empty for none."""
        self._check_words.update(post.checks)
        indikasi = int(post.status == INDIKASI)
        self._rows.append((post.number, indikasi, post.score, account or None, copy or None, _to_json(post)))
        if len(self._rows) >= _BUFFER // 10:
            self._flush_rows()

    def _flush_groups(self) -> None:
        with _explained():
            self._db.execute("BEGIN")
            self._db.executemany(_UPSERT, ((*key, *entry) for key, entry in self._groups.items()))
            self._db.execute("COMMIT")
        self._groups.clear()

    def _flush_rows(self) -> None:
        with _explained():
            self._db.execute("BEGIN")
            self._db.executemany("INSERT INTO temuan VALUES (?, ?, ?, ?, ?, ?)", self._rows)
            self._db.execute("COMMIT")
        self._rows.clear()

    def finish(self) -> None:
        """Write what is still in memory; afterwards the store is read."""
        self._flush_groups()
        self._flush_rows()
        with _explained():
            self._db.execute("CREATE INDEX urut ON temuan (indikasi DESC, skor DESC, nomor)")
            self._db.execute("CREATE INDEX kembar ON temuan (salinan, akun) WHERE salinan IS NOT NULL")

    def groups(self, dimension: str, order: str = "temuan", most: int = -1) -> list[Group]:
        """Return the groups of a dimension: those with most findings first, or by `kunci` or by `n`; -1 for all."""
        return list(self.each_group(dimension, order, most))

    def each_group(self, dimension: str, order: str = "temuan", most: int = -1) -> Iterator[Group]:
        """Return the same one by one, for dimensions with very many groups."""
        found = self._db.execute(
            "SELECT kunci, label, n, indikasi, tinjau FROM hitung WHERE dimensi = ?"
            f" ORDER BY {_ORDERS[order]} LIMIT ?", (dimension, most),
        )  # fmt: skip
        for row in found:
            yield Group(*row)

    def size(self, dimension: str, flagged_only: bool = False) -> int:
        """Return how many groups a dimension has."""
        where = " AND indikasi + tinjau > 0" if flagged_only else ""
        return int(self._one(f"SELECT COUNT(*) FROM hitung WHERE dimensi = ?{where}", dimension))

    def _one(self, query: str, *values: Any) -> Any:
        return self._db.execute(query, values).fetchone()[0]

    def findings(self, most: int = -1, skip: int = 0) -> Iterator[Post]:
        """Return the findings, indications first and the strongest first, `most` of them after the first `skip`."""
        query = "SELECT isi FROM temuan ORDER BY indikasi DESC, skor DESC, nomor LIMIT ? OFFSET ?"
        for (text,) in self._db.execute(query, (most, skip)):
            yield self._from_json(text)

    def finding(self, number: int) -> Post:
        """Return the finding in one row of the result."""
        return self._from_json(self._one("SELECT isi FROM temuan WHERE nomor = ?", number))

    def copies(self, most: int) -> list[Copies]:
        """Return the texts that at least two accounts posted, by the number of accounts, then of posts."""
        found = self._db.execute(
            "SELECT MIN(nomor), COUNT(*), COUNT(DISTINCT akun), SUM(indikasi) FROM temuan WHERE salinan IS NOT NULL"
            " GROUP BY salinan HAVING COUNT(DISTINCT akun) > 1 ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?", (most,),
        ).fetchall()  # fmt: skip
        return [Copies(number, posts, accounts, part, self.finding(number)) for number, posts, accounts, part in found]

    def copies_count(self) -> int:
        """Return how many texts at least two accounts posted."""
        return int(self._one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM temuan WHERE salinan IS NOT NULL"
            " GROUP BY salinan HAVING COUNT(DISTINCT akun) > 1)"
        ))  # fmt: skip

    def check_words(self) -> dict[str, str]:
        """Return id to words of everything that is to be verified."""
        return dict(self._check_words)

    def _from_json(self, text: str) -> Post:
        v = json.loads(text)
        return Post(
            v[0], v[1], v[2], v[3], v[4], v[5], dt.date.fromisoformat(v[6]) if v[6] else None, v[7], v[8], v[9], v[10],
            tuple(v[11]), v[12], tuple(Evidence(s, e, tuple(n)) for s, e, n in v[13]), tuple(v[14]), v[15], v[16],
            v[17], tuple(RuleRef(i, m, t, tuple(c), n) for i, m, t, c, n in v[18]),
            tuple(RuleRef(i, m, t, tuple(c), n) for i, m, t, c, n in v[19]), tuple(v[20]),
            tuple((name, self._check_words[name]) for name in v[21]), tuple(v[22]),
        )  # fmt: skip


def _to_json(post: Post) -> str:
    return json.dumps(
        [
            post.number, post.status, post.score, post.text, post.id, post.date, post.day and post.day.isoformat(),
            post.account, post.link, post.platform, post.origin, post.signals, post.context,
            [(e.start, e.end, e.signals) for e in post.evidence], post.objects, post.phase, post.election, post.actor,
            [(r.id, r.mark, r.track, r.supposed, r.name) for r in post.rules],
            [(r.id, r.mark, r.track, r.supposed, r.name) for r in post.companions], post.tracks,
            [name for name, _ in post.checks], post.counter,
        ],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what SQLite says of a full disk into one line."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise NetralError(
            _(
                "berkas sementara laporan tidak dapat ditulis ({problem}); kosongkan ruang di folder sementara (TMPDIR)"
            ).format(problem=reason(problem))
        ) from None
