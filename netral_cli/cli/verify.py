"""`netral verify`: does a result still fit its manifest?"""

from __future__ import annotations

from pathlib import Path

import click

from netral_cli.cli.options import PATH
from netral_cli.language import _, _n


@click.command("verify", help=_("Memeriksa apakah berkas dan versi masih sama dengan yang tertulis di MANIFEST."))
@click.argument("manifest", type=PATH, metavar="MANIFEST")
def command(manifest: Path) -> None:
    """Check a run manifest against the files and this program; exit code 1 when a file differs."""
    from netral_cli.engine.versions import changed_versions  # noqa: PLC0415
    from netral_cli.posts.manifest import differences, load_manifest  # noqa: PLC0415

    found = load_manifest(manifest)
    problems = differences(found, manifest.parent)
    for line in problems:
        click.echo(_("berbeda: {line}").format(line=line))
    for line in changed_versions(found.versions):
        click.echo(_("catatan: {note}").format(note=line))
    counts = found.counts
    if problems:
        click.echo(
            "netral: "
            + _n("{manifest}: {count} perbedaan", len(problems)).format(manifest=manifest, count=len(problems)),
            err=True,
        )
        raise click.exceptions.Exit(1)
    click.echo(
        _(
            "cocok: {inputs} masukan, {outputs} keluaran;"
            " dibaca {dibaca} = diperiksa {diklasifikasi} + ditolak {ditolak}"
        ).format(
            inputs=len(found.inputs),
            outputs=len(found.outputs),
            dibaca=counts["dibaca"],
            diklasifikasi=counts["diklasifikasi"],
            ditolak=counts["ditolak"],
        )
    )
