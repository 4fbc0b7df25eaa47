"""Classifies the posts of a pandas data frame: in a notebook, or as what a cluster maps over its partitions."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from netral_cli.engine.memory import Memory
from netral_cli.engine.setup import RunSetup, classify
from netral_cli.engine.sizes import BATCH
from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.posts.output import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

# What a classifier has learnt of words is shared by the process, and changed by every batch.
_ONE_AT_A_TIME = threading.Lock()
_SCORE = COLUMNS.index("netral_skor")


def classify_frame(
    frame: pd.DataFrame,
    text: Hashable,
    *,
    date: Hashable | None = None,
    actor: str = "",
    day: dt.date | None = None,
    model: Path | str | None = None,
    profiles: Sequence[str] = (),
    kamus: Path | str | None = None,
    indikasi: float | None = None,
    tinjau: float | None = None,
) -> pd.DataFrame:
    """Return the frame with the columns that `netral classify` adds; rows, index and other columns stay as they are.

    text, date: names of the columns with the posts and, if there is one, their dates (text or timestamps)
    actor: who the authors are (see `netral classify --actor`); day: of posts without a date
    model, profiles, kamus, indikasi, tinjau: as the options of the same names

    The score is a number, all other new columns are text. A missing text counts as empty. Safe to call from several
    threads, one of which works at a time; use processes to go faster. Raises `NetralError`.
    """
    import pandas as pd  # noqa: PLC0415

    for name in (text, *(() if date is None else (date,))):
        if name not in frame.columns:
            raise UsageError(
                _("kolom {name!r} tidak ada; kolom yang ada: {known}").format(
                    name=name, known=", ".join(map(repr, frame.columns))
                )
            )
    setup = RunSetup(_path(model), tuple(profiles), _path(kamus), indikasi, tinjau)
    texts = ["" if pd.isna(value) else str(value) for value in frame[text]]
    dates = [""] * len(texts) if date is None else ["" if pd.isna(value) else str(value) for value in frame[date]]
    with _ONE_AT_A_TIME:
        rows = _added(setup, texts, dates, actor, day)
    out = frame.drop(columns=[name for name in COLUMNS if name in frame.columns])
    for k, name in enumerate(COLUMNS):
        values = [row[k] for row in rows]
        kind = "float64" if k == _SCORE else "str"
        out[name] = pd.Series(list(map(float, values)) if k == _SCORE else values, index=frame.index, dtype=kind)
    return out


def _path(given: Path | str | None) -> Path | None:
    return None if given is None else Path(given)


def _added(
    setup: RunSetup, texts: Sequence[str], dates: Sequence[str], actor: str, day: dt.date | None
) -> list[list[str]]:
    """Return the values of the new columns for each text."""
    if not texts:
        return []
    from netral_cli.elections.profile import load_profiles  # noqa: PLC0415
    from netral_cli.finding import Assessor  # noqa: PLC0415
    from netral_cli.report.rows import added_columns  # noqa: PLC0415

    assessor = Assessor(load_profiles(setup.profiles), actor, day)
    memory = Memory()
    plans = [memory.plan(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
    verdicts = [verdict for plan in plans for verdict in plan.finished(classify(setup, plan.todo))]
    return [
        added_columns(assessor.assess(verdict, text, when))
        for verdict, text, when in zip(verdicts, texts, dates, strict=True)
    ]
