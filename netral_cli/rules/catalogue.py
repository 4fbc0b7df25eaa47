"""The rule catalogue: what a rule is, and how the built-in rules and a user's own are put together.

A user's file may hold `[[sumber]]`, `[[peraturan]]` and `[[aturan]]` beside the built-in ones (see `docs/aturan.md`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.rules.facts import FactFinder
from netral_cli.rules.phase import Phase
from netral_cli.toml_places import TomlError, read_text

TERVERIFIKASI, UMUM, RAGU = "terverifikasi", "umum", "ragu"
MARKS = (TERVERIFIKASI, UMUM, RAGU)
"""How sure a fact is, surest first."""
TRACKS = ("etik", "disiplin", "pidana", "ite", "desa", "honorer")
ACTORS = ("pns", "pppk", "honorer", "kades", "tni-polri")
ANY_SIGNAL = "*"


class RuleError(TomlError):
    """A rule file cannot be used: the message names file, line, column, the offending text and the mend."""


def weakest(marks: Iterable[str]) -> str:
    """Return the least sure of the marks, `terverifikasi` when there is none."""
    return max(marks, key=MARKS.index, default=TERVERIFIKASI)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read; `lemah` for unofficial copies and second-hand quotations."""

    id: str
    nama: str
    alamat: str
    lemah: bool = False


@dataclass(frozen=True, slots=True)
class Regulation:
    """An act of law with the time it is in force; the dates have their own mark."""

    id: str
    nama: str
    berlaku_dari: dt.date
    berlaku_sampai: dt.date | None
    tanda: str
    tanda_tanggal: str
    sumber: tuple[str, ...] = ()
    catatan: str = ""


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The article of an act that a rule rests on.

    tanda_tanggal: how sure the dates are
    pokok: the rule exists only while one of these is in force
    pelaku: the actors it concerns; empty for all of the rule
    """

    peraturan: str
    nama: str
    pasal: str
    berlaku_dari: dt.date
    berlaku_sampai: dt.date | None
    tanda: str
    tanda_tanggal: str
    sumber: tuple[str, ...] = ()
    pokok: bool = False
    pelaku: tuple[str, ...] = ()

    def in_force(self, day: dt.date | None) -> bool:
        """Return whether the article applies on a day; without a day, whether it applies until further notice."""
        if day is None:
            return self.berlaku_sampai is None
        return self.berlaku_dari <= day and (self.berlaku_sampai is None or day <= self.berlaku_sampai)


@dataclass(frozen=True, slots=True)
class Sanction:
    """What a rule threatens, with its mark; `pelaku` is empty when it is the same for all."""

    isi: str
    tanda: str
    sumber: tuple[str, ...] = ()
    pelaku: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One way in which signals call a rule up.

    sinyal: any of these (`*`: any signal); dengan: and any of these
    fakta: all of these facts are stated in the text; tanpa_fakta: none of these
    fase: the phases of this way; tanda: how sure this reading is
    """

    sinyal: tuple[str, ...]
    dengan: tuple[str, ...]
    fakta: frozenset[str]
    tanpa_fakta: frozenset[str]
    fase: frozenset[Phase]
    tanda: str


@dataclass(frozen=True, slots=True)
class Example:
    """A composed post with its signals, and the circumstances in which a rule is (or is not) called up."""

    teks: str
    sinyal: tuple[str, ...]
    fase: Phase = Phase.TIDAK_DIKETAHUI
    pelaku: str = ""
    jenis: str = ""
    tanggal: dt.date | None = None
    objek: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One act that the law forbids (see `docs/aturan.md` for the meaning of each key).

    tanda_fase: how sure it is that the rule belongs to its phases
    pendamping: it accompanies other rules and names no track while one of those does
    pihak: who is suspected, where that is not the author of the post
    """

    id: str
    nama: str
    perbuatan: str
    jalur: str
    pelaku: tuple[str, ...]
    pemilihan: tuple[str, ...]
    fase: tuple[Phase, ...]
    unsur: Mapping[str, str]
    panggil: tuple[Call, ...]
    sanksi: tuple[Sanction, ...]
    dasar: tuple[LegalBasis, ...]
    sumber: tuple[str, ...]
    tanda: str
    catatan: tuple[str, ...] = ()
    verifikasi: tuple[str, ...] = ()
    tanda_fase: str = UMUM
    pendamping: bool = False
    pihak: str = ""
    cocok: tuple[Example, ...] = ()
    tolak: tuple[Example, ...] = ()
    berkas: str = ""

    @property
    def sinyal(self) -> tuple[str, ...]:
        """The signals that can call the rule up."""
        return tuple(dict.fromkeys(name for call in self.panggil for name in call.sinyal))


@dataclass(frozen=True, slots=True)
class Permission:
    """Something an ASN may do, with its condition."""

    id: str
    perbuatan: str
    syarat: str
    tanda: str
    sumber: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Who handles a track in which time; the dates have their own mark."""

    id: str
    nama: str
    peran: str
    jalur: tuple[str, ...]
    berlaku_dari: dt.date
    berlaku_sampai: dt.date | None
    tanda: str
    tanda_tanggal: str
    sumber: tuple[str, ...] = ()
    catatan: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """Something a person must still check; `bila` names missing knowledge, `sinyal` the signals that ask for it.

    matter: `perihal` in English, empty where a user's own rules do not say it
    """

    id: str
    perihal: str
    bila: tuple[str, ...] = ()
    sinyal: tuple[str, ...] = ()
    matter: str = ""

    def shown(self, language: str) -> str:
        """Return what must be checked in a language; Indonesian where there is no English."""
        return (self.matter if language == "en" else "") or self.perihal


