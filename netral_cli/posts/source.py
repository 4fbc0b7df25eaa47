"""What every kind of input gives: columns, their roles, and rows of text; bad rows go to a callback."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from netral_cli.errors import NetralError
from netral_cli.language import N_, _
from netral_cli.posts.columns import Roles


class ReadError(NetralError):
    """A file cannot be read as posts: the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be classified, as it goes to the file of rejected rows.

    source: name of the file; line: first line (or row, or element) of the record, from 1
    byte: where the record, or the wrong byte in it, begins, from 1; 0 where the format has no bytes of its own
    code: `kolom`, `kutip`, `penyandian`, `panjang`, `json`, `dalam` or `bukan-objek`
    raw: the record as it stands in the file, cut at 100,000 characters
    """

    source: str
    line: int
    byte: int
    code: str
    reason: str
    raw: str

    def message(self) -> str:
        """Return the one line that a user sees when bad rows stop the reading."""
        where = _("{source}: baris {line}").format(source=self.source, line=self.line)
        if self.byte:
            where = _("{source}: baris {line}, bita ke-{byte}").format(
                source=self.source, line=self.line, byte=self.byte
            )
        return _("{where}: {reason}; isi {raw!r}").format(where=where, reason=self.reason, raw=self.raw[:60])


OnBad = Callable[[BadRow], None]


def refuse(bad: BadRow) -> None:
    """Stop at a bad row: the callback of `--on-bad-row stop`; raises `ReadError`."""
    raise ReadError(bad.message())


class RawRow(list[str]):
    """A row that also keeps the JSON text it came from."""

    __slots__ = ("raw",)

    def __init__(self, values: Sequence[str], raw: str) -> None:
        super().__init__(values)
        self.raw = raw


@dataclass
class Source(ABC):
    """An opened input; `records` may be called once for each pass over it.

    columns: names as they stand in the file, repeated names included
    delimiter: of delimited text, else a comma; it is also what CSV output uses
    notes: what the user should know, one line each
    placed: whether `place` is going to be asked: some readers are slower then; set before `records` is called
    line: line (or row, or element) at which the record handed out last begins, from 1
    """

    name: str
    format: str
    columns: tuple[str, ...]
    roles: Roles
    encoding: str = ""
    delimiter: str = ","
    notes: list[str] = field(default_factory=list)
    placed: bool = field(default=False, repr=False)
    line: int = field(default=0, repr=False)

    @abstractmethod
    def records(self, on_bad: OnBad) -> Iterator[list[str]]:
        """Return the rows in their order, each as long as `columns`; bad ones go to `on_bad`.

        Raises `ReadError` where the file cannot be read on.
        """

    def complete(self) -> None:  # noqa: B027
        """Make sure that `columns` has every column of the file, also those that only late records have."""

    def place(self) -> str:
        """Return where the record handed out last begins, as messages name it; `placed` must be set before."""
        return _("baris {line}").format(line=self.line)

    @property
    def position(self) -> int:
        """Return how many bytes of the file on disk have been read in the present pass."""
        return 0

    @property
    def text_index(self) -> int:
        """Return which column holds the text of the post."""
        return self.roles.text

    @property
    def date_index(self) -> int | None:
        """Return which column holds the date of the post, if any."""
        return self.roles.date

    @property
    def author_index(self) -> int | None:
        """Return which column holds the account that posted, if any."""
        return self.roles.author

    @property
    def id_index(self) -> int | None:
        """Return which column holds the id of the post, if any."""
        return self.roles.id

    @property
    def link_index(self) -> int | None:
        """Return which column holds the address of the post, if any."""
        return self.roles.link

    def facts(self) -> dict[str, str]:
        """Return what was understood of the file: label to value, Indonesian; `_` gives them to people."""
        names = {"delimited": N_("teks berpemisah"), "json": "JSON", "sheet": N_("lembar kerja"), "parquet": "Parquet"}
        found = {N_("berkas"): self.name, N_("format"): names[self.format]}
        if self.encoding:
            found[N_("penyandian")] = encoding_label(self.encoding)
        if self.format == "delimited":
            found[N_("pemisah")] = DELIMITER_NAMES.get(self.delimiter, repr(self.delimiter))
        return {**found, **self.roles.facts(self.columns)}


DELIMITER_NAMES = {",": N_("koma"), ";": N_("titik koma"), "\t": N_("tab"), "|": N_("garis tegak")}


def encoding_label(encoding: str) -> str:
    """Return the usual name of an encoding."""
    return {"utf-8-sig": N_("UTF-8 dengan BOM"), "utf-8": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)


def one_line(text: str) -> str:
    """Return a text without control characters, for messages."""
    return "".join(c if c.isprintable() else " " for c in text)
