"""Fits the linear scores: one-vs-rest logistic regressions on features scaled by their log-count ratios."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.language import _
from netral_cli.model.features import COUNTS
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.options import MIN_LABEL, TrainingOptions

Progress = Callable[[str, float], None]
Floats = NDArray[np.float64]
Known = NDArray[np.bool_]
_LARGEST_RATIO = 3.0
_TOLERANCE = 0.01


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group: the same on every machine and for every order of the posts."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % folds


def log_count_ratios(x: sp.csr_matrix, y: NDArray[np.int8]) -> Floats:
    """Return how much more often each feature occurs in one class than in the other: |log ratio|, at most 3.

    Features scaled so are fitted better from few examples (Wang and Manning 2012, "NBSVM"). The counts, which every
    post has, keep a factor of 1.
    """
    present = sp.csr_matrix((np.ones_like(x.data), x.indices, x.indptr), shape=x.shape)
    with_label = np.asarray(present[y > 0].sum(axis=0)).ravel() + 1.0
    without = np.asarray(present[y == 0].sum(axis=0)).ravel() + 1.0
    ratio = np.abs(np.log((with_label / (y > 0).sum()) / (without / (y == 0).sum())))
    ratio = np.minimum(ratio, _LARGEST_RATIO)
    ratio[-len(COUNTS) :] = 1.0
    return np.asarray(ratio, dtype=np.float64)


def _fit(
    x: sp.csr_matrix, y: NDArray[np.int8], options: TrainingOptions,
    weights: Floats | None = None, known: Known | None = None,
) -> tuple[Floats, float]:  # fmt: skip
    """Return coefficients and bias of one output; a label too rare to learn gets none and a low bias."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    if known is not None and not known.all():
        x, y, weights = x[known], y[known], None if weights is None else weights[known]
    positives = int(y.sum())
    if positives < MIN_LABEL or positives == len(y):
        share = (positives + 0.5) / (len(y) + 1)
        return np.zeros(x.shape[1]), float(np.log(share / (1 - share)))
    factors = options.ratio * log_count_ratios(x, y) + (1 - options.ratio)
    scaled = sp.csr_matrix(x @ sp.diags(factors))
    scaled.sort_indices()
    model = LogisticRegression(
        C=options.strength, solver="liblinear", random_state=options.seed, max_iter=1000, tol=_TOLERANCE
    )
    model.fit(scaled, y, sample_weight=weights)
    return model.coef_[0] * factors, float(model.intercept_[0])


def fit_outputs(
    x: sp.csr_matrix, targets: NDArray[np.int8], options: TrainingOptions,
    weights: Floats | None = None, known: Known | None = None,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return coefficients (features, outputs) and bias (outputs,) of one-vs-rest logistic regressions.

    weights: how much each post counts; known: which labels of `targets` are known, the others are left out
    """
    from joblib import Parallel, delayed  # noqa: PLC0415

    x.sort_indices()
    fitted = Parallel(n_jobs=options.jobs, prefer="threads")(
        delayed(_fit)(x, targets[:, k], options, weights, None if known is None else known[:, k])
        for k in range(targets.shape[1])
    )
    return np.stack([coef for coef, _ in fitted], axis=1), np.array([bias for _, bias in fitted])


def theme_folds(posts: Sequence[LabelledPost], folds: int) -> NDArray[np.int64] | None:
    """Return folds that keep each file together, about equally large; None when there are fewer files than folds.

    A model that has not seen a whole theme meets it as it will meet real posts: as something new. Calibration and the
    thresholds of the statuses are chosen there, where held-out groups of known themes would promise too much.
    """
    sizes: dict[str, int] = {}
    for post in posts:
        sizes[post.source] = sizes.get(post.source, 0) + 1
    if len(sizes) < folds:
        return None
    fold_of_theme: dict[str, int] = {}
    filled = [0] * folds
    for theme in sorted(sizes, key=lambda name: (-sizes[name], name)):
        smallest = filled.index(min(filled))
        fold_of_theme[theme] = smallest
        filled[smallest] += sizes[theme]
    return np.array([fold_of_theme[post.source] for post in posts], dtype=np.int64)


def cross_scores(
    x: sp.csr_matrix, targets: NDArray[np.int8], folds: NDArray[np.int64], options: TrainingOptions,
    progress: Progress = lambda _text, _share: None, weights: Floats | None = None,
    known: Known | None = None, families: Sequence[slice] = (),
) -> Floats:  # fmt: skip
    """Return raw scores of every post by models that have not seen its group; shape (posts, outputs).

    families: columns of features whose part of the scores is wanted too, beside the scores in further columns
    """
    out = np.zeros((len(targets), targets.shape[1] * (1 + len(families))), dtype=np.float64)
    present = np.unique(folds)
    for done, fold in enumerate(present):
        progress(
            _("validasi silang {done}/{count}").format(done=done + 1, count=len(present)),
            0.1 + 0.7 * done / len(present),
        )
        held = folds == fold
        rest = None if weights is None else weights[~held], None if known is None else known[~held]
        coef, bias = fit_outputs(x[~held], targets[~held], options, *rest)
        mine = x[held]
        out[held] = np.hstack([mine @ coef + bias, *(mine[:, some] @ coef[some] for some in families)])
    return out
