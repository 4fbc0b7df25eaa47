"""Reads labelled posts (the corpus, or an analyst's own labels) and checks every row."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netral_cli.errors import NetralError
from netral_cli.signals.catalogue import CONTEXT_IDS, OUTPUTS, PARTISAN, SIGNAL_IDS

SPLITS = ("latih", "uji")


class LabelError(NetralError):
    """A labelled file is wrong: the message names file, line, column and what to mend."""


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """One labelled post.

    group: posts of one scene share it, so that splits never separate them
    kind: `biasa`, `mirip` (look-alike), `pasangan` (minimal pair), `samaran` (evasion)
    plain: for an evasion, the same post written openly
    source: the name of the file, without its ending: posts of one theme
    """

    id: str
    text: str
    signals: tuple[str, ...]
    context: str
    profile: str = ""
    group: str = ""
    split: str = ""
    kind: str = "biasa"
    channel: str = ""
    language: str = ""
    plain: str = ""
    topic: str = ""
    source: str = ""

    @property
    def partisan(self) -> bool:
        """Return the binary reading: whether the post carries at least one signal."""
        return bool(self.signals)


def target_matrix(posts: Iterable[LabelledPost]) -> NDArray[np.int8]:
    """Return 0/1 labels; one row a post, columns as in `OUTPUTS`."""
    column = {name: i for i, name in enumerate(OUTPUTS)}
    rows = list(posts)
    out = np.zeros((len(rows), len(OUTPUTS)), dtype=np.int8)
    for i, post in enumerate(rows):
        for name in post.signals:
            out[i, column[name]] = 1
        out[i, column[PARTISAN]] = bool(post.signals)
        if post.context:
            out[i, column[post.context]] = 1
    return out


def _check(row: dict[str, str], where: str, source: str) -> LabelledPost:
    text = row.get("text") or ""
    if not text.strip():
        raise LabelError(f"{where}: kolom text: kosong; isi teks posnya atau hapus barisnya")
    signals = tuple(s for s in (row.get("signals") or "").split("|") if s)
    unknown = [s for s in signals if s not in SIGNAL_IDS]
    if unknown:
        raise LabelError(f"{where}: kolom signals: {unknown[0]!r} bukan sinyal; yang ada: {', '.join(SIGNAL_IDS)}")
    context = (row.get("context") or "").strip()
    if context and context not in CONTEXT_IDS:
        raise LabelError(f"{where}: kolom context: {context!r} bukan konteks; yang ada: {', '.join(CONTEXT_IDS)}")
    if bool(signals) == bool(context):
        state = "keduanya terisi" if signals else "keduanya kosong"
        raise LabelError(f"{where}: kolom signals dan context: {state}; isi salah satu saja")
    split = (row.get("split") or "").strip()
    if split and split not in SPLITS:
        raise LabelError(f"{where}: kolom split: {split!r} harus salah satu dari {', '.join(SPLITS)}")
    identifier = row.get("id") or row.get("uid") or ""
    return LabelledPost(
        identifier, text, signals, context, row.get("profile") or "", row.get("group") or identifier, split,
        row.get("kind") or "biasa", row.get("channel") or "", row.get("language") or "", row.get("plain") or "",
        row.get("topic") or "", source,
    )  # fmt: skip


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = {"text", "signals", "context"} - set(reader.fieldnames or ())
            if missing:
                there = ", ".join(reader.fieldnames or ()) or "tidak ada"
                raise LabelError(
                    f"{path}: baris 1: kolom {', '.join(sorted(missing))} tidak ada; kolom yang ada: {there}"
                )
            for row in reader:
                yield reader.line_num, {k: v or "" for k, v in row.items() if k is not None}
    except FileNotFoundError:
        raise LabelError(f"{path}: berkas tidak ditemukan") from None
    except UnicodeDecodeError as problem:
        raise LabelError(f"{path}: bukan UTF-8 (bita ke-{problem.start}); simpan ulang sebagai CSV UTF-8") from None


def labelled_files(paths: Iterable[Path]) -> list[Path]:
    """Return the CSV files named, and for a folder those directly in its `korpus` subfolder or in itself, sorted."""
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            inner = path / "korpus"
            found = sorted((inner if inner.is_dir() else path).glob("*.csv"))
            if not found:
                raise LabelError(f"{path}: tidak ada berkas .csv di folder ini")
            out.extend(found)
        else:
            out.append(path)
    return out


def read_labelled(paths: Iterable[Path]) -> list[LabelledPost]:
    """Return all labelled posts of the files.

    Raises `LabelError` with file, line and column for an unknown label, signals and context both filled or both
    empty, an empty text or an id used twice.
    """
    posts: list[LabelledPost] = []
    seen: dict[str, str] = {}
    for path in labelled_files(paths):
        for line, row in _rows(path):
            where = f"{path}: baris {line}"
            post = _check(row, where, path.stem)
            if post.id:
                if post.id in seen:
                    raise LabelError(f"{where}: kolom id: {post.id!r} sudah dipakai di {seen[post.id]}")
                seen[post.id] = where
            posts.append(post)
    if not posts:
        raise LabelError("tidak ada satu pun pos berlabel di berkas yang diberikan")
    return posts
