"""Lets `python -m netral_cli` and the installed `netral` run the program; errors become one line and an exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback

from netral_cli.cli import cli
from netral_cli.cli.completing import VARIABLE, use_powershell
from netral_cli.cli.everywhere import verbose
from netral_cli.collection import collect_rarely
from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.names import shown_name
from netral_cli.system_words import reason


def main() -> None:
    """Run the program: known problems end with one line on standard error and their documented exit code."""
    import click  # noqa: PLC0415

    collect_rarely()
    _never_stop_at_a_letter()
    if os.environ.get(VARIABLE):
        use_powershell()
    try:
        code = cli.main(prog_name="netral", complete_var=VARIABLE, standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as problem:
        problem.show()
        code = problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("dihentikan; tidak ada berkas hasil yang ditulis"), err=True)
        code = 130
    except NetralError as problem:
        if verbose():
            traceback.print_exc()
        click.echo(f"netral: {problem}", err=True)
        code = problem.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`netral ... | head`): nothing is wrong.
        sys.stderr.close()
        code = 0
    except OSError as problem:
        code = _refused(problem)
    except Exception as problem:
        code = _unexpected(problem)
    sys.exit(code if isinstance(code, int) else 0)


def _refused(problem: OSError) -> int:
    """Say on one line what the system refused: a full disk behind standard output, a file that vanished."""
    import click  # noqa: PLC0415

    if verbose():
        traceback.print_exc()
    words = reason(problem)
    if problem.filename is not None:
        words = f"{shown_name(os.fsdecode(problem.filename))}: {words}"
    click.echo("netral: " + _("{words}; periksa cakram, izin, dan tujuan keluarannya").format(words=words), err=True)
    return 1


def _unexpected(problem: Exception) -> int:
    """Say on one line what went wrong and how to report it; the traceback only with `-v`."""
    import click  # noqa: PLC0415

    if verbose():
        traceback.print_exc()
        mend = _("laporkan beserta jejak di atas dan keluaran 'netral doctor'")
    else:
        mend = _("jalankan lagi dengan -v dan laporkan jejaknya beserta keluaran 'netral doctor'")
    said = " ".join(str(problem).split())[:300]
    kind = type(problem).__name__
    click.echo(
        "netral: "
        + _("kesalahan yang tidak terduga ({problem}); {mend}").format(
            problem=f"{kind}: {said}" if said else kind, mend=mend
        ),
        err=True,
    )
    return 1


def _never_stop_at_a_letter() -> None:
    """Let a terminal that cannot show a letter show its code instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
