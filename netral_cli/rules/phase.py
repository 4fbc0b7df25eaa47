"""Reads the date of a post and tells in which phase of which election it falls.

The phase decides between ethics (before candidates are determined) and discipline (after).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from netral_cli.elections.profile import Calendar, Profile
from netral_cli.language import N_, _, translated

WIB = dt.timezone(dt.timedelta(hours=7), "WIB")


class Phase(StrEnum):
    """The phases of an election, in order of time; `TIDAK_DIKETAHUI` without a date or a calendar."""

    SEBELUM_PENETAPAN = "sebelum_penetapan"
    SESUDAH_PENETAPAN = "sesudah_penetapan"
    KAMPANYE = "kampanye"
    TENANG = "tenang"
    PEMUNGUTAN = "pemungutan"
    SESUDAH = "sesudah"
    TIDAK_DIKETAHUI = "tidak_diketahui"


_PHASE_NAMES = {
    Phase.SEBELUM_PENETAPAN: N_("sebelum penetapan calon"),
    Phase.SESUDAH_PENETAPAN: N_("sesudah penetapan, sebelum kampanye"),
    Phase.KAMPANYE: N_("masa kampanye"),
    Phase.TENANG: N_("masa tenang"),
    Phase.PEMUNGUTAN: N_("hari pemungutan suara"),
    Phase.SESUDAH: N_("sesudah pemungutan suara"),
    Phase.TIDAK_DIKETAHUI: N_("tidak diketahui"),
}


def phase_name(phase: Phase, language: str = "") -> str:
    """Return the name of a phase for people in a language, by default the one in use."""
    return translated(_PHASE_NAMES[phase], language) if language else _(_PHASE_NAMES[phase])


KNOWN_PHASES = tuple(phase for phase in Phase if phase is not Phase.TIDAK_DIKETAHUI)

# An election counts for a post this long before candidates are determined and this long after the vote.
_BEFORE, _AFTER = dt.timedelta(days=5 * 366), dt.timedelta(days=365)
_YEARS = range(1990, 2101)
_MONTHS = (
    ("januari", "january", "jan"), ("februari", "february", "pebruari", "feb", "peb"), ("maret", "march", "mar", "mrt"),
    ("april", "apr"), ("mei", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "agt", "aug"), ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"), ("desember", "december", "des", "dec"),
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_TAIL = r"(?![\d])(?P<rest>.*)"
_DATES = tuple(
    re.compile(pattern, re.I | re.S)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TAIL,
        r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TAIL,
        rf"(?P<d>\d{{1,2}})[\s./-]*(?P<mon>{_MONTH})\.?[\s,./-]*(?P<y>\d{{4}}|\d{{2}}(?![.:]\d))" + _TAIL,
        rf"(?P<mon>{_MONTH})\.?[\s-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*[,\s]\s*(?P<y>\d{{4}})" + _TAIL,
        rf"(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})\s+(?P<rest>\d{{1,2}}:\d{{2}}.*?)\s+(?P<y>\d{{4}})\s*$",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=$|T)(?P<rest>.*)",
    )
)
_WEEKDAY = re.compile(r"[A-Za-z'’]{3,9}\.?,?\s*\(?\s*(?=[\dA-Za-z])", re.I)
_TIME = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?)?\s*(?P<half>[ap]\.?m\b\.?)?"
    r"\s*(?P<zone>Z\b|UTC|GMT|WIB|WITA|WIT)?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?",
    re.I,
)
_COMPACT_TIME = re.compile(r"T(\d{2})(\d{2})(\d{2})?")
_HOURS = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}
_NUMBER = re.compile(r"\d{5}(?:\.\d+)?|\d{9,10}(?:\.\d+)?|\d{12,13}|\d{16}")
_EXCEL_START, _EXCEL_DAYS = dt.date(1899, 12, 30), range(32874, 73051)


def _date(year: int, month: int, day: int) -> dt.date | None:
    """Return the day, None where there is no such day; two-digit years are of this century."""
    year = year + 2000 if year < 100 else year
    if year not in _YEARS:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _from_number(text: str) -> dt.date | None:
    """Return the day of seconds, milli- or microseconds since 1970, or of a spreadsheet's day number."""
    whole = text.partition(".")[0]
    if len(whole) == 5:
        return _EXCEL_START + dt.timedelta(days=int(whole)) if int(whole) in _EXCEL_DAYS else None
    seconds = int(whole) // {9: 1, 10: 1, 12: 1000, 13: 1000, 16: 1_000_000}[len(whole)]
    day = dt.datetime.fromtimestamp(seconds, WIB).date()
    return day if day.year in _YEARS else None


