"""Turns analysed posts into features: words, word pairs, cues, frames and counts.

Every family but the counts is a sum over the forms of a post (or over pairs and cues), divided by a length
that depends on the post alone. Scores therefore split exactly into contributions of forms, which is what the
evidence quotes. `netral_cli.model.matrices` is the reference used in training; `netral_cli.model.score` computes the
same sums without building the wide matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.elections import lexicon as names
from netral_cli.signals.analysis import Analysis
from netral_cli.signals.match import class_part
from netral_cli.text.batch import Batch
from netral_cli.text.normal import MENTION, URL

Floats = NDArray[np.float32]
_MARKS = frozenset('.,!?…:;"“”\n')
_NO_WORD = _MARKS | {"<"}
# Names of the counts, in the order of their columns; all are log(1 + count), but for the last two: whether the post
# has neither an election object nor a word of `pointer_words` (`petunjuk`), and its length if so.
COUNTS = (
    "objek", "calon", "pihak_berbeda", "partai", "nomor", "tagar_kampanye", "tagar_nama", "tagar_lain",
    "sebutan", "tautan", "jari", "kubu", "petunjuk", "panjang", "tanpa_petunjuk", "tanpa_petunjuk_panjang",
)  # fmt: skip
WITHOUT_POINTER = COUNTS.index("tanpa_petunjuk")
_COUNTED: dict[str, tuple[str, ...]] = {
    "objek": names.OBJECTS,
    "calon": (names.CALON, names.BAKAL),
    "partai": (names.PARTAI,),
    "nomor": (names.NOMOR,),
    "tagar_kampanye": (names.TAGAR_PRO, names.TAGAR_LAWAN, names.JULUKAN, names.TAGLINE),
    "tagar_nama": (names.TAGAR_NAMA,),
    "tagar_lain": (names.TAGAR, names.TAGAR_UMUM),
    "sebutan": (MENTION,),
    "tautan": (URL,),
    "jari": ("<jari>",),
    "kubu": (names.KUBU, names.EJEKAN),
}


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """What the model knows: its words, pairs, cues and frames.

    words: word or class -> column, in column order
    pairs: sorted keys `a * len(words) + b` of words that stand together
    """

    words: dict[str, int]
    pairs: NDArray[np.int64]
    cues: tuple[str, ...]
    frames: tuple[str, ...]


def is_word(form: str) -> bool:
    """Return whether a form is a feature: marks between sentences are not."""
    return form[0] not in _MARKS


def word_columns(forms: Sequence[str], words: dict[str, int]) -> NDArray[np.int64]:
    """Return the column of each form's word or class, or -1."""
    columns = [words.get(form, -1) for form in forms]
    for k, form in enumerate(forms):
        if form[0] == "<":
            columns[k] = words.get(class_part(form), -1)
    return np.array(columns, dtype=np.int64)


