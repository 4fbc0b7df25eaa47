"""`netral train`: labelled posts in, a model bundle out, and whether it is better than the one in use."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netral_cli.cli.labels import label_options, label_reading
from netral_cli.cli.options import PATH, model_option
from netral_cli.language import _, _n

if TYPE_CHECKING:
    from netral_cli.model.bundle import Bundle
    from netral_cli.model.retrain import Prepared
    from netral_cli.model.train import Trained


@click.command(
    "train",
    help=_(
        "Melatih model dari pos berlabel (CSV, TSV, XLSX, JSON, atau folder), menulis bundel, dan membandingkannya"
        " dengan model yang dipakai sekarang."
    ),
)
@click.argument("labelled", metavar=_("BERKAS..."), nargs=-1, required=True, type=PATH)
@click.option("-o", "--output", type=PATH, required=True, metavar=_("BUNDEL"), help=_("Folder bundel yang ditulis."))
@click.option("--base", is_flag=True, help=_("Tambahkan korpus bawaan, agar yang sudah dipelajari tidak hilang."))
@click.option(
    "--base-weight", type=click.FloatRange(0.01, 100), metavar="W", default=None,
    help=_("Bobot satu pos korpus bawaan terhadap satu pos Anda (bawaan: 0.125)."),
)  # fmt: skip
@click.option(
    "--split", type=click.Choice(["kelompok", "waktu"]), default="kelompok", show_default=True,
    help=_("Cara menyisihkan pos uji: tanpa akun, kelompok, atau teks yang sama di dua sisi; atau pos terbaru."),
)  # fmt: skip
@click.option(
    "--test-share", type=click.FloatRange(0, 0.9), default=0.2, show_default=True,
    help=_("Bagian pos yang disisihkan untuk menguji; 0: tanpa uji."),
)  # fmt: skip
@click.option(
    "--test", "test", type=PATH, multiple=True, metavar=_("BERKAS"),
    help=_("Berkas berlabel yang hanya untuk menguji; boleh diulang."),
)  # fmt: skip
@click.option(
    "--held-out", "held_out", type=PATH, metavar=_("BERKAS"),
    help=_("Tulis pos yang disisihkan untuk menguji ke CSV berlabel ini, dengan id dan asalnya."),
)  # fmt: skip
@click.option("--all", "use_all", is_flag=True, help=_("Latih dengan semua pos, juga yang ber-split 'uji'; tanpa uji."))
@click.option(
    "--on-conflict", type=click.Choice(["stop", "drop"]), default="stop", show_default=True,
    help=_("Teks sama berlabel bertentangan: berhenti, atau tinggalkan teks itu."),
)  # fmt: skip
@label_options
@model_option
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help=_("Benih acak."))
@click.option("--jobs", default=0, type=click.IntRange(0, 64), help=_("Banyaknya utas (bawaan: semua inti)."))
@click.option("--json", "as_json", is_flag=True, help=_("Tulis semua angka sebagai JSON."))
def command(
    labelled: tuple[Path, ...], output: Path, base: bool, base_weight: float | None, split: str, test_share: float,
    test: tuple[Path, ...], held_out: Path | None, use_all: bool, on_conflict: str, bundle: Path | None, seed: int,
    jobs: int, as_json: bool, **reading: Any,
) -> None:  # fmt: skip
    """Train a bundle and say whether to use it."""
    from netral_cli.checked import model_in_use  # noqa: PLC0415
    from netral_cli.model.bundle import require_place  # noqa: PLC0415
    from netral_cli.model.labelled import read_labels  # noqa: PLC0415
    from netral_cli.model.options import TrainingOptions  # noqa: PLC0415
    from netral_cli.model.retrain import BASE_WEIGHT, RetrainOptions, fit, prepare  # noqa: PLC0415

    if test and use_all:
        raise click.UsageError(_("--test dan --all tidak dapat dipakai bersama"))
    if held_out is not None and held_out.resolve() in {path.resolve() for path in (*labelled, *test)}:
        raise click.UsageError(
            _("--held-out {path}: akan menimpa berkas berlabel itu sendiri; beri nama lain").format(path=held_out)
        )
    require_place(output)
    training = TrainingOptions(jobs=jobs or os.cpu_count() or 1, seed=seed)
    weight = BASE_WEIGHT if base_weight is None else base_weight
    options = RetrainOptions(base, weight, split, test_share, use_all, on_conflict == "drop", training)
    how, profiles = label_reading(reading)
    found = read_labels(labelled, how)
    in_use = model_in_use(bundle)
    progress = _progress()
    progress(_("memeriksa dan membagi pos"), 0.0)
    prepared = prepare(found, (*labelled, *profiles), options, read_labels(test, how) if test else None)
    _say(
        _n("{count} pos berlabel: {used} dipakai melatih, {held} disisihkan untuk menguji", len(found.posts)).format(
            count=len(found.posts), used=len(prepared.local), held=len(prepared.test)
        ),
        *_added(len(prepared.base)),
        *prepared.notes,
    )
    with ExitStack() as stack:
        if held_out is not None:
            _keep_held_out(prepared, held_out, stack)
        trained = fit(prepared, training, progress)
        _finish(trained, prepared, output, in_use, as_json)
    if held_out is not None:
        _say(_("pos yang disisihkan: {path}").format(path=held_out))


def _keep_held_out(prepared: Prepared, path: Path, stack: ExitStack) -> None:
    """Write the held-out posts; the file gets its name when all has gone well. Raises `UsageError`, `WriteError`."""
    from netral_cli.atomic import new_file  # noqa: PLC0415
    from netral_cli.model.held_out import held_out_file  # noqa: PLC0415

    if not prepared.test:
        raise click.UsageError(
            _("--held-out {path}: tidak ada pos yang disisihkan; ubah --test-share, atau hilangkan --all").format(
                path=path
            )
        )
    stack.enter_context(new_file(path)).write(held_out_file(prepared.test))


def _added(count: int) -> list[str]:
    return [_n("{count} pos korpus bawaan ditambahkan", count).format(count=count)] if count else []


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)


def _progress() -> Any:
    last = [""]

    def progress(text: str, share: float) -> None:
        if sys.stderr.isatty() and text != last[0]:
            click.echo(f"{100 * share:3.0f} % {text}", err=True)
            last[0] = text

    return progress


def _finish(
    trained: Trained, prepared: Prepared, output: Path, in_use: tuple[Bundle | None, str], as_json: bool
) -> None:
    """Compare, write the bundle, and show what came of it."""
    from rich.console import Console  # noqa: PLC0415

    from netral_cli.checked import check  # noqa: PLC0415
    from netral_cli.model.held_out import held_out_list  # noqa: PLC0415
    from netral_cli.report.comparison import print_advice, print_changes, print_comparison  # noqa: PLC0415
    from netral_cli.report.tables import as_json as written  # noqa: PLC0415

    checked = check(trained, prepared, *in_use)
    trained.save(output, checked.origin)
    if as_json:
        click.echo(written({**checked.as_dict(), "held_out": held_out_list(prepared.test)}))
        return
    console = Console()
    _thresholds(trained)
    print_changes(checked.changes, console)
    if checked.comparison is not None:
        console.rule(_("Pada pos yang disisihkan"))
        print_comparison(checked.comparison, (_("dipakai"), _("baru")), console)
    for note in checked.notes:
        console.print(note, highlight=False, markup=False)
    if checked.advice is not None:
        print_advice(checked.advice, console)
    click.echo(_("bundel: {output}").format(output=output))


def _thresholds(trained: Trained) -> None:
    from netral_cli.model.options import MIN_LABEL  # noqa: PLC0415
    from netral_cli.model.retrain import rare_labels  # noqa: PLC0415

    levels = trained.thresholds
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        expected = levels.expected[name]
        precision, recall = expected["presisi"], expected["perolehan"]
        click.echo(
            _("ambang {name} {value:.3f}: presisi {precision:.3f}, perolehan {recall:.3f} (validasi silang)").format(
                name=name, value=value, precision=precision, recall=recall
            )
        )
    rare: Sequence[str] = rare_labels(trained)
    if rare:
        click.echo(
            _(
                "sinyal dengan kurang dari {least} contoh, tidak dipelajari: {names}; tambah label atau pakai --base"
            ).format(least=MIN_LABEL, names=", ".join(rare))
        )
