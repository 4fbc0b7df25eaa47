"""Facts are found quickly: only patterns whose words a text has are tried, and none is missed by that."""

from __future__ import annotations

import random
import re

import pytest

from netral_cli.rules.catalogue import builtin_catalogue
from netral_cli.rules.facts import FactFinder, needed_words


def every_pattern(text: str) -> frozenset[str]:
    """Return the facts by trying every pattern on every text."""
    low = " ".join(text.lower().split())
    return frozenset(fact.id for fact in builtin_catalogue().facts if any(p.search(low) for p in fact.patterns))


def test_no_fact_is_missed() -> None:
    chance = random.Random(4)
    facts = builtin_catalogue().facts
    examples = [text for fact in facts for text in (*fact.cocok, *fact.tolak)]
    words = [word for text in examples for word in text.split()]
    texts = [*examples, *(text.upper() for text in examples), *(text.replace(" ", "\n  ") for text in examples)]
    texts += [" ".join(chance.choices(words, k=12)) for _ in range(3000)]
    found = [builtin_catalogue().facts_in(text) for text in texts]
    assert found == [every_pattern(text) for text in texts]
    assert {fact for facts in found for fact in facts} == {fact.id for fact in facts}


def test_every_built_in_pattern_has_words_it_needs() -> None:
    assert all(needed_words(p.pattern) for fact in builtin_catalogue().facts for p in fact.patterns)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bcltn\b", ("cltn",)),
        (r"\b(kta|kartu (tanda )?anggota)\b.{0,40}\b(partai|pan)\b", ("anggota", "kta")),
        (r"\b(suami|suamiku|istri)\b", ("istri", "suami")),
        (r"\b(maju(?! bersama| terus)|nyalon)\b", ("maju", "nyalon")),
        (r"\bpilih(kan)?\b", ()),
        (r"\b(satu|dua)\b|\btiga\b", ()),
        (r"\b(satu|dua)?\b empat", ()),
        (r"(?:satu|dua)", ()),
        (r"\b(isteri?|suami)\b", ()),
        (r"\b(\w+|suami)\b", ()),
        (r"kartu", ()),
    ],
)
def test_needed_words_are_certain(pattern: str, words: tuple[str, ...]) -> None:
    assert needed_words(pattern) == words


def test_a_pattern_without_certain_words_is_always_tried() -> None:
    finder = FactFinder([("satu", re.compile(r"\bpilih(kan)?\b")), ("dua", re.compile(r"\bcltn\b"))])
    assert finder.find("PILIHKAN  saja") == {"satu"}
    assert finder.find("pilih, lalu CLTN") == {"satu", "dua"}
    assert finder.find("tidak ada") == frozenset()
