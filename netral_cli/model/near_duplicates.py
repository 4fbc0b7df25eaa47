"""Finds texts that are nearly the same, by the Jaccard similarity of their character 5-grams, exactly and fast.

Two sets with a Jaccard similarity of at least t share at least t n elements, n being the size of the larger one. So
they share at least k elements among the rarest (1 - t) n + k of each, or all that they share is there (prefix filter:
Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007; with k > 1: Wang, Li and Feng 2012). Only such pairs
are compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

_LINKS = re.compile(r"https?://\S+|@\w+")
_SPACE = re.compile(r"\s+")
# With one shared rare 5-gram asked for, 60,000 posts give ten million pairs to compare, with five 400,000.
_SHARED = 5
# Rows whose candidates are sought at once, and candidates that are compared at once: many copies are many pairs.
_BLOCK = 2000
_COMPARED = 50_000


def five_grams(text: str) -> frozenset[str]:
    """Return the 5-grams of a text in small letters, without links and mentions; a shorter text is its own only one."""
    plain = _SPACE.sub(" ", _LINKS.sub(" ", text.lower())).strip()
    return frozenset(plain[i : i + 5] for i in range(len(plain) - 4)) or frozenset([plain])


def near_duplicates(texts: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Return all pairs `(i, j, similarity)` with i < j whose similarity is above the threshold."""
    if not texts:
        return []
    grams = _grams(texts)
    return [(i, j, similarity) for i, j, similarity in _similar(grams, 0, threshold) if i < j]


def near_copies(known: Sequence[str], asked: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Return all pairs `(i, j, similarity)` of a known text i and an asked one j more similar than the threshold.

    The same measure as `near_duplicates`, without comparing the texts of one side with each other.
    """
    if not known or not asked:
        return []
    first = len(known)
    found = _similar(_grams([*known, *asked]), first, threshold)
    return [(i, j - first, similarity) for i, j, similarity in found]


def _grams(texts: Sequence[str]) -> csr_matrix:
    """Return which text has which 5-gram, one row a text; the rarest 5-grams are the first columns."""
    numbers: dict[str, int] = {}
    sets = [five_grams(text) for text in texts]
    columns = np.array([numbers.setdefault(gram, len(numbers)) for grams in sets for gram in grams])
    commonness = np.argsort(np.bincount(columns), kind="stable")
    rank = np.empty_like(commonness)
    rank[commonness] = np.arange(len(commonness))
    starts = np.concatenate([[0], np.cumsum([len(grams) for grams in sets])])
    found = csr_matrix((np.ones(len(columns), dtype=np.int32), rank[columns], starts), shape=(len(sets), len(numbers)))
    found.sort_indices()
    return found


def _similar(grams: csr_matrix, first: int, threshold: float) -> list[tuple[int, int, float]]:
    """Return the similar pairs of a row before `first` (any row where it is 0) and one from `first` on, in order."""
    sizes = np.diff(grams.indptr)
    place = np.arange(grams.nnz) - np.repeat(grams.indptr[:-1], sizes)
    rare = place < np.repeat(((1 - threshold) * sizes).astype(np.int64) + _SHARED, sizes)
    rows = np.repeat(np.arange(len(sizes)), sizes)[rare]
    prefixes = csr_matrix((grams.data[rare], (rows, grams.indices[rare])), shape=grams.shape)
    known = prefixes[: first or len(sizes)].T.tocsr()
    found: list[tuple[int, int, float]] = []
    for start in range(first, len(sizes), _BLOCK):
        shared = (prefixes[start : start + _BLOCK] @ known).tocoo()
        j, i = shared.row + start, shared.col
        larger = np.maximum(sizes[i], sizes[j])
        enough = shared.data >= np.minimum(_SHARED, np.ceil(threshold * larger))
        i, j = i[enough], j[enough]
        for at in range(0, len(i), _COMPARED):
            a, b = i[at : at + _COMPARED], j[at : at + _COMPARED]
            common = np.asarray(grams[a].multiply(grams[b]).sum(axis=1)).ravel()
            similarity = common / (sizes[a] + sizes[b] - common)
            above = similarity > threshold
            found.extend(zip(a[above].tolist(), b[above].tolist(), similarity[above].tolist(), strict=True))
    return sorted(found)
