"""The parts of the HTML report that are counted: summary, timeline, breakdowns, accounts, copies, rules, provenance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from netral_cli.elections.profile import Profile
from netral_cli.language import _
from netral_cli.posts.manifest import Manifest
from netral_cli.report import charts
from netral_cli.report.aggregate import Aggregate
from netral_cli.report.calendars import Band, bands, timeline_of
from netral_cli.report.findings import bare_name
from netral_cli.report.posts_data import anchor
from netral_cli.report.rates import SMALL_GROUP, Rate, interval_text, percent, whole_number
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.rules.catalogue import Catalogue, Rule
from netral_cli.rules.phase import Phase
from netral_cli.verdict import INDIKASI, NETRAL, TINJAU

_MOST_BARS, _MOST_ROWS, _MOST_ACCOUNTS, _MOST_COPIES = 16, 100, 25, 40
_MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Material:
    """What the sections are made of; `draw` is False where the chart library is missing."""

    found: Aggregate
    manifest: Manifest | None
    manifest_name: str
    changed: bool
    profiles: Sequence[Profile]
    catalogue: Catalogue
    words: Words
    draw: bool

    def number(self, value: int) -> str:
        """Return a number as the language writes it."""
        return whole_number(value, self.words.lang)

    def rate(self, rate: Rate) -> tuple[str, str]:
        """Return share and interval of a rate; `terlalu sedikit` for small groups, empty without denominators."""
        if not self.found.has_denominators:
            return "", ""
        share = self.words("terlalu_sedikit") if rate.small else percent(rate.share, self.words.lang)
        return share, interval_text(rate, self.words.lang)


def section(name: str, title: str, body: str) -> str:
    """Return one part of the page with its heading."""
    return f'<section id="{name}"><h2>{escape(title)}</h2>\n{body}</section>\n'


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """Return a table; the cells are HTML already, `numbers` the columns that hold figures."""

    def cells(kind: str, values: Sequence[str]) -> str:
        return "".join(
            f'<{kind} class="angka">{value}</{kind}>' if k in numbers else f"<{kind}>{value}</{kind}>"
            for k, value in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f'<div class="gulir"><table><thead><tr>{cells("th", head)}</tr></thead><tbody>{body}</tbody></table></div>\n'


def _mark(mark: str, say: Words) -> str:
    return f'<span class="tanda {escape(mark)}">{escape(say.named("tanda", mark))}</span>'


def _day(day: dt.date) -> str:
    return f'<span class="tgl">{day.isoformat()}</span>'


def summary(m: Material) -> str:
    """Return the counts of the run and of the statuses, each with its denominator."""
    say, found = m.words, m.found
    counts = m.manifest.counts if m.manifest else {}
    cards = []
    if m.manifest:
        cards += [("", key, counts.get(key, 0), "") for key in ("dibaca", "ditolak")]
        cards.append(("", "diperiksa", counts.get("diklasifikasi", 0), ""))
        cards.append(("", "ganda", counts.get("ganda", 0), ""))
    else:
        cards.append(("", "diperiksa", found.posts, ""))
    if textless := counts.get("tanpa_teks", found.textless):
        cards.append(("", "tanpa_teks", textless, ""))
    for status in (INDIKASI, TINJAU, NETRAL):
        count = found.statuses[status]
        note = ""
        if found.has_denominators and found.posts:
            rate = Rate(count, found.posts)
            share = say("terlalu_sedikit") if rate.small else percent(rate.share, say.lang)
            parts = say("dari", bagian=m.number(count), semua=m.number(found.posts))
            note = f"{parts}: {share}<br>{say('selang', selang=interval_text(rate, say.lang))}"
        cards.append((status, status, count, note))
    boxes = [
        f'<div class="{kind}"><b>{m.number(count)}</b>{escape(say(key))}<small>{note}</small></div>'
        for kind, key, count, note in cards
    ]
    rows = "".join(f'<div class="kartu">{"".join(row)}</div>' for row in (boxes[:-3], boxes[-3:]))
    notes = [say("selang_arti")] if found.has_denominators else [say("tanpa_penyebut")]
    if not m.manifest:
        notes.append(say("tanpa_manifest"))
    if not found.flagged:
        notes.append(say("tanpa_temuan"))
    if not m.draw:
        notes.append(say("tanpa_grafik"))
    warning = f'<p class="awas">{escape(say("hasil_berubah"))}</p>' if m.changed else ""
    tail = "".join(f'<p class="redup">{escape(note)}</p>' for note in notes)
    return section("ringkasan", say("ringkasan"), f"{warning}{rows}{tail}")


def timeline(m: Material) -> str:
    """Return the findings over time, on the shaded phases of the elections, and the calendar as a table."""
    say = m.words
    line = timeline_of(m.found.store.groups("hari", "kunci"))
    body = ""
    if not line.buckets:
        body += f'<p class="redup">{escape(say("tanpa_linimasa"))}</p>'
    else:
        title = say({"hari": "per_hari", "minggu": "per_minggu", "bulan": "per_bulan"}[line.unit])
        shaded = bands(m.profiles, line.buckets[0][0], line.buckets[-1][1], say)
        body += f"<h3>{escape(title)}</h3>"
        if m.draw:
            body += f'<div class="gulir">{charts.timeline(line.buckets, shaded, title, say)}</div>'
        rows = [
            (_day(first), m.number(indikasi), m.number(tinjau))
            for first, _, indikasi, tinjau in line.buckets if indikasi or tinjau
        ]  # fmt: skip
        figures = html_table((say("mulai"), say("indikasi"), say("tinjau")), rows, (1, 2))
        body += f"<details><summary>{escape(say('tabel'))}</summary>{figures}</details>"
        body += _calendar(shaded, say)
    if m.found.undated:
        body += f'<p class="redup">{escape(say("tanpa_tanggal", jumlah=m.number(m.found.undated)))}</p>'
    return section("linimasa", say("linimasa"), body)


def _calendar(shaded: Sequence[Band], say: Words) -> str:
    if not shaded:
        return f'<p class="redup">{escape(say("tanpa_kalender"))}</p>'
    rows = [
        (
            escape(band.elections), escape(charts.phase_label(Phase(band.phase), say)),
            "" if band.phase == Phase.SEBELUM_PENETAPAN else _day(band.first),
            "" if band.phase == Phase.SESUDAH else _day(band.last),
        )
        for band in shaded
    ]  # fmt: skip
    head = (say("pemilihan"), say("fase"), say("mulai"), say("selesai"))
    return f"<h3>{escape(say('kalender'))}</h3>" + html_table(head, rows)


def breakdowns(m: Material) -> str:
    """Return findings by signal, track, rule, candidate, platform and file."""
    say, store = m.words, m.found.store
    names = {rule.id: rule.nama for rule in m.catalogue.rules}
    marks = {rule.id: rule.tanda for rule in m.catalogue.rules}
    parts = []
    for dimension in ("sinyal", "aturan", "jalur", "objek", "platform", "berkas"):
        groups = [g for g in store.groups(dimension) if g.flagged]
        if not groups or (dimension == "berkas" and len(groups) < 2):
            continue
        if dimension == "aturan":
            shown = [(f"{g.key} {names.get(g.key, '')}".strip(), g) for g in groups]
        else:
            shown = [(say.value(dimension, g.key, g.label), g) for g in groups]
        own_share = dimension in ("platform", "berkas")
        rows = []
        for name, group in shown[:_MOST_ROWS]:
            mark = f" {_mark(marks[group.key], say)}" if dimension == "aturan" and group.key in marks else ""
            rate = group.rate if own_share else Rate(group.indikasi, m.found.posts)
            rows.append((
                escape(name) + mark, m.number(group.posts if own_share else m.found.posts), m.number(group.indikasi),
                m.number(group.tinjau), *map(escape, m.rate(rate)),
            ))  # fmt: skip
        table = html_table(_group_head(say), rows, (1, 2, 3, 4, 5))
        title = say(dimension)
        chart = charts.bars(shown[:_MOST_BARS], title, say) if m.draw else ""
        more = len(groups) - (_MOST_BARS if m.draw else _MOST_ROWS)
        note = ""
        if len(groups) > _MOST_ROWS or (m.draw and more > 0):
            note = f'<p class="redup">{escape(say("lainnya", jumlah=m.number(more), dimensi=dimension))}</p>'
        opened = "" if m.draw else " open"
        figures = f"<details{opened}><summary>{escape(say('tabel'))}</summary>{table}</details>"
        parts.append(f'<div><h3>{escape(title)}</h3><div class="gulir">{chart}</div>{figures}{note}</div>')
    body = f'<p class="redup">{escape(say("boleh_ganda"))}</p><div class="dua">{"".join(parts)}</div>' if parts else ""
    return section("sebaran", say("sebaran"), body or f'<p class="redup">{escape(say("tanpa_temuan"))}</p>')


def _group_head(say: Words) -> tuple[str, ...]:
    return (
        say("nilai"), say("pos"), say("indikasi"), say("tinjau"), say("bagian_indikasi"), say("selang95"),
    )  # fmt: skip


def accounts(m: Material) -> str:
    """Return the accounts with most findings, with denominators and intervals."""
    say = m.words
    groups = [g for g in m.found.store.groups("akun", "temuan", _MOST_ACCOUNTS) if g.flagged]
    if not groups:
        return section("akun", say("akun_bagian"), f'<p class="redup">{escape(say("akun_kosong"))}</p>')
    rows = [
        (
            f"<bdi>{escape(g.label)}</bdi>", escape(g.key.partition("/")[0]), m.number(g.posts), m.number(g.indikasi),
            m.number(g.tinjau), *map(escape, m.rate(g.rate)),
        )
        for g in groups
    ]  # fmt: skip
    head = (
        say("akun"), say("platform"), say("pos"), say("indikasi"), say("tinjau"), say("bagian_indikasi"),
        say("selang95"),
    )  # fmt: skip
    body = f'<p class="redup">{escape(say("akun_penjelasan", batas=SMALL_GROUP))}</p>'
    body += html_table(head, rows, (2, 3, 4, 5, 6))
    rest = m.found.store.size("akun", flagged_only=True) - len(groups)
    if rest > 0:
        body += f'<p class="redup">{escape(say("lainnya", jumlah=m.number(rest), dimensi="akun"))}</p>'
    if m.found.unnamed:
        body += f'<p class="redup">{escape(say("akun_tanpa", jumlah=m.number(m.found.unnamed)))}</p>'
    return section("akun", say("akun_bagian"), body)


def copies(m: Material) -> str:
    """Return the texts that several accounts posted."""
    say = m.words
    found = m.found.store.copies(_MOST_COPIES)
    body = f'<p class="redup">{escape(say("salinan_penjelasan"))}</p>'
    if not found:
        body += f'<p class="redup">{escape(say("salinan_kosong"))}</p>'
        return section("salinan", say("salinan_bagian"), body)
    rows = [
        (
            m.number(c.accounts), m.number(c.posts), m.number(c.indikasi),
            f"<bdi>{escape(c.post.text[:_MOST_SHOWN])}{'...' if len(c.post.text) > _MOST_SHOWN else ''}</bdi>",
            m.number(c.number),
        )
        for c in found
    ]  # fmt: skip
    head = (say("jumlah_akun"), say("pos"), say("indikasi"), say("teks"), say("baris"))
    body += html_table(head, rows, (0, 1, 2, 4))
    rest = m.found.store.copies_count() - len(found)
    if rest > 0:
        body += f'<p class="redup">{escape(say("salinan_lain", jumlah=m.number(rest)))}</p>'
    return section("salinan", say("salinan_bagian"), body)


def checks(m: Material) -> str:
    """Return what a person must establish, and for how many findings."""
    say, words = m.words, m.found.store.check_words()
    rows = [
        (escape(say.check(g.key, words.get(g.key, g.key))), m.number(g.flagged))
        for g in m.found.store.groups("verifikasi")
        if g.flagged
    ]
    if not rows:
        return ""
    body = f'<p class="redup">{escape(say("periksa_penjelasan"))}</p>'
    return section("periksa", say("periksa_bagian"), body + html_table((say("perihal"), say("temuan")), rows, (1,)))


def rules(m: Material) -> str:
    """Return the text of every rule that a finding may touch, each fact with its mark."""
    say = m.words
    known = {rule.id: rule for rule in m.catalogue.rules}
    groups: list[Group] = [g for g in m.found.store.groups("aturan") if g.flagged]
    if not groups:
        return section("aturan", say("aturan_bagian"), f'<p class="redup">{escape(say("aturan_kosong"))}</p>')
    parts = [f'<p class="redup">{escape(say("aturan_penjelasan"))}</p>']
    for group in groups:
        rule = known.get(group.key)
        title = f"{group.key} {rule.nama}" if rule else group.key
        parts.append(f'<h3 id="{anchor(group.key)}">{escape(title)}</h3>')
        parts.append(_rule(rule, m) if rule else f'<p class="redup">{escape(say("aturan_asing"))}</p>')
    return section("aturan", say("aturan_bagian"), "".join(parts))


def _rule(rule: Rule, m: Material) -> str:
    say = m.words
    bases = "".join(
        f"<li>{escape(b.nama)}, {escape(b.pasal)} {_mark(b.tanda, say)} {escape(' '.join(b.sumber))}</li>"
        for b in rule.dasar
    )
    sanctions = "".join(
        f"<li>{escape(s.isi)} {_mark(s.tanda, say)} {escape(' '.join(s.sumber))}</li>" for s in rule.sanksi
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in rule.catatan)
    used = dict.fromkeys((*rule.sumber, *(s for b in rule.dasar for s in b.sumber)))
    sources = "; ".join(
        f"{name}: {m.catalogue.sources[name].alamat or m.catalogue.sources[name].nama}"
        for name in used if name in m.catalogue.sources
    )  # fmt: skip
    track = say.value("jalur", rule.jalur)
    out = f"<p>{escape(rule.perbuatan)} <b>{escape(say('jalur'))}:</b> {escape(track)}. {_mark(rule.tanda, say)}</p>"
    out += (
        f"<p><b>{escape(say('dasar'))}</b></p><ul>{bases}</ul><p><b>{escape(say('sanksi'))}</b></p><ul>{sanctions}</ul>"
    )
    if notes:
        out += f"<p><b>{escape(say('catatan'))}</b></p><ul>{notes}</ul>"
    if sources:
        out += f'<details><summary>{escape(say("sumber"))}</summary><p class="redup">{escape(sources)}</p></details>'
    return out


def method(m: Material) -> str:
    """Return the limits in plain words."""
    items = "".join(f"<li>{escape(m.words(f'metode_{k}'))}</li>" for k in range(1, 8))
    return section("metode", m.words("metode_bagian"), f"<ul>{items}</ul>")


def provenance(m: Material) -> str:
    """Return hashes, versions and counts of the manifest."""
    say = m.words
    if m.manifest is None:
        return section("manifest", say("manifest_bagian"), f'<p class="redup">{escape(say("tanpa_manifest"))}</p>')
    rows = [
        (escape(say(kind)), f"<bdi>{escape(bare_name(entry.name))}</bdi>", m.number(entry.size),
         f'<span class="hash">{escape(entry.sha256)}</span>')
        for kind, entries in (("masukan", m.manifest.inputs), ("keluaran", m.manifest.outputs)) for entry in entries
    ]  # fmt: skip
    body = html_table(("", say("nama_berkas"), say("ukuran"), "SHA-256"), rows, (2,))
    versions = [(escape(_(name)), f"<code>{escape(str(value))}</code>") for name, value in m.manifest.versions.items()]
    body += f"<h3>{escape(say('versi'))}</h3>" + html_table(("", ""), versions)
    body += f'<p class="redup">{escape(say("manifest_cek", manifest=m.manifest_name))}</p>'
    return section("manifest", say("manifest_bagian"), body)
