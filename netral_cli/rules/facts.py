"""Finds the facts that texts state, trying a pattern only where the text has a word that the pattern cannot do without.

Most posts state no fact, and looking for a few words costs a tenth of what trying every pattern does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NONE: frozenset[str] = frozenset()
_INNER = re.compile(r"\([^()]*\)[?*]?")
_GROUP = re.compile(r"\((?![?])[^()]*\)(?![?*+{])")
_WORD = re.compile(r"[a-z0-9]{3,}")
_LITERAL = re.compile(r"[a-z0-9 \0-]*")
_NAKED = re.compile(r"\\b([a-z0-9 ]+)\\b")


def needed_words(pattern: str) -> tuple[str, ...]:
    """Return words of which every match of a pattern contains at least one; empty where that is not easily told.

    Looks at the groups of alternatives and at the words between `\\b` on the outermost level, and takes those that
    are likely to be rare: the longest.
    """
    # Groups within groups may be absent or differ; what stands beside them is certain.
    flat = pattern.replace("\\ ", " ").replace("\\-", "-")
    while (found := _nested(flat)) is not None:
        flat = flat[: found.start()] + "\0" + flat[found.end() :]
    rest = _GROUP.sub("\0", flat)
    if "(" in rest or "|" in rest:
        return ()
    choices = [[word] for word in _NAKED.findall(rest)]
    choices += [group.group()[1:-1].split("|") for group in _GROUP.finditer(flat)]
    usable = [words for choice in choices if (words := _certain(choice))]
    return max(usable, key=lambda words: (min(map(len, words)) > 3, -len(words)), default=())


def _nested(pattern: str) -> re.Match[str] | None:
    """Return an innermost group that stands within another one, if there is any."""
    depth = 0
    for at, char in enumerate(pattern):
        depth += (char == "(") - (char == ")")
        if depth > 1 and (found := _INNER.match(pattern, at)):
            return found
    return None


def _certain(alternatives: Iterable[str]) -> tuple[str, ...]:
    """Return the longest certain word of each alternative, empty unless all have one; none contains another."""
    words = set()
    for text in alternatives:
        longest = max(_WORD.findall(text), key=len, default="") if _LITERAL.fullmatch(text) else ""
        if not longest:
            return ()
        words.add(longest)
    return tuple(sorted(word for word in words if not any(other in word for other in words - {word})))


class FactFinder:
    """Knows the patterns of all facts, and which words call for trying which of them.

    patterns: id of the fact and pattern, over small letters with single blanks
    """

    def __init__(self, patterns: Iterable[tuple[str, re.Pattern[str]]]) -> None:
        self._always: list[tuple[str, re.Pattern[str]]] = []
        self._by_word: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for fact, pattern in patterns:
            words = needed_words(pattern.pattern)
            for word in words:
                self._by_word.setdefault(word, []).append((fact, pattern))
            if not words:
                self._always.append((fact, pattern))
        self._words = tuple(self._by_word)

    def find(self, text: str) -> frozenset[str]:
        """Return the ids of the facts that a text states."""
        low = text.lower()
        there = list(filter(low.__contains__, self._words))
        if not there and not self._always:
            return _NONE
        low = " ".join(low.split())
        tried = dict.fromkeys([*self._always, *(entry for word in there for entry in self._by_word[word])])
        return frozenset(fact for fact, pattern in tried if pattern.search(low))
