"""Writes rules out for people: one rule on a terminal, and the whole catalogue as a Markdown page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from netral_cli.rules.catalogue import (
    ANY_SIGNAL,
    MARKS,
    TRACKS,
    Body,
    Call,
    Catalogue,
    LegalBasis,
    Rule,
    Sanction,
)
from netral_cli.rules.phase import KNOWN_PHASES, PHASE_NAMES, Phase
from netral_cli.rules.reading import mark_of_rule
from netral_cli.signals.catalogue import signals

TRACK_NAMES = {
    "etik": "kode etik",
    "disiplin": "disiplin",
    "pidana": "pidana pemilu atau pemilihan",
    "ite": "UU ITE",
    "desa": "pemerintah desa",
    "honorer": "pegawai non-ASN",
}
MARK_MEANINGS = {
    "terverifikasi": "dibaca dalam sumber yang disebut (sering berita atau salinan, belum tentu naskah resmi)",
    "umum": "pengetahuan umum, belum dicocokkan dengan sumber",
    "ragu": "nomor, bunyi, atau sumber berbeda-beda: jangan dikutip sebelum diperiksa",
}
_SIGNAL_NAMES = {label.id: label.nama for label in signals()}


def _cited(sources: Sequence[str]) -> str:
    return f" [{', '.join(sources)}]" if sources else ""


def _time(first: dt.date, last: dt.date | None) -> str:
    return f"{first} sampai {last}" if last else f"sejak {first}"


def phases_text(phases: Iterable[Phase]) -> str:
    """Return the phases in words; `semua fase` for all."""
    names = [PHASE_NAMES[phase] for phase in KNOWN_PHASES if phase in set(phases)]
    return "semua fase" if len(names) == len(KNOWN_PHASES) else "; ".join(names)


def call_text(call: Call, catalogue: Catalogue, phases: tuple[Phase, ...] = ()) -> str:
    """Return one way of calling a rule up in words; the phases only where they differ from the rule's."""
    facts = {fact.id: fact.nama for fact in catalogue.facts}
    said = "sinyal apa pun" if ANY_SIGNAL in call.sinyal else " atau ".join(call.sinyal)
    if call.dengan:
        said += f", bersama {' atau '.join(call.dengan)}"
    if call.fakta:
        said += f"; teks menyebut: {', '.join(facts[name].lower() for name in sorted(call.fakta))}"
    if call.tanpa_fakta:
        said += f"; teks tidak menyebut: {', '.join(facts[name].lower() for name in sorted(call.tanpa_fakta))}"
    if set(call.fase) != set(phases):
        said += f"; fase: {phases_text(call.fase)}"
    return f"{said} ({call.tanda})"


def basis_text(basis: LegalBasis) -> str:
    """Return a legal basis in words, with dates, mark and sources."""
    actors = f"; untuk {', '.join(basis.pelaku)}" if basis.pelaku else ""
    doubt = f" (tanggal: {basis.tanda_tanggal})" if basis.tanda_tanggal != MARKS[0] else ""
    when = _time(basis.berlaku_dari, basis.berlaku_sampai) + doubt
    return f"{basis.nama}, {basis.pasal}; {when}{actors} ({basis.tanda}){_cited(basis.sumber)}"


def sanction_text(sanction: Sanction) -> str:
    """Return a sanction in words, with mark and sources."""
    actors = f" (untuk {', '.join(sanction.pelaku)})" if sanction.pelaku else ""
    return f"{sanction.isi}{actors} ({sanction.tanda}){_cited(sanction.sumber)}"


def body_text(body: Body) -> str:
    """Return who handles a track in words, with dates, mark and sources."""
    note = f" {body.catatan}" if body.catatan else ""
    when = f"{_time(body.berlaku_dari, body.berlaku_sampai)} (tanggal: {body.tanda_tanggal})"
    return f"{body.nama}, {when}: {body.peran} ({body.tanda}){_cited(body.sumber)}{note}"


def rule_facts(rule: Rule, catalogue: Catalogue) -> list[tuple[str, list[str]]]:
    """Return what is to be said of a rule as headings with their lines."""
    elements = [f"{name}: {text}" for name, text in rule.unsur.items() if text != "-"]
    checks = {item.id: item.perihal for item in catalogue.checks}
    facts = [
        ("Perbuatan", [f"{rule.perbuatan} ({rule.tanda}){_cited(rule.sumber)}"]),
        ("Jalur", [f"{TRACK_NAMES[rule.jalur]} ({rule.jalur})"]),
        ("Pelaku", [", ".join(rule.pelaku)]),
        ("Fase", [f"{phases_text(rule.fase)} ({rule.tanda_fase})"]),
        ("Pemilihan", [", ".join(rule.pemilihan) or "semua"]),
        ("Unsur yang dicari", elements),
        ("Dipanggil oleh", [call_text(call, catalogue, rule.fase) for call in rule.panggil]),
        ("Sanksi", [sanction_text(sanction) for sanction in rule.sanksi]),
        ("Dasar hukum", [basis_text(basis) for basis in rule.dasar]),
        ("Catatan", list(rule.catatan)),
        ("Harus diperiksa", [checks[name] for name in rule.verifikasi]),
    ]
    if rule.pihak:
        facts.insert(2, ("Yang diduga melanggar", [f"{rule.pihak}, bukan penulis pos"]))
    if rule.pendamping:
        facts.insert(2, ("Sifat", ["pendamping: tidak menentukan jalur selama ada aturan yang lebih khusus"]))
    return [(heading, lines) for heading, lines in facts if lines]


