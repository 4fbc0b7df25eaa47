"""Replaces accounts by keyed pseudonyms: the same key and the same name always give the same pseudonym."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from netral_cli.errors import UsageError
from netral_cli.language import _n
from netral_cli.posts.columns import plain
from netral_cli.posts.jsontext import DECODER, Number, dump, without_lone_surrogates
from netral_cli.posts.presets import PERSONAL
from netral_cli.posts.stream import system_error

_SHORTEST = 16
_MENTION = re.compile(r"(?<![\w@])@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,98}[A-Za-z0-9_])?)")
# The account in the address of a post or a profile; words that are no account stay.
_ADDRESS = re.compile(
    r"(?:x|twitter|instagram|tiktok|facebook|threads|youtube)\.(?:com|net)/@?"
    r"(?!(?:status|statuses|i|p|reel|reels|tv|watch|hashtag|search|explore|share|groups|videos?|shorts|photo|story\.php"
    r"|permalink\.php|intent|home|channel|playlist|results|stories|tag|embed|user|c)(?:[/?#]|$))"
    r"([A-Za-z0-9_.]{2,100})(?=[/?#\s]|$)",
    re.IGNORECASE,
)
_PERSONAL = frozenset(map(plain, PERSONAL))
_DONE = re.compile(r"akun_[a-z2-7]{12}\Z")


class Pseudonyms:
    """Makes pseudonyms `akun_` + 12 letters from HMAC-SHA-256 with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.of = lru_cache(100_000)(self._of)

    def __reduce__(self) -> tuple[type[Pseudonyms], tuple[bytes]]:
        """Send the key to another process, not what was worked out with it."""
        return Pseudonyms, (self._key,)

    def _of(self, name: str) -> str:
        """Return the pseudonym of an account; case and a leading `@` do not matter, an empty name stays empty."""
        bare = name.strip().removeprefix("@").lower()
        if not bare or _DONE.match(bare):
            return name
        code = base64.b32encode(hmac.digest(self._key, b"akun:" + bare.encode(), "sha256"))[:12]
        return "akun_" + code.decode().lower()

    @property
    def fingerprint(self) -> str:
        """Return a mark of the key for manifests, from which the key cannot be found."""
        return hmac.digest(self._key, b"netral-sidik-kunci", "sha256").hex()[:16]

    def text(self, text: str, spans: Sequence[tuple[int, int]] = ()) -> tuple[str, list[tuple[int, int]]]:
        """Return the text with mentions and accounts in addresses replaced, and the spans moved with it.

        A span that begins or ends inside a mention is widened to the whole of it.
        """
        found = list(_MENTION.finditer(text)) if "@" in text else []
        if "/" in text:
            taken = {match.start(1) for match in found}
            found += [match for match in _ADDRESS.finditer(text) if match.start(1) not in taken]
        if not found:
            return text, list(spans)
        found.sort(key=lambda match: match.start(1))
        out: list[str] = []
        edges: list[tuple[int, int, int, int]] = []  # old start, old end, new start, new end of each mention
        at = size = 0
        for match in found:
            start, end = match.span(1)
            new = self.of(match[1])
            out += [text[at:start], new]
            size += start - at
            edges.append((start, end, size, size + len(new)))
            size += len(new)
            at = end
        out.append(text[at:])

        def moved(place: int, is_end: bool) -> int:
            shift = 0
            for start, end, new_start, new_end in edges:
                if place <= start:
                    break
                if place < end:
                    return new_end if is_end else new_start
                shift = new_end - end
            return place + shift

        return "".join(out), [(moved(s, False), moved(e, True)) for s, e in spans]

    def cell(self, text: str, column: str) -> str:
        """Return a cell with its accounts replaced: all of it in an account column, else mentions, also in JSON."""
        if is_personal(column):
            return self.of(text)
        if text[:1] in ("[", "{"):
            try:
                return without_lone_surrogates(dump(self.value(DECODER.decode(text), column)))
            except (ValueError, RecursionError):
                pass  # not JSON after all: ordinary text
        return self.text(text)[0]

    def value(self, value: Any, key: str = "") -> Any:
        """Return a JSON value with accounts and mentions replaced, whatever the depth they stand at."""
        if isinstance(value, dict):
            return {k: self.value(v, f"{key}.{k}" if key else k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.value(v, key) for v in value]
        personal = is_personal(key)
        if isinstance(value, str) and personal:
            return self.of(str(value))
        return self.text(value)[0] if isinstance(value, str) and not isinstance(value, Number) else value


def is_personal(column: str) -> bool:
    """Say whether a column, or the last parts of a nested one, names a person's account."""
    parts = column.split(".")
    return any(plain(".".join(parts[k:])) in _PERSONAL for k in range(max(len(parts) - 2, 0), len(parts)))


def load_key(path: Path) -> Pseudonyms:
    """Return the pseudonyms of a key file of at least 16 bytes; raises `UsageError` for a shorter one, `ReadError`."""
    try:
        key = path.read_bytes().strip()
    except OSError as problem:
        raise system_error(str(path), problem) from None
    if len(key) < _SHORTEST:
        raise UsageError(
            _n(
                "--pseudonym {path}: kunci {count} bita terlalu pendek, paling sedikit {shortest}; buat dengan:"
                " openssl rand -hex 32 > kunci.txt",
                len(key),
            ).format(path=path, count=len(key), shortest=_SHORTEST)
        )
    return Pseudonyms(key)
