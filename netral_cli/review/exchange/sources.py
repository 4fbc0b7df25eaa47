"""What can be exported: a file of labels, a filled-in queue workbook, or a page's file of decisions."""

from __future__ import annotations

from pathlib import Path

from netral_cli.review.item import Item
from netral_cli.review.labelfile import LabelRow, labelled_rows
from netral_cli.review.merge import decided_row
from netral_cli.review.sheet import is_queue, read_queue
from netral_cli.review.store import is_store, read_store


def exportable(path: Path) -> list[LabelRow]:
    """Return the posts of a file; of a queue also those that nobody has decided, with their evidence.

    Raises `LabelFileError`, `SheetError`, `StoreError`.
    """
    if is_store(path):
        items, decisions = read_store(path)
    elif path.is_file() and is_queue(path):
        items, decisions = read_queue(path)
    else:
        return labelled_rows(path)
    decided = {decision.item.name: decision for decision in decisions}
    return [decided_row(item, [decided[item.name]]) if item.name in decided else _open(item) for item in items]


def _open(item: Item) -> LabelRow:
    return decided_row(item, [])
