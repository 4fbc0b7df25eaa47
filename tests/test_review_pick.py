"""What a queue is picked of: the same from the same posts in any order, of each reason its share, no copies."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from netral_cli.errors import UsageError
from netral_cli.model.labelled import read_labelled
from netral_cli.model.near_duplicates import near_duplicates
from netral_cli.posts.manifest import load_manifest
from netral_cli.review.doubtful import doubtful, enough
from netral_cli.review.item import DIVERSE, LABEL_ERROR, RANDOM, UNCERTAIN, Item
from netral_cli.review.pick import SHARES, Queue, QueueOptions, pick, shares_of
from netral_cli.review.pool import Levels, gather
from netral_cli.review.sources import levels_of
from tests.posts_samples import netral
from tests.report_results import post, write_csv, write_jsonl
from tests.review_samples import posts
from tests.small_labels import corpus_posts, write_labels

LEVELS = Levels(0.3, 0.6)


def picked(found: list[object], size: int = 60, seed: int = 0, errors: list[Item] | None = None) -> Queue:
    pool = gather(found, size, seed, LEVELS)  # type: ignore[arg-type]
    return pick(pool, errors or [], LEVELS, QueueOptions(size, dict(SHARES), seed))


def test_every_reason_has_its_share() -> None:
    errors = [Item(f"e{k}", f"salah{k} tulis{k * 3}", why="keliru") for k in range(40)]
    counts = picked(list(posts(600)), 100, errors=errors).counts
    assert counts == {UNCERTAIN: 40, DIVERSE: 20, RANDOM: 20, LABEL_ERROR: 20}
    assert picked(list(posts(600)), 100).counts == {UNCERTAIN: 50, DIVERSE: 25, RANDOM: 25}


def test_the_uncertain_ones_are_near_a_threshold_and_the_unlike_ones_cover_all_kinds() -> None:
    queue = picked(list(posts(1000)), 60)
    near = [item.score or 0 for item in queue.items if item.reason == UNCERTAIN]
    assert max(min(abs(score - 0.3), abs(score - 0.6)) for score in near) < 0.03
    assert {"dekat ambang tinjau 0,30", "dekat ambang indikasi 0,60"} == {
        item.why.split("skor ")[1].split(" ", 1)[1] for item in queue.items if item.reason == UNCERTAIN
    }
    kinds = {name for item in queue.items for name in item.signals or (item.context,)}
    assert kinds == {"dukungan", "ajakan", "tagar", "serangan", "foto", "tps", "berita", "non_politik"}


def test_no_copies_but_in_the_uniform_share() -> None:
    chosen = [item for item in picked(list(posts(1000)), 200).items if item.reason != RANDOM]
    assert near_duplicates([item.text for item in chosen]) == []


def test_the_uniform_share_is_uniform() -> None:
    """Of many seeds together it has the scores of all posts, not those near the thresholds."""
    found = posts(300)
    scores = [
        item.score or 0
        for seed in range(40)
        for item in picked(list(found), 50, seed).items if item.reason == RANDOM
    ]  # fmt: skip
    assert abs(sum(scores) / len(scores) - 0.5) < 0.04
    assert abs(sum(score < 0.25 for score in scores) / len(scores) - 0.25) < 0.05


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_the_posts_does_not_matter(shuffled: random.Random, seed: int) -> None:
    found = list(posts(200))
    mixed = found[:]
    shuffled.shuffle(mixed)
    assert picked(found, 40, seed).items == picked(mixed, 40, seed).items  # type: ignore[arg-type]
    assert picked(found, 40, seed).items != picked(found, 40, seed + 1).items  # type: ignore[arg-type]


def test_fewer_posts_than_asked_for_are_all_picked_once() -> None:
    found = [p for p in posts(20) if p.number % 10 != 2]
    queue = picked(list(found), 200)
    assert sorted(item.id for item in queue.items) == sorted(p.id for p in found)


def test_labelled_and_empty_posts_are_left_out() -> None:
    found = [*posts(30), replace(posts(1)[0], id="kosong", text="  ")]
    pool = gather(found, 30, 0, LEVELS, frozenset({"id3", found[5].text}))
    assert (pool.seen, pool.known) == (30, 2)
    assert not {"id3", "id5", "kosong"} & {item.id for item in pool.drawn}


def test_one_id_for_two_texts_is_told_apart() -> None:
    found = [replace(p, id="1.85E+17" if p.number < 9 else "") for p in posts(20)]
    ids = Counter(item.id for item in picked(list(found), 20).items)
    assert set(ids.values()) == {1} and any(name.startswith("1.85E+17~") for name in ids)
    assert any(name.startswith("t-") for name in ids)


def test_shares() -> None:
    assert shares_of([]) == dict(SHARES)
    assert shares_of(["acak=100"]) == {UNCERTAIN: 0, DIVERSE: 0, RANDOM: 100, LABEL_ERROR: 0}
    assert shares_of(["acak=60", "salah-label=0"]) == {UNCERTAIN: 27, DIVERSE: 13, RANDOM: 60, LABEL_ERROR: 0}
    for wrong in (["acak"], ["lain=5"], ["acak=-1"], ["acak=101"], ["acak=60", "ambang=50"], ["acak=x"]):
        with pytest.raises(UsageError):
            shares_of(wrong)
    queue = pick(gather(posts(90), 30, 0, LEVELS), [], LEVELS, QueueOptions(30, shares_of(["acak=100"])))
    assert queue.counts == {RANDOM: 30}


def test_wrong_labels_are_found(tmp_path: Path) -> None:
    """Of 400 posts ten get the opposite label; most of them are among the first that are doubted."""
    found = corpus_posts("pilkada-2", 400)
    flipped = [p for p in found if p.partisan and len(p.text) > 60][:5] + [p for p in found if p.context == "berita"][:5]
    wrong = {p.id for p in flipped}
    labelled = [
        p if p.id not in wrong else replace(p, signals=() if p.signals else ("dukungan",), context="berita" if p.signals else "")
        for p in found
    ]
    assert enough(labelled) and not enough(labelled[:20])
    ranked = doubtful(labelled, [tmp_path])
    assert len(wrong & {item.id for item in ranked[:40]}) >= 7
    assert "label mungkin keliru: tertulis" in ranked[0].why


def test_the_command_writes_a_queue(tmp_path: Path) -> None:
    rows = [
        post(f"kabar{k} untuk warga kampung{k * 7} ayo pilih", ("indikasi", "tinjau", "netral")[k % 3], "ayo pilih",
             score=(k % 50) / 50, identifier=str(k))
        for k in range(80)
    ]  # fmt: skip
    for result in (write_jsonl(tmp_path / "h.jsonl", rows), write_csv(tmp_path / "h.csv", rows)):
        queue = tmp_path / f"antrean {result.suffix[1:]}.xlsx"
        code, _out, err = netral("review", "queue", result, "-n", 20, "-o", queue)
        assert code == 0 and "20 pos dari 80" in err and f'review merge "{queue}" --into' in err
        sheet = load_workbook(queue)["Antrean"]
        assert sheet.max_row == 21
        before = queue.read_bytes()
        code, _out, err = netral("review", "queue", result, "-n", 10, "-o", queue)
        assert code == 2 and "mungkin sudah diisi" in err and queue.read_bytes() == before
    label = write_labels(tmp_path / "label.csv", corpus_posts("pilkada-2", 150))
    code, _out, err = netral("review", "queue", result, "-n", 20, "--label", label, "-o", tmp_path / "b.xlsx")
    assert code == 0 and "salah-label" in err
    few = tmp_path / "sedikit.csv"
    few.write_text("id,text,signals,context,label\n1,kabar1 untuk warga kampung7 ayo pilih,,,ragu\nz,halo,,berita,\n", encoding="utf-8")
    code, _out, err = netral("review", "queue", result, "-n", 20, "--label", few, "-o", tmp_path / "c.xlsx")
    assert code == 0 and "Label keliru tidak dicari" in err and "1 sudah berlabel" in err


@pytest.mark.parametrize(("options", "levels"), [((), None), (("--indikasi", "0.9", "--tinjau", "0.2"), (0.2, 0.9))])
def test_a_queue_is_picked_of_what_classify_wrote(
    tmp_path: Path, options: tuple[str, ...], levels: tuple[float, float] | None
) -> None:
    (tmp_path / "pos.csv").write_text("id,teks\n1,coblos nomor 2 ya\n2,harga cabai naik lagi\n", encoding="utf-8")
    result = tmp_path / "hasil.jsonl"
    assert netral("classify", tmp_path / "pos.csv", *options, "-o", result)[0] == 0
    found = levels_of(load_manifest(result.with_name("hasil.jsonl.manifest.json")), None)
    assert levels is None or (found.tinjau, found.indikasi) == levels
    code, _, said = netral("review", "queue", result, "-o", tmp_path / "antrean.xlsx")
    assert code == 0, said


def test_a_partial_result_warns_of_its_uniform_share(tmp_path: Path) -> None:
    rows = [post(f"kabar{k} kampung{k * 7} ayo pilih", "tinjau", "ayo pilih", identifier=str(k)) for k in range(30)]
    result = write_csv(tmp_path / "h.csv", rows, only=("indikasi", "tinjau"))
    assert "bukan semua pos" in netral("review", "queue", result, "-n", 10, "-o", tmp_path / "a.xlsx")[2]


def test_wrong_use(tmp_path: Path) -> None:
    result = write_jsonl(tmp_path / "h.jsonl", [post("halo")])
    assert netral("review", "queue", result, "-o", tmp_path / "a.csv")[0] == 2
    assert netral("review", "queue", result, "--share", "x=1", "-o", tmp_path / "a.xlsx")[0] == 2
    assert netral("review", "queue", tmp_path / "tidak-ada", "-o", tmp_path / "a.xlsx")[0] == 1
    label = tmp_path / "label.csv"
    label.write_text("id,text,signals,context\n1,halo,,berita\n", encoding="utf-8")
    code, _out, err = netral("review", "queue", result, "--label", label, "-o", tmp_path / "a.xlsx")
    assert code == 1 and "tidak ada pos yang belum berlabel" in err
    assert not (tmp_path / "a.xlsx").exists()
    assert [p.text for p in read_labelled([label])] == ["halo"]
