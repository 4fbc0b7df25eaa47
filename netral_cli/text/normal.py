"""Gives each token its normal forms: chat abbreviations, leet, elongation, reduplication, number words, emoji.

`Normaliser.forms` maps one token to one or more plain lower-case forms. It is pure and is asked once for each
distinct token (see `netral_cli.text.batch`), so it may be thorough.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from netral_cli.text.lexicons import load_in_order, load_words, read_pairs
from netral_cli.text.tokens import Kind, kind_of

URL, MENTION, NUMBER, YEAR, INSET = "<tautan>", "<sebutan>", "<angka>", "<tahun>", "<sisip>"
PAUSE = "…"
"""The form of dots in a row, which pause a sentence without ending it."""
_LARGEST_BALLOT = 19
_LEET = str.maketrans(
    {"4": "a", "3": "e", "1": "i", "0": "o", "5": "s", "7": "t", "@": "a", "$": "s", "9": "g", "8": "b", "6": "g"}
)
_ELONGATED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_EACH_TWICE = re.compile(r"(?:(.)\1)+")
_SEPARATED = re.compile(r"^[^\W_](?: [^\W_]|(?:[ .\-_*]+[^\W_]){2,})$")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_SKIN = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_MIXED = re.compile(r"(?=.*[^\W\d_])(?=.*[\d@$*])")
_SEPARATORS = re.compile(r"[ .\-_*]+")
_TAIL_DIGITS = re.compile(r"^([^\W\d_]{2,})[.,:]?(\d{1,2})$")
_HEAD_DIGITS = re.compile(r"^(\d+)([^\W\d_]{2,})$")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
_VOWELS = str.maketrans("", "", "aiueo")
# Letters that a word must have left without its vowels, or have when read backwards: shorter ones are often others.
_LEAST_HIDDEN, _LEAST_BACKWARDS = 4, 5
# Letters of each half of a word whose halves change places (`jargan`).
_LEAST_HALF = 3
# So many of the corpus' commonest words are what a word short of vowels may stand for.
_COMMON = 2500
# A run of letters this long may be several words written together, if one of them is a name.
_LEAST_GLUED, _LEAST_NAME = 9, 4
_MOST_MASKED = 3
# Longer runs of letters are no words written together; to cut them would take memory with the square of their length.
_LONGEST_RUN = 200
# What may hang on a name (`budinya`).
_ON_NAMES = ("nya", "lah", "kah", "pun")
_REDUPLICATION_2 = re.compile(r"^([^\W\d_]{2,})2(nya|an|kan|lah|pun|ku|mu)?$")
# Ordinary short mixtures of letters and digits that are no disguise.
_CODE = re.compile(r"^(?:[a-z]{1,2}\d{1,4}|\d{1,4}[a-z]{1,2}|\d+(?:x|k|jt|rb|th|kg|km|cm|gb|mb|ml|am|pm|g|m|an|nya))$")


def read_leet(text: str) -> str:
    """Return a text with digits and signs replaced by the letters they look like (`L4njut` gives `Lanjut`)."""
    return text.translate(_LEET)


def _disguises(words: frozenset[str], ordinary: frozenset[str]) -> dict[str, str]:
    """Return what a word stands for that is read backwards, left without its vowels or turned around in the middle.

    Only shapes that can mean one word alone and are no ordinary word themselves.
    """
    meant: dict[str, set[str]] = {}
    for word in words:
        turned = (word[cut:] + word[:cut] for cut in range(_LEAST_HALF, len(word) - _LEAST_HALF + 1))
        shapes = [(word[::-1], _LEAST_BACKWARDS), (word.translate(_VOWELS), _LEAST_HIDDEN)]
        for shape, least in (*shapes, *((shape, 2 * _LEAST_HALF) for shape in turned)):
            if len(shape) >= least and shape not in ordinary and shape != word:
                meant.setdefault(shape, set()).add(word)
    return {shape: found.pop() for shape, found in meant.items() if len(found) == 1}


@cache
def _by_consonants() -> Mapping[str, tuple[str, ...]]:
    """Return the common words that have the same consonants in the same order, the commonest first."""
    common = (*load_in_order("kosakata.txt"), *load_in_order("kosakata-korpus.txt")[:_COMMON])
    found: dict[str, list[str]] = {}
    for word in common:
        consonants = word.translate(_VOWELS)
        if len(consonants) >= _LEAST_HIDDEN:
            found.setdefault(consonants, []).append(word)
    return {consonants: tuple(words) for consonants, words in found.items()}


@dataclass(frozen=True, slots=True)
class Normaliser:
    """Turns tokens into normal forms with the shipped lexicons and, if given, the user's own.

    kamus: extra `form -> normal form` pairs that win over the shipped ones
    names: words that name a side; a run of letters that holds one is cut into the words it was glued from
    """

    kamus: Mapping[str, str] = field(default_factory=dict)
    slang: Mapping[str, str] = field(default_factory=lambda: read_pairs("singkatan.tsv"))
    numbers: Mapping[str, str] = field(default_factory=lambda: read_pairs("angka.tsv"))
    emoji: Mapping[str, str] = field(default_factory=lambda: read_pairs("emoji.tsv"))
    numbered: frozenset[str] = field(default_factory=lambda: load_words("bernomor.txt"))
    acronyms: frozenset[str] = field(default_factory=lambda: load_words("akronim.txt"))
    vocabulary: frozenset[str] = field(
        default_factory=lambda: load_words("kosakata.txt") | load_words("kosakata-korpus.txt")
    )
    hidden: frozenset[str] = field(default_factory=lambda: load_words("tersamar.txt"))
    names: frozenset[str] = frozenset()
    # All of these lists as one, so that a word is looked up once: normal forms by word.
    _listed: dict[str, str] = field(init=False, repr=False, compare=False)
    _disguises: dict[str, str] = field(init=False, repr=False, compare=False)
    _name_heads: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        listed = {**{word: word for word in self.vocabulary}, **self.numbers, **self.slang, **self.kamus}
        object.__setattr__(self, "_listed", listed)
        object.__setattr__(self, "_disguises", _disguises(self.hidden, self.vocabulary))
        object.__setattr__(self, "_name_heads", frozenset(name[:_LEAST_NAME] for name in self.names))

    @classmethod
    def with_file(cls, path: Path) -> Normaliser:
        """Return a normaliser that also knows the pairs of a user's file (two columns, tab-separated).

        Raises `LexiconError` with file, line and text where a line has no two columns.
        """
        return cls(kamus=read_pairs(path))

    def forms(self, token: str) -> tuple[str, ...]:
        """Return the normal forms of one token, in order; marks keep one form, so that sentences end."""
        if token.isalpha():
            low = token.lower()
            return self._single(low) if low.isalpha() and token not in self.acronyms else self._word(token)
        kind = kind_of(token)
        if kind is Kind.WORD:
            return self._word(token)
        if kind is Kind.NUMBER:
            return (self._number(token),)
        if kind is Kind.HASHTAG:
            return ("#" + token[1:].lower(),)
        if kind is Kind.MENTION:
            return (MENTION,)
        if kind is Kind.URL:
            return (URL,)
        if kind is Kind.EMOJI:
            return (self._emoji(token),)
        return (PAUSE if token[:2] == ".." or token[0] == PAUSE else token[0],)

    def hashtag_words(self, hashtag: str) -> tuple[str, ...]:
        """Return the words inside a hashtag, split at capitals, digits and known words (`#GantiBupati`)."""
        body = hashtag.lstrip("#")
        pieces = _CAMEL.findall(body)
        out: list[str] = []
        for piece in pieces:
            low = piece.lower()
            if piece.isdigit():
                out.append(self._number(piece))
            elif low in self.vocabulary or len(low) < 6:
                out.extend(self._single(low))
            else:
                out.extend(self._segment(low))
        return tuple(out)

    def is_words(self, letters: str) -> bool:
        """Return whether a run of small letters (or digits) is one known word or several written together."""
        return letters.isdigit() or all(len(p) > 2 and p in self.vocabulary for p in self._segment(letters))

    def _segment(self, word: str) -> list[str]:
        """Cut a run of letters into known words, fewest pieces first; unknown and endless runs stay whole."""
        if len(word) > _LONGEST_RUN:
            return [word]
        # By each place that known words reach: the fewest of them that do.
        best: list[list[str] | None] = [[]] + [None] * len(word)
        for start, head in enumerate(best):
            if head is None:
                continue
            for end in range(start + 3, min(start + 16, len(word)) + 1):
                if word[start:end] in self.vocabulary:
                    candidate = best[end]
                    if candidate is None or len(head) + 1 < len(candidate):
                        best[end] = [*head, word[start:end]]
        return best[len(word)] or [word]

    def _emoji(self, token: str) -> str:
        if "\u20e3" in token:
            return "".join(char for char in token if char in "0123456789#*")
        base = _SKIN.sub("", token)
        return self.emoji.get(base) or self.emoji.get(base[:1]) or base or token

    def _number(self, token: str) -> str:
        """Return ballot-like numbers (up to 19) as they are (`2`, `02`), years as a class, all others as another."""
        if len(token) <= 2 and token.isdecimal() and int(token) <= _LARGEST_BALLOT:
            return token
        if len(token) == 4 and token.isdigit() and token[:2] in ("19", "20"):
            return YEAR
        return NUMBER

    def _word(self, token: str) -> tuple[str, ...]:
        if token in self.acronyms:
            return (token.lower(),)
        low = token.lower().replace("’", "'").replace("`", "'")
        if low.isalpha():
            return self._single(low)
        if low in self.kamus:
            return (self.kamus[low],)
        if _SEPARATED.match(low):
            return self._together(low)
        if "-" in low:
            return self._hyphenated(low)
        if "_" in low:
            return tuple(form for part in low.split("_") if part for form in self._single(part)) or (low,)
        return self._single(low)

    def _together(self, low: str) -> tuple[str, ...]:
        """Return the words of letters set apart (`c.o.b.l.o.s  d.u.a`): several where known ones stand side by side."""
        if "*" in low and (masked := self._masked(low)):
            return (masked,)
        joined = _SEPARATORS.sub("", low)
        forms = self._single(joined)
        if forms != (joined,) or joined in self.vocabulary or not joined.isalpha():
            return forms
        return tuple(form for part in self._segment(joined) for form in self._single(part))

    def _hyphenated(self, low: str) -> tuple[str, ...]:
        """Return `kata` for `kata-kata` and its kin, the parts for other compounds."""
        if low in self._listed:
            return (self._listed[low],)
        parts = [p for p in low.split("-") if p]
        if len(parts) == 2:
            first, second = parts
            same = first == second or (len(first) > 3 and (second.startswith(first) or first.endswith(second)))
            if same and not first.isdigit():
                return self._single(first if len(first) >= len(second) else second)
        return tuple(form for part in parts for form in self._single(part)) or (low,)

    def _single(self, low: str) -> tuple[str, ...]:
        """Return the normal forms of one lower-case word: one, or two where a ballot number is glued to it."""
        known = self._listed.get(low)
        if known is not None:
            return (known,)
        if low.isalpha():
            if low.endswith(_ON_NAMES) and low[:-3] in self.names:
                return low[:-3], low[-3:]
            found = self._unelongated(low) or self._revealed(low)
            return (found,) if found else self._unglued(low) or (low,)
        if low.isdigit():
            return (self._number(low),)
        glued = _TAIL_DIGITS.match(low)
        if glued and glued[1] in self.numbered:
            return (self._known(glued[1]) or glued[1], glued[2])
        doubled = _REDUPLICATION_2.match(low)
        if doubled:
            if unglued := self._unglued(low):
                return unglued
            return ((self._known(doubled[1]) or doubled[1]) + (doubled[2] or ""),)
        if _MIXED.match(low):
            if (number := self.numbers.get(read_leet(low.replace("v", "u")))) is not None:
                return (number,)
            if not _CODE.match(low) and (forms := self._leet(low)):
                return forms
        return (self._unelongated(low) or low,)

    def _known(self, word: str) -> str | None:
        """Return the normal form of a word that a list knows, or None."""
        return self._listed.get(word)

    def _leet(self, low: str) -> tuple[str, ...] | None:
        """Return what digits and signs inside a word stand for (`c0bl0s`), or None when it is no word we know.

        One digit from 1 to 9 in a word (`M3nang`) is often a ballot number worn as a letter: the form
        `<sisip>` follows the word then.
        """
        digits = [char for char in low if char.isdigit()]
        note = (INSET,) if len(digits) == 1 and digits[0] != "0" else ()
        shapes = (low, low.replace("1", "l"), low.replace("v", "u"))
        for plain in (*(read_leet(shape) for shape in shapes), low.replace("*", "")):
            found = self._known(plain) or self._unelongated(plain, only_known=True)
            if found:
                return (found, *note)
        # A sign at the end of a token is cut off as a mark: the last vowel may be masked too (`c0bl*s`, `pr*b*w*`).
        masked = self._masked(low) or ("*" in low and self._masked(low + "*"))
        if masked:
            return (masked,)
        glued = _HEAD_DIGITS.match(low)
        if glued and (word := self._known(glued[2])):
            return (self._number(glued[1]), word)
        plain = read_leet(low)
        if hidden := self._revealed(plain):
            return (hidden,)
        if unglued := self._unglued(low):
            return unglued
        pieces = self._segment(plain) if plain.isalpha() else [plain]
        return tuple(pieces) if len(pieces) > 1 else None

    def _revealed(self, low: str) -> str | None:
        """Return the word that an unknown one hides: read backwards, with v for u, or with vowels put back; else None.

        A word that lost only some vowels (`cblos`) is one that keeps its letters in order.
        """
        if low in self.names:
            return None
        found = self._disguises.get(low)
        if found is None and "v" in low and low.replace("v", "u") in self.vocabulary:
            return low.replace("v", "u")
        if found is None and len(low) >= _LEAST_HIDDEN:
            consonants = low.translate(_VOWELS)
            hidden = self._disguises.get(consonants)
            meant = (*([hidden] if hidden else []), *_by_consonants().get(consonants, ()))
            found = next((word for word in meant if len(low) < len(word) and _in_order(low, word)), None)
        return found

    def _masked(self, low: str) -> str | None:
        """Return the word with masked vowels put back (`d*kung`), if one choice alone gives a name or a known word."""
        head, *tails = low.split("*")
        if not 0 < len(tails) <= _MOST_MASKED:
            return None
        tried = (head + "".join(map("".join, zip(vowels, tails, strict=True))) for vowels in _vowels(len(tails)))
        known = [word for word in tried if word in self.vocabulary]
        named = [word for word in known if word in self.names]
        return named[0] if len(named) == 1 else known[0] if len(known) == 1 else None

    def _unglued(self, low: str) -> tuple[str, ...] | None:
        """Return the words of a run of letters and digits that holds a name (`pilihbudi2`), or None when none is known.

        Every piece must be known, so that a long word that only happens to hold a name stays whole.
        """
        starts = range(len(low) - _LEAST_NAME + 1)
        if len(low) < _LEAST_GLUED or not any(low[i : i + _LEAST_NAME] in self._name_heads for i in starts):
            return None
        words: list[str] = []
        for run in _LETTERS_OR_DIGITS.findall(low):
            words += [run] if run.isdigit() or run in self.vocabulary else self._segment(run)
        if len(words) < 2 or self.names.isdisjoint(words) or "".join(words) != low:
            return None
        if any(not word.isdigit() and word not in self.vocabulary for word in words):
            return None
        return tuple(form for word in words for form in self._single(word))

    def _unelongated(self, low: str, only_known: bool = False) -> str | None:
        """Return a known word without drawn-out letters (`menaaang`, `ggaass`), else the word shortened, or None."""
        if not _ELONGATED.search(low):
            if len(low) >= 2 * _LEAST_HIDDEN and _EACH_TWICE.fullmatch(low):
                return self._known(low[::2])
            return None
        for shape in (_ELONGATED.sub(r"\1", low), _ELONGATED.sub(r"\1\1", low), _DOUBLED.sub(r"\1", low)):
            known = self._known(shape)
            if known:
                return known
        return None if only_known else _ELONGATED.sub(r"\1", low)


@cache
def _vowels(places: int) -> tuple[tuple[str, ...], ...]:
    """Return every choice of vowels for so many places."""
    return tuple(product("aiueo", repeat=places))


def _in_order(letters: str, word: str) -> bool:
    """Return whether a word has these letters in this order, others perhaps between them."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
