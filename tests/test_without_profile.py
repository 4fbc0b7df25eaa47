"""Posts of elections that are not built in also teach without their profile, and their names never become features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from netral_cli.elections.profile import builtin_profiles
from netral_cli.model.labelled import LabelledPost, read_labelled
from netral_cli.model.options import TrainingOptions
from netral_cli.model.prepare import Elections, profiles_beside, without_profiles
from netral_cli.model.train import Trained, train
from tests.small_labels import corpus_posts


@pytest.fixture(scope="module")
def posts(root: Path) -> list[LabelledPost]:
    invented = read_labelled([root / "data" / "korpus" / "rekaan.csv"])[:200]
    return [*invented, *corpus_posts("pilkada-3", 60)]


@pytest.fixture(scope="module")
def elections(root: Path) -> Elections:
    return Elections(profiles_beside([root / "data"]))


def trained(posts: list[LabelledPost], root: Path, weight: float) -> Trained:
    return train(posts, [root / "data"], TrainingOptions(without_profile=weight))


def test_about_half_of_the_posts_of_other_elections_are_chosen(posts: list[LabelledPost], elections: Elections) -> None:
    builtin = {profile.id for profile in builtin_profiles()}
    others = [i for i, post in enumerate(posts) if post.profile and post.profile not in builtin]
    chosen = without_profiles(posts, elections).tolist()
    assert set(chosen) < set(others)
    assert 0.3 * len(others) < len(chosen) < 0.7 * len(others)
    assert [posts[::-1][i].id for i in without_profiles(posts[::-1], elections)] == [posts[i].id for i in chosen][::-1]


def test_they_teach_but_no_name_becomes_a_feature(posts: list[LabelledPost], root: Path) -> None:
    plain, also = trained(posts, root, 0.0), trained(posts, root, 0.3)
    assert list(also.space.words) == list(plain.space.words)
    assert also.held_out.shape == plain.held_out.shape == (len(posts), also.held_out.shape[1])
    assert also.info["pos"] == len(posts)
    assert not np.allclose(also.learnt.coefficients, plain.learnt.coefficients)


def test_without_other_elections_nothing_is_added(posts: list[LabelledPost], elections: Elections) -> None:
    assert not len(without_profiles([post for post in posts if not post.profile], elections))
