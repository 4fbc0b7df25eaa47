"""Finds the encoding of a text file and keeps track of bytes that do not belong to it."""

from __future__ import annotations

import codecs
import re

from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.posts.source import ReadError

# Bytes that cannot be decoded become lone surrogates, which no valid text holds; the reader finds them there.
HANDLER = "netral-bita"
WRONG = re.compile("[\ud800-\udfff]+")
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 27, 0x1A})


def _keep(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    if "16" in problem.encoding or "32" in problem.encoding:
        return "\udcff", problem.end
    return "".join(chr(0xDC00 + byte) for byte in problem.object[problem.start : problem.end]), problem.end


codecs.register_error(HANDLER, _keep)


def shown_bytes(wrong: str) -> str:
    """Return the bytes behind undecodable characters, as hexadecimal numbers."""
    return " ".join(f"{ord(c) - 0xDC00:02X}" for c in wrong[:4])


def printable_raw(text: str) -> str:
    r"""Return a text with its undecodable bytes written as \xNN, so that it can be stored."""
    return WRONG.sub(lambda m: "".join(f"\\x{ord(c) & 0xFF:02x}" for c in m[0]), text)


def byte_length(text: str, encoding: str) -> int:
    """Return how many bytes the text took in a file of this encoding, without BOM."""
    if "16" in encoding:
        return len(text.encode("utf-16-le", "surrogatepass"))
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    try:
        return len(text.encode(name))
    except UnicodeEncodeError:
        # Each undecodable byte stands as one character.
        return len(text) if name not in ("utf-8", "utf8") else len(WRONG.sub(lambda m: "x" * len(m[0]), text).encode())


def has_wrong(text: str) -> bool:
    """Say whether some bytes of the text could not be decoded; much quicker than a search."""
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def bom_length(sample: bytes) -> int:
    """Return the number of bytes of the byte order mark that the sample begins with."""
    if sample.startswith(codecs.BOM_UTF8):
        return 3
    return 2 if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else 0


def check_encoding(name: str) -> str:
    """Return the name of a text encoding that Python knows; raises `UsageError` for others."""
    try:
        info = codecs.lookup(name)
        if not info._is_text_encoding or isinstance("a".encode(name), str):
            raise LookupError(name)
    except (LookupError, UnicodeError, ValueError):
        known = _("misalnya utf-8, utf-16, cp1252, latin-1")
        raise UsageError(
            _("--encoding {name}: penyandian tidak dikenal; {known}").format(name=name, known=known)
        ) from None
    return name


def binary(name: str) -> ReadError:
    """Return the error for a file that is no text."""
    return ReadError(
        _("{name}: berkas biner, bukan tabel pos; simpan sebagai CSV UTF-8 atau XLSX lalu coba lagi").format(name=name)
    )


def find_encoding(sample: bytes, name: str) -> tuple[str, str]:
    """Return the encoding of a file that begins with `sample`, and a note for the user (or an empty text).

    A BOM decides; without one, text of NUL-separated letters is UTF-16, bytes that are never valid UTF-8 beyond
    ASCII are cp1252, all else is UTF-8. Raises `ReadError` for a binary file.
    """
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", ""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ""
    head = sample[: 4096 // 2 * 2]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > len(head) * 0.3 and min(even, odd) < len(head) * 0.05:
            return ("utf-16-be" if even > odd else "utf-16-le"), _("UTF-16 tanpa BOM (dikenali dari isinya)")
    strange = len(head) - len(head.translate(None, _CONTROL))
    if strange > len(head) * 0.1 and any(byte for byte in head):
        raise binary(name)
    text = codecs.getincrementaldecoder("utf-8")(HANDLER).decode(sample)
    if WRONG.search(text) and not any(ord(c) > 127 and not WRONG.match(c) for c in text):
        return "cp1252", _("bukan UTF-8, dibaca sebagai cp1252; pilih yang lain dengan --encoding")
    return "utf-8", ""
