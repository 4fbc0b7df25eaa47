"""`netral evaluate`: figures of a model on labelled posts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from netral_cli.cli.labels import label_options, label_reading, no_such_split
from netral_cli.cli.options import PATH, model_option
from netral_cli.language import _


@click.command("evaluate", help=_("Mengukur model pada pos berlabel (CSV, TSV, XLSX, JSON, atau folder)."))
@click.argument("labelled", metavar=_("BERKAS..."), nargs=-1, required=True, type=PATH)
@model_option
@click.option(
    "--split",
    type=click.Choice(["latih", "uji", "semua"]),
    default="semua",
    show_default=True,
    help=_("Bagian yang dipakai."),
)
@click.option(
    "--by", metavar=_("KOLOM"),
    help=_("Rincian per kelompok: topic, channel, profile, language, kind, source, atau author."),
)  # fmt: skip
@label_options
@click.option(
    "--against", type=PATH, multiple=True, metavar=_("BERKAS"),
    help=_("Data latih model itu: pos yang hampir sama, sekelompok, atau seakun dengannya ditolak; boleh diulang."),
)  # fmt: skip
@click.option("--allow-seen", is_flag=True, help=_("Ukur juga pada pos yang sudah dipelajari model."))
@click.option(
    "--bootstrap", "rounds", type=click.IntRange(0, 100_000), default=1000, show_default=True, metavar="N",
    help=_("Banyaknya pengambilan ulang untuk selang keyakinan; 0: tanpa selang."),
)  # fmt: skip
@click.option(
    "--worst", type=click.IntRange(0, 10_000), default=20, show_default=True, metavar="N",
    help=_("Banyaknya kesalahan terberat yang ditunjukkan."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semua angka sebagai JSON."))
@click.option(
    "--html", type=PATH, metavar=_("BERKAS"), help=_("Tulis juga satu halaman HTML dengan grafik (perlu [report]).")
)
def command(
    labelled: tuple[Path, ...], bundle: Path | None, split: str, by: str | None, against: tuple[Path, ...],
    allow_seen: bool, rounds: int, worst: int, as_json: bool, html: Path | None, **reading: Any,
) -> None:  # fmt: skip
    """Measure a model."""
    from netral_cli.measure import GROUPINGS, measure  # noqa: PLC0415
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.model.labelled import read_labelled  # noqa: PLC0415
    from netral_cli.model.leaks import refuse_leaks, refuse_seen  # noqa: PLC0415
    from netral_cli.report.tables import as_json as written  # noqa: PLC0415

    if by is not None and by not in GROUPINGS:
        raise click.UsageError(
            _("--by {by!r}: pilih salah satu dari {groupings}").format(by=by, groupings=", ".join(GROUPINGS))
        )
    how, profiles = label_reading(reading)
    posts = [post for post in read_labelled(labelled, how) if split in ("semua", post.split)]
    if not posts:
        raise click.UsageError(no_such_split(split))
    folder = bundle or shipped_bundle()
    loaded = load_bundle(folder)
    if against:
        refuse_leaks(read_labelled(against, how), posts)
    if not allow_seen:
        refuse_seen(posts, loaded.seen, _("model {folder}").format(folder=folder))
    result = measure(posts, loaded, (*labelled, *profiles), by, rounds, worst)
    if html is not None:
        from netral_cli.report.evaluation_html import write_evaluation  # noqa: PLC0415

        write_evaluation(html, result, ", ".join(path.name for path in labelled), loaded.version)
        click.echo(_("halaman: {path}").format(path=html), err=True)
    if as_json:
        click.echo(written(result.as_dict()))
        return
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.report.evaluation import print_evaluation  # noqa: PLC0415

    print_evaluation(result, Console())
