"""What the program does around its commands: versions, one-line errors, tracebacks on demand, colours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from netral_cli import __version__
from netral_cli.cli import cli
from netral_cli.engine.setup import RunSetup
from netral_cli.engine.versions import versions

ESCAPE = "\x1b["
# A program whose `inspect` breaks in a way nobody thought of.
BREAKING = (
    "import netral_cli.posts.reader as r, sys\n"
    "def broken(*a): raise KeyError('dua\\nbaris')\n"
    "r.open_source = broken\n"
    "from netral_cli.__main__ import main\n"
    "sys.argv[0] = 'netral'\n"
    "main()\n"
)


def run(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
    )  # fmt: skip


def netral(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run("-m", "netral_cli", *arguments, **env)


def test_version_names_program_bundle_and_rules(runner: CliRunner) -> None:
    said = runner.invoke(cli, ["--version"])
    assert said.exit_code == 0
    parts = versions(RunSetup())
    assert said.output == f"netral {__version__} (bundel {parts['bundel']}, aturan {parts['aturan']})\n"
    assert "bundle" in runner.invoke(cli, ["--version", "--lang", "en"]).output


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_known_error_has_its_traceback_only_on_demand(where: str) -> None:
    plain = netral("rules", "show", "tak-ada")
    assert plain.returncode == 2
    assert plain.stderr.count("\n") == 1 and plain.stderr.startswith("netral: ")
    arguments = ["-v", "rules", "show", "tak-ada"] if where == "before" else ["rules", "show", "tak-ada", "--verbose"]
    more = netral(*arguments)
    assert more.returncode == 2
    assert "Traceback" in more.stderr and more.stderr.endswith(plain.stderr)


def test_an_unexpected_error_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "pos.csv"
    file.write_text("teks\nhalo\n", encoding="utf-8")
    found = run("-c", BREAKING, "inspect", str(file))
    assert found.returncode == 1
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert "tidak terduga (KeyError" in found.stderr and "-v" in found.stderr and "netral doctor" in found.stderr
    more = run("-c", BREAKING, "-v", "inspect", str(file))
    assert more.returncode == 1
    assert "Traceback" in more.stderr and "in broken" in more.stderr
    english = run("-c", BREAKING, "inspect", str(file), "--lang", "en")
    assert "unexpected error" in english.stderr and english.stderr.count("\n") == 1


def test_verbose_is_forgotten_by_the_next_call(runner: CliRunner) -> None:
    from netral_cli.cli.everywhere import verbose

    runner.invoke(cli, ["-v", "rules", "list"])
    assert verbose()
    runner.invoke(cli, ["rules", "list"])
    assert not verbose()


def test_an_encoding_without_the_letter_does_not_stop_the_program() -> None:
    found = netral("explain", "Ayo coblos nomor 2 ✌️ Prabowo Gibran", PYTHONIOENCODING="ascii")
    assert found.returncode == 0
    assert "\\u270c" in found.stdout


def test_no_colours_where_nobody_sees_them() -> None:
    for arguments in (["explain", "Ayo menangkan Prabowo Gibran"], ["doctor"], ["model", "show"]):
        found = netral(*arguments)
        assert found.returncode == 0
        assert ESCAPE not in found.stdout + found.stderr


def test_no_color_is_respected_on_a_terminal(runner: CliRunner) -> None:
    assert ESCAPE in runner.invoke(cli, ["doctor"], color=True).output
    assert ESCAPE not in runner.invoke(cli, ["doctor"], color=True, env={"NO_COLOR": "1"}).output


def test_no_color_is_respected_by_tables_on_a_terminal() -> None:
    pty = pytest.importorskip("pty")

    def on_a_terminal(**env: str) -> str:
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "netral_cli", "explain", "Ayo menangkan Prabowo Gibran, coblos nomor 2"],
            stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **env},
        ) as process:  # fmt: skip
            os.close(theirs)
            said = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:
                    break
                if not piece:
                    break
                said += piece
            process.wait()
        os.close(ours)
        return said.decode("utf-8", "replace")

    assert re.search(r"\x1b\[[\d;]*3[1-7]", on_a_terminal())
    assert re.search(r"\x1b\[[\d;]*3[1-7]", on_a_terminal(NO_COLOR="1")) is None


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys, time; t = time.perf_counter()\n"
        "from netral_cli.cli import cli\n"
        "try: cli.main(['--help'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "print(time.perf_counter() - t, [m for m in ('numpy', 'scipy', 'pandas', 'sklearn', 'rich') if m in sys.modules])"
    )
    best = min(float(run("-c", code).stdout.splitlines()[-1].split()[0]) for _attempt in range(3))
    assert best < 0.3
    assert run("-c", code).stdout.splitlines()[-1].endswith("[]")
