"""Turns many posts into arrays: each distinct token is worked out once, a post is a run of form numbers.

`FormTable` grows with the distinct tokens it meets and is kept for the whole run; `Batch` holds the posts of
one batch as flat arrays. Later stages replace forms (election classes) and look things up by whole-array
arithmetic, so that the cost of a post falls as words repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.text.tokens import calmed, token_strings

Ints = NDArray[np.int32]


class FormTable:
    """The distinct tokens met so far, each with its forms, and the distinct forms, each with its number.

    `analyse` maps a token to its forms (at least one).
    """

    def __init__(self, analyse: Callable[[str], Sequence[str]]) -> None:
        self._analyse = analyse
        self._token_ids: dict[str, int] = {}
        self.forms: list[str] = []
        self.form_ids: dict[str, int] = {}
        self._flat: list[int] = []
        self._offsets: list[int] = [0]
        self._arrays: tuple[Ints, Ints] | None = None

    def form_id(self, form: str) -> int:
        """Return the number of a form, giving it the next one if it is new."""
        found = self.form_ids.get(form)
        if found is None:
            found = self.form_ids[form] = len(self.forms)
            self.forms.append(form)
        return found

    def token_id(self, token: str) -> int:
        """Return the number of a token, analysing it if it is new."""
        found = self._token_ids.get(token)
        if found is None:
            found = self._token_ids[token] = len(self._token_ids)
            self._flat.extend(self.form_id(form) for form in self._analyse(token))
            self._offsets.append(len(self._flat))
            self._arrays = None
        return found

    def arrays(self) -> tuple[Ints, Ints]:
        """Return `(flat, offsets)`: token t has the forms `flat[offsets[t]:offsets[t + 1]]`."""
        if self._arrays is None:
            self._arrays = (np.array(self._flat, dtype=np.int32), np.array(self._offsets, dtype=np.int32))
        return self._arrays


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts as flat arrays.

    forms: number of each form, posts one after another; shape (n,)
    firsts, lasts: first and last token (within the post) that each form comes from; shape (n,)
    posts: which post each form belongs to, ascending; shape (n,)
    starts: forms of post p are `forms[starts[p]:starts[p + 1]]`; shape (posts + 1,)
    """

    forms: Ints
    firsts: Ints
    lasts: Ints
    posts: Ints
    starts: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    def replace(self, forms: Ints, firsts: Ints, lasts: Ints, keep: NDArray[np.bool_]) -> Batch:
        """Return the batch with other forms and spans, of which only those marked in `keep` stay."""
        posts = self.posts[keep]
        starts = np.searchsorted(posts, np.arange(len(self.starts))).astype(np.int32)
        return Batch(forms[keep], firsts[keep], lasts[keep], posts, starts)


def make_batch(texts: Sequence[str], table: FormTable) -> Batch:
    """Return the batch of the given posts; new tokens are analysed and added to `table`."""
    known = table._token_ids
    counts = np.empty(len(texts), dtype=np.int64)
    ids: list[int] = []
    for i, text in enumerate(texts):
        strings = calmed(token_strings(text))
        counts[i] = len(strings)
        try:
            ids.extend([known[s] for s in strings])
        except KeyError:
            ids.extend([table.token_id(s) for s in strings])
    flat, offsets = table.arrays()
    token_ids = np.array(ids, dtype=np.int64)
    first = offsets[token_ids]
    widths = offsets[token_ids + 1] - first if len(token_ids) else np.zeros(0, dtype=np.int32)
    total = int(widths.sum())
    # Where a token has several forms its number is repeated; `within` counts 0, 1, 2 ... inside each token.
    ends = np.cumsum(widths)
    within = np.arange(total, dtype=np.int64) - np.repeat(ends - widths, widths)
    forms = flat[np.repeat(first, widths) + within]
    post_of_token = np.repeat(np.arange(len(texts), dtype=np.int32), counts)
    token_in_post = np.arange(len(token_ids), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    posts = np.repeat(post_of_token, widths)
    starts = np.searchsorted(posts, np.arange(len(texts) + 1)).astype(np.int32)
    places = np.repeat(token_in_post, widths).astype(np.int32)
    return Batch(forms, places, places, posts, starts)
