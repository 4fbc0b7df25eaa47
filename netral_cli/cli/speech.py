"""Which language a command line asks for, and Click's own messages in that language."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from netral_cli.language import LANGUAGES, LOCALE_FOLDER, use_language

VARIABLE = "NETRAL_LANG"


def asked_language(arguments: Sequence[str]) -> str:
    """Return the language that `--lang` asks for, wherever it stands, else `NETRAL_LANG`, else Indonesian.

    Help texts are made when a command's module is imported, so this is needed before Click has read the options.
    A value that is no language is left for Click to complain about.
    """
    found = os.environ.get(VARIABLE, "").lower()
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else arguments[place + 1] if place + 1 < len(arguments) else ""
            found = value.lower() if value.lower() in LANGUAGES else found
    return found if found in LANGUAGES else "id"


def speak(name: str) -> None:
    """Use a language for our messages and for Click's, whatever the system's own language is.

    Click asks the standard library's gettext for its messages; once `LANGUAGE` is set, that looks at nothing else,
    also on Windows. English needs no catalogue: it is what Click's code says.
    """
    use_language(name)
    os.environ["LANGUAGE"] = name
    gettext.bindtextdomain("click", LOCALE_FOLDER)
    gettext.textdomain("click")
