"""Counts of a result by account, platform, day, signal and more: as bars on a terminal, as CSV, as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from netral_cli.errors import UsageError
from netral_cli.language import _, _n
from netral_cli.posts.cells import safe_cell
from netral_cli.posts.source import one_line
from netral_cli.report.aggregate import DIMENSIONS, PARTITIONS, Aggregate
from netral_cli.report.rates import Rate, interval_text, percent, whole_number
from netral_cli.report.store import Group
from netral_cli.report.words import Words
from netral_cli.verdict import STATUSES

COLUMNS = (
    "dimensi", "nilai", "nama", "platform", "pos", "indikasi", "tinjau", "penyebut", "bagian_indikasi", "selang_bawah",
    "selang_atas", "kelompok_kecil",
)  # fmt: skip
_BAR, _NAME = 24, 44
_SIGNS, _PLAIN_SIGNS = ("█", "░"), ("#", "-")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a summary, with the denominator of its share (None where there is none)."""

    dimension: str
    name: str
    group: Group
    whole: int | None

    @property
    def rate(self) -> Rate | None:
        """The share of indications, None without a denominator."""
        return None if self.whole is None else Rate(self.group.indikasi, self.whole)

    def value(self) -> str:
        """Return the id of the group: the account's name, the day, the signal's id."""
        return self.group.label if self.dimension == "akun" else self.group.key

    def platform(self) -> str:
        """Return the platform of an account, empty for other groups."""
        return self.group.key.partition("/")[0] if self.dimension == "akun" else ""


def dimensions_of(text: str) -> tuple[str, ...]:
    """Return the dimensions in `akun,platform`; raises `UsageError` for one that does not exist."""
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    wrong = next((name for name in wanted if name not in DIMENSIONS), None)
    if wrong is not None or not wanted:
        raise UsageError(
            _("--by {wrong!r}: tidak dikenal; yang ada: {dimensions}").format(
                wrong=wrong or text, dimensions=", ".join(DIMENSIONS)
            )
        )
    return wanted


def lines_of(found: Aggregate, dimension: str, words: Words, most: int = -1) -> Iterator[Line]:
    """Return the groups of a dimension with findings first, days in their order; neutral groups included.

    most: so many groups only, those with most findings; -1 for all
    """
    order = "kunci" if dimension == "hari" and most < 0 else "n" if dimension == "konteks" else "temuan"
    own = dimension in PARTITIONS
    for group in found.store.each_group(dimension, order, most):
        whole = (group.posts if own else found.posts) if found.has_denominators else None
        if dimension == "konteks":
            whole = None
        yield Line(dimension, words.value(dimension, group.key, group.label), group, whole)


def as_csv(found: Aggregate, dimensions: Sequence[str], words: Words) -> Iterator[str]:
    """Return the lines of a CSV table, the header first; names that could be formulas begin with `'`."""
    yield _csv_line(COLUMNS)
    for dimension in dimensions:
        for line in lines_of(found, dimension, words):
            rate = line.rate
            low, high = rate.interval if rate else (0.0, 0.0)
            shares = (
                (f"{rate.share:.4f}", f"{low:.4f}", f"{high:.4f}", "ya" if rate.small else "") if rate else ("",) * 4
            )
            group = line.group
            yield _csv_line(
                (
                    dimension, safe_cell(line.value()), safe_cell(line.name), safe_cell(line.platform()), group.posts,
                    group.indikasi, group.tinjau, "" if line.whole is None else line.whole, *shares,
                )
            )  # fmt: skip


