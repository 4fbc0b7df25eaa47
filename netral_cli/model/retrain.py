"""Learns from an analyst's labels: checks and splits them, adds the corpus, trains."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from netral_cli.language import _, _n
from netral_cli.model.base import base_posts, shipped_corpus
from netral_cli.model.bundle import Bundle, load_bundle
from netral_cli.model.conflicts import refuse_conflicts, settle
from netral_cli.model.labelled import LabelledPost, LabelledSet, known_matrix
from netral_cli.model.leaks import refuse_leaks
from netral_cli.model.linear import Progress
from netral_cli.model.options import MIN_LABEL, TrainingOptions
from netral_cli.model.splits import Split, split_by_column, split_by_group, split_by_time
from netral_cli.model.train import Trained, train
from netral_cli.signals.catalogue import SIGNAL_IDS

BY_GROUP, BY_TIME = "kelompok", "waktu"
# What a post of the corpus counts against one of one's own: see "Own labels" in docs/akurasi.md.
BASE_WEIGHT = 0.125


@dataclass(frozen=True, slots=True)
class RetrainOptions:
    """What is learnt from and what is held out.

    base: add the shipped corpus, each post counting `base_weight` of a local one
    split: `kelompok` (no author, scene or text on both sides) or `waktu` (earlier posts teach, later ones measure);
        a column `split` in the files goes before both
    test_share: share of the posts held out; 0 for none; use_all: learn from all posts, also those that a column
        `split` holds out
    drop_conflicts: leave out texts whose labels contradict each other instead of refusing them
    """

    base: bool = False
    base_weight: float = BASE_WEIGHT
    split: str = BY_GROUP
    test_share: float = 0.2
    use_all: bool = False
    drop_conflicts: bool = False
    training: TrainingOptions = field(default_factory=TrainingOptions)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Posts that teach and posts that measure.

    local: the analyst's posts that teach; base: posts of the corpus; base_teaches: whether these teach the binary
    reading too, or only signals and contexts; sources: where profiles are looked for
    """

    local: list[LabelledPost]
    base: list[LabelledPost]
    test: list[LabelledPost]
    base_teaches: bool
    base_weight: float
    sources: tuple[Path, ...]
    notes: tuple[str, ...]


def prepare(
    labelled: LabelledSet, sources: Sequence[Path], options: RetrainOptions, test: LabelledSet | None = None
) -> Prepared:
    """Return what teaches and what measures.

    test: labelled posts of files that only measure
    Raises `ConflictError`, `SplitError`, `LeakError`.
    """
    settled = settle(labelled.posts)
    if not options.drop_conflicts:
        refuse_conflicts(settled)
    notes = _reading_notes(labelled)
    if settled.repeats:
        notes.append(
            _n("{count} pos mengulang teks lain dengan label yang sama; dipakai sekali", settled.repeats).format(
                count=settled.repeats
            )
        )
    if settled.conflicts:
        notes.append(
            _n("{count} teks berlabel bertentangan ditinggalkan", len(settled.conflicts)).format(
                count=len(settled.conflicts)
            )
        )
    split = _split(settled.posts, options, test)
    # Cross-validation keeps together what the split found to hang together.
    posts = [replace(p, group=name) for p, name in zip(settled.posts, split.groups, strict=False)] or settled.posts
    local = [posts[i] for i in split.train]
    held = [posts[i] for i in split.test] if test is None else list(settle(test.posts).posts)
    if test is not None or split.stated:
        refuse_leaks(local, held)
    only_answers = not any(post.knows_signals for post in local)
    own = {post.text for post in (*settled.posts, *held)}
    base = [post for post in base_posts() if post.text not in own] if options.base or only_answers else []
    if only_answers and not options.base:
        notes.append(
            _("label hanya ya/tidak: sinyal dan konteks dipelajari dari korpus bawaan, keputusan dari label Anda")
        )
    places = (*sources, *([shipped_corpus()] if base else []))
    return Prepared(local, base, held, options.base, options.base_weight, places, (*notes, *split.notes))


def _reading_notes(labelled: LabelledSet) -> list[str]:
    notes = []
    if labelled.answers:
        counts = "; ".join(
            f"{value!r} = {_('ya') if yes else _('tidak')} ({count})"
            for (value, yes), count in sorted(labelled.answers.items(), key=lambda item: (-item[1], item[0]))[:8]
        )
        notes.append(_("jawaban ya/tidak yang dibaca: {counts}").format(counts=counts))
    if labelled.undecided:
        notes.append(
            _n("{count} pos ragu atau dilewati tidak dipakai", labelled.undecided).format(count=labelled.undecided)
        )
    if labelled.unlabelled:
        notes.append(_n("{count} baris tanpa label dilewati", labelled.unlabelled).format(count=labelled.unlabelled))
    return notes


def _split(posts: Sequence[LabelledPost], options: RetrainOptions, test: LabelledSet | None) -> Split:
    everything = Split(list(range(len(posts))), [])
    if test is not None or options.use_all:
        return everything
    stated = split_by_column(posts)
    if stated is not None:
        return stated
    if options.test_share <= 0:
        return everything
    if options.split == BY_TIME:
        return split_by_time(posts, options.test_share)
    return split_by_group(posts, options.test_share, options.training.seed)


def fit(prepared: Prepared, options: TrainingOptions, progress: Progress = lambda _text, _share: None) -> Trained:
    """Return the model learnt from the prepared posts; raises `TrainingError` when there are too few of a class."""
    posts = [*prepared.local, *prepared.base]
    if not prepared.base:
        return train(posts, prepared.sources, options, progress)
    # The corpus keeps its weight and own posts get more: with less weight on all, regularisation would win.
    weights = np.ones(len(posts))
    weights[: len(prepared.local)] = 1 / prepared.base_weight
    known = known_matrix(posts)
    if not prepared.base_teaches:
        known[len(prepared.local) :, 0] = False
        weights[:] = 1.0
    return train(posts, prepared.sources, options, progress, weights, known)


def origin(prepared: Prepared) -> dict[str, Any]:
    """Return what a bundle says of where it comes from, besides what training says."""
    local = prepared.local
    return {
        "lokal": {
            "pos": len(local), "bersinyal": sum(post.partisan for post in local),
            "hanya_ya_tidak": sum(not post.knows_signals for post in local), "disisihkan": len(prepared.test),
        },
        "basis": {
            "pos": len(prepared.base), "bobot": prepared.base_weight if prepared.base_teaches else 0.0,
        },
    }  # fmt: skip


def rare_labels(trained: Trained) -> list[str]:
    """Return the signals of which there were too few examples to learn them: the model never finds them by itself."""
    counts = trained.info["per_label"]
    return [name for name in SIGNAL_IDS if counts[name] < MIN_LABEL]


def as_bundle(trained: Trained) -> Bundle:
    """Return a trained model as it will be once stored, rounding included."""
    with tempfile.TemporaryDirectory(prefix="netral-") as folder:
        trained.save(Path(folder) / "bundel")
        return load_bundle(Path(folder) / "bundel")
