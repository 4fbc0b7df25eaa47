"""The command line: one file a command, imported only when it is called, so that `--help` is quick."""

from __future__ import annotations

from importlib import import_module

import click

from netral_cli import __version__

# Command -> what the overview says; the module of the same name holds the command.
COMMANDS = {
    "classify": "Memeriksa berkas pos dan menulis status, sinyal, dan bukti.",
    "inspect": "Menunjukkan apa yang dipahami dari sebuah berkas, dan lima baris.",
    "verify": "Memeriksa manifest sebuah hasil.",
    "report": "Membuat laporan dari sebuah hasil.",
    "summary": "Meringkas sebuah hasil menurut akun, platform, hari, sinyal, dan lainnya.",
    "dossier": "Membuat Formulir A dan B.2 yang terisi sebagian untuk pos pilihan.",
    "explain": "Menjelaskan satu teks: bukti, skor, dan alasannya.",
    "train": "Melatih model dari pos berlabel.",
    "evaluate": "Mengukur model pada pos berlabel.",
    "model": "Menunjukkan isi sebuah bundel model.",
    "rules": "Menunjukkan dan menguji katalog aturan.",
    "profile": "Menunjukkan, memeriksa, dan membuat profil pemilihan.",
    "bench": "Mengukur kecepatan pada sebuah berkas.",
}


class _Commands(click.Group):
    """Imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"netral_cli.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview from `COMMANDS`, without importing any command."""
        with formatter.section("Perintah"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", message="netral %(version)s", help="Tampilkan versi.")
def cli() -> None:
    """Memindai ekspor pos media sosial untuk tanda dugaan pelanggaran netralitas ASN.

    Hasilnya indikasi untuk diperiksa orang, bukan putusan.
    """
