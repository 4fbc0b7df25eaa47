"""Reads who the author of a post is from the words of a column, such as `Guru PPPK` or `Kepala Desa`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from netral_cli.language import _, language

UNKNOWN_ACTOR = ""
_BREAKS = re.compile(r"[^a-z0-9]+")
# Right before the word for an actor: somebody else is meant, or one who is no longer that (`orang tua PNS`).
_NOT_THEM = frozenset(
    (
        *("bukan", "mantan", "eks", "ex", "bekas", "pensiunan", "purna", "purnawirawan"),
        *("istri", "isteri", "suami", "anak", "keluarga", "tua", "menantu", "mertua"),
    )
)


@cache
def _table() -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Return word -> actor, longest words first, and actor -> Indonesian and English name."""
    data = tomllib.loads(files(__package__).joinpath("pelaku.toml").read_text(encoding="utf-8"))["pelaku"]
    words = {word: str(entry["id"]) for entry in data for word in (*entry["kata"], entry["id"].replace("-", " "))}
    ordered = {word: words[word] for word in sorted(words, key=lambda w: (-len(w), w))}
    return ordered, {str(entry["id"]): (str(entry["nama"]), str(entry["name"])) for entry in data}


def actor_name(actor: str) -> str:
    """Return the name of an actor for people; `tidak diketahui` for an unknown one."""
    indonesian, english = _table()[1].get(actor, (_("tidak diketahui"),) * 2)
    return english if language() == "en" else indonesian


def actor_of(text: str) -> str:
    """Return the actor that a column's text names, `UNKNOWN_ACTOR` where it names none or only `ASN`.

    Of several words the longest decides, so that `non PNS` is no PNS; neither is who is called `pensiunan PNS`, `bukan
    PNS` or `istri PNS`. Raises nothing.
    """
    low = f" {_BREAKS.sub(' ', text.lower()).strip()} "
    found = ((actor, low.find(f" {word} ")) for word, actor in _table()[0].items())
    actor, at = next(((actor, at) for actor, at in found if at >= 0), (UNKNOWN_ACTOR, 0))
    return UNKNOWN_ACTOR if _NOT_THEM.intersection(low[:at].split()[-1:]) else actor
