"""Shows what a bundle is made of; whatever a stranger's manifest holds is printed as plain text."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from netral_cli.language import _
from netral_cli.model.bundle import Bundle
from netral_cli.posts.source import one_line
from netral_cli.report.tables import figures_table


def bundle_facts(bundle: Bundle) -> dict[str, Any]:
    """Return version, origin, thresholds with what they promise, and sizes, as plain data."""
    levels, space = bundle.thresholds, bundle.space
    return {
        "version": bundle.version,
        "info": bundle.info,
        "thresholds": {
            "indikasi": levels.indikasi, "tinjau": levels.tinjau, "signals": levels.signals,
            "expected": levels.expected,
        },
        "features": {
            "words": len(space.words), "pairs": len(space.pairs), "cues": len(space.cues), "frames": len(space.frames),
            "second_layer": 0 if bundle.second is None else len(bundle.second.inner_bias),
        },
        "fingerprints": len(bundle.seen),
    }  # fmt: skip


def print_bundle(bundle: Bundle, console: Console) -> None:
    """Print what `bundle_facts` tells."""
    info, levels, sizes = bundle.info, bundle.thresholds, bundle_facts(bundle)["features"]

    def say(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    def fact(key: str) -> str:
        return one_line(str(info.get(key, "?")))[:100]

    say(_("bundel {version}, dilatih dengan netral {netral}").format(version=bundle.version, netral=fact("netral")))
    say(
        _("data: {pos} pos, {pos_bersinyal} bersinyal; SHA-256 {data_sha256}").format(
            pos=fact("pos"), pos_bersinyal=fact("pos_bersinyal"), data_sha256=fact("data_sha256")
        )
    )
    say(
        _(
            "fitur: {words} kata, {pairs} pasangan kata, {cues} isyarat, {frames} bingkai;"
            " lapis kedua: {second_layer} unit"
        ).format(**sizes)
    )
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        hoped = levels.expected.get(name, {})
        say(
            _(
                "ambang {name} {value:.3f}: diharapkan presisi {presisi}, perolehan {perolehan} (validasi silang pada"
                " data latih)"
            ).format(
                name=name, value=value, presisi=_share(hoped.get("presisi")), perolehan=_share(hoped.get("perolehan"))
            )
        )
    counts = info.get("per_label")
    table = figures_table("", _("Label"), _("Contoh"), _("Ambang"))
    for name, count in (counts if isinstance(counts, dict) else {}).items():
        level = levels.signals.get(str(name))
        table.add_row(
            Text(one_line(str(name))[:60]), one_line(str(count))[:20], "" if level is None else f"{level:.3f}"
        )
    console.print(table)


def _share(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float | int) else "?"