def rule_lines(rule: Rule, catalogue: Catalogue, day: dt.date | None = None) -> list[str]:
    """Return a rule as lines for a terminal, with the bodies that handle its track and the sources' addresses."""
    lines = [f"{rule.id}: {rule.nama}"]
    facts = rule_facts(rule, catalogue)
    facts.append(("Ditangani oleh", [body_text(body) for body in catalogue.bodies_for(rule.jalur, day)]))
    for examples, heading in ((rule.cocok, "Contoh yang menyentuh"), (rule.tolak, "Contoh yang tidak menyentuh")):
        facts.append((heading, [f"{e.teks!r} ({', '.join(e.sinyal) or 'tanpa sinyal'}; {e.fase})" for e in examples]))
    used = [*rule.sumber, *(s for b in rule.dasar for s in b.sumber), *(s for x in rule.sanksi for s in x.sumber)]
    cited = [catalogue.sources[name] for name in dict.fromkeys(used)]
    weak = {True: " (salinan atau kutipan tidak resmi)", False: ""}
    facts.append(("Sumber", [f"{s.id} {s.nama}{weak[s.lemah]}: {s.alamat}" for s in cited]))
    for heading, texts in facts:
        if len(texts) == 1:
            lines.append(f"{heading}: {texts[0]}")
        elif texts:
            lines.append(f"{heading}:")
            lines.extend(f"  - {text}" for text in texts)
    return [*lines, "Ini alat bantu: indikasi untuk diperiksa orang, bukan putusan pelanggaran."]


_HEAD = """\
# Aturan yang dikenal netral

Halaman ini dibuat dari katalog aturan (`netral_cli/rules/`) dengan `netral rules doc -o docs/aturan.md`.
Jangan diubah dengan tangan.

Katalog ini **alat bantu**. Ia menunjukkan aturan yang *mungkin* tersentuh oleh sebuah pos; orang yang memutuskan.
Perbuatan ditulis dengan kalimat sendiri, bukan salinan peraturan. Sebagian besar fakta dibaca dari berita atau salinan:
**cocokkan dengan naskah resmi sebelum mengutip pasal.**

## Tanda

Setiap perbuatan, dasar hukum, dan sanksi membawa tandanya sendiri:

{marks}

Yang harus dicocokkan orang dengan naskah resmi ada di [daftar di bawah](#fakta-yang-harus-dicocokkan).

## Cara membaca

- **Jalur** tidak saling menutup: sebuah pos dapat lolos dari jalur pidana dan tetap menyentuh kode etik atau disiplin.
- **Fase** menentukan kode etik (sebelum calon ditetapkan, objeknya bakal calon) atau disiplin (sesudahnya, objeknya
  calon). Pembagian menurut saat penetapan adalah bacaan `umum`. Tanpa tanggal atau profil pemilihan, kedua
  bacaan ditunjukkan.
- **Pelaku** yang tidak diketahui dibaca sebagai ASN dan dicatat sebagai hal yang harus diperiksa.
- Sinyal hanya *memanggil* aturan; unsur (objek, tindakan, tujuan, kanal) diperiksa orang.
- Aturan **pendamping** menyertai aturan lain dan tidak menentukan jalur.
- Jalur pidana hanya disebut bila fase dan jenis pemilihan diketahui.
"""

_UPDATE = """\
## Memperbarui aturan

1. Undang-undang berubah: di `peraturan.toml` isi `berlaku_sampai` pada peraturan lama, tambah `[[peraturan]]` baru
   dengan `berlaku_dari`, lalu tambah satu baris `dasar` (dengan `pokok = true`) pada setiap aturan yang bertumpu
   padanya. Jangan hapus yang lama: pos lama dinilai dengan aturan pada tanggalnya.
2. Perbuatan baru: tambah `[[aturan]]` di `pasal/` atau di berkas sendiri, dengan paling sedikit satu `cocok` dan satu
   `tolak`. Tulis perbuatannya dengan kalimat sendiri.
3. Fakta selesai diperiksa: ubah `tanda` menjadi `terverifikasi` dan isi `sumber`; sumber baru ditambah di
   `sumber.toml`.
4. Badan yang menangani berubah: isi `berlaku_sampai` badan lama dan tambah `[[badan]]` baru di `badan.toml`.
5. Jalankan `netral rules test` (berkas sendiri: `netral rules test --rules BERKAS`), lalu buat ulang halaman ini.

Kunci sebuah `[[aturan]]`: `id`, `nama`, `perbuatan`, `jalur`, `pelaku`, `pemilihan` (kosong: semua), `fase` (atau
`semua`, `sejak_penetapan`), `unsur`, `panggil` (`sinyal`, `dengan`, `fakta`, `tanpa_fakta`, `fase`, `tanda`), `sanksi`,
`dasar` (`peraturan`, `pasal`, `tanda`, `sumber`, `pokok`, `pelaku`, `berlaku_dari`, `berlaku_sampai`), `sumber`,
`tanda`, `tanda_fase` (bawaan `umum`), `catatan`, `verifikasi`, `pendamping`, `pihak`, `cocok`, `tolak`.
"""


