"""Runs a model over labelled posts, each with the profile of its own election, for evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from netral_cli.elections.profile import builtin_profile, load_profiles
from netral_cli.model.bundle import Bundle
from netral_cli.model.evaluate import Predictions
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.robustness import changed_shares, faithfulness, swap_figures
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.verdict import NETRAL, Classifier, load_classifier

_BATCH = 4000
_SWAPPED = ("pilpres-2024", "pilpres-2019")


def by_election(
    posts: Sequence[LabelledPost], bundle: Bundle, sources: Sequence[Path], elections: Elections | None = None
) -> Iterator[tuple[Classifier, list[int]]]:
    """Return for each election its classifier and the indices of its posts.

    sources: the labelled files; a folder `profil` beside them holds the profiles that posts name
    elections: analysers that several bundles share, so that words are looked up once
    """
    elections = elections or Elections(profiles_beside(sources))
    keys = [elections.key(post) for post in posts]
    for key in sorted(set(keys)):
        yield load_classifier(bundle, elections.analyser(key)), [i for i, k in enumerate(keys) if k == key]


def predict(
    posts: Sequence[LabelledPost], bundle: Bundle, sources: Sequence[Path], elections: Elections | None = None
) -> Predictions:
    """Return what the bundle says of the posts; the arguments are those of `by_election`."""
    n = len(posts)
    probability = np.zeros((n, len(bundle.calibration)))
    status = [NETRAL] * n
    chosen = np.zeros((n, len(SIGNAL_IDS)), dtype=bool)
    plain: dict[int, bool] = {}
    for classifier, mine in by_election(posts, bundle, sources, elections):
        for start in range(0, len(mine), _BATCH):
            rows = mine[start : start + _BATCH]
            p = classifier.scores([posts[i].text for i in rows])[1].probability
            probability[rows] = p
            for i, row, said in zip(rows, p, classifier.status_of(p[:, 0]), strict=True):
                status[i] = said
                if said != NETRAL:
                    chosen[i, [SIGNAL_IDS.index(name) for name, _ in classifier.signals_of(row)]] = True
            hidden = [i for i in rows if posts[i].plain]
            if hidden:
                open_p = classifier.scores([posts[i].plain for i in hidden])[1].probability[:, 0]
                plain.update({i: bool(v >= classifier.tinjau) for i, v in zip(hidden, open_p, strict=True)})
    context = np.argmax(probability[:, 1 + len(SIGNAL_IDS) :], axis=1)
    return Predictions(probability, status, chosen, context, plain)


def stability(posts: Sequence[LabelledPost], bundle: Bundle) -> dict[str, float]:
    """Return figures of the evidence, of harmless changes and of exchanged candidates, by name.

    Measured with the built-in profiles; the largest change of a raw score is that over the pairs of two elections.
    """
    classifier = load_classifier(bundle, Elections({}).analyser(""))
    texts = [post.text for post in posts]
    verdicts = [v for at in range(0, len(texts), _BATCH) for v in classifier.classify(texts[at : at + _BATCH])]
    faith = faithfulness(classifier, texts, verdicts)
    out = {
        "bukti_pos": float(faith.posts),
        "bukti_dihapus_turun": faith.without,
        "bukti_saja_tetap": faith.alone,
        "bukti_bagian_teks": faith.covered,
    }
    out.update(changed_shares(classifier, texts, [v.status for v in verdicts]))
    swaps = []
    for name in _SWAPPED:
        alone = load_classifier(bundle, TextAnalyser(load_profiles([name])))
        swaps.append(swap_figures(alone, builtin_profile(name), texts))
    out["tukar_calon_pos"] = float(sum(s.posts for s in swaps))
    out["tukar_calon_setara"] = float(sum(s.clean for s in swaps))
    out["tukar_calon_selisih"] = max(s.largest for s in swaps)
    return out
