"""`netral review`: what to label next, labelling in a workbook or on a page, merging, exchange with other tools."""

from __future__ import annotations

from importlib import import_module

import click

# Subcommand -> module and what the overview says; imported when called, so that `--help` is quick.
COMMANDS = {
    "queue": ("review_queue", "Memilih pos yang paling berguna untuk dilabeli, sebagai XLSX."),
    "serve": ("review_serve", "Membuka halaman lokal untuk meninjau antrean dengan papan ketik."),
    "merge": ("review_merge", "Menggabungkan hasil penilai ke berkas label."),
    "export": ("review_exchange", "Menulis label untuk Label Studio, doccano, atau Prodigy."),
    "import": ("review_exchange", "Membaca label dari Label Studio, doccano, atau Prodigy."),
}


class _Review(click.Group):
    """Imports a subcommand's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"netral_cli.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview without importing any subcommand."""
        with formatter.section("Perintah"):
            formatter.write_dl([(name, words) for name, (_module, words) in COMMANDS.items()])


@click.group("review", cls=_Review, help="Melabeli pos: antrean, halaman tinjauan, penggabungan, dan pertukaran.")
def command() -> None:
    """Label posts."""
