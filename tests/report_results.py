"""Makes small results of `netral classify`, as the reports read them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from netral_cli.posts.inputs import FileDigest, digest
from netral_cli.posts.manifest import Manifest, save_manifest
from netral_cli.posts.output import CsvEncoder, OutRow, TextWriter
from netral_cli.report.aggregate import Aggregate, aggregated
from netral_cli.report.findings import Result
from netral_cli.rules.apply import applicable, hit_record, needs_verification, tracks_of
from netral_cli.rules.phase import Phase
from netral_cli.signals.catalogue import SIGNAL_IDS

COLUMNS = ("id", "tanggal", "akun", "teks", "tautan")
HOSTILE = (
    "</script><script>window.jebol=1</script>", "<img src=x onerror=alert(1)>", "<!--<script>", "\u2028\u2029\x00\x1b[31m",
    "<style>*{display:none}</style>", "<svg onload=alert(2)>", "=HYPERLINK(\"http://jahat.invalid\")",
)  # fmt: skip


def post(
    text: str, status: str = "netral", quote: str = "", signals: Sequence[str] = ("ajakan",), score: float | None = None,
    day: str = "2024-10-20", account: str = "@budi", identifier: str = "1", link: str = "https://x.com/budi/status/1",
    phase: Phase = Phase.KAMPANYE, objects: Sequence[str] = ("Paslon 2",),
) -> dict[str, Any]:  # fmt: skip
    """Return one row of a JSON lines result."""
    assert set(signals) <= set(SIGNAL_IDS)
    flagged = status != "netral"
    hits = applicable(signals, phase, "", bool(objects), "pilkada") if flagged else ()
    at = text.index(quote) if quote else 0
    chance = score if score is not None else {"indikasi": 0.95, "tinjau": 0.5, "netral": 0.02}[status]
    spans = [(at, at + len(quote))] if quote else []
    own = {
        "versi": 1, "status": status, "skor": chance,
        "sinyal": [{"id": name, "skor": chance} for name in signals] if flagged else [],
        "konteks": "" if flagged else "berita",
        "bukti": [
            {"awal": a, "akhir": b, "teks": text[a:b], "sinyal": list(signals[:1]), "isyarat": []} for a, b in spans
        ],
        "objek": list(objects) if flagged else [], "bingkai": [], "fase": phase.value, "pemilihan": "", "pelaku": "",
        "aturan": [hit_record(hit) for hit in hits], "jalur": list(tracks_of(hits)),
        "perlu_verifikasi": [{"id": c.id, "perihal": c.perihal} for c in needs_verification(hits, signals)],
    }  # fmt: skip
    return {
        "id": identifier, "tanggal": day, "akun": account, "teks": text, "tautan": link, "netral": own,
    }  # fmt: skip


def write_jsonl(path: Path, rows: Sequence[dict[str, Any]], manifest: bool = True, rejected: int = 0) -> Path:
    """Write a JSON lines result, with the manifest beside it."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    if manifest:
        _manifest(path, rows, rejected, ())
    return path


def write_csv(path: Path, rows: Sequence[dict[str, Any]], excel: bool = False, only: Sequence[str] = ()) -> Path:
    """Write the same as a CSV result, with the manifest beside it."""
    with path.open("wb") as target:
        writer = TextWriter(target, CsvEncoder(COLUMNS, ",", excel))
        for row in rows:
            own = row["netral"]
            if only and own["status"] not in only:
                continue
            rules = [rule["id"] for rule in own["aturan"] if not rule["pendamping"] and rule["tanda"] != "ragu"]
            added = [
                own["status"], f"{own['skor']:.4f}", "|".join(s["id"] for s in own["sinyal"]), own["konteks"],
                " | ".join(e["teks"] for e in own["bukti"]), " | ".join(own["objek"]), own["fase"], "|".join(rules),
                "|".join(own["jalur"]),
            ]  # fmt: skip
            writer.write([OutRow([row[name] for name in COLUMNS], added)])
    _manifest(path, rows, 0, only)
    return path


def _manifest(path: Path, rows: Sequence[dict[str, Any]], rejected: int, only: Sequence[str]) -> None:
    statuses = [row["netral"]["status"] for row in rows]
    counts = {name: statuses.count(name) for name in ("indikasi", "tinjau", "netral")}
    counts |= {"dibaca": len(rows) + rejected, "ditolak": rejected, "diklasifikasi": len(rows), "ganda": 1}
    columns = {"asal.csv": {"ekspor": "umum", "kolom teks": "'teks'", "kolom akun": "'akun'"}}
    save_manifest(
        Manifest(
            [FileDigest("asal.csv", 10, "ab" * 32)], [digest(path, path.name)], {"netral": "0", "profil": "bawaan:x"},
            {"hanya": list(only)}, columns, counts, {"mulai": "", "selesai": "", "detik": 0}, {},
        ),
        path.with_name(path.name + ".manifest.json"),
    )  # fmt: skip


@contextmanager
def counted(path: Path) -> Iterator[tuple[Result, Aggregate]]:
    """Open a result and count it."""
    with ExitStack() as stack:
        result = Result(path, stack)
        yield result, stack.enter_context(aggregated(result))


def sample() -> list[dict[str, Any]]:
    """Return a result with copies, phases, several accounts and hostile posts."""
    copied = "Ayo coblos nomor 2 demi daerah kita semua, jangan sampai salah pilih"
    rows = [
        post(copied, "indikasi", "coblos nomor 2", account="@budi", identifier="1"),
        post(copied + "!!! https://t.co/x", "indikasi", "coblos nomor 2", account="@Sari", identifier="2", day="2024-10-21"),
        post("mantap pak @calon lanjutkan", "tinjau", "lanjutkan", ("dukungan",), account="@budi", identifier="3"),
        post("Jadwal debat malam ini", identifier="4", account="@kpu", link="https://www.instagram.com/p/1"),
        post("", identifier="5", account="", day=""),
    ]  # fmt: skip
    rows += [
        post(f"{bad} pilih dia", "indikasi", "pilih dia", account=bad, identifier=bad, objects=(bad,), day="2024-11-25",
             link="javascript:alert(3)", phase=Phase.TENANG, score=0.8)
        for bad in HOSTILE
    ]  # fmt: skip
    return rows + [post(f"pos biasa {k}", identifier=f"n{k}", account="@ramai") for k in range(30)]