def _csv_line(values: Sequence[object]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def as_json(found: Aggregate, dimensions: Sequence[str], words: Words) -> Iterator[str]:
    """Return the pieces of one JSON object: totals, and a list of groups for each dimension."""
    totals = {status: found.statuses[status] for status in STATUSES}
    head = {
        "pos": found.posts, **totals, "tanpa_tanggal": found.undated, "tanpa_akun": found.unnamed,
        "tanpa_teks": found.textless, "penyebut_ada": found.has_denominators,
    }  # fmt: skip
    yield "{" + f'"jumlah":{json.dumps(head)}'
    for dimension in dimensions:
        yield f',\n"{dimension}":['
        for number, line in enumerate(lines_of(found, dimension, words)):
            yield ("," if number else "") + "\n" + json.dumps(_record(line), ensure_ascii=False)
        yield "]"
    yield "}\n"


def _record(line: Line) -> dict[str, Any]:
    rate, group = line.rate, line.group
    record: dict[str, Any] = {
        "nilai": line.value(), "nama": line.name, "pos": group.posts, "indikasi": group.indikasi,
        "tinjau": group.tinjau, "penyebut": line.whole,
    }  # fmt: skip
    if line.dimension == "akun":
        record["platform"] = line.platform()
    if rate is not None:
        low, high = rate.interval
        record |= {
            "bagian_indikasi": round(rate.share, 4), "selang95": [round(low, 4), round(high, 4)],
            "kelompok_kecil": rate.small,
        }  # fmt: skip
    return record


def as_text(found: Aggregate, dimensions: Sequence[str], words: Words, most: int, encoding: str) -> Iterator[str]:
    """Return the lines for a terminal: totals, then a block of bars for each dimension, `most` lines each.

    encoding: of the terminal, which may not know the signs of the bars
    """
    signs = _SIGNS if _can_write("".join(_SIGNS), encoding) else _PLAIN_SIGNS
    total = ", ".join(f"{status} {whole_number(found.statuses[status], words.lang)}" for status in STATUSES)
    posts = _n("{count} pos", found.posts, words.lang).format(count=whole_number(found.posts, words.lang))
    yield f"{posts}: {total}"
    if found.textless:
        yield f"{words('tanpa_teks')}: {whole_number(found.textless, words.lang)}"
    if not found.has_denominators:
        yield words("tanpa_penyebut")
    yield f"{signs[0]} {words('indikasi')}  {signs[1]} {words('tinjau')}"
    for dimension in dimensions:
        shown = [line for line in lines_of(found, dimension, words, most) if _worth_showing(line)]
        if dimension == "hari":
            shown.sort(key=lambda line: line.group.key)
        yield ""
        yield words(dimension)
        if not shown:
            yield f"  {words('tanpa_temuan') if not found.flagged else '-'}"
            continue
        top = max(max(line.group.flagged, 1) for line in shown)
        width = min(max(len(_name(line)) for line in shown), _NAME)
        yield from (_text_line(line, top, width, signs, words) for line in shown)
        rest = found.store.size(dimension) - most
        if rest > 0 and most >= 0:
            yield "  " + words("masih_ada", jumlah=whole_number(rest, words.lang))


def _worth_showing(line: Line) -> bool:
    return line.group.flagged > 0 or line.dimension in ("konteks", "hari", "platform", "berkas", "fase")


def _name(line: Line) -> str:
    text = one_line(line.name)
    return text if len(text) <= _NAME else text[: _NAME - 3] + "..."


def _text_line(line: Line, top: int, width: int, signs: Sequence[str], words: Words) -> str:
    group = line.group
    if line.dimension == "konteks":
        return f"  {_name(line):{width}}  {whole_number(group.posts, words.lang)}"
    dark = round(_BAR * group.indikasi / top)
    light = round(_BAR * group.flagged / top) - dark
    dark = max(dark, int(group.indikasi > 0))
    light = max(light, int(group.tinjau > 0))
    bar = signs[0] * dark + signs[1] * light
    rate = line.rate
    note = ""
    if rate is not None:
        share = words("terlalu_sedikit") if rate.small else percent(rate.share, words.lang)
        parts = words("dari", bagian=whole_number(rate.part, words.lang), semua=whole_number(rate.whole, words.lang))
        note = f"{words('indikasi')} {parts}, {share} ({interval_text(rate, words.lang)})"
    return f"  {_name(line):{width}}  {bar:{_BAR + 2}} {group.indikasi:>6} + {group.tinjau:<6} {note}".rstrip()


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
