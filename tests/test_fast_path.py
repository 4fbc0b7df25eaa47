"""The fast path against the slow one: the same tokens, the same scores, whatever stands beside a post."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netral_cli.engine.setup import RunSetup, classifier_for
from netral_cli.text.batch import FormTable, make_batch
from netral_cli.text.repair import repair
from netral_cli.text.tokens import TOKEN, calmed, token_strings
from netral_cli.verdict import Classifier
from tests import reference

OPENINGS = [
    "",
    "Ayo",
    "Jangan",
    "ASN dilarang",
    "Menurut berita,",
    '"Pilih kami" kata dia.',
    "Siapa yang",
    "KAMI SEMUA WAJIB",
    "mohon ijin pak",
]
VERBS = [
    "coblos",
    "menangkan",
    "dukung",
    "c0bl0s",
    "c o b l o s",
    "y g  d i p i l i h  tadi",
    "a b  cde  f g",
    "memilih",
    "like dan share",
    "foto bareng",
    "d.u.k.u.n.g",
    "hadir di kampanye",
    "berjanji netral kepada",
]
OBJECTS = [
    "nomor 2",
    "02",
    "paslon 1",
    "Prabowo Gibran",
    "pak Anies Baswedan",
    "bapak haji Ganjar",
    "#PrabowoGibran2024",
    "#GantiPresiden",
    "PDIP",
    "@prabowo",
    "kami",
    "bupati kita",
    "2 jari",
    "jari 1",
]
PLACES = [
    "",
    "di kantor bupati",
    "besok pagi jam 8",
    "untuk 2 periode!",
    "https://t.co/AbC1 &amp; teman",
    "✌️☝🏽 🇮🇩",
    "se-kabupaten, semua guru wajib hadir. Absen dicatat",
    "satu putaran!!!",
]
CLOSINGS = ["", "\nSalam 2 jari", ". Cuaca cerah.", "?", "… lanjutkan pak", "hehehe 😂", "Panen jagung tahun ini lumayan; alhamdulillah", "A - B - C", "ðŸ˜‚ 𝐦𝐞𝐧𝐚𝐧𝐠"]  # fmt: skip


def composed(count: int) -> list[str]:
    """Return posts put together from pieces; always the same."""
    chance = random.Random(9)
    parts = (OPENINGS, VERBS, OBJECTS, PLACES, CLOSINGS)
    posts = [" ".join(chance.choice(part) for part in parts).strip() for _ in range(count)]
    return [post.upper() if k % 9 == 0 else post for k, post in enumerate(posts)]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return classifier_for(RunSetup())


def test_scores_are_those_of_the_slow_reference(classifier: Classifier) -> None:
    posts = [*composed(300), "", " ", "!!!", "2"]
    fast = classifier.scores(posts)[1].raw
    for post, found in zip(posts, fast, strict=True):
        wanted = reference.raw_scores(post, classifier.analyser, classifier.bundle)
        np.testing.assert_allclose(found, wanted, atol=1e-4, err_msg=post)


def test_verdicts_do_not_depend_on_the_posts_beside(classifier: Classifier) -> None:
    posts = composed(60)
    together = classifier.classify(posts)
    assert together == [classifier.classify([post])[0] for post in posts]
    assert together[::-1] == classifier.classify(posts[::-1])


@cache
def own_forms() -> FormTable:
    return FormTable(lambda token: (token,) if len(token) % 3 else (token, "+"))


EDGES = st.lists(st.sampled_from([*"cobLOS24 ___...--**  \n\t,&@#é", "kata", "AYO", "ijin ", "a b", " . ", "1.000", "http://x.y/z", "www.a b", "d.", "🇮🇩"]), max_size=16).map("".join)  # fmt: skip


@given(st.lists(st.one_of(EDGES, st.text(max_size=20)), max_size=4))
@example(
    [
        "c. o. b. l",
        "a - b - c",
        "a _b c",
        "x . y . z",
        "A B C D e",
        "İİ AB İC Dİ",
        "ADA İKA &amp; KITA SEMUA",
        "1 2 3",
        " c o b ",
        "ab c d e",
        "(c o b)",
    ]
)
def test_pieces_between_blanks_give_the_tokens_of_the_whole(posts: list[str]) -> None:
    table = own_forms()
    batch = make_batch(posts, table)
    assert len(batch) == len(posts)
    for k, post in enumerate(posts):
        here = slice(batch.starts[k], batch.starts[k + 1])
        tokens, repaired = calmed(token_strings(post)), repair(post).text
        spans = [match.span() for match in TOKEN.finditer(repaired)]
        wanted = [(form, *span) for token, span in zip(tokens, spans, strict=True) for form in table._analyse(token)]
        named = (table.forms[i] for i in batch.forms[here])
        assert list(zip(named, batch.firsts[here].tolist(), batch.lasts[here].tolist(), strict=True)) == wanted
        assert (batch.posts[here] == k).all()