def distinct(
    posts: NDArray[np.int32], items: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct pairs `(post, item)` in order; items below 0 are left out."""
    keep = items >= 0
    return split_keys(distinct_keys(posts[keep].astype(np.int64) * size + items[keep]), size)


def distinct_keys(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct keys (none below 0) in order; np.unique, which hashes, takes ten times as long here."""
    keys = np.sort(keys)
    return keys[np.flatnonzero(np.diff(keys, prepend=-1))]


def split_keys(keys: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two halves of keys `a * size + b`; numpy divides fast and takes remainders slowly."""
    first = keys // size
    return first, keys - first * size


PAIR_REACH = 3
"""How far apart, in forms, two words of a pair may stand where one is a class; ordinary words are neighbours."""


def class_columns(words: Iterable[str]) -> NDArray[np.bool_]:
    """Return for each word of a feature space whether it is a class (`<calon>`, `<tautan>`) and no ordinary word."""
    return np.array([word.startswith("<") for word in words], dtype=bool)


def pair_keys(
    batch: Batch, columns: NDArray[np.int64], marks: NDArray[np.bool_], is_class: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return `(first position, second position, key)` of all pairs of known words; marks between them do not count.

    Neighbours make a pair; so do a class and a word up to `PAIR_REACH` forms away: what is said of a candidate seldom
    stands right beside the name. columns: the column of each form or -1; is_class: as from `class_columns`
    """
    at = np.flatnonzero(~marks)
    known, posts = columns[at], batch.posts[at]
    named = (known >= 0) & is_class[known] if len(is_class) else np.zeros(len(at), dtype=bool)
    found = []
    for apart in range(1, PAIR_REACH + 1):
        ok = (known[:-apart] >= 0) & (known[apart:] >= 0) & (posts[:-apart] == posts[apart:])
        if apart > 1:
            ok &= named[:-apart] | named[apart:]
        first = np.flatnonzero(ok)
        found.append(np.stack([first, first + apart]))
    left, right = np.concatenate(found, axis=1)
    return at[left], at[right], known[left] * len(is_class) + known[right]


def counts_of(batch: Batch, classes: NDArray[np.int32], sides: NDArray[np.int32]) -> Floats:
    """Return log(1 + count) of the things in `COUNTS`; shape (posts, len(COUNTS)).

    classes, sides: for each form of the table its entry in `class_numbers`, and the side it names or -1.
    """
    n, numbers = len(batch), 3 + len(_CLASS_NUMBER)
    # Most forms are ordinary words: how many forms of each other class a post has is counted once, for all columns.
    form_class = classes[batch.forms]
    special = np.flatnonzero(form_class)
    of_class = np.bincount(batch.posts[special].astype(np.int64) * numbers + form_class[special], minlength=n * numbers)
    of_class = of_class.reshape(n, numbers)
    out = np.zeros((n, len(COUNTS)), dtype=np.float32)
    for column, name in enumerate(COUNTS):
        if name in COUNTED_CLASSES:
            out[:, column] = of_class[:, COUNTED_CLASSES[name]].sum(axis=1)
        elif name == "pihak_berbeda":
            of_form = sides[batch.forms]
            at = np.flatnonzero(of_form >= 0)
            named = distinct(batch.posts[at], of_form[at].astype(np.int64), 1 << 20)[0]
            out[:, column] = np.bincount(named, minlength=n)
        elif name == "panjang":
            out[:, column] = np.diff(batch.starts) - of_class[:, MARK]
    out = np.log1p(out)
    without = ((of_class[:, POINTER] == 0) & (out[:, COUNTS.index("objek")] == 0)).astype(np.float32)
    out[:, COUNTS.index("tanpa_petunjuk")] = without
    out[:, COUNTS.index("tanpa_petunjuk_panjang")] = without * out[:, COUNTS.index("panjang")]
    return out


MARK, POINTER = 1, 2
"""The class numbers of marks between sentences and of election words that name no side."""
_CLASS_NUMBER = {name: i for i, name in enumerate(dict.fromkeys(c for cs in _COUNTED.values() for c in cs), start=3)}
COUNTED_CLASSES = {
    name: np.isin(np.arange(3 + len(_CLASS_NUMBER)), [_CLASS_NUMBER[c] for c in classes])
    for name, classes in _COUNTED.items()
} | {"petunjuk": np.arange(3 + len(_CLASS_NUMBER)) == POINTER}
"""For each count of classes, whether it counts the class with a number."""


def classes_and_sides(forms: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return for each form its class number and the side it names (-1: none).

    Class numbers: 0 for none, `MARK`, `POINTER`, or that of an election class.
    """
    pointers = names.pointer_words()
    numbers = [POINTER if form in pointers else 0 for form in forms]
    sides = np.full(len(forms), -1, dtype=np.int32)
    for i, form in enumerate(forms):
        if form[0] not in _NO_WORD:
            continue
        name, *named = form.split("|") if form[0] == "<" else ("",)
        numbers[i] = _CLASS_NUMBER.get(name, 0) if name else MARK
        if named:
            sides[i] = int(named[0])
    return np.array(numbers, dtype=np.int32), sides


def cue_items(analysis: Analysis, cues: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct `(post, column)` of cues and frames.

    Cue c outside frames is column c, inside a frame `cues + c`; frame f is column `2 * cues + f`.
    """
    found = analysis.matches
    frames = found.in_frame.shape[1]
    size = 2 * cues + frames
    posts = analysis.batch.posts[found.start].astype(np.int64)
    frame_posts, frame_ids = np.nonzero(found.in_frame)
    keys = np.concatenate([posts * size + found.cue + cues * found.inside, frame_posts * size + 2 * cues + frame_ids])
    return split_keys(distinct_keys(keys), size)
