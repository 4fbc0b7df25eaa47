"""McNemar's exact test: whether two models' rights and wrongs on the same posts could differ by chance alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb


@dataclass(frozen=True, slots=True)
class McNemar:
    """Posts that only the first or only the second model gets right, and the two-sided exact p-value."""

    first_only: int
    second_only: int
    p: float


def mcnemar(first_only: int, second_only: int) -> McNemar:
    """Return the exact binomial test of McNemar (1947) on the posts where just one of two models is right."""
    n, least = first_only + second_only, min(first_only, second_only)
    tail = sum(comb(n, k) for k in range(least + 1))
    # Whole numbers until the last step: no rounding, however many posts there are.
    p = min(1.0, 2 * tail / (1 << n)) if n < 1000 else min(1.0, 2 * _ratio(tail, n))
    return McNemar(first_only, second_only, p)


def _ratio(tail: int, n: int) -> float:
    """Return tail / 2**n where both are too large for a float."""
    shift = max(tail.bit_length() - 60, 0)
    return float(tail >> shift) * 2.0 ** (shift - n)
