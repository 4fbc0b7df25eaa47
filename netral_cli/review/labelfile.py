"""The file of labels that `netral train` and `evaluate` read: rows kept as they are, new ones added, written whole."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netral_cli.atomic import new_file
from netral_cli.errors import NetralError
from netral_cli.language import _, _n
from netral_cli.posts.jsontext import without_lone_surrogates
from netral_cli.posts.output import csv_text
from netral_cli.review.decision import Label, WrongLabelError, make_label, read_answer, read_context, read_signals
from netral_cli.review.item import Span
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from netral_cli.system_words import reason

COLUMNS = (
    "id", "text", "label", "signals", "context", "profile", "group", "tanggal", "akun", "alasan", "penilai", "waktu",
    "catatan", "bukti", "meta",
)  # fmt: skip
NEEDED = ("id", "text", "signals", "context")
# Columns of a labelled post that are not fields of their own.
_OWN = frozenset(("id", "text", "label", "signals", "context", "bukti", "meta"))


class LabelFileError(NetralError):
    """A file of labels cannot be read or would lose something: the message names file, row and column."""


@dataclass(slots=True)
class LabelRow:
    """One labelled post.

    others: all further columns that are filled, by name; meta: what other tools keep with a post
    """

    id: str
    text: str
    label: Label
    spans: tuple[Span, ...] = ()
    others: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        """Return what tells posts apart."""
        return self.id, self.text


def spans_text(spans: Sequence[Span]) -> str:
    """Return quotations as a cell: a JSON list of start, end and labels."""
    return json.dumps([[s.start, s.end, *s.labels] for s in spans], separators=(",", ":")) if spans else ""


def read_spans(cell: str, text: str) -> tuple[Span, ...]:
    """Return the quotations in a cell; raises `WrongLabelError`."""
    try:
        found = tuple(Span(int(s[0]), int(s[1]), tuple(map(str, s[2:]))) for s in json.loads(cell)) if cell else ()
    except (ValueError, TypeError, IndexError, KeyError):
        raise WrongLabelError("bukti", _("{value} bukan daftar kutipan").format(value=repr(cell[:60]))) from None
    for span in found:
        if not 0 <= span.start <= span.end <= len(text):
            raise WrongLabelError(
                "bukti", _n("kutipan {start}-{end} di luar teks ({size} tanda)", len(text)).format(
                    start=span.start, end=span.end, size=len(text)
                )
            )  # fmt: skip
        bad = next((name for name in span.labels if name not in SIGNAL_IDS and name not in CONTEXT_IDS), None)
        if bad is not None:
            raise WrongLabelError("bukti", _("{value} bukan sinyal atau konteks").format(value=repr(bad)))
    return found


def parse_row(row: dict[str, str]) -> LabelRow:
    """Return a row of the file; raises `WrongLabelError` with the column that is wrong."""
    text = row["text"]
    if not text.strip():
        raise WrongLabelError("text", _("kosong; isi teks posnya atau hapus barisnya"))
    label = make_label(
        read_answer(row.get("label", "")), read_signals(row.get("signals", "")), read_context(row.get("context", ""))
    )
    try:
        meta = json.loads(row["meta"]) if row.get("meta") else {}
    except ValueError:
        meta = None
    if not isinstance(meta, dict):
        raise WrongLabelError("meta", _("bukan objek JSON"))
    others = {k: v for k, v in row.items() if k not in _OWN and v}
    return LabelRow(row["id"], text, label, read_spans(row.get("bukti", ""), text), others, meta)


def row_cells(row: LabelRow) -> dict[str, str]:
    """Return the cells of a labelled post by column."""
    meta = json.dumps(row.meta, ensure_ascii=False, separators=(",", ":")) if row.meta else ""
    return {
        **row.others, "id": row.id, "text": row.text, "label": row.label.status, "signals": "|".join(row.label.signals),
        "context": row.label.context, "bukti": spans_text(row.spans), "meta": meta,
    }  # fmt: skip


@dataclass(slots=True)
class LabelFile:
    """The rows of a file as they stand in it, and its columns."""

    columns: list[str] = field(default_factory=lambda: list(COLUMNS))
    rows: list[dict[str, str]] = field(default_factory=list)

    def data(self) -> bytes:
        """Return the file as UTF-8 CSV."""
        rows = [[row.get(name, "") for name in self.columns] for row in self.rows]
        return without_lone_surrogates(csv_text([self.columns, *rows], ",")).encode()

    def widen(self, names: Iterable[str]) -> None:
        """Add columns that the file does not have yet, at its end."""
        self.columns += [name for name in dict.fromkeys(names) if name not in self.columns]

    def write(self, path: Path) -> None:
        """Write the file in one step; raises `WriteError`."""
        with new_file(path) as target:
            target.write(self.data())


def read_label_file(path: Path) -> LabelFile:
    """Return a CSV file of labels, every row with all its columns; raises `LabelFileError`."""
    csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            columns = next(reader, [])
            missing = [name for name in NEEDED if name not in columns]
            if missing or len(set(columns)) != len(columns):
                raise LabelFileError(
                    _("{path}: baris 1: kolom {missing} tidak ada atau ganda; berkas label perlu {needed}").format(
                        path=path, missing=", ".join(missing) or "-", needed=", ".join(NEEDED)
                    )
                )
            found = LabelFile(columns)
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(columns):
                    raise LabelFileError(
                        _n(
                            "{path}: baris {line}: {count} sel, judulnya {columns}; perbaiki pemisahnya", len(cells)
                        ).format(path=path, line=reader.line_num, count=len(cells), columns=len(columns))
                    )
                found.rows.append(dict(zip(columns, cells, strict=True)))
    except FileNotFoundError:
        raise LabelFileError(_("{path}: berkas tidak ditemukan").format(path=path)) from None
    except OSError as problem:
        raise LabelFileError(
            _("{path}: tidak dapat dibaca ({problem})").format(path=path, problem=reason(problem))
        ) from None
    except UnicodeDecodeError as problem:
        raise LabelFileError(
            _("{path}: bukan UTF-8 (bita ke-{byte}); simpan ulang sebagai CSV UTF-8").format(
                path=path, byte=problem.start + 1
            )
        ) from None
    except csv.Error as problem:
        raise LabelFileError(_("{path}: CSV rusak ({problem})").format(path=path, problem=problem)) from None
    return found


def labelled_rows(path: Path) -> list[LabelRow]:
    """Return the labelled posts of a file; raises `LabelFileError` naming row and column of what is wrong."""
    out = []
    for number, row in enumerate(read_label_file(path).rows, 1):
        try:
            out.append(parse_row(row))
        except WrongLabelError as problem:
            raise LabelFileError(
                _("{path}: pos ke-{number} (id {id}): kolom {column}: {problem}").format(
                    path=path, number=number, id=repr(row["id"][:40]), column=problem.field, problem=problem
                )
            ) from None
    return out
