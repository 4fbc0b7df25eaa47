"""Chooses the delimiter of a text table by parsing it with each candidate, and finds the header among first lines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from netral_cli.posts.columns import knows_text

DELIMITERS = ",;\t|"
_RECORDS, _PREAMBLE = 60, 30


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out: its delimiter and how many records stand before the header."""

    delimiter: str
    preamble: int = 0


def _records(sample: str, delimiter: str) -> list[list[str]]:
    """Return the first records, blank lines left out; the last one, which may be cut, only when there are few."""
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if record:
                records.append(record)
            if len(records) > _RECORDS:
                break
    except csv.Error:
        return []
    return records[:-1] if len(records) > 2 else records


def _judge(sample: str, delimiter: str) -> tuple[tuple[float, bool, int], int]:
    """Return a score (share of records as wide as the header, header known, width) and the header's place."""
    records = _records(sample, delimiter)
    if not records:
        return (0.0, False, 0), 0
    widths = [len(record) for record in records]
    usual = max(set(widths), key=lambda w: (widths.count(w), w))
    header = 0
    if widths[0] != usual and usual > 1 and not knows_text(records[0]):
        at = widths.index(usual)
        if at <= _PREAMBLE and knows_text(records[at]):
            header = at
    body = widths[header:]
    share = round(body.count(body[0]) / len(body), 2)
    return (share * (1.0 if body[0] > 1 else 0.6), knows_text(records[header]), body[0]), header


def find_layout(sample: str, delimiter: str | None = None) -> Layout:
    """Return the layout with a known header whose parsed records agree best with it.

    The same sample always gives the same answer.

    delimiter: the user's choice, which wins. A first line `sep=;`, as Excel writes it, decides otherwise.
    """
    first = sample.split("\n", 1)[0].strip("\r\"' ")
    marked = first[4] if len(first) == 5 and first.lower().startswith("sep=") else None
    if marked and (delimiter is None or delimiter == marked):
        return Layout(marked, 1)
    if delimiter is not None:
        return Layout(delimiter, _judge(sample, delimiter)[1])
    judged = {d: _judge(sample, d) for d in DELIMITERS}

    def rank(sign: str) -> tuple[bool, float, bool, int, int]:
        share, known, width = judged[sign][0]
        return known and width > 1, share, known, width, -DELIMITERS.index(sign)

    best = max(DELIMITERS, key=rank)
    return Layout(best, judged[best][1])
