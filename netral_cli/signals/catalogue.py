"""The signals and contexts as data: ids, names, meanings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from netral_cli.language import language as language_in_use


@dataclass(frozen=True, slots=True)
class Label:
    """A signal or a neutral context; `name` is `nama` in English."""

    id: str
    nama: str
    name: str
    arti: str

    def shown(self, language: str) -> str:
        """Return the name in a language."""
        return self.name if language == "en" else self.nama


@cache
def _definitions() -> dict[str, tuple[Label, ...]]:
    data = tomllib.loads(files(__package__).joinpath("definisi.toml").read_text(encoding="utf-8"))
    return {kind: tuple(Label(**entry) for entry in data[kind]) for kind in ("sinyal", "konteks")}


def signals() -> tuple[Label, ...]:
    """Return the 16 signals in their fixed order."""
    return _definitions()["sinyal"]


def contexts() -> tuple[Label, ...]:
    """Return the 6 neutral contexts in their fixed order."""
    return _definitions()["konteks"]


@cache
def _by_id() -> dict[str, Label]:
    return {label.id: label for label in (*signals(), *contexts())}


def label_name(identifier: str, language: str = "") -> str:
    """Return the name of a signal or context in a language, by default the one in use; its id where it has none."""
    known = _by_id().get(identifier)
    return known.shown(language or language_in_use()) if known else identifier


SIGNAL_IDS: tuple[str, ...] = tuple(label.id for label in signals())
CONTEXT_IDS: tuple[str, ...] = tuple(label.id for label in contexts())
PARTISAN = "partisan"
"""The binary reading: carries at least one signal."""
OUTPUTS: tuple[str, ...] = (PARTISAN, *SIGNAL_IDS, *CONTEXT_IDS)
"""What the model scores, in the order of its columns."""
