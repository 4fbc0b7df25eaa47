"""Finds texts that are nearly the same, by the Jaccard similarity of their character 5-grams, exactly and fast.

Two sets with a Jaccard similarity of at least t share an element among the rarest (1 - t) n + 1 of each (prefix filter:
Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007), so only texts that share a rare 5-gram are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_LINKS = re.compile(r"https?://\S+|@\w+")
_SPACE = re.compile(r"\s+")


def five_grams(text: str) -> frozenset[str]:
    """Return the 5-grams of a text in small letters, without links and mentions; a shorter text is its own only one."""
    plain = _SPACE.sub(" ", _LINKS.sub(" ", text.lower())).strip()
    return frozenset(plain[i : i + 5] for i in range(len(plain) - 4)) or frozenset([plain])


def near_duplicates(texts: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Return all pairs `(i, j, similarity)` with i < j whose similarity is above the threshold."""
    sets = [five_grams(text) for text in texts]
    counts: Counter[str] = Counter(gram for grams in sets for gram in grams)
    index: dict[str, list[int]] = defaultdict(list)
    found = []
    for j in sorted(range(len(sets)), key=lambda k: len(sets[k])):
        mine = sets[j]
        rare = sorted(mine, key=lambda gram: (counts[gram], gram))[: int((1 - threshold) * len(mine)) + 1]
        candidates = {i for gram in rare for i in index[gram] if len(sets[i]) > threshold * len(mine)}
        for i in candidates:
            shared = len(mine & sets[i])
            similarity = shared / (len(mine) + len(sets[i]) - shared)
            if similarity > threshold:
                found.append((min(i, j), max(i, j), similarity))
        for gram in rare:
            index[gram].append(j)
    return sorted(found)


def near_copies(known: Sequence[str], asked: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Return all pairs `(i, j, similarity)` of a known text i and an asked one j more similar than the threshold.

    The same measure as `near_duplicates`, without comparing the texts of one side with each other.
    """
    first, second = ([five_grams(text) for text in texts] for texts in (known, asked))
    counts: Counter[str] = Counter(gram for grams in (*first, *second) for gram in grams)

    def rare(grams: frozenset[str]) -> list[str]:
        return sorted(grams, key=lambda gram: (counts[gram], gram))[: int((1 - threshold) * len(grams)) + 1]

    index: dict[str, list[int]] = defaultdict(list)
    for i, grams in enumerate(first):
        for gram in rare(grams):
            index[gram].append(i)
    found = []
    for j, mine in enumerate(second):
        for i in {i for gram in rare(mine) for i in index.get(gram, ())}:
            shared = len(mine & first[i])
            similarity = shared / (len(mine) + len(first[i]) - shared)
            if similarity > threshold:
                found.append((i, j, similarity))
    return sorted(found)
