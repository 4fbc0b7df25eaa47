"""What `review queue` and `review serve` share: how a queue is picked from a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from netral_cli.cli.options import PATH, model_option
from netral_cli.language import _

if TYPE_CHECKING:
    from netral_cli.review.item import Item

F = TypeVar("F", bound=Callable[..., Any])


def pick_options(function: F) -> F:
    """Add `-n`, `--share`, `--seed`, `--label` and `--model`."""
    function = model_option(function)
    function = click.option(
        "--label", "labels", multiple=True, type=PATH, metavar=_("BERKAS"),
        help=_("Pos yang sudah berlabel: tidak diantrekan lagi, tetapi dicari label kelirunya; boleh diulang."),
    )(function)  # fmt: skip
    function = click.option(
        "--seed", default=0, show_default=True, metavar="N", help=_("Undian; hasil dan undian sama, antrean sama.")
    )(function)
    function = click.option(
        "--share", "shares", multiple=True, metavar=_("NAMA=PERSEN"),
        help=_("Bagian tiap alasan: ambang, ragam, acak, salah-label (bawaan: 40, 20, 20, 20); boleh diulang."),
    )(function)  # fmt: skip
    return click.option(
        "-n",
        "size",
        default=200,
        type=click.IntRange(1, 20_000),
        show_default=True,
        metavar="N",
        help=_("Banyaknya pos."),
    )(function)


@dataclass(frozen=True, slots=True)
class Picked:
    """A queue, and one line on how it came about."""

    items: Sequence[Item]
    summary: str


def picked(
    path: Path, output: Path | None, size: int, shares: Sequence[str], seed: int, labels: Sequence[Path],
    bundle: Path | None, reading: Mapping[str, Any],
) -> Picked:  # fmt: skip
    """Return a queue from a result; raises what reading results and labelled files raises, `UsageError`."""
    from contextlib import ExitStack  # noqa: PLC0415

    from netral_cli.cli.results import open_result  # noqa: PLC0415
    from netral_cli.errors import NetralError  # noqa: PLC0415
    from netral_cli.review.pick import QueueOptions, pick, shares_of, summary  # noqa: PLC0415
    from netral_cli.review.pool import gather  # noqa: PLC0415
    from netral_cli.review.sources import doubtful_labels, known_names, levels_of  # noqa: PLC0415

    options = QueueOptions(size, shares_of(shares), seed)
    with ExitStack() as stack:
        opened = open_result(path, stack, output, (), (), None, reading)
        levels = levels_of(opened.result.manifest, bundle)
        pool = gather(opened.result.posts(), size, seed, levels, known_names(labels))
        whole = opened.result.whole
        opened.say_notes()
    errors, note = doubtful_labels(labels, bundle)
    if note:
        click.echo(note, err=True)
    found = pick(pool, errors, levels, options)
    if not found.items:
        raise NetralError(_("{path}: tidak ada pos yang belum berlabel untuk diantrekan").format(path=path))
    if whole is False and found.counts.get("acak"):
        click.echo(
            _("Hasil ini hanya memuat sebagian status: bagian acak mewakili yang ditandai saja, bukan semua pos."),
            err=True,
        )
    return Picked(found.items, summary(found, pool))
