"""`netral evaluate`: figures of a model on labelled posts."""

from __future__ import annotations

import json
from pathlib import Path

import click

from netral_cli.cli.options import PATH, model_option
from netral_cli.language import _


@click.command("evaluate", help=_("Mengukur model pada pos berlabel (berkas CSV atau folder)."))
@click.argument("labelled", nargs=-1, required=True, type=PATH)
@model_option
@click.option(
    "--split",
    type=click.Choice(["latih", "uji", "semua"]),
    default="semua",
    show_default=True,
    help=_("Bagian yang dipakai."),
)
@click.option("--by", metavar=_("KOLOM"), help=_("Rincian per kelompok: topic, channel, profile, language, atau kind."))
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semua angka sebagai JSON."))
def command(labelled: tuple[Path, ...], bundle: Path | None, split: str, by: str | None, as_json: bool) -> None:
    """Measure a model."""
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.model.evaluate import evaluate  # noqa: PLC0415
    from netral_cli.model.labelled import read_labelled  # noqa: PLC0415
    from netral_cli.predict import predict, stability  # noqa: PLC0415

    groupings = ("topic", "channel", "profile", "language", "kind")
    if by is not None and by not in groupings:
        raise click.UsageError(
            _("--by {by!r}: pilih salah satu dari {groupings}").format(by=by, groupings=", ".join(groupings))
        )
    posts = [post for post in read_labelled(labelled) if split in ("semua", post.split)]
    if not posts:
        raise click.UsageError(_("--split {split}: tidak ada pos dengan split itu").format(split=split))
    loaded = load_bundle(bundle or shipped_bundle())
    said = predict(posts, loaded, labelled)
    result = evaluate(posts, said, [getattr(post, by) for post in posts] if by else None)
    result.stability = stability(posts, loaded)
    if as_json:
        click.echo(json.dumps(result.as_dict(), indent=1))
        return
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.report.evaluation import print_evaluation  # noqa: PLC0415

    print_evaluation(result, Console())
