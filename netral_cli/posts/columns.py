"""Finds the columns of an export by name: the text of the post, and later its id, date, author and link."""

from __future__ import annotations

import re
from collections.abc import Sequence

from netral_cli.errors import NetralError

# In order of preference; compared without case, blanks, dots, dashes and underscores.
TEXT_NAMES = (
    *(
        "text",
        "full_text",
        "tweet",
        "tweet_text",
        "caption",
        "message",
        "content",
        "post_text",
        "teks",
        "isi",
        "konten",
    ),
    *("komentar", "comment", "comment_text", "body", "description", "status", "postingan", "isi_post", "pesan", "post"),
)


class ColumnError(NetralError):
    """The column wanted is not in the file: the message lists the columns that are."""

    exit_code = 2


def _plain(name: str) -> str:
    return re.sub(r"[\s._\-/]+", "", name).lower()


def text_column(columns: Sequence[str], wanted: str | None, source: str) -> int:
    """Return the index of the column that holds the posts' text.

    `wanted` is the user's choice and must exist; otherwise the best known name is taken.
    Raises `ColumnError` with the columns of the file.
    """
    there = ", ".join(repr(c) for c in columns)
    if wanted is not None:
        exact = [i for i, name in enumerate(columns) if name == wanted] or [
            i for i, name in enumerate(columns) if _plain(name) == _plain(wanted)
        ]
        if len(exact) == 1:
            return exact[0]
        problem = "tidak ada" if not exact else "ada lebih dari satu"
        raise ColumnError(f"{source}: kolom {wanted!r} {problem}; kolom yang ada: {there}")
    plain = [_plain(name) for name in columns]
    for name in TEXT_NAMES:
        found = [i for i, column in enumerate(plain) if column == _plain(name)]
        if len(found) == 1:
            return found[0]
    raise ColumnError(f"{source}: kolom teks tidak dikenali; pilih dengan --text-column; kolom yang ada: {there}")
