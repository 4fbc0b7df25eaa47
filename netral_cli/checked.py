"""Checks a newly trained model against the one in use, before anybody relies on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from typing import Any

from netral_cli.compare import Comparison, compare
from netral_cli.language import _
from netral_cli.model.advice import Advice, advise
from netral_cli.model.base import BaseError, base_posts, shipped_corpus
from netral_cli.model.bundle import Bundle, BundleError, load_bundle, shipped_bundle
from netral_cli.model.changes import WeightChange, weight_changes
from netral_cli.model.leaks import LeakError, refuse_seen
from netral_cli.model.retrain import Prepared, as_bundle, origin
from netral_cli.model.train import Trained
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.verdict import load_classifier

# Fewer posts of the corpus's test part say nothing of what a model lost elsewhere.
_FEWEST_GENERAL = 500
# More of them take longer and say it no better: 3,000 posts tell F1 to about one point.
_MOST_GENERAL = 3000
_ROUNDS_GENERAL = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a training.

    origin: what the bundle's manifest says of the data and of its own figures on the held-out posts
    comparison: with the model in use, on the held-out posts; general: on the test posts of the corpus
    """

    origin: dict[str, Any]
    changes: list[WeightChange]
    comparison: Comparison | None
    general: Comparison | None
    advice: Advice | None
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "origin": self.origin,
            "changes": [change.as_dict() for change in self.changes],
            "comparison": self.comparison and self.comparison.as_dict(),
            "general": self.general and self.general.as_dict(),
            "advice": self.advice and asdict(self.advice),
            "notes": list(self.notes),
        }


def check(trained: Trained, prepared: Prepared, old: Bundle | None, note: str = "") -> Checked:
    """Return what the new model does on the held-out posts and elsewhere, beside the model in use.

    old, note: the model in use, or why there is none to compare with, from `model_in_use`
    """
    new = as_bundle(trained)
    notes = [note] if note else []
    told = origin(prepared)
    if old is None:
        return Checked(told, [], None, None, None, tuple(notes))
    changes = weight_changes(prepared.local, old, new, prepared.sources)
    if not prepared.test:
        notes.append(_("tanpa pos uji: tidak dapat dikatakan apakah model baru lebih baik"))
        return Checked(told, changes, None, None, None, tuple(notes))
    try:
        refuse_seen(prepared.test, old.seen, _("model yang dipakai sekarang"))
    except LeakError:
        notes.append(
            _("model yang dipakai sekarang sudah belajar dari sebagian pos uji; angkanya di sini terlalu bagus")
        )
    comparison = compare(prepared.test, old, new, prepared.sources)
    told["uji"] = {"pos": comparison.posts, "bersinyal": comparison.positives} | {
        name: round(measure.second, 4) for name, measure in comparison.measures.items() if not isnan(measure.second)
    }
    general = _general(prepared, old, new)
    return Checked(told, changes, comparison, general, advise(comparison, general), tuple(notes))


def model_in_use(path: Path | None) -> tuple[Bundle | None, str]:
    """Return the bundle that a new one will be compared with, and a note instead where this program cannot use it.

    path: of that bundle; None for the shipped one, which may be of another version while the program is developed.
    Asked before training, so that hours of it are not lost. Raises `BundleError` for a path that cannot be used.
    """
    try:
        bundle = load_bundle(path or shipped_bundle())
        load_classifier(bundle, TextAnalyser(()))
    except BundleError as problem:
        if path is not None:
            raise
        return None, _("model yang dipakai sekarang tidak dapat dibaca, jadi tidak dibandingkan: {problem}").format(
            problem=problem
        )
    return bundle, ""


def _general(prepared: Prepared, old: Bundle, new: Bundle) -> Comparison | None:
    """Compare on some of the corpus's own test posts, spread evenly, unless these are the analyst's posts."""
    own = {post.text for post in (*prepared.local, *prepared.test)}
    try:
        posts = [post for post in base_posts("uji") if post.text not in own]
        corpus = shipped_corpus()
    except BaseError:
        return None
    if len(posts) < _FEWEST_GENERAL:
        return None
    return compare(posts[:: -(-len(posts) // _MOST_GENERAL)], old, new, (corpus,), rounds=_ROUNDS_GENERAL, flips=False)
