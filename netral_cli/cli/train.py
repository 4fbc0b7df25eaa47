"""`netral train`: labelled posts in, a model bundle out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _


@click.command("train", help=_("Melatih model dari pos berlabel (berkas CSV atau folder) dan menulis bundel."))
@click.argument("labelled", nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, required=True, metavar=_("BUNDEL"), help=_("Folder bundel yang ditulis."))
@click.option("--all", "use_all", is_flag=True, help=_("Pakai juga pos dengan split 'uji' (bawaan: hanya 'latih')."))
@click.option("--jobs", default=0, type=click.IntRange(0, 64), help=_("Banyaknya utas (bawaan: semua inti)."))
def command(labelled: tuple[Path, ...], output: Path, use_all: bool, jobs: int) -> None:
    """Train a bundle."""
    from netral_cli.model.labelled import read_labelled  # noqa: PLC0415
    from netral_cli.model.train import TrainingOptions, train  # noqa: PLC0415

    posts = read_labelled(labelled)
    chosen = posts if use_all else [post for post in posts if post.split != "uji"]
    click.echo(_("{count} pos berlabel, {used} dipakai melatih").format(count=len(posts), used=len(chosen)), err=True)
    last = [""]

    def progress(text: str, share: float) -> None:
        if sys.stderr.isatty() and text != last[0]:
            click.echo(f"{100 * share:3.0f} % {text}", err=True)
            last[0] = text

    trained = train(chosen, labelled, TrainingOptions(jobs=jobs or os.cpu_count() or 1), progress)
    trained.save(output)
    levels = trained.thresholds
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        expected = levels.expected[name]
        precision, recall = expected["presisi"], expected["perolehan"]
        click.echo(
            _("ambang {name} {value:.3f}: presisi {precision:.3f}, perolehan {recall:.3f} (validasi silang)").format(
                name=name, value=value, precision=precision, recall=recall
            )
        )
    click.echo(_("bundel: {output}").format(output=output))
