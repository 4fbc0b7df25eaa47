"""Names of files as text that can be written anywhere, also where a system's names are no UTF-8."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def shown_name(path: str | Path) -> str:
    """Return a file's name as valid text; bytes of it that are no UTF-8 become `\\xNN`.

    Python reads such bytes as lone surrogates; under `LC_ALL=C` also those of every letter beyond ASCII.
    """
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("utf-8", "backslashreplace")
    return text


def typed_name(path: str | Path) -> str:
    """Return a file's name as it is typed in a command that we suggest: in quotation marks where a blank needs them."""
    text = shown_name(path)
    return f'"{text}"' if any(sign in text for sign in " &()';") else text


def json_bytes(data: Any) -> bytes:
    """Return JSON as UTF-8 that names files as the system does: what is no UTF-8 is escaped and reads back the same."""
    try:
        return json.dumps(data, ensure_ascii=False, indent=1).encode()
    except UnicodeEncodeError:
        return json.dumps(data, indent=1).encode()
