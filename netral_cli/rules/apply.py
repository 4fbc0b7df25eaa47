"""Tells which rules and tracks the signals of a post touch, and what a person must still check.

Nothing here says that a rule was broken: a `RuleHit` is a reading to be examined, with its conditions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from netral_cli.language import _
from netral_cli.rules.catalogue import (
    ANY_SIGNAL,
    MARKS,
    RAGU,
    TERVERIFIKASI,
    TRACKS,
    Call,
    Catalogue,
    CheckItem,
    Example,
    LegalBasis,
    Rule,
    Sanction,
    builtin_catalogue,
    weakest,
)
from netral_cli.rules.phase import Phase

_ASN = frozenset({"pns", "pppk"})
_UNKNOWN_KINDS = frozenset({"", "umum"})


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that a post may touch, in one reading of its circumstances.

    signals: those of the post that called it up
    dasar: the legal bases in force on the post's day (without a day: those in force until further notice)
    syarat: what the reading supposes and is not known: `fase`, `pelaku`, `jenis`, `objek`, `tanggal`
    tanda: the weaker of the rule's mark and the mark of this way of calling it up
    """

    rule: Rule
    signals: tuple[str, ...]
    dasar: tuple[LegalBasis, ...]
    sanksi: tuple[Sanction, ...]
    syarat: tuple[str, ...]
    tanda: str

    @property
    def jalur(self) -> str:
        """The track of the rule."""
        return self.rule.jalur

    @property
    def kuat(self) -> bool:
        """Whether the reading may name its track: no companion, not in doubt, no guess at a criminal article."""
        guessed = self.jalur == "pidana" and bool({"fase", "jenis"} & set(self.syarat))
        return not self.rule.pendamping and self.tanda != RAGU and not guessed


def _calls(call: Call, signals: tuple[str, ...], phase: Phase, facts: frozenset[str]) -> tuple[str, ...]:
    """Return the signals by which one way of calling applies, empty where it does not."""
    if phase is Phase.TIDAK_DIKETAHUI:
        # A doubtful way for the time before candidates are determined adds nothing where the phase is open.
        if call.tanda == RAGU and len(call.fase) == 1 and Phase.SEBELUM_PENETAPAN in call.fase and not call.fakta:
            return ()
    elif phase not in call.fase:
        return ()
    if not call.fakta <= facts or call.tanpa_fakta & facts:
        return ()
    found = tuple(name for name in signals if ANY_SIGNAL in call.sinyal or name in call.sinyal)
    if call.dengan:
        beside = tuple(name for name in signals if name in call.dengan)
        return tuple(dict.fromkeys(found + beside)) if found and beside else ()
    return found


def _hit(
    rule: Rule, signals: tuple[str, ...], phase: Phase, actor: str, objects_known: bool, kind: str, day: dt.date | None,
    facts: frozenset[str],
) -> RuleHit | None:  # fmt: skip
    """Return the hit of one rule, None where it is not called up."""
    actors = frozenset({actor}) if actor else _ASN
    if not actors & set(rule.pelaku):
        return None
    unknown_kind = kind in _UNKNOWN_KINDS
    if rule.pemilihan and not unknown_kind and kind not in rule.pemilihan:
        return None
    found: dict[str, None] = {}
    mark = RAGU
    for call in rule.panggil:
        names = _calls(call, signals, phase, facts)
        if names:
            found.update(dict.fromkeys(names))
            mark = min(mark, call.tanda, key=MARKS.index)
    if not found:
        return None
    valid = [b for b in rule.dasar if b.in_force(day) and (not b.pelaku or actors & set(b.pelaku))]
    if not any(b.pokok for b in valid):
        return None
    supposed = []
    if phase is Phase.TIDAK_DIKETAHUI and len(rule.fase) < len(Phase) - 1:
        supposed.append("fase")
    if not actor:
        supposed.append("pelaku")
    if unknown_kind and rule.pemilihan:
        supposed.append("jenis")
    if not objects_known:
        supposed.append("objek")
    if day is None:
        supposed.append("tanggal")
    sanctions = tuple(s for s in rule.sanksi if not s.pelaku or actors & set(s.pelaku))
    return RuleHit(rule, tuple(found), tuple(valid), sanctions, tuple(supposed), weakest((rule.tanda, mark)))


@lru_cache(maxsize=8192)
def _applicable(
    catalogue: Catalogue, signals: tuple[str, ...], phase: Phase, actor: str, objects_known: bool, kind: str,
    day: dt.date | None, facts: frozenset[str],
) -> tuple[RuleHit, ...]:  # fmt: skip
    hits = (_hit(rule, signals, phase, actor, objects_known, kind, day, facts) for rule in catalogue.rules)
    return tuple(sorted((hit for hit in hits if hit is not None), key=lambda hit: not hit.kuat))


