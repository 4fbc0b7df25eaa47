"""Keeps stems between runs in one small file in the user's cache folder; deleting it costs a second, nothing else.

The file is named after the version of Sastrawi and the content of our word lists, so that a stem is never taken
from a run that would have worked it out differently. Several processes may share the file: each writes a file of
its own and renames it, with what the others have written merged in. Without a folder to write to the cache
works in memory only.

`NETRAL_CACHE` names another folder; `NETRAL_CACHE=-` keeps nothing on disk. The file holds single words of posts,
readable by its owner only.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from itertools import islice
from pathlib import Path

from netral_cli.language import _

MOST_WORDS = 150_000
"""Words in a file, and words remembered beside those of the file; about 3 MB on disk."""
SAVE_EVERY = 20_000
_FORMAT = 1
_FILES_KEPT = 3
_PREFIX, _SUFFIX = "akar-kata-", ".txt"
_SAME = "-"


class StemCache:
    """Stems by word: those of the file, and those worked out since.

    path: the file, or None to keep nothing on disk
    hits, misses: how many distinct words were found, and how many had to be worked out
    """

    def __init__(self, path: Path | None, most: int = MOST_WORDS) -> None:
        self.path = path
        self.hits = self.misses = 0
        self._most = most
        self._stored = self._read() if path else {}
        # What this run has asked for comes first when the file is full: it is what the next run will ask for.
        self._used: dict[str, str] = {}
        self._unsaved = 0

    def get(self, word: str, work_out: Callable[[str], str]) -> str:
        """Return the stem of a word, worked out only if it is not known."""
        found = self._used.get(word)
        if found is not None:
            self.hits += 1
            return found
        found = self._stored.get(word)
        if found is None:
            self.misses += 1
            found = work_out(word)
            self._unsaved += 1
        else:
            self.hits += 1
        if len(self._used) < self._most:
            self._used[word] = found
        if self._unsaved >= SAVE_EVERY:
            self.save()
        return found

    def stored(self, words: Sequence[str]) -> list[str | None]:
        """Return the stems that the file has of words, each of which is asked for once; None for all others."""
        stems = list(map(self._stored.get, words))
        found = {word: stem for word, stem in zip(words, stems, strict=True) if stem is not None}
        self.hits += len(found)
        self._used.update(islice(found.items(), self._most - len(self._used)))
        return stems

    def save(self) -> None:
        """Write what is new to the file; where the system refuses, the cache goes on without a file."""
        if not self.path or not self._unsaved:
            return
        self._unsaved = 0
        merged = self._used | {word: stem for word, stem in self._read().items() if word not in self._used}
        kept = dict(islice(merged.items(), self._most))
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(self.path, _encode(kept))
            _forget_old(self.path)
        except OSError:
            self.path = None

    def _read(self) -> dict[str, str]:
        """Return what the file holds; a damaged file is removed with a warning, a missing one is empty."""
        assert self.path is not None
        try:
            data = self.path.read_bytes()
        except OSError:
            return {}
        try:
            return _decode(data)
        except ValueError:
            print(
                _("{path}: simpanan akar kata rusak, diabaikan dan ditulis ulang").format(path=self.path),
                file=sys.stderr,
            )
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                self.path = None
            return {}


def _encode(stems: dict[str, str]) -> bytes:
    """Return three lines: format and hash, the words, their stems (`-` for a word that is its own stem)."""
    values = (_SAME if word == stem else stem for word, stem in stems.items())
    body = f"{' '.join(stems)}\n{' '.join(values)}\n".encode("ascii")
    return f"{_FORMAT} {hashlib.sha256(body).hexdigest()}\n".encode("ascii") + body


def _decode(data: bytes) -> dict[str, str]:
    """Return the stems in a file; raises `ValueError` when it is not whole or not such a file."""
    head, _, body = data.partition(b"\n")
    if head.decode("ascii") != f"{_FORMAT} {hashlib.sha256(body).hexdigest()}":
        raise ValueError("hash")
    words, stems, _ = body.decode("ascii").split("\n")
    pairs = zip(words.split(), stems.split(), strict=True)
    return {word: word if stem == _SAME else stem for word, stem in pairs}


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _forget_old(path: Path) -> None:
    """Remove the files of other versions, but for the newest."""
    others = [p for p in path.parent.glob(f"{_PREFIX}*{_SUFFIX}") if p != path]
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[_FILES_KEPT - 1 :]:
        old.unlink(missing_ok=True)


def cache_folder() -> Path | None:
    """Return where this system keeps what a program may lose, or None where there is no such place."""
    named = os.environ.get("NETRAL_CACHE")
    if named:
        return None if named == "-" else Path(named)
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "netral" / "Cache" if base else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "netral"
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else home / ".cache") / "netral"


def cache_file() -> Path | None:
    """Return the file for this version of Sastrawi and of our word lists, or None to go without."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        key = hashlib.sha256(f"{_FORMAT} {version('PySastrawi')}".encode())
    except PackageNotFoundError:
        return None
    lists = files("netral_cli.text.lexicons")
    for entry in sorted(lists.iterdir(), key=lambda e: e.name):
        if entry.name.endswith((".txt", ".tsv")):
            key.update(f"\0{entry.name}\0".encode() + entry.read_bytes())
    return folder / f"{_PREFIX}{key.hexdigest()[:16]}{_SUFFIX}"


@cache
def shared_stems() -> StemCache:
    """Return the cache of this process; it is saved as it grows and when the process ends."""
    stems = StemCache(cache_file())
    atexit.register(stems.save)
    return stems
