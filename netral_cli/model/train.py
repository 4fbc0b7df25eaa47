"""Trains a model: linear scores, the second layer over them, calibration and thresholds on held-out posts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli import __version__
from netral_cli.errors import NetralError
from netral_cli.language import N_, _, _n
from netral_cli.model.bundle import Learnt, Thresholds, save_bundle
from netral_cli.model.features import COUNTS, WITHOUT_POINTER, FeatureSpace
from netral_cli.model.labelled import LabelledPost, known_matrix, target_matrix
from netral_cli.model.leaks import Fingerprints, fingerprints
from netral_cli.model.linear import Floats, Known, Progress, cross_scores, fit_outputs, fold_of, theme_folds
from netral_cli.model.matrices import Matrices
from netral_cli.model.options import MIN_PARTISAN, TrainingOptions
from netral_cli.model.prepare import Elections, build_space, design, profiles_beside, without_profiles
from netral_cli.model.second_layer import FEWEST_POSTS, SecondLayer, fit_second_layer
from netral_cli.model.thresholds import choose_thresholds, platt
from netral_cli.signals.catalogue import OUTPUTS


class TrainingError(NetralError):
    """There is too little to learn from: the message says which label has how many posts and how many it needs."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained model, before it is stored."""

    space: FeatureSpace
    learnt: Learnt
    thresholds: Thresholds
    held_out: Floats
    info: dict[str, Any]
    seen: Fingerprints

    def save(self, folder: Path, further: Mapping[str, Any] | None = None) -> None:
        """Write the model as a bundle; `further` is added to what its manifest says of its origin."""
        save_bundle(folder, self.space, self.learnt, self.thresholds, {**self.info, **(further or {})}, self.seen)


def _digested(post: LabelledPost) -> str:
    """Return a post and its labels as one line of what the fingerprint of the data is taken of."""
    answer = "" if post.answer is None else f"\t{post.answer}"
    return f"{post.text}\t{'|'.join(post.signals)}\t{post.context}{answer}"


def _require_enough(targets: NDArray[np.int8], known: Known) -> None:
    partisan, total = int(targets[known[:, 0], 0].sum()), int(known[:, 0].sum())
    for what, count in ((N_("bersinyal"), partisan), (N_("netral"), total - partisan)):
        if count < MIN_PARTISAN:
            raise TrainingError(
                _n(
                    "hanya {count} pos {what}; perlu paling sedikit {least}; tambah label lalu latih lagi", count
                ).format(count=count, what=_(what), least=MIN_PARTISAN)
            )


