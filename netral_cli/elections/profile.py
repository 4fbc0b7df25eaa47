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

KINDS = ("pilpres", "pileg", "pilkada", "pilkades", "umum")
NATIONAL = "nasional"
_LISTS = (
    "nama", "alias", "alias_kapital", "julukan", "julukan_kapital", "ejekan", "tagline",
    "tagar", "tagar_lawan", "relawan", "akun", "partai",
)  # fmt: skip


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
    """The dates of an election that decide the phase; all inclusive, local dates, None where not given."""

    penetapan: dt.date | None = None
    kampanye: tuple[dt.date, dt.date] | None = None
    tenang: tuple[dt.date, dt.date] | None = None
    pemungutan: dt.date | None = None


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


def _place(text: str, wanted: str) -> str:
    """Return `baris L kolom K` of the first occurrence of a text in the file, for messages."""
    at = text.find(wanted)
    if at < 0:
        return _("baris 1 kolom 1")
    return _("baris {line} kolom {column}").format(
        line=text.count(chr(10), 0, at) + 1, column=at - text.rfind(chr(10), 0, at)
    )


class _Reader:
    """Turns the TOML of one profile into a `Profile`, naming the place of the first mistake."""

    def __init__(self, source: str, text: str) -> None:
        self.source, self.text = source, text

    def fail(self, wanted: str, message: str) -> ProfileError:
        return ProfileError(f"{self.source}: {_place(self.text, wanted)}: {message}")

    def strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(
                key,
                _("'{key}' harus berupa daftar teks, misalnya {key} = [\"contoh\"]; ada {value!r}").format(
                    key=key, value=value
                ),
            )
        return tuple(item.strip() for item in value)

    def date(self, table: Mapping[str, Any], key: str) -> dt.date | None:
        value = table.get(key)
        if value is None:
            return None
        if type(value) is not dt.date:
            raise self.fail(
                key,
                _("'{key}' harus tanggal tanpa tanda kutip, misalnya {key} = 2024-11-27; ada {value!r}").format(
                    key=key, value=value
                ),
            )
        return value

    def period(self, table: Mapping[str, Any], key: str) -> tuple[dt.date, dt.date] | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(type(day) is dt.date for day in value):
            raise self.fail(
                key,
                _("'{key}' harus dua tanggal, misalnya {key} = [2024-09-25, 2024-11-23]; ada {value!r}").format(
                    key=key, value=value
                ),
            )
        first, last = value
        if first > last:
            raise self.fail(
                key, _("'{key}': {first} sesudah {last}; tukar keduanya").format(key=key, first=first, last=last)
            )
        return first, last

    def side(self, owner: str, table: Mapping[str, Any], index: int, kind: str) -> Side:
        unknown = set(table) - {*_LISTS, "nomor", "id", "bakal"}
        if unknown:
            raise self.fail(
                min(unknown), _("kunci tidak dikenal {unknown!r} di [[{kind}]]").format(unknown=min(unknown), kind=kind)
            )
        names = {key: self.strings(table, key) for key in _LISTS if key in table and key != "nama"}
        raw = table.get("nama")
        full = (raw.strip(),) if isinstance(raw, str) and raw.strip() else self.strings(table, "nama")
        if not full:
            raise self.fail(f"[[{kind}]]", _("[[{kind}]] ke-{index} tidak punya 'nama'").format(kind=kind, index=index))
        names["nama"] = full
        number = table.get("nomor")
        if number is not None and (type(number) is not int or not 1 <= number <= 99):
            raise self.fail("nomor", _("'nomor' harus bilangan 1 sampai 99; ada {number!r}").format(number=number))
        key = f"{owner}:{table.get('id') or kind[0] + str(number or index)}"
        return Side(key, "-".join(full), kind == "partai", kind == "bakal_calon", number, names)

    def read(self) -> Profile:
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as problem:
            raise ProfileError(
                _("{source}: TOML tidak sah: {problem}").format(source=self.source, problem=problem)
            ) from None
        for key in ("id", "nama", "jenis"):
            if not isinstance(data.get(key), str) or not data[key].strip():
                raise self.fail(key, _("profil harus punya '{key}' berupa teks").format(key=key))
        if data["jenis"] not in KINDS:
            raise self.fail(
                "jenis",
                _("'jenis' harus salah satu dari {kinds}; ada {jenis!r}").format(
                    kinds=", ".join(KINDS), jenis=data["jenis"]
                ),
            )
        sides: list[Side] = []
        for kind in ("paslon", "bakal_calon", "partai"):
            tables = data.get(kind, [])
            if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
                raise self.fail(kind, _("tulis [[{kind}]] untuk setiap {kind}").format(kind=kind))
            sides.extend(self.side(data["id"], table, i, kind) for i, table in enumerate(tables, 1))
        numbers = [s.nomor for s in sides if s.nomor is not None]
        for number in numbers:
            if numbers.count(number) > 1:
                raise self.fail(
                    f"nomor = {number}", _("nomor {number} dipakai lebih dari satu paslon").format(number=number)
                )
        schedule = data.get("jadwal", {})
        calendar = Calendar(
            self.date(schedule, "penetapan"), self.period(schedule, "kampanye"),
            self.period(schedule, "tenang"), self.date(schedule, "pemungutan"),
        )  # fmt: skip
        return Profile(
            data["id"], data["nama"], data["jenis"], str(data.get("wilayah", "")), tuple(sides),
            self.strings(data, "tagar_umum"), self.strings(data, "kubu"), calendar,
        )  # fmt: skip


def parse_profile(text: str, source: str) -> Profile:
    """Return the profile written in a TOML text.

    `source` names the text in messages. Raises `ProfileError` at the first mistake.
    """
    return _Reader(source, text).read()


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

    Raises `UsageError` when there is neither, `ProfileError` when the file is broken.
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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ProfileError(
            _("{path}: bukan UTF-8 (bita {start}); simpan ulang sebagai UTF-8").format(path=path, start=problem.start)
        ) from None
    return parse_profile(text, str(path))


def load_profiles(names: Iterable[str]) -> tuple[Profile, ...]:
    """Return the profiles in use: the national parties with those named, or all built-in ones when none is."""
    chosen: Sequence[str] = tuple(names)
    if not chosen:
        return builtin_profiles()
    loaded = {profile.id: profile for profile in map(load_profile, [*chosen, NATIONAL])}
    return tuple(loaded.values())
