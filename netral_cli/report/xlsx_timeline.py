"""The timeline sheet of the XLSX report: findings over time, and a native chart with the phases shaded behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from netral_cli.elections.profile import Profile
from netral_cli.report.aggregate import Aggregate
from netral_cli.report.calendars import Band, Timeline, bands, timeline_of
from netral_cli.report.charts import phase_label
from netral_cli.report.palette import INDIKASI_COLOUR, PHASE_COLOURS, PHASE_NUMBERS, TINJAU_COLOUR
from netral_cli.report.xlsx_book import XlsxReport
from netral_cli.rules.phase import Phase

# Before the columns that hold a phase each: first day, indications, posts to look at, phase, elections.
_FIXED = (13, 11, 11, 38, 44)
_PHASE_WIDTH = 5


def band_of(first: dt.date, after: dt.date, shaded: Sequence[Band]) -> Band | None:
    """Return the phase that most days of a bar fall into, None where no calendar covers any."""
    days = [(min(band.after, after) - max(band.first, first), -k) for k, band in enumerate(shaded)]
    most, place = max(days, default=(dt.timedelta(0), 0))
    return shaded[-place] if most > dt.timedelta(0) else None


def write_timeline(report: XlsxReport, found: Aggregate, profiles: Sequence[Profile]) -> None:
    """Write the sheet; where no finding has a date it says so."""
    say = report.words
    line = timeline_of(found.store.groups("hari", "kunci"))
    shaded = bands(profiles, line.buckets[0][0], line.buckets[-1][1], say) if line.buckets else []
    phases = [phase for phase in PHASE_COLOURS if any(Phase(band.phase) is phase for band in shaded)]
    sheet = report.sheet(say("linimasa"), (*_FIXED, *[_PHASE_WIDTH] * len(phases)))
    title = say({"hari": "per_hari", "minggu": "per_minggu", "bulan": "per_bulan"}[line.unit])
    heads = (say("mulai"), say("indikasi"), say("tinjau"), say("fase"), say("pemilihan"))
    report.header(sheet, 0, (*heads, *(str(PHASE_NUMBERS[phase]) for phase in phases)))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    if not line.buckets:
        report.text(sheet, 1, 0, say("tanpa_linimasa"), report.top)
        return
    for row, (first, after, indikasi, tinjau) in enumerate(line.buckets, 1):
        sheet.write_datetime(row, 0, dt.datetime(first.year, first.month, first.day), report.day)
        sheet.write_number(row, 1, indikasi, report.count)
        sheet.write_number(row, 2, tinjau, report.count)
        band = band_of(first, after, shaded)
        if band is not None:
            report.text(sheet, row, 3, phase_label(Phase(band.phase), say), report.top)
            report.text(sheet, row, 4, band.elections, report.top)
            sheet.write_number(row, len(_FIXED) + phases.index(Phase(band.phase)), 1, report.count)
    sheet.autofilter(0, 0, len(line.buckets), len(heads) - 1)
    if not shaded:
        report.text(sheet, len(line.buckets) + 2, 0, say("tanpa_kalender"), report.top)
    if found.undated:
        report.text(sheet, len(line.buckets) + 3, 0, say("tanpa_tanggal", jumlah=found.undated), report.top)
    sheet.insert_chart(1, len(_FIXED) + len(phases) + 1, _chart(report, sheet, line, phases, title))


def _chart(report: XlsxReport, sheet: Any, line: Timeline, phases: Sequence[Phase], title: str) -> Any:
    """Return stacked columns of findings on a second axis, in front of full columns in the colours of the phases."""
    last = len(line.buckets)
    categories = [sheet.name, 1, 0, last, 0]
    bars = report.book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in ((1, INDIKASI_COLOUR), (2, TINJAU_COLOUR)):
        bars.add_series({
            "name": [sheet.name, 0, column], "categories": categories, "values": [sheet.name, 1, column, last, column],
            "fill": {"color": colour}, "border": {"color": "#333333", "width": 0.25}, "gap": 25,
            "y2_axis": bool(phases),
        })  # fmt: skip
    # No date axis: it would leave room for the days between weeks and months, and holes in the shading.
    dates = {"text_axis": True, "num_format": "yyyy-mm-dd", "interval_unit": max(1, last // 12)}
    counts = {"name": report.words("temuan"), "num_format": "#,##0", "major_gridlines": {"visible": False}, "min": 0}
    chart = bars
    if phases:
        chart = report.book.add_chart({"type": "column", "subtype": "stacked"})
        for column, phase in enumerate(phases, len(_FIXED)):
            chart.add_series({
                "name": phase_label(phase, report.words), "categories": categories,
                "values": [sheet.name, 1, column, last, column], "fill": {"color": PHASE_COLOURS[phase]},
                "border": {"none": True}, "gap": 0,
            })  # fmt: skip
        chart.combine(bars)
        chart.set_y_axis({"min": 0, "max": 1, "visible": False, "major_gridlines": {"visible": False}})
        bars.set_y2_axis(counts)
    else:
        chart.set_y_axis(counts)
    chart.set_x_axis(dates)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1000, "height": 400})
    return chart
