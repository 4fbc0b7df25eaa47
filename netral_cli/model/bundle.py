"""The model bundle: a folder of plain data (JSON manifest, word list, arrays), checked by SHA-256 when loaded.

Nothing in a bundle can run: arrays are read with `allow_pickle=False`, sizes and shapes are checked against
the manifest before use, and names in the manifest are never used as paths.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netral_cli.atomic import replace_folder
from netral_cli.errors import NetralError
from netral_cli.model.features import COUNTS, FeatureSpace
from netral_cli.signals.catalogue import OUTPUTS

FORMAT = 1
MANIFEST = "manifest.json"
WORDS = "kata.txt"
# File -> what it holds. Weights are stored as 16-bit steps of a scale per output.
ARRAYS = (
    "pasangan",
    "ngram",
    "bobot_kata",
    "bobot_pasangan",
    "bobot_ngram",
    "bobot_isyarat",
    "bobot_hitungan",
    "skala",
    "geser",
)
MAX_BYTES = 200_000_000


class BundleError(NetralError):
    """A bundle cannot be trusted or read: altered, incomplete, of another version, or not a bundle."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear model by family; each array has one row a feature and one column an output, float32."""

    words: NDArray[np.float32]
    pairs: NDArray[np.float32]
    grams: NDArray[np.float32]
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
class Bundle:
    """A loaded model.

    calibration: slope and offset of each output (Platt 1999): p = 1 / (1 + exp(-(slope * score + offset)));
    shape (outputs, 2)
    """

    space: FeatureSpace
    weights: Weights
    calibration: NDArray[np.float64]
    thresholds: Thresholds
    info: dict[str, Any]

    @property
    def version(self) -> str:
        """Return the short fingerprint that names this model in outputs: the start of the manifest's hash."""
        return str(self.info.get("sidik", ""))[:12]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
    folder: Path, space: FeatureSpace, coefficients: NDArray[np.float64], bias: NDArray[np.float64],
    calibration: NDArray[np.float64], thresholds: Thresholds, info: dict[str, Any],
) -> None:  # fmt: skip
    """Write a bundle; the folder appears whole or not at all.

    coefficients: features in the order words, pairs, grams, cues, counts; shape (features, outputs)
    """
    sizes = [len(space.words), len(space.pairs), len(space.grams), 2 * len(space.cues) + len(space.frames), len(COUNTS)]
    steps, scale = quantise(coefficients)
    parts = np.split(steps, np.cumsum(sizes)[:-1])
    arrays: dict[str, NDArray[Any]] = dict(
        zip(ARRAYS, [space.pairs, space.grams, *parts, scale, bias.astype(np.float32)], strict=True)
    )
    contents = {f"{name}.npy": _array_bytes(array) for name, array in arrays.items()}
    contents[WORDS] = ("\n".join(space.words) + "\n").encode()
    manifest = {
        "format": FORMAT,
        "keluaran": list(OUTPUTS),
        "isyarat": list(space.cues),
        "bingkai": list(space.frames),
        "hitungan": list(COUNTS),
        "kalibrasi": [[round(float(a), 4), round(float(b), 4)] for a, b in calibration],
        "ambang": {
            "indikasi": round(thresholds.indikasi, 4),
            "tinjau": round(thresholds.tinjau, 4),
            "sinyal": {name: round(value, 4) for name, value in thresholds.signals.items()},
            "harapan": thresholds.expected,
        },
        "info": info,
        "sha256": {name: _sha256(data) for name, data in sorted(contents.items())},
    }
    contents[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    replace_folder(folder, contents)


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BundleError(f"{path}: lebih besar dari {MAX_BYTES} bita; ini bukan bundel netral")
        return path.read_bytes()
    except FileNotFoundError:
        raise BundleError(
            f"{folder}: bukan bundel model, berkas {name} tidak ada; buat dengan 'netral train'"
        ) from None
    except NotADirectoryError:
        raise BundleError(f"{folder}: bukan folder; beri nama folder bundel model") from None


def _array(folder: Path, name: str, digest: str, dtype: type[np.generic], shape: tuple[int, ...]) -> NDArray[Any]:
    data = _read(folder, f"{name}.npy")
    if _sha256(data) != digest:
        raise BundleError(
            f"{folder / (name + '.npy')}: isi berubah sejak bundel dibuat (SHA-256 tidak cocok); salin ulang"
        )
    try:
        array = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, MemoryError) as problem:
        raise BundleError(f"{folder / (name + '.npy')}: larik tidak terbaca ({problem})") from None
    if array.dtype != np.dtype(dtype) or array.shape != shape:
        raise BundleError(
            f"{folder / (name + '.npy')}: bentuk {array.shape} {array.dtype}, seharusnya {shape} {np.dtype(dtype)}"
        )
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise BundleError(f"{folder / (name + '.npy')}: ada nilai yang bukan bilangan")
    return array


