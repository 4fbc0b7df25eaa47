"""All patterns found together are those found one by one, whatever the patterns and the posts."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from netral_cli.signals.cues import Cue
from netral_cli.signals.match import CueMatcher
from netral_cli.signals.pattern import compile_pattern
from netral_cli.text.batch import FormTable, make_batch
from netral_cli.text.growing import Growing
from netral_cli.text.stem import Stemmer
from tests import reference

WORDS = ["kata", "kami", "pilih", "memilih", "nomor", "katak", "."]
ELEMENT = st.sampled_from(["kata", "kami", "pilih~", "nomor", "kat*", "kata/kami", "nomor/pilih"])
GAP = st.sampled_from(["", "", " ..1", " ..2", " ..", " ..9"])
MIDDLE = st.lists(st.tuples(GAP, ELEMENT).map(" ".join), max_size=3).map(" ".join)
POLA = st.tuples(st.sampled_from(["", "^ "]), ELEMENT, st.just(" "), MIDDLE, st.sampled_from(["", " $"])).map("".join)
POSTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=5)
STEMMER = Stemmer()


@given(st.lists(st.tuples(st.lists(POLA, min_size=1, max_size=3), st.sampled_from(["foto", "larangan", "tanya"]), st.integers(0, 2)), min_size=1, max_size=6), POSTS)  # fmt: skip
@example([(["kata ..9 kami $"], "foto", 0)], ["kata kata pilih kami", "", "kami"])
def test_cues_are_those_of_the_reference(cues: list[tuple[list[str], str, int]], posts: list[str]) -> None:
    made = [
        Cue(f"c{k}", target, target != "foto", tuple(map(compile_pattern, pola)), (), (), reach)
        for k, (pola, target, reach) in enumerate(cues)
    ]
    matcher = CueMatcher(made, STEMMER)
    table = FormTable(lambda token: (token,))
    batch = make_batch(posts, table)
    found = matcher.match(batch, table)
    here = list(zip(found.cue.tolist(), found.start.tolist(), found.end.tolist(), strict=True))
    wanted = []
    for number, cue in enumerate(matcher.cues):
        for post in range(len(posts)):
            first = int(batch.starts[post])
            forms = [table.forms[i] for i in batch.forms[first : batch.starts[post + 1]]]
            hits = sorted(reference._hits(cue, forms, STEMMER).items())
            wanted += [(number, first + start, first + end) for start, end in hits]
    assert here == wanted
    for post in range(len(posts)):
        forms = [table.forms[i] for i in batch.forms[batch.starts[post] : batch.starts[post + 1]]]
        frames = {cue.target for cue in matcher.frame_cues if reference._hits(cue, forms, STEMMER)}
        assert {matcher.frames[k] for k in np.flatnonzero(found.in_frame[post])} == frames


@given(st.lists(st.lists(st.integers(0, 9), max_size=40), max_size=8))
def test_a_growing_array_holds_what_was_put_in(parts: list[list[int]]) -> None:
    grown = Growing(np.int32)
    for part in parts:
        grown.extend(np.array(part, dtype=np.int32))
    assert grown.all.tolist() == [value for part in parts for value in part]
    assert len(grown) == len(grown.all)
