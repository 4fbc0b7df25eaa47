"""Reads the TOML files that people edit, so that every mistake can be told with line, column and text.

`tomllib` forgets where a value stood; `Places` finds it again from the table's headers and keys.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.system_words import reason

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?")
_SYNTAX_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


class TomlError(NetralError):
    """A TOML file cannot be used: the message names file, line, column, the offending text and the mend."""


class Places:
    """Finds the line and column of tables, keys and values in a TOML text."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._headers = {i: m[1] for i, line in enumerate(self._lines) if (m := _HEADER.fullmatch(line.rstrip("\r")))}

    def find(self, steps: Sequence[tuple[str, int]] = (), key: str = "", value: object = None) -> tuple[int, int]:
        """Return line and column (from 1) of a value, else of its key, else of its table, else of the file's start.

        steps: the headers on the way, each with its number from 0, such as `[("paslon", 1)]`
        """
        low, high, column = 0, len(self._lines), 1
        name = ""
        for step, index in steps:
            name = f"{name}.{step}" if name else step
            found = [i for i in range(low, high) if self._headers.get(i) == name]
            if index >= len(found):
                return low + 1, 1
            low = found[index]
            after = (i for i in range(low + 1, high) if i in self._headers)
            high = next((i for i in after if not self._headers[i].startswith(name + ".")), high)
        stop = next((i for i in range(low + bool(steps), high) if i in self._headers), high)
        if not key:
            return low + 1, column
        pattern = re.compile(rf"(\s*){re.escape(key)}\s*=")
        at = next(((i, m) for i in range(low, stop) if (m := pattern.match(self._lines[i]))), None)
        if at is None:
            return low + 1, column
        low, column = at[0], len(at[1][1]) + 1
        if value is None:
            return low + 1, column
        wanted = f'"{value}"' if isinstance(value, str) else str(value)
        for i in range(low, stop):
            where = self._lines[i].find(wanted, at[1].end() if i == low else 0)
            if where >= 0:
                return i + 1, where + 1
        return low + 1, column


def read_text(path: Path) -> str:
    """Return the text of a user's file; raises `TomlError` when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TomlError(_("{path}: berkas tidak ditemukan; periksa nama dan foldernya").format(path=path)) from None
    except UnicodeDecodeError as problem:
        raise TomlError(
            _("{path}: bukan UTF-8 (bita {start}); simpan ulang sebagai UTF-8").format(path=path, start=problem.start)
        ) from None
    except OSError as problem:
        raise TomlError(
            _("{path}: tidak dapat dibaca ({strerror})").format(path=path, strerror=reason(problem))
        ) from None


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """Return the data of a TOML text; raises `TomlError` with line and column where it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        at = _SYNTAX_AT.search(str(problem))
        lines = text.split("\n")
        line, column = (int(at[1]), int(at[2])) if at and at[1] else (len(lines), len(lines[-1]) + 1)
        said = _SYNTAX_AT.sub("", str(problem))
        shown = lines[min(line, len(lines)) - 1].strip()
        raise TomlError(
            _(
                "{source}: baris {line} kolom {column}: TOML tidak sah pada {shown!r} ({said}); periksa tanda kutip"
                " dan kurung"
            ).format(source=source, line=line, column=column, shown=shown, said=said)
        ) from None


