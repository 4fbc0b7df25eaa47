"""Shows what a bundle is made of; whatever a stranger's manifest holds is printed as plain text."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from netral_cli.language import _, _n, language
from netral_cli.model.bundle import Bundle
from netral_cli.model.options import MIN_LABEL
from netral_cli.posts.source import one_line
from netral_cli.report.rates import whole_number
from netral_cli.report.tables import figures_table
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS


def examples_of(bundle: Bundle, label: str) -> int | None:
    """Return how many posts taught a label, None where the manifest does not say."""
    counts = bundle.info.get("per_label")
    found = counts.get(label) if isinstance(counts, dict) else None
    return found if type(found) is int else None


def unlearnt(bundle: Bundle) -> list[str]:
    """Return the signals and contexts of which there were too few examples: the model never finds them by itself."""
    found = ((name, examples_of(bundle, name)) for name in (*SIGNAL_IDS, *CONTEXT_IDS))
    return [name for name, count in found if count is not None and count < MIN_LABEL]


def level_text(bundle: Bundle, label: str) -> str:
    """Return the threshold of a label for people: none for one that could not be learnt, nor for a context."""
    count, level = examples_of(bundle, label), bundle.thresholds.signals.get(label)
    if label in unlearnt(bundle):
        return _n("belum dapat dipelajari: {count} contoh", count or 0).format(count=count)
    return "" if level is None else f"{level:.3f}"


def count_text(value: object) -> str:
    """Return a number of things as the language writes it, `?` where a manifest holds no number."""
    return whole_number(value, language()) if type(value) is int else "?"


def share_text(value: object) -> str:
    """Return a share with three decimals, `?` where a manifest holds no number."""
    return f"{value:.3f}" if isinstance(value, (float, int)) and 0 <= value <= 1 else "?"


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
        "unlearnt": unlearnt(bundle),
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
            pos=count_text(info.get("pos")),
            pos_bersinyal=count_text(info.get("pos_bersinyal")),
            data_sha256=fact("data_sha256"),
        )
    )
    say(
        _(
            "fitur: {words} kata, {pairs} pasangan kata, {cues} isyarat, {frames} bingkai;"
            " lapis kedua: {second_layer} unit"
        ).format(**{name: count_text(size) for name, size in sizes.items()})
    )
    for name, value in (("indikasi", levels.indikasi), ("tinjau", levels.tinjau)):
        hoped = levels.expected.get(name, {})
        say(
            _(
                "ambang {name} {value:.3f}: diharapkan presisi {presisi}, perolehan {perolehan} (validasi silang pada"
                " data latih)"
            ).format(
                name=name,
                value=value,
                presisi=share_text(hoped.get("presisi")),
                perolehan=share_text(hoped.get("perolehan")),
            )
        )
    counts = info.get("per_label")
    table = figures_table("", _("Label"), _("Contoh"), _("Ambang"))
    for name, count in (counts if isinstance(counts, dict) else {}).items():
        table.add_row(Text(one_line(str(name))[:60]), count_text(count), level_text(bundle, str(name)))
    console.print(table)
