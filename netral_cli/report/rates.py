"""Shares with their uncertainty, and numbers as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

# Below this many posts a share says little; such groups are shown without a place in a ranking by share.
SMALL_GROUP = 20
_Z = 1.959963984540054  # 95 %


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many, with the 95 % Wilson interval of the share."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """The share, 0 where nothing was counted."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def small(self) -> bool:
        """Whether the group is too small for its share to be compared."""
        return self.whole < SMALL_GROUP

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval; from 0 to 1 where nothing was counted."""
        n = self.whole
        if not n:
            return 0.0, 1.0
        p, z2 = self.share, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z / (1 + z2 / n) * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        low, high = max(middle - half, 0.0), min(middle + half, 1.0)
        return (0.0 if self.part == 0 else low), (1.0 if self.part == n else high)


def whole_number(value: int, lang: str = "id") -> str:
    """Return a number with its thousands apart: `12.345` in Indonesian, `12,345` in English."""
    text = f"{value:,}"
    return text if lang == "en" else text.replace(",", ".")


def percent(share: float, lang: str = "id") -> str:
    """Return a share as a percentage with one decimal: `12,3 %`, `12.3%` in English."""
    text = f"{100 * share:.1f}"
    return f"{text}%" if lang == "en" else text.replace(".", ",") + "\u00a0%"


def number_text(value: float, lang: str = "id", digits: int = 3) -> str:
    """Return a number with so many decimals: `0,358`, `0.358` in English."""
    text = f"{value:.{digits}f}"
    return text if lang == "en" else text.replace(".", ",")


def chance_text(chance: float, lang: str = "id") -> str:
    """Return a calibrated chance with two decimals, never as certain: `> 0,99` instead of 1."""
    sign = "> " if chance > 0.99 else "< " if chance < 0.01 else ""
    text = sign + f"{min(max(chance, 0.01), 0.99):.2f}"
    return text if lang == "en" else text.replace(".", ",")


def interval_text(rate: Rate, lang: str = "id") -> str:
    """Return the interval of a rate as `8,1 - 17,9 %`."""
    low, high = rate.interval
    text = f"{100 * low:.1f}\u00a0-\u00a0{100 * high:.1f}"
    return f"{text}%" if lang == "en" else text.replace(".", ",") + "\u00a0%"
