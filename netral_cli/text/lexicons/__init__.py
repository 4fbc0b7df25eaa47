"""The word lists of the product (own work) and the readers for them and for a user's own lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.system_words import reason


class LexiconError(NetralError):
    """A word list cannot be read: the message names file, line and the offending text."""


def _text(source: str | Path) -> str:
    if isinstance(source, str):
        return files(__name__).joinpath(source).read_text(encoding="utf-8")
    try:
        return source.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LexiconError(_("{source}: berkas kamus tidak ditemukan").format(source=source)) from None
    except OSError as problem:
        raise LexiconError(
            _("{path}: tidak dapat dibaca ({strerror})").format(path=source, strerror=reason(problem))
        ) from None
    except UnicodeDecodeError as problem:
        raise LexiconError(
            _("{source}: tidak dapat dibaca sebagai UTF-8 ({problem}); simpan ulang sebagai UTF-8").format(
                source=source, problem=problem
            )
        ) from None


def read_pairs(source: str | Path) -> dict[str, str]:
    """Return `left -> right` from a two-column file separated by tabs; `#` starts a comment line.

    `source` is the name of a shipped list or the path of a user's file. Several left forms may share a line,
    separated by blanks. Raises `LexiconError` where a line has no two columns.
    """
    pairs: dict[str, str] = {}
    for number, line in enumerate(_text(source).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        left, tab, right = line.partition("\t")
        if not tab or not left.strip() or not right.strip() or "\t" in right.strip():
            raise LexiconError(
                _("{source}: baris {number}: perlu dua kolom yang dipisah tab, ada {line!r}").format(
                    source=source, number=number, line=line
                )
            )
        for form in left.split():
            pairs[form.lower()] = right.strip().lower()
    return pairs


@cache
def load_in_order(name: str) -> tuple[str, ...]:
    """Return the words of a shipped list in its order, separated by white space; `#` starts a comment line."""
    lines = _text(name).splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def load_words(name: str) -> frozenset[str]:
    """Return the words of a shipped list as a set."""
    return frozenset(load_in_order(name))
