"""`netral evaluate`: intervals, calibration, confusion, worst errors, and one page that loads and runs nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.measure import measure
from netral_cli.model.bootstrap import resampled
from netral_cli.model.bundle import load_bundle
from netral_cli.model.calibration_table import wilson
from netral_cli.model.evaluate import Evaluation
from netral_cli.model.intervals import _intervals, confusion
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.leaks import LeakError
from netral_cli.predict import predict
from netral_cli.report import charts
from netral_cli.report.evaluation_html import write_evaluation
from netral_cli.signals.catalogue import SIGNAL_IDS
from tests.small_labels import write_labels

NASTY = "<script>alert(1)</script> ayo menangkan Prabowo \" ' & <b> salam dua jari </style> \u202e"


@pytest.fixture(scope="module")
def held(small_posts: list[LabelledPost]) -> list[LabelledPost]:
    return small_posts[260:]


@pytest.fixture(scope="module")
def found(held: list[LabelledPost], small_bundle: Path) -> Evaluation:
    return measure(held, load_bundle(small_bundle), [], by="source", rounds=100, worst=5)


def test_intervals_lie_around_their_figures(found: Evaluation) -> None:
    assert set(found.intervals) == {"not_netral", "indikasi", *SIGNAL_IDS}
    for name, quality in (("not_netral", found.not_netral), ("dukungan", found.signals["dukungan"])):
        for figure in ("precision", "recall", "f1"):
            around = found.intervals[name][figure]
            assert around.low <= getattr(quality, figure) <= around.high


def test_three_of_three_are_no_certainty() -> None:
    y, chosen = np.array([1, 1, 1, 0, 0, 0], dtype=np.int8), np.array([True] * 3 + [False] * 3)
    found = _intervals(resampled(range(6), 200), y, chosen, chosen.astype(np.float64))
    assert found["recall"].low == pytest.approx(wilson(3, 3)[0])
    assert np.isnan(found["f1"].low)
    nothing = _intervals(resampled(range(6), 200), y * 0, ~chosen & chosen, chosen.astype(np.float64))
    assert all(np.isnan(span.low) for span in nothing.values())


def test_every_post_is_in_one_cell_of_the_confusion(found: Evaluation, held: list[LabelledPost]) -> None:
    assert sum(sum(row.values()) for row in found.confusion.values()) == len(held)
    assert sum(found.confusion["bersinyal"].values()) == sum(post.partisan for post in held)
    assert sum(b.posts for b in found.calibration) == len(held)


def test_the_worst_errors_are_errors_in_order(found: Evaluation, held: list[LabelledPost]) -> None:
    by_text = {post.text: post for post in held}
    doubts = []
    for error in found.worst:
        post = by_text[error.text]
        assert error.missed == post.partisan
        assert (error.status == "netral") == error.missed
        assert all(error.text[s.start : s.end] == s.text for s in error.spans)
        assert error.words
        assert error.spans
        doubts.append(error.score if error.missed else 1 - error.score)
    assert 0 < len(doubts) <= 5
    assert doubts == sorted(doubts)


def test_unknown_signals_are_not_measured(held: list[LabelledPost], small_bundle: Path) -> None:
    bundle = load_bundle(small_bundle)
    answers = [
        replace(post, signals=(), context="", answer=post.partisan, knows_context=False) if i % 2 else post
        for i, post in enumerate(held)
    ]
    found = measure(answers, bundle, [], rounds=20, worst=0)
    assert found.not_netral.positives == sum(post.partisan for post in held)
    assert sum(q.positives for q in found.signals.values()) == sum(len(p.signals) for p in answers if p.knows_signals)
    only = measure([post for post in answers if not post.knows_signals], bundle, [], rounds=20, worst=0)
    assert set(only.intervals) == {"not_netral", "indikasi"}
    assert set(
        confusion(
            [p for p in answers if not p.knows_signals],
            predict([p for p in answers if not p.knows_signals], bundle, []),
        )
    ) <= {"bersinyal", "netral"}


class Page(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_page_runs_and_loads_nothing(held: list[LabelledPost], small_bundle: Path, tmp_path: Path) -> None:
    bundle = load_bundle(small_bundle)
    posts = [replace(held[0], text=NASTY, signals=(), context="berita", where="<img src=x>", source="<i>"), *held]
    found = measure(posts, bundle, [], by="source", rounds=20, worst=100)
    write_evaluation(tmp_path / "u.html", found, "<data>.csv", bundle.version)
    text = (tmp_path / "u.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert not {"script", "img", "link", "iframe", "object", "form", "b", "i"} & set(page.tags)
    assert not [name for name, _value in page.attributes if name in ("src", "href", "style") or name.startswith("on")]
    (policy,) = [value for name, value in page.attributes if name == "content" and value and "default-src" in value]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert page.tags.count("svg") == 3
    assert text.count("<article>") == len(found.worst)


def test_without_the_chart_library_there_are_tables(
    found: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "can_draw", lambda: False)
    write_evaluation(tmp_path / "u.html", found, "data.csv", "x")
    text = (tmp_path / "u.html").read_text(encoding="utf-8")
    assert "<svg" not in text
    assert text.count("<table>") >= 6


def test_the_command(
    held: list[LabelledPost], small_posts: list[LabelledPost], small_bundle: Path, tmp_path: Path, runner: CliRunner
) -> None:
    path = write_labels(tmp_path / "l.csv", held)
    arguments = ["evaluate", str(path), "--model", str(small_bundle), "--bootstrap", "50", "--worst", "3"]
    shown = runner.invoke(cli, [*arguments, "--html", str(tmp_path / "u.html"), "--by", "source"])
    assert shown.exit_code == 0, shown.exception
    for words in ("Kalibrasi", "kesalahan terberat", "Label sebenarnya", "Bukti dan ketahanan", "bootstrap"):
        assert words in shown.output
    assert (tmp_path / "u.html").is_file()
    written = tmp_path / "u.json"
    result = runner.invoke(cli, [*arguments, "--json"])
    written.write_text(result.stdout, encoding="utf-8")
    data = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert len(data["worst"]) == 3
    assert data["intervals"]["not_netral"]["f1"]["low"] <= data["not_netral"]["f1"]
    assert {"calibration", "confusion", "curve", "stability", "hard"} <= data.keys()
    card = runner.invoke(
        cli, ["model", "card", str(small_bundle), "--evaluation", str(written), "-o", str(tmp_path / "k.md")]
    )
    assert card.exit_code == 0, card.exception
    assert "Diukur pada 100 pos" in (tmp_path / "k.md").read_text(encoding="utf-8")
    seen = write_labels(tmp_path / "s.csv", small_posts[:30])
    refused = runner.invoke(cli, ["evaluate", str(seen), "--model", str(small_bundle)])
    assert isinstance(refused.exception, LeakError)
    against = runner.invoke(cli, ["evaluate", str(path), "--against", str(path), "--bootstrap", "0"])
    assert isinstance(against.exception, LeakError)


def test_a_card_needs_an_evaluation(small_bundle: Path, tmp_path: Path, runner: CliRunner) -> None:
    for body, words in (("{}", "bukan hasil"), ("[", "bukan JSON"), (None, "tidak ditemukan")):
        path = tmp_path / "e.json"
        path.unlink(missing_ok=True)
        if body is not None:
            path.write_text(body, encoding="utf-8")
        result = runner.invoke(cli, ["model", "card", str(small_bundle), "--evaluation", str(path)])
        assert words in str(result.exception)


def test_show_prints_what_the_thresholds_promise(small_bundle: Path, runner: CliRunner) -> None:
    shown = runner.invoke(cli, ["model", "show", str(small_bundle)]).output
    levels = load_bundle(small_bundle).thresholds
    assert f"diharapkan presisi {levels.expected['indikasi']['presisi']:.3f}" in shown
    data = json.loads(runner.invoke(cli, ["model", "show", str(small_bundle), "--json"]).output)
    assert data["thresholds"]["expected"] == levels.expected
