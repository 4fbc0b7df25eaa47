"""Keeps the catalogues of messages in step with the code: new messages in, old ones out, all of them compiled.

    make locale

English of our own messages is in `netral_cli/locale/en/LC_MESSAGES/netral.po`; Indonesian of Click's messages, which
are English in its code, is in `netral_cli/locale/id/LC_MESSAGES/click.po`. Both files are edited by hand, and what is
still to be translated is listed at the end. No dates or places are written, so that changes merge well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "netral_cli"
LOCALE = PACKAGE / "locale"
OURS = LOCALE / "en" / "LC_MESSAGES" / "netral.po"
CLICK = LOCALE / "id" / "LC_MESSAGES" / "click.po"
# Indonesian has one form for any number, so that `_n` names both forms by the same message.
KEYWORDS = {"_": None, "N_": None, "_n": (1, 1), "N_n": (1, 1), "ngettext": (1, 2)}
METHODS = [("**.py", "python")]
HEADER = "# Kept in step with the code by `make locale`; the translations are written by hand."


class _Plain(Catalog):
    """A catalogue without dates, names and versions in its header, so that the same messages give the same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return what a reader needs to know."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def extracted(folder: Path) -> Iterator[str | tuple[str, ...]]:
    """Return the messages in the code of a folder."""
    for _name, _line, message, _comments, _context in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        yield message


def read(path: Path) -> Catalog:
    """Return a catalogue from its file; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(path.parent.parent.name)
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def updated(old: Catalog, messages: set[str | tuple[str, ...]], keep_others: bool = False) -> Catalog:
    """Return a catalogue of these messages with the translations of the old one.

    keep_others: leave translations in place that no message asks for (other versions of Click have other messages)
    """
    new = _Plain(old.locale, header_comment=HEADER, fuzzy=False)
    wanted = {message if isinstance(message, str) else message[0]: message for message in messages}
    if keep_others:
        wanted = {message.id if isinstance(message.id, str) else message.id[0]: message.id for message in old} | wanted
    for key in sorted(wanted):
        known = old.get(key)
        if key:
            kept = _kept(wanted[key], known.string, new.num_plurals) if known and not known.fuzzy else None
            new.add(wanted[key], kept)
    return new


def _kept(message: str | tuple[str, ...], string: str | tuple[str, ...], most: int) -> str | tuple[str, ...]:
    """Return an old translation for a message that may have come to have several forms (`most`), or only one.

    What was the only form was that for many things; the others are then still to be written.
    """
    forms = _strings(string)
    if isinstance(message, str):
        return forms[-1]
    return ("",) * (most - len(forms)) + forms


def write(catalog: Catalog, path: Path) -> list[str]:
    """Write a catalogue as text and compiled; return the messages that have no translation yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as text:
        write_po(text, catalog, width=0, no_location=True)
    with path.with_suffix(".mo").open("wb") as binary:
        write_mo(binary, catalog)
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str) or string is None else tuple(string)


def main() -> int:
    """Update and compile both catalogues; 1 when something is still to be translated."""
    click = Path(str(files("click")))
    missing = write(updated(read(OURS), set(extracted(PACKAGE))), OURS)
    missing += write(updated(read(CLICK), set(extracted(click)), keep_others=True), CLICK)
    for message in missing:
        print(f"belum diterjemahkan: {message!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
