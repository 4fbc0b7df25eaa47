"""Turns the TOML of rule files into a checked `Catalogue`: every id that is used exists, and every id exists once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from netral_cli.elections.profile import KINDS, NATIONAL, builtin_profile
from netral_cli.language import _
from netral_cli.rules.catalogue import (
    ACTORS,
    ANY_SIGNAL,
    MARKS,
    TERVERIFIKASI,
    TRACKS,
    UMUM,
    Body,
    Call,
    Catalogue,
    CheckItem,
    Example,
    Fact,
    LegalBasis,
    Permission,
    Regulation,
    Rule,
    RuleError,
    Sanction,
    Source,
    weakest,
)
from netral_cli.rules.phase import KNOWN_PHASES, Phase
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.toml_places import Places, TomlTable, parse_toml, root_tables

# Names for groups of phases, to be written in place of the list.
PHASE_GROUPS = {"semua": KNOWN_PHASES, "sejak_penetapan": KNOWN_PHASES[1:]}
MISSING = ("tanggal", "fase", "jenis", "pelaku", "objek", "tanda")
"""The kinds of missing knowledge that a check item may name in `bila`."""
_TABLES = ("sumber", "peraturan", "badan", "verifikasi", "fakta", "boleh", "aturan")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RULE_KEYS = (
    "id", "nama", "perbuatan", "jalur", "pelaku", "pemilihan", "fase", "unsur", "panggil", "sanksi", "dasar", "sumber",
    "tanda", "tanda_fase", "catatan", "verifikasi", "pendamping", "pihak", "cocok", "tolak",
)  # fmt: skip
_RULE_NEEDS = (
    "id", "nama", "perbuatan", "jalur", "pelaku", "fase", "unsur", "panggil", "sanksi", "dasar", "tanda", "cocok",
    "tolak",
)  # fmt: skip
_ELEMENTS = ("objek", "tindakan", "tujuan", "kanal")


def _needed_date(table: TomlTable, key: str) -> dt.date:
    value = table.date(key)
    if value is None:
        raise table.problem(key, _("'{key}' belum ada; tambahkan misalnya {key} = 2022-09-22").format(key=key))
    return value


def _span(table: TomlTable, first: dt.date, last: dt.date | None) -> None:
    if last is not None and last < first:
        raise table.problem(
            "berlaku_sampai",
            _("'berlaku_sampai' {last} sebelum 'berlaku_dari' {first}; tukar keduanya").format(last=last, first=first),
            last,
        )


def _phases(table: TomlTable, key: str) -> tuple[Phase, ...]:
    allowed = (*(str(phase) for phase in KNOWN_PHASES), *PHASE_GROUPS)
    out: dict[Phase, None] = {}
    for name in table.texts(key, allowed):
        out.update(dict.fromkeys(PHASE_GROUPS.get(name) or (Phase(name),)))
    return tuple(out)


class _Reader:
    """Gathers the tables of several files; refers to what the files before have given."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.regulations: dict[str, Regulation] = {}
        self.bodies: dict[str, Body] = {}
        self.checks: dict[str, CheckItem] = {}
        self.facts: dict[str, Fact] = {}
        self.permissions: dict[str, Permission] = {}
        self.rules: dict[str, Rule] = {}

    def add_file(self, source: str, text: str) -> None:
        data, places = parse_toml(text, source), Places(text)
        for name in data:
            if name not in _TABLES:
                line, column = places.find((), name)
                if (line, column) == (1, 1):
                    line, column = places.find([(name, 0)])
                known = ", ".join(f"[[{t}]]" for t in _TABLES)
                raise RuleError(
                    _("{source}: baris {line} kolom {column}: {name!r} tidak dikenal; yang ada: {known}").format(
                        source=source, line=line, column=column, name=name, known=known
                    )
                )
        tables = {name: root_tables(data, name, source, places) for name in _TABLES}
        for table in tables["sumber"]:
            table.only(("id", "nama", "alamat", "lemah"), ("id", "nama", "alamat"))
            item = Source(table.text("id"), table.text("nama"), table.text("alamat"), table.flag("lemah"))
            self.sources[self.new_id(table, self.sources)] = item
        for table in tables["peraturan"]:
            self.regulations[self.new_id(table, self.regulations)] = self.regulation(table)
        for table in tables["badan"]:
            self.bodies[self.new_id(table, self.bodies)] = self.body(table)
        for table in tables["fakta"]:
            self.facts[self.new_id(table, self.facts)] = self.fact(table)
        for table in tables["verifikasi"]:
            table.only(("id", "perihal", "matter", "bila", "sinyal"), ("id", "perihal"))
            asked = table.texts("bila", MISSING), table.texts("sinyal", SIGNAL_IDS)
            check = CheckItem(table.text("id"), table.text("perihal"), *asked, table.text("matter", ""))
            self.checks[self.new_id(table, self.checks)] = check
        for table in tables["boleh"]:
            table.only(("id", "perbuatan", "syarat", "tanda", "sumber"), ("id", "perbuatan", "syarat", "tanda"))
            may = Permission(
                table.text("id"),
                table.text("perbuatan"),
                table.text("syarat"),
                table.choice("tanda", MARKS),
                self.cited(table),
            )
            self.permissions[self.new_id(table, self.permissions)] = may
        for table in tables["aturan"]:
            self.rules[self.new_id(table, self.rules, ascii_id=True)] = self.rule(table, source)

    @staticmethod
    def new_id(table: TomlTable, known: Iterable[str], ascii_id: bool = False) -> str:
        name = table.text("id")
        if name in known:
            raise table.problem("id", _("id {name!r} sudah dipakai; beri id lain").format(name=name), name)
        if ascii_id and not _ID.fullmatch(name):
            raise table.problem(
                "id",
                _("id {name!r} harus huruf kecil ASCII, angka, dan tanda hubung, misalnya skb-k4").format(name=name),
                name,
            )
        return name

    def cited(self, table: TomlTable) -> tuple[str, ...]:
        return table.texts("sumber", tuple(self.sources) or ("-",))

    def regulation(self, table: TomlTable) -> Regulation:
        needs = ("id", "nama", "berlaku_dari", "tanda", "tanda_tanggal")
        table.only((*needs, "berlaku_sampai", "sumber", "catatan"), needs)
        first, last = _needed_date(table, "berlaku_dari"), table.date("berlaku_sampai")
        _span(table, first, last)
        return Regulation(
            table.text("id"), table.text("nama"), first, last, table.choice("tanda", MARKS),
            table.choice("tanda_tanggal", MARKS), self.cited(table), table.text("catatan", ""),
        )  # fmt: skip

    def body(self, table: TomlTable) -> Body:
        needs = ("id", "nama", "peran", "jalur", "berlaku_dari", "tanda", "tanda_tanggal")
        table.only((*needs, "berlaku_sampai", "sumber", "catatan"), needs)
        first, last = _needed_date(table, "berlaku_dari"), table.date("berlaku_sampai")
        _span(table, first, last)
        return Body(
            table.text("id"), table.text("nama"), table.text("peran"), table.texts("jalur", TRACKS), first, last,
            table.choice("tanda", MARKS), table.choice("tanda_tanggal", MARKS), self.cited(table),
            table.text("catatan", ""),
        )  # fmt: skip

    @staticmethod
    def fact(table: TomlTable) -> Fact:
        needs = ("id", "nama", "pola", "cocok", "tolak")
        table.only(needs, needs)
        sides = builtin_profile(NATIONAL).sides
        parties = {name.lower() for side in sides for kind in ("nama", "alias") for name in side.get(kind)}
        parties |= {side.key.partition(":")[2].lower() for side in sides}
        names = "|".join(re.escape(name) for name in sorted(parties, key=lambda n: (-len(n), n)))
        patterns = []
        for pola in table.texts("pola"):
            try:
                patterns.append(re.compile(pola.replace("{partai}", names)))
            except re.error as problem:
                raise table.problem(
                    "pola",
                    _("pola {pola!r} tidak sah ({problem}); perbaiki ungkapannya").format(pola=pola, problem=problem),
                    pola,
                ) from None
        return Fact(table.text("id"), table.text("nama"), tuple(patterns), table.texts("cocok"), table.texts("tolak"))

    def basis(self, table: TomlTable) -> LegalBasis:
        needs = ("peraturan", "pasal", "tanda")
        table.only((*needs, "sumber", "pokok", "pelaku", "berlaku_dari", "berlaku_sampai"), needs)
        act = self.regulations[table.choice("peraturan", tuple(self.regulations))]
        first = table.date("berlaku_dari") or act.berlaku_dari
        last = table.date("berlaku_sampai") or act.berlaku_sampai
        _span(table, first, last)
        return LegalBasis(
            act.id, act.nama, table.text("pasal"), first, last, table.choice("tanda", MARKS),
            act.tanda_tanggal, self.cited(table), table.flag("pokok"), table.texts("pelaku", ACTORS),
        )  # fmt: skip

    def call(self, table: TomlTable, phases: tuple[Phase, ...]) -> Call:
        table.only(("sinyal", "dengan", "fakta", "tanpa_fakta", "fase", "tanda"), ("sinyal",))
        signals = table.texts("sinyal", (*SIGNAL_IDS, ANY_SIGNAL))
        if not signals:
            raise table.problem("sinyal", _("'sinyal' kosong; sebut paling sedikit satu sinyal"))
        facts = tuple(self.facts)
        return Call(
            signals, table.texts("dengan", SIGNAL_IDS), frozenset(table.texts("fakta", facts)),
            frozenset(table.texts("tanpa_fakta", facts)), frozenset(_phases(table, "fase") or phases),
            table.choice("tanda", MARKS, TERVERIFIKASI),
        )  # fmt: skip

    @staticmethod
    def example(table: TomlTable) -> Example:
        keys = ("teks", "sinyal", "fase", "pelaku", "jenis", "tanggal", "objek")
        table.only(keys, ("teks", "sinyal"))
        return Example(
            table.text("teks"), table.texts("sinyal", SIGNAL_IDS),
            Phase(table.choice("fase", tuple(Phase), Phase.TIDAK_DIKETAHUI)),
            table.choice("pelaku", (*ACTORS, ""), ""), table.choice("jenis", (*KINDS, ""), ""), table.date("tanggal"),
            table.flag("objek", True),
        )  # fmt: skip

    def rule(self, table: TomlTable, source: str) -> Rule:
        table.only(_RULE_KEYS, _RULE_NEEDS)
        phases = _phases(table, "fase")
        elements = table.inner(table.data["unsur"], "unsur")
        elements.only(_ELEMENTS, _ELEMENTS)
        sanctions = []
        for one in table.tables("sanksi"):
            one.only(("isi", "tanda", "sumber", "pelaku"), ("isi", "tanda"))
            sanctions.append(
                Sanction(one.text("isi"), one.choice("tanda", MARKS), self.cited(one), one.texts("pelaku", ACTORS))
            )
        bases = tuple(self.basis(one) for one in table.tables("dasar"))
        if not any(basis.pokok for basis in bases):
            raise table.problem(
                "dasar", _("tidak ada dasar dengan pokok = true; tandai dasar yang menjadi tumpuan aturan")
            )
        calls = tuple(self.call(one, phases) for one in table.tables("panggil"))
        good, bad = (tuple(self.example(one) for one in table.tables(key)) for key in ("cocok", "tolak"))
        for key, value in (
            ("fase", phases),
            ("panggil", calls),
            ("sanksi", sanctions),
            ("cocok", good),
            ("tolak", bad),
        ):
            if not value:
                raise table.problem(key, _("'{key}' kosong; isi paling sedikit satu").format(key=key))
        actors = table.texts("pelaku", ACTORS)
        mark, cited = table.choice("tanda", MARKS), self.cited(table)
        if mark == TERVERIFIKASI and not cited:
            raise table.problem(
                "tanda", _("tanda 'terverifikasi' memerlukan 'sumber'; sebut sumbernya atau pakai 'umum'"), mark
            )
        return Rule(
            table.text("id"), table.text("nama"), table.text("perbuatan"), table.choice("jalur", TRACKS), actors,
            table.texts("pemilihan", KINDS), phases, {key: elements.text(key) for key in _ELEMENTS}, calls,
            tuple(sanctions), bases, cited, mark, table.texts("catatan"), table.texts("verifikasi", tuple(self.checks)),
            table.choice("tanda_fase", MARKS, UMUM), table.flag("pendamping"),
            table.text("pihak", ""), good, bad, source,
        )  # fmt: skip


def read_catalogue(texts: Iterable[tuple[str, str]]) -> Catalogue:
    """Return the catalogue written in the given `(name, TOML text)` files, each of which may refer to those before.

    Raises `TomlError` (or its kind `RuleError`) at the first mistake, with file, line, column and the mend.
    """
    reader = _Reader()
    for name, text in texts:
        reader.add_file(name, text)
    return Catalogue(
        tuple(reader.rules.values()), reader.sources, reader.regulations, tuple(reader.bodies.values()),
        tuple(reader.checks.values()), tuple(reader.facts.values()), tuple(reader.permissions.values()),
    )  # fmt: skip


def mark_of_rule(rule: Rule) -> str:
    """Return the least sure mark among a rule's act, sanctions and main legal bases."""
    bases = (basis.tanda for basis in rule.dasar if basis.pokok and basis.in_force(None))
    return weakest([rule.tanda, *(sanction.tanda for sanction in rule.sanksi), *bases])
