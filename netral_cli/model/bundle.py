"""The model bundle: a folder of plain data (JSON manifest, word list, arrays), checked by SHA-256 when loaded.

Nothing in a bundle can run: arrays are read with `allow_pickle=False`, sizes and shapes are checked against
the manifest before use, and names in the manifest are never used as paths.
"""

from __future__ import annotations

import dataclasses
import io
import json
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.atomic import replace_folder
from netral_cli.language import _
from netral_cli.model.bundle_files import BundleError as BundleError  # noqa: PLC0414
from netral_cli.model.bundle_files import check_size, read_array, read_checked, read_json, sha256
from netral_cli.model.features import COUNTS, FeatureSpace
from netral_cli.model.second_layer import SecondLayer
from netral_cli.signals.catalogue import OUTPUTS

FORMAT = 4
MANIFEST = "manifest.json"
WORDS = "kata.txt"
# File -> what it holds. Weights are stored as 16-bit steps of a scale per output.
ARRAYS = (
    "pasangan",
    "bobot_kata",
    "bobot_pasangan",
    "bobot_isyarat",
    "bobot_hitungan",
    "skala",
    "geser",
)
# The second layer, where a model has one, in the order of the fields of `SecondLayer`; 32-bit numbers.
LAYER = (
    "lapis_rata", "lapis_skala", "lapis_masuk", "lapis_masuk_geser", "lapis_tengah", "lapis_tengah_geser",
    "lapis_keluar", "lapis_keluar_geser",
)  # fmt: skip
# Optional: fingerprints of the texts that a model has learnt from, so that it is not measured on them.
SEEN = "jejak"


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear model by family; each array has one row a feature and one column an output, float32."""

    words: NDArray[np.float32]
    pairs: NDArray[np.float32]
    cues: NDArray[np.float32]
    counts: NDArray[np.float32]
    bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a calibrated score becomes a status or a signal, with what cross-validation expects there.

    expected: for `indikasi` and `tinjau` the precision and recall on held-out groups
    """

    indikasi: float
    tinjau: float
    signals: dict[str, float]
    expected: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What training hands over to be stored.

    coefficients: features in the order words, pairs, cues, counts; shape (features, outputs); bias: (outputs,)
    everyday_offset: how much lower (log-odds) posts without any pointer to an election score
    calibration: slope and offset of each output; shape (outputs, 2)
    """

    coefficients: NDArray[np.float64]
    bias: NDArray[np.float64]
    second: SecondLayer | None
    everyday_offset: float
    calibration: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A loaded model.

    second: the second layer, or None for a model of few posts
    everyday_offset: how much lower (log-odds) posts without any pointer to an election score
    calibration: slope and offset of each output (Platt 1999): p = 1 / (1 + exp(-(slope * log_odds + offset)));
    shape (outputs, 2)
    seen: sorted fingerprints of the texts it has learnt from (`netral_cli.model.leaks`); empty where unknown
    """

    space: FeatureSpace
    weights: Weights
    second: SecondLayer | None
    everyday_offset: float
    calibration: NDArray[np.float64]
    thresholds: Thresholds
    info: dict[str, Any]
    seen: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))

    @property
    def version(self) -> str:
        """Return the short fingerprint that names this model in outputs: the start of the manifest's hash."""
        return str(self.info.get("sidik", ""))[:12]


def _array_bytes(array: NDArray[Any]) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, np.ascontiguousarray(array), allow_pickle=False)
    return out.getvalue()


