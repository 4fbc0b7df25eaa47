"""The colours of the reports: apart in lightness, so that grey prints and every kind of colour vision keep them apart.

`tests/test_report_palette.py` simulates grey and the three kinds of colour blindness.
"""

from __future__ import annotations

from netral_cli.rules.phase import Phase

INDIKASI_COLOUR, TINJAU_COLOUR = "#1d3557", "#e9a23b"
# The phases of an election in their order, behind the bars; each also carries its number.
PHASE_COLOURS = {
    Phase.SEBELUM_PENETAPAN: "#ffffff", Phase.SESUDAH_PENETAPAN: "#ede3cd", Phase.KAMPANYE: "#bcd0e3",
    Phase.TENANG: "#8f8f8f", Phase.PEMUNGUTAN: "#5a5a5a", Phase.SESUDAH: "#dfe5dd",
}  # fmt: skip
PHASE_NUMBERS = {phase: number for number, phase in enumerate(PHASE_COLOURS, 1)}
# On these a white sign is read more easily than a black one.
DARK_PHASES = frozenset({Phase.TENANG, Phase.PEMUNGUTAN})
