"""The model: fast scores equal the training matrices, contributions add up, bundles are trusted only when whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from netral_cli.elections.profile import builtin_profiles
from netral_cli.model.bundle import ARRAYS, MANIFEST, Bundle, BundleError, load_bundle
from netral_cli.model.contributions import contributions, through_second_layer
from netral_cli.model.evaluate import auc, average_precision, calibration_error, quality
from netral_cli.model.matrices import post_matrices
from netral_cli.model.second_layer import layer_inputs
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.verdict import Classifier, load_classifier

POSTS = [
    "Salam dua jari, ayo menangkan Prabowo #PrabowoGibran2024",
    "ASN dilarang foto bareng paslon dan memakai simbol jari",
    "KPU menetapkan tiga pasangan calon gubernur Jakarta",
    "panen cabai tahun ini lumayan, harga di pasar naik",
    "asal jangan 03, omongannya gak bisa dipegang 😂",
    "",
    "🙏🙏",
    "jangan lupa ke TPS tanggal 27, tiga kali tiga kali menang menang",
]


@pytest.fixture(scope="module")
def classifier(bundle_folder: Path) -> Classifier:
    return load_classifier(load_bundle(bundle_folder), TextAnalyser(builtin_profiles()))


def stacked(bundle: Bundle) -> np.ndarray:
    """Return all weights below each other, in the order of `Matrices.stacked`."""
    w = bundle.weights
    return np.vstack([w.words, w.pairs, w.cues, w.counts])


def test_fast_scores_equal_the_training_matrices(classifier: Classifier) -> None:
    analysis, scores = classifier.scores(POSTS)
    matrices = post_matrices(analysis, classifier.analyser.table, classifier.bundle.space)
    expected = matrices.stacked() @ stacked(classifier.bundle) + classifier.bundle.weights.bias
    np.testing.assert_allclose(scores.raw, expected, atol=2e-4)
    weights = classifier.bundle.weights
    of_words, of_pairs = matrices.words @ weights.words, matrices.pairs @ weights.pairs
    np.testing.assert_allclose(scores.inputs, layer_inputs(expected, of_words, of_pairs, matrices.counts), atol=2e-4)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=st.lists(st.one_of(st.sampled_from(POSTS), st.text(max_size=80)), min_size=1, max_size=5))
def test_contributions_add_up_to_the_score(classifier: Classifier, posts: list[str]) -> None:
    analysis, scores = classifier.scores(posts)
    found = contributions(classifier.scorer, analysis, scores, np.arange(len(posts)))
    total = found.rest.copy()
    np.add.at(total, analysis.batch.posts[found.positions], found.values)
    np.testing.assert_allclose(total, scores.raw, atol=2e-3)
    for output in (0, 3):
        values, rest = through_second_layer(classifier.scorer, analysis, scores, found, output)
        np.add.at(rest, analysis.batch.posts[found.positions], values)
        np.testing.assert_allclose(rest, scores.logits[:, output], atol=2e-3)


def test_a_score_does_not_depend_on_the_batch(classifier: Classifier, bundle_folder: Path) -> None:
    together = classifier.scores(POSTS)[1].raw
    for i, post in enumerate(POSTS):
        np.testing.assert_allclose(classifier.scores([post])[1].raw[0], together[i], atol=1e-5)
    fresh = load_classifier(load_bundle(bundle_folder), TextAnalyser(builtin_profiles()))
    np.testing.assert_allclose(fresh.scores(POSTS[::-1])[1].raw[::-1], together, atol=1e-5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(posts=["#B1"], level=0.0)
@given(posts=st.lists(st.text(max_size=120), min_size=1, max_size=4), level=st.floats(0, 1))
def test_evidence_quotes_the_post(classifier: Classifier, posts: list[str], level: float) -> None:
    eager = Classifier(classifier.bundle, classifier.analyser, level, level)
    for post, verdict in zip(posts, eager.classify(posts), strict=True):
        assert (verdict.status == "netral") == (not verdict.spans)
        assert (verdict.status == "netral") == bool(verdict.context)
        end = -1
        for span in verdict.spans:
            assert post[span.start : span.end] == span.text
            assert span.start >= end
            assert span.signals
            end = span.end


def test_sides_are_alike(classifier: Classifier) -> None:
    swaps = {"Prabowo": "Ganjar", "Ganjar": "Prabowo", "Gibran": "Mahfud", "Mahfud": "Gibran", "02": "03", "03": "02"}
    for post in (
        "Prabowo lebih pantas daripada Ganjar, pilih 02",
        "Gibran sama Mahfud debat lagi, 03 gugup sekali",
        "Menangkan Prabowo Gibran! Ganjar Mahfud pulang saja",
    ):
        swapped = " ".join(swaps.get(w, w) for w in post.replace(",", " ,").replace("!", " !").split())
        first, second = classifier.scores([" ".join(post.replace(",", " ,").replace("!", " !").split()), swapped])[
            1
        ].raw
        np.testing.assert_allclose(first, second, atol=1e-6)


LABELLED_SCORES = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0])), min_size=2)


@given(LABELLED_SCORES)
def test_measures_agree_with_scikit_learn(rows: list[tuple[int, float]]) -> None:
    y, p = np.array([r[0] for r in rows], dtype=np.int8), np.array([r[1] for r in rows])
    if 0 < y.sum() < len(y):
        assert auc(y, p) == pytest.approx(roc_auc_score(y, p))
    if y.any():
        assert average_precision(y, p) == pytest.approx(average_precision_score(y, p))
    assert 0 <= calibration_error(y, p) <= 1


def test_quality_counts() -> None:
    found = quality(np.array([1, 1, 0, 0], dtype=np.int8), np.array([True, False, True, False]))
    assert (found.positives, found.precision, found.recall, found.f1) == (2, 0.5, 0.5, 0.5)


@pytest.fixture
def copied(bundle_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle_folder, tmp_path / "bundel"))


def change_manifest(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = folder / MANIFEST
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_the_shipped_bundle_is_small_plain_data(bundle_folder: Path) -> None:
    assert sum(p.stat().st_size for p in bundle_folder.iterdir()) < 10_000_000
    assert {p.suffix for p in bundle_folder.iterdir()} <= {".json", ".txt", ".npy", ".md"}


@pytest.mark.parametrize("name", [f"{name}.npy" for name in ARRAYS] + ["kata.txt"])
def test_an_altered_file_is_refused(copied: Path, name: str) -> None:
    data = bytearray((copied / name).read_bytes())
    data[-1] ^= 1
    (copied / name).write_bytes(bytes(data))
    with pytest.raises(BundleError, match="SHA-256"):
        load_bundle(copied)


@pytest.mark.parametrize("name", ["geser.npy", "kata.txt", MANIFEST])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(BundleError, match=name):
        load_bundle(copied)


def test_another_version_is_refused(copied: Path) -> None:
    change_manifest(copied, lambda data: data.update(format=99))
    with pytest.raises(BundleError, match="format bundel 99"):
        load_bundle(copied)


@pytest.mark.parametrize("key", ["ambang", "sha256", "kalibrasi", "isyarat", "info"])
def test_an_incomplete_manifest_is_refused(copied: Path, key: str) -> None:
    change_manifest(copied, lambda data: data.pop(key))
    with pytest.raises(BundleError):
        load_bundle(copied)


@pytest.mark.parametrize("text", ["", "[1, 2", '"x"', "[" * 100_000])
def test_a_manifest_that_is_no_json_object_is_refused(copied: Path, text: str) -> None:
    (copied / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(BundleError):
        load_bundle(copied)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="bukan bundel"):
        load_bundle(tmp_path)
