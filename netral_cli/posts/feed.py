"""Joins several sources into one table and hands their rows out in batches, each with the rows that were rejected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from netral_cli.posts.columns import plain
from netral_cli.posts.output import COLUMNS, SOURCE_COLUMN
from netral_cli.posts.source import BadRow, RawRow, Source, refuse

# A batch ends early when its rows hold this many characters (a cell counts as four at least).
MOST_CHARACTERS = 8_000_000
_OWN = {plain(name) for name in (*COLUMNS, SOURCE_COLUMN)}


@dataclass(slots=True)
class Batch:
    """Some rows of one source in their order, and the rows of it that were rejected on the way.

    number: from 0, over all sources; source: index of the source
    """

    number: int
    source: int
    rows: list[list[str]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of each source are in its own rows and in those of the table; plain data for any process.

    columns: of the table, without those that netral itself adds
    names: of the sources; texts, dates: where text and date are in a source's rows; authors, ids: where its
        account and its id are
    places: `(in the source, in the table)` of each column that is kept; as_is: rows need no change
    """

    columns: tuple[str, ...]
    names: tuple[str, ...]
    texts: tuple[int, ...]
    dates: tuple[int | None, ...]
    authors: tuple[int | None, ...]
    ids: tuple[int | None, ...]
    places: tuple[tuple[tuple[int, int], ...], ...]
    as_is: bool

    def text(self, source: int) -> int:
        """Return where the text of a source's posts is in a placed row."""
        return dict(self.places[source])[self.texts[source]]

    def author(self, source: int) -> int | None:
        """Return where the account is in a placed row, if the source has one."""
        at = self.authors[source]
        return None if at is None else dict(self.places[source]).get(at)

    def place(self, row: list[str], source: int) -> Sequence[str]:
        """Return a row of a source as a row of the table; columns that the source lacks are empty."""
        if self.as_is:
            return row
        out = [""] * len(self.columns)
        for at, to in self.places[source]:
            out[to] = row[at]
        if len(self.names) > 1:
            out[-1] = self.names[source]
        return RawRow(out, row.raw) if isinstance(row, RawRow) else out


class Table:
    """One or more sources as one table: their columns by name, in the order in which they appear first.

    columns: without those that netral itself adds; replaced: columns of an older result that are left out
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        keys: dict[tuple[str, int], int] = {}
        self.replaced: tuple[str, ...] = ()
        kept: list[list[tuple[int, tuple[str, int]]]] = []
        for source in sources:
            mine: list[tuple[int, tuple[str, int]]] = []
            times: dict[str, int] = {}
            for at, name in enumerate(source.columns):
                if plain(name) in _OWN and at != source.text_index:
                    self.replaced = tuple(dict.fromkeys((*self.replaced, name)))
                    continue
                times[name] = times.get(name, 0) + 1
                key = (name, times[name])
                keys.setdefault(key, len(keys))
                mine.append((at, key))
            kept.append(mine)
        several = len(sources) > 1
        self.columns = tuple(name for name, _ in keys) + ((SOURCE_COLUMN,) if several else ())
        self._places = tuple(tuple((at, keys[key]) for at, key in mine) for mine in kept)
        self._as_is = not several and not self.replaced

    @property
    def layout(self) -> Layout:
        """Return where everything is, with the names that the sources have now."""
        of = self.sources
        return Layout(
            self.columns, tuple(s.name for s in of), tuple(s.text_index for s in of), tuple(s.date_index for s in of),
            tuple(s.author_index for s in of), tuple(s.id_index for s in of), self._places, self._as_is,
        )  # fmt: skip


def feed(sources: Sequence[Source], size: int, stop_at_bad: bool = False) -> Iterator[Batch]:
    """Return the rows of all sources in batches of at most `size` rows; the same inputs give the same batches.

    Raises `ReadError` where a source cannot be read on, and at the first bad row if `stop_at_bad`.
    """
    number = 0
    for index, source in enumerate(sources):
        batch = Batch(number, index)
        weight = 0
        bad: list[BadRow] = []
        for row in source.records(refuse if stop_at_bad else bad.append):
            batch.rows.append(row)
            weight += sum(map(len, row)) + 4 * len(row)
            if len(batch.rows) >= size or weight > MOST_CHARACTERS or len(bad) >= size:
                batch.bad = bad.copy()
                bad.clear()
                yield batch
                number, weight = number + 1, 0
                batch = Batch(number, index)
        batch.bad = bad
        if batch.rows or batch.bad:
            yield batch
            number += 1
