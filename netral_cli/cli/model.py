"""`netral model`: what is in a bundle, and whether it is whole."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _


@click.group("model", help=_("Menunjukkan isi sebuah bundel model atau memeriksa keutuhannya."))
def command() -> None:
    """Look into bundles."""


@command.command("show", help=_("Menunjukkan versi, data latih, ambang, dan harapan presisi dan perolehan BUNDEL."))
@click.argument("bundle", type=PATH, required=False)
def show(bundle: Path | None) -> None:
    """Print what a bundle is made of."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415

    loaded = load_bundle(bundle or shipped_bundle())
    info, levels, space = loaded.info, loaded.thresholds, loaded.space
    click.echo(
        _("bundel {version}, dilatih dengan netral {netral}").format(version=loaded.version, netral=info["netral"])
    )
    click.echo(
        _("data: {pos} pos, {pos_bersinyal} bersinyal; SHA-256 {data_sha256}").format(
            pos=info["pos"], pos_bersinyal=info["pos_bersinyal"], data_sha256=info["data_sha256"]
        )
    )
    click.echo(
        _("fitur: {words} kata, {pairs} pasangan kata, {grams} n-gram huruf, {cues} isyarat, {frames} bingkai").format(
            words=len(space.words),
            pairs=len(space.pairs),
            grams=len(space.grams),
            cues=len(space.cues),
            frames=len(space.frames),
        )
    )
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        hoped = levels.expected[name]
        click.echo(
            _(
                "ambang {name} {value:.3f}: diharapkan presisi {presisi:.3f}, perolehan {perolehan:.3f} (validasi"
                " silang pada korpus)"
            ).format(name=name, value=value, presisi=hoped["presisi"], perolehan=hoped["perolehan"])
        )
    table = Table(_("Label"), _("Contoh"), _("Ambang"), header_style="bold")
    for name, count in info["per_label"].items():
        table.add_row(name, str(count), f"{levels.signals[name]:.3f}" if name in levels.signals else "")
    Console().print(table)


@command.command("verify", help=_("Memeriksa apakah BUNDEL utuh dan dapat dipakai program ini."))
@click.argument("bundle", type=PATH, required=False)
def verify(bundle: Path | None) -> None:
    """Check a bundle."""
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415

    folder = bundle or shipped_bundle()
    click.echo(_("{folder}: utuh, versi {version}").format(folder=folder, version=load_bundle(folder).version))
