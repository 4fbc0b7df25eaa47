"""Brings decisions of one or several reviewers into a file of labels: nothing lost, nothing twice, nothing silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from netral_cli.language import _
from netral_cli.report.rates import Rate
from netral_cli.review.agreement import Agreement, agreement
from netral_cli.review.decision import DOUBT, SKIP, YES, Decision, Label, WrongLabelError
from netral_cli.review.item import DISPUTED, RANDOM, SECOND_LOOK, Item, apart, own_id
from netral_cli.review.labelfile import (
    COLUMNS,
    LabelFile,
    LabelFileError,
    LabelRow,
    labelled_rows,
    parse_row,
    read_label_file,
    row_cells,
)
from netral_cli.review.sheet import read_queue
from netral_cli.review.store import is_store, read_store

Name = tuple[str, str]


@dataclass(slots=True)
class Reviewed:
    """What one reviewer's file holds: its posts and the decisions, at most one a post."""

    reviewer: str
    items: Sequence[Item]
    decisions: dict[Name, Decision]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A post on which decisions differ; `answers` holds reviewer and decision."""

    item: Item
    answers: Sequence[tuple[str, Label, str]]

    def words(self) -> str:
        """Return who said what, in one line."""
        return "; ".join(f"{who}: {label.words() or '-'}" for who, label, _note in self.answers)


@dataclass(slots=True)
class Merged:
    """What a merge did.

    added, same, changed, open: rows that are new, were the same already, got another label, are in doubt or skipped
    kept: posts whose label in the file differs from the new decision and was left as it was
    waiting: posts of the queues that nobody has decided yet
    random: of the uniform share that is settled, how many were called yes
    random_open: of the uniform share those on which reviewers differ or are in doubt
    """

    file: LabelFile
    disputes: list[Dispute] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    profiles: set[str] = field(default_factory=set)
    random: Rate = field(default_factory=lambda: Rate(0, 0))
    random_open: int = 0
    waiting: int = 0


def read_reviewed(paths: Sequence[Path]) -> list[Reviewed]:
    """Return what the reviewers' files hold: workbooks, pages' files and files of labels (as imported) alike.

    Raises `SheetError`, `StoreError`, `LabelFileError`. Two files of one name are told apart by their folders.
    """
    stems = Counter(path.stem for path in paths)
    out = []
    for path in paths:
        items, decisions = _read(path)
        name = path.stem if stems[path.stem] == 1 else f"{path.resolve().parent.name}/{path.stem}"
        out.append(Reviewed(name, items, {d.item.name: replace(d, reviewer=name) for d in decisions}))
    return out


def _read(path: Path) -> tuple[Sequence[Item], Sequence[Decision]]:
    if is_store(path):
        return read_store(path)
    if path.suffix.lower() != ".csv":
        return read_queue(path)
    decisions = [
        Decision(_item_of(row), row.label, path.stem, row.others.get("catatan", ""), row.others.get("waktu", ""), row)
        for row in labelled_rows(path)
    ]  # fmt: skip
    return [d.item for d in decisions], [d for d in decisions if d.label.status]


def _item_of(row: LabelRow) -> Item:
    get = row.others.get
    return Item(
        own_id(row.id, row.text), row.text, get("alasan", ""), spans=row.spans, profile=get("profile", ""),
        date=get("tanggal", ""), account=get("akun", ""), group=get("group", ""),
    )  # fmt: skip


def merge(reviewed: Sequence[Reviewed], target: Path, replace_labels: bool = False) -> Merged:
    """Return the file of labels with the decisions in it; nothing is written yet.

    Where reviewers differ the post is entered as in doubt, and is a dispute for a third person. A label that the file
    has already is left as it is, unless the post was queued for a second look or `replace_labels`.
    Raises `LabelFileError`.
    """
    existing = target.exists()
    result = Merged(read_label_file(target) if existing else LabelFile())
    if existing:
        result.file.widen(name for name in COLUMNS if name != "meta")
    result.agreements = _agreements(reviewed)
    together = _together(reviewed)
    _Into(target, result, replace_labels).enter(together)
    decided = {name for name, answers in together.items() if answers}
    result.waiting = len({item.name for r in reviewed for item in r.items} - decided)
    result.random, result.random_open = _random_rate(together)
    return result


def _together(reviewed: Sequence[Reviewed]) -> dict[Name, list[Decision]]:
    out: dict[Name, list[Decision]] = {}
    for one in reviewed:
        for name, decision in one.decisions.items():
            out.setdefault(name, []).append(decision)
    return out


def _agreements(reviewed: Sequence[Reviewed]) -> list[Agreement]:
    out = []
    for one, two in combinations(reviewed, 2):
        shared = [name for name in one.decisions if name in two.decisions]
        pairs = [(one.decisions[name].label, two.decisions[name].label) for name in shared]
        if pairs:
            out.append(agreement((one.reviewer, two.reviewer), pairs))
    return out


def _random_rate(together: Mapping[Name, Sequence[Decision]]) -> tuple[Rate, int]:
    """Return how many of the uniform share were called yes, and how many are left out because they are not settled."""
    labels = [
        _common(answers) for answers in together.values() if any(d.item.reason == RANDOM for d in answers)
    ]  # fmt: skip
    settled = [label for label in labels if label is not None and label.settled]
    return Rate(sum(label.status == YES for label in settled), len(settled)), len(labels) - len(settled)


def _common(answers: Sequence[Decision]) -> Label | None:
    """Return the label that all reviewers gave, None where they differ; who skipped a post has said nothing of it."""
    labels = {d.label for d in answers if d.label.status != SKIP} or {d.label for d in answers}
    return labels.pop() if len(labels) == 1 else None


class _Into:
    """Enters decisions into the rows of a file."""

    def __init__(self, path: Path, result: Merged, replace_labels: bool) -> None:
        self._path, self._result, self._replace = path, result, replace_labels
        self._file = result.file
        self._at: dict[Name, int] = {}
        self._ids: dict[str, str] = {}
        for index, row in enumerate(self._file.rows):
            if row["id"]:
                self._at[row["id"], row["text"]] = index
                self._ids[row["id"]] = row["text"]

    def enter(self, together: Mapping[Name, Sequence[Decision]]) -> None:
        for answers in together.values():
            common = _common(answers)
            if common is None:
                self._result.disputes.append(_dispute(answers))
            self._one(answers, common)

    def _one(self, answers: Sequence[Decision], common: Label | None) -> None:
        item = self._own(answers[0].item)
        label = common or Label(DOUBT)
        index = self._at.get(item.name)
        words = _("berbeda: {words}").format(words=_dispute(answers).words()) if common is None else ""
        row = decided_row(item, answers, label, words)
        if index is None:
            self._at[item.name] = len(self._file.rows)
            self._ids[item.id] = item.text
            cells = row_cells(row)
            self._file.widen(name for name, cell in cells.items() if cell)
            self._file.rows.append(cells)
            self._count("added", label)
            if item.profile:
                self._result.profiles.add(item.profile)
            return
        before = self._label_at(index)
        if before == label:
            self._count("same", label)
        elif self._may_replace(before, item, common):
            self._file.rows[index] = self._changed(self._file.rows[index], row)
            self._count("changed", label)
        else:
            self._result.counts["kept"] += 1
            if common is not None:
                told = [(self._path.name, before, ""), *((d.reviewer, d.label, d.note) for d in answers)]
                self._result.disputes.append(Dispute(item, told))

    def _own(self, item: Item) -> Item:
        """Return the post under an id that no other text in the file has."""
        return apart(item) if self._ids.get(item.id, item.text) != item.text else item

    def _may_replace(self, before: Label, item: Item, common: Label | None) -> bool:
        """Say whether a label may change: an unsettled one may; a settled one only to a settled one, and on purpose."""
        if not before.settled:
            return common is not None or before.status != DOUBT
        return common is not None and (self._replace or item.reason in SECOND_LOOK)

    def _label_at(self, index: int) -> Label:
        row = self._file.rows[index]
        try:
            return parse_row(row).label
        except WrongLabelError as problem:
            raise LabelFileError(
                _("{path}: pos {id}: kolom {column}: {problem}").format(
                    path=self._path, id=repr(row["id"]), column=problem.field, problem=problem
                )
            ) from None

    def _count(self, what: str, label: Label) -> None:
        self._result.counts[what] += 1
        if not label.settled:
            self._result.counts["open"] += 1

    @staticmethod
    def _changed(before: Mapping[str, str], row: LabelRow) -> dict[str, str]:
        """Return a row with its label, reviewer, time and note changed, and all else as it was."""
        new = row_cells(row)
        names = ("label", "signals", "context", "alasan", "penilai", "waktu", "catatan")
        return {**before, **{name: new.get(name, "") for name in names}}


def decided_row(item: Item, answers: Sequence[Decision], label: Label | None = None, note: str = "") -> LabelRow:
    """Return the row for a post: with the label given, else that of the only answer, else without one.

    note: what is to stand before the reviewers' notes
    """
    notes = [f"{d.reviewer}: {d.note}" if len(answers) > 1 else d.note for d in answers if d.note]
    columns = {
        "profile": item.profile, "group": item.group, "tanggal": item.date, "akun": item.account,
        "alasan": item.reason, "penilai": "|".join(d.reviewer for d in answers),
        "waktu": max((d.time for d in answers), default=""), "catatan": " / ".join([note, *notes] if note else notes),
    }  # fmt: skip
    earlier = next((d.row for d in answers if d.row is not None), None)
    others = {**(earlier.others if earlier else {}), **{k: v for k, v in columns.items() if v}}
    chosen = label or (answers[0].label if answers else Label())
    return LabelRow(item.id, item.text, chosen, item.spans, others, dict(earlier.meta) if earlier else {})


def _dispute(answers: Sequence[Decision]) -> Dispute:
    return Dispute(answers[0].item, [(d.reviewer, d.label, d.note) for d in answers])


def disputed_items(disputes: Iterable[Dispute]) -> list[Item]:
    """Return the disputed posts as a queue for a third person: it says who labelled what, and settles the label."""
    why = _("penilai berbeda: {words}")
    return [replace(d.item, reason=DISPUTED, why=why.format(words=d.words())) for d in disputes]
