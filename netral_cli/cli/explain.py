"""`netral explain`: one text with its evidence, scores against thresholds, and what speaks for and against."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.completing import ACTORS, LABELS
from netral_cli.cli.options import kamus_option, model_option, profile_option, threshold_options
from netral_cli.language import _


@click.command("explain", help=_("Menjelaskan satu TEKS: bukti disorot, skor terhadap ambang, dan alasannya."))
@click.argument("text", metavar=_("TEKS"))
@click.option(
    "--label",
    shell_complete=LABELS,
    metavar=_("SINYAL"),
    help=_("Jelaskan sinyal atau konteks ini, juga bila tidak ditemukan."),
)
@click.option(
    "--date", "date", metavar=_("TANGGAL"), help=_("Tanggal pos, misalnya 2024-10-20; menentukan fase dan aturan.")
)
@click.option(
    "--actor",
    shell_complete=ACTORS,
    default="",
    metavar=_("PELAKU"),
    help=_("Siapa penulisnya: pns, pppk, honorer, kades, atau tni-polri."),
)
@model_option
@profile_option
@kamus_option
@threshold_options
def command(
    text: str, label: str | None, date: str | None, actor: str,
    bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None, indikasi: float | None, tinjau: float | None,
) -> None:  # fmt: skip
    """Explain one text."""
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.elections.profile import load_profiles  # noqa: PLC0415
    from netral_cli.engine.setup import RunSetup, classifier_for  # noqa: PLC0415
    from netral_cli.finding import Assessor  # noqa: PLC0415
    from netral_cli.report.explain import print_explanation  # noqa: PLC0415
    from netral_cli.rules.phase import parse_post_date  # noqa: PLC0415
    from netral_cli.signals.catalogue import OUTPUTS  # noqa: PLC0415

    if not text.strip():
        raise click.UsageError(_("TEKS kosong; beri teks pos di antara tanda kutip"))
    if label is not None and label not in OUTPUTS:
        raise click.UsageError(
            _("--label {label!r}: tidak dikenal; yang ada: {outputs}").format(label=label, outputs=", ".join(OUTPUTS))
        )
    day = parse_post_date(date) if date else None
    if date and day is None:
        raise click.UsageError(_("--date {date!r}: bukan tanggal; tulis misalnya 2024-10-20").format(date=date))
    classifier = classifier_for(RunSetup(bundle, profiles, kamus, indikasi, tinjau))
    finding = Assessor(load_profiles(profiles), actor, day).assess(classifier.classify([text])[0], text)
    print_explanation(classifier, finding, text, label, Console())
