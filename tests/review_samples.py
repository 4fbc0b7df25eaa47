"""Posts to review, hostile ones too, and how reviewers fill their queues in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from netral_cli.report.findings import Post
from netral_cli.review.item import Item, Span
from netral_cli.review.workbook import SHEET
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU

HOSTILE = (
    "=HYPERLINK(\"http://jahat.invalid\";\"klik\")", "+1+cmd|' /C calc'!A0", "@SUM(1+1)*cmd", "-2+3", "\tmulai tab",
    "kendali \x00\x01\x08\x0b\x1f\x7f di tengah", "_x0041_ bukan huruf A _x000D_", "baris\nkedua\r\nketiga\rkeempat",
    "</t></is><script>alert(1)</script>", "emoji 👩‍👩‍👧‍👦☝🏽 coblos 2️⃣ ya", "  spasi di tepi  ", "'kutip di depan",
    "x" * 32_767, "\u202ekanan ke kiri\u202c", "a" * 40_000 + " ekor", "NaN", "00123",
)  # fmt: skip

# Row by row what a reviewer fills in of `hostile_items`.
FILLED: Sequence[Mapping[str, str]] = (
    {"status": "ya", "sinyal_1": "ajakan", "sinyal_2": "dukungan", "catatan": "yakin, lihat @akun"},
    {"status": "tidak", "konteks": "berita"}, {"status": "ragu", "catatan": "kurang yakin"}, {"status": "lewati"}, {},
    {"sinyal_1": "tagar", "sinyal_4": "serangan|hoaks"}, {"konteks": "tps"}, {"status": "ya"}, {"status": "tidak"},
)  # fmt: skip


def hostile_items() -> list[Item]:
    """Return one post for each hostile text, with evidence."""
    return [
        Item(f"00{k}", text, "ambang", "=alasan", TINJAU, 0.5, ("ajakan",), "", (Span(0, 3, ("ajakan",)),), account="a-1")
        for k, text in enumerate(HOSTILE)
    ]


def items(count: int, start: int = 0) -> list[Item]:
    """Return plain posts, a fifth of them of the uniform share."""
    return [
        Item(f"p{k}", f"pos nomor {k} ayo coblos", "acak" if k % 5 == 0 else "ambang", "", TINJAU, 0.4)
        for k in range(start, start + count)
    ]


def fill(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Fill in a queue, row by row, and save it as another program would."""
    book = load_workbook(path, rich_text=True)
    sheet = book[SHEET]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    for row, cells in enumerate(rows, 2):
        for name, value in cells.items():
            sheet.cell(row, columns[name], value)
    book.save(path)
    return path


def posts(count: int) -> list[Post]:
    """Return rows of a result: scores from 0 to 1, signals in turn, every tenth a copy of the one before."""
    out = []
    for k in range(count):
        score = (k * 7919 % count) / count
        status = INDIKASI if score > 0.6 else TINJAU if score > 0.3 else NETRAL
        kind = ("dukungan", "ajakan", "tagar", "serangan", "foto")[k % 5]
        context = "" if status != NETRAL else ("tps", "berita", "non_politik")[k % 3]
        words = k - 1 if k % 10 == 1 else k
        text = f"kata{words * 31} lalu kalimat{words * 17} serta urusan{words * 13} di kampung{words * 3}"
        out.append(
            Post(k + 1, status, score, text, f"id{k}", account=f"@akun{k % 7}", signals=(kind,) if context == "" else (),
                 context=context)
        )  # fmt: skip
    return out
