"""The small pattern language of the cue files, and its compilation.

A pattern is a sequence of elements separated by blanks; it is matched against the *forms* of a post (normal
forms, with election names replaced by classes), never against raw text:

    kata          the form itself
    kata~         any form with the same stem (`dukung~`: mendukung, dukungan, didukung)
    kata*         any form that begins so
    {calon}       a class: see `GROUPS`
    a/b~/{nomor}  any of these
    ..            up to 3 other forms may stand here; `..6` up to 6
    ^ and $       the first or last element only: the start or the end of the post

Patterns have no repetition, so a match costs at most the length of the post: they cannot blow up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from netral_cli.elections import lexicon as names
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.text.normal import MENTION, NUMBER, URL, YEAR

GROUPS: dict[str, tuple[str, ...]] = {
    "calon": (names.CALON, names.BAKAL, names.JULUKAN, names.EJEKAN),
    "nama": (names.CALON, names.BAKAL),
    "partai": (names.PARTAI,),
    "kubu": (names.KUBU,),
    "julukan": (names.JULUKAN,),
    "ejekan": (names.EJEKAN,),
    "tagline": (names.TAGLINE,),
    "relawan": (names.RELAWAN,),
    "nomor": (names.NOMOR,),
    "digit": (names.DIGIT,),
    "pihak": (names.CALON, names.BAKAL, names.JULUKAN, names.EJEKAN, names.PARTAI, names.NOMOR),
    "objek": names.OBJECTS,
    "tagar": (names.TAGAR_PRO, names.TAGAR_NAMA),
    "tagarpro": (names.TAGAR_PRO,),
    "tagarlawan": (names.TAGAR_LAWAN,),
    "tagarumum": (names.TAGAR_UMUM,),
    "tagarlain": (names.TAGAR,),
    "tagarajak": (names.TAGAR_AJAK,),
    "tagartolak": (names.TAGAR_TOLAK,),
    "akun": (names.AKUN,),
    "jari": ("<jari>", "<tunjuk>"),
    "sisip": ("<sisip>",),
    "semangat": ("<semangat>",),
    "tawa": ("<tawa>",),
    "doa": ("<doa>",),
    "marah": ("<marah>",),
    "sayang": ("<sayang>",),
    "sedih": ("<sedih>",),
    "bendera": ("<bendera>",),
    "tunjuk": ("<tunjuk>",),
    "warna": ("<warna>",),
    "banteng": ("<banteng>",),
    "kotaksuara": ("<kotaksuara>",),
    "tautan": (URL,),
    "sebutan": (MENTION,),
    "angka": (NUMBER,),
    "tahun": (YEAR,),
}
_GAP = re.compile(r"\.\.(\d{0,2})")


class PatternError(NetralError):
    """A pattern is not written in the pattern language; the message shows the pattern and the element."""


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: the alternatives that may stand there.

    kinds of alternatives: ("form", x), ("stem", x), ("prefix", x), ("class", x)
    gap: how many other forms may stand before it
    """

    alternatives: tuple[tuple[str, str], ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `source` is what the file says."""

    source: str
    elements: tuple[Element, ...]
    at_start: bool = False
    at_end: bool = False


def _alternative(text: str, source: str) -> list[tuple[str, str]]:
    if text.startswith("{") and text.endswith("}"):
        group = GROUPS.get(text[1:-1])
        if group is None:
            raise PatternError(
                _("pola {source!r}: kelas {text} tidak dikenal; yang ada: {groups}").format(
                    source=source, text=text, groups=", ".join(sorted(GROUPS))
                )
            )
        return [("class", name) for name in group]
    if text.endswith("~"):
        return [("stem", text[:-1])]
    if text.endswith("*"):
        if len(text) < 4:
            raise PatternError(
                _("pola {source!r}: awalan {text!r} terlalu pendek (paling sedikit 3 huruf)").format(
                    source=source, text=text
                )
            )
        return [("prefix", text[:-1])]
    if not text:
        raise PatternError(_("pola {source!r}: pilihan kosong").format(source=source))
    return [("form", text)]


def compile_pattern(source: str) -> Pattern:
    """Return the compiled pattern.

    Raises `PatternError` for an unknown class, an empty alternative or a pattern without elements.
    """
    words = source.split()
    at_start, at_end = bool(words) and words[0] == "^", bool(words) and words[-1] == "$"
    words = words[at_start : len(words) - at_end]
    elements: list[Element] = []
    gap = 0
    for word in words:
        found = _GAP.fullmatch(word)
        if found:
            gap = int(found[1] or 3)
            continue
        parts = tuple(alt for part in word.split("/") for alt in _alternative(part, source))
        elements.append(Element(parts, gap))
        gap = 0
    if not elements or gap or elements[0].gap:
        raise PatternError(_("pola {source!r}: harus mulai dan berakhir dengan kata atau kelas").format(source=source))
    return Pattern(source, tuple(elements), at_start, at_end)
