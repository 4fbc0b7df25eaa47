"""What a run knows of the law beyond the text: who the authors are, when they wrote, and the user's own rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from netral_cli.language import _
from netral_cli.posts.columns import ColumnError, plain
from netral_cli.posts.source import Source


@dataclass(frozen=True, slots=True)
class LawOptions:
    """What is known of authors and days beyond the date column.

    actor: one of `ACTORS` for all posts, or ""; actor_column: the column that says it for each post
    day: the day of posts without a date of their own; rules: the user's own rule files
    """

    actor: str = ""
    actor_column: str | None = None
    day: dt.date | None = None
    rules: tuple[Path, ...] = ()


def actor_index(source: Source, wanted: str | None) -> int | None:
    """Return which column of a source says who the author is, None when none was named.

    Raises `ColumnError` with the columns that there are.
    """
    if wanted is None:
        return None
    found = [i for i, name in enumerate(source.columns) if plain(name) == plain(wanted)]
    if len(found) != 1:
        there = ", ".join(map(repr, source.columns))
        raise ColumnError(
            _("{name}: --actor-column {wanted!r}: tidak ada; kolom yang ada: {there}").format(
                name=source.name, wanted=wanted, there=there
            )
        )
    return found[0]
