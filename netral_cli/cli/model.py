"""`netral model`: what is in a bundle, whether it is whole, and its card."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _


@click.group("model", help=_("Menunjukkan isi sebuah bundel model, memeriksa keutuhannya, atau menulis kartunya."))
def command() -> None:
    """Look into bundles."""


@command.command("show", help=_("Menunjukkan versi, data latih, ambang, dan harapan presisi dan perolehan BUNDEL."))
@click.argument("bundle", metavar=_("[BUNDEL]"), type=PATH, required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semuanya sebagai JSON."))
def show(bundle: Path | None, as_json: bool) -> None:
    """Print what a bundle is made of."""
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.report.bundle import bundle_facts, print_bundle  # noqa: PLC0415
    from netral_cli.report.tables import as_json as written  # noqa: PLC0415

    loaded = load_bundle(bundle or shipped_bundle())
    if as_json:
        click.echo(written(bundle_facts(loaded)))
    else:
        print_bundle(loaded, Console())


@command.command("verify", help=_("Memeriksa apakah BUNDEL utuh dan dapat dipakai program ini."))
@click.argument("bundle", metavar=_("[BUNDEL]"), type=PATH, required=False)
def verify(bundle: Path | None) -> None:
    """Check a bundle: its files, and that this program knows its cues."""
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.model.prepare import Elections  # noqa: PLC0415
    from netral_cli.verdict import load_classifier  # noqa: PLC0415

    folder = bundle or shipped_bundle()
    loaded = load_bundle(folder)
    load_classifier(loaded, Elections({}).analyser(""))
    click.echo(_("{folder}: utuh, versi {version}").format(folder=folder, version=loaded.version))


@command.command("card", help=_("Menulis kartu model BUNDEL (Markdown): asal, ambang, angka, dan batasnya."))
@click.argument("bundle", metavar=_("[BUNDEL]"), type=PATH, required=False)
@click.option(
    "--evaluation", type=PATH, metavar=_("BERKAS"), help=_("Angka dari 'netral evaluate --json' untuk dimasukkan.")
)
@click.option("-o", "--output", type=PATH, metavar=_("BERKAS"), help=_("Berkas kartu; tanpa ini tampil di layar."))
def card(bundle: Path | None, evaluation: Path | None, output: Path | None) -> None:
    """Write the model card."""
    from netral_cli.atomic import new_file  # noqa: PLC0415
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415
    from netral_cli.report.card import model_card, read_evaluation  # noqa: PLC0415

    loaded = load_bundle(bundle or shipped_bundle())
    text = model_card(loaded, None if evaluation is None else read_evaluation(evaluation))
    if output is None:
        click.echo(text, nl=False)
        return
    with new_file(output) as target:
        target.write(text.encode())
    click.echo(_("kartu: {path}").format(path=output), err=True)