class TomlTable:
    """One table of a TOML file with checked access to its values.

    Every method raises `TomlError` naming file, line, column, the offending text and the mend.
    """

    def __init__(self, data: dict[str, Any], source: str, places: Places, steps: Sequence[tuple[str, int]]) -> None:
        self.data, self.source, self._places, self._steps = data, source, places, steps

    def inner(self, data: object, key: str) -> TomlTable:
        """Return an inline table of the list `key` as a table that reports at this one's place."""
        if not isinstance(data, dict):
            raise self.problem(
                key, _("'{key}' harus berisi tabel {{ ... }}; ada {data!r}").format(key=key, data=data), data
            )
        return _InlineTable(data, self, key)

    def problem(self, key: str, message: str, value: object = None) -> TomlError:
        """Return the error for a value of this table."""
        line, column = self._places.find(self._steps, key, value)
        name = self.data.get("id")
        owner = f"{name}: " if isinstance(name, str) else ""
        return TomlError(
            _("{source}: baris {line} kolom {column}: {owner}{message}").format(
                source=self.source, line=line, column=column, owner=owner, message=message
            )
        )

    def only(self, allowed: Sequence[str], needed: Sequence[str] = ()) -> None:
        """Check that the table has no key but those allowed and lacks none of those needed."""
        for key in self.data:
            if key not in allowed:
                raise self.problem(
                    key,
                    _("kunci {key!r} tidak dikenal; yang ada: {allowed}").format(key=key, allowed=", ".join(allowed)),
                )
        for key in needed:
            if key not in self.data:
                raise self.problem("id", _("kunci '{key}' belum ada; tambahkan {key} = ...").format(key=key))

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, or the default where the key is absent."""
        value = self.data.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.problem(
                key, _("'{key}' harus teks yang tidak kosong; ada {value!r}").format(key=key, value=value), value
            )
        return value.strip()

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Return a text that is one of those allowed."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.problem(
                key,
                _("'{key}' = {value!r} tidak dikenal; yang ada: {allowed}").format(
                    key=key, value=value, allowed=", ".join(allowed)
                ),
                value,
            )
        return value

    def texts(self, key: str, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts, empty where the key is absent; each one of those allowed, if any are given."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.problem(
                key,
                _("'{key}' harus daftar teks, misalnya {key} = [\"contoh\"]; ada {value!r}").format(
                    key=key, value=value
                ),
            )
        for item in value:
            if allowed and item not in allowed:
                raise self.problem(
                    key,
                    _("'{key}' berisi {item!r} yang tidak dikenal; yang ada: {allowed}").format(
                        key=key, item=item, allowed=", ".join(allowed)
                    ),
                    item,
                )
        return tuple(item.strip() for item in value)

    def date(self, key: str) -> dt.date | None:
        """Return a date, None where the key is absent."""
        value = self.data.get(key)
        if value is not None and type(value) is not dt.date:
            raise self.problem(
                key,
                _("'{key}' harus tanggal tanpa tanda kutip, misalnya {key} = 2024-11-27; ada {value!r}").format(
                    key=key, value=value
                ),
                value,
            )
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.problem(
                key, _("'{key}' harus true atau false; ada {value!r}").format(key=key, value=value), value
            )
        return value

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """Return the inline tables of a list, empty where the key is absent."""
        value = self.data.get(key, [])
        if not isinstance(value, list):
            raise self.problem(
                key, _("'{key}' harus daftar tabel [ {{ ... }} ]; ada {value!r}").format(key=key, value=value)
            )
        return tuple(self.inner(item, key) for item in value)


class _InlineTable(TomlTable):
    """A table inside a list of its owner: its mistakes are told at the owner's key, at the offending text if found."""

    def __init__(self, data: dict[str, Any], owner: TomlTable, key: str) -> None:
        self.data, self.source, self._owner, self._key = data, owner.source, owner, key

    def problem(self, key: str, message: str, value: object = None) -> TomlError:
        texts = [item for name, item in self.data.items() if isinstance(item, str) and name != key]
        shown = value if value is not None else next(iter(texts), None)
        return self._owner.problem(self._key, f"di '{self._key}': {message}", shown)


def root_tables(data: dict[str, Any], name: str, source: str, places: Places) -> tuple[TomlTable, ...]:
    """Return the tables `[[name]]` of a file, empty where there is none; raises `TomlError` for any other shape."""
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        line, column = places.find((), name)
        raise TomlError(
            _("{source}: baris {line} kolom {column}: tulis [[{name}]] untuk setiap {name}").format(
                source=source, line=line, column=column, name=name
            )
        )
    return tuple(TomlTable(item, source, places, [(name, i)]) for i, item in enumerate(value))
