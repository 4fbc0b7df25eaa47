"""The values of the output columns for a verdict."""

from __future__ import annotations

from netral_cli.verdict import Verdict

SEPARATOR = " | "


def added_columns(verdict: Verdict) -> list[str]:
    """Return the values of `netral_cli.posts.output.COLUMNS` for one verdict.

    Several evidence spans are joined by ` | `, ids by `|`.
    """
    return [
        verdict.status, f"{verdict.score:.4f}", "|".join(name for name, _ in verdict.signals), verdict.context,
        SEPARATOR.join(span.text for span in verdict.spans), SEPARATOR.join(verdict.objects), "", "", "",
    ]  # fmt: skip
