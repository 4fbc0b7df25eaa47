"""The words of the reports in Indonesian and English, and the names of signals, phases and tracks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from netral_cli.language import N_, language, translated
from netral_cli.rules.catalogue import builtin_catalogue
from netral_cli.rules.phase import Phase, phase_name
from netral_cli.signals.catalogue import label_name

TRACK_NAMES = {
    "etik": N_("kode etik"), "disiplin": N_("disiplin"), "pidana": N_("pidana pemilu/pemilihan"), "ite": N_("UU ITE"),
    "desa": N_("desa"), "honorer": N_("honorer/PPNPN"),
}  # fmt: skip


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("templates", "kata.toml").read_text(encoding="utf-8"))


class Words:
    """Gives the report's words in one language: `words("ringkasan")`, `words("dari", bagian=3, semua=9)`.

    lang: `id` or `en`; by default the language in use
    """

    def __init__(self, lang: str = "") -> None:
        self.lang = lang or language()

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for a key with its placeholders filled in."""
        return _table()[key][self.lang].format(**values)

    def phase(self, phase: str) -> str:
        """Return the name of a phase."""
        return phase_name(Phase(phase), self.lang)

    def value(self, dimension: str, key: str, label: str = "") -> str:
        """Return how a value of a dimension is shown: by its name where its id has one."""
        if dimension == "fase":
            return self.phase(key)
        if not key and not label:
            return self("tidak_diketahui")
        if dimension == "jalur":
            return translated(TRACK_NAMES.get(key, key), self.lang)
        if dimension in ("sinyal", "konteks"):
            return label_name(key, self.lang)
        return label or key

    def named(self, kind: str, key: str) -> str:
        """Return the name of a mark (`tanda`), a supposition (`anggapan`) or a frame (`bingkai`); else the key."""
        return self(f"{kind}_{key}") if f"{kind}_{key}" in _table() else key

    def check(self, key: str, said: str) -> str:
        """Return what a person must verify: as the result says it, in English where the catalogue knows it."""
        return _checks_en().get(key, said) if self.lang == "en" else said


@cache
def _checks_en() -> dict[str, str]:
    return {check.id: check.matter for check in builtin_catalogue().checks if check.matter}
