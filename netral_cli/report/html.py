"""Writes the HTML report: one file that holds everything, runs only its own script, and loads nothing."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import BinaryIO

from netral_cli import __version__
from netral_cli.atomic import new_file
from netral_cli.elections.profile import Profile
from netral_cli.names import shown_name
from netral_cli.posts.inputs import digest
from netral_cli.report import charts
from netral_cli.report import html_sections as parts
from netral_cli.report.aggregate import Aggregate
from netral_cli.report.findings import Result
from netral_cli.report.html_sections import Material
from netral_cli.report.posts_data import FILTERS, Records
from netral_cli.report.words import Words
from netral_cli.rules.catalogue import Catalogue

MOST_POSTS = 50_000
_SCRIPT_WORDS = (
    "sinyal", "objek", "fase", "jalur", "aturan", "counter", "verifikasi", "bukti", "buka_asli", "baris", "skor",
    "dipotong", "dengan_anggapan", "halaman", "memuat", "tak_ada_cocok",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """How the page is made: at most `most` posts inside it, the `part`-th such portion (from 1); its day."""

    most: int = MOST_POSTS
    part: int = 1
    now: dt.datetime | None = None


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _source_hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def content_policy(script: str, style: str) -> str:
    """Return the Content-Security-Policy that lets only this script and this style work."""
    return (
        f"default-src 'none'; script-src {_source_hash(script)}; style-src {_source_hash(style)};"
        " base-uri 'none'; form-action 'none'"
    )


def was_changed(result: Result) -> bool:
    """Say whether a result is no longer the file that its manifest records."""
    if result.manifest is None:
        return False
    recorded = {entry.sha256 for entry in result.manifest.outputs}
    return digest(result.path, result.path.name).sha256 not in recorded


def write_html(
    path: Path, result: Result, found: Aggregate, profiles: Sequence[Profile], catalogue: Catalogue, words: Words,
    options: HtmlOptions | None = None,
) -> int:  # fmt: skip
    """Write the report and return how many findings it embeds; raises `WriteError`."""
    options = options or HtmlOptions()
    material = Material(
        found, result.manifest, shown_name(result.manifest_path.name), was_changed(result), profiles, catalogue, words,
        charts.can_draw(),
    )  # fmt: skip
    with new_file(path) as target:
        return _write(target, result, material, options)


def _write(target: BinaryIO, result: Result, m: Material, options: HtmlOptions) -> int:
    say = m.words
    css, script = _template("laporan.css"), _template("laporan.js")
    now = options.now or dt.datetime.now().astimezone()
    skip = (options.part - 1) * options.most
    shown = max(min(options.most, m.found.flagged - skip), 0)
    links = {
        "ringkasan": "ringkasan", "linimasa": "linimasa", "sebaran": "sebaran", "akun": "akun_bagian",
        "salinan": "salinan_bagian", "periksa": "periksa_bagian", "pos": "pos_bagian", "aturan": "aturan_bagian",
        "metode": "metode_bagian", "manifest": "manifest_bagian",
    }  # fmt: skip
    checks = parts.checks(m)
    if not checks:
        del links["periksa"]
    before = parts.summary(m) + parts.timeline(m) + parts.breakdowns(m) + parts.accounts(m) + parts.copies(m) + checks
    page = Template(_template("laporan.html")).substitute(
        lang=say.lang, csp=escape(content_policy(script, css)), versi=__version__, judul=escape(say("judul")),
        berkas=escape(shown_name(result.path.name)), css=css, cap=escape(say("bukan_putusan")),
        asal=f"{escape(say('hasil'))}: <bdi>{escape(shown_name(result.path.name))}</bdi> · {escape(say('dibuat'))}:"
        f" {now:%Y-%m-%d %H:%M %Z}",
        tegas=escape(say("bukan_putusan")), tegas_isi=escape(say("bukan_putusan_isi")), isi_label=escape(say("isi")),
        daftar="".join(f'<li><a href="#{name}">{escape(say(key))}</a></li>' for name, key in links.items()),
        isi=before + parts.section("pos", say("pos_bagian"), _posts(m, options, skip, shown)),
    )  # fmt: skip
    page += parts.rules(m) + parts.method(m) + parts.provenance(m) + "</main>\n"
    target.write(page.encode())
    records = Records(say)
    for number, block in enumerate(records.blocks_of(m.found.store.findings(options.most, skip))):
        target.write(f'<script type="application/json" id="netral-pos-{number}">{block}</script>\n'.encode())
    table = records.table(_SCRIPT_WORDS)
    target.write(f'<script type="application/json" id="netral-tabel">{table}</script>\n'.encode())
    target.write(f"<script>{script}</script>\n</body>\n</html>\n".encode())
    return records.count


def _posts(m: Material, options: HtmlOptions, skip: int, shown: int) -> str:
    """Return the frame of the list of posts: filters, pages, and what is left out."""
    say = m.words
    out = f'<p class="redup">{escape(say("pos_penjelasan", tampil=m.number(shown)))}</p>'
    if shown < m.found.flagged:
        limits = {"awal": skip + 1 if shown else 0, "akhir": skip + shown, "semua": m.found.flagged}
        texts = {name: m.number(value) for name, value in limits.items()}
        further = options.part + 1 if skip + shown < m.found.flagged else 1
        out += f'<p class="awas">{escape(say("pos_dibatasi", **texts, lanjut=further))}</p>'
    everything = f'<option value="">{escape(say("semua"))}</option>'
    selects = "".join(
        f'<div><label for="saring-{name}">{escape(say(name))}</label>'
        f'<select id="saring-{name}" data-saring="{name}">{everything}</select></div>'
        for name in FILTERS
    )
    orders = "".join(
        f'<option value="{name}">{escape(say(f"urut_{name}"))}</option>' for name in ("kuat", "baru", "lama", "baris")
    )
    sizes = "".join(f'<option value="{n}">{n}</option>' for n in (25, 50, 100, 250))
    return (
        f'{out}<noscript><p class="awas">{escape(say("tanpa_skrip"))}</p></noscript>\n<div class="saring">'
        f'<div class="lebar"><label for="cari">{escape(say("cari"))}</label>'
        f'<input id="cari" type="search" autocomplete="off" spellcheck="false"></div>{selects}'
        f'<div><label for="urut">{escape(say("urut"))}</label><select id="urut">{orders}</select></div>'
        f'<div><label for="per-halaman">{escape(say("per_halaman"))}</label>'
        f'<select id="per-halaman">{sizes}</select></div>'
        f'</div>\n<div class="lembar"><button type="button" id="sebelum">{escape(say("sebelumnya"))}</button>'
        f'<button type="button" id="sesudah">{escape(say("berikutnya"))}</button>'
        f'<button type="button" id="hapus">{escape(say("hapus_saringan"))}</button>'
        '<span id="halaman" role="status"></span></div>\n<div id="daftar-pos"></div>'
    )
