"""`netral bench`: how fast a file is classified on this machine, and where the time goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from netral_cli.cli.completing import files
from netral_cli.cli.options import kamus_option, model_option, profile_option
from netral_cli.cli.reading import read_options, reading_options
from netral_cli.language import _, _n


@click.command(
    "bench", help=_("Mengukur kecepatan pemeriksaan BERKAS di komputer ini, dalam satu proses; hasilnya dibuang.")
)
@click.argument("file", metavar=_("BERKAS"), shell_complete=files)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "tsv", "xlsx", "jsonl", "parquet"]),
    help=_("Format hasil yang diukur."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Tulis angkanya sebagai JSON."))
@reading_options
@model_option
@profile_option
@kamus_option
def command(
    file: str, kind: str | None, as_json: bool,
    bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None, **reading: Any,
) -> None:  # fmt: skip
    """Measure one file."""
    from netral_cli.engine.bench import measure  # noqa: PLC0415
    from netral_cli.engine.run import RunOptions  # noqa: PLC0415
    from netral_cli.engine.setup import RunSetup  # noqa: PLC0415

    setup = RunSetup(bundle, profiles, kamus)
    found = measure(RunOptions((file,), format=kind, read=read_options(**reading), setup=setup))
    if as_json:
        click.echo(json.dumps(found.as_data(), indent=1))
        return
    megabytes, words = found.size / 1e6, found.hits + found.misses
    click.echo(
        _n("{posts} pos, {megabytes:.1f} MB, {seconds:.2f} detik", found.posts).format(
            posts=found.posts, megabytes=megabytes, seconds=found.seconds
        )
    )
    click.echo(
        _("{posts:.0f} pos per detik, {megabytes:.2f} MB per detik").format(
            posts=found.posts / found.seconds, megabytes=megabytes / found.seconds
        )
    )
    click.echo(
        _("memori puncak: {size}").format(
            size=f"{found.peak / 1e6:.0f} MB" if found.peak else _("tidak diketahui di sistem ini")
        )
    )
    for name, seconds in found.stages.items():
        share = 100 * seconds / found.seconds
        click.echo(f"  {_(name):<17} {share:5.1f} %  " + _("{seconds:.2f} detik").format(seconds=seconds))
    click.echo(
        _n("akar kata: {words} kata berbeda, {hits} dari simpanan, {misses} dihitung", words).format(
            words=words, hits=found.hits, misses=found.misses
        )
    )
