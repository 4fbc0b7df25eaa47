"""The first date of a run that cannot be read: which post it belongs to and where that stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from netral_cli.posts.source import Source, one_line

_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class UnreadDate:
    """A date that cannot be read.

    file: name of its input; post: number of the post among those read from it, from 1
    line: line (or row, or element) where the post begins in it, from 1; words: the date, empty where it is hidden
    """

    file: str
    post: int
    line: int
    words: str

    def as_data(self) -> dict[str, Any]:
        """Return what a manifest says of it."""
        return {"berkas": self.file, "pos": self.post, "baris": self.line, "isi": self.words}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> UnreadDate:
        """Return it from a manifest; raises `KeyError`, `TypeError` or `ValueError` where that was altered."""
        return cls(str(data["berkas"]), int(data["pos"]), int(data["baris"]), str(data["isi"]))


def located(source: Source, post: int, words: str) -> UnreadDate:
    """Return the date of a post of a source, which is read once more up to there; raises `ReadError`.

    post: its number among the posts that can be read, from 1
    """
    source.placed = True
    next(islice(source.records(lambda _bad: None), post - 1, None), None)
    return UnreadDate(source.name, post, source.line, one_line(words)[:_MOST_SHOWN])