def _weighed(weights: Sequence[float]) -> Callable[[Matrices], sp.csr_matrix]:
    def scale(m: Matrices) -> sp.csr_matrix:
        families = (m.words, m.pairs, m.cues, sp.csr_matrix(m.counts))
        return sp.csr_matrix(sp.hstack([f * w for f, w in zip(families, weights, strict=True)]))

    return scale


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Scores of every post by models that have not seen it: neither its scene, nor (`themes`) its whole file.

    Beside the raw scores stand what words and pairs add to them; shape (posts, 3 * outputs).
    scene_folds, theme_folds: which model that was; the same where there are no themes
    """

    scenes: Floats
    themes: Floats | None
    scene_folds: NDArray[np.int64]
    theme_folds: NDArray[np.int64]

    @property
    def strictest(self) -> Floats:
        return self.scenes if self.themes is None else self.themes


def _hold_out(
    x: sp.csr_matrix, posts: Sequence[LabelledPost], targets: NDArray[np.int8], options: TrainingOptions,
    progress: Progress, weights: Floats | None, known: Known, families: Sequence[slice],
) -> _HeldOut:  # fmt: skip
    folds = np.array([fold_of(post.group, options.folds) for post in posts], dtype=np.int64)
    scenes = cross_scores(x, targets, folds, options, lambda t, s: progress(t, s * 0.5), weights, known, families)
    # Only posts whose binary reading is known are held out by theme: a theme that holds them all would leave nothing.
    own = np.flatnonzero(known[:, 0])
    themes = theme_folds([posts[i] for i in own.tolist()], options.folds)
    if themes is None:
        return _HeldOut(scenes, None, folds, folds)
    by_theme = scenes.copy()
    by_theme[own] = cross_scores(
        x[own], targets[own], themes, options, lambda t, s: progress(t, 0.4 + s * 0.4),
        None if weights is None else weights[own], known[own], families,
    )  # fmt: skip
    of_theme = folds.copy()
    of_theme[own] = themes
    return _HeldOut(scenes, by_theme, folds, of_theme)


def _second_layer(
    held: _HeldOut, counts: Floats, targets: NDArray[np.int8], options: TrainingOptions, weights: Floats | None,
    known: Known,
) -> tuple[SecondLayer | None, Floats]:  # fmt: skip
    """Return the second layer and the log-odds it gives to posts that it has not seen.

    It learns from both kinds of held-out scores, since the posts it will meet are partly of known themes. The log-odds
    of `partisan` come from layers that have not seen the theme, those of signals and contexts from layers that have not
    seen the scene: a rare signal stands in few files, and without them nothing is known of it.
    """
    from joblib import Parallel, delayed  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    whole: Known = np.asarray(known.all(axis=1))
    if not options.networks or whole.sum() < FEWEST_POSTS:
        logits = held.scenes[:, : targets.shape[1]].copy()
        logits[:, 0] = held.strictest[:, 0]
        return None, logits

    def learn(chosen: Known, networks: int, jobs: int = 1) -> SecondLayer:
        kinds = [held.scenes] if held.themes is None else [held.scenes, held.themes]
        times = len(kinds)
        return fit_second_layer(
            np.vstack([np.hstack([scores[chosen], counts[chosen]]) for scores in kinds]),
            np.tile(targets[chosen], (times, 1)),
            None if weights is None else np.tile(weights[chosen], times),
            options.hidden, networks, options.seed, jobs,
        )  # fmt: skip

    def unseen(scores: Floats, folds: NDArray[np.int64]) -> Floats:
        held_out: list[Known] = [np.asarray(folds == fold) for fold in np.unique(folds)]
        layers = Parallel(n_jobs=options.jobs, prefer="threads")(
            delayed(learn)(np.logical_and(whole, ~out), 1) for out in held_out
        )
        logits = np.zeros(targets.shape)
        for out, layer in zip(held_out, layers, strict=True):
            logits[out] = layer.logits(np.hstack([scores[out], counts[out]]))
        return logits

    # One thread of BLAS each: with more, sums end in other digits on machines with other numbers of cores.
    with threadpool_limits(1, user_api="blas"):
        logits = unseen(held.scenes, held.scene_folds)
        if held.themes is not None:
            logits[:, 0] = unseen(held.themes, held.theme_folds)[:, 0]
        return learn(whole, options.networks, options.jobs), logits


def _also_without_profiles(
    x: sp.csr_matrix, posts: Sequence[LabelledPost], elections: Elections, space: FeatureSpace,
    options: TrainingOptions, weights: Floats | None,
) -> tuple[sp.csr_matrix, list[LabelledPost], NDArray[np.int64], Floats | None]:  # fmt: skip
    """Return features, posts, their places in `posts`, and weights, with the posts that teach without a profile added.

    Their names are ordinary words then, and no features: `space` comes from the posts as they are.
    """
    again = without_profiles(posts, elections) if options.without_profile else np.zeros(0, dtype=np.int64)
    rows = np.concatenate([np.arange(len(posts)), again])
    if not len(again):
        return x, list(posts), rows, weights
    nameless = [replace(posts[i], profile="") for i in again.tolist()]
    more = design(elections.analyse(nameless), space, _weighed(options.family_weights), len(nameless))
    first = np.ones(len(posts)) if weights is None else weights
    weights = np.concatenate([first, first[again] * options.without_profile])
    return sp.csr_matrix(sp.vstack([x, more])), [*posts, *nameless], rows, weights


def train(
    posts: Sequence[LabelledPost], sources: Sequence[Path], options: TrainingOptions | None = None,
    progress: Progress = lambda _text, _share: None, weights: Floats | None = None, known: Known | None = None,
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
    elections = Elections(profiles_beside(sources))
    analysed = elections.analyse(posts)
    space = build_space(analysed, options.min_words, options.min_pairs)
    x = design(analysed, space, _weighed(options.family_weights), len(posts))
    x, everyone, rows, weights = _also_without_profiles(x, posts, elections, space, options, weights)
    counts = np.asarray(x[:, -len(COUNTS) :].todense(), dtype=np.float64) / options.family_weights[-1]
    ends = np.cumsum([len(space.words), len(space.pairs)]).tolist()
    families = [slice(0, ends[0]), slice(*ends)]
    held = _hold_out(x, everyone, targets[rows], options, progress, weights, known[rows], families)
    progress(_("melatih lapis kedua"), 0.85)
    layer, logits = _second_layer(held, counts, targets[rows], options, weights, known[rows])
    # Calibration and thresholds hold for posts that are read with their profile.
    logits = logits[: len(posts)]
    logits[:, 0] -= options.everyday_offset * counts[: len(posts), WITHOUT_POINTER]
    calibration = np.array([platt(logits[known[:, k], k], targets[known[:, k], k]) for k in range(targets.shape[1])])
    probability = 1 / (1 + np.exp(-(logits * calibration[:, 0] + calibration[:, 1])))
    progress(_("melatih model akhir"), 0.95)
    coef, bias = fit_outputs(x, targets[rows], options, weights, known[rows])
    sizes = [len(space.words), len(space.pairs), 2 * len(space.cues) + len(space.frames), len(COUNTS)]
    coef *= np.repeat(options.family_weights, sizes)[:, None]
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
        Learnt(coef, bias, layer, options.everyday_offset, calibration),
        choose_thresholds(probability, targets, options, known),
        probability,
        info,
        fingerprints([post.text for post in posts]),
    )
