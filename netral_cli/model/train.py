"""Trains the linear models with scikit-learn, calibrates them and chooses thresholds on held-out groups."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli import __version__
from netral_cli.errors import NetralError
from netral_cli.language import N_, _
from netral_cli.model.bundle import Thresholds, save_bundle
from netral_cli.model.features import COUNTS, FeatureSpace, Matrices
from netral_cli.model.labelled import LabelledPost, known_matrix, target_matrix
from netral_cli.model.leaks import Fingerprints, fingerprints
from netral_cli.model.prepare import Elections, build_space, design, profiles_beside
from netral_cli.signals.catalogue import OUTPUTS, SIGNAL_IDS

Progress = Callable[[str, float], None]


class TrainingError(NetralError):
    """There is too little to learn from: the message says which label has how many posts and how many it needs."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What can be chosen; the defaults are those of the shipped model (see `docs/model.md` for their figures).

    strength: inverse regularisation of `LogisticRegression`
    ratio: how far features are scaled by their log-count ratio before fitting, 0 (not at all) to 1
    family_weights: factors of words, pairs, n-grams, cues and counts before fitting
    min_words, min_pairs, min_grams: posts in which a feature must occur
    everyday_offset: how much lower (in log-odds) posts without any pointer to an election score than the corpus says:
        in life nearly all posts are of that kind and nearly none of them partisan, in the corpus many are chosen to be
    precision_indikasi, recall_tinjau: what cross-validation must expect at the two thresholds
    """

    strength: float = 1.0
    ratio: float = 0.7
    family_weights: tuple[float, float, float, float, float] = (1.0, 1.0, 0.5, 0.25, 0.6)
    min_words: int = 3
    min_pairs: int = 3
    min_grams: int = 5
    folds: int = 5
    everyday_offset: float = 1.5
    precision_indikasi: float = 0.98
    recall_tinjau: float = 0.94
    jobs: int = 1
    seed: int = 0


MIN_PARTISAN = 20
MIN_LABEL = 8


def fold_of(group: str, folds: int) -> int:
    """Return the fold of a group: the same on every machine and for every order of the posts."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % folds


def _stack(weights: Sequence[float]) -> Callable[[Matrices], sp.csr_matrix]:
    def scale(m: Matrices) -> sp.csr_matrix:
        families = (m.words, m.pairs, m.grams, m.cues, sp.csr_matrix(m.counts))
        return sp.csr_matrix(sp.hstack([f * w for f, w in zip(families, weights, strict=True)]))

    return scale


_LARGEST_RATIO = 3.0


def log_count_ratios(x: sp.csr_matrix, y: NDArray[np.int8]) -> NDArray[np.float64]:
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
    weights: NDArray[np.float64] | None = None, known: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], float]:  # fmt: skip
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
    model = LogisticRegression(C=options.strength, solver="liblinear", random_state=options.seed, max_iter=1000)
    model.fit(scaled, y, sample_weight=weights)
    return model.coef_[0] * factors, float(model.intercept_[0])


