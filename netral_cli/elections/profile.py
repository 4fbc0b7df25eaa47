"""Reads election profiles: who stands, under which names, numbers, slogans and hashtags, and the calendar.

A profile is a TOML file (see `docs/profil.md`). Built-in profiles travel with the package and are named by id.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError, UsageError
from netral_cli.language import _
from netral_cli.toml_places import Places, read_text

KINDS = ("pilpres", "pileg", "pilkada", "pilkades", "umum")
NATIONAL = "nasional"
_LISTS = (
    "nama", "alias", "alias_kapital", "julukan", "julukan_kapital", "ejekan", "tagline",
    "tagar", "tagar_lawan", "relawan", "akun", "partai",
)  # fmt: skip
_KINDS_OF_SIDES = ("paslon", "bakal_calon", "partai")
DATES = (
    "penetapan", "kampanye", "tenang", "pemungutan", "kampanye_putaran_2", "tenang_putaran_2", "pemungutan_putaran_2",
)  # fmt: skip
_SIDE_KEYS = ("nomor", "id", "bakal", *_LISTS)
# `rekaan` marks elections that were invented for the corpus.
_KEYS = ("id", "nama", "jenis", "wilayah", "rekaan", "tagar_umum", "kubu", "jadwal", *_KINDS_OF_SIDES)
Steps = Sequence[tuple[str, int]]
_SCHEDULE: Steps = (("jadwal", 0),)


class ProfileError(NetralError):
    """A profile cannot be used: the message names file, line, column, the offending text and the mend."""


@dataclass(frozen=True, slots=True)
class Side:
    """One pair of candidates, one likely candidate (`bakal`) or one party, with every name people use for it."""

    key: str
    label: str
    is_party: bool = False
    bakal: bool = False
    nomor: int | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, kind: str) -> tuple[str, ...]:
        """Return the names of one kind (`alias`, `tagar`, ...), empty when the profile gives none."""
        return self.names.get(kind, ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of an election that decide the phase; all inclusive, local dates, None where not given.

    putaran_2: the second round, where there was one; it counts after the day of the first vote, its `penetapan`
    """

    penetapan: dt.date | None = None
    kampanye: tuple[dt.date, dt.date] | None = None
    tenang: tuple[dt.date, dt.date] | None = None
    pemungutan: dt.date | None = None
    putaran_2: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One election: its sides, neutral hashtags, camp words and calendar."""

    id: str
    nama: str
    jenis: str
    wilayah: str = ""
    sides: tuple[Side, ...] = ()
    tagar_umum: tuple[str, ...] = ()
    kubu: tuple[str, ...] = ()
    jadwal: Calendar = Calendar()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of shape in a profile: where it is and what to mend.

    clash: two parts contradict each other (numbers used twice, a period turned round), each for itself is sound
    """

    line: int
    column: int
    message: str
    clash: bool = False


