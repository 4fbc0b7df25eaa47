"""`netral model`: what is in a bundle, and whether it is whole."""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH


@click.group("model", help="Menunjukkan isi sebuah bundel model atau memeriksa keutuhannya.")
def command() -> None:
    """Look into bundles."""


@command.command("show", help="Menunjukkan versi, data latih, ambang, dan harapan presisi dan perolehan BUNDEL.")
@click.argument("bundle", type=PATH, required=False)
def show(bundle: Path | None) -> None:
    """Print what a bundle is made of."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415

    loaded = load_bundle(bundle or shipped_bundle())
    info, levels, space = loaded.info, loaded.thresholds, loaded.space
    click.echo(f"bundel {loaded.version}, dilatih dengan netral {info['netral']}")
    click.echo(f"data: {info['pos']} pos, {info['pos_bersinyal']} bersinyal; SHA-256 {info['data_sha256']}")
    click.echo(
        f"fitur: {len(space.words)} kata, {len(space.pairs)} pasangan kata, {len(space.grams)} n-gram huruf,"
        f" {len(space.cues)} isyarat, {len(space.frames)} bingkai"
    )
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        hoped = levels.expected[name]
        click.echo(
            f"ambang {name} {value:.3f}: diharapkan presisi {hoped['presisi']:.3f},"
            f" perolehan {hoped['perolehan']:.3f} (validasi silang pada korpus)"
        )
    table = Table("Label", "Contoh", "Ambang", header_style="bold")
    for name, count in info["per_label"].items():
        table.add_row(name, str(count), f"{levels.signals[name]:.3f}" if name in levels.signals else "")
    Console().print(table)


@command.command("verify", help="Memeriksa apakah BUNDEL utuh dan dapat dipakai program ini.")
@click.argument("bundle", type=PATH, required=False)
def verify(bundle: Path | None) -> None:
    """Check a bundle."""
    from netral_cli.model.bundle import load_bundle, shipped_bundle  # noqa: PLC0415

    folder = bundle or shipped_bundle()
    click.echo(f"{folder}: utuh, versi {load_bundle(folder).version}")
