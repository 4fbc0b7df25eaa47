"""The corpus that comes with the program: what `netral train --base` adds to an analyst's own labels."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.model.labelled import LabelledPost, read_labelled


class BaseError(NetralError):
    """The corpus is not where the program looks for it."""


def shipped_corpus() -> Path:
    """Return the folder of the corpus (installed, or in a checkout): `korpus/*.csv` and `profil/*.toml`.

    Raises `BaseError` where an installation was made without it.
    """
    installed = Path(str(files("netral_cli").joinpath("_korpus")))
    folder = installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "data"
    if not (folder / "korpus").is_dir():
        raise BaseError(
            _("korpus bawaan tidak ada di pemasangan ini ({folder}); pasang ulang netral-cli").format(folder=folder)
        )
    return folder


def base_posts(split: str = "latih") -> list[LabelledPost]:
    """Return the posts of the corpus that belong to a split: `latih` for training, `uji` for figures."""
    return [post for post in read_labelled([shipped_corpus()]) if post.split == split]
