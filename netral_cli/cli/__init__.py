"""The command line: one file a command, imported only when it is called, so that `--help` is quick."""

from __future__ import annotations

import gettext
import os
import sys
from importlib import import_module, reload
from typing import Any

import click

from netral_cli.cli.everywhere import forget_verbose, prepare
from netral_cli.cli.speech import asked_language, speak
from netral_cli.language import N_, _, language

# Command -> what the overview says; the module of the same name holds the command.
COMMANDS = {
    "classify": N_("Memeriksa berkas pos dan menulis status, sinyal, dan bukti."),
    "inspect": N_("Menunjukkan apa yang dipahami dari sebuah berkas, dan lima baris."),
    "verify": N_("Memeriksa manifest sebuah hasil."),
    "report": N_("Membuat laporan dari sebuah hasil."),
    "summary": N_("Meringkas sebuah hasil menurut akun, platform, hari, sinyal, dan lainnya."),
    "dossier": N_("Membuat Formulir A dan B.2 yang terisi sebagian untuk pos pilihan."),
    "explain": N_("Menjelaskan satu teks: bukti, skor, dan alasannya."),
    "train": N_("Melatih model dari pos berlabel."),
    "evaluate": N_("Mengukur model pada pos berlabel."),
    "compare": N_("Membandingkan dua model pada pos berlabel."),
    "review": N_("Melabeli pos: antrean, halaman tinjauan, penggabungan, dan pertukaran."),
    "model": N_("Menunjukkan isi sebuah bundel model, memeriksa keutuhannya, atau menulis kartunya."),
    "rules": N_("Menunjukkan dan menguji katalog aturan."),
    "profile": N_("Menunjukkan, memeriksa, dan membuat profil pemilihan."),
    "bench": N_("Mengukur kecepatan pada sebuah berkas."),
    "doctor": N_("Memeriksa pemasangan program ini."),
    "completion": N_("Menulis skrip pelengkapan untuk shell."),
}
_OVERVIEW = N_("Memindai ekspor pos media sosial untuk tanda dugaan pelanggaran netralitas ASN.")
_CAVEAT = N_("Hasilnya indikasi untuk diperiksa orang, bukan putusan.")

# Command -> the language its help was made in.
_imported: dict[str, str] = {}


class _Commands(click.Group):
    """Finds the language first, and imports a command's module when it is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        forget_verbose()
        speak(asked_language(args))
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        prepare(self, ctx, at_root=True)
        self.help = f"{_(_OVERVIEW)}\n\n{_(_CAVEAT)}"
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"netral_cli.cli.{cmd_name}"
        # Help texts are in the language of the import: a program that embeds this one may ask for another.
        known = name in sys.modules
        module: Any = import_module(name)
        if known and _imported.get(cmd_name, language()) != language():
            module = reload(module)
        _imported[cmd_name] = language()
        return prepare(module.command, ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; for a wrong name suggest those that are like it, which Click cannot: none is imported."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as problem:
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(args[0], COMMANDS)
            if hasattr(problem, "possibilities"):
                problem.possibilities = near
            elif near:
                # Before Click 8.4 a wrong command has no suggestions; the words are those it has for options.
                raise click.UsageError(f"{problem.message} {_suggestion(near)}", problem.ctx) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the overview from `COMMANDS`, without importing any command."""
        with formatter.section(_("Perintah")):
            formatter.write_dl([(name, _(text)) for name, text in COMMANDS.items()])


def _suggestion(names: list[str]) -> str:
    """Return Click's words for what may have been meant, from its own catalogue."""
    # Under another name, so that `make locale` does not take the message for one of ours.
    of_click = gettext.ngettext
    words = of_click("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", len(names))
    return words.format(possibility=repr(names[0]), possibilities=", ".join(map(repr, names)))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Scan exported posts; the help that is shown is made when the language is known."""
