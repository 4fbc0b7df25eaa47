"""`netral explain`: one text with its evidence, scores against thresholds, and what speaks for and against."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import kamus_option, model_option, profile_option, threshold_options


@click.command("explain", help="Menjelaskan satu TEXT: bukti disorot, skor terhadap ambang, dan alasannya.")
@click.argument("text")
@click.option("--label", metavar="SINYAL", help="Jelaskan sinyal atau konteks ini, juga bila tidak ditemukan.")
@model_option
@profile_option
@kamus_option
@threshold_options
def command(
    text: str, label: str | None, bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None,
    indikasi: float | None, tinjau: float | None,
) -> None:  # fmt: skip
    """Explain one text."""
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.engine.setup import RunSetup, classifier_for  # noqa: PLC0415
    from netral_cli.report.explain import print_explanation  # noqa: PLC0415
    from netral_cli.signals.catalogue import OUTPUTS  # noqa: PLC0415

    if not text.strip():
        raise click.UsageError("TEXT kosong; beri teks pos di antara tanda kutip")
    if label is not None and label not in OUTPUTS:
        raise click.UsageError(f"--label {label!r}: tidak dikenal; yang ada: {', '.join(OUTPUTS)}")
    classifier = classifier_for(RunSetup(bundle, profiles, kamus, indikasi, tinjau))
    print_explanation(classifier, text, label, Console())
