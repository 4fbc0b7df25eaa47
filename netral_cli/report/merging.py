"""Prints what a merge of reviewers' decisions did: counts, agreement, and where they differ."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from netral_cli.elections.profile import builtin_profiles
from netral_cli.language import _, _n, language
from netral_cli.report.rates import interval_text, percent
from netral_cli.review.agreement import Agreement, Kappa
from netral_cli.review.merge import Merged

_MOST_DISPUTES, _MOST_TEXT = 10, 70


def print_merged(merged: Merged, target: Path, disputes: Path, console: Console) -> None:
    """Print a merge; the file of disputes is named where there are any."""
    for found in merged.agreements:
        _agreement(found, console)
    counts = merged.counts
    parts = [
        _n("{count} baris baru", counts["added"]).format(count=counts["added"]),
        _("{count} diubah").format(count=counts["changed"]),
        _("{count} sudah sama").format(count=counts["same"]),
    ]  # fmt: skip
    rows = len(merged.file.rows)
    _say(console, f"{target}: {', '.join(parts)}; " + _n("{rows} baris seluruhnya", rows).format(rows=rows))
    if counts["open"]:
        _say(console, _("{count} di antaranya ragu, dilewati, atau belum diputuskan: tidak dipakai melatih.").format(
            count=counts["open"]
        ))  # fmt: skip
    if merged.waiting:
        _say(console, _n("{count} pos di antrean belum diisi.", merged.waiting).format(count=merged.waiting))
    if kept := counts["kept"]:
        text = _n(
            "{count} label lama berbeda dari keputusan baru dan tidak diubah; pakai --replace untuk mengubahnya.", kept
        )
        _say(console, text.format(count=kept))
    if merged.random.whole:
        lang = language()
        _say(console, _("Bagian acak: {part} dari {whole} ya, {share} (selang 95 %: {interval}).").format(
            part=merged.random.part, whole=merged.random.whole, share=percent(merged.random.share, lang),
            interval=interval_text(merged.random, lang),
        ))  # fmt: skip
    if merged.random_open:
        text = _n("{count} pos lagi dari bagian acak belum disepakati dan belum dihitung.", merged.random_open)
        _say(console, text.format(count=merged.random_open))
    _disputes(merged, disputes, console)
    _profiles(merged, target, console)


def _say(console: Console, line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def _kappa(found: Kappa) -> str:
    return "-" if found.value is None else f"{found.value:.2f}"


def _agreement(found: Agreement, console: Console) -> None:
    one, two = found.names
    text = _n(
        "{one} dan {two}: {shared} pos dinilai keduanya, {settled} diputuskan ya atau tidak oleh keduanya.",
        found.shared,
    )
    _say(console, text.format(one=one, two=two, shared=found.shared, settled=found.settled))
    if not found.settled:
        return
    table = Table(header_style="bold")
    alone = [_("hanya {name}").format(name=name) for name in (one, two)]
    for title in ("", _("kappa"), _("sepakat"), _("keduanya"), *alone, _("pos")):
        table.add_column(title, justify="left" if not title else "right")
    for name, value in ((_("memihak"), found.binary), *found.signals.items()):
        numbers = (value.both, value.first, value.second, value.posts)
        table.add_row(name, _kappa(value), percent(value.agreed, language()), *map(str, numbers))
    console.print(table)


def _disputes(merged: Merged, path: Path, console: Console) -> None:
    if not merged.disputes:
        return
    words = _n("{count} pos berbeda, ditulis sebagai antrean untuk orang ketiga: {path}", len(merged.disputes))
    _say(console, words.format(count=len(merged.disputes), path=path))
    for dispute in merged.disputes[:_MOST_DISPUTES]:
        text = "".join(c if c.isprintable() else " " for c in dispute.item.text[:_MOST_TEXT])
        _say(console, f"  {dispute.item.id}: {dispute.words()}: {text!r}")
    if len(merged.disputes) > _MOST_DISPUTES:
        _say(console, _("  ... dan {count} lagi").format(count=len(merged.disputes) - _MOST_DISPUTES))


def _profiles(merged: Merged, target: Path, console: Console) -> None:
    """Say which profiles training will look for beside the file."""
    known = {profile.id for profile in builtin_profiles()}
    for name in sorted(merged.profiles - known):
        if not (target.parent / "profil" / f"{name}.toml").is_file():
            _say(console, _("Profil {name} bukan bawaan: taruh {name}.toml di folder profil di samping {file}.").format(
                name=name, file=target.name
            ))  # fmt: skip
