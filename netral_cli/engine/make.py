"""Makes the rows of a result from the rows of the inputs, one batch at a time, in whatever process is at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from netral_cli.elections.profile import load_profiles
from netral_cli.engine.law import LawOptions
from netral_cli.engine.memory import Memory
from netral_cli.engine.setup import RunSetup, classify
from netral_cli.finding import Assessor
from netral_cli.posts.cells import is_blank
from netral_cli.posts.feed import Layout
from netral_cli.posts.ids import is_rounded
from netral_cli.posts.output import COLUMNS, OutRow
from netral_cli.posts.pseudonym import Pseudonyms
from netral_cli.posts.result import MARKED, RESUMABLE, Shape, encoder_for
from netral_cli.posts.source import RawRow
from netral_cli.report.rows import added_columns, detail, evidence_text
from netral_cli.rules.catalogue import load_catalogue
from netral_cli.rules.phase import Order, order_of
from netral_cli.verdict import Verdict

# The longest post of any platform has 65,000 characters; of a longer text the beginning is judged, and counted.
MOST_JUDGED = 100_000
_ORDERS = {Order.MONTH: "tanggal_bulan_dulu", Order.DAY: "tanggal_hari_dulu", Order.EITHER: "tanggal_dua_arti"}
_IDS = {True: "id_dibulatkan", False: "id_panjang"}
_EVIDENCE = COLUMNS.index("netral_bukti")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how rows are made, as plain data that can be sent to other processes.

    actors: for each source the column that says who the author is, if one was named
    only: statuses that are written; empty for all
    encode: whether rows of a format that allows it are made into bytes; else the rows and their verdicts are kept
    """

    setup: RunSetup
    law: LawOptions
    layout: Layout
    actors: tuple[int | None, ...]
    shape: Shape
    only: tuple[str, ...] = ()
    pseudonyms: Pseudonyms | None = None
    encode: bool = True

    def texts(self, rows: Sequence[list[str]], source: int) -> list[str]:
        """Return what is judged of the rows of a source."""
        at = self.layout.texts[source]
        return [row[at][:MOST_JUDGED] for row in rows]


@dataclass(slots=True)
class Made:
    """The rows of a batch as they are written, and what is to be counted.

    rows: encoded where the recipe says so; verdicts: of these rows, where they are not encoded
    counts: posts by status, rows to be written, duplicates, texts of which the beginning was judged, posts without
    text, dates that cannot be read; unread: the first of these dates with the place of its post in the batch, from 0
    """

    rows: list[OutRow] | bytes
    verdicts: list[Verdict]
    counts: Counter[str]
    unread: tuple[int, str] | None = None


class Maker:
    """Makes rows by one recipe; there is one in each process.

    memory: the texts met so far
    """

    def __init__(self, recipe: Recipe, memory: Memory) -> None:
        self._recipe, self._memory = recipe, memory
        law = recipe.law
        self._assessor = Assessor(
            load_profiles(recipe.setup.profiles), law.actor, law.day, load_catalogue(law.rules)
        )  # fmt: skip
        self._encoder = encoder_for(recipe.shape) if recipe.encode and recipe.shape.format in RESUMABLE else None

    def make(self, rows: Sequence[list[str]], source: int) -> Made:
        """Return the rows of one source as they are written."""
        recipe, layout = self._recipe, self._recipe.layout
        plan = self._memory.plan(recipe.texts(rows, source))
        verdicts = plan.finished(classify(recipe.setup, plan.todo))
        counts: Counter[str] = Counter([verdict.status for verdict in verdicts])
        counts["ganda"] = plan.duplicates
        at = layout.texts[source]
        if long := sum([len(row[at]) > MOST_JUDGED for row in rows]):
            counts["dinilai_awalnya"] = long
        if blank := sum([is_blank(row[at]) for row in rows]):
            counts["tanpa_teks"] = blank
        unread = self._unread(rows, layout.dates[source])
        if unread:
            counts["tanggal_tidak_terbaca"] = len(unread)
        counts.update(self._doubtful(rows, layout.dates[source], layout.ids[source]))
        if recipe.only:
            rows = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.status in recipe.only]
            verdicts = [verdict for verdict in verdicts if verdict.status in recipe.only]
        counts["ditulis"] = len(rows)
        out = self.out_rows(rows, verdicts, source)
        if self._encoder is not None:
            return Made(self._encoder.encode(out), [], counts, next(iter(unread), None))
        return Made(out, verdicts, counts, next(iter(unread), None))

    def _unread(self, rows: Sequence[list[str]], at: int | None) -> list[tuple[int, str]]:
        """Return place and words of the dates that cannot be read; nothing where no column holds dates."""
        if at is None:
            return []
        unreadable = self._assessor.unreadable
        return [(place, row[at]) for place, row in enumerate(rows) if unreadable(row[at])]

    @staticmethod
    def _doubtful(rows: Sequence[list[str]], date: int | None, post_id: int | None) -> Counter[str]:
        """Return how many dates in figures have which order, and how many long ids are rounded or whole."""
        found: Counter[str] = Counter()
        if date is not None:
            orders = [order_of(row[date]) for row in rows]
            found.update({name: count for order, name in _ORDERS.items() if (count := orders.count(order))})
        if post_id is not None:
            rounded = [is_rounded(row[post_id]) for row in rows]
            found.update({name: count for kind, name in _IDS.items() if (count := rounded.count(kind))})
        return found

    def out_rows(self, rows: Sequence[list[str]], verdicts: Sequence[Verdict], source: int) -> list[OutRow]:
        """Return the rows of one source with the law and the columns for their verdicts."""
        recipe, layout = self._recipe, self._recipe.layout
        text_at, date_at, actor_at = layout.texts[source], layout.dates[source], recipe.actors[source]
        text, author, json_lines = layout.text(source), layout.author(source), recipe.shape.format == "jsonl"
        assess, place, names = self._assessor.assess, layout.place, recipe.pseudonyms
        marked = names is not None or recipe.shape.format in MARKED
        out = []
        for row, verdict in zip(rows, verdicts, strict=True):
            day = row[date_at] if date_at is not None else ""
            finding = assess(verdict, row[text_at], day, row[actor_at] if actor_at is not None else "")
            placed, added = place(row, source), added_columns(finding)
            spans: Sequence[tuple[int, int]] = ()
            if marked and verdict.spans:
                spans = [(span.start, span.end) for span in verdict.spans]
            if names is not None:
                placed, spans = _hidden(placed, spans, layout.columns, text, author, names)
                added[_EVIDENCE] = evidence_text(placed[text], spans)
            out.append(OutRow(placed, added, spans, detail(finding, placed[text], spans) if json_lines else ""))
        return out


def _hidden(
    row: Sequence[str], spans: Sequence[tuple[int, int]], columns: Sequence[str], text: int, author: int | None,
    names: Pseudonyms,
) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:  # fmt: skip
    """Return a row with its accounts replaced, and the spans where they are then."""
    out = list(row)
    out[text], spans = names.text(row[text], spans)
    for k, name in enumerate(columns):
        if k != text:
            out[k] = names.of(row[k]) if k == author else names.cell(row[k], name)
    return (RawRow(out, row.raw) if isinstance(row, RawRow) else out), spans
