"""Reads and writes Parquet, where pyarrow (the extra `parquet`) is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.posts.columns import Wanted, find_roles
from netral_cli.posts.source import OnBad, ReadError, Source

_ROWS = 2000


def _pyarrow() -> Any:
    try:
        import pyarrow  # noqa: PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError:
        raise UsageError(_("Parquet memerlukan pyarrow; pasang dengan: pip install 'netral-cli[parquet]'")) from None
    return pyarrow


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return str(value)


@dataclass(kw_only=True)
class ParquetSource(Source):
    """A Parquet file; every column becomes text, nested ones compact JSON."""

    path: Path

    def records(self, on_bad: OnBad) -> Iterator[list[str]]:  # noqa: ARG002
        """Return the rows, a few thousand in memory at a time; see `Source.records`."""
        arrow = _pyarrow()
        self.line = 0
        try:
            with arrow.parquet.ParquetFile(self.path) as file:
                for batch in file.iter_batches(_ROWS):
                    columns = [[_text(v) for v in column.to_pylist()] for column in batch.columns]
                    for row in zip(*columns, strict=True):
                        self.line += 1
                        yield list(row)
        except (arrow.ArrowException, OSError) as problem:
            raise _broken(self.name, problem) from None


def _broken(name: str, problem: Exception) -> ReadError:
    return ReadError(
        _("{name}: Parquet rusak ({problem}); ekspor ulang datanya").format(
            name=name, problem=str(problem).splitlines()[0][:120]
        )
    )


def open_parquet(path: Path, name: str, wanted: Wanted) -> ParquetSource:
    """Return the posts in a Parquet file.

    Raises `UsageError` without pyarrow, `ReadError` for a broken file, `ColumnError` when no text column is found.
    """
    arrow = _pyarrow()
    try:
        with arrow.parquet.ParquetFile(path) as file:
            columns = tuple(file.schema_arrow.names)
    except (arrow.ArrowException, OSError) as problem:
        raise _broken(name, problem) from None
    return ParquetSource(
        name=name, format="parquet", columns=columns, roles=find_roles(columns, wanted, name), path=path
    )


class ParquetWriter:
    """Writes rows of text as Parquet, one row group a batch."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        arrow = _pyarrow()
        self._arrow = arrow
        self._schema = arrow.schema([(name, arrow.string()) for name in columns])
        self._writer = arrow.parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Write one batch of rows, each as long as the columns."""
        if not rows:
            return
        arrays = [self._arrow.array(column, self._arrow.string()) for column in zip(*rows, strict=True)]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def abort(self) -> None:
        """Let go of a file that will not be used."""
        self._writer.close()

    def finish(self) -> None:
        """Write the end of the file."""
        self._writer.close()
