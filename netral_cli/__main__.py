"""Lets `python -m netral_cli` and the installed `netral` run the program; errors become one line and an exit code."""

from __future__ import annotations

import sys

from netral_cli.cli import cli
from netral_cli.collection import collect_rarely
from netral_cli.errors import NetralError
from netral_cli.language import _


def main() -> None:
    """Run the program: known problems end with one line on standard error and their documented exit code."""
    import click  # noqa: PLC0415

    collect_rarely()
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as problem:
        problem.show()
        code = problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("dihentikan; tidak ada berkas hasil yang ditulis"), err=True)
        code = 130
    except NetralError as problem:
        click.echo(f"netral: {problem}", err=True)
        code = problem.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`netral ... | head`): nothing is wrong.
        sys.stderr.close()
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
