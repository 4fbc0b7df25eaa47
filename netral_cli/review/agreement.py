"""How far two reviewers agree: Cohen's kappa over the binary reading and over each signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from netral_cli.review.decision import NO, YES, Label
from netral_cli.signals.catalogue import SIGNAL_IDS


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement on one question.

    both, first, second, neither: posts that both, only the first, only the second, or neither said yes of
    """

    both: int
    first: int
    second: int
    neither: int

    @property
    def posts(self) -> int:
        """How many posts were compared."""
        return self.both + self.first + self.second + self.neither

    @property
    def agreed(self) -> float:
        """The share of posts on which they agree; 0 where none was compared."""
        return (self.both + self.neither) / self.posts if self.posts else 0.0

    @property
    def value(self) -> float | None:
        """Cohen's kappa (1960); None where chance alone would make them agree on every post."""
        n = self.posts
        if not n:
            return None
        one, two = (self.both + self.first) / n, (self.both + self.second) / n
        chance = one * two + (1 - one) * (1 - two)
        return None if chance >= 1 else (self.agreed - chance) / (1 - chance)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of two reviewers.

    shared: posts that both decided; settled: those of them that both called yes or no
    signals: for every signal that one of them used, over the posts whose signals both know
    """

    names: tuple[str, str]
    shared: int
    settled: int
    binary: Kappa
    signals: dict[str, Kappa]


def kappa(pairs: Sequence[tuple[bool, bool]]) -> Kappa:
    """Return the agreement of pairs of answers."""
    return Kappa(*(sum(pair == wanted for pair in pairs) for wanted in (
        (True, True), (True, False), (False, True), (False, False)
    )))  # fmt: skip


def agreement(names: tuple[str, str], pairs: Sequence[tuple[Label, Label]]) -> Agreement:
    """Return the agreement on posts that both reviewers decided."""
    settled = [(a, b) for a, b in pairs if a.settled and b.settled]
    known = [(a, b) for a, b in settled if all(label.status == NO or label.signals for label in (a, b))]
    used = [name for name in SIGNAL_IDS if any(name in a.signals or name in b.signals for a, b in known)]
    return Agreement(
        names, len(pairs), len(settled), kappa([(a.status == YES, b.status == YES) for a, b in settled]),
        {name: kappa([(name in a.signals, name in b.signals) for a, b in known]) for name in used},
    )  # fmt: skip
