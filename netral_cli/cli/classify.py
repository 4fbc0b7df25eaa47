"""`netral classify`: posts in, the same rows with verdicts and evidence out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netral_cli.cli.options import PATH, kamus_option, model_option, profile_option, threshold_options
from netral_cli.cli.reading import reading_options
from netral_cli.errors import NetralError

if TYPE_CHECKING:
    from netral_cli.engine.run import Run, RunOptions

_SHOWN_BAD = 5


class InterruptedRunError(NetralError):
    """The user or the system stopped the run; what is finished is kept."""

    exit_code = 130


@click.command(
    "classify",
    help="Memeriksa pos di setiap FILE (berkas, folder, atau - untuk masukan standar) dan menulis status, sinyal,"
    " dan bukti untuk setiap pos.",
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-o", "--output", type=PATH, metavar="BERKAS", help="Berkas hasil; tanpa ini hasil tampil di layar.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["csv", "tsv", "xlsx", "jsonl", "parquet"]),
    help="Format hasil (bawaan: dari akhiran -o).",
)
@click.option("--excel", is_flag=True, help="CSV untuk Excel Indonesia: BOM, titik koma, koma desimal, sel aman.")
@click.option("--only", metavar="STATUS,...", help="Tulis hanya pos berstatus ini, misalnya indikasi,tinjau.")
@reading_options
@click.option(
    "--on-bad-row",
    type=click.Choice(["reject", "stop"]),
    default="reject",
    show_default=True,
    help="Baris rusak: tulis ke BERKAS.ditolak.csv, atau berhenti.",
)
@click.option("--strict", is_flag=True, help="Selesai dengan kode 11 bila ada baris yang ditolak.")
@click.option(
    "--fail-on", type=click.Choice(["indikasi", "tinjau"]), help="Selesai dengan kode 10 bila ada temuan setingkat ini."
)
@click.option("--resume", is_flag=True, help="Lanjutkan pemeriksaan yang terputus.")
@click.option("--restart", is_flag=True, help="Buang hasil sebagian yang ada dan mulai dari awal.")
@click.option("--pseudonym", type=PATH, metavar="KUNCI", help="Samarkan akun dan sebutan dengan kunci di berkas ini.")
@click.option("--jobs", default=1, type=click.IntRange(1, 256), show_default=True, help="Banyaknya proses.")
@model_option
@profile_option
@kamus_option
@threshold_options
def command(
    files: tuple[str, ...], output: Path | None, kind: str | None, excel: bool, only: str | None, on_bad_row: str,
    strict: bool, fail_on: str | None, resume: bool, restart: bool, pseudonym: Path | None, jobs: int,
    bundle: Path | None, profiles: tuple[str, ...], kamus: Path | None, indikasi: float | None, tinjau: float | None,
    **reading: Any,
) -> None:  # fmt: skip
    """Classify the posts of some files."""
    from netral_cli.cli.reading import read_options  # noqa: PLC0415
    from netral_cli.engine.run import Run, RunOptions  # noqa: PLC0415
    from netral_cli.engine.setup import RunSetup  # noqa: PLC0415
    from netral_cli.verdict import STATUSES  # noqa: PLC0415

    chosen = tuple(dict.fromkeys(part.strip() for part in only.split(","))) if only is not None else ()
    wrong = next((part for part in chosen if part not in STATUSES), None)
    if wrong is not None:
        raise click.UsageError(f"--only {wrong!r}: status tidak dikenal; yang ada: {', '.join(STATUSES)}")
    if resume and restart:
        raise click.UsageError("--resume dan --restart tidak dapat bersamaan; pilih salah satu")
    to_stdout = output is not None and str(output) == "-"
    options = RunOptions(
        files, None if to_stdout else output, kind, read_options(**reading),
        RunSetup(bundle, profiles, kamus, indikasi, tinjau), jobs, chosen, excel, on_bad_row == "stop", pseudonym,
        resume, restart,
    )  # fmt: skip
    with ExitStack() as stack, _stoppable(options):
        run = Run(options, stack)
        _go(run, to_stdout)
        _summary(run)
        code = _exit_code(run, strict, fail_on)
    if code:
        raise click.exceptions.Exit(code)


def _go(run: Run, to_stdout: bool) -> None:
    """Send the results where they belong: a file, the terminal or standard output."""
    if run.paths is not None:
        with _progress(run.total_bytes) as progress:
            run.to_file(progress)
    elif sys.stdout.isatty() and not to_stdout and run.options.format is None:
        from rich.console import Console  # noqa: PLC0415

        from netral_cli.report.terminal import flagged_table  # noqa: PLC0415

        best = _Flagged(run)
        run.to_sink(best)
        flagged_table(best.found(), Console())
    else:
        run.to_sink(_Stream(run))
        sys.stdout.buffer.flush()


class _Stream:
    """Writes rows to standard output; the first rejected ones are shown on standard error."""

    def __init__(self, run: Run) -> None:
        from netral_cli.posts.result import stream_writer  # noqa: PLC0415

        self._writer = stream_writer(run.shape, sys.stdout.buffer)
        self._shown = 0

    def write(self, rows: Any, verdicts: Any, bad: Any) -> None:  # noqa: ARG002
        """Write one batch."""
        self._writer.write(rows)
        self._shown = _show_bad(bad, self._shown)


class _Flagged:
    """Keeps the strongest findings for the terminal."""

    _MOST = 200

    def __init__(self, run: Run) -> None:
        self._text = run.table.text
        self._seen = self._shown = 0
        self._heap: list[tuple[float, int, str, Any]] = []

    def write(self, rows: Any, verdicts: Any, bad: Any) -> None:
        """Take one batch."""
        from heapq import heappush, heappushpop  # noqa: PLC0415

        for row, verdict in zip(rows, verdicts, strict=True):
            self._seen += 1
            if verdict.spans:
                entry = (verdict.score, -self._seen, row.row[self._text(0)], verdict)
                push = heappush if len(self._heap) < self._MOST else heappushpop
                push(self._heap, entry)
        self._shown = _show_bad(bad, self._shown)

    def found(self) -> list[tuple[int, str, Any]]:
        """Return number, text and verdict of the findings, strongest first."""
        return [(-n, text, verdict) for _, n, text, verdict in sorted(self._heap, key=lambda e: (-e[0], -e[1]))]


def _show_bad(bad: Any, shown: int) -> int:
    for row in bad:
        if shown < _SHOWN_BAD:
            click.echo(f"ditolak: {row.message()}", err=True)
        shown += 1
    return shown


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show progress by bytes on a terminal, and nothing in a log."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("memeriksa {task.fields[posts]} pos"),
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

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        from netral_cli.posts.result import Paths  # noqa: PLC0415

        paths = Paths(options.output) if options.output else None
        if paths is not None and paths.checkpoint.exists():
            raise InterruptedRunError(
                f"dihentikan; yang selesai ada di {paths.partial}; lanjutkan dengan --resume"
            ) from None
        raise InterruptedRunError("dihentikan; tidak ada berkas hasil yang ditulis") from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _summary(run: Run) -> None:
    """Say on standard error what was read, what was rejected and what was found."""
    from netral_cli.verdict import STATUSES  # noqa: PLC0415

    counts = run.counts
    for note in run.all_notes():
        click.echo(note, err=True)
    facts = run.table.sources[0].facts()
    details = [f"kolom {facts['kolom teks']}", *(f"{k} {facts[k]}" for k in ("pemisah", "penyandian") if k in facts)]
    if run.table.several:
        details = [f"{len(run.table.sources)} berkas"]
    classified = counts["diklasifikasi"]
    shares = ", ".join(f"{s} {counts[s]} ({100 * counts[s] / max(classified, 1):.1f} %)" for s in STATUSES)
    click.echo(
        f"dibaca {counts['dibaca']} = diperiksa {classified} + ditolak {counts['ditolak']}"
        f" ({', '.join(details)}): {shares}",
        err=True,
    )
    extra = {
        "ganda": "{} teks berulang, dinilai sekali",
        "dipotong": "{} sel dipotong pada batas XLSX (32.767 huruf); pakai .csv atau .jsonl bila perlu utuh",
        "kutip_dibaca_longgar": "{} baris bertanda kutip rusak masih dapat dibaca",
        "bita_nul": "{} bita NUL ada di dalam teks dan dipertahankan",
    }
    for key, words in extra.items():
        if counts[key]:
            click.echo(words.format(counts[key]), err=True)
    if run.paths is not None:
        if run.options.only:
            click.echo(f"ditulis {counts['ditulis']} pos berstatus {', '.join(run.options.only)}", err=True)
        if counts["ditolak"]:
            click.echo(f"baris yang ditolak: {run.paths.rejects}", err=True)
        click.echo(f"hasil: {run.paths.output}", err=True)
    click.echo("Ini indikasi untuk diperiksa orang, bukan putusan pelanggaran.", err=True)


def _exit_code(run: Run, strict: bool, fail_on: str | None) -> int:
    counts = run.counts
    if strict and counts["ditolak"]:
        return 11
    if counts["dibaca"] and not counts["diklasifikasi"]:
        click.echo("netral: semua baris ditolak; periksa --delimiter dan --encoding", err=True)
        return 1
    found = counts["indikasi"] + (counts["tinjau"] if fail_on == "tinjau" else 0)
    return 10 if fail_on and found else 0