def _shown(value: object) -> str:
    """Return a value of a TOML file as it may stand there."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value) if isinstance(value, (dt.date, dt.time)) else repr(value)


class _Reader:
    """Turns the TOML of one profile into a `Profile` and collects the mistakes on the way, each with its place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: Places | None = None
        self.mistakes: list[Mistake] = []

    def wrong(self, steps: Steps, key: str, message: str, value: object = None, clash: bool = False) -> None:
        if self._places is None:
            self._places = Places(self._text)
        self.mistakes.append(Mistake(*self._places.find(steps, key, value), message, clash))

    def only(self, table: Mapping[str, Any], known: Sequence[str], steps: Steps, owner: str) -> None:
        for key in table:
            if key not in known:
                self.wrong(
                    steps,
                    key,
                    _("kunci tidak dikenal {unknown!r} di {owner}; yang ada: {known}").format(
                        unknown=key, owner=owner, known=", ".join(known)
                    ),
                )

    def strings(self, table: Mapping[str, Any], key: str, steps: Steps = ()) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(
                steps,
                key,
                _("'{key}' harus berupa daftar teks, misalnya {key} = [\"contoh\"]; ada {value!r}").format(
                    key=key, value=value
                ),
            )
            return ()
        return tuple(item.strip() for item in value)

    def date(self, table: Mapping[str, Any], key: str) -> dt.date | None:
        value = table.get(key)
        if value is not None and type(value) is not dt.date:
            self.wrong(
                _SCHEDULE,
                key,
                _("'{key}' harus tanggal tanpa tanda kutip, misalnya {key} = 2024-11-27; ada {value!r}").format(
                    key=key, value=value
                ),
            )
            return None
        return value

    def period(self, table: Mapping[str, Any], key: str) -> tuple[dt.date, dt.date] | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(type(day) is dt.date for day in value):
            self.wrong(
                _SCHEDULE,
                key,
                _("'{key}' harus dua tanggal, misalnya {key} = [2024-09-25, 2024-11-23]; ada {value}").format(
                    key=key, value=_shown(value)
                ),
            )
            return None
        first, last = value
        if first > last:
            self.wrong(
                _SCHEDULE,
                key,
                _("'{key}': {first} sesudah {last}; tukar keduanya").format(key=key, first=first, last=last),
                clash=True,
            )
        return first, last

    def side(self, owner: str, table: Mapping[str, Any], index: int, kind: str) -> Side:
        steps = [(kind, index - 1)]
        self.only(table, _SIDE_KEYS, steps, f"[[{kind}]]")
        names = {key: self.strings(table, key, steps) for key in _LISTS if key in table and key != "nama"}
        raw = table.get("nama")
        full = (raw.strip(),) if isinstance(raw, str) and raw.strip() else self.strings(table, "nama", steps)
        if not full and raw in (None, [], ""):
            self.wrong(steps, "", _("[[{kind}]] ke-{index} tidak punya 'nama'").format(kind=kind, index=index))
        names["nama"] = full
        number = table.get("nomor")
        if number is not None and (type(number) is not int or not 1 <= number <= 99):
            self.wrong(steps, "nomor", _("'nomor' harus bilangan 1 sampai 99; ada {number!r}").format(number=number))
            number = None
        key = f"{owner}:{table.get('id') or kind[0] + str(number or index)}"
        return Side(key, "-".join(full), kind == "partai", kind == "bakal_calon", number, names)

    def sides(self, owner: str, data: Mapping[str, Any]) -> tuple[Side, ...]:
        found: list[Side] = []
        taken: set[int] = set()
        for kind in _KINDS_OF_SIDES:
            tables = data.get(kind, [])
            if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
                self.wrong((), kind, _("tulis [[{kind}]] untuk setiap {kind}").format(kind=kind))
                continue
            for index, table in enumerate(tables, 1):
                side = self.side(owner, table, index, kind)
                if side.nomor is not None and side.nomor in taken:
                    words = _("nomor {number} dipakai lebih dari satu paslon").format(number=side.nomor)
                    self.wrong([(kind, index - 1)], "nomor", words, clash=True)
                if side.nomor is not None:
                    taken.add(side.nomor)
                found.append(side)
        return tuple(found)

    def calendar(self, data: Mapping[str, Any]) -> Calendar:
        schedule = data.get("jadwal", {})
        if not isinstance(schedule, dict):
            words = _("jadwal ditulis sebagai satu bagian [jadwal]; ada {value}").format(value=_shown(schedule))
            steps, key = (_SCHEDULE, "") if isinstance(schedule, list) else ((), "jadwal")
            self.wrong(steps, key, words)
            return Calendar()
        self.only(schedule, DATES, _SCHEDULE, "[jadwal]")
        vote, again = self.date(schedule, "pemungutan"), self.date(schedule, "pemungutan_putaran_2")
        campaign, quiet = self.period(schedule, "kampanye_putaran_2"), self.period(schedule, "tenang_putaran_2")
        given = [key for key in DATES[4:] if key in schedule]
        if given and not {"pemungutan", "pemungutan_putaran_2"} <= schedule.keys():
            self.wrong(_SCHEDULE, given[0], _("putaran kedua perlu 'pemungutan' dan 'pemungutan_putaran_2'"))
        second = Calendar(vote, campaign, quiet, again) if vote and again else None
        return Calendar(
            self.date(schedule, "penetapan"), self.period(schedule, "kampanye"), self.period(schedule, "tenang"), vote,
            second,
        )  # fmt: skip

    def text(self, data: Mapping[str, Any], key: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            self.wrong((), key, _("profil harus punya '{key}' berupa teks").format(key=key))
            return ""
        return value

    def read(self, data: Mapping[str, Any]) -> Profile:
        identifier, name, kind = (self.text(data, key) for key in ("id", "nama", "jenis"))
        if kind and kind not in KINDS:
            self.wrong(
                (),
                "jenis",
                _("'jenis' harus salah satu dari {kinds}; ada {jenis!r}").format(kinds=", ".join(KINDS), jenis=kind),
            )
        region = data.get("wilayah", "")
        if not isinstance(region, str):
            self.wrong((), "wilayah", _("'wilayah' harus berupa teks; ada {value}").format(value=_shown(region)))
        sides = self.sides(identifier, data)
        calendar = self.calendar(data)
        self.only(data, _KEYS, (), _("bagian atas profil"))
        return Profile(
            identifier, name, kind, str(region), sides, self.strings(data, "tagar_umum"), self.strings(data, "kubu"),
            calendar,
        )  # fmt: skip


def mistakes_in(data: Mapping[str, Any], text: str) -> list[Mistake]:
    """Return all mistakes of shape in the data of a profile, whose TOML is `text`."""
    reader = _Reader(text)
    reader.read(data)
    return reader.mistakes


def parse_profile(text: str, source: str) -> Profile:
    """Return the profile written in a TOML text.

    `source` names the text in messages. Raises `ProfileError` with the first mistake.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ProfileError(_("{source}: TOML tidak sah: {problem}").format(source=source, problem=problem)) from None
    reader = _Reader(text)
    profile = reader.read(data)
    if reader.mistakes:
        first = min(reader.mistakes, key=lambda mistake: (mistake.line, mistake.column))
        raise ProfileError(
            _("{file}: baris {line} kolom {column}: {pesan}").format(
                file=source, line=first.line, column=first.column, pesan=first.message
            )
        )
    return profile


def builtin_ids() -> tuple[str, ...]:
    """Return the ids of the profiles that come with the program, sorted."""
    folder = files("netral_cli.elections").joinpath("profiles")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def builtin_profile(identifier: str) -> Profile:
    """Return one built-in profile by its id."""
    entry = files("netral_cli.elections").joinpath("profiles", f"{identifier}.toml")
    return parse_profile(entry.read_text(encoding="utf-8"), f"{identifier}.toml")


def builtin_profiles() -> tuple[Profile, ...]:
    """Return all built-in profiles, the national parties included."""
    return tuple(builtin_profile(identifier) for identifier in builtin_ids())


def load_profile(name: str) -> Profile:
    """Return a profile by built-in id or by the path of a TOML file.

    Raises `UsageError` when there is neither, `TomlError` when the file cannot be read, `ProfileError` when it is
    broken.
    """
    if name in builtin_ids():
        return builtin_profile(name)
    path = Path(name)
    if not path.is_file():
        known = ", ".join(i for i in builtin_ids() if i != NATIONAL)
        raise UsageError(
            _("--profile {name}: bukan berkas dan bukan profil bawaan; yang ada: {known}").format(
                name=name, known=known
            )
        )
    return parse_profile(read_text(path), str(path))


def load_profiles(names: Iterable[str]) -> tuple[Profile, ...]:
    """Return the profiles in use: the national parties with those named, or all built-in ones when none is."""
    chosen: Sequence[str] = tuple(names)
    if not chosen:
        return builtin_profiles()
    loaded = {profile.id: profile for profile in map(load_profile, [*chosen, NATIONAL])}
    return tuple(loaded.values())
