"""The files of a result: written under a temporary name with a checkpoint beside them, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from netral_cli.atomic import explain, sync_folder
from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.posts.checkpoint import Checkpoint, truncate
from netral_cli.posts.output import COLUMNS, CsvEncoder, Encoder, JsonEncoder, OutRow, TextWriter, Writer, unique
from netral_cli.posts.rejects import RejectWriter
from netral_cli.posts.source import BadRow

FORMATS = ("csv", "tsv", "xlsx", "jsonl", "parquet")
RESUMABLE = ("csv", "tsv", "jsonl")
# Formats that show where in the text the evidence stands.
MARKED = ("xlsx", "jsonl")
_ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


def format_of(output: Path | None, chosen: str | None) -> str:
    """Return the format of a result: the user's choice, or by the ending; raises `UsageError` for an unknown ending."""
    if chosen is not None or output is None:
        return chosen or "csv"
    found = _ENDINGS.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            _("-o {output}: akhiran {suffix!r} tidak dikenal; pakai {endings}, atau pilih dengan --format").format(
                output=output, suffix=output.suffix, endings=", ".join(_ENDINGS)
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the files of one result are: the result X, `X.ditolak.csv`, `X.manifest.json` and the unfinished ones."""

    output: Path

    def _beside(self, ending: str) -> Path:
        return self.output.with_name(self.output.name + ending)

    @property
    def rejects(self) -> Path:
        """Return the file of rejected rows."""
        return self._beside(".ditolak.csv")

    @property
    def manifest(self) -> Path:
        """Return the run manifest."""
        return self._beside(".manifest.json")

    @property
    def partial(self) -> Path:
        """Return the unfinished result."""
        return self._beside(".sebagian")

    @property
    def partial_rejects(self) -> Path:
        """Return the unfinished file of rejected rows."""
        return self._beside(".ditolak.csv.sebagian")

    @property
    def checkpoint(self) -> Path:
        """Return the checkpoint."""
        return self._beside(".sebagian.json")

    @property
    def scratch(self) -> Path:
        """Return the folder for what XLSX needs while it is written."""
        return self._beside(".sebagian.d")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a result looks like: its format, columns, delimiter, where its text is, and options of its writer.

    texts: name of an input file and where its text is, for each of several inputs
    """

    format: str
    columns: tuple[str, ...]
    delimiter: str
    text_index: int
    excel: bool = False
    hide_raw: bool = False
    transform: Callable[[Any], Any] | None = None
    texts: tuple[tuple[str, int], ...] = ()

    @property
    def output_delimiter(self) -> str:
        """Return the delimiter of the result."""
        if self.format == "tsv":
            return "\t"
        return self.delimiter if self.delimiter in ",;|" and len(self.columns) > 1 else ","


def encoder_for(shape: Shape) -> Encoder:
    """Return the encoder of a format that can be written to any stream; raises `UsageError` for others."""
    if shape.format == "jsonl":
        return JsonEncoder(shape.columns, shape.transform)
    if shape.format in RESUMABLE:
        return CsvEncoder(shape.columns, shape.output_delimiter, shape.excel)
    raise UsageError(
        _("--format {format}: tidak dapat ditulis ke layar; beri nama berkas dengan -o").format(format=shape.format)
    )


class _ParquetRows:
    """Writes result rows as Parquet."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        from netral_cli.posts.parquet import ParquetWriter  # noqa: PLC0415

        self._writer = ParquetWriter(path, unique([*columns, *COLUMNS]))

    def write(self, rows: Sequence[OutRow]) -> None:
        self._writer.write([[*r.row, *r.added] for r in rows])

    def abort(self) -> None:
        self._writer.abort()

    def finish(self) -> None:
        self._writer.finish()


class ResultFile:
    """An unfinished result on disk; `mark` after each batch, `publish` at the end.

    resumed: the checkpoint to go on from, or None for a fresh start
    Raises `WriteError` where the system refuses, `ResumeError` when the partial files do not fit the checkpoint.
    """

    def __init__(self, paths: Paths, shape: Shape, resumed: Checkpoint | None) -> None:
        self.paths, self._shape = paths, shape
        self.resumable = shape.format in RESUMABLE
        self._writer: Writer
        self._target: BinaryIO | None = None
        self._rejects: tuple[BinaryIO, RejectWriter] | None = None
        try:
            self._open(resumed)
        except OSError as problem:
            raise explain(paths.output, problem) from None

    def _open(self, resumed: Checkpoint | None) -> None:
        paths, shape = self.paths, self._shape
        if resumed is None:
            paths.partial_rejects.unlink(missing_ok=True)
        elif resumed.reject_bytes:
            truncate(paths.partial_rejects, resumed.reject_bytes, str(paths.rejects))
            self._open_rejects(fresh=False)
        else:
            paths.partial_rejects.unlink(missing_ok=True)
        if self.resumable:
            if resumed is not None:
                truncate(paths.partial, resumed.output_bytes, str(paths.output))
            self._target = paths.partial.open("wb" if resumed is None else "ab")
            self._writer = TextWriter(self._target, encoder_for(shape), fresh=resumed is None)
            return
        paths.partial.unlink(missing_ok=True)
        shutil.rmtree(paths.scratch, ignore_errors=True)
        if shape.format == "xlsx":
            from netral_cli.posts.xlsx import XlsxWriter  # noqa: PLC0415

            paths.scratch.mkdir()
            self._writer = XlsxWriter(
                paths.partial, shape.columns, shape.text_index, paths.scratch, texts=dict(shape.texts)
            )
        else:
            self._writer = _ParquetRows(paths.partial, shape.columns)

    def _open_rejects(self, fresh: bool) -> RejectWriter:
        target = self.paths.partial_rejects.open("wb" if fresh else "ab")
        writer = RejectWriter(target, self._shape.hide_raw, fresh)
        self._rejects = (target, writer)
        return writer

    @property
    def cut(self) -> int:
        """Return how many cells were too long for the format."""
        return int(getattr(self._writer, "cut", 0))

    def write(self, rows: Sequence[OutRow] | bytes, bad: Sequence[BadRow]) -> None:
        """Write one batch of rows, encoded if the format is `RESUMABLE`, and of rejects; raises `WriteError`."""
        try:
            if isinstance(rows, bytes):
                cast("TextWriter", self._writer).put(rows)
            else:
                self._writer.write(rows)
            if bad:
                writer = self._rejects[1] if self._rejects else self._open_rejects(fresh=True)
                writer.write(bad)
        except OSError as problem:
            raise explain(self.paths.output, problem) from None

    def mark(self, checkpoint: Checkpoint) -> None:
        """Bring all that was written to the disk and then the checkpoint; raises `WriteError`."""
        if not self.resumable and not checkpoint.finished:
            return
        try:
            checkpoint.output_bytes = _to_disk(self._target) if self._target else 0
            checkpoint.reject_bytes = _to_disk(self._rejects[0]) if self._rejects else 0
        except OSError as problem:
            raise explain(self.paths.output, problem) from None
        checkpoint.save(self.paths.checkpoint)

    def finish(self) -> None:
        """Write what the format needs at its end; raises `WriteError`."""
        try:
            self._writer.finish()
            if self._target is None:
                with self.paths.partial.open("rb+") as file:
                    os.fsync(file.fileno())
        except OSError as problem:
            raise explain(self.paths.output, problem) from None
        finally:
            shutil.rmtree(self.paths.scratch, ignore_errors=True)

    def close(self, keep: bool = False) -> None:
        """Let go of the files; without `keep` an unfinished result that cannot be resumed is removed."""
        for target in (self._target, self._rejects[0] if self._rejects else None):
            if target is not None:
                try:
                    target.close()
                except OSError as problem:
                    if keep:
                        raise explain(self.paths.output, problem) from None
        if not self.resumable and not keep:
            self._writer.abort()
            shutil.rmtree(self.paths.scratch, ignore_errors=True)
            self.paths.partial.unlink(missing_ok=True)
            self.paths.partial_rejects.unlink(missing_ok=True)


def publish(paths: Paths, rejected: bool) -> None:
    """Give a finished result its name; may be called again after any end. Raises `WriteError`.

    rejected: whether this run rejected rows; if not, those of an older run are removed
    """
    try:
        if paths.partial.exists():
            paths.partial.replace(paths.output)
        if not rejected:
            paths.rejects.unlink(missing_ok=True)
        elif paths.partial_rejects.exists():
            paths.partial_rejects.replace(paths.rejects)
        sync_folder(paths.output.parent)
    except OSError as problem:
        raise explain(paths.output, problem) from None


def discard(paths: Paths) -> None:
    """Remove what an unfinished run left behind."""
    for path in (paths.checkpoint, paths.partial, paths.partial_rejects):
        path.unlink(missing_ok=True)
    shutil.rmtree(paths.scratch, ignore_errors=True)


def _to_disk(target: BinaryIO) -> int:
    target.flush()
    os.fsync(target.fileno())
    return target.tell()
