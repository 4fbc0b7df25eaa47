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
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.text.growing import Growing
from netral_cli.text.repair import Repaired, is_plain, repair
from netral_cli.text.tokens import TOKEN, calmed, shouts

Ints = NDArray[np.int32]
# A token reaches across a blank only where single letters or digits stand on both sides of it, perhaps with a sign.
_LETTER_AT_END = re.compile(r"(?:\A|[\W_])[^\W_][.\-_*]?\Z|\A[.\-_*]\Z")  # three letters at most
_LETTER_AT_START = re.compile(r"\A[.\-_*]?[^\W_](?:[\W_]|\Z)|\A[.\-_*]\Z")
_MARKS = frozenset(".,!?…:;")


class _Numbered:
    """Distinct texts, numbered by a counter in the order in which they are met."""

    def __init__(self, counter: Iterable[int] | None = None) -> None:
        # The counter itself gives the number of a missing key, so that looking up many texts never leaves C.
        self._numbers: dict[str, int] = defaultdict(iter(count() if counter is None else counter).__next__)

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, texts: Sequence[str] | Iterable[str], size: int = -1) -> tuple[Ints, list[str]]:
        """Return the number of each text, and the texts that were not known before, in the order of their numbers."""
        before = len(self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, texts), dtype=np.int32, count=size)
        fresh = list(islice(reversed(self._numbers), len(self._numbers) - before))
        fresh.reverse()
        return numbers, fresh

    def get(self, text: str, default: Any = None) -> Any:
        """Return the number of a text, or the default for one that was not met."""
        return self._numbers.get(text, default)

    def known(self, texts: Iterable[str]) -> Ints:
        """Return the number of each text, -1 for those that were not met."""
        return np.fromiter(map(self._numbers.get, texts, repeat(-1)), dtype=np.int32)


def spread(firsts: NDArray[Any], widths: NDArray[Any]) -> NDArray[np.int64]:
    """Return the indices `first, first + 1, ...` of each run, one run after another."""
    ends = np.cumsum(widths, dtype=np.int64)
    indices: NDArray[np.int64] = np.repeat(firsts - (ends - widths), widths)
    indices += np.arange(len(indices))
    return indices


