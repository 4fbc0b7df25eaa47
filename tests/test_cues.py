"""Every cue finds its good examples and leaves its bad ones alone."""

from __future__ import annotations

import numpy as np
import pytest

from netral_cli.elections.profile import builtin_profiles, parse_profile
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.signals.cues import Cue, CueError, builtin_cues, check_unique, parse_cues
from netral_cli.signals.pattern import PatternError, compile_pattern
from tests.example_election import EXAMPLE_PROFILE


@pytest.fixture(scope="module")
def analyser() -> TextAnalyser:
    return TextAnalyser([parse_profile(EXAMPLE_PROFILE, "contoh.toml"), *builtin_profiles()])


def found_ids(analyser: TextAnalyser, text: str) -> set[str]:
    """Return the ids of cues outside frames, and of frame targets as `bingkai:NAME`."""
    matches = analyser.analyse([text]).matches
    cues = {analyser.matcher.cues[c].id for c in matches.cue[~matches.inside]}
    return cues | {f"bingkai:{analyser.matcher.frames[k]}" for k in np.flatnonzero(matches.in_frame[0])}


def cases(kind: str) -> list[tuple[Cue, str]]:
    return [(cue, text) for cue in builtin_cues() for text in getattr(cue, kind)]


@pytest.mark.parametrize(("cue", "text"), cases("cocok"), ids=lambda v: v.id if isinstance(v, Cue) else v[:30])
def test_a_cue_finds_its_good_examples(analyser: TextAnalyser, cue: Cue, text: str) -> None:
    wanted = f"bingkai:{cue.target}" if cue.is_frame else cue.id
    assert wanted in found_ids(analyser, text)


@pytest.mark.parametrize(("cue", "text"), cases("tolak"), ids=lambda v: v.id if isinstance(v, Cue) else v[:30])
def test_a_cue_leaves_its_bad_examples_alone(analyser: TextAnalyser, cue: Cue, text: str) -> None:
    if cue.is_frame:
        alone = TextAnalyser(analyser.lexicon.profiles, cues=[cue])
        assert not alone.analyse([text]).matches.in_frame.any()
    else:
        assert cue.id not in found_ids(analyser, text)


def test_every_cue_has_both_kinds_of_examples() -> None:
    assert [cue.id for cue in builtin_cues() if not (cue.cocok and cue.tolak)] == []


@pytest.mark.parametrize("pola", ["", "..", "kata ..", ".. kata", "{tidakada}", "ab*", "a//b"])
def test_a_wrong_pattern_is_refused(pola: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pola)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[", "TOML"),
        ('sinyal = "ngawur"', "ngawur"),
        ("x = 1", "baris pertama"),
        ('sinyal = "foto"\n[[isyarat]]\nid = "a"\npola = ["foto"]\ncocok = ["foto"]', "tolak"),
        ('sinyal = "foto"\n[[isyarat]]\nid = "a"\npola = ["{x}"]\ncocok = ["foto"]\ntolak = ["b"]', "{x}"),
    ],
)
def test_a_wrong_cue_file_names_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(CueError, match=r"c\.toml") as caught:
        parse_cues(text, "c.toml")
    assert words in str(caught.value)


def test_ids_are_used_once() -> None:
    with pytest.raises(CueError, match="dua kali"):
        check_unique([*builtin_cues(), builtin_cues()[0]])
