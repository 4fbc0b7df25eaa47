"""Writes the whole catalogue as a Markdown page in Indonesian, the language of the law it holds."""

from __future__ import annotations

from netral_cli.language import speaking
from netral_cli.rules.catalogue import MARKS, TRACKS, Catalogue
from netral_cli.rules.document import MARK_MEANINGS, TRACK_NAMES, body_text, cited, period, rule_facts
from netral_cli.rules.reading import mark_of_rule
from netral_cli.signals.catalogue import label_name

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
            when = period(act.berlaku_dari, act.berlaku_sampai)
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
            when = period(body.berlaku_dari, body.berlaku_sampai)
            lines.append(f"- {body.nama}: waktu, {when} ({body.tanda_tanggal})")
    return lines


def document(catalogue: Catalogue) -> str:
    """Return the catalogue as a Markdown page, the same for the same catalogue in every language of the user."""
    with speaking("id"):
        return _page(catalogue)


def _page(catalogue: Catalogue) -> str:
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
        out.append(f"- {may.perbuatan} Syarat: {may.syarat} ({may.tanda}){cited(may.sumber)}")
    out.append("\n## Yang harus diperiksa orang pada setiap kasus\n")
    for item in catalogue.checks:
        names = ", ".join(label_name(name) for name in item.sinyal)
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
        when = f"{period(act.berlaku_dari, act.berlaku_sampai)} (tanggal: {act.tanda_tanggal})"
        out.append(f"- `{act.id}`: {act.nama}; {when} ({act.tanda}){cited(act.sumber)}.{note}")
    out.append("\n## Sumber\n")
    for source in catalogue.sources.values():
        weak = " Salinan atau kutipan tidak resmi." if source.lemah else ""
        out.append(f"- {source.id}: {source.nama}. `{source.alamat}`{weak}")
    return "\n".join(out) + "\n"
