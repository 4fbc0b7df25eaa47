"""The language of messages: Indonesian as the code says it, English from a gettext catalogue.

A message is written in Indonesian where it is used: `_("{path}: berkas tidak ditemukan").format(path=path)`.
Its English is in `netral_cli/locale/en/LC_MESSAGES/netral.po`; `make locale` keeps that file in step with the code.
Codes, columns and JSON keys are never translated. A constant of a module is marked with `N_` and given to `_`
where it is shown: the language is not known yet when a module is imported. Where a number of things is said,
`_n` takes the number too, since English says "1 post" and "2 posts"; such constants are marked with `N_n`.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LANGUAGES = ("id", "en")
DOMAIN = "netral"
LOCALE_FOLDER = Path(__file__).resolve().parent / "locale"

_catalogues: dict[str, gettext.NullTranslations] = {}
_chosen = [""]


def use_language(language: str) -> None:
    """Choose the language of all messages from here on: `id` or `en`; anything else means Indonesian."""
    _chosen[0] = language if language in LANGUAGES else "id"


def language() -> str:
    """Return the language in use: the one chosen, else that of `NETRAL_LANG`, else Indonesian."""
    if not _chosen[0]:
        use_language(os.environ.get("NETRAL_LANG", "id").lower())
    return _chosen[0]


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Use another language for what is said inside: for documents that exist in one language only."""
    before = language()
    use_language(name)
    try:
        yield
    finally:
        use_language(before)


def _(message: str) -> str:
    """Return a message in the language in use."""
    return translated(message, language())


def translated(message: str, name: str) -> str:
    """Return a message in a language of `LANGUAGES`, whichever is in use."""
    return message if name == "id" or not message else _catalogue(name).gettext(message)


def _n(message: str, count: int, name: str = "") -> str:
    """Return a message about so many things, which may have another form for one thing.

    name: a language of `LANGUAGES`; by default the one in use
    """
    name = name or language()
    return message if name == "id" else _catalogue(name).ngettext(message, message, count)


def _catalogue(name: str) -> gettext.NullTranslations:
    if name not in _catalogues:
        _catalogues[name] = gettext.translation(DOMAIN, LOCALE_FOLDER, [name], fallback=True)
    return _catalogues[name]


def N_(message: str) -> str:  # noqa: N802
    """Mark a message of a constant for the catalogue, and return it as it is; `_` translates it where it is shown."""
    return message


def N_n(message: str) -> str:  # noqa: N802
    """Mark a message of a constant that says a number of things; `_n` translates it where it is shown."""
    return message