def fit_outputs(
    x: sp.csr_matrix, targets: NDArray[np.int8], options: TrainingOptions,
    weights: NDArray[np.float64] | None = None, known: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
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


def everyday_shift(x: sp.csr_matrix, options: TrainingOptions) -> NDArray[np.float64]:
    """Return what is added to the weights of `partisan`: it lowers posts without a pointer to an election."""
    shift = np.zeros(x.shape[1])
    column = x.shape[1] - len(COUNTS) + COUNTS.index("tanpa_petunjuk")
    shift[column] = -options.everyday_offset / options.family_weights[-1]
    return shift


def cross_scores(
    x: sp.csr_matrix, targets: NDArray[np.int8], folds: NDArray[np.int64], options: TrainingOptions,
    progress: Progress = lambda _text, _share: None, weights: NDArray[np.float64] | None = None,
    known: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """Return raw scores of every post by models that have not seen its group; shape (posts, outputs)."""
    out = np.zeros(targets.shape, dtype=np.float64)
    present = np.unique(folds)
    for done, fold in enumerate(present):
        progress(
            _("validasi silang {done}/{count}").format(done=done + 1, count=len(present)),
            0.1 + 0.7 * done / len(present),
        )
        held = folds == fold
        rest = None if weights is None else weights[~held], None if known is None else known[~held]
        coef, bias = fit_outputs(x[~held], targets[~held], options, *rest)
        out[held] = x[held] @ coef + bias
    return out


def platt(scores: NDArray[np.float64], y: NDArray[np.int8]) -> tuple[float, float]:
    """Return slope and offset that turn raw scores into probabilities (Platt 1999, with his smoothed targets)."""
    from scipy.optimize import minimize  # noqa: PLC0415

    positives, negatives = int(y.sum()), int(len(y) - y.sum())
    if not positives or not negatives:
        return 1.0, 0.0
    smooth = np.where(y > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(parameters: NDArray[np.float64]) -> float:
        z = parameters[0] * scores + parameters[1]
        return float(np.mean(np.logaddexp(0, z) - smooth * z))

    best = minimize(
        loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-9, "maxiter": 2000}
    )
    return max(float(best.x[0]), 1e-3), float(best.x[1])


def precision_recall_at(p: NDArray[np.float64], y: NDArray[np.int8], threshold: float) -> tuple[float, float]:
    """Return precision and recall of `p >= threshold`; precision is 1 when nothing reaches it."""
    chosen = p >= threshold
    hit = int((chosen & (y > 0)).sum())
    return (hit / int(chosen.sum()) if chosen.any() else 1.0), hit / max(int(y.sum()), 1)


def _threshold_for_precision(p: NDArray[np.float64], y: NDArray[np.int8], wanted: float) -> float:
    """Return the lowest threshold at which, and above which, precision stays at least as wanted."""
    order = np.argsort(-p, kind="stable")
    precision = np.cumsum(y[order]) / np.arange(1, len(p) + 1)
    good = np.flatnonzero(precision >= wanted)
    return float(p[order[good[-1]]]) if len(good) else float(np.clip(p.max() + 1e-4, 0, 0.999))


def _threshold_for_recall(p: NDArray[np.float64], y: NDArray[np.int8], wanted: float) -> float:
    positives = np.sort(p[y > 0])
    return float(positives[int(len(positives) * (1 - wanted))])


def _threshold_for_f1(p: NDArray[np.float64], y: NDArray[np.int8]) -> float:
    """Return the threshold with the best F1; 0.5 for a label without positives."""
    if not y.any():
        return 0.5
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(y[order])
    f1 = 2 * hits / (np.arange(1, len(p) + 1) + y.sum())
    return float(np.clip(p[order[int(np.argmax(f1))]], 0.05, 0.95))


def choose_thresholds(
    p: NDArray[np.float64], targets: NDArray[np.int8], options: TrainingOptions, known: NDArray[np.bool_] | None = None
) -> Thresholds:
    """Return the thresholds that held-out probabilities support, with the precision and recall expected there.

    known: which labels of `targets` are known; the others are left out
    """
    known = np.ones(targets.shape, dtype=bool) if known is None else known
    own = known[:, 0]
    p_all, targets_all = p, targets
    p, targets = p[own], targets[own]
    binary = targets[:, 0]
    high = _threshold_for_precision(p[:, 0], binary, options.precision_indikasi)
    low = min(_threshold_for_recall(p[:, 0], binary, options.recall_tinjau), high)
    high, low = float(np.clip(high, 0.02, 0.98)), float(np.clip(low, 0.01, 0.97))
    signals = {
        name: _threshold_for_f1(p_all[known[:, k], k], targets_all[known[:, k], k])
        for k, name in enumerate(SIGNAL_IDS, 1)
    }
    expected = {}
    for name, value in (("indikasi", high), ("tinjau", low)):
        precision, recall = precision_recall_at(p[:, 0], binary, round(value, 4))
        expected[name] = {"presisi": round(precision, 4), "perolehan": round(recall, 4)}
    return Thresholds(high, low, signals, expected)


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model, before it is stored."""

    space: FeatureSpace
    coefficients: NDArray[np.float64]
    bias: NDArray[np.float64]
    calibration: NDArray[np.float64]
    thresholds: Thresholds
    held_out: NDArray[np.float64]
    info: dict[str, Any]
    seen: Fingerprints

    def save(self, folder: Path, further: Mapping[str, Any] | None = None) -> None:
        """Write the model as a bundle; `further` is added to what its manifest says of its origin."""
        info = {**self.info, **(further or {})}
        save_bundle(
            folder, self.space, self.coefficients, self.bias, self.calibration, self.thresholds, info, self.seen
        )


def _digested(post: LabelledPost) -> str:
    """Return a post and its labels as one line of what the fingerprint of the data is taken of."""
    answer = "" if post.answer is None else f"\t{post.answer}"
    return f"{post.text}\t{'|'.join(post.signals)}\t{post.context}{answer}"


def _require_enough(targets: NDArray[np.int8], known: NDArray[np.bool_]) -> None:
    partisan, total = int(targets[known[:, 0], 0].sum()), int(known[:, 0].sum())
    for what, count in ((N_("bersinyal"), partisan), (N_("netral"), total - partisan)):
        if count < MIN_PARTISAN:
            raise TrainingError(
                _("hanya {count} pos {what}; perlu paling sedikit {least}; tambah label lalu latih lagi").format(
                    count=count, what=_(what), least=MIN_PARTISAN
                )
            )


def train(
    posts: Sequence[LabelledPost], sources: Sequence[Path], options: TrainingOptions | None = None,
    progress: Progress = lambda _text, _share: None, weights: NDArray[np.float64] | None = None,
    known: NDArray[np.bool_] | None = None,
) -> Trained:  # fmt: skip
    """Return a model trained on the labelled posts.

    sources: the files they came from; a folder `profil` beside them holds the profiles their posts name.
    weights: how much each post counts; known: which labels of `target_matrix` teach (default: those that are known)
    Raises `TrainingError` when either class is too small, `LabelError` for an unknown profile.
    """
    options = options or TrainingOptions()
    targets = target_matrix(posts)
    known = known_matrix(posts) if known is None else known
    _require_enough(targets, known)
    progress(_("membaca teks"), 0.0)
    analysed = Elections(profiles_beside(sources)).analyse(posts)
    space = build_space(analysed, options.min_words, options.min_pairs, options.min_grams)
    x = design(analysed, space, _stack(options.family_weights), len(posts))
    folds = np.array([fold_of(post.group, options.folds) for post in posts], dtype=np.int64)
    held_out = cross_scores(x, targets, folds, options, progress, weights, known)
    # Only posts whose binary reading is known are held out by theme: a theme that holds them all would leave nothing.
    own = known[:, 0]
    themes = theme_folds([post for post, mine in zip(posts, own, strict=True) if mine], options.folds)
    if themes is not None:
        progress(_("validasi silang antartema"), 0.82)
        held_out[own, :1] = cross_scores(
            x[own], targets[own, :1], themes, options, weights=None if weights is None else weights[own]
        )
    shift = everyday_shift(x, options)
    held_out[:, 0] += x @ shift
    calibration = np.array([platt(held_out[known[:, k], k], targets[known[:, k], k]) for k in range(targets.shape[1])])
    probability = 1 / (1 + np.exp(-(held_out * calibration[:, 0] + calibration[:, 1])))
    progress(_("melatih model akhir"), 0.85)
    coef, bias = fit_outputs(x, targets, options, weights, known)
    coef[:, 0] += shift
    sizes = [len(space.words), len(space.pairs), len(space.grams), 2 * len(space.cues) + len(space.frames)]
    factors = np.repeat(options.family_weights, [*sizes, x.shape[1] - sum(sizes)])
    digest = hashlib.sha256("\n".join(sorted(map(_digested, posts))).encode())
    info = {
        "netral": __version__,
        "pos": len(posts),
        "pos_bersinyal": int(targets[known[:, 0], 0].sum()),
        "per_label": {name: int(targets[known[:, k], k].sum()) for k, name in enumerate(OUTPUTS)},
        "data_sha256": digest.hexdigest(),
        "pilihan": {k: v for k, v in asdict(options).items() if k != "jobs"},
    }
    return Trained(
        space,
        coef * factors[:, None],
        bias,
        calibration,
        choose_thresholds(probability, targets, options, known),
        probability,
        info,
        fingerprints([post.text for post in posts]),
    )
