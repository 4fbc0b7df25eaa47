"""Gives the stem of a word by Sastrawi, behind our own list of words that it would damage.

The stemmer is loaded when the first unknown word is asked for; each distinct word is worked out once and kept for
later runs (`netral_cli.text.stem_cache`).
Source of the algorithm: PySastrawi (Nazief-Adriani with the corrections of Asian et al. and Tahitoe & Purwarianti).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from netral_cli.text.lexicons import load_words
from netral_cli.text.stem_cache import shared_stems

_PLAIN = re.compile(r"[a-z]{4,30}")


@cache
def _sastrawi() -> Callable[[str], str]:
    from netral_cli.text.sastrawi import create_stemmer  # noqa: PLC0415  (its word list takes a moment to load)

    return create_stemmer()


def _work_out(word: str) -> str:
    return _sastrawi()(word)


class Stemmer:
    """Stems single normal forms and remembers the answers."""

    def __init__(self, protected: Iterable[str] = ()) -> None:
        self._known: dict[str, str] = {word: word for word in load_words("dilindungi.txt")}
        self._known.update((word, word) for word in protected)

    def stem(self, form: str) -> str:
        """Return the stem of a normal form; protected words, classes, numbers and short words are their own stem."""
        found = self._known.get(form)
        if found is None:
            found = shared_stems().get(form, _work_out) if _PLAIN.fullmatch(form) else form
            self._known[form] = found
        return found

    def stems(self, forms: Sequence[str]) -> list[str]:
        """Return the stems of many forms, each of which is asked for once: they are not remembered here."""
        known, shared, plain = self._known, shared_stems(), _PLAIN.fullmatch
        return [
            known.get(form) or stored or (shared.get(form, _work_out) if plain(form) else form)
            for form, stored in zip(forms, shared.stored(forms), strict=True)
        ]
