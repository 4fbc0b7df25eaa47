"""A bundle from a stranger can at worst be wrong: it never runs code, reads other files or fills the memory."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netral_cli.cli import cli
from netral_cli.model.bundle import ARRAYS, LAYER, MANIFEST, BundleError, load_bundle
from netral_cli.model.bundle_files import MAX_BYTES
from netral_cli.model.prepare import Elections
from netral_cli.verdict import load_classifier


class Bomb:
    """Would make a folder when unpickled."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.mkdir, (self.folder,)


@pytest.fixture
def copied(small_bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_bundle, tmp_path / "bundel"))


def manifest(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return data


def put(folder: Path, name: str, data: bytes) -> None:
    """Write a file and its true hash, as a stranger would."""
    (folder / name).write_bytes(data)
    told = manifest(folder)
    told["sha256"][name] = hashlib.sha256(data).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(told), encoding="utf-8")


def change(folder: Path, **values: Any) -> None:
    (folder / MANIFEST).write_text(json.dumps({**manifest(folder), **values}), encoding="utf-8")


def npy(array: np.ndarray, pickled: bool = False) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, array, allow_pickle=pickled)
    return out.getvalue()


def header(text: str, version: bytes = b"\x01\x00") -> bytes:
    raw = text.encode("latin-1") + b"\n"
    return b"\x93NUMPY" + version + len(raw).to_bytes(2 if version[0] == 1 else 4, "little") + raw


def test_an_honest_bundle_loads(copied: Path) -> None:
    assert load_bundle(copied).version
    assert len(load_bundle(copied).seen)


def test_a_pickled_array_is_refused_and_nothing_runs(copied: Path, tmp_path: Path) -> None:
    trap = tmp_path / "jebakan"
    objects = np.empty(1, dtype=object)
    objects[0] = Bomb(str(trap))
    for name in ARRAYS:
        whole = (copied / f"{name}.npy").read_bytes()
        put(copied, f"{name}.npy", npy(objects, pickled=True))
        with pytest.raises(BundleError, match=name):
            load_bundle(copied)
        put(copied, f"{name}.npy", whole)
    put(copied, "geser.npy", pickle.dumps(Bomb(str(trap))))
    with pytest.raises(BundleError):
        load_bundle(copied)
    assert not trap.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{'descr': '<u8', 'fortran_order': False, 'shape': (999999999999,), }",
        "{'descr': '<u8', 'fortran_order': False, 'shape': (2305843009213693952, 8), }",
        "{'descr': '<u8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<u8', 'fortran_order': True, 'shape': (2,), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '>u8', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
        "{'descr': [('a', '<u8')], 'fortran_order': False, 'shape': (2,), }",
        "{'descr': '<u8', 'fortran_order': False, 'shape': (2,), 'lain': __import__('os').getcwd()}",
        "{'descr': '<u8', 'fortran_order': False, 'shape': " + "(" * 3000 + ")" * 3000 + "}",
        "x" * 60_000,
        "",
    ],
)
def test_headers_that_lie_cost_nothing(copied: Path, text: str) -> None:
    put(copied, "jejak.npy", header(text) + b"\0" * 16)
    tracemalloc.start()
    with pytest.raises(BundleError, match=r"jejak\.npy"):
        load_bundle(copied)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("version", [b"\x02\x00", b"\x03\x00", b"\x09\x09"])
def test_headers_of_other_versions_are_read_or_refused(copied: Path, version: bytes) -> None:
    put(copied, "jejak.npy", header("{'descr': '<u8', 'fortran_order': False, 'shape': (99999999,), }", version))
    with pytest.raises(BundleError, match=r"jejak\.npy"):
        load_bundle(copied)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", ["skala", "geser"])
def test_weights_that_are_no_numbers_are_refused(copied: Path, name: str, value: float) -> None:
    array = np.full(23, value, dtype=np.float32)
    put(copied, f"{name}.npy", npy(array))
    with pytest.raises(BundleError, match="bukan bilangan"):
        load_bundle(copied)


def test_a_scale_that_makes_weights_infinite_is_refused(copied: Path) -> None:
    put(copied, "skala.npy", npy(np.full(23, 3e38, dtype=np.float32)))
    with pytest.raises(BundleError, match="tak terhingga"):
        load_bundle(copied)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("bobot_kata", np.zeros((3, 23), dtype=np.int16)),
        ("bobot_hitungan", np.zeros((15, 22), dtype=np.int16)),
        ("bobot_isyarat", np.zeros(23, dtype=np.int16)),
        ("geser", np.zeros(23, dtype=np.float64)),
        ("skala", np.zeros((23, 1), dtype=np.float32)),
        ("jejak", np.zeros((2, 2), dtype=np.uint64)),
    ],
)
def test_wrong_shapes_and_types_are_refused(copied: Path, name: str, array: np.ndarray) -> None:
    put(copied, f"{name}.npy", npy(array))
    with pytest.raises(BundleError, match="seharusnya"):
        load_bundle(copied)


