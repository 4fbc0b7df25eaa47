"""The run manifest: what was read, what was written, by which versions; written at the end and checked later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netral_cli.atomic import write_whole
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import json_bytes
from netral_cli.posts.inputs import STDIN, FileDigest, digest
from netral_cli.posts.unread import UnreadDate
from netral_cli.system_words import reason

MANIFEST_VERSION = 1


class ManifestError(NetralError):
    """A manifest cannot be read, or is none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run did.

    inputs, outputs: name (relative to the manifest where it lies below it), size and SHA-256
    versions: of netral, bundle, rules, cues and profiles; options: as given; counts: see `docs/format.md`
    times: mulai, selesai (ISO 8601, UTC) and detik; fingerprint: what a resumed run must share
    unread: the first date that could not be read, if there was one
    """

    inputs: Sequence[FileDigest]
    outputs: Sequence[FileDigest]
    versions: Mapping[str, str]
    options: Mapping[str, Any]
    columns: Mapping[str, Any]
    counts: Mapping[str, int]
    times: Mapping[str, Any]
    fingerprint: Mapping[str, str]
    unread: UnreadDate | None = None


def _files(entries: Sequence[FileDigest]) -> list[dict[str, Any]]:
    return [{"berkas": e.name, "ukuran": e.size, "sha256": e.sha256} for e in entries]


def save_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest in one step; raises `WriteError`."""
    data = {
        "versi_manifest": MANIFEST_VERSION,
        "masukan": _files(manifest.inputs),
        "keluaran": _files(manifest.outputs),
        "versi": dict(manifest.versions),
        "pilihan": dict(manifest.options),
        "kolom": dict(manifest.columns),
        "hitungan": dict(manifest.counts),
        "waktu": dict(manifest.times),
        "sidik": dict(manifest.fingerprint),
    }
    if manifest.unread is not None:
        data["contoh"] = {"tanggal_tidak_terbaca": manifest.unread.as_data()}
    write_whole(path, json_bytes(data) + b"\n")


def load_manifest(path: Path) -> Manifest:
    """Return the manifest in a file; raises `ManifestError` with what is wrong."""
    try:
        data = json.loads(path.read_bytes())
        if data["versi_manifest"] != MANIFEST_VERSION:
            raise ManifestError(
                _("{path}: manifest versi {version!r} tidak dikenal; perbarui netral").format(
                    path=path, version=data["versi_manifest"]
                )
            )
        inputs, outputs = (
            [FileDigest(e["berkas"], e["ukuran"], e["sha256"]) for e in data[k]] for k in ("masukan", "keluaran")
        )
        unread = data.get("contoh", {}).get("tanggal_tidak_terbaca")
        return Manifest(
            inputs,
            outputs,
            data["versi"],
            data["pilihan"],
            data["kolom"],
            data["hitungan"],
            data["waktu"],
            data["sidik"],
            None if unread is None else UnreadDate.from_data(unread),
        )
    except FileNotFoundError:
        raise ManifestError(_("{path}: berkas tidak ditemukan; periksa nama dan foldernya").format(path=path)) from None
    except OSError as problem:
        raise ManifestError(
            _("{path}: tidak dapat dibaca ({strerror}); periksa izin berkas").format(
                path=path, strerror=reason(problem)
            )
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        said = _("bukan JSON") if isinstance(problem, (json.JSONDecodeError, UnicodeError)) else repr(problem)
        raise ManifestError(
            _("{path}: bukan manifest netral ({problem}); pilih berkas X.manifest.json").format(path=path, problem=said)
        ) from None


def relative_name(path: Path, folder: Path) -> str:
    """Return how a manifest in `folder` names a file: relative when it lies below, else absolute."""
    full = path.resolve()
    try:
        return full.relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(full)


def differences(manifest: Manifest, folder: Path) -> list[str]:
    """Return what differs between the files named in a manifest and those on disk, one line each.

    Standard input was not kept and is passed over.
    """
    found: list[str] = []
    for kind, entries in (("masukan", manifest.inputs), ("keluaran", manifest.outputs)):
        for entry in entries:
            if entry.name == STDIN:
                continue
            path = folder / entry.name
            if not path.is_file():
                found.append(_("{kind} {name}: tidak ada lagi").format(kind=kind, name=entry.name))
            elif (size := path.stat().st_size) != entry.size:
                found.append(
                    _("{kind} {name}: ukuran {size}, di manifest {recorded}").format(
                        kind=kind, name=entry.name, size=size, recorded=entry.size
                    )
                )
            elif (now := digest(path, entry.name).sha256) != entry.sha256:
                found.append(
                    _("{kind} {name}: isi berubah (SHA-256 {now}..., di manifest {sha256}...)").format(
                        kind=kind, name=entry.name, now=now[:12], sha256=entry.sha256[:12]
                    )
                )
    counts = manifest.counts
    if counts.get("dibaca") != counts.get("diklasifikasi", 0) + counts.get("ditolak", 0):
        found.append(
            _("hitungan: dibaca {count} bukan jumlah yang diklasifikasi dan ditolak").format(count=counts.get("dibaca"))
        )
    return found
