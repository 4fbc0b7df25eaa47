"""Prints a comparison of two models, the advice drawn from it, and what labels changed in a model."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from netral_cli.compare import Comparison, Flip
from netral_cli.language import _, _n
from netral_cli.model.advice import Advice, Choice, verdict_line
from netral_cli.model.changes import WeightChange
from netral_cli.report.measures import MEASURES
from netral_cli.report.tables import figures_table, number, span
from netral_cli.report.terminal import STATUS_STYLE, highlighted
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU

MOST_FLIPS, MOST_CHANGES = 20, 12
_STYLES = {Choice.GANTI: STATUS_STYLE[NETRAL], Choice.JANGAN: STATUS_STYLE[INDIKASI]}


def print_comparison(found: Comparison, names: tuple[str, str], console: Console, flips: int = MOST_FLIPS) -> None:
    """Print the figures of both models, the tests, the signals and the posts that change their status.

    names: what the models are called; flips: how many posts are shown
    """
    first, second = names
    title = _n("{posts} pos, {positives} bersinyal", found.posts).format(posts=found.posts, positives=found.positives)
    table = figures_table(title, _("Ukuran"), first, second, _("selisih (95 %)"))
    for key, measure in found.measures.items():
        table.add_row(
            _(MEASURES[key]), number(measure.first), number(measure.second), span(measure.difference, signed=True)
        )
    console.print(table)
    test = found.test
    console.print(
        _("Hanya {first} yang benar: {a} pos; hanya {second}: {b} pos; uji McNemar p = {p:.3g}").format(
            first=first, second=second, a=test.first_only, b=test.second_only, p=test.p
        ),
        highlight=False,
        markup=False,
    )
    if found.signals:
        table = figures_table(
            _("Sinyal"), _("Sinyal"), _("positif"), f"F1 {first}", f"F1 {second}", _("selisih (95 %)"), "p (McNemar)"
        )
        for name, signal in found.signals.items():
            table.add_row(
                name, str(signal.positives), number(signal.f1.first), number(signal.f1.second),
                span(signal.f1.difference, signed=True), f"{signal.test.p:.2g}",
            )  # fmt: skip
        console.print(table)
    _print_flips(found.flips, console, flips)


def _print_flips(flips: Sequence[Flip], console: Console, most: int) -> None:
    if not flips:
        console.print(_("Tidak ada pos yang berganti status."), highlight=False)
        return
    console.print(
        _n("{count} pos berganti status:", len(flips)).format(count=len(flips)), highlight=False, style="bold"
    )
    for flip in flips[:most]:
        before, after = flip.statuses
        verdict = {True: _("membaik"), False: _("memburuk"), None: _("keduanya menandai")}[flip.better]
        console.print(
            Text.assemble(
                f"{flip.where}  ", (before, STATUS_STYLE[before]), f" {flip.scores[0]:.2f} -> ",
                (after, STATUS_STYLE[after]), f" {flip.scores[1]:.2f}  ",
                _("label: {truth} ({verdict})").format(truth=flip.truth, verdict=verdict),
            )
        )  # fmt: skip
        console.print(Text("  ") + highlighted(flip.text, flip.spans[1] or flip.spans[0]))
        words = ", ".join(f"{reason.word!r} {reason.value:+.2f}" for reason in flip.words) or "-"
        console.print(
            "  " + _("yang berubah: {words}; selain kata {rest:+.2f}").format(words=words, rest=flip.rest),
            highlight=False,
            markup=False,
        )
    if len(flips) > most:
        console.print(
            _n("... dan {count} pos lain; semuanya ada di --json", len(flips) - most).format(count=len(flips) - most)
        )


def print_changes(changes: Sequence[WeightChange], console: Console) -> None:
    """Print the words and cues that gained and lost most weight."""
    if not changes:
        return
    half = MOST_CHANGES // 2
    gained = [change for change in changes if change.change > 0][:half]
    lost = [change for change in changes if change.change < 0][:half]
    title = _("Yang diubah oleh label Anda (rata-rata andil pada skor, log-odds; + mendukung indikasi)")
    table = figures_table(
        title, _("Kata atau isyarat"), _("dulu"), _("kini"), _("perubahan"), _("pos Anda"), _("bersinyal")
    )
    for change in (*gained, *lost):
        name = change.name if change.kind == "kata" else _("isyarat {name}").format(name=change.name)
        figures = (change.before, change.after, change.change)
        table.add_row(
            Text(name), *(number(value, 2, signed=True) for value in figures), str(change.posts), str(change.partisan)
        )
    console.print(table)


def print_advice(advice: Advice, console: Console) -> None:
    """Print whether to switch to the new model, and why."""
    console.print(verdict_line(advice), style=_STYLES.get(advice.choice, STATUS_STYLE[TINJAU]), highlight=False)
    for reason in advice.reasons:
        console.print(f"  - {reason}", highlight=False, markup=False)
