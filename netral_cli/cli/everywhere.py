"""The options that every command has (`--lang`, `-v`, `--help`), and `--version` of the program."""

from __future__ import annotations

import gettext

import click

from netral_cli.cli.speech import VARIABLE
from netral_cli.language import LANGUAGES, _

_verbose = [False]


def verbose() -> bool:
    """Return whether `-v` was given."""
    return _verbose[0]


def forget_verbose() -> None:
    """Forget an earlier `-v`: a new command line begins."""
    _verbose[0] = False


def _note_verbose(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if value:
        _verbose[0] = True


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001
    if not value or context.resilient_parsing:
        return
    from netral_cli.engine.versions import version_line  # noqa: PLC0415

    click.echo(version_line())
    context.exit()


class _EnvironmentOption(click.Option):
    """An option whose environment variable is named in the language in use, also where its value is refused."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Return the option and its variable; Click's own words for it cannot be translated."""
        named = click.Parameter.get_error_hint(self, ctx)
        if not self.show_envvar or not self.envvar:
            return named
        # The catalogue of Click has this message for its help.
        return f"{named} ({gettext.gettext('env var: {var}').format(var=self.envvar)})"


def _options(at_root: bool) -> list[click.Option]:
    """Return the options; the environment variable counts once, at the root."""
    lang = _EnvironmentOption(
        ["--lang"], type=click.Choice(LANGUAGES, case_sensitive=False), expose_value=False, is_eager=True,
        envvar=VARIABLE if at_root else None, show_envvar=at_root,
        help=_("Bahasa pesan, bantuan, dan laporan (bawaan: id); teks aturan tetap berbahasa Indonesia."),
    )  # fmt: skip
    more = click.Option(
        ["-v", "--verbose"], is_flag=True, expose_value=False, is_eager=True, callback=_note_verbose,
        help=_("Bila ada kesalahan, tunjukkan juga jejaknya (traceback)."),
    )  # fmt: skip
    version = click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_show_version,
        help=_("Tampilkan versi program, bundel model, dan aturan."),
    )  # fmt: skip
    return [lang, more, version] if at_root else [lang, more]


def _kind(parameter: click.Parameter) -> str | None:
    """Return what an option's value is called in its help, None where Click's own name or the chosen one is right."""
    if not isinstance(parameter, click.Option) or parameter.metavar or parameter.is_flag or parameter.count:
        return None
    if isinstance(parameter.type, (click.types.IntParamType, click.types.FloatParamType)):
        return _("ANGKA")
    if isinstance(parameter.type, click.Path):
        return _("BERKAS")
    return None if isinstance(parameter.type, click.Choice) else _("TEKS")


def prepare(command: click.Command, context: click.Context, at_root: bool = False) -> click.Command:
    """Give a command and those below it the options that all have, in the language in use, and return it."""
    mine = _options(at_root)
    names = {option.name for option in mine}
    command.params = [*(known for known in command.params if known.name not in names), *mine]
    for parameter in command.params:
        parameter.metavar = _kind(parameter) or parameter.metavar
    command.options_metavar = _("[OPSI]...")
    help_option = command.get_help_option(context)
    if help_option is not None:
        help_option.help = _("Tampilkan bantuan ini.")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("PERINTAH [ARGUMEN]...")
        for below in command.commands.values():
            prepare(below, context)
            # Click would cut it where a line ends.
            below.short_help = below.help
    return command
