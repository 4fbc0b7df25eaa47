"""Reads delimited text: records by the csv module at its own speed, a slow path only for records that are wrong."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from netral_cli.language import _, _n
from netral_cli.posts.columns import Wanted, find_roles
from netral_cli.posts.delimiter import find_layout
from netral_cli.posts.encoding import (
    HANDLER,
    WRONG,
    binary,
    bom_length,
    byte_length,
    check_encoding,
    find_encoding,
    has_wrong,
    printable_raw,
    shown_bytes,
)
from netral_cli.posts.quotes import mend
from netral_cli.posts.source import DELIMITER_NAMES, BadRow, OnBad, ReadError, Source, encoding_label
from netral_cli.posts.stream import LINE_LIMIT, ByteStream, InputFile, open_bytes, read_head

if TYPE_CHECKING:
    from _csv import Reader as _Reader

SAMPLE = 256 * 1024
FIELD_LIMIT = 16 * 1024 * 1024
RECORD_LIMIT = 48 * 1024 * 1024
RAW_LIMIT = 100_000
_BLOCK = 1 << 19
# Records taken from the csv module at a time as long as nothing is wrong.
_TOGETHER = 256


class _TooLongError(Exception):
    """A record goes on for more than `RECORD_LIMIT` characters: a quotation mark that nobody closed."""


@dataclass(slots=True)
class _Block:
    first: int  # number of its first line, from 1
    byte: int  # where it begins, from 0
    lines: list[str]
    size: int  # characters
    at: int = 0  # the line whose place was asked for last, counted from the first,
    at_byte: int = 0  # and where it begins, counted from `byte`

    def place(self, line: int, encoding: str) -> int:
        """Return the byte (of the file, from 0) where a line of the block begins; quick when asked in order."""
        if line < self.at:
            self.at = self.at_byte = 0
        self.at_byte += byte_length("".join(self.lines[self.at : line]), encoding)
        self.at = line
        return self.byte + self.at_byte


class _Lines:
    """The physical lines of a text stream, in blocks that are kept until the records in them are finished.

    done: number of the last line of the last finished record
    dirty: some kept block holds bytes that could not be decoded
    nuls: NUL signs so far
    """

    def __init__(self, text: io.TextIOBase, encoding: str, byte: int) -> None:
        self._text, self._encoding = text, encoding
        self._blocks: deque[_Block] = deque()
        self._line, self._byte = 1, byte
        self.done = 0
        self.dirty = False
        self._dirty_line = self.nuls = 0

    def _load(self) -> _Block | None:
        while self._blocks and self._blocks[0].first + len(self._blocks[0].lines) - 1 <= self.done:
            self._blocks.popleft()
        if sum(block.size for block in self._blocks) > RECORD_LIMIT:
            raise _TooLongError
        lines = self._text.readlines(_BLOCK)
        if not lines:
            return None
        joined = "".join(lines)
        block = _Block(self._line, self._byte, lines, len(joined))
        self._line += len(lines)
        self.nuls += joined.count("\0")
        self._byte += byte_length(joined, self._encoding)
        if has_wrong(joined):
            self._dirty_line = self._line - 1
        self.dirty = self._dirty_line > self.done
        self._blocks.append(block)
        return block

    def lines(self, start: int) -> Iterator[str]:
        """Return the lines from number `start` on, which must not lie before the kept ones."""
        return chain.from_iterable(self._pieces(start))

    def _pieces(self, start: int) -> Iterator[list[str]]:
        for block in list(self._blocks):
            skip = start - block.first
            if skip < len(block.lines):
                yield block.lines[skip:] if skip > 0 else block.lines
        while (fresh := self._load()) is not None:
            skip = start - fresh.first
            yield fresh.lines[skip:] if skip > 0 else fresh.lines

    def text(self, first: int, last: int, limit: int = RAW_LIMIT) -> tuple[str, int]:
        """Return the text of lines `first` to `last`, cut at `limit`, and the byte (from 0) where it begins."""
        parts: list[str] = []
        byte, size = -1, 0
        for block in self._blocks:
            low, high = max(first - block.first, 0), last - block.first + 1
            if high <= 0 or low >= len(block.lines):
                continue
            if byte < 0:
                byte = block.place(low, self._encoding)
            for line in block.lines[low:high]:
                if size < limit:
                    parts.append(line[: limit - size])
                    size += len(line)
        return "".join(parts), max(byte, 0)


@dataclass(kw_only=True)
class DelimitedSource(Source):
    """A CSV or TSV file in any of the usual encodings and delimiters.

    body: number of the first line after the header
    mended: records of the last pass whose wrong quotation marks could still be read; nuls: NUL signs in it
    """

    file: InputFile
    body: int = 2
    bom: int = 0
    mended: int = 0
    nuls: int = 0
    _stream: ByteStream | None = field(default=None, repr=False)

    @property
    def position(self) -> int:
        """Return how many bytes of the file on disk have been read in the present pass."""
        return self._stream.position if self._stream else 0

    def records(self, on_bad: OnBad) -> Iterator[list[str]]:
        """Return the records after the header; see `Source.records`."""
        csv.field_size_limit(FIELD_LIMIT)
        self.mended = 0
        with open_bytes(self.file, LINE_LIMIT) as stream:
            self._stream = stream
            yield from self._parse(_open_text(stream, self.encoding), on_bad)

    def _parse(self, text: io.TextIOWrapper, on_bad: OnBad) -> Iterator[list[str]]:
        lines = _Lines(text, self.encoding, self.bom)
        lines.done = self.body - 1
        if self.placed:
            yield from self._one_by_one(lines, on_bad)
            self.nuls = lines.nuls
            return
        reader, base = self._reader(lines)
        while True:
            rows: list[list[str]] | None
            try:
                rows = list(islice(reader, _TOGETHER))
            except (csv.Error, _TooLongError):
                rows = None
            if rows == []:
                self.nuls = lines.nuls
                return
            if rows is None or lines.dirty or not {len(self.columns), 0}.issuperset(map(len, rows)):
                # Once more from where these records began, one by one.
                yield from islice(self._one_by_one(lines, on_bad), _TOGETHER)
                reader, base = self._reader(lines)
            else:
                lines.done = base + reader.line_num
                yield from filter(None, rows)

    def _reader(self, lines: _Lines) -> tuple[_Reader, int]:
        """Return a reader of the records after the last finished one, and how many lines lie before it."""
        rows = csv.reader(lines.lines(lines.done + 1), delimiter=self.delimiter, strict=True)
        return rows, lines.done

    def _one_by_one(self, lines: _Lines, on_bad: OnBad) -> Iterator[list[str]]:
        """Return the good records after the last finished one; all are finished when the next is asked for."""
        width = len(self.columns)
        reader, base = self._reader(lines)
        while True:
            try:
                for row in reader:
                    first, last = lines.done + 1, base + reader.line_num
                    self.line, lines.done = first, last
                    if len(row) == width and not lines.dirty:
                        yield row
                        continue
                    bad = self._problem(lines, row, first, last)
                    if bad is not None:
                        on_bad(bad)
                    elif row:
                        yield row
                return
            except (csv.Error, _TooLongError) as problem:
                first, last = lines.done + 1, base + reader.line_num
                row_or_bad = self._mend(lines, first, last, problem)
                self.line = lines.done = first
                if isinstance(row_or_bad, BadRow):
                    on_bad(row_or_bad)
                else:
                    yield row_or_bad
                if last != first or isinstance(problem, _TooLongError):
                    reader, base = self._reader(lines)

    def _problem(self, lines: _Lines, row: list[str], first: int, last: int) -> BadRow | None:
        """Return what is wrong with a record: bytes or the number of fields; None when nothing is."""
        wrong = WRONG.search("\n".join(row)) if lines.dirty else None
        if wrong is None and (len(row) == len(self.columns) or not row):
            return None
        raw, byte = lines.text(first, last)
        if wrong is None:
            reason = _n(
                "ada {count} kolom, judul punya {wanted}; beri tanda kutip pada isi yang memuat {sign}", len(row)
            ).format(
                count=len(row),
                wanted=len(self.columns),
                sign=_(DELIMITER_NAMES.get(self.delimiter, repr(self.delimiter))),
            )
            return BadRow(self.name, first, byte + 1, "kolom", reason, raw)
        at = WRONG.search(raw)
        if at is not None:
            first += raw.count("\n", 0, at.start())
            byte += byte_length(raw[: at.start()], self.encoding)
        shown = "" if "16" in self.encoding else shown_bytes((at or wrong)[0]) + " "
        reason = _("{shown}bukan {encoding}; coba --encoding cp1252 atau perbaiki bitanya").format(
            shown=shown, encoding=_(encoding_label(self.encoding))
        )
        return BadRow(self.name, first, byte + 1, "penyandian", reason, printable_raw(raw))

    def _mend(self, lines: _Lines, first: int, last: int, problem: Exception) -> list[str] | BadRow:
        """Return the row of a line with wrong quotation marks when it is clear, else the line as a bad row.

        A record over several lines is given up at its first line only: a quotation mark that nobody closed must not
        swallow the good rows after it.
        """
        raw, byte = lines.text(first, first, FIELD_LIMIT)
        if last == first and "limit" not in str(problem) and not WRONG.search(raw):
            row = mend(raw, self.delimiter, len(self.columns))
            if row is not None:
                self.mended += 1
                return row
        raw = printable_raw(raw[:RAW_LIMIT])
        if "limit" in str(problem) and last == first:
            return BadRow(
                self.name,
                first,
                byte + 1,
                "panjang",
                _("ada isi di atas {field_limit} juta huruf").format(field_limit=FIELD_LIMIT >> 20),
                raw,
            )
        reason = _('tanda kutip tidak ditutup atau salah tempat; tulis kutip di dalam isi sebagai ""')
        return BadRow(self.name, first, byte + 1, "kutip", reason, raw)


def _open_text(stream: ByteStream, encoding: str) -> io.TextIOWrapper:
    buffered = io.BufferedReader(stream, 1 << 18)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors=HANDLER, newline="")
    text._CHUNK_SIZE = 1 << 16  # type: ignore[attr-defined]
    return text


def open_delimited(
    file: InputFile, wanted: Wanted, delimiter: str | None = None, encoding: str | None = None
) -> DelimitedSource:
    """Return the table in a delimited text file.

    Raises `ReadError` for an empty or binary file and one without a header, `ColumnError` when no text column is found.
    """
    sample = read_head(file, SAMPLE)
    notes: list[str] = []
    if encoding:
        found = check_encoding(encoding)
        if found.lower().replace("_", "-") in ("utf-8", "utf8") and bom_length(sample) == 3:
            found = "utf-8-sig"
    else:
        found, note = find_encoding(sample, file.name)
        notes += [f"{file.name}: {note}"] if note else []
    text = codecs.getincrementaldecoder(found)(HANDLER).decode(sample)
    if not text.strip("\ufeff \r\n\t\x00"):
        raise ReadError(_("{name}: berkas kosong; ekspor ulang datanya").format(name=file.name))
    layout = find_layout(text, delimiter)
    csv.field_size_limit(FIELD_LIMIT)
    with open_bytes(file, LINE_LIMIT) as stream:
        reader = csv.reader(_open_text(stream, found), delimiter=layout.delimiter)
        try:
            header, place = _header(reader, layout.preamble)
        except csv.Error as problem:
            raise ReadError(
                _("{name}: baris {line_num}: judul tidak terbaca ({problem})").format(
                    name=file.name, line_num=reader.line_num, problem=problem
                )
            ) from None
    if layout.preamble:
        notes.append(
            _n("{name}: {preamble} baris pembuka sebelum judul dilewati", layout.preamble).format(
                name=file.name, preamble=layout.preamble
            )
        )
    if WRONG.search("".join(header)):
        if "16" not in found and b"\x00" in sample[:4096]:
            raise binary(file.name)
        raise ReadError(
            _("{name}: baris {place}: judul kolom bukan {found}; coba --encoding cp1252").format(
                name=file.name, place=place, found=_(encoding_label(found))
            )
        )
    columns = (header[0].removeprefix("\ufeff"), *header[1:])
    roles = find_roles(columns, wanted, file.name)
    mark = bom_length(sample) if found in ("utf-8-sig", "utf-16") else 0
    return DelimitedSource(
        name=file.name, format="delimited", columns=columns, roles=roles, encoding=found,
        delimiter=layout.delimiter, notes=notes, file=file, body=place + 1, bom=mark,
    )  # fmt: skip


def _header(reader: Iterator[list[str]], preamble: int) -> tuple[list[str], int]:
    """Return the header and the number of its last line."""
    for record in reader:
        if not record:
            continue
        if preamble == 0:
            return record, int(reader.line_num)  # type: ignore[attr-defined]
        preamble -= 1
    return [], 0