LAYER_VALUES = [np.full(3, np.nan), np.zeros((2, 2)), np.zeros(3, dtype=np.float64), np.full((64, 23), np.inf)]


@pytest.mark.parametrize("name", LAYER)
@pytest.mark.parametrize("array", LAYER_VALUES, ids=["nan", "bentuk", "f8", "inf"])
def test_a_second_layer_that_lies_is_refused(bundle_folder: Path, tmp_path: Path, name: str, array: np.ndarray) -> None:
    folder = Path(shutil.copytree(bundle_folder, tmp_path / "b"))
    put(folder, f"{name}.npy", npy(array.astype(np.float32) if array.ndim == 2 or np.isnan(array).any() else array))
    with pytest.raises(BundleError, match=name):
        load_bundle(folder)


def test_a_second_layer_whose_scale_is_nought_is_refused(bundle_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundle_folder, tmp_path / "b"))
    layer = load_bundle(folder).second
    assert layer is not None
    put(folder, "lapis_skala.npy", npy(np.zeros(layer.scale.shape, dtype=np.float32)))
    with pytest.raises(BundleError, match="lapis_skala"):
        load_bundle(folder)


def test_a_second_layer_without_networks_is_refused(bundle_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundle_folder, tmp_path / "b"))
    put(folder, "lapis_tengah.npy", npy(np.zeros((0, 96, 48), dtype=np.float32)))
    with pytest.raises(BundleError, match="tanpa jaringan"):
        load_bundle(folder)


def test_wrong_hashes_are_refused(copied: Path) -> None:
    told = manifest(copied)
    for name in told["sha256"]:
        change(copied, sha256={**told["sha256"], name: "0" * 64})
        with pytest.raises(BundleError, match="SHA-256"):
            load_bundle(copied)


def test_names_in_the_manifest_are_no_paths(copied: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia.npy").write_bytes(npy(np.zeros(3, dtype=np.uint64)))
    told = manifest(copied)
    for name in ("../rahasia.npy", "/etc/passwd", "..\\rahasia.npy", "kata.txt/../../rahasia.npy"):
        change(copied, sha256={**told["sha256"], name: "0" * 64})
        assert load_bundle(copied).version  # an entry that no file of the program has is never looked at
        without = {k: v for k, v in told["sha256"].items() if k != "geser.npy"}
        change(copied, sha256={**without, name: "0" * 64})
        with pytest.raises(BundleError):
            load_bundle(copied)


@pytest.mark.skipif(os.name != "posix", reason="links and devices are made as POSIX has them")
@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "lain.npy"])
@pytest.mark.parametrize("name", ["kata.txt", "jejak.npy", MANIFEST])
def test_links_are_refused(copied: Path, target: str, name: str) -> None:
    shutil.copy(copied / name, copied / "lain.npy")
    (copied / name).unlink()
    (copied / name).symlink_to(target)
    with pytest.raises(BundleError, match="bukan berkas biasa"):
        load_bundle(copied)


@pytest.mark.skipif(os.name != "posix", reason="pipes are made as POSIX has them")
def test_a_pipe_does_not_hang(copied: Path) -> None:
    (copied / "kata.txt").unlink()
    os.mkfifo(copied / "kata.txt")
    with pytest.raises(BundleError, match="bukan berkas biasa"):
        load_bundle(copied)


def test_a_folder_in_place_of_a_file_is_refused(copied: Path) -> None:
    (copied / "geser.npy").unlink()
    (copied / "geser.npy").mkdir()
    with pytest.raises(BundleError, match="bukan berkas biasa"):
        load_bundle(copied)


def test_an_oversized_bundle_is_refused_before_it_is_read(copied: Path) -> None:
    with (copied / "jejak.npy").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no room on the disk
    tracemalloc.start()
    with pytest.raises(BundleError, match="lebih besar"):
        load_bundle(copied)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_compressed_arrays_are_refused(copied: Path) -> None:
    packed = io.BytesIO()
    np.savez_compressed(packed, a=np.zeros(1_000_000, dtype=np.uint64))
    put(copied, "jejak.npy", packed.getvalue())
    with pytest.raises(BundleError, match="tidak terbaca"):
        load_bundle(copied)


