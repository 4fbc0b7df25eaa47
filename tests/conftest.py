"""Shared by all tests: one small corpus, one small trained bundle, one classifier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli.language import use_language
from netral_cli.model.bundle import shipped_bundle
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.train import train
from tests.small_labels import corpus_posts


@pytest.fixture(scope="session", autouse=True)
def own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Leave the stems of whoever runs the tests alone."""
    before = os.environ.get("NETRAL_CACHE")
    os.environ["NETRAL_CACHE"] = str(tmp_path_factory.mktemp("simpanan"))
    yield
    if before is None:
        del os.environ["NETRAL_CACHE"]
    else:
        os.environ["NETRAL_CACHE"] = before


@pytest.fixture(autouse=True)
def indonesian_again() -> Iterator[None]:
    """Begin and end every test in the default language, whatever a command line in it asked for."""
    before = os.environ.get("LANGUAGE")
    use_language("id")
    yield
    use_language("id")
    if before is None:
        os.environ.pop("LANGUAGE", None)
    else:
        os.environ["LANGUAGE"] = before


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bundle_folder() -> Path:
    return shipped_bundle()


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture(scope="session")
def small_posts() -> list[LabelledPost]:
    """Return 360 labelled posts, nearly half of them with a signal."""
    return corpus_posts("pilkada-2", 360)


@pytest.fixture(scope="session")
def small_bundle(small_posts: list[LabelledPost], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle learnt from the first 260 of the small posts."""
    folder = tmp_path_factory.mktemp("bundel") / "kecil"
    train(small_posts[:260], []).save(folder)
    return folder
