"""What the review page shows: its frame with all words and lists, and one post with its evidence in pieces."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from netral_cli.language import N_, _, language
from netral_cli.review.decision import ANSWERS, DOUBT, NO, SKIP, YES, Decision
from netral_cli.review.guideline import guideline
from netral_cli.review.item import Item
from netral_cli.rules.phase import Phase, phase_name
from netral_cli.signals.catalogue import Label, contexts, label_name, signals

_ANSWER_NAMES = {YES: N_("Ya, ada sinyal"), NO: N_("Tidak"), DOUBT: N_("Ragu"), SKIP: N_("Lewati")}
_ANSWER_KEYS = {YES: "y", NO: "t", DOUBT: "r", SKIP: "l"}
_SIGNAL_KEYS, _CONTEXT_KEYS = "1234567890qweasd", "zxcvbn"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SAFE_LINK = re.compile(r"https?://[^\s<>\"']+\Z", re.IGNORECASE)
# Words that the script says; it finds them on the page.
_SAID = {
    "tersimpan": N_("Tersimpan {waktu}"), "menyimpan": N_("Menyimpan ..."), "belum": N_("Belum diputuskan"),
    "gagal": N_("BELUM TERSIMPAN: {sebab}. Periksa apakah programnya masih berjalan; dicoba lagi tiap 3 detik."),
    "putus": N_("program tidak menjawab"), "kemajuan": N_("{selesai} dari {semua} diputuskan"),
    "nomor": N_("Pos {nomor} dari {semua}"), "habis": N_("Semua pos sudah diputuskan."),
    "bukti": N_("bukti untuk {sinyal}"),
}  # fmt: skip
_NAMES = {
    "judul": N_("Tinjauan antrean"), "sebelum": N_("Sebelumnya"), "sesudah": N_("Berikutnya"),
    "kosong": N_("Berikutnya yang belum"), "status": N_("Keputusan"), "sinyal": N_("Sinyal (untuk ya)"),
    "konteks": N_("Konteks (untuk tidak)"), "catatan": N_("Catatan"), "pos": N_("Pos"),
    "program": N_("Kata program"), "panduan": N_("Panduan singkat"), "ke_isi": N_("Langsung ke pos"),
    "pintasan": N_("Pintasan papan ketik aktif"),
    "tombol": N_("← → pindah, Enter berikutnya, u yang belum, m catatan, Esc keluar dari catatan, g panduan."),
    "indikasi": N_("Indikasi untuk diperiksa orang, bukan putusan. Keputusan langsung tersimpan di {berkas}."),
}  # fmt: skip
_FACTS = {
    "why": N_("Mengapa dipilih"), "status": N_("Status"), "signals": N_("Sinyal"), "context": N_("Konteks"),
    "objects": N_("Objek"), "rules": N_("Aturan yang mungkin"), "counter": N_("Tanda sebaliknya"),
    "phase": N_("Fase"), "date": N_("Tanggal"), "account": N_("Akun (samaran)"), "link": N_("Tautan"), "id": N_("Id"),
}  # fmt: skip


def page_html(file: str) -> str:
    """Return the page; nothing of a post is in it."""
    frame = Template(files(__package__).joinpath("page", "tinjau.html").read_text(encoding="utf-8"))
    words = {f"n_{key}": escape(_(text).replace("{berkas}", file)) for key, text in _NAMES.items()}
    said = " ".join(f'data-{key}="{escape(_(text))}"' for key, text in _SAID.items())
    answers = [(name, _(_ANSWER_NAMES[name]), "", _ANSWER_KEYS[name]) for name in ANSWERS]
    return frame.substitute(
        words, lang=language(), kata=said,
        status=_choices("status", "radio", answers),
        sinyal=_choices("sinyal", "checkbox", _labelled(signals(), _SIGNAL_KEYS)),
        konteks=_choices("konteks", "radio", _labelled(contexts(), _CONTEXT_KEYS)),
        panduan=_guide(),
    )  # fmt: skip


def _labelled(labels: tuple[Label, ...], keys: str) -> list[tuple[str, str, str, str]]:
    return [(label.id, label_name(label.id), label.arti, key) for label, key in zip(labels, keys, strict=True)]


def _choices(group: str, kind: str, entries: list[tuple[str, str, str, str]]) -> str:
    """Return labelled fields: value, name, meaning and the key that presses each."""
    out = []
    for value, name, meaning, key in entries:
        title = f' title="{escape(meaning)}"' if meaning else ""
        out.append(
            f'<label{title}><input type="{kind}" name="{group}" value="{value}" data-tombol="{key}"'
            f' aria-keyshortcuts="{key}"><span class="nama">{escape(name)}</span>'
            f'<kbd aria-hidden="true">{key}</kbd></label>'
        )
    return "\n".join(out)


def _guide() -> str:
    out = []
    for line in guideline():
        tag = "h3" if line.kind == "judul" else "p"
        out.append(f'<{tag} class="{line.kind}">{escape(line.text)}</{tag}>')
    return "\n".join(out)


def _clean(text: str) -> str:
    """Return a text with control characters shown as U+FFFD, so that nothing stays hidden."""
    return _CONTROL.sub("\ufffd", text)


def post_record(item: Item, decision: Decision | None, blind: bool) -> dict[str, Any]:
    """Return a post as the script takes it: text in pieces, so that no offsets cross between Python and JavaScript."""
    label = decision.label if decision else None
    return {
        "bagian": _pieces(item, blind), "fakta": _facts(item, blind),
        "status": label.status if label else "", "sinyal": list(label.signals) if label else [],
        "konteks": label.context if label else "", "catatan": decision.note if decision else "",
        "waktu": decision.time if decision else "",
    }  # fmt: skip


def _pieces(item: Item, blind: bool) -> list[list[str]]:
    """Return the text in pieces: its words, and for evidence the signals that it speaks for."""
    out: list[list[str]] = []
    at = 0
    for span in () if blind else sorted(item.spans, key=lambda s: (s.start, s.end)):
        start = max(span.start, at)
        if start < span.end:
            if start > at:
                out.append([_clean(item.text[at:start])])
            names = ", ".join(map(label_name, span.labels or item.signals))
            out.append([_clean(item.text[start : span.end]), names])
            at = span.end
    if at < len(item.text):
        out.append([_clean(item.text[at:])])
    return out


def _facts(item: Item, blind: bool) -> list[list[str]]:
    """Return name and value of what is known of a post; a link has its address as the third."""
    number = "" if item.score is None else f"{item.score:.2f}".replace(".", "," if language() == "id" else ".")
    known = {p.value for p in Phase}
    values = {} if blind else {
        "why": item.why, "status": f"{item.status} {number}".strip(),
        "signals": ", ".join(map(label_name, item.signals)),
        "context": label_name(item.context) if item.context else "",
        "objects": ", ".join(item.objects), "rules": "\n".join(item.rules), "counter": ", ".join(item.counter),
        "phase": phase_name(Phase(item.phase)) if item.phase in known else "",
    }  # fmt: skip
    values |= {"date": item.date, "account": item.account, "link": item.link, "id": item.id}
    out = [[_(_FACTS[key]), _clean(value)] for key, value in values.items() if value]
    for fact in out:
        if fact[0] == _(_FACTS["link"]) and _SAFE_LINK.match(fact[1]):
            fact.append(fact[1])
    return out