@pytest.mark.parametrize(
    "values",
    [
        {"format": 99}, {"format": 1}, {"format": "1"}, {"format": None}, {"format": [1]}, {"kalibrasi": [[1, 2]]},
        {"kalibrasi": [["NaN", 0]] * 23}, {"kalibrasi": 7}, {"isyarat": 3}, {"isyarat": ["a"] * 100_000},
        {"bingkai": None}, {"info": [1, 2]}, {"info": "teks"}, {"sha256": []}, {"ambang": {}}, {"keluaran": ["x"]},
        {"hitungan": {}}, {"ambang": {"indikasi": 10**400, "tinjau": 0.1, "sinyal": {}, "harapan": {}}},
    ],
    ids=lambda values: str(values)[:40],
)  # fmt: skip
def test_a_manifest_that_lies_is_refused(copied: Path, values: dict[str, Any]) -> None:
    change(copied, **values)
    with pytest.raises(BundleError) as caught:
        load_bundle(copied)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 800


@pytest.mark.parametrize("key", ["indikasi", "tinjau"])
@pytest.mark.parametrize("value", [float("nan"), 0, 1.5, -1, "tinggi", None, True])
def test_thresholds_out_of_range_are_refused(copied: Path, key: str, value: Any) -> None:
    change(copied, ambang={**manifest(copied)["ambang"], key: value})
    if value is True:
        value = 1.0
    with pytest.raises(BundleError):
        load_bundle(copied)


@pytest.mark.parametrize("value", [float("nan"), 0, -0.1, 1.01, float("inf")])
def test_signal_thresholds_out_of_range_are_refused(copied: Path, value: float) -> None:
    levels = manifest(copied)["ambang"]
    change(copied, ambang={**levels, "sinyal": {**levels["sinyal"], "ajakan": value}})
    with pytest.raises(BundleError, match="ambang sinyal"):
        load_bundle(copied)


def test_words_listed_twice_are_refused(copied: Path) -> None:
    words = (copied / "kata.txt").read_text(encoding="utf-8").split("\n")
    put(copied, "kata.txt", "\n".join([words[1], *words[1:]]).encode())
    with pytest.raises(BundleError, match="dua kali"):
        load_bundle(copied)


def test_other_cues_than_the_program_has_are_refused(copied: Path) -> None:
    cues = manifest(copied)["isyarat"]
    change(copied, isyarat=[cues[1], cues[0], *cues[2:]])
    with pytest.raises(BundleError, match="isyarat lain"):
        load_classifier(load_bundle(copied), Elections({}).analyser(""))
    result = CliRunner().invoke(cli, ["model", "verify", str(copied)])
    assert isinstance(result.exception, BundleError)


def test_a_manifest_cannot_steer_the_terminal(copied: Path) -> None:
    info = {
        **manifest(copied)["info"],
        "netral": "\x1b[2J\x1b]0;x\x07 1.0\nbaris",
        "per_label": {"\x1b[31m[red]a|<b>": "\x1b[2J"},
    }
    change(copied, info=info)
    for command in ("show", "card"):
        shown = CliRunner().invoke(cli, ["model", command, str(copied)])
        assert shown.exit_code == 0, shown.exception
        assert "\x1b" not in shown.output
        assert "\x07" not in shown.output


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*(f"{name}.npy" for name in ARRAYS), "kata.txt"]), data=st.binary(max_size=300))
def test_any_bytes_are_refused_or_harmless(
    small_bundle: Path, tmp_path_factory: pytest.TempPathFactory, name: str, data: bytes
) -> None:
    folder = Path(shutil.copytree(small_bundle, tmp_path_factory.mktemp("acak") / "b"))
    put(folder, name, data)
    with pytest.raises(BundleError):
        load_bundle(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(
        ["format", "keluaran", "isyarat", "bingkai", "hitungan", "kalibrasi", "ambang", "info", "sha256"]
    ),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_any_manifest_is_refused_or_harmless(
    small_bundle: Path, tmp_path_factory: pytest.TempPathFactory, key: str, value: Any
) -> None:
    folder = Path(shutil.copytree(small_bundle, tmp_path_factory.mktemp("acak") / "b"))
    change(folder, **{key: value})
    try:
        loaded = load_bundle(folder)
    except BundleError:
        return
    assert np.isfinite(loaded.calibration).all()
    assert CliRunner().invoke(cli, ["model", "show", str(folder)]).exit_code == 0
