"""The scikit-learn estimator behaves as one, on texts; and the names of the Python API are there, typed and lazy."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks as checks

import netral_cli
from netral_cli import NetralClassifier, load_model
from netral_cli.errors import NetralError
from netral_cli.model.labelled import LabelledPost

# The checks of scikit-learn that do not feed numbers: the input here is text.
CHECKS = [
    "check_no_attributes_set_in_init", "check_get_params_invariance", "check_set_params",
    "check_parameters_default_constructible", "check_estimator_repr", "check_estimator_cloneable",
    "check_do_not_raise_errors_in_init_or_set_param", "check_estimator_get_tags_default_keys", "check_mixin_order",
    "check_valid_tag_types", "check_estimator_tags_renamed",
]  # fmt: skip


@pytest.fixture(scope="module")
def data(small_posts: list[LabelledPost]) -> tuple[list[str], list[str]]:
    return [p.text for p in small_posts], ["langgar" if p.partisan else "aman" for p in small_posts]


@pytest.fixture(scope="module")
def fitted(data: tuple[list[str], list[str]]) -> NetralClassifier:
    texts, classes = data
    return NetralClassifier(seed=3).fit(texts[:240], classes[:240])


@pytest.mark.parametrize("name", CHECKS)
def test_checks_of_scikit_learn(name: str) -> None:
    check = getattr(checks, name, None)
    if check is None:  # other versions of scikit-learn have fewer of them
        assert name not in ("check_get_params_invariance", "check_set_params")
        return
    check("NetralClassifier", NetralClassifier())


def test_it_learns(fitted: NetralClassifier, data: tuple[list[str], list[str]]) -> None:
    texts, classes = data
    assert fitted.classes_.tolist() == ["aman", "langgar"]
    p = fitted.predict_proba(texts[240:])
    assert p.shape == (120, 2)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert fitted.score(texts[240:], classes[240:]) > 0.7
    np.testing.assert_allclose(1 / (1 + np.exp(-fitted.decision_function(texts[240:]))), p[:, 1], atol=1e-6)
    assert (
        fitted.predict(pd.Series(texts[240:])).tolist() == fitted.predict(np.array(texts[240:], dtype=object)).tolist()
    )
    assert fitted.predict([]).tolist() == []


def test_the_threshold_decides(fitted: NetralClassifier, data: tuple[list[str], list[str]]) -> None:
    counts = []
    for threshold in (0.0, "tinjau", "indikasi", 1.0):
        fitted.set_params(threshold=threshold)
        counts.append(int((fitted.predict(data[0]) == "langgar").sum()))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == len(data[0])
    for wrong in (2.0, "sering"):
        with pytest.raises(ValueError, match="threshold"):
            fitted.set_params(threshold=wrong).predict(data[0])
    fitted.set_params(threshold=0.5)


def test_in_pipelines_searches_and_cross_validation(data: tuple[list[str], list[str]]) -> None:
    texts, classes = data
    lower = FunctionTransformer(lambda rows: [text.lower() for text in rows])
    assert cross_val_score(make_pipeline(lower, NetralClassifier()), texts, classes, cv=2).mean() > 0.6
    search = GridSearchCV(NetralClassifier(), {"threshold": [0.3, 0.99]}, cv=2).fit(texts, classes)
    assert search.best_params_ == {"threshold": 0.3}


def test_the_same_seed_gives_the_same_model_and_weights_count(
    data: tuple[list[str], list[str]], fitted: NetralClassifier
) -> None:
    texts, classes = data
    again = clone(fitted).fit(texts[:240], classes[:240])
    np.testing.assert_array_equal(again.predict_proba(texts), fitted.predict_proba(texts))
    heavy = clone(fitted).fit(texts[:240], classes[:240], [5.0 if c == "langgar" else 1.0 for c in classes[:240]])
    assert not np.array_equal(heavy.decision_function(texts), fitted.decision_function(texts))


def test_storing_is_plain_data(fitted: NetralClassifier, data: tuple[list[str], list[str]], tmp_path: Path) -> None:
    with pytest.raises(NotFittedError):
        NetralClassifier().save(tmp_path / "x")
    fitted.save(tmp_path / "bundel")
    loaded = NetralClassifier.load(tmp_path / "bundel")
    assert loaded.classes_.tolist() == ["aman", "langgar"]
    np.testing.assert_array_equal(loaded.predict_proba(data[0]), fitted.predict_proba(data[0]))
    assert {path.suffix for path in (tmp_path / "bundel").iterdir()} == {".json", ".txt", ".npy"}
    copied = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(copied.predict_proba(data[0]), fitted.predict_proba(data[0]))


def test_bundles_of_the_command_have_two_classes_whatever_they_say(small_bundle: Path, tmp_path: Path) -> None:
    assert NetralClassifier.load(small_bundle).predict(["panen cabai"]).tolist() == ["netral"]
    folder = Path(shutil.copytree(small_bundle, tmp_path / "b"))
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for names in (7, ["satu"], ["a", "a"], None):
        told["info"]["kelas"] = names
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
        assert NetralClassifier.load(folder).classes_.tolist() == ["netral", "partisan"]


@pytest.mark.parametrize(
    ("texts", "classes", "words"),
    [
        ("satu teks", ["a"], "list of texts"),
        (["a", 3], ["x", "y"], "3 is a int"),
        (["a", "b"], ["x"], "2 texts and y 1"),
        (["a", "b"], ["x", "x"], "two classes"),
        (np.zeros((2, 2)), ["x", "y"], "one dimension"),
    ],
)
def test_wrong_input_is_named(texts: object, classes: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NetralClassifier().fit(texts, classes)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sample_weight"):
        NetralClassifier().fit(["a", "b"], ["x", "y"], [1.0])
    with pytest.raises(NetralError, match="perlu paling sedikit"):
        NetralClassifier().fit(["a", "b"], ["x", "y"])


def test_load_model_classifies() -> None:
    (verdict, calm) = load_model().classify(["Salam dua jari, ayo menangkan Prabowo!", "panen cabai lumayan"])
    assert verdict.status != "netral"
    assert verdict.spans[0].text
    assert calm.status == "netral"
    with pytest.raises(NetralError):
        load_model("tiada")
    assert load_model(tinjau=0.0, indikasi=0.0).classify(["panen cabai"])[0].status == "indikasi"


def test_public_names_are_there_and_nothing_heavy_is_loaded() -> None:
    assert set(netral_cli.__all__) <= set(dir(netral_cli))
    for name in netral_cli.__all__:
        assert getattr(netral_cli, name) is not None
    with pytest.raises(AttributeError, match="tiada"):
        _ = netral_cli.tiada
    code = "import sys, netral_cli; print([m for m in ('numpy', 'sklearn', 'pandas', 'click') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
