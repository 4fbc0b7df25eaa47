"""The two forms of a dossier as DOCX: the supervision report (Formulir A) and the finding form (B.2).

What the data tells is filled in; what only a person can know stays a dotted line.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from netral_cli import __version__
from netral_cli.report.dossier import LIMIT_DAYS, Dossier, Item
from netral_cli.report.rates import chance_text
from netral_cli.report.words import Words
from netral_cli.rules.catalogue import Catalogue, Rule

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

BLANK = "." * 48
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
# The forms are those of Bawaslu, which exist in Indonesian only.
_WORDS = Words("id")
_MOST_TEXT = 20_000


def long_date(day: dt.date) -> str:
    """Return a day as `Minggu, 20 Oktober 2024`."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


class Form:
    """A form in the making: headings, tables of labels and values, posts with marked evidence."""

    def __init__(self, title: str, subtitle: str) -> None:
        from docx import Document  # noqa: PLC0415
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.shared import Cm, Pt  # noqa: PLC0415

        self.document: DocumentType = Document()
        properties = self.document.core_properties
        properties.author, properties.title, properties.language = "", title, "id-ID"
        properties.created = properties.modified = dt.datetime.now(dt.UTC)
        properties.comments = f"netral {__version__}"
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
        style: Any = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(10.5)
        style.paragraph_format.space_after = Pt(4)
        for text, size in ((title, 14), (subtitle, 10.5)):
            line = self.document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = line.add_run(text)
            run.bold, run.font.size = True, Pt(size)
        self._label, self._value = Cm(5.2), Cm(11.4)

    def heading(self, text: str) -> None:
        """Add a heading that stays with what follows."""
        from docx.shared import Pt  # noqa: PLC0415

        line = self.document.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(10), True
        line.add_run(text).bold = True

    def note(self, text: str) -> None:
        """Add a small note in italics."""
        from docx.shared import Pt  # noqa: PLC0415

        run = self.document.add_paragraph().add_run(_clean(text))
        run.italic, run.font.size = True, Pt(9)

    def fields(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add a table of labels and values; an empty value becomes a dotted line."""
        from docx.oxml import OxmlElement  # noqa: PLC0415

        table = self.document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        table.autofit = False
        table.columns[0].width, table.columns[1].width = self._label, self._value
        for label, value in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            cells = row.cells
            cells[0].width, cells[1].width = self._label, self._value
            cells[0].paragraphs[0].add_run(label)
            lines = _clean(value).split("\n") if value else [BLANK]
            cells[1].paragraphs[0].add_run(lines[0])
            for line in lines[1:]:
                cells[1].add_paragraph(line)
        self.document.add_paragraph()

    def bullets(self, lines: Iterable[str]) -> None:
        """Add a list."""
        for line in lines:
            self.document.add_paragraph(_clean(line), style="List Bullet")

    def quotation(self, item: Item) -> None:
        """Add the text of a post in a frame, its evidence bold and marked."""
        from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415

        table = self.document.add_table(rows=1, cols=1)
        table.style = "Table Grid"
        line = table.rows[0].cells[0].paragraphs[0]
        text, at = item.post.text[:_MOST_TEXT], 0
        for span in item.post.evidence:
            start, end = max(span.start, at), min(span.end, len(text))
            if start < end:
                line.add_run(_clean(text[at:start]))
                run = line.add_run(_clean(text[start:end]))
                run.bold, run.underline = True, True
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
                at = end
        line.add_run(_clean(text[at:]))
        if len(item.post.text) > _MOST_TEXT:
            line.add_run(" " + _WORDS("dipotong")).italic = True
        self.document.add_paragraph()

    def signatures(self, roles: Sequence[str]) -> None:
        """Add the place for date and signatures."""
        self.document.add_paragraph(f"{'.' * 24}, tanggal {'.' * 24}")
        table = self.document.add_table(rows=1, cols=len(roles))
        for cell, role in zip(table.rows[0].cells, roles, strict=True):
            cell.paragraphs[0].add_run(role + "\n\n\n\n" + "(" + "." * 34 + ")")


def _known(dossier: Dossier) -> str:
    day = long_date(dossier.deadline.known)
    return f"{day} (dianggap hari formulir dibuat; ganti bila lain)" if dossier.deadline.assumed else day


def _deadline(dossier: Dossier) -> str:
    limit = dossier.deadline
    left = f"{limit.left} hari lagi" if limit.left >= 0 else f"sudah lewat {-limit.left} hari"
    return (
        f"{long_date(limit.last)} ({left} pada {long_date(limit.today)})\n"
        f"Dihitung {LIMIT_DAYS} hari kalender sejak {long_date(limit.known)}, hari pertama tidak dihitung;"
        f" bila hari pertama dihitung: {long_date(limit.last - dt.timedelta(days=1))}. Periksa ketentuan yang berlaku."
    )


def _posted(item: Item) -> str:
    post = item.post
    if post.day is None:
        return f"{post.date} (tanggal tidak terbaca)" if post.date else ""
    return f"{long_date(post.day)} WIB (tertulis: {post.date})"


def _account(dossier: Dossier) -> str:
    platform = f" di {dossier.platform}" if dossier.platform else ""
    return f"Akun {dossier.account}{platform}; kepemilikan akun belum diperiksa" if dossier.account else ""


def _counter(item: Item) -> str:
    return "; ".join(_WORDS.named("bingkai", name) for name in item.post.counter) or "tidak ada"


def _evidence_rows(item: Item) -> list[tuple[str, str]]:
    """Return what identifies a post and ties it to its source."""
    post = item.post
    source = f"{item.source_name}\nSHA-256 {item.source_sha256}" if item.source_sha256 else "tidak diketahui"
    return [
        ("Tautan", post.link), ("ID pos", post.id), ("Waktu unggah", _posted(item)),
        ("Fase pemilihan", _WORDS.phase(post.phase)), ("Status dan skor", f"{post.status}, {chance_text(post.score)}"),
        ("Sinyal", "; ".join(_WORDS.value("sinyal", name) for name in post.signals)),
        ("Objek dalam teks", "; ".join(post.objects)), ("Tanda sebaliknya", _counter(item)),
        ("Berkas sumber", source), ("Baris hasil", f"{post.number}\nSHA-256 isi baris {item.row_sha256}"),
    ]  # fmt: skip


def _rule_lines(item: Item, catalogue: Catalogue) -> list[str]:
    known: dict[str, Rule] = {rule.id: rule for rule in catalogue.rules}
    out = []
    for ref in item.post.rules:
        rule = known.get(ref.id)
        names = ", ".join(_WORDS.named("anggapan", name) for name in ref.supposed)
        supposed = f" Dengan anggapan: {names}." if names else ""
        bases = ""
        if rule is not None:
            day = item.post.day
            valid = [basis for basis in rule.dasar if basis.pokok and basis.in_force(day)]
            bases = "; ".join(f"{b.nama}, {b.pasal} [{b.tanda}]" for b in valid)
        track = _WORDS.value("jalur", ref.track) if ref.track else "jalur tidak diketahui"
        out.append(f"{ref.id} {ref.name} ({track}) [{ref.mark}]. {bases}.{supposed}".replace(". .", "."))
    return out or ["Tidak ada aturan yang terbaca dari teks."]


def _checks(dossier: Dossier) -> list[str]:
    return list(dict.fromkeys(text for item in dossier.items for _, text in item.post.checks))


def _events(dossier: Dossier) -> str:
    count = len(dossier.items)
    platform = dossier.platform or "media sosial"
    who = f"akun {dossier.account}" if dossier.account else "akun yang belum diketahui"
    return f"Dugaan keberpihakan dalam {count} unggahan {who} di {platform} (indikasi dari teks, belum diperiksa)."


def _period(dossier: Dossier) -> str:
    days = sorted(item.post.day for item in dossier.items if item.post.day)
    if not days:
        return ""
    return long_date(days[0]) if days[0] == days[-1] else f"{long_date(days[0])} sampai {long_date(days[-1])}"


def _posts(form: Form, dossier: Dossier, catalogue: Catalogue, analysis: bool) -> None:
    for number, item in enumerate(dossier.items, 1):
        form.heading(f"Unggahan {number} dari {len(dossier.items)}")
        form.quotation(item)
        form.fields(_evidence_rows(item))
        if analysis:
            form.heading("Aturan yang mungkin tersentuh (tanda kepastian dalam kurung siku)")
            form.bullets(_rule_lines(item, catalogue))
    if dossier.left_out:
        form.note(f"{dossier.left_out} temuan lain dari akun ini tidak dimuat; lihat laporan lengkap.")


def _closing(form: Form, dossier: Dossier) -> None:
    form.note(
        "Diisi sebagian oleh program dari teks unggahan. Indikasi, bukan putusan. Tanda: terverifikasi (dibaca di"
        " sumber yang disebut), umum (pengetahuan umum), ragu (sumber berbeda). SHA-256 isi baris dihitung dari"
        " larik JSON"
        " [kolom, nilai] semua kolom masukan dalam UTF-8. Hasil: "
        f"{dossier.result_name}, SHA-256 {dossier.result_sha256}. {dossier.versions}"
    )


def form_a(dossier: Dossier, catalogue: Catalogue) -> DocumentType:
    """Return Formulir A, the report of a supervision, with what the data tells filled in."""
    form = Form("FORMULIR MODEL A", "LAPORAN HASIL PENGAWASAN")
    form.document.add_paragraph("Nomor: ......../LHP/PM.01.0......../......../........")
    form.heading("I. Data pengawas")
    phases = dict.fromkeys(_WORDS.phase(item.post.phase) for item in dossier.items)
    form.fields([
        ("Tahapan yang diawasi", "; ".join(phases)), ("Nama pelaksana", ""), ("Jabatan", ""),
        ("Nomor surat tugas", ""), ("Alamat", ""),
    ])  # fmt: skip
    form.heading("II. Kegiatan pengawasan")
    form.fields([
        ("Bentuk", "Pengawasan konten internet: penelusuran teks unggahan media sosial dari ekspor"),
        ("Tujuan", "Menemukan tanda awal dugaan pelanggaran netralitas untuk diperiksa"),
        ("Sasaran", _account(dossier)), ("Waktu dan tempat", ""),
    ])  # fmt: skip
    form.heading("III. Uraian singkat hasil pengawasan")
    form.document.add_paragraph(_clean(_events(dossier)))
    _posts(form, dossier, catalogue, analysis=False)
    form.heading("IV. Informasi dugaan pelanggaran")
    form.fields([
        ("Peristiwa", _events(dossier)), ("Tempat kejadian", ""), ("Waktu kejadian", _period(dossier)),
        ("Pelaku", _account(dossier)), ("Nama, jabatan, instansi", ""), ("NIP/NIK", ""), ("Alamat pelaku", ""),
        ("Saksi (nama, alamat, telepon)", ""),
        ("Alat dan barang bukti", "\n".join(
            f"{n}. {i.post.link or 'tanpa tautan'} (SHA-256 isi baris {i.row_sha256})"
            for n, i in enumerate(dossier.items, 1))),
        ("Tangkapan layar", ""), ("Hari dan tanggal diketahui", _known(dossier)),
        ("Batas waktu", _deadline(dossier)), ("Uraian (apa, di mana, kapan, siapa, bagaimana)", ""),
    ])  # fmt: skip
    form.heading("Fakta dan keterangan yang masih harus diperiksa")
    form.bullets(_checks(dossier) or ["Tidak ada daftar dari program."])
    form.heading("Analisa: aturan yang mungkin tersentuh (tanda kepastian dalam kurung siku)")
    for number, item in enumerate(dossier.items, 1):
        form.bullets(f"Unggahan {number}: {line}" for line in _rule_lines(item, catalogue))
    form.fields([("Analisa pengawas", ""), ("Kesimpulan dan tindak lanjut", "")])
    form.signatures(("Pelaksana tugas pengawasan",))
    _closing(form, dossier)
    return form.document


def form_b2(dossier: Dossier, catalogue: Catalogue) -> DocumentType:
    """Return form B.2, the finding, with what the data tells filled in."""
    form = Form("FORMULIR MODEL B.2", "TEMUAN")
    form.document.add_paragraph("Nomor: ........../TM/........../........../..........")
    form.heading("1. Pengawas yang menemukan")
    form.fields([("Nama", ""), ("Jabatan", ""), ("Alamat", ""), ("Telepon dan surel", "")])
    form.heading("2. Waktu temuan")
    form.fields([
        ("Hari dan tanggal kejadian", _period(dossier)),
        ("Hari dan tanggal diketahui", _known(dossier)), ("Batas waktu temuan", _deadline(dossier)),
    ])  # fmt: skip
    form.heading("3. Pihak terlapor")
    form.fields([
        ("Akun", _account(dossier)), ("Nama", ""), ("Status kepegawaian dan jabatan", ""), ("Instansi", ""),
        ("Alamat", ""), ("Telepon", ""),
    ])  # fmt: skip
    form.heading("4. Peristiwa")
    form.fields([("Peristiwa", _events(dossier)), ("Tempat kejadian", "")])
    form.heading("5. Uraian kejadian dan bukti")
    _posts(form, dossier, catalogue, analysis=True)
    form.fields([("Uraian kejadian", ""), ("Bukti lain", "")])
    form.heading("6. Saksi")
    form.fields([("Saksi 1 (nama, alamat, telepon)", ""), ("Saksi 2 (nama, alamat, telepon)", "")])
    form.heading("7. Yang masih harus diperiksa")
    form.bullets(_checks(dossier) or ["Tidak ada daftar dari program."])
    form.signatures(("Pengawas yang menemukan", "Penerima"))
    _closing(form, dossier)
    return form.document
