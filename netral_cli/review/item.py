"""One post of a review queue: what the reviewer sees of it, and why it was picked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _

# Why a post is in the queue; the codes stand in files, so they never change.
RANDOM, UNCERTAIN, DIVERSE, LABEL_ERROR, DISPUTED = "acak", "ambang", "ragam", "salah-label", "beda"
REASONS = (RANDOM, UNCERTAIN, DIVERSE, LABEL_ERROR, DISPUTED)
# A decision on such a post is meant to replace the label that it has.
SECOND_LOOK = (LABEL_ERROR, DISPUTED)
_VERSION = 1
_MOST_BYTES = 64 * 1024 * 1024


class ItemError(NetralError):
    """What a queue keeps of a post cannot be read: the file was cut or written by something else."""


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation `text[start:end]`, in code points, and the labels it speaks for."""

    start: int
    end: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A post to review.

    id: as it will stand in the file of labels; reason, why: code of `REASONS` and the words for the reviewer
    status, score, signals, context, spans, objects, rules, counter, phase: what the program says
    account: pseudonym of the account, so that its posts stay together in splits
    """

    id: str
    text: str
    reason: str = ""
    why: str = ""
    status: str = ""
    score: float | None = None
    signals: tuple[str, ...] = ()
    context: str = ""
    spans: tuple[Span, ...] = ()
    objects: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    phase: str = ""
    profile: str = ""
    date: str = ""
    account: str = ""
    link: str = ""
    group: str = ""

    @property
    def name(self) -> tuple[str, str]:
        """Return what tells posts apart: the id and the text, as exports give one id to several posts at times."""
        return self.id, self.text


def short_hash(text: str, size: int = 10) -> str:
    """Return the start of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:size]


def pseudonym(account: str) -> str:
    """Return a name that stands for an account without saying it; empty for none."""
    return f"a-{short_hash(account.casefold().lstrip('@'))}" if account else ""


def own_id(identifier: str, text: str) -> str:
    """Return the id of a post in the file of labels: its own, else one made of its text."""
    return identifier or f"t-{short_hash(text, 12)}"


def apart(item: Item) -> Item:
    """Return the post under an id that no other text has."""
    return replace(item, id=f"{item.id}~{short_hash(item.text, 8)}")


def pack(item: Item) -> str:
    """Return a post as short ASCII text without signs that a spreadsheet could change."""
    record = {"versi": _VERSION, **asdict(item)}
    data = json.dumps(record, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return base64.b64encode(zlib.compress(data.encode(), 9)).decode()


def unpack(packed: str) -> Item:
    """Return the post in a packed text; raises `ItemError` where it is damaged."""
    try:
        opened = zlib.decompressobj()
        data = opened.decompress(base64.b64decode(packed, validate=True), _MOST_BYTES)
        if opened.unconsumed_tail or not opened.eof:
            raise ItemError(_("datanya terpotong atau terlalu besar"))
        record = json.loads(data)
        if not isinstance(record, dict) or record.pop("versi", None) != _VERSION:
            raise ItemError(_("dibuat oleh versi netral yang lain"))
        return _item(record)
    except (ValueError, TypeError, KeyError, binascii.Error, zlib.error) as problem:
        raise ItemError(_("datanya rusak ({problem})").format(problem=type(problem).__name__)) from None


def _item(record: dict[str, Any]) -> Item:
    spans = tuple(Span(int(s["start"]), int(s["end"]), tuple(map(str, s["labels"]))) for s in record.pop("spans"))
    score = record.pop("score")
    lists = {k: tuple(map(str, record.pop(k))) for k in ("signals", "objects", "rules", "counter")}
    texts = {k: str(v) for k, v in record.items()}
    item = Item(**texts, **lists, spans=spans, score=None if score is None else float(score))  # type: ignore[arg-type]
    if any(not 0 <= s.start <= s.end <= len(item.text) for s in spans):
        raise ValueError
    return item
