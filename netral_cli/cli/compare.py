"""`netral compare`: two models on the same labelled posts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from netral_cli.cli.labels import label_options, label_reading, no_such_split
from netral_cli.cli.options import PATH
from netral_cli.language import _


@click.command(
    "compare",
    help=_(
        "Membandingkan model A (lama) dan B (baru) pada pos berlabel: selisih dengan selang keyakinan, uji McNemar,"
        " dan setiap pos yang berganti status beserta sebabnya. A atau B boleh '-': model yang dibawa netral."
    ),
)
@click.argument("first", metavar="A", type=PATH)
@click.argument("second", metavar="B", type=PATH)
@click.argument("labelled", metavar=_("BERKAS..."), nargs=-1, required=True, type=PATH)
@click.option(
    "--split", type=click.Choice(["latih", "uji", "semua"]), default="semua", show_default=True,
    help=_("Bagian yang dipakai."),
)  # fmt: skip
@label_options
@click.option("--allow-seen", is_flag=True, help=_("Bandingkan juga pada pos yang sudah dipelajari model."))
@click.option(
    "--bootstrap", "rounds", type=click.IntRange(1, 100_000), default=1000, show_default=True, metavar="N",
    help=_("Banyaknya pengambilan ulang untuk selang keyakinan."),
)  # fmt: skip
@click.option(
    "--flips", type=click.IntRange(0, 100_000), default=20, show_default=True, metavar="N",
    help=_("Banyaknya pos berganti status yang ditampilkan; --json memuat semuanya."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semua angka sebagai JSON."))
def command(
    first: Path, second: Path, labelled: tuple[Path, ...], split: str, allow_seen: bool, rounds: int, flips: int,
    as_json: bool, **reading: Any,
) -> None:  # fmt: skip
    """Compare two models."""
    from dataclasses import asdict  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415

    from netral_cli.compare import compare  # noqa: PLC0415
    from netral_cli.model.advice import advise  # noqa: PLC0415
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.model.labelled import read_labelled  # noqa: PLC0415
    from netral_cli.model.leaks import refuse_seen  # noqa: PLC0415
    from netral_cli.report.comparison import print_advice, print_comparison  # noqa: PLC0415
    from netral_cli.report.tables import as_json as written  # noqa: PLC0415

    how, profiles = label_reading(reading)
    folders = [shipped_bundle() if str(name) == "-" else name for name in (first, second)]
    one, other = (load_bundle(folder) for folder in folders)
    posts = [post for post in read_labelled(labelled, how) if split in ("semua", post.split)]
    if not posts:
        raise click.UsageError(no_such_split(split))
    for name, loaded in (("A", one), ("B", other)):
        if not allow_seen:
            refuse_seen(posts, loaded.seen, _("model {name}").format(name=name))
    found = compare(posts, one, other, (*labelled, *profiles), rounds)
    advice = advise(found)
    if as_json:
        models = {"first": one.version, "second": other.version}
        click.echo(written({"models": models, **found.as_dict(), "advice": asdict(advice)}))
        return
    console = Console()
    print_comparison(found, ("A", "B"), console, flips)
    print_advice(advice, console)
