"""What the site adds to the files of `docs/`: a page of all commands, and links that stay inside.

MkDocs calls the functions below while it builds (`hooks` in mkdocs.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click
from mkdocs.structure.files import File, Files

from netral_cli.cli import cli
from netral_cli.language import use_language

_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)#]+)(?:#[^)]*)?\)")
_WIDTH = 96


def each_command(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """Return the name and the help text of a command and of those below it, in their order."""
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                inner = click.Context(
                    below, info_name=name, parent=context, terminal_width=_WIDTH, max_content_width=_WIDTH
                )
                yield from each_command(below, inner)


def commands_page() -> str:
    """Return the page of the reference that holds what `--help` says of every command."""
    use_language("id")
    # The overview is made while a command line is read.
    with cli.make_context("netral", ["model", "show"], resilient_parsing=True, terminal_width=_WIDTH) as context:
        context.max_content_width = _WIDTH
        parts = [f"## {name}\n\n```text\n{text}\n```\n" for name, text in each_command(cli, context)]
    return (
        "# Perintah\n\nDibuat dari program saat situs dibangun: sama dengan `netral PERINTAH --help`. Arti kolom,"
        " berkas, kode keluar, dan peubah lingkungan: [Berkas masuk dan keluar](format.md).\n\n" + "\n".join(parts)
    )


def on_files(files: Files, config: Any) -> Files:
    """Add the page of commands."""
    files.append(File.generated(config, "perintah.md", content=commands_page()))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Turn links to files of the repository that are no part of the site into their names."""
    return _OUTSIDE.sub(r"\1 (`\2`)", markdown)
