"""What can be chosen when a model is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What can be chosen; the defaults are those of the shipped model (see `docs/model.md` for their figures).

    strength: inverse regularisation of `LogisticRegression`
    ratio: how far features are scaled by their log-count ratio before fitting, 0 (not at all) to 1
    family_weights: factors of words, pairs, cues and counts before fitting
    min_words, min_pairs: posts in which a feature must occur
    hidden, networks: units of the two layers of each network of the second layer, and how many networks are averaged
        (none: there is no second layer)
    without_profile: how much those posts count that teach a second time as if nobody had written a profile of their
        election (every second post of an election that is not built in); 0: none do
    everyday_offset: how much lower (in log-odds) posts without any pointer to an election score than the corpus says:
        in life nearly all posts are of that kind and nearly none of them partisan, in the corpus many are chosen to be
    precision_indikasi, recall_tinjau: what cross-validation must expect at the two thresholds
    """

    strength: float = 2.0
    ratio: float = 0.7
    family_weights: tuple[float, float, float, float] = (1.0, 1.0, 0.25, 0.6)
    min_words: int = 3
    min_pairs: int = 3
    hidden: tuple[int, int] = (96, 48)
    networks: int = 4
    folds: int = 5
    without_profile: float = 0.3
    everyday_offset: float = 1.5
    precision_indikasi: float = 0.97
    recall_tinjau: float = 0.953
    jobs: int = 1
    seed: int = 0


MIN_PARTISAN = 20
MIN_LABEL = 8
