"""What shells complete: profile ids, rule ids, signals and fixed lists; and PowerShell beside Click's own shells."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib import resources

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

SHELLS = ("bash", "zsh", "fish", "powershell")
VARIABLE = "_NETRAL_COMPLETE"
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


class PowerShellComplete(ShellComplete):
    """Completes for PowerShell 5 and newer: one line `kind, value, help` a candidate, separated by tabs."""

    name = "powershell"

    def source(self) -> str:
        """Return the script, with the names of the program and of the variable filled in."""
        text = resources.files(__package__).joinpath("completion.ps1").read_text(encoding="utf-8")
        return text % self.source_vars()

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to be completed, and that word."""
        words, incomplete = _words(os.environ.get("COMP_WORDS", "")), os.environ.get("COMP_LAST", "").strip("'\"")
        arguments = words[1:]
        if incomplete and arguments and arguments[-1] == incomplete:
            arguments.pop()
        return arguments, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return one candidate as the script reads it."""
        return f"{item.type}\t{item.value}\t{' '.join((item.help or '').split())}"


def _words(line: str) -> list[str]:
    """Return the words of a PowerShell line; a backslash is part of a path there, and quotes may be open."""
    words: list[str] = []
    word, quote, begun = "", "", False
    for sign in line:
        if quote:
            word, quote = (word, "") if sign == quote else (word + sign, quote)
        elif sign in "'\"":
            quote, begun = sign, True
        elif sign.isspace():
            if word or begun:
                words.append(word)
            word, begun = "", False
        else:
            word += sign
    return [*words, word] if word or begun else words


def use_powershell() -> None:
    """Let Click know PowerShell too."""
    add_completion_class(PowerShellComplete)


def script(command: click.Command, shell: str) -> str:
    """Return the script that makes a shell complete `netral`."""
    use_powershell()
    found = get_completion_class(shell)
    assert found is not None
    text: str = found(command, {}, "netral", VARIABLE).source()
    return text


def completer(candidates: Callable[[], Iterable[tuple[str, str]]], listed: bool = False) -> Completer:
    """Return a completion from pairs of value and help, which are asked for when the user asks.

    listed: the option takes several values with commas between them; the last one is completed
    """

    def complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, begun = incomplete.rpartition(",") if listed else ("", "", incomplete)
        taken = set(before.split(","))
        return [
            CompletionItem(f"{before}{comma}{value}", help=said)
            for value, said in candidates()
            if value.startswith(begun) and value not in taken
        ]

    return complete


def also_files(found: Completer) -> Completer:
    """Return a completion that offers files too, for options that take an id or a file."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [*found(context, parameter, incomplete), CompletionItem(incomplete, type="file")]

    return complete


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the names of files."""
    return [CompletionItem(incomplete, type="file")]


def _profiles() -> Iterable[tuple[str, str]]:
    from netral_cli.elections.profile import builtin_profiles  # noqa: PLC0415

    return ((profile.id, profile.nama) for profile in builtin_profiles())


def _rules() -> Iterable[tuple[str, str]]:
    from netral_cli.rules.catalogue import builtin_catalogue  # noqa: PLC0415

    return ((rule.id, rule.nama) for rule in builtin_catalogue().rules)


def _signals() -> Iterable[tuple[str, str]]:
    from netral_cli.signals.catalogue import SIGNAL_IDS, label_name  # noqa: PLC0415

    return ((name, label_name(name)) for name in SIGNAL_IDS)


def _labels() -> Iterable[tuple[str, str]]:
    from netral_cli.signals.catalogue import OUTPUTS, label_name  # noqa: PLC0415

    return ((name, label_name(name)) for name in OUTPUTS)


def _tracks() -> Iterable[tuple[str, str]]:
    from netral_cli.rules.catalogue import TRACKS  # noqa: PLC0415

    return ((name, "") for name in TRACKS)


def _actors() -> Iterable[tuple[str, str]]:
    from netral_cli.rules.actor import actor_name  # noqa: PLC0415
    from netral_cli.rules.catalogue import ACTORS  # noqa: PLC0415

    return ((name, actor_name(name)) for name in ACTORS)


def _statuses() -> Iterable[tuple[str, str]]:
    from netral_cli.verdict import STATUSES  # noqa: PLC0415

    return ((name, "") for name in STATUSES)


def _dimensions() -> Iterable[tuple[str, str]]:
    from netral_cli.report.aggregate import DIMENSIONS  # noqa: PLC0415

    return ((name, "") for name in DIMENSIONS)


PROFILES = also_files(completer(_profiles))
RULES = completer(_rules)
SIGNALS = completer(_signals)
LABELS = completer(_labels)
TRACKS = completer(_tracks)
ACTORS = completer(_actors)
STATUSES = completer(_statuses, listed=True)
DIMENSIONS = completer(_dimensions, listed=True)
