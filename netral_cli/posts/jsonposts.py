"""Reads posts from JSON lines, JSON arrays and pages of APIs, one element at a time whatever the size of the file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from netral_cli.language import N_, _
from netral_cli.posts.columns import Wanted, find_roles
from netral_cli.posts.encoding import HANDLER, WRONG, check_encoding, find_encoding, printable_raw
from netral_cli.posts.jsontext import DECODER, LIST_KEYS, cells, dump, page, without_lone_surrogates
from netral_cli.posts.source import BadRow, OnBad, RawRow, ReadError, Source
from netral_cli.posts.stream import LINE_LIMIT, ByteStream, InputFile, open_bytes, read_head

SAMPLE = 256 * 1024
_SAMPLE_RECORDS = 1000
_MOST_COLUMNS = 10_000
_CHUNK = 1 << 19
_ELEMENT = 16 * 1024 * 1024
_RAW = 100_000
_TOO_DEEP = N_("objek bersarang terlalu dalam; periksa ekspornya")


@dataclass(frozen=True, slots=True)
class _Element:
    """One value of the file with its text and its line."""

    value: Any
    raw: str
    line: int


class _Scanner:
    """Steps through JSON text that is longer than memory: one value, one sign at a time."""

    def __init__(self, text: io.TextIOBase, name: str) -> None:
        self._text, self._name = text, name
        self._buffer, self._at, self._line = "", 0, 1
        self._end = False

    def _more(self, size: int = _CHUNK) -> bool:
        self._line += self._buffer.count("\n", 0, self._at)
        fresh = self._text.read(size)
        self._buffer, self._at = self._buffer[self._at :] + fresh, 0
        self._end = not fresh
        return bool(fresh)

    @property
    def line(self) -> int:
        return self._line + self._buffer.count("\n", 0, self._at)

    @property
    def rest(self) -> str:
        return self._buffer[self._at : self._at + _RAW]

    def peek(self) -> str:
        """Return the next sign that is not blank, or an empty text at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in " \t\r\n\ufeff":
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        if self.peek() != sign:
            raise self.error(_("diharapkan {sign!r}").format(sign=sign))
        self._at += 1

    def error(self, why: str) -> ReadError:
        return ReadError(
            _("{name}: baris {line}: bukan JSON yang sah ({why}); isi {rest!r}").format(
                name=self._name, line=self.line, why=why, rest=self.rest[:60]
            )
        )

    def value(self) -> tuple[Any, str]:
        """Return the next value and its text; raises `ReadError` where there is none."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                value, stop = DECODER.raw_decode(self._buffer, self._at)
                if stop < len(self._buffer) or self._end:
                    raw = self._buffer[self._at : stop]
                    self._at = stop
                    return value, raw
            except RecursionError:
                raise ReadError(
                    _("{name}: baris {line}: {reason}").format(name=self._name, line=self.line, reason=_(_TOO_DEEP))
                ) from None
            except json.JSONDecodeError as problem:
                cut = problem.msg.startswith("Unterminated") or problem.pos >= len(self._buffer) - 20
                if self._end or not cut:
                    raise self.error(problem.msg) from None
            if len(self._buffer) - self._at > _ELEMENT:
                raise ReadError(
                    _("{name}: baris {line}: satu unsur di atas {element} juta huruf").format(
                        name=self._name, line=self.line, element=_ELEMENT >> 20
                    )
                )
            self._more(size)
            size *= 2


def _elements(scanner: _Scanner) -> Iterator[_Element]:
    """Return the elements of an array whose `[` was taken."""
    if scanner.peek() == "]":
        return
    while True:
        scanner.peek()
        line = scanner.line
        value, raw = scanner.value()
        yield _Element(value, raw, line)
        sign = scanner.peek()
        if sign == "]":
            return
        scanner.take(",")


def _descend(scanner: _Scanner, depth: int) -> Iterator[_Element] | None:
    """Return the elements of the first list of posts inside an object whose `{` comes next; None when it has none."""
    scanner.take("{")
    while scanner.peek() != "}":
        key, _ = scanner.value()
        scanner.take(":")
        sign = scanner.peek()
        if sign == "[" and key in LIST_KEYS:
            scanner.take("[")
            return _elements(scanner)
        if sign == "{" and key in LIST_KEYS and depth < 3:
            found = _descend(scanner, depth + 1)
            if found is not None:
                return found
        else:
            scanner.value()
        if scanner.peek() == ",":
            scanner.take(",")
    scanner.take("}")
    return None


class NoPostsError(ReadError):
    """There is no list of posts in the JSON."""


@dataclass(kw_only=True)
class JsonSource(Source):
    """A file of JSON: lines of objects, or one array, or an object that holds an array of posts.

    by_line: each line is a record of its own, so that one bad line costs one record
    """

    file: InputFile
    by_line: bool
    _stream: ByteStream | None = field(default=None, repr=False)

    @property
    def position(self) -> int:
        """Return how many bytes of the file on disk have been read in the present pass."""
        return self._stream.position if self._stream else 0

    def _values(self, on_bad: OnBad) -> Iterator[_Element]:
        with open_bytes(self.file, LINE_LIMIT if self.by_line else 0) as stream:
            self._stream = stream
            text = io.TextIOWrapper(
                io.BufferedReader(stream, 1 << 18), encoding=self.encoding, errors=HANDLER, newline="\n"
            )
            found = self._lines(text, on_bad) if self.by_line else self._stepwise(text, on_bad)
            for element in found:
                posts = page(element.value) if isinstance(element.value, dict) else None
                if posts is None:
                    yield element
                else:
                    yield from (self._of_page(element, post) for post in posts)

    @staticmethod
    def _of_page(page_: _Element, post: Any) -> _Element:
        if WRONG.search(page_.raw):
            return _Element(post, page_.raw, page_.line)
        raw = without_lone_surrogates(dump(post))
        return _Element(DECODER.decode(raw) if "\\u" in page_.raw else post, raw, page_.line)

    def _lines(self, text: io.TextIOWrapper, on_bad: OnBad) -> Iterator[_Element]:
        byte = 0
        utf8 = "16" not in self.encoding
        for number, line in enumerate(text, 1):
            raw = line.strip().removeprefix("\ufeff")
            if raw:
                try:
                    yield _Element(DECODER.decode(raw), raw, number)
                except (json.JSONDecodeError, RecursionError) as problem:
                    deep = isinstance(problem, RecursionError)
                    why = _(_TOO_DEEP) if deep else _("bukan JSON yang sah ({problem})").format(problem=problem)
                    kept = printable_raw(raw[:_RAW])
                    on_bad(BadRow(self.name, number, byte + 1, "dalam" if deep else "json", why, kept))
            byte += (len(line) if line.isascii() else len(line.encode(errors="replace"))) if utf8 else 2 * len(line)

    def _stepwise(self, text: io.TextIOWrapper, on_bad: OnBad) -> Iterator[_Element]:
        scanner = _Scanner(text, self.name)
        done = 0
        try:
            for element in self._roots(scanner):
                done += 1
                yield element
        except ReadError as problem:
            # What came before is good: a download that broke off is the usual reason.
            if not done:
                raise
            why = _("{name}; unsur sesudahnya tidak terbaca").format(name=str(problem).removeprefix(self.name + ": "))
            on_bad(BadRow(self.name, scanner.line, 0, "json", why, printable_raw(scanner.rest)))

    def _roots(self, scanner: _Scanner) -> Iterator[_Element]:
        while sign := scanner.peek():
            line = scanner.line
            if sign == "[":
                scanner.take("[")
                yield from _elements(scanner)
                scanner.take("]")
            elif self._whole:
                value, raw = scanner.value()
                yield _Element(value, raw, line)
            else:
                found = _descend(scanner, 0)
                if found is None:
                    raise NoPostsError(
                        _("{name}: tidak ada daftar pos di dalamnya; yang dikenal: {list_keys}, ...").format(
                            name=self.name, list_keys=", ".join(LIST_KEYS[:8])
                        )
                    )
                yield from found
                return
            if scanner.peek() == ",":
                scanner.take(",")

    _whole: bool = field(default=False, repr=False)

    def _cells(self, on_bad: OnBad) -> Iterator[tuple[dict[str, str], str]]:
        for number, element in enumerate(self._values(on_bad), 1):
            raw = printable_raw(element.raw[:_RAW])
            if not isinstance(element.value, dict):
                reason = _("unsur ke-{number} bukan objek; setiap pos harus berupa {{...}}").format(number=number)
                on_bad(BadRow(self.name, element.line, 0, "bukan-objek", reason, raw))
                continue
            if not element.raw.isascii() and WRONG.search(element.raw):
                reason = _("unsur ke-{number} memuat bita yang bukan {encoding}; coba --encoding cp1252").format(
                    number=number, encoding=self.encoding
                )
                on_bad(BadRow(self.name, element.line, 0, "penyandian", reason, raw))
                continue
            try:
                found = cells(element.value, element.raw)
            except RecursionError:
                on_bad(BadRow(self.name, element.line, 0, "dalam", _(_TOO_DEEP), raw))
                continue
            self.line = element.line
            yield found, element.raw

    def records(self, on_bad: OnBad) -> Iterator[list[str]]:
        """Return the objects as rows that keep their JSON text; see `Source.records`."""
        columns = self.columns
        for found, raw in self._cells(on_bad):
            yield RawRow([found.get(name, "") for name in columns], raw)

    def complete(self) -> None:
        """Read the file once for the names of all columns; raises `ReadError` when they are too many."""
        names = dict.fromkeys(self.columns)
        for found, _raw in self._cells(lambda _bad: None):
            if found.keys() - names.keys():
                names.update(dict.fromkeys(found))
                if len(names) > _MOST_COLUMNS:
                    raise ReadError(
                        _(
                            "{name}: kunci objek lebih dari {most_columns};"
                            " pilih hasil .jsonl, yang tidak memakai kolom"
                        ).format(name=self.name, most_columns=_MOST_COLUMNS)
                    )
        self.columns = tuple(names)


def open_json(file: InputFile, wanted: Wanted, encoding: str | None = None) -> JsonSource:
    """Return the posts in a JSON file; its columns are those of the first 1,000 posts until `complete` is called.

    Raises `ReadError` when there is no post in it, `ColumnError` when no text column is found.
    """
    sample = read_head(file, SAMPLE)
    found = check_encoding(encoding) if encoding else find_encoding(sample, file.name)[0]
    if found == "cp1252":
        found = "utf-8"
    text = sample.decode(found, HANDLER).lstrip("\ufeff \t\r\n")
    first = text.split("\n", 1)[0]
    by_line = text.startswith("{") and (_complete(first) or _lines_follow(text))
    source = JsonSource(
        name=file.name, format="json", columns=(), roles=find_roles(("text",), Wanted(), ""), encoding=found,
        file=file, by_line=by_line,
    )  # fmt: skip
    names = _first_names(source)
    if not names and not by_line and text.startswith("{"):
        source._whole = True
        names = _first_names(source)
    if not names:
        raise ReadError(_("{name}: tidak ada pos di dalamnya; ekspor ulang datanya").format(name=file.name))
    source.columns = names
    source.roles = find_roles(names, wanted, file.name)
    return source


def _complete(line: str) -> bool:
    try:
        return isinstance(DECODER.decode(line.strip()), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _lines_follow(text: str) -> bool:
    """Say whether the second of the lines is an object of its own: the first may be the broken one."""
    return any(_complete(line) for line in text.split("\n")[1:4] if line.startswith("{"))


def _first_names(source: JsonSource) -> tuple[str, ...]:
    names: dict[str, None] = {}
    try:
        for number, (found, _raw) in enumerate(source._cells(lambda _bad: None)):
            names.update(dict.fromkeys(found))
            if number >= _SAMPLE_RECORDS:
                break
    except NoPostsError:
        if source._whole or source.by_line:
            raise
    return tuple(names)
