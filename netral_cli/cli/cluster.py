"""What `netral classify --engine dask` checks, shows and says."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from netral_cli.language import _, _n

if TYPE_CHECKING:
    from netral_cli.engine.run import RunOptions


def classify_folder(options: RunOptions, scheduler: str | None) -> Counter[str]:
    """Classify on a cluster, say on standard error what was read and found, and return the counts.

    Raises `click.UsageError` for options that a cluster has no place for, and `NetralError`.
    """
    from netral_cli.elections.check import doubts_of  # noqa: PLC0415
    from netral_cli.engine.cluster import WHOLE, classify_on_cluster  # noqa: PLC0415
    from netral_cli.report.run import remarks, shares  # noqa: PLC0415

    if options.output is None:
        raise click.UsageError(_("--engine dask: beri -o dengan nama folder untuk hasilnya"))
    if "-" in options.files:
        raise click.UsageError(_("--engine dask: masukan standar tidak dapat dibagi; simpan dulu sebagai berkas"))
    if options.resume:
        raise click.UsageError(_("--resume: tidak dengan --engine dask; yang terputus diulang per berkas"))
    folder = _address(options)
    progress = _progress if sys.stderr.isatty() else None
    counts, unread = classify_on_cluster(options, folder, scheduler, progress)
    click.echo(
        _("dibaca {dibaca} = diperiksa {diklasifikasi} + ditolak {ditolak}: {shares}").format(
            dibaca=counts["dibaca"],
            diklasifikasi=counts["diklasifikasi"],
            ditolak=counts["ditolak"],
            shares=shares(counts),
        ),
        err=True,
    )
    for line in (*doubts_of(options.setup.profiles), *remarks(counts, unread, options.law.day is not None)):
        click.echo(line, err=True)
    click.echo(_("hasil: {folder} (manifest seluruhnya: {whole})").format(folder=folder, whole=WHOLE), err=True)
    click.echo(_("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran."), err=True)
    return counts


def _address(options: RunOptions) -> str:
    """Return the folder as the user wrote it: a path has lost one slash of `s3://`."""
    assert options.output is not None
    head, colon, rest = options.output.as_posix().partition(":/")
    return f"{head}://{rest}" if colon and len(head) > 1 else str(options.output)


def _progress(done: int, parts: int) -> None:
    click.echo(
        "\r" + _n("{done} dari {parts} berkas selesai", parts).format(done=done, parts=parts),
        nl=done == parts,
        err=True,
    )
