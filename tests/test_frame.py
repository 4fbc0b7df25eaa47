"""`classify_frame` says what the command says, for any index, and is light to import."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import netral_cli
from netral_cli.cli import cli
from netral_cli.errors import UsageError
from netral_cli.posts.output import COLUMNS
from tests.test_fast_path import composed


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import netral_cli, sys; print([m for m in ('numpy', 'pandas', 'scipy', 'dask') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    assert {"__version__", "classify_frame", "load_model"} <= set(netral_cli.__all__)
    with pytest.raises(AttributeError):
        _ = netral_cli.tidak_ada


def test_a_frame_gets_the_columns_of_the_command(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": composed(200), "created_at": ["2024-10-20", "2023-01-05"] * 100})
    frame.to_csv(tmp_path / "pos.csv", index=False)
    assert (
        CliRunner().invoke(cli, ["classify", str(tmp_path / "pos.csv"), "-o", str(tmp_path / "h.csv")]).exit_code == 0
    )
    wanted = pd.read_csv(tmp_path / "h.csv", dtype=str, keep_default_na=False)
    found = netral_cli.classify_frame(frame, text="text", date="created_at")
    assert list(found.columns) == ["text", "created_at", *COLUMNS]
    for name in COLUMNS:
        assert found[name].map(lambda v: f"{v:.4f}" if isinstance(v, float) else v).tolist() == wanted[name].tolist()


def test_index_missing_texts_and_older_results_are_no_trouble() -> None:
    frame = pd.DataFrame({"x": ["Ayo coblos nomor 2!", None, float("nan"), 12], "netral_skor": 9}, index=[5, 6, 5, 1])
    found = netral_cli.classify_frame(frame, "x")
    assert found.index.tolist() == [5, 6, 5, 1]
    assert found["netral_status"].tolist()[1:] == ["netral"] * 3
    assert found["netral_skor"].between(0, 1).all()
    assert "netral_status" not in frame.columns and frame["netral_skor"].tolist() == [9] * 4
    empty = netral_cli.classify_frame(frame[:0], "x")
    assert empty.dtypes.equals(found.dtypes) and not len(empty)


def test_a_wrong_column_is_named() -> None:
    with pytest.raises(UsageError, match="'isi' tidak ada; kolom yang ada: 'x'"):
        netral_cli.classify_frame(pd.DataFrame({"x": ["a"]}), "isi")


def test_threads_may_share_a_process() -> None:
    frames = [pd.DataFrame({"x": composed(300)[k::5]}) for k in range(5)]
    alone = [netral_cli.classify_frame(frame, "x") for frame in frames]
    with ThreadPoolExecutor(5) as pool:
        together = list(pool.map(lambda frame: netral_cli.classify_frame(frame, "x"), frames))
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other)
