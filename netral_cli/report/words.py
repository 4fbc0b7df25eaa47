"""The words of the reports in Indonesian and English, and the names of signals, phases and tracks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from netral_cli.rules.catalogue import builtin_catalogue
from netral_cli.rules.phase import PHASE_NAMES, Phase
from netral_cli.signals.catalogue import contexts, signals

LANGUAGES = ("id", "en")
TRACK_NAMES = {
    "etik": "kode etik", "disiplin": "disiplin", "pidana": "pidana pemilu/pemilihan", "ite": "UU ITE", "desa": "desa",
    "honorer": "honorer/PPNPN",
}  # fmt: skip
_TRACKS_EN = {
    "etik": "code of ethics", "disiplin": "discipline", "pidana": "criminal (election law)", "ite": "ITE law",
    "desa": "village", "honorer": "contract staff (honorer/PPNPN)",
}  # fmt: skip
_PHASES_EN = {
    Phase.SEBELUM_PENETAPAN: "before candidates are determined",
    Phase.SESUDAH_PENETAPAN: "determined, before the campaign",
    Phase.KAMPANYE: "campaign",
    Phase.TENANG: "quiet days",
    Phase.PEMUNGUTAN: "voting day",
    Phase.SESUDAH: "after the vote",
    Phase.TIDAK_DIKETAHUI: "unknown",
}


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("templates", "kata.toml").read_text(encoding="utf-8"))


class Words:
    """Gives the report's words in one language: `words("ringkasan")`, `words("dari", bagian=3, semua=9)`."""

    def __init__(self, lang: str = "id") -> None:
        self.lang = lang

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for a key with its placeholders filled in."""
        return _table()[key][self.lang].format(**values)

    def phase(self, phase: str) -> str:
        """Return the name of a phase."""
        return (_PHASES_EN if self.lang == "en" else PHASE_NAMES)[Phase(phase)]

    def value(self, dimension: str, key: str, label: str = "") -> str:
        """Return how a value of a dimension is shown: by its name where its id has one."""
        if dimension == "fase":
            return self.phase(key)
        if not key and not label:
            return self("tidak_diketahui")
        if dimension == "jalur":
            return (_TRACKS_EN if self.lang == "en" else TRACK_NAMES).get(key, key)
        if dimension in ("sinyal", "konteks"):
            return signal_name(key, self.lang)
        return label or key

    def named(self, kind: str, key: str) -> str:
        """Return the name of a mark (`tanda`), a supposition (`anggapan`) or a frame (`bingkai`); else the key."""
        return self(f"{kind}_{key}") if f"{kind}_{key}" in _table() else key

    def check(self, key: str, said: str) -> str:
        """Return what a person must verify: as the result says it, in English where the catalogue knows it."""
        return _checks_en().get(key, said) if self.lang == "en" else said


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {label.id: (label.nama, label.name) for label in (*signals(), *contexts())}


@cache
def _checks_en() -> dict[str, str]:
    return {check.id: check.matter for check in builtin_catalogue().checks if check.matter}


def signal_name(name: str, lang: str = "id") -> str:
    """Return the name of a signal or context; its id where the catalogue does not know it."""
    found = _names().get(name, (name, name))
    return found[1] if lang == "en" else found[0]
