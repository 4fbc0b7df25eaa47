"""Cuts a post into tokens: words, hashtags, mentions, URLs, emoji, numbers and sentence marks, with offsets.

One regular expression does the cutting, for the fast path (`token_strings`) and for evidence (`tokenise`)
alike, so that both always see the same tokens in the same order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from netral_cli.text.repair import Repaired, repair

_MARK = "\u0300-\u036f"
_PICTURE = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
_EMOJI = f"[{_PICTURE}][\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*(?:\u200d[{_PICTURE}][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
TOKEN = re.compile(
    r"[hH][tT]{2}[pP][sS]?://[^\s<>\"]+|[wW]{3}\.[^\s<>\"]+"
    # letters set apart to hide a word: "c o b l o s", "d.u.4" (at least three, one token)
    r"|(?<![\w.])(?:[^\W_](?:\ ?[.\-_*]\ ?|\ )){2,}[^\W_](?![\w])"
    # ... and a word of two letters before one that is set apart so ("y g  d i p i l i h")
    r"|(?<![\w.])[^\W_]\ [^\W_](?=\ {2,}[^\W_](?:\ [^\W_]){2,}(?!\w))"
    r"|0\ufe0f?\u20e3[1-9]\ufe0f?\u20e3|[0-9#*]\ufe0f?\u20e3"
    r"|<3(?!\d)"
    rf"|[@#]?\w[\w{_MARK}]*(?:[-'’`*$@]+[\w{_MARK}]+)*(?:[.,:]\d+)*%?"
    r"|[\U0001f1e6-\U0001f1ff]{2}"
    rf"|{_EMOJI}"
    r"|[.,!?…:;]+|[\"“”]|\n+"
)


class Kind(Enum):
    """What a token is, from its first characters."""

    WORD = "kata"
    NUMBER = "angka"
    HASHTAG = "tagar"
    MENTION = "sebutan"
    URL = "tautan"
    EMOJI = "emoji"
    MARK = "tanda"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are character offsets in the original post."""

    text: str
    start: int
    end: int
    kind: Kind


def kind_of(token: str) -> Kind:
    """Return what the token is (a keycap digit is an emoji, `2x` a word, `1.000` a number)."""
    if token.isalpha():
        return Kind.WORD
    head = token[0]
    if "\u20e3" in token:
        return Kind.EMOJI
    if head == "@" and len(token) > 1:
        return Kind.MENTION
    if head == "#" and len(token) > 1:
        return Kind.HASHTAG
    if token[:8].lower().startswith(("http://", "https://", "www.")):
        return Kind.URL
    if head.isdigit() and token.translate(_NUMBER_SIGNS).isdigit():
        return Kind.NUMBER
    if head.isalnum() or head == "_":
        return Kind.WORD
    if head in '.,!?…:;"“”\n':
        return Kind.MARK
    return Kind.EMOJI


_LOUD = 2
_NUMBER_SIGNS = str.maketrans("", "", ".,:%-")


def token_strings(text: str) -> list[str]:
    """Return the tokens of a post without offsets (the fast path)."""
    return TOKEN.findall(repair(text).text)


def calmed(tokens: list[str]) -> list[str]:
    """Return the tokens of a post that shouts in capitals in small letters, any other post's as they are.

    Capitals tell acronyms from words only where not everything is in capitals.
    """
    loud = sum(map(str.isupper, tokens))
    return [token.lower() for token in tokens] if shouts(loud, len(tokens)) else tokens


def shouts(loud: Any, tokens: Any) -> Any:
    """Return whether a post with so many tokens, and so many in capitals, shouts: for two numbers or two arrays."""
    return (loud > _LOUD) & (2 * loud > tokens)


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a post; `text[t.start:t.end]` is what the author typed for token `t`."""
    repaired: Repaired = repair(text)
    out = []
    for match in TOKEN.finditer(repaired.text):
        start, end = repaired.span(match.start(), match.end())
        out.append(Token(match.group(), start, end, kind_of(match.group())))
    return out
