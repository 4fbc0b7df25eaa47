"""Splits the scores of posts exactly into contributions of their forms, for evidence and explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.features import COUNTED_CLASSES, COUNTS, MARK, Floats, split_keys
from netral_cli.model.score import Scorer, Scores
from netral_cli.model.sums import sums_by_owner
from netral_cli.signals.analysis import Analysis
from netral_cli.text.batch import Ints

Longs = NDArray[np.int64]
# The columns of the counts that count forms; all others are of the post as a whole.
_OF_FORMS = frozenset(k for k, name in enumerate(COUNTS) if name in COUNTED_CLASSES or name == "pihak_berbeda")


@dataclass(frozen=True, slots=True)
class Contributions:
    """Contributions to the raw scores of some posts.

    positions: forms of the batch that belong to these posts, ascending; shape (m,)
    values: contribution of each of these forms to each output; shape (m, outputs)
    words, pairs: what of it the form brings as a word, and in word pairs; shapes (m, outputs)
    rest: what no form carries (bias, length, frames); shape (posts, outputs)
    counted: for each count of forms its column, the forms (indices into `positions`) and each one's share of it

    For every post, `rest` plus the sum of its forms' values is the raw score.
    """

    posts: Longs
    positions: Longs
    values: Floats
    words: Floats
    pairs: Floats
    rest: Floats
    counted: Sequence[tuple[int, Longs, Floats]]


def _share(keys: Longs) -> Floats:
    """Return for each entry 1 / (how often its key occurs)."""
    order = np.argsort(keys)
    counts = np.diff(np.flatnonzero(np.diff(keys[order], prepend=-1)), append=len(keys))
    out = np.empty(len(keys), dtype=np.float32)
    out[order] = np.repeat((1.0 / counts).astype(np.float32), counts)
    return out


def contributions(scorer: Scorer, analysis: Analysis, scores: Scores, posts: Longs) -> Contributions:
    """Return the contributions to the scores of the chosen posts (ascending indices into the batch)."""
    batch, parts, weights = analysis.batch, scores.parts, scorer.bundle.weights
    chosen = np.zeros(len(batch), dtype=bool)
    chosen[posts] = True
    positions = np.flatnonzero(chosen[batch.posts]).astype(np.int64)
    owner = batch.posts[positions].astype(np.int64)
    place = np.full(len(batch.forms), -1, dtype=np.int64)
    place[positions] = np.arange(len(positions))

    columns = parts.word_columns[positions]
    at = np.flatnonzero(columns >= 0)
    shares: Floats = np.zeros(len(positions), dtype=np.float32)
    shares[at] = _share(owner[at] * (len(weights.words) or 1) + columns[at]) * parts.word_scale[owner[at]]
    # A form that is no feature takes the first row, times nothing.
    of_word = weights.words if len(weights.words) else np.zeros((1, len(weights.bias)), dtype=np.float32)
    words: Floats = np.take(of_word, columns, axis=0, mode="clip")
    words *= shares[:, None]

    at = np.flatnonzero(chosen[batch.posts[parts.pair_at]])
    first, second, ids = parts.pair_at[at], parts.pair_second[at], parts.pair_ids[at]
    pair_owner = batch.posts[first].astype(np.int64)
    share = _share(pair_owner * (len(weights.pairs) or 1) + ids) * parts.pair_scale[pair_owner] / 2
    carriers = np.concatenate([place[first], place[second]])
    pairs: Floats = np.zeros_like(words)
    _add(pairs, carriers, np.concatenate([ids, ids]), np.concatenate([share, share]), weights.pairs)
    values: Floats = words + pairs

    # `rest` is filled in the order of `posts`; `row` finds the place of a post in it.
    row = np.full(len(batch), -1, dtype=np.int64)
    row[posts] = np.arange(len(posts))
    rest = np.tile(weights.bias, (len(posts), 1))
    _cue_values(scorer, analysis, scores, chosen, place, row, values, rest)
    counted = _counted(scorer, owner, batch.forms[positions])
    counts = parts.counts
    for column, at, part in counted:
        values[at] += (counts[owner[at], column] * part)[:, None] * weights.counts[column]
    for column in sorted(set(range(len(COUNTS))) - _OF_FORMS):
        rest += counts[posts, column][:, None] * weights.counts[column]
    return Contributions(posts, positions, values, words, pairs, rest, counted)


def _cue_values(
    scorer: Scorer, analysis: Analysis, scores: Scores, chosen: NDArray[np.bool_], place: Longs, row: Longs,
    values: Floats, rest: Floats,
) -> None:  # fmt: skip
    """Give each cue's weight to the forms of its first hit in the post; frames go to the rest."""
    found, weights = analysis.matches, scorer.bundle.weights.cues
    cues = len(scorer.bundle.space.cues)
    size = len(weights) or 1
    owner = analysis.batch.posts[found.start].astype(np.int64)
    hit_keys, first_hit = np.unique(owner * size + found.cue + cues * found.inside, return_index=True)
    posts, columns = scores.parts.cue_posts, scores.parts.cue_columns
    mine = chosen[posts]
    posts, columns = posts[mine], columns[mine]
    framed = columns >= 2 * cues
    ones = np.ones(int(framed.sum()), dtype=np.float32)
    _add(rest, row[posts[framed]], columns[framed], ones, weights)
    posts, columns = posts[~framed], columns[~framed]
    hit = first_hit[np.searchsorted(hit_keys, posts * size + columns)]
    first, width = place[found.start[hit]], found.end[hit] - found.start[hit] + 1
    within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
    share = np.repeat((1.0 / width).astype(np.float32), width)
    _add(values, np.repeat(first, width) + within, np.repeat(columns, width), share, weights)


