"""Names everything that decides a verdict by version or hash: program, bundle, cues, rules, profiles, word list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from netral_cli import __version__
from netral_cli.elections.profile import builtin_ids
from netral_cli.engine.setup import RunSetup
from netral_cli.errors import NetralError
from netral_cli.language import N_, _
from netral_cli.model.bundle import shipped_bundle
from netral_cli.system_words import reason

_DATA = (".toml", ".txt", ".tsv")


def _data_files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _data_files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_DATA):
            yield prefix + entry.name, entry.read_bytes()


def _folder_hash(package: str) -> str:
    """Return the hash of all data files in a part of the program; `-` when it has none."""
    folder = files("netral_cli").joinpath(package)
    if not folder.is_dir():
        return "-"
    whole = hashlib.sha256()
    for name, data in _data_files(folder):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()[:16]


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as problem:
        raise NetralError(
            _("{path}: tidak dapat dibaca ({strerror}); periksa nama dan izinnya").format(
                path=path, strerror=reason(problem)
            )
        ) from None


def _profile_version(name: str) -> str:
    if name in builtin_ids():
        data = files("netral_cli.elections").joinpath("profiles", f"{name}.toml").read_bytes()
        return f"{name}:{hashlib.sha256(data).hexdigest()[:16]}"
    return f"{name}:{_file_hash(Path(name))}"


def version_line() -> str:
    """Return the versions of the program, its model bundle and its rules, as `--version` shows them."""
    bundle, rules = _file_hash(shipped_bundle() / "manifest.json"), _folder_hash("rules")
    return _("netral {version} (bundel {bundle}, aturan {rules})").format(
        version=__version__, bundle=bundle, rules=rules
    )


def versions(setup: RunSetup) -> dict[str, str]:
    """Return label to version of all that decides the verdicts of a run; raises `NetralError` for missing files."""
    bundle = setup.bundle or shipped_bundle()
    return {
        "netral": __version__,
        N_("bundel"): _file_hash(bundle / "manifest.json"),
        N_("isyarat"): _folder_hash("signals"),
        N_("kata"): _folder_hash("text"),
        N_("aturan"): _folder_hash("rules"),
        N_("profil"): " ".join(map(_profile_version, setup.profiles)) or f"bawaan:{_folder_hash('elections')}",
        N_("kamus"): _file_hash(setup.kamus) if setup.kamus else "-",
        N_("ambang"): " ".join("bawaan" if limit is None else str(limit) for limit in (setup.indikasi, setup.tinjau)),
    }


def changed_versions(recorded: Mapping[str, str]) -> list[str]:
    """Return which of the program's own parts are not those that a manifest records, one line each.

    A result made with another model or other rules is not wrong; it cannot be made again with this program.
    """
    now = {
        "netral": __version__,
        "bundel": _file_hash(shipped_bundle() / "manifest.json"),
        "isyarat": _folder_hash("signals"),
        "kata": _folder_hash("text"),
        "aturan": _folder_hash("rules"),
    }
    if recorded.get("profil", "").startswith("bawaan:"):
        now["profil"] = f"bawaan:{_folder_hash('elections')}"
    return [
        _("{label}: dibuat dengan {recorded!r}, program ini {value!r}").format(
            label=_(label), recorded=recorded.get(label, _("tidak ada")), value=value
        )
        for label, value in now.items()
        if recorded.get(label) != value
    ]
