"""Shows verdicts on a terminal: the post with its evidence highlighted, and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from netral_cli.evidence import Span
from netral_cli.language import _, language
from netral_cli.report.rates import chance_text, number_text
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU, Classifier, Verdict

STATUS_STYLE = {INDIKASI: "bold red", TINJAU: "bold yellow", NETRAL: "green"}
EVIDENCE_STYLE = "bold reverse"


def _clean(text: str) -> str:
    """Return the text without control characters, which could steer the terminal."""
    return "".join(c if c.isprintable() or c == " " else " " for c in text)


def highlighted(text: str, spans: Sequence[Span]) -> Text:
    """Return the post with its evidence highlighted; without colours it stands between »« marks."""
    out = Text()
    at = 0
    for span in spans:
        out.append(_clean(text[at : span.start]))
        out.append("»" + _clean(text[span.start : span.end]) + "«", EVIDENCE_STYLE)
        at = span.end
    out.append(_clean(text[at:]))
    return out


def flagged_table(rows: Sequence[tuple[int, str, Verdict]], console: Console) -> None:
    """Print the flagged posts, one row each: number of the post, status, score, signals, text with evidence."""
    table = Table(show_lines=True, header_style="bold", expand=True)
    table.add_column(_("Baris"), justify="right", no_wrap=True)
    table.add_column(_("Status"), no_wrap=True)
    table.add_column(_("Skor"), justify="right", no_wrap=True)
    table.add_column(_("Sinyal"), no_wrap=True)
    table.add_column(_("Teks dan bukti"), overflow="fold", ratio=4)
    for number, text, verdict in rows:
        table.add_row(
            str(number), Text(verdict.status, STATUS_STYLE[verdict.status]), chance_text(verdict.score, language()),
            "\n".join(name for name, _ in verdict.signals), highlighted(text, verdict.spans),
        )  # fmt: skip
    console.print(table)


def threshold_line(classifier: Classifier) -> str:
    """Return from which scores on a post is called what."""
    # One digit more than the scores in the table have: 0,93 may lie on either side of 0,934.
    tinjau, indikasi = (number_text(level, language(), 3) for level in (classifier.tinjau, classifier.indikasi))
    return _("Skor mulai {tinjau}: tinjau; mulai {indikasi}: indikasi.").format(tinjau=tinjau, indikasi=indikasi)
