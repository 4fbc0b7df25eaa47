"""Loads a model for use in Python: texts in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from netral_cli.engine.setup import RunSetup, new_classifier

if TYPE_CHECKING:
    from netral_cli.verdict import Classifier


def load_model(
    model: Path | str | None = None,
    *,
    profiles: Sequence[str] = (),
    kamus: Path | str | None = None,
    indikasi: float | None = None,
    tinjau: float | None = None,
) -> Classifier:
    """Return a classifier: `load_model().classify(["..."])` gives a `Verdict` for each text.

    model: folder of a bundle (default: the shipped model); profiles, kamus, indikasi, tinjau: as the options of
    `netral classify` of the same names

    The classifier learns the words it meets, so one object serves one thread at a time. Raises `NetralError`.
    """
    folder = None if model is None else Path(model)
    return new_classifier(RunSetup(folder, tuple(profiles), None if kamus is None else Path(kamus), indikasi, tinjau))
