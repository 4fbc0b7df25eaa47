"""Finds what is wrong or doubtful in an election profile, each finding with line and column, and starts a new one."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netral_cli.elections.profile import DATES, NATIONAL, builtin_ids, builtin_profile, mistakes_in
from netral_cli.language import LANGUAGES, N_, _, _n, translated
from netral_cli.text.lexicons import load_words
from netral_cli.toml_places import Places, parse_toml, read_text

# Lists whose texts are read in any spelling, so that an ordinary word in them would fire in ordinary posts.
_FREE_LISTS = ("nama", "alias", "julukan", "ejekan", "relawan", "tagline")
# Lists whose texts must tell one side from another.
_OWN_LISTS = ("alias", "alias_kapital", "julukan", "julukan_kapital", "ejekan", "tagline", "tagar", "relawan", "akun")
_KINDS = ("paslon", "bakal_calon", "partai")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend in a profile; `pesan` holds the offending text and the mend."""

    line: int
    column: int
    pesan: str


class _Checker:
    def __init__(self, data: dict[str, Any], places: Places) -> None:
        self.data, self.places = data, places

    def tables(self, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
        tables = self.data.get(kind, [])
        if isinstance(tables, list):
            yield from ((i, table) for i, table in enumerate(tables) if isinstance(table, dict))

    def at(self, kind: str, index: int, key: str, value: object, message: str) -> Finding:
        return Finding(*self.places.find([(kind, index)], key, value), message)

    @staticmethod
    def texts(table: dict[str, Any], key: str) -> list[str]:
        value = table.get(key, [])
        items = [value] if isinstance(value, str) else value
        return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []

    def ordinary_words(self) -> Iterator[Finding]:
        """Find names that are ordinary words."""
        words = load_words("kosakata.txt")
        for kind in _KINDS:
            for index, table in self.tables(kind):
                for key in _FREE_LISTS:
                    for text in self.texts(table, key):
                        if text.strip().lower() in words:
                            mend = _("pakai bentuk yang lebih panjang")
                            if key in ("alias", "julukan"):
                                mend += _(", atau pindahkan ke {key}_kapital").format(key=key)
                            yield self.at(
                                kind, index, key, text,
                                _(
                                    "{text!r} di '{key}' kata biasa, akan cocok di pos yang tidak menyebut calon;"
                                    " {mend}"
                                ).format(text=text, key=key, mend=mend),
                            )  # fmt: skip

    def numbers(self) -> Iterator[Finding]:
        """Find ballot numbers used twice."""
        seen: dict[int, int] = {}
        for index, table in self.tables("paslon"):
            number = table.get("nomor")
            if type(number) is not int:
                continue
            if number in seen:
                yield self.at(
                    "paslon", index, "nomor", number,
                    _("nomor {number} sudah dipakai [[paslon]] ke-{place}; perbaiki salah satunya").format(
                        number=number, place=seen[number] + 1
                    ),
                )  # fmt: skip
            seen.setdefault(number, index)

    def shared_names(self) -> Iterator[Finding]:
        """Find names that two sides share."""
        owner: dict[str, tuple[str, int]] = {}
        for kind in _KINDS:
            for index, table in self.tables(kind):
                for key in _OWN_LISTS:
                    for text in self.texts(table, key):
                        same = owner.setdefault(text.strip().lower(), (kind, index))
                        if same != (kind, index):
                            yield self.at(
                                kind, index, key, text,
                                _("{text!r} juga dipakai [[{kind}]] ke-{place}; hapus dari salah satunya").format(
                                    text=text, kind=same[0], place=same[1] + 1
                                ),
                            )  # fmt: skip

    def dates(self) -> Iterator[Finding]:
        """Find dates out of order."""
        schedule = self.data.get("jadwal")
        if not isinstance(schedule, dict):
            return
        before: tuple[str, dt.date] | None = None
        for key in DATES:
            value = schedule.get(key)
            days = value if isinstance(value, list) else [value]
            for day in days:
                if type(day) is not dt.date:
                    continue
                line, column = self.places.find([("jadwal", 0)], key, day)
                if before is not None and (day < before[1] or (day == before[1] and key != before[0])):
                    yield Finding(
                        line,
                        column,
                        _("'{key}' {day} tidak sesudah '{earlier}' {earlier_day}; perbaiki urutannya").format(
                            key=key, day=day, earlier=before[0], earlier_day=before[1]
                        ),
                    )
                before = (key, day)

    def parties(self) -> Iterator[Finding]:
        """Find parties that neither the national list nor the profile itself knows."""
        known = {side.key.partition(":")[2].lower() for side in builtin_profile(NATIONAL).sides}
        for side in builtin_profile(NATIONAL).sides:
            known |= {text.lower() for kind in ("nama", "alias", "alias_kapital") for text in side.get(kind)}
        for _index, table in self.tables("partai"):
            own = [*self.texts(table, "id"), *self.texts(table, "nama"), *self.texts(table, "alias")]
            known |= {text.lower() for text in own}
        for kind in ("paslon", "bakal_calon"):
            for index, table in self.tables(kind):
                for text in self.texts(table, "partai"):
                    if text.strip().lower() not in known:
                        yield self.at(
                            kind, index, "partai", text,
                            _(
                                "partai {text!r} tidak dikenal; periksa ejaannya atau tambahkan [[partai]]"
                                " di profil ini"
                            ).format(text=text),
                        )  # fmt: skip

    def placeholders(self) -> Iterator[Finding]:
        """Find what still stands as the template of `new_profile_text` has it."""
        samples = [tomllib.loads(translated(TEMPLATE, language)) for language in LANGUAGES]
        still = _("'{key}' masih berisi contoh {text!r}; isi yang sebenarnya")
        for key in ("nama", "wilayah", "tagar_umum"):
            known = {text for sample in samples for text in self.texts(sample, key)}
            for text in self.texts(self.data, key):
                if text in known:
                    yield Finding(*self.places.find((), key, text), still.format(key=key, text=text))
        pairs = [pair for sample in samples for pair in sample["paslon"]]
        for index, table in self.tables("paslon"):
            for key in ("nama", *_OWN_LISTS):
                known = {text for pair in pairs for text in self.texts(pair, key)}
                for text in self.texts(table, key):
                    if text in known:
                        yield self.at("paslon", index, key, text, still.format(key=key, text=text))
        # One date of the template may be right by chance, all of them are not.
        if self.data.get("jadwal") in [sample["jadwal"] for sample in samples]:
            yield Finding(
                *self.places.find([("jadwal", 0)]), _("[jadwal] masih berisi tanggal contoh; isi yang sebenarnya")
            )


def check_profile(text: str, source: str) -> tuple[Finding, ...]:
    """Return what is wrong or doubtful in a profile, in the order of its lines; empty when nothing is.

    Mistakes of shape (an unknown key, a wrong type) are findings like all others. Raises `TomlError` when the text is
    not TOML.
    """
    data, places = parse_toml(text, source), Places(text)
    checker = _Checker(data, places)
    # Numbers used twice and periods turned round are told here with their exact place.
    shape = [Finding(m.line, m.column, m.message) for m in mistakes_in(data, text) if not m.clash]
    clashes = [*checker.numbers(), *checker.dates()]
    doubts = [*checker.ordinary_words(), *checker.shared_names(), *checker.parties(), *checker.placeholders()]
    return tuple(sorted({*shape, *clashes, *doubts}))


def doubts_of(names: Iterable[str]) -> list[str]:
    """Return a line for each profile of the user's own, named by its path, in which `check_profile` finds anything.

    The profiles can be loaded: what is wrong with them was told before.
    """
    lines = []
    for name in dict.fromkeys(names):
        if name in builtin_ids():
            continue
        if found := check_profile(read_text(Path(name)), name):
            lines.append(
                _n(
                    "profil {name}: {count} temuan (pertama, baris {line}: {first}); lihat netral profile check {name}",
                    len(found),
                ).format(name=name, count=len(found), line=found[0].line, first=found[0].pesan)
            )
    return lines


TEMPLATE = N_("""\
# Profil pemilihan untuk netral. Isi, lalu periksa dengan: netral profile check BERKAS
# Baris yang dimulai '#' adalah keterangan.

# id: huruf kecil, angka, dan tanda hubung; dipakai di --profile dan di hasil.
id = "{identifier}"
nama = "Pemilihan Bupati Contoh 2029"
# jenis: pilpres, pileg, pilkada, pilkades, atau umum. Menentukan undang-undang yang mungkin tersentuh.
jenis = "pilkada"
wilayah = "Kabupaten Contoh"
# Tagar yang dipakai semua pihak dan penyelenggara: tidak memihak.
tagar_umum = ["#PilkadaContoh"]

# Jadwal menentukan fase pos: sebelum penetapan (etik) atau sesudahnya (disiplin). Tanggal tanpa tanda kutip.
[jadwal]
penetapan = 2029-01-10
kampanye = [2029-01-15, 2029-03-10]
tenang = [2029-03-11, 2029-03-13]
pemungutan = 2029-03-14

# Satu [[paslon]] untuk setiap pasangan calon. Isi semua pasangan sama lengkapnya, agar tidak ada yang diistimewakan.
[[paslon]]
nomor = 1
nama = ["Nama Calon Satu", "Nama Wakil Satu"]
# alias: sebutan lain dalam ejaan apa pun. Jangan kata biasa; kata biasa yang ditulis huruf besar: alias_kapital.
alias = ["Calon Satu-Wakil Satu"]
alias_kapital = []
# julukan: singkatan pasangan dan sebutan kampanye; ejekan: sebutan yang merendahkan.
julukan = []
ejekan = []
tagline = []
# tagar: yang mendukung; tagar_lawan: yang menentang pasangan ini.
tagar = ["#CalonSatuMenang"]
tagar_lawan = []
relawan = []
akun = []
# partai: id partai dari profil nasional (lihat: netral profile show nasional).
partai = []

[[paslon]]
nomor = 2
nama = ["Nama Calon Dua", "Nama Wakil Dua"]
alias = ["Calon Dua-Wakil Dua"]
alias_kapital = []
julukan = []
ejekan = []
tagline = []
tagar = ["#CalonDuaMenang"]
tagar_lawan = []
relawan = []
akun = []
partai = []

# Orang yang disebut-sebut akan maju sebelum penetapan: satu [[bakal_calon]] untuk setiap orang.
# [[bakal_calon]]
# nama = ["Nama Bakal Calon"]
# alias = []
""")


def new_profile_text(identifier: str) -> str:
    """Return a commented profile to fill in."""
    return _(TEMPLATE).replace("{identifier}", identifier)
