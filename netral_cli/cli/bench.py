"""`netral bench`: how fast a file is classified on this machine, and where the time goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from netral_cli.cli.options import kamus_option, model_option, profile_option
from netral_cli.cli.reading import read_options, reading_options


@click.command(
    "bench", help="Mengukur kecepatan pemeriksaan FILE di komputer ini, dalam satu proses; hasilnya dibuang."
)
@click.argument("file")
@click.option(
    "--format", "kind", type=click.Choice(["csv", "tsv", "xlsx", "jsonl", "parquet"]), help="Format hasil yang diukur."
)
@click.option("--json", "as_json", is_flag=True, help="Tulis angkanya sebagai JSON.")
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
        click.echo(json.dumps(found.as_data(), ensure_ascii=False, indent=1))
        return
    megabytes, words = found.size / 1e6, found.hits + found.misses
    click.echo(f"{found.posts} pos, {megabytes:.1f} MB, {found.seconds:.2f} detik")
    click.echo(f"{found.posts / found.seconds:.0f} pos per detik, {megabytes / found.seconds:.2f} MB per detik")
    click.echo("memori puncak: " + (f"{found.peak / 1e6:.0f} MB" if found.peak else "tidak diketahui di sistem ini"))
    for name, seconds in found.stages.items():
        click.echo(f"  {name:<17} {100 * seconds / found.seconds:5.1f} %  {seconds:.2f} detik")
    click.echo(f"akar kata: {words} kata berbeda, {found.hits} dari simpanan, {found.misses} dihitung")
