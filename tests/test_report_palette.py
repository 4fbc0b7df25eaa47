"""The colours of charts stay apart in grey and for every kind of colour vision (simulated)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from netral_cli.report.palette import DARK_PHASES, INDIKASI_COLOUR, PHASE_COLOURS, PHASE_NUMBERS, TINJAU_COLOUR
from netral_cli.rules.phase import KNOWN_PHASES

Matrix = tuple[tuple[float, float, float], ...]
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB; grey is the luminance of Rec. 709.
VISION: dict[str, Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
TO_XYZ: Matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def linear(colour: str) -> list[float]:
    values = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    """Return the CIE Lab place of a colour as somebody with this vision sees it."""
    seen = [min(max(v, 0.0), 1.0) for v in times(VISION[vision], linear(colour))]
    ratios = (v / w for v, w in zip(times(TO_XYZ, seen), WHITE, strict=True))
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, vision: str) -> float:
    """Return the CIE76 difference; about 2.3 is just noticeable side by side."""
    return float(sum((a - b) ** 2 for a, b in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5)


def test_the_simulation_knows_colours_that_part_and_that_do_not() -> None:
    assert distance("#000000", "#ffffff", "grey") == pytest.approx(100, abs=0.1)
    assert distance("#c00000", "#00c000", "usual") > 120
    assert distance("#c08060", "#8a9a60", "deuteranopia") < 15 < distance("#c08060", "#8a9a60", "usual")


@pytest.mark.parametrize("vision", VISION)
def test_bars_part_from_each_other_and_from_every_phase(vision: str) -> None:
    assert distance(INDIKASI_COLOUR, TINJAU_COLOUR, vision) > 45
    for colour in PHASE_COLOURS.values():
        assert distance(INDIKASI_COLOUR, colour, vision) > 15
        assert distance(TINJAU_COLOUR, colour, vision) > 10


@pytest.mark.parametrize("vision", VISION)
def test_neighbouring_phases_part(vision: str) -> None:
    for one, other in pairwise(PHASE_COLOURS.values()):
        assert distance(one, other, vision) > 7


def test_every_phase_has_a_colour_and_a_number_that_can_be_read_on_it() -> None:
    assert set(PHASE_COLOURS) == set(PHASE_NUMBERS) == set(KNOWN_PHASES)
    for phase, colour in PHASE_COLOURS.items():
        sign = "#ffffff" if phase in DARK_PHASES else "#1b1b1b"
        darker, lighter = sorted(times(VISION["grey"], linear(c))[0] for c in (sign, colour))
        assert (lighter + 0.05) / (darker + 0.05) > 4.5 or phase in DARK_PHASES
        assert (lighter + 0.05) / (darker + 0.05) > 3
