"""What the commands that read a result share: their options, and the opened result with profiles and rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from netral_cli.cli.options import PATH, profile_option
from netral_cli.language import _

if TYPE_CHECKING:
    from netral_cli.elections.profile import Profile
    from netral_cli.report.findings import Result
    from netral_cli.rules.catalogue import Catalogue

F = TypeVar("F", bound=Callable[..., Any])


def result_options(function: F) -> F:
    """Add `--profile`, `--rules` and `--platform-column`."""
    function = click.option(
        "--platform-column",
        metavar=_("KOLOM"),
        help=_("Kolom yang berisi nama platform (bawaan: dikenali, atau dari tautan)."),
    )(function)
    function = click.option(
        "--rules", "rules", multiple=True, type=PATH, metavar=_("BERKAS"),
        help=_("Berkas aturan sendiri (TOML) yang dipakai saat pemeriksaan; boleh diulang."),
    )(function)  # fmt: skip
    return profile_option(function)


@dataclass(frozen=True, slots=True)
class OpenedResult:
    """A result that is ready to be read, with the elections and rules that go with it."""

    result: Result
    profiles: tuple[Profile, ...]
    catalogue: Catalogue

    def say_notes(self) -> None:
        """Say on standard error what the reader should know of the result."""
        for note in (*self.result.source.notes, *self.result.notes):
            click.echo(note, err=True)


def open_result(
    path: Path, stack: ExitStack, output: Path | None, profiles: tuple[str, ...], rules: tuple[Path, ...],
    platform_column: str | None, reading: Mapping[str, Any],
) -> OpenedResult:  # fmt: skip
    """Return an opened result; raises `UsageError` where the output would replace it, `ReadError`, `NetralError`."""
    from netral_cli.cli.reading import read_options  # noqa: PLC0415
    from netral_cli.elections.profile import load_profiles  # noqa: PLC0415
    from netral_cli.errors import UsageError  # noqa: PLC0415
    from netral_cli.report.calendars import profile_names  # noqa: PLC0415
    from netral_cli.report.findings import Result  # noqa: PLC0415
    from netral_cli.rules.catalogue import load_catalogue  # noqa: PLC0415

    if output is not None and output.resolve() == path.resolve():
        raise UsageError(_("-o {output}: akan menimpa hasil itu sendiri; beri nama lain").format(output=output))
    catalogue = load_catalogue(rules)
    result = Result(path, stack, read_options(**reading), platform_column, catalogue)
    chosen = profiles or profile_names(result.manifest)
    return OpenedResult(result, load_profiles(chosen), catalogue)
