"""The columns that netral adds to every row, and the writers that keep all others as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from netral_cli.posts.cells import safe_cell
from netral_cli.posts.jsontext import DECODER, dump, without_lone_surrogates
from netral_cli.posts.source import RawRow

COLUMNS = (
    "netral_status", "netral_skor", "netral_sinyal", "netral_konteks", "netral_bukti", "netral_objek",
    "netral_fase", "netral_aturan", "netral_jalur",
)  # fmt: skip
# Named before COLUMNS when several files make one result.
SOURCE_COLUMN = "netral_berkas"
OWN_KEY = "netral"
_quoted = json.encoder.encode_basestring
_SCORE = COLUMNS.index("netral_skor")


@dataclass(slots=True)  # not frozen: one is made for each post
class OutRow:
    """One row of the result.

    row: the input columns (a `RawRow` when it came from JSON); added: values of COLUMNS
    spans: start and end of the evidence in the text column, for formats that show it
    detail: the JSON of the object for JSON lines, else empty
    """

    row: Sequence[str]
    added: Sequence[str]
    spans: Sequence[tuple[int, int]] = ()
    detail: str = ""


class Writer(Protocol):
    """Writes rows of a result in one format."""

    def write(self, rows: Sequence[OutRow]) -> None:
        """Write one batch of rows."""

    def finish(self) -> None:
        """Write what the format needs at its end."""

    def abort(self) -> None:
        """Let go of a result that will not be finished."""


class Encoder(Protocol):
    """Turns rows into the bytes of a format whose batches can be written one after another, in any process."""

    def head(self) -> bytes:
        """Return what stands before the first row."""

    def encode(self, rows: Sequence[OutRow]) -> bytes:
        """Return the bytes of one batch of rows."""


class TextWriter:
    """Writes the bytes of an encoder to a stream; there is nothing at the end of such a file.

    The head is written with the first batch, so that an input without posts leaves nothing behind.

    fresh: False when the target already holds the head (a resumed run)
    """

    def __init__(self, target: BinaryIO, encoder: Encoder, fresh: bool = True) -> None:
        self._target, self._encoder = target, encoder
        self._head = encoder.head() if fresh else b""

    def write(self, rows: Sequence[OutRow]) -> None:
        """Write one batch of rows."""
        self.put(self._encoder.encode(rows))

    def put(self, data: bytes) -> None:
        """Write one batch that is encoded."""
        self._target.write(self._head + data)
        self._head = b""

    def finish(self) -> None:
        """Do nothing: these files have no end mark."""

    def abort(self) -> None:
        """Do nothing: what is written stays."""


class CsvEncoder:
    """Encodes rows as UTF-8 CSV with the delimiter of the input; every field reads back exactly as it was.

    excel: BOM, `;`, decimal comma and safe cells, as Excel with Indonesian settings expects
    """

    def __init__(self, columns: Sequence[str], delimiter: str, excel: bool = False) -> None:
        self._columns, self._excel = columns, excel
        self._delimiter = ";" if excel else delimiter

    def head(self) -> bytes:
        """Return the header."""
        header = [*self._columns, *COLUMNS]
        text = csv_text([list(map(safe_cell, header)) if self._excel else header], self._delimiter)
        return (("\ufeff" if self._excel else "") + text).encode()

    def encode(self, rows: Sequence[OutRow]) -> bytes:
        """Return one batch of rows."""
        if self._excel:
            return csv_text(map(self._for_excel, rows), self._delimiter).encode()
        return csv_text([[*r.row, *r.added] for r in rows], self._delimiter).encode()

    @staticmethod
    def _for_excel(row: OutRow) -> list[str]:
        added = list(row.added)
        added[_SCORE] = added[_SCORE].replace(".", ",")
        return [safe_cell(value) for value in (*row.row, *added)]


def csv_text(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """Return rows as the csv module writes them: quotation marks only where a field needs them.

    A row with a carriage return has all its fields quoted, since readers take a lone one for the end of a line. Joining
    the fields here is three times as fast as the csv module, because most rows have nothing to quote.
    """
    lines = []
    for row in rows:
        line = delimiter.join(row)
        if '"' in line or "\n" in line or "\r" in line or line.count(delimiter) >= len(row):
            everything = "\r" in line
            line = delimiter.join(
                [
                    '"' + field.replace('"', '""') + '"'
                    if everything or delimiter in field or '"' in field or "\n" in field
                    else field
                    for field in row
                ]
            )
        lines.append(line)
    lines.append("")
    return "\n".join(lines)


class JsonEncoder:
    """Encodes JSON lines: the object of the input as it was (or its columns as strings) and one `netral` object.

    Where the last column is the input file, an object also gets that, as rows of other formats do.

    transform: what is done to every value of a JSON input (pseudonyms), or None
    """

    def __init__(self, columns: Sequence[str], transform: Callable[[Any], Any] | None = None) -> None:
        self._transform = transform
        self._keys = list(map(_quoted, unique(columns)))
        self._several = tuple(columns[-1:]) == (SOURCE_COLUMN,)

    def head(self) -> bytes:
        """Return nothing: JSON lines have no header."""
        return b""

    def encode(self, rows: Sequence[OutRow]) -> bytes:
        """Return one batch of rows."""
        # Encoded one by one: the rules of flagged posts make long lines, which need not be there twice as text.
        return b"".join([self._line(row).encode() for row in rows])

    def _line(self, row: OutRow) -> str:
        if isinstance(row.row, RawRow):
            inside = self._kept(row.row.raw)
            if self._several:
                inside += ("," if inside else "") + f'"{SOURCE_COLUMN}":{_quoted(row.row[-1])}'
        else:
            inside = ",".join([f"{k}:{_quoted(v)}" for k, v in zip(self._keys, row.row, strict=True)])
        return "{" + inside + ("," if inside else "") + f'"{OWN_KEY}":{row.detail}}}\n'

    def _kept(self, raw: str) -> str:
        """Return the inside of a JSON object, byte for byte where it can be, without an older `netral`."""
        own = f'"{OWN_KEY}"' in raw or (self._several and f'"{SOURCE_COLUMN}"' in raw)
        if self._transform is None and not own and "\n" not in raw and "\r" not in raw:
            return raw.strip()[1:-1].strip()
        value = DECODER.decode(raw)
        value.pop(OWN_KEY, None)
        if self._several:
            value.pop(SOURCE_COLUMN, None)
        if self._transform is not None:
            value = self._transform(value)
        return without_lone_surrogates(dump(value))[1:-1]


def unique(columns: Sequence[str]) -> list[str]:
    """Return the column names, repeated ones numbered: `teks`, `teks (2)`."""
    found: dict[str, None] = {}
    for name in columns:
        free, n = name, 1
        while free in found:
            n += 1
            free = f"{name} ({n})"
        found[free] = None
    return list(found)
