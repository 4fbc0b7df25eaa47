"""Puts rules into words for people: one rule as lines for a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from netral_cli.language import N_, _, language
from netral_cli.rules.catalogue import (
    ANY_SIGNAL,
    MARKS,
    Body,
    Call,
    Catalogue,
    LegalBasis,
    Rule,
    Sanction,
)
from netral_cli.rules.phase import KNOWN_PHASES, Phase, phase_name

TRACK_NAMES = {
    "etik": N_("kode etik"),
    "disiplin": N_("disiplin"),
    "pidana": N_("pidana pemilu atau pemilihan"),
    "ite": N_("UU ITE"),
    "desa": N_("pemerintah desa"),
    "honorer": N_("pegawai non-ASN"),
}
MARK_MEANINGS = {
    "terverifikasi": N_("dibaca dalam sumber yang disebut (sering berita atau salinan, belum tentu naskah resmi)"),
    "umum": N_("pengetahuan umum, belum dicocokkan dengan sumber"),
    "ragu": N_("nomor, bunyi, atau sumber berbeda-beda: jangan dikutip sebelum diperiksa"),
}


def cited(sources: Sequence[str]) -> str:
    """Return the sources of a fact in brackets."""
    return f" [{', '.join(sources)}]" if sources else ""


def period(first: dt.date, last: dt.date | None) -> str:
    """Return the time in which something holds, in words."""
    return _("{first} sampai {last}").format(first=first, last=last) if last else _("sejak {first}").format(first=first)


def phases_text(phases: Iterable[Phase]) -> str:
    """Return the phases in words; `semua fase` for all."""
    names = [phase_name(phase) for phase in KNOWN_PHASES if phase in set(phases)]
    return _("semua fase") if len(names) == len(KNOWN_PHASES) else "; ".join(names)


def call_text(call: Call, catalogue: Catalogue, phases: tuple[Phase, ...] = ()) -> str:
    """Return one way of calling a rule up in words; the phases only where they differ from the rule's."""
    facts = {fact.id: fact.nama for fact in catalogue.facts}
    said = _("sinyal apa pun") if ANY_SIGNAL in call.sinyal else _(" atau ").join(call.sinyal)
    if call.dengan:
        said += _(", bersama {labels}").format(labels=_(" atau ").join(call.dengan))
    if call.fakta:
        said += _("; teks menyebut: {facts}").format(
            facts=", ".join(facts[name].lower() for name in sorted(call.fakta))
        )
    if call.tanpa_fakta:
        absent = ", ".join(facts[name].lower() for name in sorted(call.tanpa_fakta))
        said += _("; teks tidak menyebut: {facts}").format(facts=absent)
    if set(call.fase) != set(phases):
        said += _("; fase: {phases}").format(phases=phases_text(call.fase))
    return f"{said} ({call.tanda})"


def basis_text(basis: LegalBasis) -> str:
    """Return a legal basis in words, with dates, mark and sources."""
    actors = _("; untuk {actors}").format(actors=", ".join(basis.pelaku)) if basis.pelaku else ""
    doubt = _(" (tanggal: {mark})").format(mark=basis.tanda_tanggal) if basis.tanda_tanggal != MARKS[0] else ""
    when = period(basis.berlaku_dari, basis.berlaku_sampai) + doubt
    return f"{basis.nama}, {basis.pasal}; {when}{actors} ({basis.tanda}){cited(basis.sumber)}"


def sanction_text(sanction: Sanction) -> str:
    """Return a sanction in words, with mark and sources."""
    actors = _(" (untuk {actors})").format(actors=", ".join(sanction.pelaku)) if sanction.pelaku else ""
    return f"{sanction.isi}{actors} ({sanction.tanda}){cited(sanction.sumber)}"


def body_text(body: Body) -> str:
    """Return who handles a track in words, with dates, mark and sources."""
    note = f" {body.catatan}" if body.catatan else ""
    when = period(body.berlaku_dari, body.berlaku_sampai) + _(" (tanggal: {mark})").format(mark=body.tanda_tanggal)
    return f"{body.nama}, {when}: {body.peran} ({body.tanda}){cited(body.sumber)}{note}"


def rule_facts(rule: Rule, catalogue: Catalogue) -> list[tuple[str, list[str]]]:
    """Return what is to be said of a rule as headings with their lines."""
    elements = [f"{name}: {text}" for name, text in rule.unsur.items() if text != "-"]
    checks = {item.id: item.shown(language()) for item in catalogue.checks}
    facts = [
        (_("Perbuatan"), [f"{rule.perbuatan} ({rule.tanda}){cited(rule.sumber)}"]),
        (_("Jalur"), [f"{_(TRACK_NAMES[rule.jalur])} ({rule.jalur})"]),
        (_("Pelaku"), [", ".join(rule.pelaku)]),
        (_("Fase"), [f"{phases_text(rule.fase)} ({rule.tanda_fase})"]),
        (_("Pemilihan"), [", ".join(rule.pemilihan) or _("semua")]),
        (_("Unsur yang dicari"), elements),
        (_("Dipanggil oleh"), [call_text(call, catalogue, rule.fase) for call in rule.panggil]),
        (_("Sanksi"), [sanction_text(sanction) for sanction in rule.sanksi]),
        (_("Dasar hukum"), [basis_text(basis) for basis in rule.dasar]),
        (_("Catatan"), list(rule.catatan)),
        (_("Harus diperiksa"), [checks[name] for name in rule.verifikasi]),
    ]
    if rule.pihak:
        facts.insert(2, (_("Yang diduga melanggar"), [_("{party}, bukan penulis pos").format(party=rule.pihak)]))
    if rule.pendamping:
        facts.insert(2, (_("Sifat"), [_("pendamping: tidak menentukan jalur selama ada aturan yang lebih khusus")]))
    return [(heading, lines) for heading, lines in facts if lines]


def rule_lines(rule: Rule, catalogue: Catalogue, day: dt.date | None = None) -> list[str]:
    """Return a rule as lines for a terminal, with the bodies that handle its track and the sources' addresses."""
    lines = [f"{rule.id}: {rule.nama}"]
    facts = rule_facts(rule, catalogue)
    facts.append((_("Ditangani oleh"), [body_text(body) for body in catalogue.bodies_for(rule.jalur, day)]))
    none = _("tanpa sinyal")
    for examples, heading in ((rule.cocok, _("Contoh yang menyentuh")), (rule.tolak, _("Contoh yang tidak menyentuh"))):
        facts.append((heading, [f"{e.teks!r} ({', '.join(e.sinyal) or none}; {e.fase})" for e in examples]))
    used = [*rule.sumber, *(s for b in rule.dasar for s in b.sumber), *(s for x in rule.sanksi for s in x.sumber)]
    named = [catalogue.sources[name] for name in dict.fromkeys(used)]
    weak = {True: _(" (salinan atau kutipan tidak resmi)"), False: ""}
    facts.append((_("Sumber"), [f"{s.id} {s.nama}{weak[s.lemah]}: {s.alamat}" for s in named]))
    for heading, texts in facts:
        if len(texts) == 1:
            lines.append(f"{heading}: {texts[0]}")
        elif texts:
            lines.append(f"{heading}:")
            lines.extend(f"  - {text}" for text in texts)
    return [*lines, _("Ini alat bantu: indikasi untuk diperiksa orang, bukan putusan pelanggaran.")]
