"""Comparing models: exact tests, paired intervals, flips that are explained, and advice that says when it cannot tell."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score, roc_auc_score

from netral_cli.cli import cli
from netral_cli.compare import Comparison, Measure, compare
from netral_cli.model.advice import Choice, advise, verdict_line
from netral_cli.model.bootstrap import (
    Interval,
    aucs,
    average_precisions,
    decisions,
    interval,
    resampled,
)
from netral_cli.model.bundle import load_bundle, shipped_bundle
from netral_cli.model.calibration_table import calibration_table, wilson
from netral_cli.model.evaluate import precision_recall_curve
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.leaks import LeakError
from netral_cli.model.mcnemar import mcnemar
from tests.small_labels import write_labels

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), st.integers(0, 3)),
    min_size=2, max_size=25,
)  # fmt: skip


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_exact_binomial_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second).p == pytest.approx(expected)


def test_mcnemar_of_thousands() -> None:
    assert mcnemar(900, 1100).p == pytest.approx(binomtest(900, 2000, 0.5).pvalue, rel=1e-6)


@settings(max_examples=80)
@given(ROWS)
def test_figures_of_a_round_are_those_of_the_repeated_posts(rows: list[tuple[int, float, int]]) -> None:
    y, p = np.array([r[0] for r in rows], dtype=np.int8), np.array([r[1] for r in rows])
    times = np.array([r[2] for r in rows])
    weights = times[None, :].astype(np.float32)
    again = np.repeat(np.arange(len(rows)), times)
    yy, pp, chosen = y[again], p[again], p >= 0.5
    precision, recall, f1 = (float(v[0]) for v in decisions(weights, y, chosen))
    if yy.any():
        assert recall == pytest.approx(recall_score(yy, chosen[again]))
        assert average_precisions(weights, y, p)[0] == pytest.approx(average_precision_score(yy, pp))
        assert f1 == pytest.approx(f1_score(yy, chosen[again]))
        if not yy.all():
            assert aucs(weights, y, p)[0] == pytest.approx(roc_auc_score(yy, pp))
    else:
        assert np.isnan(recall)
        assert np.isnan(average_precisions(weights, y, p)[0])
    if chosen[again].any():
        assert precision == pytest.approx(precision_score(yy, chosen[again]))
    else:
        assert np.isnan(precision)


def test_groups_are_drawn_whole() -> None:
    drawn = resampled(["a", "a", "b", "c", "c", "c"], 200, seed=1)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, 3:] == drawn[:, 3:4]).all()
    assert (drawn[:, 0] + drawn[:, 2] + drawn[:, 3] == 3).all()
    np.testing.assert_array_equal(drawn, resampled(["x", "x", "y", "z", "z", "z"], 200, seed=1))


def test_intervals_cover_what_they_should() -> None:
    found = interval(np.arange(1000, dtype=np.float64))
    assert found.low == pytest.approx(24.975)
    assert found.high == pytest.approx(974.025)
    assert np.isnan(interval(np.array([np.nan, np.nan, 1.0])).low)
    assert not Interval(float("nan"), float("nan")).excludes_zero


@given(st.integers(0, 50), st.integers(0, 50))
def test_wilson_lies_around_the_share(hits: int, misses: int) -> None:
    low, high = wilson(hits, hits + misses)
    share = hits / (hits + misses) if hits + misses else 0.5
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


def test_calibration_and_curve_say_what_is_there() -> None:
    y, p = np.array([0, 1, 1, 0], dtype=np.int8), np.array([0.05, 0.95, 0.91, 1.0])
    first, last = calibration_table(y, p)
    assert (first.posts, first.observed, last.posts, last.start, last.end) == (1, 0.0, 3, 0.9, 1.0)
    assert last.observed == pytest.approx(2 / 3)
    assert precision_recall_curve(y, p)[-1] == (0.05, 0.5, 1.0)
    assert precision_recall_curve(np.zeros(3, dtype=np.int8), p[:3]) == []


@pytest.fixture(scope="module")
def found(small_posts: list[LabelledPost], small_bundle: Path) -> Comparison:
    return compare(small_posts[260:], load_bundle(small_bundle), load_bundle(shipped_bundle()), [], rounds=200)


def test_flips_are_explained(found: Comparison, small_posts: list[LabelledPost]) -> None:
    assert found.posts == 100
    assert found.flips
    texts = {post.text: post for post in small_posts}
    for flip in found.flips:
        assert flip.statuses[0] != flip.statuses[1]
        post = texts[flip.text]
        if "netral" in flip.statuses:
            assert flip.better == ((flip.statuses[1] != "netral") == post.partisan)
        else:
            assert flip.better is None
        assert flip.words
        for spans in flip.spans:
            assert all(flip.text[s.start : s.end] == s.text for s in spans)
    right = sum(flip.better is True for flip in found.flips), sum(flip.better is False for flip in found.flips)
    assert right == (found.test.second_only, found.test.first_only)


def test_words_of_a_flip_add_up_to_the_change(small_posts: list[LabelledPost], small_bundle: Path) -> None:
    from netral_cli.model.prepare import Elections
    from netral_cli.reasons import reasons
    from netral_cli.verdict import load_classifier

    texts = [post.text for post in small_posts[:5]]
    classifier = load_classifier(load_bundle(small_bundle), Elections({}).analyser(""))
    p = classifier.scores(texts)[1].probability[:, 0]
    for why, chance in zip(reasons(classifier, texts, calibrated=True), p, strict=True):
        total = sum(reason.value for reason in why.words) + why.rest
        assert total == pytest.approx(float(np.log(chance / (1 - chance))), abs=0.02)


def test_a_model_equals_itself(small_posts: list[LabelledPost], small_bundle: Path) -> None:
    bundle = load_bundle(small_bundle)
    same = compare(small_posts[260:], bundle, bundle, [], rounds=50)
    assert same.flips == []
    assert same.test.p == 1
    assert {(m.difference.low, m.difference.high) for name, m in same.measures.items() if name != "ece"} == {(0.0, 0.0)}
    assert advise(same).choice is Choice.BELUM_JELAS


def made(
    f1: tuple[float, float], ap: tuple[float, float], positives: int = 60, posts: int = 120,
    right: tuple[int, int] = (1, 1),
) -> Comparison:  # fmt: skip
    """Return a comparison with these intervals of the differences."""

    def measure(span: tuple[float, float]) -> Measure:
        return Measure(0.8, 0.8 + sum(span) / 2, Interval(*span))

    nothing = Measure(0.5, 0.5, Interval(0, 0))
    measures = dict.fromkeys(("auc", "ece", "precision", "recall", "flagged"), nothing)
    return Comparison(posts, positives, {**measures, "f1": measure(f1), "ap": measure(ap)}, mcnemar(*right), {})


@pytest.mark.parametrize(
    ("f1", "ap", "choice"),
    [
        ((0.01, 0.05), (-0.01, 0.02), Choice.GANTI),
        ((0.01, 0.05), (0.01, 0.02), Choice.GANTI),
        ((-0.05, -0.01), (-0.01, 0.02), Choice.JANGAN),
        ((-0.05, -0.01), (0.01, 0.02), Choice.BELUM_JELAS),
        ((-0.05, 0.01), (-0.01, 0.02), Choice.BELUM_JELAS),
    ],
)
def test_advice_follows_the_intervals(f1: tuple[float, float], ap: tuple[float, float], choice: Choice) -> None:
    advice = advise(made(f1, ap))
    assert advice.choice is choice
    assert verdict_line(advice).startswith("Saran: ")


def test_more_wrong_decisions_speak_against_a_better_order() -> None:
    assert advise(made((-0.02, 0.01), (0.004, 0.015), right=(222, 168))).choice is Choice.BELUM_JELAS
    assert advise(made((-0.02, 0.01), (-0.01, 0.015), right=(222, 168))).choice is Choice.JANGAN
    assert advise(made((-0.02, 0.01), (-0.01, 0.015), right=(168, 222))).choice is Choice.GANTI


def test_too_few_held_out_posts_decide_nothing_but_harm() -> None:
    few = advise(made((0.01, 0.05), (0.01, 0.05), positives=29))
    assert few.choice is Choice.TERLALU_SEDIKIT
    assert "29 pos bersinyal dan 91 pos netral" in few.reasons[0]
    assert advise(made((-0.05, -0.01), (0, 0), positives=29)).choice is Choice.JANGAN


def test_what_is_lost_elsewhere_is_said() -> None:
    better = made((0.01, 0.05), (0.01, 0.05))
    worse = made((-0.3, -0.1), (-0.3, -0.1))
    assert "PERHATIAN" in advise(better, worse).reasons[-1]
    assert "PERHATIAN" not in advise(better, better).reasons[-1]


def test_the_command(small_posts: list[LabelledPost], small_bundle: Path, tmp_path: Path, runner: CliRunner) -> None:
    path = write_labels(tmp_path / "l.csv", small_posts[260:])
    shown = runner.invoke(
        cli, ["compare", str(small_bundle), "-", str(path), "--allow-seen", "--bootstrap", "50", "--flips", "1"]
    )
    assert shown.exit_code == 0, shown.exception
    assert "McNemar" in shown.output
    assert "pos lain; semuanya ada di --json" in shown.output
    assert "Saran:" in shown.output
    written = runner.invoke(
        cli, ["compare", "-", str(small_bundle), str(path), "--allow-seen", "--bootstrap", "50", "--json"]
    )
    data = json.loads(written.output)
    assert data["posts"] == 100
    assert {"measures", "signals", "flips", "advice", "models"} <= data.keys()
    assert data["flips"][0]["words"]
    seen = write_labels(tmp_path / "s.csv", small_posts[:50])
    refused = runner.invoke(cli, ["compare", "-", str(small_bundle), str(seen)])
    assert isinstance(refused.exception, LeakError)
    allowed = runner.invoke(cli, ["compare", "-", str(small_bundle), str(seen), "--allow-seen", "--bootstrap", "20"])
    assert allowed.exit_code == 0
