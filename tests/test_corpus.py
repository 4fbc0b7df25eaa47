"""The corpus keeps its promises: counts, balance, no near-duplicates, scenes whole, decency about real candidates."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from netral_cli.elections.lexicon import BAKAL, CALON
from netral_cli.elections.profile import builtin_profile, load_profiles
from netral_cli.model.bundle import load_bundle, shipped_bundle
from netral_cli.model.evaluate import auc
from netral_cli.model.labelled import LabelledPost, labelled_files, read_labelled
from netral_cli.model.near_duplicates import five_grams, near_copies, near_duplicates
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.robustness import swap_figures
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from netral_cli.verdict import load_classifier

HARMFUL = {"politik_uang", "intimidasi", "ujaran_kebencian", "hoaks"}


@pytest.fixture(scope="module")
def data(root: Path) -> Path:
    return root / "data"


@pytest.fixture(scope="module")
def posts(data: Path) -> list[LabelledPost]:
    return read_labelled([data])


@pytest.fixture(scope="module")
def invented(data: Path) -> set[str]:
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (data / "profil").glob("*.toml")}
    return {name for name, text in texts.items() if tomllib.loads(text).get("rekaan")}


def test_there_are_enough_posts_of_every_label(posts: list[LabelledPost]) -> None:
    signals = Counter(name for post in posts for name in post.signals)
    contexts = Counter(post.context for post in posts)
    assert len(posts) >= 12_000
    assert {name: n for name in SIGNAL_IDS if (n := signals[name]) < 400} == {}
    assert {name: n for name in CONTEXT_IDS if (n := contexts[name]) < 500} == {}
    assert min(contexts["pemilihan_lain"], contexts["sosialisasi"]) >= 800
    assert 0.40 <= sum(post.partisan for post in posts) / len(posts) <= 0.50


def test_half_of_each_signal_stands_with_others(posts: list[LabelledPost]) -> None:
    signals = Counter(name for post in posts for name in post.signals)
    alone = Counter(post.signals[0] for post in posts if len(post.signals) == 1)
    common = {"dukungan", "serangan"}  # in life these two mostly stand alone
    assert {name for name in SIGNAL_IDS if alone[name] > 0.5 * signals[name]} <= common


def test_there_are_enough_hard_cases(posts: list[LabelledPost]) -> None:
    kinds = Counter(post.kind for post in posts)
    assert kinds["mirip"] + kinds["pasangan"] >= 2000
    assert kinds["pasangan"] >= 600
    hidden = [post for post in posts if post.kind == "samaran"]
    assert min(sum(p.partisan for p in hidden), sum(not p.partisan for p in hidden)) >= 600
    assert sum(post.language not in ("id", "") for post in posts) >= 1800


def test_no_two_posts_are_nearly_the_same(posts: list[LabelledPost]) -> None:
    found = near_duplicates([post.text for post in posts])
    assert [(posts[i].id, posts[j].id, round(s, 2)) for i, j, s in found] == []


def test_near_duplicates_are_found() -> None:
    texts = ["ayo datang ke TPS besok pagi ya semua", "ayo datang ke TPS besok pagi ya semuanya", "panen cabai"]
    found = near_duplicates(texts)
    assert [(i, j) for i, j, _ in found] == [(0, 1)]
    a, b = five_grams(texts[0]), five_grams(texts[1])
    assert found[0][2] == pytest.approx(len(a & b) / len(a | b))


def test_the_challenge_is_no_part_of_the_corpus(posts: list[LabelledPost], data: Path, invented: set[str]) -> None:
    """Its posts are never learnt from, nor is anything like them; members of a pair may be alike."""
    challenge = read_labelled([data / "tantangan"])
    assert len(challenge) >= 3000
    assert {post.split for post in challenge} == {"uji"}
    texts = [post.text for post in challenge]
    found = near_copies([post.text for post in posts], texts)
    assert [(posts[i].id, challenge[j].id, round(s, 2)) for i, j, s in found] == []
    alike = [(challenge[i], challenge[j]) for i, j, _ in near_duplicates(texts)]
    assert [(one.id, other.id) for one, other in alike if one.group != other.group] == []
    named = named_sides(challenge, data)
    real = [post for post, names in zip(challenge, named, strict=True) if names and post.profile not in invented]
    assert [post.id for post in real if HARMFUL & set(post.signals)] == []


def test_a_scene_is_never_split(posts: list[LabelledPost]) -> None:
    splits = defaultdict(set)
    for post in posts:
        splits[post.group].add(post.split)
    assert {group for group, found in splits.items() if len(found) > 1 or "" in found} == set()


def test_files_have_a_sensible_size(data: Path) -> None:
    assert {p.name for p in labelled_files([data]) if p.stat().st_size > 600_000} == set()


def test_columns_are_filled(data: Path) -> None:
    wrong = []
    for path in labelled_files([data]):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if row["channel"] not in {"status", "caption", "reply", "comment", "news", "wa", "long"}:
                    wrong.append((row["id"], "channel", row["channel"]))
                if row["register"] not in {"formal", "chat", "daerah"}:
                    wrong.append((row["id"], "register", row["register"]))
    assert wrong == []


def named_sides(posts: list[LabelledPost], data: Path) -> list[set[str]]:
    """Return the candidates that each post names."""
    out: list[set[str]] = [set() for _ in posts]
    for rows, analyser, analysis in Elections(profiles_beside([data])).analyse(posts):
        batch, forms = analysis.batch, analyser.table.forms
        for place, row in enumerate(rows):
            for form in batch.forms[batch.starts[place] : batch.starts[place + 1]]:
                name, *named = forms[form].split("|")
                if name in (CALON, BAKAL):
                    out[row].add(analyser.lexicon.labels[int(named[1])])
    return out


def test_nothing_harmful_is_said_of_real_candidates_and_no_name_tells_the_label(
    posts: list[LabelledPost], data: Path, invented: set[str]
) -> None:
    named = named_sides(posts, data)
    real = [i for i, post in enumerate(posts) if named[i] and post.profile not in invented]
    assert [posts[i].id for i in real if HARMFUL & set(posts[i].signals)] == []
    # A name alone must not tell partisan from neutral, neither within an election nor with all of them together: each
    # post that names one candidate is scored by how partisan the other posts are that name the same one.
    alone = [i for i in real if len(named[i]) == 1]
    by_election = defaultdict(list)
    for i in alone:
        by_election[posts[i].profile].append(i)
    within = [(rows, value) for rows in by_election.values() if (value := told_by_name(posts, named, rows)) is not None]
    assert len(within) >= 4
    assert float(np.average([v for _, v in within], weights=[len(rows) for rows, _ in within])) <= 0.55
    together = told_by_name(posts, named, alone)
    assert together is not None
    assert together <= 0.55


def told_by_name(posts: list[LabelledPost], named: list[set[str]], rows: list[int]) -> float | None:
    """Return how well the name in each post tells whether it is partisan (AUC); None where there are too few posts."""
    y = np.array([posts[i].partisan for i in rows], dtype=np.int8)
    if len(rows) < 150 or not 0 < y.sum() < len(y):
        return None
    who = [min(named[i]) for i in rows]
    total, partisan = Counter(who), Counter(w for w, label in zip(who, y, strict=True) if label)
    score = np.array([(partisan[w] - label + 1) / (total[w] + 1) for w, label in zip(who, y.tolist(), strict=True)])
    return auc(y, score)


def test_exchanging_candidates_changes_no_score_in_the_corpus(posts: list[LabelledPost]) -> None:
    """Names, numbers, hashtags of the first two pairs of an election are exchanged in all its test posts."""
    bundle = load_bundle(shipped_bundle())
    for name in ("pilpres-2024", "pilpres-2019", "pilgub-jatim-2024"):
        texts = [post.text for post in posts if post.profile == name and post.split == "uji"]
        classifier = load_classifier(bundle, TextAnalyser(load_profiles([name])))
        found = swap_figures(classifier, builtin_profile(name), texts)
        assert found.clean >= 15
        assert found.largest <= 1e-6
