"""`netral doctor`: is this installation in order, and if not, what mends it?"""

from __future__ import annotations

import json

import click

from netral_cli.language import _

_STYLES = {"ok": "green", "peringatan": "yellow", "masalah": "red"}


@click.command(
    "doctor",
    help=_(
        "Memeriksa pemasangan: versi, paket Sastrawi yang salah, penyandian, bundel, simpanan, dan tambahan."
        " Selesai dengan kode 1 bila ada masalah."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=_("Tulis temuannya sebagai JSON."))
def command(as_json: bool) -> None:
    """Show the findings, one line each, with what mends them."""
    from netral_cli.health import PROBLEM, STATES, Check, examine  # noqa: PLC0415

    def show(check: Check) -> None:
        state = click.style(f"{_(check.state):10}", fg=_STYLES[check.state])
        mend = f" -> {check.mend}" if check.mend else ""
        click.echo(f"{state}  {check.code:16}  {check.said}{mend}")

    found = []
    for check in examine():
        found.append(check)
        if not as_json:
            show(check)
    counts = {state: sum(check.state == state for check in found) for state in STATES}
    if as_json:
        whole = {"keadaan": max((c.state for c in found), key=STATES.index), "jumlah": counts}
        click.echo(
            json.dumps({**whole, "pemeriksaan": [check.as_data() for check in found]}, ensure_ascii=False, indent=1)
        )
    else:
        click.echo(", ".join(f"{_(state)} {count}" for state, count in counts.items()))
    if counts[PROBLEM]:
        raise click.exceptions.Exit(1)
