"""`netral classify`: posts in, the same rows with verdicts and evidence out."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netral_cli.cli.completing import ACTORS, STATUSES, files
from netral_cli.cli.options import PATH, kamus_option, model_option, profile_option, threshold_options
from netral_cli.cli.reading import reading_options
from netral_cli.engine.sizes import BATCH
from netral_cli.errors import NetralError
from netral_cli.language import _, _n

if TYPE_CHECKING:
    from netral_cli.engine.run import Run, RunOptions


class InterruptedRunError(NetralError):
    """The user or the system stopped the run; what is finished is kept."""

    exit_code = 130


@click.command(
    "classify",
    help=_(
        "Memeriksa pos di setiap BERKAS (berkas, folder, atau - untuk masukan standar) dan menulis status,"
        " sinyal, dan bukti untuk setiap pos."
    ),
)
@click.argument("files", metavar=_("BERKAS..."), nargs=-1, required=True, shell_complete=files)
@click.option(
    "-o", "--output", type=PATH, metavar=_("BERKAS"), help=_("Berkas hasil; tanpa ini hasil tampil di layar.")
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "tsv", "xlsx", "jsonl", "parquet"]),
    help=_("Format hasil (bawaan: dari akhiran -o)."),
)
@click.option("--table", "as_table", is_flag=True, help=_("Tampilkan tabel temuan, juga bila keluaran bukan layar."))
@click.option("--excel", is_flag=True, help=_("CSV untuk Excel Indonesia: BOM, titik koma, koma desimal, sel aman."))
@click.option(
    "--only",
    shell_complete=STATUSES,
    metavar="STATUS,...",
    help=_("Tulis hanya pos berstatus ini, misalnya indikasi,tinjau."),
)
@reading_options
@click.option(
    "--on-bad-row",
    type=click.Choice(["reject", "stop"]),
    default="reject",
    show_default=True,
    help=_("Baris rusak: tulis ke BERKAS.ditolak.csv, atau berhenti."),
)
@click.option("--strict", is_flag=True, help=_("Selesai dengan kode 11 bila ada baris yang ditolak."))
@click.option(
    "--fail-on",
    type=click.Choice(["indikasi", "tinjau"]),
    help=_("Selesai dengan kode 10 bila ada temuan setingkat ini."),
)
@click.option("--resume", is_flag=True, help=_("Lanjutkan pemeriksaan yang terputus."))
@click.option("--restart", is_flag=True, help=_("Buang hasil sebagian yang ada dan mulai dari awal."))
@click.option(
    "--pseudonym", type=PATH, metavar=_("KUNCI"), help=_("Samarkan akun dan sebutan dengan kunci di berkas ini.")
)
@click.option(
    "--actor",
    shell_complete=ACTORS,
    default="",
    metavar=_("PELAKU"),
    help=_("Penulis semua pos: pns, pppk, honorer, kades, tni-polri."),
)
@click.option("--actor-column", metavar=_("KOLOM"), help=_("Kolom yang menyebut siapa penulis setiap pos."))
@click.option("--date", "date", metavar=_("TANGGAL"), help=_("Tanggal pos yang tidak punya tanggal sendiri."))
@click.option(
    "--rules", "rules", type=PATH, multiple=True, metavar=_("BERKAS"), help=_("Katalog aturan tambahan; boleh diulang.")
)
@click.option("--jobs", default=1, type=click.IntRange(1, 256), show_default=True, help=_("Banyaknya proses."))
@click.option(
    "--chunk-size",
    "chunk",
    default=BATCH,
    type=click.IntRange(1, 100_000),
    show_default=True,
    help=_("Banyaknya pos yang dikerjakan sekaligus; hasilnya sama."),
)
@click.option(
    "--engine",
    type=click.Choice(["lokal", "dask"]),
    default="lokal",
    show_default=True,
    help=_("dask: satu hasil per berkas masukan, di klaster; -o adalah folder."),
)
@click.option("--scheduler", metavar=_("ALAMAT"), help=_("Alamat scheduler Dask, misalnya tcp://10.0.0.5:8786."))
@model_option
@profile_option
@kamus_option
@threshold_options
def command(
    files: tuple[str, ...], output: Path | None, kind: str | None, as_table: bool, excel: bool,
    only: str | None, on_bad_row: str, strict: bool, fail_on: str | None, resume: bool, restart: bool,
    pseudonym: Path | None,
    actor: str, actor_column: str | None, date: str | None, rules: tuple[Path, ...], jobs: int, chunk: int,
    engine: str, scheduler: str | None,
    bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None, indikasi: float | None, tinjau: float | None,
    **reading: Any,
) -> None:  # fmt: skip
    """Classify the posts of some files."""
    from netral_cli.cli.reading import read_options  # noqa: PLC0415
    from netral_cli.engine.law import LawOptions  # noqa: PLC0415
    from netral_cli.engine.run import Run, RunOptions  # noqa: PLC0415
    from netral_cli.engine.setup import RunSetup  # noqa: PLC0415
    from netral_cli.rules.phase import parse_post_date  # noqa: PLC0415
    from netral_cli.verdict import STATUSES  # noqa: PLC0415

    chosen = tuple(dict.fromkeys(part.strip() for part in only.split(","))) if only is not None else ()
    wrong = next((part for part in chosen if part not in STATUSES), None)
    if wrong is not None:
        raise click.UsageError(
            _("--only {wrong!r}: status tidak dikenal; yang ada: {known}").format(
                wrong=wrong, known=", ".join(STATUSES)
            )
        )
    if as_table and (output is not None or kind is not None):
        raise click.UsageError(_("--table: hanya untuk layar; hilangkan -o dan --format"))
    if resume and restart:
        raise click.UsageError(_("--resume dan --restart tidak dapat bersamaan; pilih salah satu"))
    to_stdout = output is not None and str(output) == "-"
    day = parse_post_date(date) if date else None
    if date and day is None:
        raise click.UsageError(_("--date {date!r}: bukan tanggal; tulis misalnya 2024-10-20").format(date=date))
    law = LawOptions(actor, actor_column, day, rules)
    options = RunOptions(
        files, None if to_stdout else output, kind, read_options(**reading), law,
        RunSetup(bundle, profiles, kamus, indikasi, tinjau), jobs, chosen, excel, on_bad_row == "stop", pseudonym,
        resume, restart, chunk,
    )  # fmt: skip
    if engine == "dask":
        from netral_cli.cli.cluster import classify_folder  # noqa: PLC0415

        counts = classify_folder(options, scheduler)
        if code := _exit_code(counts, strict, fail_on):
            raise click.exceptions.Exit(code)
        return
    if scheduler is not None:
        raise click.UsageError(_("--scheduler: hanya dengan --engine dask"))
    with ExitStack() as stack, _stoppable(options):
        run = Run(options, stack)
        _go(run, to_stdout, as_table)
        _summary(run)
        code = _exit_code(run.counts, strict, fail_on)
    if code:
        raise click.exceptions.Exit(code)


def _go(run: Run, to_stdout: bool, as_table: bool) -> None:
    """Send the results where they belong: a file, the terminal or standard output."""
    if run.paths is not None:
        with _progress(run.total_bytes) as progress:
            run.to_file(progress)
        return
    from netral_cli.posts.output import TextWriter  # noqa: PLC0415
    from netral_cli.posts.result import encoder_for  # noqa: PLC0415
    from netral_cli.report.run import FlaggedSink, StreamSink  # noqa: PLC0415

    if as_table or (sys.stdout.isatty() and not to_stdout and run.options.format is None):
        from rich.console import Console  # noqa: PLC0415

        from netral_cli.engine.setup import classifier_for  # noqa: PLC0415
        from netral_cli.report.terminal import flagged_table, threshold_line  # noqa: PLC0415

        best = FlaggedSink(run.table.layout.text(0), _say)
        run.to_sink(best)
        console = Console()
        flagged_table(best.found(), console)
        console.print(threshold_line(classifier_for(run.options.setup)), highlight=False, markup=False)
    else:
        run.to_sink(StreamSink(TextWriter(sys.stdout.buffer, encoder_for(run.shape)), _say))
        sys.stdout.buffer.flush()


def _say(line: str) -> None:
    click.echo(line, err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show progress by bytes on a terminal, and nothing in a log."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn(_("memeriksa {task.fields[posts]} pos")),
        BarColumn(),
        "{task.percentage:>3.0f} %",
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=max(total, 1), posts=0)
        yield lambda size, posts: bar.update(task, completed=size, posts=posts)


@contextmanager
def _stoppable(options: RunOptions) -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into one line that says what is kept, with exit code 130."""

    def stop(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, stop) if in_main else None
    try:
        yield
    except KeyboardInterrupt:
        from netral_cli.posts.result import Paths  # noqa: PLC0415

        paths = Paths(options.output) if options.output else None
        if paths is not None and paths.checkpoint.exists():
            raise InterruptedRunError(
                _("dihentikan; yang selesai ada di {partial}; lanjutkan dengan --resume").format(partial=paths.partial)
            ) from None
        raise InterruptedRunError(_("dihentikan; tidak ada berkas hasil yang ditulis")) from None
    finally:
        if in_main:
            signal.signal(signal.SIGTERM, before)


def _summary(run: Run) -> None:
    """Say on standard error what was read, what was rejected, what was found and where it is."""
    from netral_cli.report.run import summary  # noqa: PLC0415

    dated = run.options.law.day is not None
    for line in (*run.all_notes(), *summary(run.counts, run.table.sources, run.unread, dated)):
        _say(line)
    if run.paths is not None:
        if run.options.only:
            _say(
                _n("ditulis {count} pos berstatus {statuses}", run.counts["ditulis"]).format(
                    count=run.counts["ditulis"], statuses=", ".join(run.options.only)
                )
            )
        if run.counts["ditolak"]:
            _say(_("baris yang ditolak: {rejects}").format(rejects=run.paths.rejects))
        _say(_("hasil: {output}").format(output=run.paths.output))
    _say(_("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran."))


def _exit_code(counts: Counter[str], strict: bool, fail_on: str | None) -> int:
    if strict and counts["ditolak"]:
        return 11
    if counts["dibaca"] and not counts["diklasifikasi"]:
        click.echo("netral: " + _("semua baris ditolak; periksa --delimiter dan --encoding"), err=True)
        return 1
    found = counts["indikasi"] + (counts["tinjau"] if fail_on == "tinjau" else 0)
    return 10 if fail_on and found else 0