def _in_wib(day: dt.date, rest: str) -> dt.date:
    """Return the day in Western Indonesian Time, from the time and zone written behind the date (none: as it is)."""
    rest = _COMPACT_TIME.sub(lambda m: f"T{m[1]}:{m[2]}:{m[3] or '00'}", rest)
    found = _TIME.search(rest)
    if found is None or (found["zone"] is None and found["offset"] is None):
        return day
    hour, minute = int(found["h"]), int(found["min"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 24 or minute > 59:
        return day
    if found["offset"]:
        digits = found["offset"][1:].replace(":", "").rjust(2, "0")
        digits = digits if len(digits) != 3 else "0" + digits
        away = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        away = -away if found["offset"][0] == "-" else away
    else:
        away = dt.timedelta(hours=_HOURS[found["zone"].upper()])
    if abs(away) > dt.timedelta(hours=14):
        return day
    moment = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour, minutes=minute)
    return (moment - away + dt.timedelta(hours=7)).date()


def _clean(text: str) -> str:
    """Return a cell without the marks and blanks that exports put around a date."""
    return " ".join(text.replace("\u202f", " ").split()).strip("'\"[]")


def parse_post_date(text: str) -> dt.date | None:
    """Return the day of a post in Western Indonesian Time (WIB), None where the text holds no date.

    Reads ISO dates with or without zone, Twitter's and e-mail's form, day/month/year (day first where both
    readings are possible), Indonesian and English month names, seconds or milliseconds since 1970, and a
    spreadsheet's day number. A time without zone is taken as local. Raises nothing.
    """
    text = _clean(text)
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return _from_number(text)
    for start in (text, _WEEKDAY.sub("", text, count=1)):
        for pattern in _DATES:
            found = pattern.match(start)
            if found is None:
                continue
            parts = found.groupdict()
            if "a" in parts:
                first, second = int(parts["a"]), int(parts["b"])
                day, month = (second, first) if second > 12 >= first else (first, second)
            else:
                day = int(parts["d"])
                month = _MONTH_OF[parts["mon"].lower()] if "mon" in parts else int(parts["m"])
            result = _date(int(parts["y"]), month, day)
            if result is not None:
                return _in_wib(result, parts["rest"])
    return None


class Order(Enum):
    """In which order day and month stand in a date of figures; `EITHER` where both may be meant."""

    DAY = "day"
    MONTH = "month"
    EITHER = "either"


def order_of(text: str) -> Order | None:
    """Return the order of day and month that a date like 10/31/2024 must have.

    None for a text that is no such date, and where both orders mean the same day. Raises nothing.
    """
    text = _clean(text)
    found = _DATES[1].match(text) or _DATES[1].match(_WEEKDAY.sub("", text, count=1))
    if found is None:
        return None
    year, first, second = int(found["y"]), int(found["a"]), int(found["b"])
    day, month = _date(year, second, first), _date(year, first, second)
    if day == month:
        return None
    return Order.MONTH if day is None else Order.DAY if month is None else Order.EITHER


@dataclass(frozen=True, slots=True)
class PhaseReading:
    """In which phase a post falls, and of which election: `jenis` is empty where the election's kind is not known."""

    phase: Phase
    profile: str = ""
    nama: str = ""
    jenis: str = ""


UNKNOWN_PHASE = PhaseReading(Phase.TIDAK_DIKETAHUI)


def phase_in(day: dt.date, calendar: Calendar) -> Phase:
    """Return the phase of a day in one election's calendar; unknown where the calendar does not say.

    From the day after the first vote a second round counts, if there was one.
    """
    fixed, campaign, quiet, vote = calendar.penetapan, calendar.kampanye, calendar.tenang, calendar.pemungutan
    if vote is not None and day > vote and calendar.putaran_2 is not None:
        return phase_in(day, calendar.putaran_2)
    if vote is not None and day >= vote:
        return Phase.PEMUNGUTAN if day == vote else Phase.SESUDAH
    if quiet is not None and quiet[0] <= day <= quiet[1]:
        return Phase.TENANG
    if campaign is not None and campaign[0] <= day <= campaign[1]:
        return Phase.KAMPANYE
    last = quiet or campaign
    if last is not None and day > last[1]:
        # Between the last campaign day and the vote nobody may campaign; without a date of the vote nothing is said.
        return Phase.TENANG if vote is not None else Phase.TIDAK_DIKETAHUI
    if campaign is not None and day > campaign[1]:
        return Phase.TENANG
    if fixed is None:
        return Phase.TIDAK_DIKETAHUI
    return Phase.SEBELUM_PENETAPAN if day < fixed else Phase.SESUDAH_PENETAPAN


def _distance(day: dt.date, calendar: Calendar) -> dt.timedelta | None:
    """Return how far a day lies from an election, None where it lies too far or the election has no dates."""
    starts = [d for d in (calendar.penetapan, *(calendar.kampanye or ())[:1], calendar.pemungutan) if d is not None]
    if not starts:
        return None
    ends = [*(calendar.tenang or ())[1:], *(calendar.kampanye or ())[1:]]
    if calendar.putaran_2 is not None and calendar.putaran_2.pemungutan is not None:
        ends.append(calendar.putaran_2.pemungutan)
    first, last = min(starts), max([*starts, *ends])
    if day < first:
        return first - day if first - day <= _BEFORE else None
    if day > last:
        return day - last if day - last <= _AFTER else None
    return dt.timedelta()


def elections_of(objects: Sequence[str], profiles: Sequence[Profile], day: dt.date) -> list[Profile]:
    """Return the profiles in which one of the people of the named sides stands on a day, under whatever label.

    objects: labels of sides, as in `Verdict.objects`. Parties stand in no election of their own, and who was only
    talked of as a candidate (`bakal`) is none any more once the candidates are determined.
    """

    def standing(profile: Profile) -> set[str]:
        fixed = profile.jadwal.penetapan
        over = fixed is not None and day >= fixed
        return {
            name
            for side in profile.sides
            if not side.is_party and not (side.bakal and over)
            for name in side.get("nama")
        }

    named = {
        name
        for profile in profiles
        for side in profile.sides
        if side.label in objects and not side.is_party
        for name in side.get("nama")
    }
    return [profile for profile in profiles if named & standing(profile)]


def phase_of(day: dt.date | None, profiles: Iterable[Profile]) -> PhaseReading:
    """Return phase and election of a post: of the profiles' elections the one nearest in time.

    Where elections of different kinds are equally near, the kind is left empty; where they disagree on the
    phase, the phase is unknown.
    """
    if day is None:
        return UNKNOWN_PHASE
    near = [(away, p) for p in profiles if (away := _distance(day, p.jadwal)) is not None]
    if not near:
        return UNKNOWN_PHASE
    least = min(away for away, _ in near)
    chosen = [profile for away, profile in near if away == least]
    phases = {phase_in(day, profile.jadwal) for profile in chosen}
    phase = phases.pop() if len(phases) == 1 else Phase.TIDAK_DIKETAHUI
    kinds = {profile.jenis for profile in chosen}
    jenis = chosen[0].jenis if len(kinds) == 1 and chosen[0].jenis != "umum" else ""
    one = len(chosen) == 1
    return PhaseReading(phase, chosen[0].id if one else "", chosen[0].nama if one else "", jenis)
