"""Draws the charts of the HTML report: Vega-Lite descriptions, turned into inline SVG by vl-convert.

Colours differ in lightness (`palette.py`), and phases are numbered besides; SVG attributes only, no styles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from xml.etree import ElementTree

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.report.calendars import Band
from netral_cli.report.palette import DARK_PHASES, INDIKASI_COLOUR, PHASE_COLOURS, PHASE_NUMBERS, TINJAU_COLOUR
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.rules.phase import Phase

_LONGEST = 120
_FONT = "Helvetica, Arial, sans-serif"
# A phase narrower than this share of the timeline has no room for its number.
_NARROWEST = 0.009
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_TIME_ID = {
    "dateTime": "%A, %e %B %Y %X", "date": "%d/%m/%Y", "time": "%H.%M.%S", "periods": ["AM", "PM"],
    "days": ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    "shortDays": ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
    "months": list(_MONTHS), "shortMonths": list(_MONTHS),
}  # fmt: skip
_NUMBER_ID = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}
_SHAPES = frozenset({"svg", "g", "path", "line", "rect", "text", "tspan", "title", "desc", "defs", "clipPath"})


def can_draw() -> bool:
    """Say whether the chart library is installed (`netral-cli[report]`)."""
    try:
        import vl_convert  # noqa: F401, PLC0415
    except ImportError:
        return False
    return True


def draw(spec: Mapping[str, Any], alt: str, words: Words, kind: str) -> str:
    """Return the SVG of a chart, checked to hold nothing but shapes and texts."""
    import vl_convert  # noqa: PLC0415

    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": None,
        "config": {
            "font": _FONT, "view": {"stroke": None}, "axis": {"labelFontSize": 13, "titleFontSize": 13},
            "legend": {"labelFontSize": 13, "titleFontSize": 13, "orient": "bottom"}, "text": {"fontSize": 13},
        },
        **spec,
    }  # fmt: skip
    locales: dict[str, Any] = {} if words.lang == "en" else {
        "format_locale": _NUMBER_ID, "time_format_locale": _TIME_ID,
    }  # fmt: skip
    svg = vl_convert.vegalite_to_svg(whole, **locales)
    if not _is_plain(svg):
        raise NetralError(
            _("grafik {name!r}: pustaka grafik menulis unsur yang tidak diizinkan; laporkan").format(name=alt)
        )
    head = f'<svg class="grafik {kind}" role="img" aria-label="{escape(alt)}" '
    return svg.replace("<svg ", head, 1).replace(' class="marks"', "", 1)


def _is_plain(svg: str) -> bool:
    """Say whether a drawing holds shapes and texts only: no script, style, link or event."""
    for element in ElementTree.fromstring(svg).iter():
        names = {name.rpartition("}")[2] for name in element.attrib}
        if element.tag.rpartition("}")[2] not in _SHAPES or names & {"style", "href", "src"}:
            return False
        if any(name.startswith("on") for name in names):
            return False
    return True


def drawable(text: str) -> str:
    """Return a text for a chart: signs that XML cannot hold would end the chart library, and the program with it."""
    return "".join(c if c.isprintable() else " " for c in text[:_LONGEST])


def bars(groups: Sequence[tuple[str, Group]], title: str, words: Words) -> str:
    """Return a chart of horizontal bars, indications before posts to be looked at; groups come with their name."""
    rows: list[dict[str, Any]] = []
    for order, (name, group) in enumerate(groups):
        at = 0
        for status, count in ((words("indikasi"), group.indikasi), (words("tinjau"), group.tinjau)):
            rows.append({"u": order, "s": status, "a": at, "b": at + count})
            at += count
        rows[-1]["n"] = at
        rows[-1]["nama"] = rows[-2]["nama"] = drawable(name)
    # The order number makes two groups of one name two bars.
    names = "; ".join(drawable(name) for name, _ in groups)
    y = {"field": "u", "type": "ordinal", "axis": None}
    label = {"field": "nama", "type": "nominal"}
    most = max((group.flagged for _, group in groups), default=1)
    scale = {"domain": [0, max(most, 1) * 1.15], "nice": False}
    spec = {
        "data": {"values": rows},
        "hconcat": [
            {
                "width": 262, "height": {"step": 24},
                "mark": {"type": "text", "align": "right", "limit": 258, "x": 260},
                "transform": [{"filter": "isValid(datum.n)"}], "encoding": {"y": y, "text": label},
            },
            {
                "width": 270, "height": {"step": 24},
                "layer": [
                    {
                        "mark": {"type": "bar", "height": 15},
                        "encoding": {
                            "y": y, "x": {"field": "a", "type": "quantitative", "axis": None, "scale": scale},
                            "x2": {"field": "b"}, "color": _status_colour(words),
                        },
                    },
                    {
                        "mark": {"type": "text", "align": "left", "dx": 4},
                        "transform": [{"filter": "isValid(datum.n)"}],
                        "encoding": {
                            "y": y, "x": {"field": "b", "type": "quantitative", "scale": scale},
                            "text": {"field": "n", "type": "quantitative", "format": ",d"},
                        },
                    },
                ],
            },
        ],
        "spacing": 4,
    }  # fmt: skip
    return draw(spec, words("grafik_alt", judul=title) + ": " + names, words, "batang")


def _status_colour(words: Words) -> dict[str, Any]:
    return {
        "field": "s", "type": "nominal", "title": None,
        "scale": {"domain": [words("indikasi"), words("tinjau")], "range": [INDIKASI_COLOUR, TINJAU_COLOUR]},
    }  # fmt: skip


def _millis(day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp() * 1000)


def phase_label(phase: Phase, words: Words) -> str:
    """Return a phase with its number: `3 masa kampanye`."""
    return f"{PHASE_NUMBERS[phase]} {words.phase(phase)}" if phase in PHASE_NUMBERS else words.phase(phase)


def _band(band: Band, low: int, high: int, words: Words) -> dict[str, Any]:
    """Return what is drawn of a phase between two moments."""
    phase = Phase(band.phase)
    start, end = max(_millis(band.first), low), min(_millis(band.after), high)
    return {
        "a": start, "b": end, "tengah": (start + end) // 2, "f": phase_label(phase, words),
        "nomor": str(PHASE_NUMBERS[phase]), "tinta": "#ffffff" if phase in DARK_PHASES else "#1b1b1b",
    }  # fmt: skip


def timeline(
    buckets: Sequence[tuple[dt.date, dt.date, int, int]], bands: Sequence[Band], title: str, words: Words
) -> str:
    """Return the timeline: bars of findings over the shaded phases of the elections.

    buckets: first day, day after the last, indications, posts to be looked at
    """
    rows = []
    for first, after, indikasi, tinjau in buckets:
        start, end = _millis(first), _millis(after)
        gap = (end - start) * 0.08
        at = 0
        for status, count in ((words("indikasi"), indikasi), (words("tinjau"), tinjau)):
            if count:
                rows.append({"a": start + gap, "b": end - gap, "s": status, "y": at, "y2": at + count})
            at += count
    low, high = _millis(buckets[0][0]), _millis(buckets[-1][1])
    shaded = [
        _band(band, low, high, words) for band in bands if _millis(band.first) < high and _millis(band.after) > low
    ]
    there = {Phase(band.phase) for band in bands}
    seen = {phase_label(phase, words): colour for phase, colour in PHASE_COLOURS.items() if phase in there}
    x = {
        "field": "a", "type": "temporal", "title": None, "scale": {"type": "utc", "domain": [low, high], "nice": False},
        "axis": {"format": "%e %b %Y", "grid": False, "labelOverlap": True, "tickCount": 8},
    }  # fmt: skip
    most = max(i + t for _, _, i, t in buckets)
    y = {
        "field": "y", "type": "quantitative", "title": words("temuan"),
        "scale": {"domain": [0, 1.12 * max(most, 1)], "nice": False},
        "axis": {"format": ",d", "tickMinStep": 1, "tickCount": 5, "gridColor": "#cccccc"},
    }  # fmt: skip
    band = {
        "data": {"values": shaded}, "mark": {"type": "rect", "stroke": "#9a9a9a", "strokeWidth": 0.4},
        "encoding": {"x": x, "x2": {"field": "b"}, "fill": {
            "field": "f", "type": "nominal", "title": words("fase"),
            "scale": {"domain": list(seen), "range": list(seen.values())},
            "legend": {"symbolStrokeColor": "#777777", "symbolType": "square", "labelLimit": 260, "columns": 3},
        }},
    }  # fmt: skip
    numbers = {
        "data": {"values": [entry for entry in shaded if entry["b"] - entry["a"] > _NARROWEST * (high - low)]},
        "mark": {"type": "text", "y": 9, "fontSize": 12, "fontWeight": "bold"},
        "encoding": {
            "x": x | {"field": "tengah"}, "text": {"field": "nomor", "type": "nominal"},
            "color": {"field": "tinta", "type": "nominal", "scale": None},
        },
    }  # fmt: skip
    bar = {
        "data": {"values": rows}, "mark": {"type": "rect", "stroke": "#333333", "strokeWidth": 0.3},
        "encoding": {"x": x, "x2": {"field": "b"}, "y": y, "y2": {"field": "y2"}, "color": _status_colour(words)},
    }  # fmt: skip
    spec = {"width": 860, "height": 220, "layer": [*([band] if shaded else []), bar, *([numbers] if shaded else [])]}
    return draw(spec, words("grafik_alt", judul=title), words, "linimasa")