class FormTable:
    """The distinct pieces of text met so far with the forms of their tokens; each piece and each form has a number.

    `analyse` maps a token to its forms (at least one).
    """

    def __init__(self, analyse: Callable[[str], Sequence[str]]) -> None:
        self._analyse = analyse
        self.forms: list[str] = []
        self.form_ids = _Numbered()
        self._token_ids = _Numbered()
        pieces = count()
        self._between_blanks, self._whole_tokens = _Numbered(pieces), _Numbered(pieces)
        # By token: where its forms begin in `_token_forms`, how many they are, whether it is in capitals.
        self._token_first, self._token_width, self._token_loud = Growing(np.int32), Growing(np.int32), Growing(np.bool_)
        self._token_forms = Growing(np.int32)
        # By piece: where its forms begin, how many they are, how long it is, how many tokens it has and how many in
        # capitals, and whether a single letter or digit stands at its end (1) or start (2).
        self._first, self._width, self._length = Growing(np.int32), Growing(np.int32), Growing(np.int32)
        self._tokens, self._loud, self._edges = Growing(np.int32), Growing(np.int32), Growing(np.int8)
        # By form of a piece: its number, and start and end of its token in the piece.
        self._flat, self._starts, self._ends = Growing(np.int32), Growing(np.int32), Growing(np.int32)

    def __len__(self) -> int:
        return len(self._first)

    def form_id(self, form: str) -> int:
        """Return the number of a form, giving it the next one if it is new."""
        found = self.form_ids.get(form)
        if found is None:
            self.forms += self.form_ids.of([form])[1]
            found = len(self.forms) - 1
        return int(found)

    def flags(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Return for each form met so far whether it is one of these."""
        out = np.zeros(len(self.forms), dtype=bool)
        numbers = self.form_ids.known(words)
        out[numbers[numbers >= 0]] = True
        return out

    def between_blanks(self, pieces: Sequence[str]) -> Ints:
        """Return the numbers of pieces that stand between blanks."""
        numbers, fresh = self._between_blanks.of(pieces, len(pieces))
        if fresh:
            tokens = _Tokens()
            tokens.cut(fresh)
            self._learn(fresh, tokens)
        return numbers

    def whole_tokens(self, texts: Sequence[str]) -> Ints:
        """Return the numbers of pieces that are one token each, whatever they hold."""
        numbers, fresh = self._whole_tokens.of(texts, len(texts))
        if fresh:
            tokens = _Tokens()
            for token in fresh:
                tokens.add(token)
            self._learn(fresh, tokens)
        return numbers

    def _learn(self, pieces: Sequence[str], cut: _Tokens) -> None:
        """Take in new pieces with their tokens."""
        tokens, fresh = self._token_ids.of(cut.tokens, len(cut.tokens))
        self._learn_tokens(fresh)
        counts = np.array(cut.counts, dtype=np.int32)
        of_piece = np.repeat(np.arange(len(pieces)), counts)
        widths = self._token_width.all[tokens]
        piece_widths = np.bincount(of_piece, widths, len(pieces)).astype(np.int32)
        self._first.extend(len(self._flat) + np.cumsum(piece_widths) - piece_widths)
        self._width.extend(piece_widths)
        self._length.extend(np.fromiter(map(len, pieces), dtype=np.int32, count=len(pieces)))
        self._tokens.extend(counts)
        self._loud.extend(np.bincount(of_piece, self._token_loud.all[tokens], len(pieces)))
        self._edges.extend(np.array(cut.edges, dtype=np.int8))
        self._flat.extend(self._token_forms.all[spread(self._token_first.all[tokens], widths)])
        self._starts.extend(np.repeat(np.array(cut.starts, dtype=np.int32), widths))
        self._ends.extend(np.repeat(np.array(cut.ends, dtype=np.int32), widths))

    def _learn_tokens(self, fresh: Sequence[str]) -> None:
        found = list(map(self._analyse, fresh))
        widths = np.fromiter(map(len, found), dtype=np.int32, count=len(found))
        forms, new = self.form_ids.of(chain.from_iterable(found))
        self.forms += new
        self._token_first.extend(len(self._token_forms) + np.cumsum(widths) - widths)
        self._token_width.extend(widths)
        self._token_loud.extend(np.fromiter(map(str.isupper, fresh), dtype=np.bool_, count=len(fresh)))
        self._token_forms.extend(forms)

    def batch(self, pieces: Ints, counts: Ints, whole: _Whole, repairs: Mapping[int, Repaired]) -> Batch:
        """Return the batch of posts that are given as the numbers of their pieces, one post after another.

        counts: pieces of each post; whole: the posts that were cut as a whole, which take the place of their pieces
        repairs: the posts that were repaired
        """
        # A piece begins one blank after the ones before it, less those of the posts before.
        room = self._length.all[pieces] + 1
        begins = np.cumsum(room, dtype=np.int32) - room
        begins -= np.repeat(begins[np.cumsum(counts) - counts], counts)
        lengths = self._length.all[pieces]
        if len(whole.posts):
            pieces, begins, lengths, counts = whole.put_in(pieces, begins, lengths, counts)
        widths = self._width.all[pieces]
        at = spread(self._first.all[pieces], widths)
        # A token in small letters may be longer or shorter than what it stands for.
        longer = lengths - self._length.all[pieces]
        begins, ends = np.repeat(begins, widths), np.repeat(begins + longer, widths)
        firsts, lasts = begins + self._starts.all[at], ends + self._ends.all[at]
        starts = _bounds(widths)[_bounds(counts)]
        posts = np.repeat(np.arange(len(counts), dtype=np.int32), np.diff(starts))
        return Batch(self._flat.all[at], firsts, lasts, posts, starts, repairs)

    def cut_as_a_whole(self, pieces: Ints, counts: Ints) -> list[int]:
        """Return the posts whose pieces between blanks may not be what the post says when it is cut as a whole."""
        if not len(counts):
            return []
        firsts = _bounds(counts)[:-1]
        found = shouts(*(np.add.reduceat(table.all[pieces], firsts) for table in (self._loud, self._tokens)))
        edges = self._edges.all[pieces]
        apart = ((edges[:-1] & 1) > 0) & ((edges[1:] & 2) > 0)
        apart[firsts[1:] - 1] = False
        found[np.searchsorted(firsts, np.flatnonzero(apart), side="right") - 1] = True
        return [int(post) for post in np.flatnonzero(found)]


def _bounds(counts: NDArray[Any]) -> Ints:
    """Return where each of some stretches of these lengths begins, and where the last one ends."""
    out = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=out[1:])
    return out


class _Tokens:
    """The tokens of new pieces, one piece after another: their places in the piece, how many each has, its edges."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.counts: list[int] = []
        self.edges: list[int] = []

    def add(self, token: str, edges: int = 0) -> None:
        """Add a piece that is one token."""
        self.tokens.append(token)
        self.starts.append(0)
        self.ends.append(len(token))
        self.counts.append(1)
        self.edges.append(edges)

    def cut(self, pieces: Iterable[str]) -> None:
        """Add pieces with the tokens that the expression finds in them; letters alone, or with a mark, need none."""
        tokens, starts, ends = self.tokens, self.starts, self.ends
        for piece in pieces:
            size = len(piece)
            if piece.isalpha():
                self.add(piece, 0 if size > 1 else 3)
            elif size > 2 and piece[0] in "@#" and piece[1:].isalpha():
                self.add(piece)
            elif size > 2 and piece[-1] in _MARKS and (letters := piece[:-1]).isalpha():
                tokens += (letters, piece[-1])
                starts += (0, size - 1)
                ends += (size - 1, size)
                self.counts.append(2)
                self.edges.append(0)
            else:
                found = TOKEN.findall(piece)
                end = 0
                for token in found:
                    # No token begins with what could not begin one earlier, so that the next such text is the token.
                    start = piece.index(token, end)
                    end = start + len(token)
                    starts.append(start)
                    ends.append(end)
                tokens += found
                self.counts.append(len(found))
                # Two letters or digits side by side are no single ones.
                at_end = not (size > 1 and piece[-2:].isalnum()) and _LETTER_AT_END.search(piece, max(size - 3, 0))
                at_start = not (size > 1 and piece[:2].isalnum()) and _LETTER_AT_START.match(piece)
                self.edges.append(bool(at_end) + 2 * bool(at_start))


@dataclass(frozen=True, slots=True)
class _Whole:
    """Posts that were cut as a whole: their tokens as numbers of pieces, with start and length of each in the post.

    counts: tokens of each
    """

    posts: NDArray[np.int64]
    counts: NDArray[np.int64]
    pieces: Ints
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def put_in(self, pieces: Ints, begins: Ints, lengths: Ints, counts: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the arrays of all pieces of a batch with these posts' tokens in the place of their pieces.

        counts: pieces of each post
        """
        mine = np.zeros(len(counts), dtype=bool)
        mine[self.posts] = True
        after = counts.copy()
        after[self.posts] = self.counts
        kept, here = ~np.repeat(mine, counts), np.repeat(mine, after)
        out = []
        for old, new in ((pieces, self.pieces), (begins, self.begins), (lengths, self.lengths)):
            both = np.empty(len(here), dtype=np.int32)
            both[here], both[~here] = new, old[kept]
            out.append(both)
        return out[0], out[1], out[2], after


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts as flat arrays.

    forms: number of each form, posts one after another; shape (n,)
    firsts, lasts: start and end of the characters of the repaired post that each form comes from; shape (n,)
    posts: which post each form belongs to, ascending; shape (n,)
    starts: forms of post p are `forms[starts[p]:starts[p + 1]]`; shape (posts + 1,)
    repairs: the posts that were repaired, with the way back to what the author typed
    """

    forms: Ints
    firsts: Ints
    lasts: Ints
    posts: Ints
    starts: Ints
    repairs: Mapping[int, Repaired]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def replace(self, forms: Ints, firsts: Ints, lasts: Ints, keep: NDArray[np.bool_]) -> Batch:
        """Return the batch with other forms and spans, of which only those marked in `keep` stay."""
        starts = _bounds(keep)[self.starts]
        return Batch(forms[keep], firsts[keep], lasts[keep], self.posts[keep], starts, self.repairs)


def make_batch(texts: Sequence[str], table: FormTable) -> Batch:
    """Return the batch of the given posts; new pieces are analysed and added to `table`."""
    repaired, repairs = list(texts), {}
    for post, text in enumerate(texts):
        if not is_plain(text):
            found = repair(text)
            if found.edits:
                repaired[post], repairs[post] = found.text, found
    counts = np.fromiter(map(str.count, repaired, repeat(" ")), dtype=np.int32, count=len(repaired)) + 1
    pieces = table.between_blanks(" ".join(repaired).split(" ") if repaired else [])
    posts = table.cut_as_a_whole(pieces, counts)
    matches = [list(TOKEN.finditer(repaired[post])) for post in posts]
    tokens = [token for row in matches for token in calmed([match.group() for match in row])]
    spans = np.array([match.span() for row in matches for match in row], dtype=np.int64).reshape(-1, 2)
    whole = _Whole(
        np.array(posts, dtype=np.int64), np.array(list(map(len, matches)), dtype=np.int64), table.whole_tokens(tokens),
        spans[:, 0], spans[:, 1] - spans[:, 0],
    )  # fmt: skip
    return table.batch(pieces, counts, whole, repairs)
