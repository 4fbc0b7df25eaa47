"""Turns many posts into arrays: each distinct piece between blanks is worked out once, a post is a run of form numbers.

`FormTable` grows with the distinct pieces it meets and is kept for the whole run; `Batch` holds the posts of
one batch as flat arrays. Later stages replace forms (election classes) and look things up by whole-array
arithmetic, so that the cost of a post falls as words repeat.

A post is cut at blanks before it is cut into tokens, because a piece that has been met before then needs one
look-up and no regular expression. Two kinds of posts are cut as a whole instead: those with letters set apart
by blanks ("c o b l o s" is one token), and those that shout (see `netral_cli.text.tokens.calmed`).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from netral_cli.text.repair import is_plain, repair
from netral_cli.text.tokens import TOKEN, calmed, shouts

Ints = NDArray[np.int32]
# A token reaches across a blank only where single letters or digits stand on both sides of it, perhaps with a sign.
_LETTER_AT_END = re.compile(r"(?:\A|[\W_])[^\W_][.\-_*]?\Z|\A[.\-_*]\Z")
_LETTER_AT_START = re.compile(r"\A[.\-_*]?[^\W_](?:[\W_]|\Z)|\A[.\-_*]\Z")


class FormTable:
    """The distinct pieces of text met so far with the forms of their tokens; each piece and each form has a number.

    `analyse` maps a token to its forms (at least one). Piece p has the forms `flat[offsets[p]:offsets[p + 1]]`.
    """

    def __init__(self, analyse: Callable[[str], Sequence[str]]) -> None:
        self._analyse = analyse
        self.forms: list[str] = []
        self.form_ids: dict[str, int] = {}
        self._of_token: dict[str, tuple[int, ...]] = {}
        self.between_blanks = _Numbers(lambda piece: self._add(_token_spans(piece), piece))
        self.whole_tokens = _Numbers(lambda token: self._add([(0, len(token))], token))
        # By piece: where its forms begin, how long it is, how many tokens it has and how many in capitals, and whether
        # a single letter or digit stands at its end (1) or start (2).
        self._offsets = array("i", [0])
        self._lengths, self._tokens, self._loud, self._edges = array("i"), array("i"), array("i"), array("b")
        # By form of a piece: its number, and start and end of its token in the piece.
        self._flat, self._starts, self._ends = array("i"), array("i"), array("i")

    def __len__(self) -> int:
        return len(self._tokens)

    def form_id(self, form: str) -> int:
        """Return the number of a form, giving it the next one if it is new."""
        found = self.form_ids.get(form)
        if found is None:
            found = self.form_ids[form] = len(self.forms)
            self.forms.append(form)
        return found

    def _add(self, spans: Sequence[tuple[int, int]], piece: str) -> int:
        """Return the number of a new piece with tokens at these places."""
        loud = 0
        for start, end in spans:
            token = piece[start:end]
            loud += token.isupper()
            forms = self._of_token.get(token)
            if forms is None:
                forms = self._of_token[token] = tuple([self.form_id(form) for form in self._analyse(token)])
            self._flat.extend(forms)
            self._starts.extend([start] * len(forms))
            self._ends.extend([end] * len(forms))
        self._offsets.append(len(self._flat))
        self._lengths.append(len(piece))
        self._tokens.append(len(spans))
        self._loud.append(loud)
        # Two letters or digits side by side are no single ones.
        at_end = not (piece[-2:].isalnum() and len(piece) > 1) and _LETTER_AT_END.search(piece)
        at_start = not (piece[:2].isalnum() and len(piece) > 1) and _LETTER_AT_START.search(piece)
        self._edges.append(bool(at_end) + 2 * bool(at_start))
        return len(self._tokens) - 1

    def arrays(self) -> tuple[Ints, Ints]:
        """Return `(flat, offsets)`."""
        return np.array(self._flat, dtype=np.int32), np.array(self._offsets, dtype=np.int32)

    def batch(self, pieces: Sequence[Sequence[int]], spans: Mapping[int, Sequence[tuple[int, int]]]) -> Batch:
        """Return the batch of posts that are given as the numbers of their pieces.

        spans: start and end of each piece, for the posts that were cut as a whole
        """
        posts = np.repeat(np.arange(len(pieces), dtype=np.int32), [len(row) for row in pieces])
        number = np.fromiter(chain.from_iterable(pieces), dtype=np.int64, count=len(posts))
        first_piece = np.searchsorted(posts, np.arange(len(pieces)))
        # A piece begins one blank after the ones before it, less those of the posts before.
        room = np.array(self._lengths, dtype=np.int64)[number] + 1
        begins = np.cumsum(room) - room
        begins -= np.append(begins, 0)[first_piece][posts]
        ends = np.full(len(number), -1)
        for post, where in spans.items():
            if where:
                here = slice(first_piece[post], first_piece[post] + len(where))
                begins[here], ends[here] = np.array(where).T
        offsets = np.array(self._offsets, dtype=np.int64)
        first, widths = offsets[number], offsets[number + 1] - offsets[number]
        # `at` is where the forms of each piece stand in the flat arrays.
        at = np.arange(int(widths.sum())) + np.repeat(first - (np.cumsum(widths) - widths), widths)
        forms, starts_in, ends_in = (np.array(a, dtype=np.int32)[at] for a in (self._flat, self._starts, self._ends))
        begins, ends = np.repeat(begins, widths), np.repeat(ends, widths)
        firsts = (begins + starts_in).astype(np.int32)
        lasts = np.where(ends < 0, begins + ends_in, ends).astype(np.int32)
        of_forms = np.repeat(posts, widths)
        starts = np.searchsorted(of_forms, np.arange(len(pieces) + 1)).astype(np.int32)
        return Batch(forms, firsts, lasts, of_forms, starts)

    def cut_as_a_whole(self, pieces: Sequence[Sequence[int]]) -> list[int]:
        """Return the posts whose pieces between blanks may not be what the post says when it is cut as a whole."""
        n = len(pieces)
        posts = np.repeat(np.arange(n), [len(row) for row in pieces])
        number = np.fromiter(chain.from_iterable(pieces), dtype=np.int64, count=len(posts))
        loud = np.bincount(posts, np.array(self._loud, dtype=np.int32)[number], minlength=n)
        tokens = np.bincount(posts, np.array(self._tokens, dtype=np.int32)[number], minlength=n)
        edges = np.array(self._edges, dtype=np.int8)[number]
        apart = ((edges[:-1] & 1) > 0) & ((edges[1:] & 2) > 0) & (posts[:-1] == posts[1:])
        found = shouts(loud, tokens)
        found[posts[:-1][apart]] = True
        return [int(post) for post in np.flatnonzero(found)]


def _token_spans(piece: str) -> list[tuple[int, int]]:
    """Return start and end of the tokens of a piece; letters alone are one token."""
    return [(0, len(piece))] if piece.isalpha() else [match.span() for match in TOKEN.finditer(piece)]


class _Numbers(dict[str, int]):
    """Numbers by text; a text that is missing is added when it is asked for."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, text: str) -> int:
        number = self[text] = self._add(text)
        return number


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts as flat arrays.

    forms: number of each form, posts one after another; shape (n,)
    firsts, lasts: start and end of the characters of the repaired post that each form comes from; shape (n,)
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
    """Return the batch of the given posts; new pieces are analysed and added to `table`."""
    repaired = [text if is_plain(text) else repair(text).text for text in texts]
    known = table.between_blanks.__getitem__
    pieces = [list(map(known, text.split(" "))) for text in repaired]
    spans: dict[int, list[tuple[int, int]]] = {}
    for post in table.cut_as_a_whole(pieces):
        found = list(TOKEN.finditer(repaired[post]))
        pieces[post] = [table.whole_tokens[token] for token in calmed([match.group() for match in found])]
        spans[post] = [match.span() for match in found]
    return table.batch(pieces, spans)
