"""The values of the output columns for a finding, and its full structure for JSON lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netral_cli.finding import Finding
from netral_cli.rules.apply import hit_record

SEPARATOR = " | "
CONTRACT_VERSION = 1


def added_columns(finding: Finding) -> list[str]:
    """Return the values of `netral_cli.posts.output.COLUMNS` for one finding.

    Several evidence spans are joined by ` | `, ids by `|`.
    """
    verdict = finding.verdict
    return [
        verdict.status, f"{verdict.score:.4f}", "|".join(name for name, _ in verdict.signals), verdict.context,
        SEPARATOR.join(span.text for span in verdict.spans), SEPARATOR.join(verdict.objects),
        finding.phase.phase.value, "|".join(finding.rules), "|".join(finding.tracks),
    ]  # fmt: skip


def evidence_text(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the value of `netral_bukti` for spans of a text: what `added_columns` says when the text is changed."""
    return SEPARATOR.join(text[start:end] for start, end in spans)


def detail(finding: Finding, text: str, spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Return the `netral` object of JSON lines (see `posts/schema/netral-1.json`).

    text: the post as it is written out; spans: where the evidence stands in it, one for each of `verdict.spans`
    """
    verdict = finding.verdict
    return {
        "versi": CONTRACT_VERSION,
        "status": verdict.status,
        "skor": round(verdict.score, 4),
        "sinyal": [{"id": name, "skor": round(score, 4)} for name, score in verdict.signals],
        "konteks": verdict.context,
        "bukti": [
            {
                "awal": start,
                "akhir": end,
                "teks": text[start:end],
                "sinyal": list(span.signals),
                "isyarat": list(span.cues),
            }
            for span, (start, end) in zip(verdict.spans, spans, strict=True)
        ],
        "objek": list(verdict.objects),
        "bingkai": list(finding.counter),
        "fase": finding.phase.phase.value,
        "pemilihan": finding.phase.profile,
        "pelaku": finding.actor,
        "aturan": [hit_record(hit) for hit in finding.hits],
        "jalur": list(finding.tracks),
        "perlu_verifikasi": [{"id": check.id, "perihal": check.perihal} for check in finding.checks],
    }
