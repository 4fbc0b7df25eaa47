"""Completion in the four shells, and the scripts that ask for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from netral_cli.cli import COMMANDS, cli
from netral_cli.cli.completing import SHELLS, _words
from netral_cli.rules.catalogue import TRACKS, builtin_catalogue
from netral_cli.signals.catalogue import SIGNAL_IDS


def complete(shell: str, line: str, **more: str) -> list[str]:
    """Return what a shell is offered at the end of a line."""
    words = line.split(" ")
    last = words[-1]
    env = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "fish": {"COMP_WORDS": line, "COMP_CWORD": last},
        "powershell": {"COMP_WORDS": line.rstrip(), "COMP_LAST": last},
    }[shell]
    found = subprocess.run(
        [sys.executable, "-m", "netral_cli"], capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "_NETRAL_COMPLETE": f"{shell}_complete", **env, **more},
    )  # fmt: skip
    return found.stdout.splitlines()


def values(line: str) -> list[str]:
    return [entry.split("\t")[1] for entry in complete("powershell", line)]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_rule_ids(shell: str) -> None:
    said = complete(shell, "netral rules show skb-k")
    wanted = [rule.id for rule in builtin_catalogue().rules if rule.id.startswith("skb-k")]
    assert wanted
    assert [name for name in wanted if not any(name in line for line in said)] == []
    assert not any("uu-" in line for line in said)


def test_commands_options_and_values() -> None:
    assert values("netral c") == [name for name in COMMANDS if name.startswith("c")]
    assert values("netral rules ") == ["doc", "list", "show", "test"]
    assert "--profile" in values("netral classify --p")
    assert "--lang" in values("netral --l")
    assert values("netral classify a.csv --format ") == ["csv", "tsv", "xlsx", "jsonl", "parquet"]
    assert values("netral --lang ") == ["id", "en"]
    assert values("netral completion ") == list(SHELLS)


def test_profiles_signals_tracks_actors_and_statuses() -> None:
    assert {"nasional", "pilgub-jabar-2024"} <= set(values("netral classify --profile "))
    assert values("netral profile show pilgub-jab")[0] == "pilgub-jabar-2024"
    assert values("netral rules list --sinyal ") == list(SIGNAL_IDS)
    assert values("netral rules list --jalur ") == list(TRACKS)
    assert set(SIGNAL_IDS) < set(values("netral explain teks --label "))
    assert values("netral explain teks --actor p") == ["pns", "pppk"]
    assert values("netral classify --only indikasi,") == ["indikasi,tinjau", "indikasi,netral"]
    assert values("netral summary h.csv --by hari,pla") == ["hari,platform"]


def test_files_are_left_to_the_shell() -> None:
    assert complete("powershell", "netral classify da")[0].split("\t")[:2] == ["file", "da"]
    assert "file,x" in complete("bash", "netral profile show x")


def test_help_of_candidates_is_in_the_language_asked_for() -> None:
    line = "netral rules list --sinyal tag"
    assert complete("powershell", line)[0].split("\t")[2] == "Tagar / tagline kampanye"
    english = complete("powershell", line, NETRAL_LANG="en")[0].split("\t")
    assert english[1] == "tagar" and english[2] != "Tagar / tagline kampanye"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("netral classify", ["netral", "classify"]),
        (r"netral classify C:\data\pos.csv -o 'hasil saya.csv'", ["netral", "classify", r"C:\data\pos.csv", "-o", "hasil saya.csv"]),
        ('netral explain "ayo pilih', ["netral", "explain", "ayo pilih"]),
        ("netral explain ''", ["netral", "explain", ""]),
        ("  ", []),
    ],
)  # fmt: skip
def test_words_of_a_powershell_line(line: str, words: list[str]) -> None:
    assert _words(line) == words


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="'\"", exclude_categories=["C", "Z"]), min_size=1)))
def test_words_survive_quoting(words: list[str]) -> None:
    assert _words(" ".join(f"'{word}'" for word in words)) == words
    assert _words(" ".join(words)) == words


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_ask_with_the_right_variable(runner: CliRunner, shell: str) -> None:
    said = runner.invoke(cli, ["completion", shell])
    assert said.exit_code == 0
    assert "_NETRAL_COMPLETE" in said.output
    assert f"{shell}_complete" in said.output
    assert "%(" not in said.output


def test_an_unknown_shell_is_refused(runner: CliRunner) -> None:
    found = runner.invoke(cli, ["completion", "tcsh"])
    assert found.exit_code == 2 and "'tcsh'" in found.output


@pytest.mark.parametrize("shell", SHELLS)
def test_the_way_to_install_is_in_the_help(runner: CliRunner, shell: str) -> None:
    assert f"netral completion {shell}" in runner.invoke(cli, ["completion", "--help"]).output


def test_bash_itself_completes(tmp_path: Path) -> None:
    """The script as bash runs it, with a `netral` that is found by name."""
    bash = shutil.which("bash")
    assert bash is not None
    program = tmp_path / "netral"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m netral_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    lines = (
        'eval "$(netral completion bash)"\n'
        "COMP_WORDS=(netral rules show skb-k); COMP_CWORD=3\n"
        '_netral_completion netral; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    found = subprocess.run(
        [bash, "--norc", "-c", lines], capture_output=True, encoding="utf-8",
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}, check=False,
    )  # fmt: skip
    assert "skb-k4" in found.stdout.split(), found.stderr
