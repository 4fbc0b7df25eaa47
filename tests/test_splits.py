"""Splits keep what belongs together on one side; leaks and contradictions are found and named."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netral_cli.model.conflicts import ConflictError, contradict, refuse_conflicts, settle
from netral_cli.model.labelled import LabelledPost, LabelledSet
from netral_cli.model.leaks import LeakError, find_leaks, fingerprint, fingerprints, refuse_leaks, refuse_seen
from netral_cli.model.near_duplicates import five_grams, near_copies, near_duplicates
from netral_cli.model.retrain import RetrainOptions, prepare
from netral_cli.model.splits import SplitError, group_ids, split_by_column, split_by_group, split_by_time

WORDS = [
    "pasar",
    "beras",
    "harga",
    "cabai",
    "panen",
    "hujan",
    "jalan",
    "sekolah",
    "guru",
    "desa",
    "kopi",
    "motor",
    "bola",
    "sungai",
    "pagi",
    "malam",
    "ikan",
    "sawah",
]


def sentence(i: int) -> str:
    """Return a text unlike those of other numbers."""
    return " ".join(WORDS[(i * 7 + k * (i % 5 + 1)) % len(WORDS)] + str(i * 13 + k) for k in range(8))


def post(
    i: int, partisan: bool = False, text: str = "", group: str = "", author: str = "", date: str = "", split: str = "",
    profile: str = "",
) -> LabelledPost:  # fmt: skip
    return LabelledPost(
        f"p{i}", text or sentence(i), ("dukungan",) if partisan else (), "" if partisan else "berita",
        group=group or f"g{i}", where=f"l.csv: baris {i + 2}", author=author, date=date, split=split, profile=profile,
    )  # fmt: skip


def both(n: int) -> list[LabelledPost]:
    return [post(i, i % 2 == 0) for i in range(n)]


POSTS = st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 9)), min_size=10, max_size=60).map(
    lambda rows: [
        post(i, side, author=f"@a{who}" if who else "", group=f"g{group}" if group else f"s{i}")
        for i, (side, who, group) in enumerate(rows)
    ]
)


@settings(max_examples=60, deadline=None)
@given(posts=POSTS, share=st.floats(0.05, 0.5), seed=st.integers(0, 3))
def test_no_group_is_on_both_sides(posts: list[LabelledPost], share: float, seed: int) -> None:
    found = split_by_group(posts, share, seed)
    assert sorted(found.train + found.test) == list(range(len(posts)))
    train, test = [posts[i] for i in found.train], [posts[i] for i in found.test]
    assert find_leaks(train, test) == []
    assert {p.author for p in train if p.author} & {p.author for p in test} == set()
    for side in (False, True):
        assert sum(p.partisan == side for p in test) <= share * sum(p.partisan == side for p in posts) + 0.5
    again = split_by_group(posts[::-1], share, seed)
    assert {posts[::-1][i].id for i in again.test} == {p.id for p in test}


def test_about_the_wanted_share_is_held_out_of_both_classes() -> None:
    posts = both(200)
    found = split_by_group(posts, 0.2)
    assert [sum(posts[i].partisan == side for i in found.test) for side in (False, True)] == [20, 20]


def test_cross_validation_keeps_together_what_hangs_together() -> None:
    posts = [post(i, i % 2 == 0, author=f"@a{i // 2}") for i in range(60)]
    prepared = prepare(LabelledSet(posts), [], RetrainOptions())
    by_author: dict[str, set[str]] = {}
    for one in (*prepared.local, *prepared.test):
        by_author.setdefault(one.author, set()).add(one.group)
    assert {len(groups) for groups in by_author.values()} == {1}
    assert {p.group for p in prepared.local} & {p.group for p in prepared.test} == set()
    again = prepare(LabelledSet(posts[::-1]), [], RetrainOptions())
    assert {p.id: p.group for p in prepared.local} == {p.id: p.group for p in again.local}


def test_one_large_group_only_teaches() -> None:
    posts = [*both(40), *(post(100 + i, i % 2 == 0, author="@desa") for i in range(40))]
    found = split_by_group(posts, 0.2)
    assert max(found.test) < 40
    assert "40 dari 80 pos saling terkait" in found.notes[0]
    alone = split_by_group([post(i, author="@desa") for i in range(30)], 0.2)
    assert (alone.test, len(alone.train)) == ([], 30)
    assert any("tidak ada yang dapat disisihkan" in note for note in alone.notes)


def test_accounts_and_copies_make_groups() -> None:
    posts = [
        post(0, author="@Ani"), post(1, author="ani"), post(2, text="Ayo ke pasar besok pagi ramai-ramai ya bapak ibu"),
        post(3, text="RT: Ayo ke pasar besok pagi ramai-ramai ya bapak ibu"), post(4), post(5, group="g4"),
    ]  # fmt: skip
    assert group_ids(posts).tolist() == [0, 0, 2, 2, 4, 4]
    assert group_ids(posts, authors=False, copies=False).tolist() == [0, 1, 2, 3, 4, 4]


def test_time_teaches_with_the_past() -> None:
    posts = [post(i, i % 2 == 0, date=f"2024-{1 + i // 5:02d}-10", author="@a") for i in range(50)]
    posts[49] = post(49, date="2024-10-12", text=posts[0].text)
    posts.append(post(60, date="entah kapan"))
    found = split_by_time(posts, 0.2)
    assert max(posts[i].date for i in found.train if i != 50) < min(posts[i].date for i in found.test)
    assert found.dropped == [49]
    assert 50 in found.train
    assert sorted([*found.train, *found.test, *found.dropped]) == list(range(51))
    assert [
        "2024-09-10" in found.notes[0],
        "1 pos tanpa tanggal" in found.notes[1],
        "1 pos baru" in found.notes[2],
    ] == [True] * 3


def test_time_needs_dates() -> None:
    with pytest.raises(SplitError, match="--date-column"):
        split_by_time(both(5), 0.2)
    with pytest.raises(SplitError, match=r"'kemarin' tidak terbaca \(l\.csv: baris 2\)"):
        split_by_time([post(0, date="kemarin"), post(1)], 0.2)
    with pytest.raises(SplitError, match="2024-11-01"):
        split_by_time([post(i, date="1 November 2024") for i in range(9)], 0.2)


def test_the_files_may_state_the_split() -> None:
    posts = [post(0, split="uji"), post(1, split="latih"), post(2)]
    found = split_by_column(posts)
    assert found is not None
    assert (found.test, found.train) == ([0], [1, 2])
    assert split_by_column(posts[1:]) is None


def test_leaks_are_named_with_examples() -> None:
    train = [post(0), post(1, author="@Ani"), post(2, group="kasus"), post(3, text="mantap pak")]
    copy = post(10, text=train[0].text.upper() + " !!")
    test = [copy, post(11, author="ani"), post(12, group="kasus"), post(13, text="mantap pak"), post(14)]
    assert [(leak.test, leak.train, leak.why) for leak in find_leaks(train, test)] == [
        (0, 0, "teks"), (1, 1, "akun"), (2, 2, "kelompok"),
    ]  # fmt: skip
    assert [leak.test for leak in find_leaks(train, test, authors=False)] == [0, 2]
    with pytest.raises(LeakError, match=r"3 dari 5 .* baris 12 ~ l\.csv: baris 2 \(teks hampir sama\)"):
        refuse_leaks(train, test)
    refuse_leaks(train, test[3:])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text("abc ", max_size=30), max_size=8), st.lists(st.text("abc ", max_size=30), max_size=8))
def test_copies_between_two_sides_are_those_among_all(first: list[str], second: list[str]) -> None:
    n = len(first)
    expected = [(i, j - n, s) for i, j, s in near_duplicates([*first, *second]) if i < n <= j]
    assert near_copies(first, second) == expected


def by_brute_force(texts: Sequence[str], threshold: float) -> list[tuple[int, int, float]]:
    sets = [five_grams(text) for text in texts]
    compared = ((i, j, len(sets[i] & sets[j]) / len(sets[i] | sets[j])) for j in range(len(sets)) for i in range(j))
    return sorted((i, j, similarity) for i, j, similarity in compared if similarity > threshold)


@pytest.mark.parametrize("threshold", [0.3, 0.6, 0.9])
def test_near_duplicates_are_those_that_every_comparison_finds(threshold: float) -> None:
    random = Random(7)
    texts = ["", "a", "abcde", "abcdef"]
    for _ in range(150):
        words = random.choices(WORDS, k=random.randint(1, 14))
        for _ in range(random.randint(1, 4)):
            texts.append(" ".join(words))
            words[random.randrange(len(words))] = random.choice(["x", "pak", "kami semua", *WORDS])
    found = near_duplicates(texts, threshold)
    assert len(found) > 20
    assert found == by_brute_force(texts, threshold)


def test_many_copies_take_little_memory() -> None:
    texts = [f"ayo datang ke lapangan sore ini ya kawan semua ditunggu kehadirannya jangan lupa {n}" for n in range(700)]
    tracemalloc.start()
    found = near_duplicates(texts)
    assert len(found) == 700 * 699 // 2
    assert tracemalloc.get_traced_memory()[1] < 300e6
    tracemalloc.stop()


@given(st.lists(st.sampled_from(WORDS), min_size=5, max_size=9))
def test_a_fingerprint_is_of_the_words_alone(words: Sequence[str]) -> None:
    mine = fingerprint(" ".join(words))
    assert mine is not None
    assert fingerprint("@akun " + ", ".join(w.upper() for w in words) + "!! https://t.co/x") == mine
    assert fingerprint(" ".join([*words, "lain"])) != mine


def test_a_model_is_not_measured_on_what_it_has_learnt() -> None:
    posts = [*both(6), post(9, text="mantap pak")]
    seen = fingerprints([p.text for p in posts[:3]])
    assert len(seen) == 3
    with pytest.raises(LeakError, match=r"sudah belajar dari 3 dari 7 .*--allow-seen"):
        refuse_seen(posts, seen, "model X")
    refuse_seen(posts[3:], seen, "model X")
    refuse_seen(posts, fingerprints([]), "model X")


def answer(i: int, yes: bool, text: str) -> LabelledPost:
    return LabelledPost(f"a{i}", text, (), "", answer=yes, knows_context=False, where=f"b.csv: baris {i}")


def test_repeats_are_used_once_and_the_fullest_label_wins() -> None:
    posts = [answer(2, True, "Ayo  coblos"), post(1, True, text="ayo coblos"), answer(3, True, "AYO COBLOS"), post(4)]
    settled = settle(posts)
    assert [p.id for p in settled.posts] == ["p1", "p4"]
    assert (settled.repeats, settled.conflicts) == (2, [])


def test_contradictions_are_listed() -> None:
    other = LabelledPost("x", "ayo coblos", ("ajakan",), "", where="c.csv: baris 9")
    assert contradict(post(1, True), other)
    assert contradict(answer(1, False, "a"), post(1, True))
    assert not contradict(answer(1, True, "a"), post(1, True))
    assert contradict(post(1), LabelledPost("x", "y", (), "tps"))
    settled = settle([post(1, True, text="ayo coblos"), other, post(2), answer(5, True, post(2).text)])
    assert settled.posts == []
    with pytest.raises(ConflictError) as caught:
        refuse_conflicts(settled)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert "l.csv: baris 3 dan c.csv: baris 9" in lines[0]
    assert "dukungan, ajakan" in lines[0]
    assert "berita, ya" in lines[1]
    assert "--on-conflict drop" in lines[2]
    same_text_elsewhere = [post(1, True, text="a", profile="p1"), post(2, text="a", profile="p2")]
    assert settle(same_text_elsewhere).conflicts == []