def _add(target: Floats, rows: Longs, items: Longs, shares: Floats, weights: Floats) -> None:
    """Add `shares[i] * weights[items[i]]` to `target[rows[i]]` for every i; pairs of row and item may repeat.

    Each row takes its items in their order, so that forms that carry the same stay equal to the last digit.
    """
    if not len(rows):
        return
    key = rows * len(weights) + items
    order = np.argsort(key)
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    shares = np.add.reduceat(shares[order], first)
    rows, items = split_keys(key[first], len(weights))
    new = np.diff(rows, prepend=-1) > 0
    target[rows[new]] += sums_by_owner(np.cumsum(new) - 1, items, weights, int(new.sum()), shares)


def _counted(scorer: Scorer, owner: Longs, forms: Ints) -> list[tuple[int, Longs, Floats]]:
    """Return for each count of forms its column, the indices of the forms that it counts, and each one's share of it.

    owner: the post of each of the forms; counts that count none of them are left out
    """
    classes = scorer.classes[forms]
    special = np.flatnonzero(classes > MARK)
    classes = classes[special]
    found = []
    for column in sorted(_OF_FORMS):
        if (counted := COUNTED_CLASSES.get(COUNTS[column])) is not None:
            at = special[counted[classes]]
        else:
            at = np.flatnonzero(scorer.sides[forms] >= 0)
        if len(at):
            of = owner[at]
            found.append((column, at, (1.0 / np.bincount(of)[of]).astype(np.float32)))
    return found


def through_second_layer(
    scorer: Scorer, analysis: Analysis, scores: Scores, found: Contributions, output: int
) -> tuple[Floats, Floats]:
    """Return the contributions of the forms to the log-odds of one output, and the rest of each post.

    Shapes (m,) and (posts,). The second layer is linear around a post, so the split is exact there.
    """
    layer, batch = scorer.bundle.second, analysis.batch
    logits = scores.logits[found.posts, output]
    row = np.full(len(batch), -1, dtype=np.int64)
    row[found.posts] = np.arange(len(found.posts))
    of_form = row[batch.posts[found.positions]]
    if layer is None:
        values = found.values[:, output].astype(np.float32)
    else:
        counts = scores.parts.counts[found.posts]
        slopes = layer.gradient(scores.inputs[found.posts], output)
        outputs = scores.raw.shape[1]
        values = np.zeros(len(found.positions), dtype=np.float32)
        for k, family in enumerate((found.values, found.words, found.pairs)):
            of_outputs = np.take(np.ascontiguousarray(slopes[:, k * outputs : (k + 1) * outputs]), of_form, axis=0)
            values += np.einsum("mo,mo->m", family, of_outputs).astype(np.float32)
        for column, at, share in found.counted:
            values[at] += counts[of_form[at], column] * share * slopes[of_form[at], 3 * outputs + column]
    rest = logits - np.bincount(of_form, weights=values, minlength=len(found.posts))
    return values, rest.astype(np.float32)
