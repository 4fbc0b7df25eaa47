"""`netral completion`: the script that makes a shell complete commands, options, rule ids and the like."""

from __future__ import annotations

import click

from netral_cli.cli.completing import SHELLS
from netral_cli.language import _

# How each shell takes its script, and the file in which that belongs.
HOW = {
    "bash": ('eval "$(netral completion bash)"', "~/.bashrc"),
    "zsh": ('eval "$(netral completion zsh)"', "~/.zshrc"),
    "fish": ("netral completion fish | source", "~/.config/fish/config.fish"),
    "powershell": ("netral completion powershell | Out-String | Invoke-Expression", "$PROFILE"),
}


@click.command(
    "completion",
    help="\n\n\b\n".join(
        [
            _("Menulis skrip pelengkapan untuk SHELL; agar dipakai, tulis satu baris ini di berkas shell Anda:"),
            "\n".join(f"{shell}, {place}:\n  {line}" for shell, (line, place) in HOW.items()),
        ]
    ),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script of one shell."""
    from netral_cli.cli.completing import script  # noqa: PLC0415

    click.echo(script(context.find_root().command, shell))
