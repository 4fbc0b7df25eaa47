"""Finds text in the code that a person may be shown and that no catalogue can translate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# Calls that show their arguments, and keywords that are shown.
SHOW = {"echo", "secho", "print", "confirm", "prompt", "fail", "_say", "add_column", "add_row", "Table", "add_argument"}
SHOWN_KEYWORDS = {"help", "metavar", "short_help", "epilog", "title", "header"}
# Two words with a blank between them: a sentence, or a part of one.
PROSE = re.compile(r"[A-Za-z]{2,}[^A-Za-z]{0,3} [^A-Za-z]{0,3}[A-Za-z]{2,}")
# One word beside what is filled in: `baris {line}`.
FILLED = re.compile(r"[A-Za-z]{4,}:? \{\}|\{\} [A-Za-z]{4,}")
WORD = re.compile(r"[A-Za-z]{2,}")
MARKUP = re.compile(r"<[^>]*>")


def _text(node: ast.AST) -> str | None:
    """Return the literal text of a string or an f-string, without what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)  # type: ignore[misc]
    return None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _set_aside(tree: ast.Module) -> set[int]:
    """Return the nodes that are translated already or are never shown: docstrings, assertions, parts of f-strings."""
    aside: set[int] = set()
    for node in ast.walk(tree):
        inside: list[ast.AST] = []
        if isinstance(node, ast.Call) and _name(node) in ("_", "N_", "_n", "N_n"):
            inside = [part for argument in node.args for part in ast.walk(argument)]
        elif isinstance(node, ast.Assert):
            inside = list(ast.walk(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside = [node.value]
        elif isinstance(node, ast.JoinedStr):
            inside = [part for part in node.values if isinstance(part, ast.Constant)]
        aside.update(map(id, inside))
    return aside


def _shown(tree: ast.Module) -> set[int]:
    """Return the nodes that stand where text is shown: one word is enough there."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node)
        if name in SHOW or name.endswith("Error") or name == "BadParameter":
            found.update(map(id, node.args))
        found.update(id(keyword.value) for keyword in node.keywords if keyword.arg in SHOWN_KEYWORDS)
    return found


def untranslated(path: Path) -> Iterator[tuple[int, str]]:
    """Return line and text of each literal of a module that a person may see and that is not in `_()` or one of its like."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside, shown = _set_aside(tree), _shown(tree)
    for node in ast.walk(tree):
        text = _text(node)
        if text is None or id(node) in aside:
            continue
        text = MARKUP.sub("", text)
        said = PROSE.search(text) or (isinstance(node, ast.JoinedStr) and FILLED.search(text))
        if said or (id(node) in shown and WORD.search(text)):
            yield getattr(node, "lineno", 0), text
