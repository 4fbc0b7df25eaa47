"""Splits the scores of posts exactly into contributions of their forms, for evidence and explanation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from netral_cli.model.features import COUNTED_CLASSES, COUNTS, Floats
from netral_cli.model.score import Scorer, Scores
from netral_cli.model.sums import sums_by_owner
from netral_cli.signals.analysis import Analysis

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contributions:
    """Contributions to the raw scores of some posts.

    positions: forms of the batch that belong to these posts, ascending; shape (m,)
    values: contribution of each of these forms to each output; shape (m, outputs)
    rest: what no form carries (bias, length, frames); shape (posts, outputs)

    For every post, `rest` plus the sum of its forms' values is the raw score.
    """

    posts: Longs
    positions: Longs
    values: Floats
    rest: Floats


def _share(keys: Longs) -> Floats:
    """Return for each entry 1 / (how often its key occurs)."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return (1.0 / counts[inverse]).astype(np.float32)


def contributions(scorer: Scorer, analysis: Analysis, scores: Scores, posts: Longs) -> Contributions:
    """Return the contributions to the scores of the chosen posts (ascending indices into the batch)."""
    batch, parts, weights = analysis.batch, scores.parts, scorer.bundle.weights
    chosen = np.zeros(len(batch), dtype=bool)
    chosen[posts] = True
    positions = np.flatnonzero(chosen[batch.posts]).astype(np.int64)
    owner = batch.posts[positions].astype(np.int64)
    values = np.zeros((len(positions), weights.bias.shape[0]), dtype=np.float32)
    place = np.full(len(batch.forms), -1, dtype=np.int64)
    place[positions] = np.arange(len(positions))

    columns = parts.word_columns[positions]
    at = np.flatnonzero(columns >= 0)
    share = _share(owner[at] * (len(weights.words) or 1) + columns[at]) * parts.word_scale[owner[at]]
    values[at] += weights.words[columns[at]] * share[:, None]

    forms = batch.forms[positions].astype(np.int64)
    at = np.flatnonzero(chosen[batch.posts[parts.pair_at]])
    first, second, ids = parts.pair_at[at], parts.pair_second[at], parts.pair_ids[at]
    pair_owner = batch.posts[first].astype(np.int64)
    share = _share(pair_owner * (len(weights.pairs) or 1) + ids) * parts.pair_scale[pair_owner] / 2
    carriers = np.concatenate([place[first], place[second]])
    _add(values, carriers, np.concatenate([ids, ids]), np.concatenate([share, share]), weights.pairs)

    # `rest` is filled in the order of `posts`; `row` finds the place of a post in it.
    row = np.full(len(batch), -1, dtype=np.int64)
    row[posts] = np.arange(len(posts))
    rest = np.tile(weights.bias, (len(posts), 1))
    _cue_values(scorer, analysis, scores, chosen, place, row, values, rest)
    _count_values(scorer, scores, owner, forms, values, rest, posts)
    return Contributions(posts, positions, values, rest)


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
    """Add `shares[i] * weights[items[i]]` to `target[rows[i]]` for every i; rows may repeat."""
    if not len(rows):
        return
    key = rows * len(weights) + items
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    shares = np.add.reduceat(shares[order], first)
    rows, items = np.divmod(key[order][first], len(weights))
    new = np.diff(rows, prepend=-1) > 0
    target[rows[new]] += sums_by_owner(np.cumsum(new) - 1, items, weights, int(new.sum()), shares)


def _count_values(
    scorer: Scorer, scores: Scores, owner: Longs, forms: Longs, values: Floats, rest: Floats, posts: Longs
) -> None:
    """Give the weight of each count to the forms it counts; the length goes to the rest."""
    weights, counts = scorer.bundle.weights.counts, scores.parts.counts
    for column in range(len(COUNTS)):
        total = counts[:, column]
        at, share = _counted(scorer, owner, forms, column)
        if at is None:
            rest += total[posts][:, None] * weights[column]
        elif len(at):
            values[at] += (total[owner[at]] * share)[:, None] * weights[column]


def _counted(scorer: Scorer, owner: Longs, forms: Longs, column: int) -> tuple[Longs | None, Floats]:
    """Return the forms that a count counts and each one's share of it; None for a count of no form in particular."""
    name = COUNTS[column]
    if name in COUNTED_CLASSES:
        at = np.flatnonzero(COUNTED_CLASSES[name][scorer.classes[forms]])
    elif name == "pihak_berbeda":
        at = np.flatnonzero(scorer.sides[forms] >= 0)
    else:
        return None, np.zeros(0, dtype=np.float32)
    return at, (1.0 / np.bincount(owner[at])[owner[at]]).astype(np.float32)


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
        slopes = layer.gradient(scores.raw[found.posts], counts, output)
        outputs = scores.raw.shape[1]
        values = np.einsum("mo,mo->m", found.values, slopes[of_form, :outputs]).astype(np.float32)
        owner, forms = batch.posts[found.positions].astype(np.int64), batch.forms[found.positions].astype(np.int64)
        for column in range(len(COUNTS)):
            at, share = _counted(scorer, owner, forms, column)
            if at is not None and len(at):
                values[at] += counts[of_form[at], column] * share * slopes[of_form[at], outputs + column]
    rest = logits - np.bincount(of_form, weights=values, minlength=len(found.posts))
    return values, rest.astype(np.float32)
