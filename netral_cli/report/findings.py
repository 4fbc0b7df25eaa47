"""Reads a result of `netral classify` back: posts with status, signals, evidence, phase, rules and tracks.

JSON lines carry everything; from CSV and XLSX the evidence is found again in the text and the marks of the rules come
from the catalogue.
"""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import shown_name
from netral_cli.posts.cells import is_dangerous
from netral_cli.posts.columns import Roles, Wanted, plain
from netral_cli.posts.manifest import Manifest, load_manifest
from netral_cli.posts.output import COLUMNS, OWN_KEY, SOURCE_COLUMN
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.source import BadRow, OnBad, RawRow, ReadError, Source
from netral_cli.posts.stream import InputFile
from netral_cli.report.platforms import PLATFORM_COLUMNS, platform_of
from netral_cli.report.rows import SEPARATOR
from netral_cli.rules.apply import applicable, needs_verification
from netral_cli.rules.catalogue import RAGU, Catalogue, builtin_catalogue
from netral_cli.rules.phase import Phase, parse_post_date
from netral_cli.rules.reading import mark_of_rule
from netral_cli.verdict import INDIKASI, STATUSES, TINJAU

_CONTRACT = 1
_ROLES = {
    "text": "kolom teks", "id": "kolom id", "date": "kolom tanggal", "author": "kolom akun", "link": "kolom tautan",
}  # fmt: skip
_PHASES = frozenset(phase.value for phase in Phase)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation: `text[start:end]`, and the signals it speaks for (empty where the result does not say)."""

    start: int
    end: int
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule that a post may touch, with the mark of this reading and what the reading supposes."""

    id: str
    mark: str
    track: str
    supposed: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One row of a result.

    number: of the row in the result, from 1; day: in WIB, None where the date is missing or unreadable
    rules: the leading ones; companions: rules that only accompany others or are in doubt
    checks: ids and words of what a person must verify; counter: frames that speak against the reading
    origin: the input file, where a result was made of several
    """

    number: int
    status: str
    score: float
    text: str
    id: str = ""
    date: str = ""
    day: dt.date | None = None
    account: str = ""
    link: str = ""
    platform: str = ""
    origin: str = ""
    signals: tuple[str, ...] = ()
    context: str = ""
    evidence: tuple[Evidence, ...] = ()
    objects: tuple[str, ...] = ()
    phase: str = Phase.TIDAK_DIKETAHUI.value
    election: str = ""
    actor: str = ""
    rules: tuple[RuleRef, ...] = ()
    companions: tuple[RuleRef, ...] = ()
    tracks: tuple[str, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    counter: tuple[str, ...] = ()
    row: Sequence[str] = ()

    @property
    def flagged(self) -> bool:
        """Whether the post is for a person to look at."""
        return self.status in (INDIKASI, TINJAU)


class _NoPosts(Source):
    """A result without a single post."""

    def records(self, on_bad: OnBad) -> Iterator[list[str]]:  # noqa: ARG002
        """Return nothing."""
        return iter(())


class Result:
    """A result file that is open for reading; `posts` may be called several times.

    manifest: of the run that made it, None where it is missing; notes: what the reader should know
    """

    def __init__(
        self, path: Path, stack: ExitStack, options: ReadOptions | None = None, platform_column: str | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:  # fmt: skip
        self.path = path
        self.notes: list[str] = []
        self._catalogue = catalogue or builtin_catalogue()
        self.manifest_path = path.with_name(path.name + ".manifest.json")
        self.manifest: Manifest | None = load_manifest(self.manifest_path) if self.manifest_path.is_file() else None
        options = options or ReadOptions()
        self.source = self._open(options, stack)
        self.columns = self.source.columns
        plains = [plain(name) for name in self.columns]
        self._own = {name: plains.index(plain(name)) for name in (*COLUMNS, SOURCE_COLUMN) if plain(name) in plains}
        self._by_origin = self._roles_by_origin(options.wanted)
        self.is_json = self.source.format == "json"
        if not self.is_json and "netral_status" not in self._own:
            raise ReadError(
                _(
                    "{path}: tidak ada kolom netral_status; ini bukan hasil 'netral classify', periksa dulu berkasnya"
                ).format(path=path)
            )
        self._platform = self._platform_index(plains, platform_column)
        self._preset = self._export_name()
        excel_csv = self.source.format == "delimited" and self.source.encoding == "utf-8-sig"
        self._unquote = excel_csv and self.source.delimiter == ";"
        self._date = lru_cache(maxsize=65536)(parse_post_date)
        self._supposed = lru_cache(maxsize=8192)(self._checks_of)

    def _open(self, options: ReadOptions, stack: ExitStack) -> Source:
        file = InputFile(self.path, str(self.path))
        if self.manifest is not None and self.path.is_file() and not self.path.stat().st_size:
            # JSON lines of a run whose --only let nothing through.
            return _NoPosts(str(self.path), "json", ("teks",), Roles(0))
        wanted = self._remembered(options.wanted)
        if wanted != options.wanted:
            options = ReadOptions(wanted, options.delimiter, options.encoding, options.sheet)
        source = open_source(file, options, stack)
        if len(self._inputs) > 1:
            # The columns of a later input may stand in late records only.
            source.complete()
        return source

    @property
    def _inputs(self) -> Mapping[str, Mapping[str, str]]:
        """Return what the manifest says of the columns of each input, by the name of the input."""
        found = self.manifest.columns.items() if self.manifest else ()
        return {name: entry for name, entry in found if isinstance(entry, Mapping)}

    def _remembered(self, wanted: Wanted) -> Wanted:
        """Return the columns that the run used, for those that the user did not name now.

        Inputs may differ in them (`_roles_by_origin`); the text is then that of the first, so that one is found.
        """
        entries = list(self._inputs.values())
        found: dict[str, str | None] = {role: getattr(wanted, role) for role in _ROLES}
        for role, label in _ROLES.items():
            names = list(dict.fromkeys(str(entry.get(label, "")) for entry in entries))
            if found[role] is None and names and (len(names) == 1 or role == "text"):
                found[role] = _column_name(names[0])
        return Wanted(**found)

    def _roles_by_origin(self, wanted: Wanted) -> dict[str, Roles]:
        """Return where the columns of each input are, by its name, for a result that was made of several."""
        if SOURCE_COLUMN not in self._own or len(self._inputs) < 2:
            return {}
        found = {}
        for origin, entry in self._inputs.items():
            at = {role: getattr(self.source.roles, role) for role in _ROLES}
            for role, label in _ROLES.items():
                if getattr(wanted, role) is None:
                    name = _column_name(str(entry.get(label, "")))
                    at[role] = self.columns.index(name) if name in self.columns else None
            if at["text"] is not None:
                found[origin] = Roles(**at)
        return found

    def _platform_index(self, plains: Sequence[str], wanted: str | None) -> int | None:
        if wanted is not None:
            if plain(wanted) not in plains:
                raise NetralError(
                    _("{path}: kolom platform {wanted!r} tidak ada; perbaiki --platform-column").format(
                        path=self.path, wanted=wanted
                    )
                )
            return plains.index(plain(wanted))
        return next((plains.index(plain(name)) for name in PLATFORM_COLUMNS if plain(name) in plains), None)

    def _export_name(self) -> str:
        entries = list(self.manifest.columns.values()) if self.manifest else []
        names = {str(entry.get("ekspor", "")) for entry in entries if isinstance(entry, Mapping)}
        return names.pop() if len(names) == 1 else ""

    @property
    def whole(self) -> bool | None:
        """Whether the result holds every classified post; None where no manifest says so."""
        if self.manifest is None:
            return None
        only = self.manifest.options.get("hanya") or []
        return not only or set(only) >= set(STATUSES)

    def posts(self) -> Iterator[Post]:
        """Return the rows of the result in their order; raises `ReadError` where one is broken."""
        convert: Callable[[int, list[str]], Post] = self._from_json if self.is_json else self._from_row
        for number, row in enumerate(self.source.records(self._refuse), 1):
            yield convert(number, row)

    @staticmethod
    def _refuse(bad: BadRow) -> None:
        raise ReadError(_("{bad}; hasil rusak, jalankan lagi netral classify").format(bad=bad.message()))

    def _cell(self, row: Sequence[str], index: int | None) -> str:
        if index is None:
            return ""
        value = row[index]
        return value[1:] if self._unquote and value[:1] == "'" and is_dangerous(value[1:]) else value

    def _shared(self, row: list[str]) -> dict[str, Any]:
        origin = self._cell(row, self._own.get(SOURCE_COLUMN))
        roles = self._by_origin.get(origin, self.source.roles)
        date, link = self._cell(row, roles.date), self._cell(row, roles.link).strip()
        named = self._cell(row, self._platform).strip()
        return {
            "text": self._cell(row, roles.text), "id": self._cell(row, roles.id), "date": date,
            "day": self._date(date) if date else None, "account": self._cell(row, roles.author).strip(),
            "link": link, "platform": platform_of(named, link, self._preset),
            "origin": origin, "row": row,
        }  # fmt: skip

    def _from_json(self, number: int, row: list[str]) -> Post:
        raw = row.raw if isinstance(row, RawRow) else "{}"
        own = json.loads(raw).get(OWN_KEY)
        if not isinstance(own, dict) or own.get("versi") != _CONTRACT or own.get("status") not in STATUSES:
            raise ReadError(
                _(
                    "{path}: baris {number}: tidak ada objek netral versi {contract}; ini bukan hasil 'netral classify'"
                ).format(path=self.path, number=number, contract=_CONTRACT)
            )
        try:
            return _read_detail(Post(number, own["status"], float(own["skor"]), **self._shared(row)), own)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ReadError(
                _("{path}: baris {number}: objek netral tidak lengkap ({problem!r}); buat ulang hasilnya").format(
                    path=self.path, number=number, problem=problem
                )
            ) from None

    def _from_row(self, number: int, row: list[str]) -> Post:
        get = {name: self._cell(row, self._own.get(name)) for name in COLUMNS}
        status = get["netral_status"]
        if status not in STATUSES:
            raise ReadError(
                _("{path}: baris {number}: netral_status {status!r} tidak dikenal; hasil ini diubah?").format(
                    path=self.path, number=number, status=status
                )
            )
        try:
            score = float(get["netral_skor"].replace(",", "."))
        except ValueError:
            raise ReadError(
                _("{path}: baris {number}: netral_skor {netral_skor!r} bukan angka").format(
                    path=self.path, number=number, netral_skor=get["netral_skor"]
                )
            ) from None
        shared = self._shared(row)
        signals, objects = _split(get["netral_sinyal"], "|"), _split(get["netral_objek"], SEPARATOR)
        phase = get["netral_fase"] if get["netral_fase"] in _PHASES else Phase.TIDAK_DIKETAHUI.value
        rules = tuple(self._rule(name) for name in _split(get["netral_aturan"], "|"))
        checks = self._supposed(signals, phase, bool(objects), shared["day"]) if status in (INDIKASI, TINJAU) else ()
        return Post(
            number, status, score, signals=signals, context=get["netral_konteks"], objects=objects, phase=phase,
            evidence=_found_again(shared["text"], get["netral_bukti"]), rules=rules,
            tracks=_split(get["netral_jalur"], "|"), checks=checks, **shared,
        )  # fmt: skip

    def _rule(self, name: str) -> RuleRef:
        rule = next((rule for rule in self._catalogue.rules if rule.id == name), None)
        return RuleRef(name, mark_of_rule(rule), rule.jalur, (), rule.nama) if rule else RuleRef(name, RAGU, "")

    def _checks_of(
        self, signals: tuple[str, ...], phase: str, objects: bool, day: dt.date | None
    ) -> tuple[tuple[str, str], ...]:
        hits = applicable(signals, Phase(phase), "", objects, "", day, (), self._catalogue)
        return tuple((check.id, check.perihal) for check in needs_verification(hits, signals, self._catalogue))

    def row_digest(self, post: Post) -> str:
        """Return the SHA-256 of a post's input columns: of the JSON list of [column, value] pairs, as UTF-8."""
        own = set(self._own.values())
        pairs = [
            [name, value] for k, (name, value) in enumerate(zip(self.columns, post.row, strict=True))
            if k not in own and not (self.is_json and (name == OWN_KEY or name.startswith(OWN_KEY + ".")))
        ]  # fmt: skip
        data = json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def _column_name(said: str) -> str | None:
    """Return the name of a column from what a manifest says of it, None where it says that there is none.

    Raises `ReadError` where a manifest was altered so that what it says is no quoted name.
    """
    if not said.startswith(("'", '"')):
        return None
    try:
        # Reads a quoted text and nothing else; it cannot run anything.
        return str(ast.literal_eval(said))
    except (ValueError, SyntaxError):
        raise ReadError(
            _("manifest hasil rusak: {said} bukan nama kolom; jalankan lagi netral classify").format(
                said=repr(said)[:60]
            )
        ) from None


