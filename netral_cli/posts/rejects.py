"""Writes the rows that could not be classified, with the place and the reason of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from netral_cli.language import N_, _
from netral_cli.posts.source import BadRow

COLUMNS = ("berkas", "baris", "bita", "kode", "alasan", "isi")
HIDDEN = N_("(disembunyikan karena --pseudonym)")


class RejectWriter:
    """Appends rejected rows to a CSV file as UTF-8.

    hide: leave the raw text out, because it names accounts
    """

    def __init__(self, target: BinaryIO, hide: bool = False, fresh: bool = True) -> None:
        self._target, self._hide = target, hide
        if fresh:
            self._put([COLUMNS])

    def _put(self, rows: Sequence[Sequence[str]]) -> None:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
        self._target.write(out.getvalue().encode("utf-8", "backslashreplace"))

    def write(self, rows: Sequence[BadRow]) -> None:
        """Write some rejected rows."""
        self._put(
            [
                (b.source, str(b.line), str(b.byte or ""), b.code, b.reason, _(HIDDEN) if self._hide else b.raw)
                for b in rows
            ]
        )