@dataclass(frozen=True, slots=True)
class Fact:
    """A circumstance that a text states and that is an element of some rules, with the patterns that find it."""

    id: str
    nama: str
    patterns: tuple[re.Pattern[str], ...]
    cocok: tuple[str, ...]
    tolak: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Catalogue:
    """All rules in use with what they refer to; ids in the order of the files."""

    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    regulations: Mapping[str, Regulation]
    bodies: tuple[Body, ...] = ()
    checks: tuple[CheckItem, ...] = ()
    facts: tuple[Fact, ...] = ()
    permissions: tuple[Permission, ...] = ()
    _by_id: dict[str, Rule] = field(default_factory=dict)
    _finder: FactFinder = field(init=False)

    def __post_init__(self) -> None:
        self._by_id.update({rule.id: rule for rule in self.rules})
        finder = FactFinder((fact.id, pattern) for fact in self.facts for pattern in fact.patterns)
        object.__setattr__(self, "_finder", finder)

    def get(self, identifier: str) -> Rule:
        """Return a rule by its id; raises `UsageError` naming the near ones where there is none."""
        if identifier not in self._by_id:
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(identifier, self._by_id, 3) or list(self._by_id)[:3]
            raise UsageError(
                _("aturan {identifier!r} tidak ada; mungkin {near}; lihat 'netral rules list'").format(
                    identifier=identifier, near=", ".join(near)
                )
            )
        return self._by_id[identifier]

    def facts_in(self, text: str) -> frozenset[str]:
        """Return the ids of the facts that a text states."""
        return self._finder.find(text)

    def bodies_for(self, track: str, day: dt.date | None = None) -> tuple[Body, ...]:
        """Return who handles a track on a day; without a day, who handles it until further notice."""
        return tuple(
            body for body in self.bodies
            if track in body.jalur
            and (body.berlaku_sampai is None or (day is not None and day <= body.berlaku_sampai))
            and (day is None or body.berlaku_dari <= day)
        )  # fmt: skip


def builtin_files() -> tuple[tuple[str, str], ...]:
    """Return name and text of the built-in catalogue's files: shared ones first, then the rules."""
    folder = files(__package__)
    shared = ("sumber", "peraturan", "badan", "verifikasi", "fakta", "boleh")
    rule_files = ("skb-etik", "skb-disiplin", "pp94", "asn", "pemilu", "pilkada", "ite", "desa-honorer")
    names = [f"{name}.toml" for name in shared] + [f"pasal/{name}.toml" for name in rule_files]
    return tuple((name, folder.joinpath(*name.split("/")).read_text(encoding="utf-8")) for name in names)


@cache
def builtin_catalogue() -> Catalogue:
    """Return the rules that come with the program."""
    from netral_cli.rules.reading import read_catalogue  # noqa: PLC0415

    return read_catalogue(builtin_files())


def load_catalogue(paths: Sequence[Path] = ()) -> Catalogue:
    """Return the built-in rules together with those of the user's files.

    Raises `RuleError` or `TomlError` at the first mistake, with file, line, column and the mend.
    """
    if not paths:
        return builtin_catalogue()
    from netral_cli.rules.reading import read_catalogue  # noqa: PLC0415

    return read_catalogue([*builtin_files(), *((str(path), read_text(path)) for path in paths)])
