"""`netral classify`: posts in, the same rows with verdicts and evidence out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import tee
from pathlib import Path

import click

from netral_cli.cli.options import PATH, kamus_option, model_option, profile_option, threshold_options


@click.command("classify", help="Memeriksa FILE (CSV) dan menulis status, sinyal, dan bukti untuk setiap pos.")
@click.argument("file", type=PATH)
@click.option(
    "-o", "--output", type=PATH, metavar="BERKAS", help="Berkas hasil (CSV); tanpa ini hasil tampil di layar."
)
@click.option("--text-column", metavar="KOLOM", help="Kolom yang berisi teks pos (bawaan: dikenali dari namanya).")
@click.option("--delimiter", metavar="TANDA", help="Pemisah kolom (bawaan: dikenali).")
@click.option("--encoding", metavar="NAMA", help="Penyandian berkas (bawaan: UTF-8 atau UTF-16 dengan BOM).")
@click.option("--jobs", default=1, type=click.IntRange(1, 256), show_default=True, help="Banyaknya proses.")
@model_option
@profile_option
@kamus_option
@threshold_options
def command(
    file: Path, output: Path | None, text_column: str | None, delimiter: str | None, encoding: str | None, jobs: int,
    bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None, indikasi: float | None, tinjau: float | None,
) -> None:  # fmt: skip
    """Classify the posts of a file."""
    from netral_cli.atomic import new_file  # noqa: PLC0415
    from netral_cli.engine.local import BATCH, classify_batches  # noqa: PLC0415
    from netral_cli.engine.setup import RunSetup, classifier_for  # noqa: PLC0415
    from netral_cli.posts.output import CsvWriter  # noqa: PLC0415
    from netral_cli.posts.reader import batches, open_table  # noqa: PLC0415
    from netral_cli.report.rows import added_columns  # noqa: PLC0415
    from netral_cli.verdict import NETRAL, Verdict  # noqa: PLC0415

    if delimiter is not None and len(delimiter.replace("\\t", "\t")) != 1:
        raise click.UsageError(f"--delimiter {delimiter!r}: harus satu tanda")
    if output is not None and output.resolve() == file.resolve():
        raise click.UsageError(f"-o {output}: sama dengan berkas masukan; beri nama lain")
    table = open_table(file, text_column, delimiter.replace("\\t", "\t") if delimiter else None, encoding)
    setup = RunSetup(bundle, profiles, kamus, indikasi, tinjau)
    classifier_for(setup)
    counts: Counter[str] = Counter()
    texts_seen, to_classify = tee(batches(_with_progress(table.rows()), BATCH))
    texts = ([row[table.text_index] for row in chunk] for chunk in to_classify)
    results = zip(texts_seen, classify_batches(setup, texts, jobs), strict=True)

    def rows() -> Iterator[tuple[Sequence[str], Verdict]]:
        for chunk, verdicts in results:
            counts.update(verdict.status for verdict in verdicts)
            yield from zip(chunk, verdicts, strict=True)

    if output is not None:
        with new_file(output) as target:
            writer = CsvWriter(target, table.columns, table.delimiter)
            writer.write([*row, *added_columns(verdict)] for row, verdict in rows())
            writer.finish()
    elif sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415

        from netral_cli.report.terminal import flagged_table  # noqa: PLC0415

        found = [(n, row[table.text_index], v) for n, (row, v) in enumerate(rows(), 1) if v.status != NETRAL]
        flagged_table(sorted(found, key=lambda entry: -entry[2].score), Console())
    else:
        writer = CsvWriter(sys.stdout.buffer, table.columns, table.delimiter)
        writer.write([*row, *added_columns(verdict)] for row, verdict in rows())
        writer.finish()
    _summary(table.columns[table.text_index], table.delimiter_name, table.encoding, counts, output)


def _with_progress(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Return the rows; on a terminal a counter runs on standard error."""
    if not sys.stderr.isatty():
        return rows
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    return iter(track(rows, "memeriksa pos", console=Console(stderr=True), transient=True))


def _summary(column: str, delimiter: str, encoding: str, counts: Counter[str], output: Path | None) -> None:
    """Say on standard error what was read and what was found."""
    from netral_cli.verdict import STATUSES  # noqa: PLC0415

    total = sum(counts.values())
    shares = ", ".join(f"{name} {counts[name]} ({100 * counts[name] / total:.1f} %)" for name in STATUSES)
    click.echo(f"dibaca {total} pos (kolom {column!r}, pemisah {delimiter}, {encoding}): {shares}", err=True)
    if output is not None:
        click.echo(f"hasil: {output}", err=True)
    click.echo("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran.", err=True)