def load_bundle(folder: Path) -> Bundle:
    """Return the bundle in a folder.

    Raises `BundleError` when a file is missing, altered, of another format version, or of a wrong shape.
    """
    raw = _read(folder, MANIFEST)
    try:
        manifest = json.loads(raw)
        found = manifest["format"]
        if found != FORMAT:
            raise BundleError(
                f"{folder}: format bundel {found!r}, program ini membaca {FORMAT}; latih ulang atau perbarui netral"
            )
        return _assemble(folder, manifest, _sha256(raw))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise BundleError(f"{folder / MANIFEST}: bukan JSON yang sah") from None
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BundleError(f"{folder / MANIFEST}: isi tidak lengkap atau salah jenis ({problem!r})") from None


def _assemble(folder: Path, manifest: dict[str, Any], fingerprint: str) -> Bundle:
    if manifest["keluaran"] != list(OUTPUTS) or manifest["hitungan"] != list(COUNTS):
        raise BundleError(
            f"{folder}: sinyal atau hitungan bundel berbeda dari program ini; latih ulang dengan 'netral train'"
        )
    digests = manifest["sha256"]
    text = _read(folder, WORDS)
    if _sha256(text) != digests[WORDS]:
        raise BundleError(f"{folder / WORDS}: isi berubah sejak bundel dibuat (SHA-256 tidak cocok); salin ulang")
    words = {word: i for i, word in enumerate(text.decode().split("\n")[:-1])}
    cues, frames = tuple(map(str, manifest["isyarat"])), tuple(map(str, manifest["bingkai"]))
    outputs = len(OUTPUTS)

    def lengths(name: str) -> int:
        data = _read(folder, f"{name}.npy")
        return int(np.lib.format.read_array(io.BytesIO(data), allow_pickle=False).shape[0])

    n_pairs, n_grams = lengths("pasangan"), lengths("ngram")
    shapes: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
        "pasangan": (np.int64, (n_pairs,)),
        "ngram": (np.uint64, (n_grams,)),
        "bobot_kata": (np.int16, (len(words), outputs)),
        "bobot_pasangan": (np.int16, (n_pairs, outputs)),
        "bobot_ngram": (np.int16, (n_grams, outputs)),
        "bobot_isyarat": (np.int16, (2 * len(cues) + len(frames), outputs)),
        "bobot_hitungan": (np.int16, (len(COUNTS), outputs)),
        "skala": (np.float32, (outputs,)),
        "geser": (np.float32, (outputs,)),
    }
    arrays = {name: _array(folder, name, digests[f"{name}.npy"], *shapes[name]) for name in ARRAYS}
    scale = arrays["skala"]
    words_w, pairs_w, grams_w, cues_w, counts_w = (arrays[name].astype(np.float32) * scale for name in ARRAYS[2:7])
    weights = Weights(words_w, pairs_w, grams_w, cues_w, counts_w, arrays["geser"])
    levels = manifest["ambang"]
    thresholds = Thresholds(
        float(levels["indikasi"]), float(levels["tinjau"]),
        {name: float(levels["sinyal"][name]) for name in OUTPUTS[1:17]}, dict(levels["harapan"]),
    )  # fmt: skip
    if not 0 < thresholds.tinjau <= thresholds.indikasi < 1:
        raise BundleError(
            f"{folder}: ambang tinjau dan indikasi tidak masuk akal: {levels['tinjau']}, {levels['indikasi']}"
        )
    calibration = np.array(manifest["kalibrasi"], dtype=np.float64)
    if calibration.shape != (outputs, 2) or not np.isfinite(calibration).all():
        raise BundleError(f"{folder}: kalibrasi tidak lengkap")
    space = FeatureSpace(words, arrays["pasangan"], arrays["ngram"], cues, frames)
    return Bundle(
        space,
        weights,
        calibration,
        thresholds,
        {**manifest["info"], "sidik": fingerprint},
    )


def shipped_bundle() -> Path:
    """Return the folder of the model that comes with the program (installed, or in a checkout)."""
    installed = Path(str(files("netral_cli").joinpath("_bundle")))
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "models" / "netral"
