"""The columns that netral adds to every row, and the writer that keeps all others as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

COLUMNS = (
    "netral_status", "netral_skor", "netral_sinyal", "netral_konteks", "netral_bukti", "netral_objek",
    "netral_fase", "netral_aturan", "netral_jalur",
)  # fmt: skip


class CsvWriter:
    """Writes rows as UTF-8 CSV with the delimiter of the input, byte for byte what the csv module writes."""

    def __init__(self, target: BinaryIO, columns: Sequence[str], delimiter: str) -> None:
        self._text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=delimiter, lineterminator="\n")
        self._writer.writerow([*columns, *COLUMNS])

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows that already end with the values of `COLUMNS`."""
        self._writer.writerows(rows)

    def finish(self) -> None:
        """Flush and let go of the target, which stays open."""
        self._text.flush()
        self._text.detach()
