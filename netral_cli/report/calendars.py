"""The election calendar behind a timeline: which phases fall into it, and how days become bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netral_cli.elections.profile import Profile, builtin_ids
from netral_cli.posts.manifest import Manifest
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.rules.phase import Phase, PhaseReading, phase_in, phase_of

_DAY = dt.timedelta(days=1)
# Beyond these spans days become weeks, and weeks months.
_MOST_DAYS, _MOST_WEEKS = 120, 120
_NEAR = dt.timedelta(days=5 * 366)
_NAMED = 2
_AROUND = dt.timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Band:
    """A phase of one or several elections with the same calendar: from `first` to the day before `after`."""

    phase: str
    first: dt.date
    after: dt.date
    elections: str

    @property
    def last(self) -> dt.date:
        """The last day of the phase, as far as it is shown."""
        return self.after - _DAY


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars of a timeline: unit `hari`, `minggu` or `bulan`; first day, day after, indications, posts to look at."""

    unit: str
    buckets: tuple[tuple[dt.date, dt.date, int, int], ...]


def timeline_of(days: Iterable[Group]) -> Timeline:
    """Return the bars for the findings of each day, without a gap from the first to the last."""
    found = [(dt.date.fromisoformat(g.key), g.indikasi, g.tinjau) for g in days if g.key and g.flagged]
    if not found:
        return Timeline("hari", ())
    found.sort()
    first, last = found[0][0], found[-1][0]
    span = (last - first).days + 1
    unit = "hari" if span <= _MOST_DAYS else "minggu" if span <= 7 * _MOST_WEEKS else "bulan"
    sums: dict[dt.date, list[int]] = {}
    at = _begin(first, unit)
    while at <= last:
        sums[at] = [0, 0]
        at = _next(at, unit)
    for day, indikasi, tinjau in found:
        entry = sums[_begin(day, unit)]
        entry[0] += indikasi
        entry[1] += tinjau
    return Timeline(unit, tuple((day, _next(day, unit), i, t) for day, (i, t) in sums.items()))


def _begin(day: dt.date, unit: str) -> dt.date:
    if unit == "minggu":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "bulan" else day


def _next(day: dt.date, unit: str) -> dt.date:
    if unit == "bulan":
        return (day.replace(day=28) + 4 * _DAY).replace(day=1)
    return day + (7 if unit == "minggu" else 1) * _DAY


def profile_names(manifest: Manifest | None) -> tuple[str, ...]:
    """Return the ids of the profiles that a run used; none where it used all or the manifest does not tell.

    A profile of the user's own is named by its file, which may be gone: only built-in ones are returned.
    """
    recorded = str(manifest.versions.get("profil", "")) if manifest else ""
    names = [entry.rpartition(":")[0] for entry in recorded.split()]
    known = builtin_ids()
    return tuple(name for name in names if name in known)


def bands(profiles: Sequence[Profile], first: dt.date, after: dt.date, words: Words) -> list[Band]:
    """Return the phases of the days from `first` to before `after`, as `phase_of` reads each, in order of time."""
    out: list[Band] = []
    # Further than what is shown, so that every phase has its own first and last day.
    day, end = first - _AROUND, after + _AROUND
    while day < end:
        reading = phase_of(day, profiles)
        if reading.phase is not Phase.TIDAK_DIKETAHUI:
            elections = reading.nama or _several(day, reading, profiles, words)
            if out and out[-1].after == day and (out[-1].phase, out[-1].elections) == (reading.phase, elections):
                out[-1] = Band(reading.phase, out[-1].first, day + _DAY, elections)
            else:
                out.append(Band(reading.phase, day, day + _DAY, elections))
        day += _DAY
    return [band for band in out if band.first < after and band.after > first]


def _several(day: dt.date, reading: PhaseReading, profiles: Sequence[Profile], words: Words) -> str:
    """Return the name of elections that share a phase: their names, or how many of which kind."""
    same = [
        p for p in profiles
        if p.jenis == (reading.jenis or p.jenis) and p.jadwal.pemungutan
        and abs(p.jadwal.pemungutan - day) <= _NEAR and phase_in(day, p.jadwal) is reading.phase
    ]  # fmt: skip
    if len(same) <= _NAMED:
        return "; ".join(p.nama for p in same)
    days = sorted({f"{p.jadwal.pemungutan:%Y}" for p in same})
    kind = reading.jenis or words("beberapa_jenis")
    return words("banyak_pemilihan", jumlah=len(same), jenis=kind, tahun=", ".join(days))