def bare_name(path: str) -> str:
    """Return the name of a file without its folders, as Windows or others write them: they are nobody's business."""
    return re.split(r"[\\/]", shown_name(path))[-1]


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sign) if part.strip())


def _found_again(text: str, quotes: str) -> tuple[Evidence, ...]:
    """Return where the quotations of a `netral_bukti` cell stand in the text, in their order."""
    out: list[Evidence] = []
    at = 0
    for quote in quotes.split(SEPARATOR):
        start = text.find(quote, at) if quote else -1
        if start >= 0:
            at = start + len(quote)
            out.append(Evidence(start, at))
    return tuple(out)


def _is_firm(rule: Mapping[str, Any]) -> bool:
    guessed = rule["jalur"] == "pidana" and bool({"fase", "jenis"} & set(rule["syarat"]))
    return not rule["pendamping"] and rule["tanda"] != RAGU and not guessed


def _leading(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules that stand for a post, as `netral_cli.rules.apply.leading` chooses them."""
    return (
        [rule for rule in rules if _is_firm(rule)]
        or [rule for rule in rules if not rule["pendamping"]]
        or [rule for rule in rules if rule["pihak"] == "pegawai"]
    )


def _read_detail(base: Post, own: Mapping[str, Any]) -> Post:
    """Return the post with what its `netral` object says."""
    length = len(base.text)
    evidence = [Evidence(e["awal"], e["akhir"], tuple(e["sinyal"])) for e in own["bukti"]]
    rules = own.get("aturan") or []
    leading = _leading(rules)
    chosen = {id(rule) for rule in leading}
    return Post(
        base.number, base.status, base.score, base.text, base.id, base.date, base.day, base.account, base.link,
        base.platform, base.origin, tuple(s["id"] for s in own["sinyal"]), own.get("konteks", ""),
        tuple(sorted((e for e in evidence if 0 <= e.start < e.end <= length), key=lambda e: e.start)),
        tuple(own["objek"]), own.get("fase") or Phase.TIDAK_DIKETAHUI.value, own.get("pemilihan", ""),
        own.get("pelaku", ""), tuple(map(_ref, leading)), tuple(_ref(r) for r in rules if id(r) not in chosen),
        tuple(own.get("jalur") or ()), tuple((c["id"], c["perihal"]) for c in own.get("perlu_verifikasi") or ()),
        tuple(own.get("bingkai") or ()), base.row,
    )  # fmt: skip


def _ref(rule: Mapping[str, Any]) -> RuleRef:
    return RuleRef(rule["id"], rule["tanda"], rule["jalur"], tuple(rule["syarat"]), rule["nama"])
