"""Says in plain words whether to use a new model, from its comparison with the one in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import TYPE_CHECKING

from netral_cli.language import _

if TYPE_CHECKING:
    from netral_cli.compare import Comparison, Measure

# Fewer held-out posts of either kind decide nothing: one post more or less moves recall by over 3 points.
FEWEST = 30
# Differences that chance alone brings about less often than this are taken for real.
UNLIKELY = 0.05
# How much average precision on the corpus's own test posts may fall before it is mentioned.
GENERAL_LOSS = 0.01


class Choice(StrEnum):
    """What to do: use the new model, keep the old one, or label more before deciding."""

    GANTI = "ganti"
    JANGAN = "jangan"
    BELUM_JELAS = "belum_jelas"
    TERLALU_SEDIKIT = "terlalu_sedikit"


@dataclass(frozen=True, slots=True)
class Advice:
    """The choice and its reasons, one sentence each."""

    choice: Choice
    reasons: tuple[str, ...]


def _direction(measure: Measure) -> int:
    """Return 1 or -1 where the interval of the difference lies above or below zero throughout, else 0."""
    if not measure.difference.excludes_zero:
        return 0
    return 1 if measure.difference.low > 0 else -1


def _decisions(found: Comparison) -> int:
    """Return 1 or -1 where one model flags rightly more often than chance explains, else 0."""
    if found.test.p >= UNLIKELY:
        return 0
    return 1 if found.test.second_only > found.test.first_only else -1


def advise(local: Comparison, general: Comparison | None = None) -> Advice:
    """Return whether to switch from the first to the second model of a comparison on held-out posts.

    general: the same two models on the test posts of the corpus, to see what the new one lost elsewhere
    """
    negatives = local.posts - local.positives
    f1, ap = local.measures["f1"], local.measures["ap"]
    directions = {_direction(f1), _direction(ap), _decisions(local)}
    figures = [_figure(_('F1 "bukan netral"'), f1), _figure(_("AP (urutan skor)"), ap), *_flagging(local)]
    warning = _general(general)
    if min(local.positives, negatives) < FEWEST:
        choice = Choice.JANGAN if -1 in directions and 1 not in directions else Choice.TERLALU_SEDIKIT
        why = _(
            "hanya {positives} pos bersinyal dan {negatives} pos netral untuk menguji; perlu paling sedikit {fewest}"
            " dari masing-masing untuk memutuskan: beri label lebih banyak pos"
        ).format(positives=local.positives, negatives=negatives, fewest=FEWEST)
        return Advice(choice, (why, *figures, *warning))
    if directions in ({1}, {0, 1}):
        return Advice(Choice.GANTI, (*figures, *warning))
    if directions in ({-1}, {-1, 0}):
        return Advice(Choice.JANGAN, (*figures, *warning))
    why = (
        _("satu ukuran membaik dan yang lain memburuk; lihat pos yang berganti status")
        if directions == {-1, 1}
        else _("selisihnya masih dapat terjadi secara kebetulan; tetap pakai model lama dan tambah label")
    )
    return Advice(Choice.BELUM_JELAS, (why, *figures, *warning))


def _figure(name: str, measure: Measure) -> str:
    text = _("{name}: {first:.3f} menjadi {second:.3f}").format(name=name, first=measure.first, second=measure.second)
    span = measure.difference
    if isnan(span.low):
        return text
    return text + _(" (selisih {low:+.3f} sampai {high:+.3f} dengan keyakinan 95 %)").format(
        low=span.low, high=span.high
    )


def _flagging(local: Comparison) -> Sequence[str]:
    flagged, test = local.measures["flagged"], local.test
    return [
        _("pos yang hanya benar pada model lama: {old}; hanya pada model baru: {new} (uji McNemar p = {p:.2g})").format(
            old=test.first_only, new=test.second_only, p=test.p
        ),
        _(
            "bagian pos yang ditandai: {first:.0%} menjadi {second:.0%}; {flips} dari {posts} pos berganti status"
        ).format(first=flagged.first, second=flagged.second, flips=len(local.flips), posts=local.posts),
    ]


def _general(general: Comparison | None) -> Sequence[str]:
    if general is None:
        return []
    ap = general.measures["ap"]
    if ap.second >= ap.first - GENERAL_LOSS:
        return [
            _("di luar data Anda (pos uji korpus bawaan) AP {first:.3f} menjadi {second:.3f}").format(
                first=ap.first, second=ap.second
            )
        ]
    return [
        _(
            "PERHATIAN: di luar data Anda (pos uji korpus bawaan) model baru lebih lemah, AP {first:.3f} menjadi"
            " {second:.3f}; pakai hanya untuk data seperti data Anda, atau latih dengan --base"
        ).format(first=ap.first, second=ap.second)
    ]


def verdict_line(advice: Advice) -> str:
    """Return the choice as one line."""
    return {
        Choice.GANTI: _("Saran: GANTI ke model baru."),
        Choice.JANGAN: _("Saran: JANGAN ganti; model baru lebih buruk pada pos yang disisihkan."),
        Choice.BELUM_JELAS: _("Saran: BELUM JELAS; tetap pakai model lama dulu."),
        Choice.TERLALU_SEDIKIT: _("Saran: BELUM DAPAT DIKATAKAN; pos yang disisihkan untuk menguji terlalu sedikit."),
    }[advice.choice]
