"""A scikit-learn estimator: the binary decision of `netral` inside pipelines, searches and cross-validation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from netral_cli.model.base import base_posts, shipped_corpus
from netral_cli.model.bundle import Bundle, load_bundle
from netral_cli.model.labelled import LabelledPost, known_matrix
from netral_cli.model.options import TrainingOptions
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.model.retrain import BASE_WEIGHT, as_bundle
from netral_cli.model.train import Trained, train

if TYPE_CHECKING:
    from netral_cli.verdict import Classifier

_BATCH = 4000
STATUSES = ("tinjau", "indikasi")


class NetralClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tells whether a text shows a sign of partisanship, learnt from texts with two classes.

    base: learn from the shipped corpus, too; base_weight: what one of its posts counts against one of yours
    profile: TOML file of the election that the texts are about (built-in elections are always known)
    threshold: from which probability on `predict` gives the second class: a number, or `tinjau` or `indikasi` for the
        thresholds that training chose
    strength: inverse regularisation, as `C` of `LogisticRegression`
    jobs: threads; seed: of the fitting

    The second of `classes_` (in their sorted order) is taken for "shows a sign". Fitted models are stored as bundles
    (`save`, `load`): plain data that other versions of scikit-learn read as well, and that runs no code when loaded.
    """

    classes_: NDArray[Any]
    bundle_: Bundle
    n_features_in_: int

    def __init__(
        self, *, base: bool = False, base_weight: float = BASE_WEIGHT, profile: str | Path | None = None,
        threshold: float | str = 0.5, strength: float = 1.0, jobs: int = 1, seed: int = 0,
    ) -> None:  # fmt: skip
        self.base = base
        self.base_weight = base_weight
        self.profile = profile
        self.threshold = threshold
        self.strength = strength
        self.jobs = jobs
        self.seed = seed

    def fit(self, X: Iterable[str], y: Iterable[Any], sample_weight: Iterable[float] | None = None) -> Self:  # noqa: N803
        """Learn from texts and their classes; raises `ValueError` for wrong input, `TrainingError` for too little."""
        texts, classes = _texts(X), np.asarray(list(y))
        if len(texts) != len(classes):
            raise ValueError(f"X has {len(texts)} texts and y {len(classes)} classes")
        self.classes_ = np.unique(classes)
        if len(self.classes_) != 2:
            raise ValueError(f"y needs two classes, it has {len(self.classes_)}: {self.classes_[:5].tolist()}")
        own = [
            LabelledPost(str(i), text, (), "", profile=self._profile_id(), group=text, answer=bool(answer))
            for i, (text, answer) in enumerate(zip(texts, classes == self.classes_[1], strict=True))
        ]
        weights = np.ones(len(own)) if sample_weight is None else np.asarray(list(sample_weight), dtype=np.float64)
        if weights.shape != (len(own),) or not np.isfinite(weights).all() or (weights < 0).any():
            raise ValueError("sample_weight needs one number of at least 0 for each text")
        base = base_posts() if self.base else []
        posts = [*own, *base]
        options = TrainingOptions(strength=self.strength, jobs=self.jobs, seed=self.seed)
        times = 1 / self.base_weight if base else 1.0
        known = known_matrix(posts)
        known[:, 1:] = False  # only the binary reading is asked of this estimator
        self._trained: Trained = train(
            posts, self._sources(), options, weights=np.concatenate([weights * times, np.ones(len(base))]),
            known=known,
        )  # fmt: skip
        self.bundle_ = as_bundle(self._trained)
        self.n_features_in_ = 1
        self._classifier: Classifier | None = None
        return self

    def predict_proba(self, X: Iterable[str]) -> NDArray[np.float64]:  # noqa: N803
        """Return the calibrated chance of both classes; shape (texts, 2)."""
        p = self._scores(X, calibrated=True)
        return np.column_stack([1 - p, p])

    def decision_function(self, X: Iterable[str]) -> NDArray[np.float64]:  # noqa: N803
        """Return calibrated log-odds of the second class; not the sign but `threshold` decides in `predict`."""
        return self._scores(X, calibrated=False)

    def predict(self, X: Iterable[str]) -> NDArray[Any]:  # noqa: N803
        """Return the class of each text."""
        chosen = self.predict_proba(X)[:, 1] >= self._level()
        return np.asarray(self.classes_[chosen.astype(int)])

    def save(self, folder: str | Path) -> None:
        """Write the fitted model as a bundle; raises `WriteError` where the system refuses."""
        check_is_fitted(self, "bundle_")
        if self._trained is None:
            raise ValueError("a model that was loaded lies in its folder already: copy that")
        self._trained.save(Path(folder), {"kelas": [str(name) for name in self.classes_]})

    @classmethod
    def load(cls, folder: str | Path, **parameters: Any) -> Self:
        """Return the estimator of a bundle, fitted; classes of another type than text come back as text.

        parameters: those of the constructor. A bundle of `netral train` has the classes `netral` and `partisan`.
        Raises `BundleError`.
        """
        out = cls(**parameters)
        out.bundle_ = load_bundle(Path(folder))
        names = out.bundle_.info.get("kelas")
        if not isinstance(names, list) or len(names) != 2 or names[0] == names[1]:
            names = ["netral", "partisan"]
        out.classes_ = np.array([str(name) for name in names])
        out.n_features_in_ = 1
        out._trained = None  # type: ignore[assignment]
        out._classifier = None
        return out

    def _level(self) -> float:
        if self.threshold in STATUSES:
            levels = self.bundle_.thresholds
            return levels.tinjau if self.threshold == "tinjau" else levels.indikasi
        if isinstance(self.threshold, str) or not 0 <= self.threshold <= 1:
            raise ValueError(f"threshold {self.threshold!r}: a number from 0 to 1, or one of {', '.join(STATUSES)}")
        return float(self.threshold)

    def _sources(self) -> tuple[Path, ...]:
        own = () if self.profile is None else (Path(self.profile),)
        return (*own, shipped_corpus()) if self.base else own

    def _profile_id(self) -> str:
        if self.profile is None:
            return ""
        from netral_cli.elections.profile import load_profile  # noqa: PLC0415

        return load_profile(str(self.profile)).id

    def _scores(self, texts: Iterable[str], calibrated: bool) -> NDArray[np.float64]:
        check_is_fitted(self, "bundle_")
        if self._classifier is None:
            from netral_cli.verdict import load_classifier  # noqa: PLC0415

            elections = Elections(profiles_beside(self._sources()))
            key = elections.key(LabelledPost("", "", (), "", profile=self._profile_id()))
            self._classifier = load_classifier(self.bundle_, elections.analyser(key))
        given = _texts(texts)
        out = np.zeros(len(given))
        slope, offset = self.bundle_.calibration[0]
        for start in range(0, len(given), _BATCH):
            scores = self._classifier.scores(given[start : start + _BATCH])[1]
            part = scores.probability[:, 0] if calibrated else scores.logits[:, 0] * slope + offset
            out[start : start + _BATCH] = part
        return out

    def __getstate__(self) -> dict[str, Any]:
        """Return what is copied to other processes: tables of words are made anew there."""
        state = dict(super().__getstate__())
        if "_classifier" in state:
            state["_classifier"] = None
        return state

    def __sklearn_tags__(self) -> Any:
        """Say that the input is a list of texts and that there are two classes."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_class = False
        return tags

    def _more_tags(self) -> dict[str, Any]:
        """Say the same to scikit-learn before 1.6."""
        return {"X_types": ["string", "1darray"], "binary_only": True}


def _texts(given: Iterable[str]) -> list[str]:
    """Return the texts of a list, an array or a column; raises `ValueError` for anything else."""
    if isinstance(given, (str, bytes)):
        raise ValueError("X must be a list of texts, not one text")
    if getattr(given, "ndim", 1) != 1:
        raise ValueError("X must have one dimension: a list of texts, or one column of a frame")
    texts = list(given)
    wrong = next((text for text in texts if not isinstance(text, str)), None)
    if wrong is not None:
        raise ValueError(f"X must hold texts; {wrong!r} is a {type(wrong).__name__}")
    return texts
