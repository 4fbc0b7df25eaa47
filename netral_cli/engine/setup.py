"""What a run needs, as plain data that can be sent to other processes, and the classifier built from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from netral_cli.elections.profile import load_profiles
from netral_cli.engine.sizes import MOST_PIECES
from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.model.bundle import load_bundle, shipped_bundle
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.text.normal import Normaliser
from netral_cli.verdict import Classifier, Verdict, load_classifier


@dataclass(frozen=True, slots=True)
class RunSetup:
    """Bundle, profiles, word list and thresholds of a run; None stands for the shipped ones."""

    bundle: Path | None = None
    profiles: tuple[str, ...] = ()
    kamus: Path | None = None
    indikasi: float | None = None
    tinjau: float | None = None


def new_classifier(setup: RunSetup) -> Classifier:
    """Return a classifier of its own for a run.

    Raises the errors of what it loads: `BundleError`, `ProfileError`, `LexiconError`, `UsageError`.
    """
    normaliser = Normaliser.with_file(setup.kamus) if setup.kamus else Normaliser()
    analyser = TextAnalyser(load_profiles(setup.profiles), normaliser)
    bundle = load_bundle(setup.bundle or shipped_bundle())
    classifier = load_classifier(bundle, analyser, setup.indikasi, setup.tinjau)
    if setup.tinjau is not None and setup.tinjau > classifier.indikasi:
        raise UsageError(
            _(
                "ambang tinjau {tinjau:.3f} di atas ambang indikasi {indikasi:.3f}; ubah --tinjau atau --indikasi"
            ).format(tinjau=setup.tinjau, indikasi=classifier.indikasi)
        )
    return classifier


@lru_cache(maxsize=2)
def classifier_for(setup: RunSetup) -> Classifier:
    """Return the classifier for a run; built once a process. Raises what `new_classifier` raises."""
    return new_classifier(setup)


_renewed: dict[RunSetup, Classifier] = {}


def classify(setup: RunSetup, texts: Sequence[str]) -> list[Verdict]:
    """Classify one batch of distinct texts; the table of words starts anew when it has grown too large."""
    classifier = _renewed.get(setup) or classifier_for(setup)
    verdicts = classifier.classify(texts)
    if len(classifier.analyser.table) > MOST_PIECES:
        old = classifier.analyser
        analyser = TextAnalyser(old.lexicon.profiles, old.normaliser, old.matcher.cues)
        _renewed.clear()
        _renewed[setup] = Classifier(classifier.bundle, analyser, classifier.indikasi, classifier.tinjau)
        classifier_for.cache_clear()
    return verdicts
