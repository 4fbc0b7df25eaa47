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


class Table:
    """One or more sources as one table: their columns by name, in the order in which they appear first.

    columns: without those that netral itself adds; text, author, link: where those columns are in a placed row
    replaced: columns of an older result that are left out
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
        self.several = len(sources) > 1
        self._width = len(keys)
        self.columns = tuple(name for name, _ in keys) + ((SOURCE_COLUMN,) if self.several else ())
        self._places = [[(at, keys[key]) for at, key in mine] for mine in kept]
        self._as_is = not self.several and not self.replaced
        self._moved = [dict(places) for places in self._places]

    def text(self, source: int) -> int:
        """Return where the text of a source's posts is in a placed row."""
        return self._moved[source][self.sources[source].text_index]

    def author(self, source: int) -> int | None:
        """Return where the account is in a placed row, if the source has one."""
        at = self.sources[source].author_index
        return None if at is None else self._moved[source].get(at)

    def place(self, row: list[str], source: int) -> Sequence[str]:
        """Return a row of a source as a row of the table; columns that the source lacks are empty."""
        if self._as_is:
            return row
        out = [""] * self._width
        for at, to in self._places[source]:
            out[to] = row[at]
        if self.several:
            out.append(self.sources[source].name)
        return RawRow(out, row.raw) if isinstance(row, RawRow) else out


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