def quantise(weights: NDArray[np.float64], steps: int = 32_000) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Return 16-bit steps and the scale of each column, so that `steps * scale` is the weight to 4 digits."""
    largest = np.abs(weights).max(axis=0, initial=0.0) if len(weights) else np.zeros(weights.shape[1])
    scale = (np.where(largest > 0, largest, 1.0) / steps).astype(np.float32)
    return np.round(weights / scale).astype(np.int16), scale


def save_bundle(
    folder: Path, space: FeatureSpace, learnt: Learnt, thresholds: Thresholds, info: dict[str, Any],
    seen: NDArray[np.uint64] | None = None,
) -> None:  # fmt: skip
    """Write a bundle; the folder appears whole or not at all."""
    sizes = [len(space.words), len(space.pairs), 2 * len(space.cues) + len(space.frames), len(COUNTS)]
    steps, scale = quantise(learnt.coefficients)
    parts = np.split(steps, np.cumsum(sizes)[:-1])
    arrays: dict[str, NDArray[Any]] = dict(
        zip(ARRAYS, [space.pairs, *parts, scale, learnt.bias.astype(np.float32)], strict=True)
    )
    if learnt.second is not None:
        fields = (getattr(learnt.second, field.name) for field in dataclasses.fields(SecondLayer))
        arrays.update(zip(LAYER, (array.astype(np.float32) for array in fields), strict=True))
    if seen is not None and len(seen):
        arrays[SEEN] = seen
    contents = {f"{name}.npy": _array_bytes(array) for name, array in arrays.items()}
    contents[WORDS] = ("\n".join(space.words) + "\n").encode()
    manifest = {
        "format": FORMAT,
        "keluaran": list(OUTPUTS),
        "isyarat": list(space.cues),
        "bingkai": list(space.frames),
        "hitungan": list(COUNTS),
        "kalibrasi": [[round(float(a), 4), round(float(b), 4)] for a, b in learnt.calibration],
        "geser_sehari_hari": learnt.everyday_offset,
        "ambang": {
            "indikasi": round(thresholds.indikasi, 4),
            "tinjau": round(thresholds.tinjau, 4),
            "sinyal": {name: round(value, 4) for name, value in thresholds.signals.items()},
            "harapan": thresholds.expected,
        },
        "info": info,
        "sha256": {name: sha256(data) for name, data in sorted(contents.items())},
    }
    contents[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    replace_folder(folder, contents)


def require_place(folder: Path) -> None:
    """Raise `BundleError` where a bundle must not be put: the folder holds something that is no bundle.

    Writing a bundle replaces the whole folder, an older bundle in it included.
    """
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise BundleError(_("{folder}: bukan folder; beri nama folder bundel model").format(folder=folder))
    names = sorted(entry.name for entry in folder.iterdir())
    strange = [name for name in names if name not in (MANIFEST, WORDS) and not name.endswith(".npy")]
    if names and (strange or MANIFEST not in names):
        raise BundleError(
            _("{folder}: berisi {name} yang bukan bagian bundel, dan akan terhapus; beri nama folder baru").format(
                folder=folder, name=(strange or names)[0]
            )
        )


def load_bundle(folder: Path) -> Bundle:
    """Return the bundle in a folder.

    Raises `BundleError` when a file is missing, altered, of another format version, or of a wrong shape.
    """
    check_size(folder)
    manifest, fingerprint = read_json(folder, MANIFEST)
    try:
        found = manifest["format"]
        if found != FORMAT:
            raise BundleError(
                _("{folder}: format bundel {found}, program ini membaca {known}; {mend}").format(
                    folder=folder, found=repr(found)[:40], known=FORMAT,
                    mend=_("perbarui netral") if isinstance(found, int) and found > FORMAT else _("latih ulang"),
                )
            )  # fmt: skip
        return _assemble(folder, manifest, fingerprint)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as problem:
        raise BundleError(
            _("{path}: isi tidak lengkap atau salah jenis ({problem})").format(
                path=folder / MANIFEST, problem=repr(problem)[:120]
            )
        ) from None


def _assemble(folder: Path, manifest: dict[str, Any], fingerprint: str) -> Bundle:
    if manifest["keluaran"] != list(OUTPUTS) or manifest["hitungan"] != list(COUNTS):
        raise BundleError(
            _(
                "{folder}: sinyal atau hitungan bundel berbeda dari program ini; latih ulang dengan 'netral train'"
            ).format(folder=folder)
        )
    digests = {str(name): str(digest) for name, digest in manifest["sha256"].items()}
    text = read_checked(folder, WORDS, digests[WORDS])
    words = {word: i for i, word in enumerate(text.decode().split("\n")[:-1])}
    if len(words) != text.count(b"\n"):
        raise BundleError(_("{path}: ada kata yang ditulis dua kali").format(path=folder / WORDS))
    cues, frames = tuple(map(str, manifest["isyarat"])), tuple(map(str, manifest["bingkai"]))
    outputs = len(OUTPUTS)
    arrays: dict[str, NDArray[Any]] = {}

    def read(name: str, dtype: type[np.generic], *shape: int | None) -> NDArray[Any]:
        arrays[name] = read_array(folder, name, digests[f"{name}.npy"], dtype, shape)
        return arrays[name]

    n_pairs = len(read("pasangan", np.int64, None))
    read("bobot_kata", np.int16, len(words), outputs)
    read("bobot_pasangan", np.int16, n_pairs, outputs)
    read("bobot_isyarat", np.int16, 2 * len(cues) + len(frames), outputs)
    read("bobot_hitungan", np.int16, len(COUNTS), outputs)
    read("skala", np.float32, outputs)
    read("geser", np.float32, outputs)
    seen = read(SEEN, np.uint64, None) if f"{SEEN}.npy" in digests else np.zeros(0, dtype=np.uint64)
    scale = arrays["skala"]
    with np.errstate(over="ignore", invalid="ignore"):
        words_w, pairs_w, cues_w, counts_w = (arrays[name].astype(np.float32) * scale for name in ARRAYS[1:5])
    if not all(np.isfinite(w).all() for w in (words_w, pairs_w, cues_w, counts_w)):
        raise BundleError(_("{path}: skala membuat bobot tak terhingga").format(path=folder / "skala.npy"))
    weights = Weights(words_w, pairs_w, cues_w, counts_w, arrays["geser"])
    levels = manifest["ambang"]
    thresholds = Thresholds(
        float(levels["indikasi"]), float(levels["tinjau"]),
        {name: float(levels["sinyal"][name]) for name in OUTPUTS[1:17]}, _expected(levels["harapan"]),
    )  # fmt: skip
    if not all(0 < value <= 1 for value in thresholds.signals.values()):
        raise BundleError(_("{folder}: ada ambang sinyal yang tidak di antara 0 dan 1").format(folder=folder))
    if not 0 < thresholds.tinjau <= thresholds.indikasi < 1:
        raise BundleError(
            _("{folder}: ambang tinjau dan indikasi tidak masuk akal: {tinjau}, {indikasi}").format(
                folder=folder, tinjau=levels["tinjau"], indikasi=levels["indikasi"]
            )
        )
    calibration = np.array(manifest["kalibrasi"], dtype=np.float64)
    if calibration.shape != (outputs, 2) or not np.isfinite(calibration).all():
        raise BundleError(_("{folder}: kalibrasi tidak lengkap").format(folder=folder))
    second = None
    if f"{LAYER[0]}.npy" in digests:
        inputs = 3 * outputs + len(COUNTS)
        networks, first, last = read(LAYER[4], np.float32, None, None, None).shape
        if not networks:
            raise BundleError(_("{path}: lapis kedua tanpa jaringan").format(path=folder / f"{LAYER[4]}.npy"))
        shapes = (
            (inputs,), (inputs,), (inputs, networks * first), (networks * first,), (networks, first, last),
            (networks, last), (networks * last, outputs), (outputs,),
        )  # fmt: skip
        layer = [read(name, np.float32, *shape).astype(np.float64) for name, shape in zip(LAYER, shapes, strict=True)]
        if not (layer[1] > 0).all():
            raise BundleError(_("{path}: ada skala yang tidak positif").format(path=folder / f"{LAYER[1]}.npy"))
        second = SecondLayer(*layer)
    everyday_offset = float(manifest["geser_sehari_hari"])
    if not 0 <= everyday_offset < 100:
        raise BundleError(_("{folder}: geser_sehari_hari tidak masuk akal").format(folder=folder))
    space = FeatureSpace(words, arrays["pasangan"], cues, frames)
    return Bundle(
        space,
        weights,
        second,
        everyday_offset,
        calibration,
        thresholds,
        {**manifest["info"], "sidik": fingerprint},
        seen,
    )


def _expected(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {str(name): {str(key): float(value) for key, value in inner.items()} for name, inner in found.items()}


def shipped_bundle() -> Path:
    """Return the folder of the model that comes with the program (installed, or in a checkout)."""
    installed = Path(str(files("netral_cli").joinpath("_bundle")))
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "models" / "netral"
