"""Reads posts from a delimited text file: encoding and delimiter found, every field kept as text."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from netral_cli.errors import NetralError
from netral_cli.posts.columns import text_column

DELIMITERS = ",;\t|"
_SAMPLE = 256 * 1024
_NAMES = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak"}


class ReadError(NetralError):
    """A file cannot be read as posts: the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class PostTable:
    """An opened table of posts; `rows()` may be iterated once for each call.

    text_index: which column holds the text
    """

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    text_index: int

    @property
    def delimiter_name(self) -> str:
        """Return the Indonesian name of the delimiter."""
        return _NAMES.get(self.delimiter, repr(self.delimiter))

    def rows(self) -> Iterator[list[str]]:
        """Return the records after the header, each with as many fields as there are columns.

        Raises `ReadError` with the line where a record has another number of fields or bytes cannot be decoded.
        """
        width = len(self.columns)
        csv.field_size_limit(sys.maxsize)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            try:
                next(reader)
                for row in reader:
                    if len(row) != width:
                        if not row:
                            continue
                        raise ReadError(
                            f"{self.path}: baris {reader.line_num}: ada {len(row)} kolom, judul punya {width};"
                            f" isi {self.delimiter.join(row)[:60]!r};"
                            f" beri tanda kutip pada isi yang memuat {self.delimiter_name}"
                        )
                    yield row
            except UnicodeDecodeError as problem:
                raise _decode_error(self.path, self.encoding, problem) from None
            except csv.Error as problem:
                raise ReadError(f"{self.path}: baris {reader.line_num}: bukan CSV yang sah ({problem})") from None


def _decode_error(path: Path, encoding: str, problem: UnicodeDecodeError) -> ReadError:
    """Return the error for bytes that are not in the encoding, naming line, byte and bytes of the file."""
    offset = line = 1
    wrong = problem.object[problem.start : problem.start + 4]
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                decoder.decode(raw)
            except UnicodeDecodeError as inner:
                line, offset, wrong = number, done + inner.start + 1, raw[inner.start : inner.start + 4]
                break
            done += len(raw)
    shown = " ".join(f"{byte:02X}" for byte in wrong)
    return ReadError(f"{path}: baris {line}, bita ke-{offset}: {shown} bukan {encoding}; coba --encoding cp1252")


def _find_encoding(path: Path, sample: bytes) -> str:
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in sample[:4096]:
        raise ReadError(f"{path}: berkas biner, bukan tabel teks; simpan sebagai CSV UTF-8 lalu coba lagi")
    return "utf-8-sig"


def _decoded_sample(path: Path, sample: bytes, encoding: str) -> str:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise ReadError(
            f"--encoding {encoding}: penyandian tidak dikenal; misalnya utf-8, utf-16, cp1252, latin-1"
        ) from None
    try:
        return decoder.decode(sample)
    except UnicodeDecodeError as problem:
        raise _decode_error(path, encoding, problem) from None


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    """Return how many of the first records have the header's number of fields, and that number (0 for one column)."""
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if record:
                records.append(record)
            if len(records) > 50:
                break
    except csv.Error:
        return 0, 0
    width = len(records[0]) if records else 0
    body = records[:-1] if len(records) > 2 else records
    return (sum(len(r) == width for r in body) if width > 1 else 0), width


def find_delimiter(sample: str) -> str:
    """Return the delimiter whose parsed records agree best with the header; a comma for a single column."""
    best = max(DELIMITERS, key=lambda d: (*_score(sample, d), -DELIMITERS.index(d)))
    return best if _score(sample, best)[1] > 1 else ","


def open_table(
    path: Path, wanted: str | None = None, delimiter: str | None = None, encoding: str | None = None
) -> PostTable:
    """Return the table in a delimited text file.

    Raises `ReadError` for a missing, empty, binary or wrongly encoded file and for one without records,
    `ColumnError` when no text column is found.
    """
    try:
        if path.is_dir():
            raise ReadError(f"{path}: ini folder; beri nama berkas CSV di dalamnya")
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except FileNotFoundError:
        raise ReadError(f"{path}: berkas tidak ditemukan; periksa nama dan foldernya") from None
    except PermissionError:
        raise ReadError(f"{path}: tidak boleh dibaca; periksa izin berkas") from None
    if not sample.strip(b"\xef\xbb\xbf \r\n\t"):
        raise ReadError(f"{path}: berkas kosong; ekspor ulang datanya")
    found = encoding or _find_encoding(path, sample)
    text = _decoded_sample(path, sample, found)
    chosen = delimiter or find_delimiter(text)
    csv.field_size_limit(sys.maxsize)
    columns = next(csv.reader(io.StringIO(text, newline=""), delimiter=chosen))
    index = text_column(columns, wanted, str(path))
    table = PostTable(path, found, chosen, tuple(columns), index)
    if next(table.rows(), None) is None:
        raise ReadError(f"{path}: hanya ada baris judul, tidak ada pos; ekspor ulang datanya")
    return table


def batches(rows: Iterator[list[str]], size: int) -> Iterator[Sequence[list[str]]]:
    """Return the rows in lists of at most `size`."""
    from itertools import islice  # noqa: PLC0415

    while chunk := list(islice(rows, size)):
        yield chunk
