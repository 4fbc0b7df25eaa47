"""Opens what the review page works on: a file of decisions to go on with, or a new one with its queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from netral_cli.language import _
from netral_cli.posts.source import ReadError
from netral_cli.review.item import Item
from netral_cli.review.sheet import is_queue, read_queue
from netral_cli.review.store import Store, StoreError, is_store


def open_store(source: Path, file: Path, picked: Callable[[], Sequence[Item]]) -> Store:
    """Return the file of decisions for a result, a queue workbook or an earlier file of decisions.

    picked: picks the queue from a result; called only where a new file is made of one
    Raises `StoreError` where the file belongs to another queue, `SheetError`, and what `picked` raises.
    """
    if is_store(source):
        return Store(source)
    if not source.is_file():
        raise ReadError(_("{path}: berkas tidak ditemukan").format(path=source))
    origin = (source.name, source.stat().st_size)
    if file.exists():
        store = Store(file)
        if store.origin != origin:
            store.close()
            raise StoreError(
                _(
                    "{path}: berisi antrean dari {name} ({size} bita), bukan dari {source}; beri nama lain dengan --db,"
                    " atau lanjutkan dengan 'netral review serve {path}'"
                ).format(path=file, name=store.origin[0], size=store.origin[1], source=source)
            )
        return store
    return Store(file, read_queue(source)[0] if is_queue(source) else picked(), origin)
