"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from netral_cli.cli.completing import PROFILES
from netral_cli.language import _

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


def model_option(function: F) -> F:
    """Add `--model`: the bundle to use."""
    return click.option(
        "--model", "bundle", type=PATH, metavar=_("BUNDEL"), help=_("Folder bundel model (bawaan: model netral).")
    )(function)


def profile_option(function: F) -> F:
    """Add `--profile`, repeatable: the elections whose names are known."""
    text = _("Profil pemilihan: id bawaan atau berkas TOML; boleh diulang (bawaan: semua profil bawaan).")
    return click.option(
        "--profile", "profiles", multiple=True, shell_complete=PROFILES, metavar=_("ID|BERKAS"), help=text
    )(function)


def kamus_option(function: F) -> F:
    """Add `--kamus`: the user's own abbreviations."""
    text = _("Kamus tambahan: dua kolom dipisah tab, bentuk dan bentuk baku.")
    return click.option("--kamus", type=PATH, metavar=_("BERKAS"), help=text)(function)


def threshold_options(function: F) -> F:
    """Add `--indikasi` and `--tinjau`: thresholds in place of the bundle's."""
    for name in ("tinjau", "indikasi"):
        function = click.option(
            f"--{name}",
            type=click.FloatRange(0, 1),
            metavar="0-1",
            help=_("Ambang skor untuk status {name} (bawaan: dari bundel).").format(name=name),
        )(function)
    return function
