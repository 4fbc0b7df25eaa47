"""`netral rules`: what the tool knows of the law, rule by rule, and whether its examples behave."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from netral_cli.cli.completing import RULES, SIGNALS, TRACKS
from netral_cli.cli.options import PATH
from netral_cli.language import _, _n


def _rules_option(function: Any) -> Any:
    text = _("Berkas aturan sendiri (TOML) di samping yang bawaan; boleh diulang.")
    return click.option("--rules", "paths", multiple=True, type=PATH, metavar=_("BERKAS"), help=text)(function)


@click.group("rules", help=_("Menunjukkan dan menguji katalog aturan netralitas."))
def command() -> None:
    """Hold the subcommands."""


@command.command("list", help=_("Mendaftar aturan: id, jalur, tanda kepastian, dan nama."))
@_rules_option
@click.option(
    "--jalur",
    shell_complete=TRACKS,
    metavar=_("JALUR"),
    help=_("Hanya jalur ini: etik, disiplin, pidana, ite, desa, honorer."),
)
@click.option(
    "--sinyal", shell_complete=SIGNALS, metavar=_("SINYAL"), help=_("Hanya aturan yang dapat dipanggil sinyal ini.")
)
def list_rules(paths: tuple[Path, ...], jalur: str | None, sinyal: str | None) -> None:
    """List the rules."""
    from netral_cli.rules.catalogue import ANY_SIGNAL, TRACKS, load_catalogue  # noqa: PLC0415
    from netral_cli.rules.reading import mark_of_rule  # noqa: PLC0415
    from netral_cli.signals.catalogue import SIGNAL_IDS  # noqa: PLC0415

    for name, value, known in (("jalur", jalur, TRACKS), ("sinyal", sinyal, SIGNAL_IDS)):
        if value is not None and value not in known:
            raise click.UsageError(
                _("--{name} {value!r}: tidak dikenal; yang ada: {known}").format(
                    name=name, value=value, known=", ".join(known)
                )
            )
    chosen = [
        rule
        for rule in load_catalogue(paths).rules
        if (jalur is None or rule.jalur == jalur) and (sinyal is None or {sinyal, ANY_SIGNAL} & set(rule.sinyal))
    ]
    width = max((len(rule.id) for rule in chosen), default=0)
    for rule in chosen:
        click.echo(f"{rule.id:{width}}  {rule.jalur:8}  {mark_of_rule(rule):13}  {rule.nama}")
    click.echo(
        _n("{count} aturan; tanda = fakta yang paling lemah. Rincian: netral rules show ID", len(chosen)).format(
            count=len(chosen)
        ),
        err=True,
    )


@command.command(
    "show", help=_("Menunjukkan satu aturan: perbuatan, unsur, dasar hukum, sanksi, tanda, dan sumbernya.")
)
@click.argument("identifier", metavar="ID", shell_complete=RULES)
@_rules_option
@click.option("--date", "day", metavar=_("TANGGAL"), help=_("Tunjukkan badan yang menangani pada tanggal ini."))
def show(identifier: str, paths: tuple[Path, ...], day: str | None) -> None:
    """Show one rule."""
    from netral_cli.rules.catalogue import load_catalogue  # noqa: PLC0415
    from netral_cli.rules.document import rule_lines  # noqa: PLC0415
    from netral_cli.rules.phase import parse_post_date  # noqa: PLC0415

    when = parse_post_date(day) if day is not None else None
    if day is not None and when is None:
        raise click.UsageError(_("--date {day!r}: bukan tanggal; tulis misalnya 2024-10-20").format(day=day))
    catalogue = load_catalogue(paths)
    for line in rule_lines(catalogue.get(identifier), catalogue, when):
        click.echo(line)


@command.command("test", help=_("Menjalankan contoh semua aturan; keluar 1 bila ada yang tidak sesuai."))
@_rules_option
def test(paths: tuple[Path, ...]) -> None:
    """Run the examples."""
    from netral_cli.rules.apply import failed_examples  # noqa: PLC0415
    from netral_cli.rules.catalogue import load_catalogue  # noqa: PLC0415

    catalogue = load_catalogue(paths)
    count, failures = failed_examples(catalogue)
    for failure in failures:
        click.echo(f"{failure.berkas}: {failure.id}: {failure.teks!r}: {failure.pesan}")
    click.echo(
        _n("{count} contoh dari {rules} aturan, {failed} tidak sesuai", count).format(
            count=count, rules=len(catalogue.rules), failed=len(failures)
        ),
        err=True,
    )
    if failures:
        sys.exit(1)


@command.command("doc", help=_("Menulis katalog sebagai halaman Markdown."))
@_rules_option
@click.option("-o", "--output", type=PATH, metavar=_("BERKAS"), help=_("Berkas hasil; tanpa ini tampil di layar."))
def doc(paths: tuple[Path, ...], output: Path | None) -> None:
    """Write the catalogue as Markdown."""
    from netral_cli.atomic import new_file  # noqa: PLC0415
    from netral_cli.rules.catalogue import load_catalogue  # noqa: PLC0415
    from netral_cli.rules.page import document  # noqa: PLC0415

    text = document(load_catalogue(paths))
    if output is None:
        click.echo(text, nl=False)
        return
    with new_file(output) as target:
        target.write(text.encode("utf-8"))
    click.echo(_("ditulis: {path}").format(path=output), err=True)
