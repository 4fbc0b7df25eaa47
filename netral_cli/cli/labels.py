"""Options that say how labelled files are read, for every command that learns or measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from netral_cli.cli.options import PATH
from netral_cli.cli.reading import read_options, reading_options
from netral_cli.language import _

if TYPE_CHECKING:
    from netral_cli.model.labelled import LabelOptions

F = TypeVar("F", bound=Callable[..., Any])
_READING = (
    "text_column", "id_column", "date_column", "author_column", "link_column", "delimiter", "encoding", "sheet",
)  # fmt: skip


def label_options(function: F) -> F:
    """Add `--label`, `--positif` and what else says how labelled files are read; `label_reading` takes them."""
    function = reading_options(function)
    for option in reversed(
        (
            click.option(
                "--label",
                metavar=_("KOLOM"),
                help=_("Kolom ya/tidak, untuk pos yang sinyalnya tidak diketahui (bawaan: label)."),
            ),
            click.option(
                "--positif",
                "positives",
                multiple=True,
                metavar=_("NILAI"),
                help=_("Nilai kolom ya/tidak yang berarti ya; boleh diulang. Nilai lain lalu berarti tidak."),
            ),
            click.option(
                "--group-column",
                metavar=_("KOLOM"),
                help=_("Kolom kelompok: pos sekelompok tidak pernah terpisah antara latih dan uji (bawaan: group)."),
            ),
            click.option(
                "--skip-unlabelled", is_flag=True, help=_("Lewati baris tanpa label; bawaan: baris itu disebut salah.")
            ),
            click.option(
                "--profile",
                "own_profile",
                type=PATH,
                metavar=_("BERKAS"),
                help=_("Profil pemilihan (TOML) untuk pos yang tidak menyebut profilnya sendiri."),
            ),
        )
    ):
        function = option(function)
    return function


def no_such_split(split: str) -> str:
    """Return what is wrong when no post has the wanted split, and what to do."""
    return _(
        "--split {split}: tidak ada pos dengan split itu; isi kolom 'split' (latih atau uji) sebelum 'netral train',"
        " atau ukur pada berkas lain tanpa --split"
    ).format(split=split)


def label_reading(options: dict[str, Any]) -> tuple[LabelOptions, tuple[Path, ...]]:
    """Return how the labelled files are read, and the profile files that their posts may need.

    options: what Click made of `label_options`; other entries are left alone
    """
    from netral_cli.elections.profile import builtin_ids, load_profile  # noqa: PLC0415
    from netral_cli.model.labelled import LabelOptions  # noqa: PLC0415

    own: Path | None = options["own_profile"]
    profile, places = "", tuple[Path, ...]()
    if own is not None and str(own) not in builtin_ids():
        profile, places = load_profile(str(own)).id, (own,)
    reading = read_options(*(options[name] for name in _READING))
    return (
        LabelOptions(
            reading,
            options["label"],
            options["positives"],
            options["group_column"],
            options["skip_unlabelled"],
            profile,
        ),
        places,
    )
