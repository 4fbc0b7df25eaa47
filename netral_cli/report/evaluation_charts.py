"""Draws the charts of an evaluation: calibration, precision against recall, and the F1 of the signals."""

from __future__ import annotations

from math import isnan
from typing import Any

from netral_cli.language import _
from netral_cli.model.evaluate import Evaluation
from netral_cli.report.charts import draw
from netral_cli.report.palette import INDIKASI_COLOUR, TINJAU_COLOUR
from netral_cli.report.words import Words

_SIZE = 330
_UNIT = {"domain": [0, 1], "nice": False}


def _axis(field: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "field": field, "type": "quantitative", "title": title, "scale": _UNIT,
        "axis": {"tickCount": 5, "format": ".1f", "gridColor": "#dddddd"}, **more,
    }  # fmt: skip


def calibration_chart(found: Evaluation, words: Words) -> str:
    """Return the calibration plot: the share that carries a signal against the mean score, with intervals."""
    rows = [{"x": b.expected, "y": b.observed, "a": b.low, "b": b.high, "n": b.posts} for b in found.calibration]
    x = _axis("x", _("netral_skor (rata-rata)"))
    y = _axis("y", _("bagian yang bersinyal"))
    spec = {
        "width": _SIZE, "height": _SIZE,
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
                "mark": {"type": "line", "stroke": "#777777", "strokeDash": [4, 4]},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": rows}, "mark": {"type": "rule", "stroke": INDIKASI_COLOUR, "strokeWidth": 1.5},
                "encoding": {"x": x, "y": _axis("a", _("bagian yang bersinyal")), "y2": {"field": "b"}},
            },
            {
                "data": {"values": rows}, "mark": {"type": "circle", "color": INDIKASI_COLOUR, "opacity": 1},
                "encoding": {"x": x, "y": y, "size": {
                    "field": "n", "type": "quantitative", "title": _("pos"), "scale": {"range": [30, 400]},
                }},
            },
        ],
    }  # fmt: skip
    return draw(spec, _("Grafik: kalibrasi, bagian yang bersinyal menurut skor"), words, "batang")


def curve_chart(found: Evaluation, words: Words) -> str:
    """Return precision against recall over all thresholds, with the two thresholds in use."""
    rows = [{"x": recall, "y": precision} for _threshold, precision, recall in found.curve]
    marks = [
        {"x": quality.recall, "y": quality.precision, "nama": name}
        for name, quality in (("tinjau", found.not_netral), ("indikasi", found.indikasi))
    ]
    x, y = _axis("x", _("perolehan")), _axis("y", _("presisi"))
    spec = {
        "width": _SIZE, "height": _SIZE,
        "layer": [
            {
                "data": {"values": rows}, "mark": {"type": "line", "stroke": INDIKASI_COLOUR, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "order": {"field": "x", "type": "quantitative"}},
            },
            {
                "data": {"values": marks}, "mark": {"type": "point", "filled": True, "size": 120, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": {
                    "field": "nama", "type": "nominal", "title": _("ambang"),
                    "scale": {"domain": ["indikasi", "tinjau"], "range": [INDIKASI_COLOUR, TINJAU_COLOUR]},
                }},
            },
        ],
    }  # fmt: skip
    return draw(spec, _("Grafik: presisi dan perolehan pada semua ambang"), words, "batang")


def signals_chart(found: Evaluation, words: Words) -> str:
    """Return the F1 of the signals that occur as bars, with their intervals."""
    rows = []
    for name, quality in found.signals.items():
        if quality.positives:
            around = found.intervals.get(name, {}).get("f1")
            known = around is not None and not isnan(around.low)
            rows.append({
                "s": f"{name} ({quality.positives})", "f": quality.f1,
                "a": around.low if around and known else quality.f1,
                "b": around.high if around and known else quality.f1,
            })  # fmt: skip
    y = {"field": "s", "type": "nominal", "title": None, "sort": None}
    spec = {
        "data": {"values": rows}, "width": _SIZE + 60, "height": {"step": 24},
        "layer": [
            {"mark": {"type": "bar", "color": TINJAU_COLOUR}, "encoding": {"y": y, "x": _axis("f", "F1")}},
            {
                "mark": {"type": "rule", "stroke": "#222222", "strokeWidth": 1.5},
                "encoding": {"y": y, "x": _axis("a", "F1"), "x2": {"field": "b"}},
            },
        ],
    }  # fmt: skip
    return draw(spec, _("Grafik: F1 setiap sinyal"), words, "batang")