def _doubts(catalogue: Catalogue) -> list[str]:
    """Return every fact of the catalogue that is not verified, one line each."""
    lines = []
    for act in catalogue.regulations.values():
        if act.tanda != MARKS[0]:
            lines.append(f"- {act.nama}: nama dan adanya ({act.tanda})")
        if act.tanda_tanggal != MARKS[0]:
            when = _time(act.berlaku_dari, act.berlaku_sampai)
            lines.append(f"- {act.nama}: tanggal berlaku, {when} ({act.tanda_tanggal})")
    for rule in catalogue.rules:
        said = [f"perbuatan ({rule.tanda})"] if rule.tanda != MARKS[0] else []
        said += [f"{b.nama.partition(' (')[0]}, {b.pasal} ({b.tanda})" for b in rule.dasar if b.tanda != MARKS[0]]
        said += [f"sanksi '{s.isi}' ({s.tanda})" for s in rule.sanksi if s.tanda != MARKS[0]]
        said += [f"panggilan oleh {' atau '.join(c.sinyal)} ({c.tanda})" for c in rule.panggil if c.tanda != MARKS[0]]
        if said:
            lines.append(f"- `{rule.id}`: {'; '.join(said)}")
    for body in catalogue.bodies:
        if body.tanda != MARKS[0]:
            lines.append(f"- {body.nama}: peran ({body.tanda})")
        if body.tanda_tanggal != MARKS[0]:
            when = _time(body.berlaku_dari, body.berlaku_sampai)
            lines.append(f"- {body.nama}: waktu, {when} ({body.tanda_tanggal})")
    return lines


def document(catalogue: Catalogue) -> str:
    """Return the catalogue as a Markdown page, the same for the same catalogue."""
    out = [_HEAD.format(marks="\n".join(f"- `{mark}`: {MARK_MEANINGS[mark]}" for mark in MARKS))]
    out.append("## Ringkasan\n\nTanda di sini: yang paling lemah di antara perbuatan, sanksi, dan dasar pokoknya.\n")
    out.append("| id | perbuatan | jalur | tanda |\n|---|---|---|---|")
    for rule in catalogue.rules:
        out.append(f"| [`{rule.id}`](#{rule.id}) | {rule.nama} | {rule.jalur} | {mark_of_rule(rule)} |")
    out.append("\n## Siapa yang menangani\n")
    for track in TRACKS:
        handlers = [body for body in catalogue.bodies if track in body.jalur]
        out.append(f"**{TRACK_NAMES[track].capitalize()}** (`{track}`)\n")
        out += [f"- {body_text(body)}" for body in handlers]
        out.append("")
    out.append("## Yang boleh\n")
    for may in catalogue.permissions:
        out.append(f"- {may.perbuatan} Syarat: {may.syarat} ({may.tanda}){_cited(may.sumber)}")
    out.append("\n## Yang harus diperiksa orang pada setiap kasus\n")
    for item in catalogue.checks:
        names = ", ".join(_SIGNAL_NAMES[name] for name in item.sinyal)
        asked = f" Diminta oleh sinyal: {names}." if names else ""
        out.append(f"- `{item.id}`: {item.perihal}{asked}")
    for track in TRACKS:
        out.append(f"\n## Jalur {track}\n")
        for rule in catalogue.rules:
            if rule.jalur != track:
                continue
            out.append(f'<a id="{rule.id}"></a>\n\n### `{rule.id}`: {rule.nama}\n')
            for heading, lines in rule_facts(rule, catalogue):
                if heading == "Jalur":
                    continue
                if len(lines) == 1:
                    out.append(f"- {heading}: {lines[0]}")
                else:
                    out.append(f"- {heading}:")
                    out += [f"  - {line}" for line in lines]
            out.append("")
    out.append("## Fakta yang harus dicocokkan\n")
    out += _doubts(catalogue)
    out.append(f"\n{_UPDATE}")
    out.append("## Peraturan\n")
    for act in catalogue.regulations.values():
        note = f" {act.catatan}" if act.catatan else ""
        when = f"{_time(act.berlaku_dari, act.berlaku_sampai)} (tanggal: {act.tanda_tanggal})"
        out.append(f"- `{act.id}`: {act.nama}; {when} ({act.tanda}){_cited(act.sumber)}.{note}")
    out.append("\n## Sumber\n")
    for source in catalogue.sources.values():
        weak = " Salinan atau kutipan tidak resmi." if source.lemah else ""
        out.append(f"- {source.id}: {source.nama}. `{source.alamat}`{weak}")
    return "\n".join(out) + "\n"
