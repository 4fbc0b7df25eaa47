"""The values of the output columns for a finding, and its full structure for JSON lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from netral_cli.finding import NO_RULES, Finding, Reading
from netral_cli.rules.apply import hit_record

SEPARATOR = " | "
CONTRACT_VERSION = 1
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def added_columns(finding: Finding) -> list[str]:
    """Return the values of `netral_cli.posts.output.COLUMNS` for one finding.

    Several evidence spans are joined by ` | `, ids by `|`.
    """
    verdict, reading, phase = finding.verdict, finding.reading, finding.circumstances.phase.phase._value_
    if not verdict.signals and reading is NO_RULES:  # most posts
        return [verdict.status, f"{verdict.score:.4f}", "", verdict.context, "", "", phase, "", ""]
    return [
        verdict.status, f"{verdict.score:.4f}", "|".join([name for name, _ in verdict.signals]), verdict.context,
        SEPARATOR.join([span.text for span in verdict.spans]), SEPARATOR.join(verdict.objects),
        phase, "|".join(reading.rules), "|".join(reading.tracks),
    ]  # fmt: skip


def evidence_text(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the value of `netral_bukti` for spans of a text: what `added_columns` says when the text is changed."""
    return SEPARATOR.join(text[start:end] for start, end in spans)


@lru_cache(maxsize=8192)
def _law(reading: Reading) -> str:
    """Return the inside of the object as far as it is the same for all posts with one reading."""
    law = {
        "aturan": [hit_record(hit) for hit in reading.hits],
        "jalur": list(reading.tracks),
        "perlu_verifikasi": [{"id": check.id, "perihal": check.perihal} for check in reading.checks],
    }
    return _json(law)[1:-1]


def detail(finding: Finding, text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the `netral` object of JSON lines, as JSON (see `posts/schema/netral-1.json`).

    text: the post as it is written out; spans: where the evidence stands in it, one for each of `verdict.spans`
    """
    verdict = finding.verdict
    own = {
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
    }
    return f"{_json(own)[:-1]},{_law(finding.reading)}}}"
