"""Repairs what exports do to text (mojibake, HTML, invisible and look-alike letters) and keeps the way back.

Evidence is quoted from the original post, so a repair never loses where a letter came from: `Repaired` maps
every span of the repaired text to the span of the original that produced it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

# One character that is not plain text is enough to look closer; most posts have none and cost one scan.
# (Letters such as é and emoji are let through: only what a rule below can change is listed.)
_SUSPICIOUS = re.compile(
    "[&<\u0080-\u009f\u00a0\u00ad\u00c0-\u00f4\u0178\u0192\u02c6\u0152\u0153\u0160\u0161\u017d\u017e"
    "\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\ua730\ua731\u0370-\u052f\u1d00-\u1d7f\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u2070-\u209c\u2100-\u214f"
    "\u2160-\u217f\u2460-\u24ff\u2680-\u2685\u2776-\u2793\u3000\ufeff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f189"
    "\u0305\u0332\u0333\u0335-\u0338\u0660-\u0669\u06f0-\u06f9\U0001f1e6-\U0001f1ff]"
)
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);"
# A name of a tag and attributes with values, no other words: what only stands between two signs is text.
_VALUE = r"""(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'|[^\s<>"']{1,200})"""
_TAG = rf"</?(?:a|b|br|i|p|em|strong|span|div)(?:\s+[\w-]{{1,30}}\s*=\s*{_VALUE}){{0,20}}\s*/?>"
# Lines through, under and over letters, zero-width marks and direction controls; U+200D stays between emoji, where it
# builds one picture of several.
_INVISIBLE = (
    "[\u0305\u0332\u0333\u0335-\u0338]|[\u00ad\u200b\u200c\u200e\u200f\u2060-\u2064\u2066-\u206f\u202a-\u202e\ufeff]"
    "|(?<![\u2600-\U0001faff\ufe0f])\u200d"
)
_MOJIBAKE = "[\u0080-\u024f\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_NON_ASCII_RUN = f"{_MOJIBAKE}(?:{_MOJIBAKE}|\ufe0f)+"
_STYLED = (
    "[\u0660-\u0669\u06f0-\u06f9]|[\u00a0\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\ua730\ua731\u0370-\u052f\u1d00-\u1d7f\u2000-\u200a\u2028\u2029\u202f\u205f\u2070-\u209c\u2100-\u214f\u2160-\u217f"
    "\u2460-\u24ff\u2680-\u2685\u2776-\u2793\u3000\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f189]"
    # Two of these letters side by side are a flag; one alone stands for itself.
    "|(?<![\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff](?![\U0001f1e6-\U0001f1ff])"
)
# The look ahead spares most letters the trial of every rule.
_REPAIRABLE = re.compile(
    "(?=[&<\u0080-\U0010ffff])(?:"
    f"(?P<entity>{_ENTITY})|(?P<tag>{_TAG})|(?P<invisible>{_INVISIBLE})|(?P<run>{_NON_ASCII_RUN})|(?P<styled>{_STYLED})"
    ")"
)

# Letters of other scripts that people use in place of Latin ones. Own table, by shape.
_LOOK_ALIKE = {
    **dict(zip("АВЕКМНОРСТУХІЈЅԁԛԝ", "ABEKMHOPCTYXIJSdqw", strict=True)),
    **dict(zip("аеорсухіјѕкмнтвгпиі", "aeopcyxijskmhtbrnui", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αβεηικνορτυχγω", "abenikvoptuxyw", strict=True)),
    **dict(zip("ΛΔΣЯ", "AAER", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **{chr(0x2776 + i): str(i + 1) for i in range(9)},
    **{chr(0x2680 + i): str(i + 1) for i in range(6)},  # faces of dice
    **{chr(zero + i): str(i) for zero in (0x660, 0x6F0) for i in range(10)},  # Arabic digits
    **{chr(0x1F130 + i): chr(65 + i) for i in range(26)},
    **{chr(0x1F1E6 + i): chr(65 + i) for i in range(26)},
    **{chr(0x1F150 + i): chr(65 + i) for i in range(26)},
    **{chr(0x1F170 + i): chr(65 + i) for i in range(26)},
}


_START = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text and where it differs from the original.

    edits: in order, start and end in the text of what was put in, and of what it took the place of in the original
    """

    text: str
    original: str
    edits: tuple[tuple[int, int, int, int], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that produced `text[start:end]`.

        Half-open character offsets. An empty span stays empty.
        """
        if not self.edits:
            return start, end
        if start >= end:
            at = self._origin(start)[0] if start < len(self.text) else len(self.original)
            return at, at
        return self._origin(start)[0], self._origin(end - 1)[1]

    def _origin(self, at: int) -> tuple[int, int]:
        """Return the span of the original that a character of the text comes from."""
        before = bisect_right(self.edits, at, key=_START) - 1
        if before < 0:
            return at, at + 1
        _, end, first, last = self.edits[before]
        return (first, last) if at < end else (at - end + last, at - end + last + 1)


@lru_cache(maxsize=4096)
def _plain_letter(char: str) -> str:
    """Return the plain form of one styled or look-alike character (NFKC, then the table of shapes)."""
    if char in _LOOK_ALIKE:
        return _LOOK_ALIKE[char]
    plain = unicodedata.normalize("NFKC", char)
    if plain in _LOOK_ALIKE:
        return _LOOK_ALIKE[plain]
    return plain if plain.isprintable() or plain.isspace() else ""


@lru_cache(maxsize=4096)
def _replacement(kind: str, found: str) -> str:
    """Return what takes the place of something that a rule has found."""
    if kind == "entity":
        return html.unescape(found)
    if kind == "tag":
        return "\n" if found[:3].lower() == "<br" else " "
    if kind == "invisible":
        return ""
    if kind == "styled":
        return _plain_letter(found)
    import ftfy  # noqa: PLC0415  (takes a moment to load, and most short inputs need none of it)

    fixed = str(ftfy.fix_encoding(found))
    return fixed.replace("\u00a0", " ")


def is_plain(text: str) -> bool:
    """Return whether nothing in a text can need a repair."""
    return (text.isascii() and "&" not in text and "<" not in text) or not _SUSPICIOUS.search(text)


def repair(text: str) -> Repaired:
    """Return the repaired text with the way back to the original.

    Repairs HTML entities and tags, UTF-8 read as cp1252 (once or twice), invisible marks, lines through letters,
    full-width, mathematical and enclosed letters and digits, and look-alike letters of other scripts.
    """
    if is_plain(text):
        return Repaired(text, text)
    pieces: list[str] = []
    edits: list[tuple[int, int, int, int]] = []
    at = size = 0
    for match in _REPAIRABLE.finditer(text):
        new = _replacement(str(match.lastgroup), match.group())
        if new == match.group():
            continue
        start, end = match.span()
        pieces += (text[at:start], new)
        size += start - at
        edits.append((size, size + len(new), start, end))
        size += len(new)
        at = end
    pieces.append(text[at:])
    return Repaired("".join(pieces), text, tuple(edits))
