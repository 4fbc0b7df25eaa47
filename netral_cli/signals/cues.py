"""Loads the cue files: which patterns point at which signal, context or frame, with their examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from netral_cli.signals.pattern import Pattern, PatternError, compile_pattern

# Frames in which a cue speaks of an act instead of doing it; the others are only noted.
SUSPENDING = ("larangan", "ikrar", "laporan", "kutipan", "bukan_pemilu")
FRAMES = (*SUSPENDING, "tanya", "lawan", "sindiran")


class CueError(NetralError):
    """A cue file is wrong: the message names file, cue and what to mend."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: patterns that point at a target, with texts that must (`cocok`) and must not (`tolak`) match.

    target: a signal, a context, or a frame
    reach: for frames, how many forms after the match are inside the frame (0: the rest of the sentence)
    """

    id: str
    target: str
    is_frame: bool
    patterns: tuple[Pattern, ...]
    cocok: tuple[str, ...]
    tolak: tuple[str, ...]
    reach: int = 0


def _cue(entry: dict[str, Any], target: str, is_frame: bool, source: str) -> Cue:
    unknown = set(entry) - {"id", "pola", "cocok", "tolak", "jangkauan"}
    missing = {"id", "pola", "cocok", "tolak"} - set(entry)
    if unknown or missing:
        raise CueError(
            _("{source}: {cue}: kunci salah {unknown} atau kurang {missing}").format(
                source=source, cue=entry.get("id", "?"), unknown=sorted(unknown), missing=sorted(missing)
            )
        )
    try:
        patterns = tuple(compile_pattern(pola) for pola in entry["pola"])
    except PatternError as problem:
        raise CueError(f"{source}: {entry['id']}: {problem}") from None
    return Cue(
        entry["id"], target, is_frame, patterns, tuple(entry["cocok"]), tuple(entry["tolak"]), entry.get("jangkauan", 0)
    )


def parse_cues(text: str, source: str) -> tuple[Cue, ...]:
    """Return the cues of one TOML text; its head names the `sinyal`, `konteks` or `bingkai` they point at.

    Raises `CueError` for broken TOML, an unknown target, a missing key or a wrong pattern.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise CueError(_("{source}: TOML tidak sah: {problem}").format(source=source, problem=problem)) from None
    for head, known in (("sinyal", SIGNAL_IDS), ("konteks", CONTEXT_IDS), ("bingkai", FRAMES)):
        if head in data:
            if data[head] not in known:
                raise CueError(
                    _("{source}: {head} = {found!r} tidak dikenal; yang ada: {known}").format(
                        source=source, head=head, found=data[head], known=", ".join(known)
                    )
                )
            return tuple(_cue(e, data[head], head == "bingkai", source) for e in data.get("isyarat", []))
    raise CueError(
        _("{source}: baris pertama harus sinyal = ..., konteks = ... atau bingkai = ...").format(source=source)
    )


def check_unique(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """Return the cues; raises `CueError` when an id is used twice."""
    seen: set[str] = set()
    out = []
    for cue in cues:
        if cue.id in seen:
            raise CueError(_("isyarat {id!r} dipakai dua kali").format(id=cue.id))
        seen.add(cue.id)
        out.append(cue)
    return tuple(out)


@cache
def builtin_cues() -> tuple[Cue, ...]:
    """Return all cues that come with the program, in the order of the files' names."""
    folder = files(__package__).joinpath("cues")
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".toml")), key=lambda e: e.name)
    return check_unique(cue for e in entries for cue in parse_cues(e.read_text(encoding="utf-8"), e.name))
