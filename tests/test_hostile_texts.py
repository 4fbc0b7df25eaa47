"""Posts that are written to be slow: a hundred thousand letters of what the patterns look for take seconds, not hours."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import netral_cli

_LENGTH = 100_000
# Of processor time; a pattern that tries every way to split such a text would not end at all.
_LIMIT = 20.0


@pytest.mark.parametrize(
    "piece",
    [
        "jangan jangan pilih ",
        "g e m o y ",
        "saya kader ktp partai ",
        "ASN dilarang dukung calon nomor 2 ",
        "@a #b https://c ",
        "\u200b👍&amp;<a>",
    ],
)
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    text = (piece * _LENGTH)[:_LENGTH]
    begun = time.process_time()
    found = netral_cli.classify_frame(pd.DataFrame({"text": [text]}), text="text")
    assert time.process_time() - begun < _LIMIT
    assert found["netral_status"].item() in ("indikasi", "tinjau", "netral")