def applicable(
    signals: Iterable[str], phase: Phase = Phase.TIDAK_DIKETAHUI, actor: str = "", objects_known: bool = True,
    kind: str = "", day: dt.date | None = None, facts: Collection[str] = (), catalogue: Catalogue | None = None,
) -> tuple[RuleHit, ...]:  # fmt: skip
    """Return the rules that a post with these signals may touch: firm readings first, else in the catalogue's order.

    signals: ids of the post's signals; none calls up no rule
    phase: with `TIDAK_DIKETAHUI` the readings of all phases are given (ethics and discipline)
    actor: one of `ACTORS`, or "" when unknown: then the rules for ASN, marked as supposing it
    kind: the election's kind (`pilpres`, `pileg`, `pilkada`, `pilkades`), or "" when unknown
    day: the post's day, which chooses the legal bases; facts: from `Catalogue.facts_in(text)`
    """
    key = tuple(dict.fromkeys(signals))
    return _applicable(catalogue or builtin_catalogue(), key, phase, actor, objects_known, kind, day, frozenset(facts))


def leading(hits: Iterable[RuleHit]) -> tuple[RuleHit, ...]:
    """Return the readings that stand for the post: the firm ones, else the doubtful ones, else the companions."""
    hits = tuple(hits)
    firm = tuple(hit for hit in hits if hit.kuat)
    return firm or tuple(hit for hit in hits if not hit.rule.pendamping) or tuple(h for h in hits if not h.rule.pihak)


def tracks_of(hits: Iterable[RuleHit]) -> tuple[str, ...]:
    """Return the tracks of the leading readings, in the order of `TRACKS`."""
    raised = {hit.jalur for hit in leading(hits)}
    return tuple(track for track in TRACKS if track in raised)


def needs_verification(
    hits: Iterable[RuleHit], signals: Iterable[str], catalogue: Catalogue | None = None
) -> tuple[CheckItem, ...]:
    """Return what a person must still check before the hits can become a case, in the catalogue's order.

    Empty where there is no hit.
    """
    hits = tuple(hits)
    if not hits:
        return ()
    have = frozenset(signals)
    missing = {name for hit in hits for name in hit.syarat}
    marks = [
        mark
        for h in leading(hits)
        for mark in (h.tanda, *(s.tanda for s in h.sanksi), *(d.tanda for d in h.dasar if d.pokok))
    ]
    if weakest(marks) != TERVERIFIKASI:
        missing.add("tanda")
    asked = {name for hit in leading(hits) for name in hit.rule.verifikasi}
    items = (catalogue or builtin_catalogue()).checks
    only_asked = {name for rule in (catalogue or builtin_catalogue()).rules for name in rule.verifikasi}
    return tuple(
        item for item in items
        if item.id in asked
        or missing.intersection(item.bila)
        or have.intersection(item.sinyal)
        or not (item.bila or item.sinyal or item.id in only_asked)
    )  # fmt: skip


def hit_record(hit: RuleHit) -> Mapping[str, Any]:
    """Return a hit as plain data for JSON: rule, track, mark, conditions, bases, sanctions."""
    return {
        "id": hit.rule.id,
        "nama": hit.rule.nama,
        "jalur": hit.jalur,
        "tanda": hit.tanda,
        "pendamping": hit.rule.pendamping,
        "pihak": hit.rule.pihak or "pegawai",
        "sinyal": list(hit.signals),
        "syarat": list(hit.syarat),
        "dasar": [
            {"peraturan": b.nama, "pasal": b.pasal, "tanda": b.tanda, "berlaku_dari": b.berlaku_dari.isoformat(),
             "berlaku_sampai": b.berlaku_sampai.isoformat() if b.berlaku_sampai else None,
             "tanda_tanggal": b.tanda_tanggal, "sumber": list(b.sumber)}
            for b in hit.dasar
        ],
        "sanksi": [{"isi": s.isi, "tanda": s.tanda, "sumber": list(s.sumber)} for s in hit.sanksi],
        "catatan": list(hit.rule.catatan),
    }  # fmt: skip


def hits_of_example(example: Example, catalogue: Catalogue) -> tuple[RuleHit, ...]:
    """Return the hits of an example's post, with the facts found in its text."""
    return applicable(
        example.sinyal, example.fase, example.pelaku, example.objek, example.jenis, example.tanggal,
        catalogue.facts_in(example.teks), catalogue,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example that does not behave: the rule (or fact), its file, the text, and what was expected."""

    id: str
    berkas: str
    teks: str
    pesan: str


def failed_examples(catalogue: Catalogue) -> tuple[int, tuple[ExampleFailure, ...]]:
    """Return how many examples the catalogue holds and those that do not behave."""
    count, failures = 0, []
    for rule in catalogue.rules:
        for examples, wanted in ((rule.cocok, True), (rule.tolak, False)):
            for example in examples:
                count += 1
                if any(hit.rule.id == rule.id for hit in hits_of_example(example, catalogue)) != wanted:
                    said = (
                        _("seharusnya memanggil aturan ini") if wanted else _("seharusnya tidak memanggil aturan ini")
                    )
                    failures.append(ExampleFailure(rule.id, rule.berkas, example.teks, said))
    for fact in catalogue.facts:
        for texts, wanted in ((fact.cocok, True), (fact.tolak, False)):
            for text in texts:
                count += 1
                if (fact.id in catalogue.facts_in(text)) != wanted:
                    said = _("seharusnya ditemukan, tetapi tidak") if wanted else _("seharusnya tidak ditemukan")
                    failures.append(ExampleFailure(fact.id, "fakta.toml", text, said))
    return count, tuple(failures)
