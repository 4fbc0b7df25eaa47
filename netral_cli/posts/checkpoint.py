"""Remembers how far a run has come, so that it can go on after any end, and refuses when something has changed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from netral_cli.atomic import write_whole
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import json_bytes
from netral_cli.system_words import reason

_VERSION = 1


class ResumeError(NetralError):
    """A run cannot go on from its checkpoint: something has changed, or the checkpoint is broken."""


@dataclass(slots=True)
class Checkpoint:
    """How far a run has come.

    fingerprint: what must be the same to go on, label to value
    batches: batches whose rows are all in the partial output; output_bytes, reject_bytes: its size then
    counts: the counters then; started: time of the first start (ISO 8601, UTC); seconds: worked so far
    finished: everything is written and only the renaming may be missing
    unread: of the first date that could not be read: index of its source, number of its post in it, its words
    """

    fingerprint: dict[str, str]
    batches: int = 0
    output_bytes: int = 0
    reject_bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0
    finished: bool = False
    unread: tuple[int, int, str] | None = None

    def save(self, path: Path) -> None:
        """Write the checkpoint in one step, down to the disk; raises `WriteError`."""
        data = {"versi": _VERSION, **asdict(self)}
        write_whole(path, json_bytes(data))


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Return the checkpoint, None when there is none; raises `ResumeError` for a broken one."""
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
        if data.pop("versi") != _VERSION:
            raise ResumeError(
                _("{path}: ditulis versi lain dari netral; mulai ulang dengan --restart").format(path=path)
            )
        return Checkpoint(**data)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise ResumeError(
            _("{path}: catatan kemajuan rusak ({problem}); mulai ulang dengan --restart").format(
                path=path, problem=reason(problem)
            )
        ) from None


def check_same(old: Mapping[str, str], new: Mapping[str, str], path: Path) -> None:
    """Raise `ResumeError` naming what differs between the interrupted run and this one."""
    changed = [label for label in (*old, *(k for k in new if k not in old)) if old.get(label) != new.get(label)]
    if changed:
        label = changed[0]
        was, now = old.get(label, _("tidak ada"))[:80], new.get(label, _("tidak ada"))[:80]
        more = _(" (juga: {others})").format(others=", ".join(map(_, changed[1:]))) if changed[1:] else ""
        raise ResumeError(
            _(
                "{path}: tidak dapat dilanjutkan, {label} berubah dari {was!r} menjadi {now!r}{more}; kembalikan"
                " seperti semula, atau mulai ulang dengan --restart"
            ).format(path=path, label=_(label), was=was, now=now, more=more)
        )


def truncate(path: Path, size: int, name: str) -> None:
    """Cut a partial file back to its size at the checkpoint; raises `ResumeError` when it is shorter."""
    try:
        if path.stat().st_size < size:
            raise ResumeError(
                _("{name}: hasil sebagian lebih pendek dari catatannya; mulai ulang dengan --restart").format(name=name)
            )
        os.truncate(path, size)
    except FileNotFoundError:
        raise ResumeError(
            _("{name}: hasil sebagian tidak ada lagi; mulai ulang dengan --restart").format(name=name)
        ) from None
