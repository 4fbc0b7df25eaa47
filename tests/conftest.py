"""Shared by all tests: one small corpus, one small trained bundle, one classifier."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli.model.bundle import shipped_bundle


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bundle_folder() -> Path:
    return shipped_bundle()


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()
