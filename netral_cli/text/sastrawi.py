"""Runs Sastrawi's stemmer with the same answers in a fraction of its time.

Sastrawi tries all of its forty prefix rules on every word and compiles a regular expression for every affix that
it removes. Here only the rules whose first letters the word has are tried, and no expression is compiled; the
rules, their order and the dictionary are the library's own. The tests compare both on many words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from Sastrawi.Stemmer.Context.Context import Context
from Sastrawi.Stemmer.Context.Removal import Removal
from Sastrawi.Stemmer.Context.Visitor.VisitorProvider import VisitorProvider
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

_Visitor = Any
# What a word begins with when a rule can match, by the number in the rule's class name.
_HEADS = {
    **dict.fromkeys(range(1, 6), "be"),
    **dict.fromkeys((*range(6, 10), 35), "te"),
    **dict.fromkeys(range(10, 21), "me"),
    **dict.fromkeys((*range(21, 35), 36), "pe"),
    41: "ku",
    42: "ka",
}
# Infix rules: what stands after the first letter.
_INFIXES = {37: "er", 38: "el", 39: "em", 40: "in"}
_HEAD = 3


class _Affix:
    """A visitor of Sastrawi that cuts one plain affix, with its effect on the context."""

    def __init__(self, visitor: _Visitor, kind: str) -> None:
        self._cut: Callable[[str], str] = visitor.remove
        self._kind = kind

    def visit(self, context: Context) -> None:
        """Cut the affix from the word of the context, if it is there."""
        word = context.current_word
        result = self._cut(word)
        if result != word:
            context.add_removal(Removal(self, word, result, word.replace(result, "", 1), self._kind))
            context.current_word = result


class _Rules:
    """A visitor of Sastrawi that tries the variants of one prefix rule, with its effect on the context."""

    def __init__(self, visitor: _Visitor) -> None:
        self._variants: Sequence[Any] = visitor.disambiguators
        self.numbers = [int(re.sub(r"\D", "", type(variant).__name__)) for variant in self._variants]

    def can_match(self, head: str) -> bool:
        """Return whether a word that begins with `head` (three letters) may match; True where this is not known."""
        for number in self.numbers:
            if number in _INFIXES:
                if head[1:] == _INFIXES[number]:
                    return True
            elif head.startswith(_HEADS.get(number, "")):
                return True
        return False

    def visit(self, context: Context) -> None:
        """Take the first variant whose result is in the dictionary, else the last one's result."""
        result: str | None = None
        word = context.current_word
        for variant in self._variants:
            result = variant.disambiguate(word)
            if context.dictionary.contains(result):
                break
        if result is not None:
            context.add_removal(Removal(self, word, result, word.replace(result, "", 1), "DP"))
            context.current_word = result


class _Visitors:
    """What Sastrawi's `VisitorProvider` gives, and for each beginning of a word the prefix visitors worth trying."""

    def __init__(self) -> None:
        theirs = VisitorProvider()
        self._general: list[_Visitor] = theirs.get_visitors()
        kinds = ("P", "PP", "DS")
        self._suffixes = [_Affix(visitor, kind) for visitor, kind in zip(theirs.suffix_visitors, kinds, strict=True)]
        plain, *rules = theirs.prefix_visitors
        self._plain, self._rules = _Affix(plain, "DP"), [_Rules(visitor) for visitor in rules]
        self._by_head: dict[str, list[_Visitor]] = {}

    def get_visitors(self) -> list[_Visitor]:
        return self._general

    def get_suffix_visitors(self) -> list[_Affix]:
        return self._suffixes

    def get_prefix_visitors(self) -> list[_Visitor]:
        return [self._plain, *self._rules]

    def worth_trying(self, word: str) -> list[_Visitor]:
        """Return the prefix visitors that may change the word, in Sastrawi's order."""
        head = word[:_HEAD]
        found = self._by_head.get(head)
        if found is None:
            found = self._by_head[head] = [self._plain, *(rule for rule in self._rules if rule.can_match(head))]
        return found


class _Context(Context):  # type: ignore[misc]
    """Sastrawi's way of one word through the rules."""

    def __init__(self, word: str, dictionary: Any, visitors: _Visitors) -> None:
        self._worth_trying = visitors.worth_trying
        super().__init__(word, dictionary, visitors)

    def accept_prefix_visitors(self, visitors: Sequence[_Visitor]) -> Any:  # noqa: ARG002
        # The first visitor that changes the word ends the round, so the word is the same for all that are tried.
        return super().accept_prefix_visitors(self._worth_trying(self.current_word))


def create_stemmer() -> Callable[[str], str]:
    """Return a function that gives the stem of one word of lower-case letters, as Sastrawi does."""
    dictionary = StemmerFactory().create_stemmer().delegatedStemmer.get_dictionary()
    visitors = _Visitors()

    def stem(word: str) -> str:
        context = _Context(word, dictionary, visitors)
        context.execute()
        return str(context.result)

    return stem
