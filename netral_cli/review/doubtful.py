"""Finds labels that are likely wrong: models that did not see a post disagree with what it is labelled as.

Labels are ranked by self-confidence, the cross-validated chance of the given label (Northcutt, Jiang and Chuang 2021,
"Confident Learning").
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.language import _
from netral_cli.model.labelled import LabelledPost, target_matrix
from netral_cli.model.linear import fold_of
from netral_cli.model.matrices import Matrices
from netral_cli.model.prepare import Elections, build_space, design, profiles_beside
from netral_cli.model.splits import group_ids, group_names
from netral_cli.model.thresholds import platt
from netral_cli.review.item import Item, own_id
from netral_cli.signals.catalogue import OUTPUTS, PARTISAN, SIGNAL_IDS

# Of either class; below it, models would rather be wrong than the labels.
FEWEST = 30
# The chance of the given label below which the whole reading, or one signal, is doubtful.
_DOUBTFUL, _DOUBTFUL_SIGNAL = 0.4, 0.1
_FEWEST_OF_A_SIGNAL = 15
_FOLDS = 5


def enough(posts: Sequence[LabelledPost]) -> bool:
    """Say whether there are enough labels of both classes to find wrong ones among them."""
    partisan = sum(post.partisan for post in posts)
    return min(partisan, len(posts) - partisan) >= FEWEST


def doubtful(posts: Sequence[LabelledPost], sources: Sequence[Path]) -> list[Item]:
    """Return the posts whose labels are doubtful, the most doubtful first, each with why.

    sources: the labelled files; a folder `profil` beside them holds the profiles that posts name.
    """
    targets = target_matrix(posts)
    chance = _chances(posts, targets, sources)
    given = np.where(targets > 0, chance, 1 - chance)
    ranked: list[tuple[float, int, Item]] = []
    for i, post in enumerate(posts):
        found = _why(post, targets[i], given[i])
        if found is not None:
            confidence, why = found
            ranked.append((confidence, i, _item(post, why)))
    return [item for *_rank, item in sorted(ranked, key=lambda entry: entry[:2])]


def _stacked(m: Matrices) -> sp.csr_matrix:
    return sp.csr_matrix(sp.hstack([m.words, m.pairs, 0.25 * m.cues, 0.6 * sp.csr_matrix(m.counts)]))


def _chances(posts: Sequence[LabelledPost], targets: NDArray[np.int8], sources: Sequence[Path]) -> NDArray[np.float64]:
    """Return the chance of every output by models that saw neither the post nor its group; NaN where none was fitted.

    Posts of one account, scene or text are held out together. A post with only a yes or no says nothing of single
    signals, so it teaches only the binary reading.
    """
    analysed = Elections(profiles_beside(sources)).analyse(posts)
    x = design(analysed, build_space(analysed, 2, 3), _stacked, len(posts))
    folds = np.array([fold_of(name, _FOLDS) for name in group_names(posts, group_ids(posts))])
    knows = np.array([post.knows_signals for post in posts])
    out = np.full(targets.shape, np.nan)
    for k, name in enumerate(OUTPUTS):
        if name != PARTISAN and (name not in SIGNAL_IDS or targets[:, k].sum() < _FEWEST_OF_A_SIGNAL):
            continue
        teaches = knows if name != PARTISAN else np.ones(len(posts), dtype=bool)
        raw = _cross_scores(x, targets[:, k], folds, teaches)
        slope, offset = platt(raw[teaches], targets[teaches, k])
        out[:, k] = 1 / (1 + np.exp(-(raw * slope + offset)))
    return out


def _cross_scores(
    x: sp.csr_matrix, y: NDArray[np.int8], folds: NDArray[np.int64], teaches: NDArray[np.bool_]
) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    out = np.zeros(len(y))
    for fold in np.unique(folds):
        held, rest = folds == fold, (folds != fold) & teaches
        if len(np.unique(y[rest])) < 2:
            continue
        model = LogisticRegression(solver="liblinear", random_state=0, max_iter=1000)
        model.fit(x[rest], y[rest])
        out[held] = model.decision_function(x[held])
    return out


def _why(post: LabelledPost, target: NDArray[np.int8], given: NDArray[np.float64]) -> tuple[float, str] | None:
    """Return the smallest self-confidence of a post's labels and what is doubtful about them, None where nothing is."""
    words = "|".join(post.signals) or post.context or (_("memihak") if post.partisan else _("tidak memihak"))
    if given[0] < _DOUBTFUL:
        other = _("tidak memihak") if post.partisan else _("memihak")
        text = _("label mungkin keliru: tertulis {label}, tetapi pos lain menunjuk {other} ({share} %)")
        return float(given[0]), text.format(label=words, other=other, share=round(100 * (1 - float(given[0]))))
    if not post.signals:
        return None
    fitted = [j for j in range(1, 1 + len(SIGNAL_IDS)) if not np.isnan(given[j])]
    k = min(fitted, key=lambda j: float(given[j]), default=0)
    if not k or given[k] >= _DOUBTFUL_SIGNAL:
        return None
    state = _("sinyal {name} mungkin salah") if target[k] else _("sinyal {name} mungkin kurang")
    return float(given[k]), _("tertulis {label}; {state}").format(label=words, state=state.format(name=OUTPUTS[k]))


def _item(post: LabelledPost, why: str) -> Item:
    return Item(
        own_id(post.id, post.text), post.text, why=why, signals=post.signals, context=post.context,
        profile=post.profile, group=post.group if post.group != post.id else "",
    )  # fmt: skip
