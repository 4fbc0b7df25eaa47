"""Reviewers' files become labels: nothing lost, nothing twice, differences kept for a third person."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from netral_cli.model.labelled import read_labels
from netral_cli.review.agreement import agreement, kappa
from netral_cli.review.decision import Decision, Label
from netral_cli.review.item import DISPUTED, LABEL_ERROR, Item
from netral_cli.review.labelfile import LabelFileError, labelled_rows, read_label_file
from netral_cli.review.merge import Reviewed, merge
from netral_cli.review.sheet import read_queue
from netral_cli.review.store import Store
from netral_cli.review.workbook import write_workbook
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from tests.posts_samples import netral
from tests.review_samples import HOSTILE, fill, hostile_items, items


def queue(path: Path, rows: Sequence[Mapping[str, Any]], found: list[Item] | None = None) -> Path:
    write_workbook(path, items(len(rows)) if found is None else found)
    return fill(path, rows)


def labels(path: Path) -> dict[str, tuple[str, str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["label"], row["signals"], row["context"]) for row in csv.DictReader(file)}


def test_a_filled_queue_is_what_training_reads(tmp_path: Path) -> None:
    source = queue(tmp_path / "ani.xlsx", [
        {"status": "ya", "sinyal_1": "ajakan"}, {"status": "tidak", "konteks": "berita"}, {"status": "ragu", "catatan": "?"},
        {"status": "lewati"}, {"status": "ya"}, {},
    ])  # fmt: skip
    target = tmp_path / "label.csv"
    code, out, _err = netral("review", "merge", source, "--into", target)
    assert code == 0 and "5 baris baru" in out and "1 pos di antrean belum diisi" in out and "Bagian acak: 1 dari 1" in out
    assert labels(target) == {
        "p0": ("ya", "ajakan", ""), "p1": ("tidak", "", "berita"), "p2": ("ragu", "", ""), "p3": ("lewati", "", ""),
        "p4": ("ya", "", ""),
    }  # fmt: skip
    found = read_labels([target])
    assert [(p.id, p.signals, p.context, p.answer) for p in found.posts] == [
        ("p0", ("ajakan",), "", None), ("p1", (), "berita", None), ("p4", (), "", True)
    ]  # fmt: skip
    assert found.undecided == 2
    before = target.read_bytes()
    assert "5 sudah sama" in netral("review", "merge", source, "--into", target)[1]
    assert target.read_bytes() == before


def test_hostile_posts_come_through_unchanged(tmp_path: Path) -> None:
    source = queue(tmp_path / "a.xlsx", [{"status": "ya", "sinyal_1": "foto"}] * len(HOSTILE), hostile_items())
    target = tmp_path / "label.csv"
    assert netral("review", "merge", source, "--into", target)[0] == 0
    assert [(row.id, row.text) for row in labelled_rows(target)] == [(f"00{k}", text) for k, text in enumerate(HOSTILE)]
    assert [row.spans[0].end for row in labelled_rows(target)] == [3] * len(HOSTILE)
    assert [p.text for p in read_labels([target]).posts] == list(HOSTILE)


def test_two_reviewers_and_a_third(tmp_path: Path) -> None:
    first = queue(tmp_path / "ani.xlsx", [
        {"status": "ya", "sinyal_1": "ajakan"}, {"status": "ya", "sinyal_1": "ajakan"}, {"konteks": "tps"},
        {"status": "lewati"}, {"status": "ragu"}, {"status": "tidak"},
    ])  # fmt: skip
    second = queue(tmp_path / "budi.xlsx", [
        {"status": "ya", "sinyal_1": "ajakan"}, {"status": "ya", "sinyal_1": "foto", "catatan": "ada pose"}, {"konteks": "tps"},
        {"status": "ya", "sinyal_1": "foto"}, {"status": "ya", "sinyal_1": "foto"}, {},
    ])  # fmt: skip
    target = tmp_path / "label.csv"
    code, out, _err = netral("review", "merge", first, second, "--into", target)
    assert code == 0 and "2 pos berbeda" in out and "p1: ani: ya ajakan; budi: ya foto" in out
    assert "ani dan budi: 5 pos dinilai keduanya, 3 diputuskan ya atau tidak oleh keduanya" in out
    said = labels(target)
    assert said["p1"][0] == said["p4"][0] == "ragu" and said["p3"] == ("ya", "foto", "") and said["p5"][0] == "tidak"
    rows = {row.id: row for row in labelled_rows(target)}
    assert rows["p1"].others["catatan"] == "berbeda: ani: ya ajakan; budi: ya foto / budi: ada pose"
    assert rows["p0"].others["penilai"] == "ani|budi"
    third = tmp_path / "label.perbedaan.xlsx"
    disputed, _none = read_queue(third)
    assert [(i.id, i.reason) for i in disputed] == [("p1", DISPUTED), ("p4", DISPUTED)]
    fill(third, [{"status": "ya", "sinyal_1": "foto"}, {"status": "tidak", "konteks": "berita"}])
    code, out, _err = netral("review", "merge", third, "--into", target)
    assert code == 0 and "2 diubah" in out
    assert labels(target) == {**said, "p1": ("ya", "foto", ""), "p4": ("tidak", "", "berita")}


def test_a_disputes_file_that_is_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    first = queue(tmp_path / "ani.xlsx", [{"status": "ya"}, {"status": "ya"}])
    second = queue(tmp_path / "budi.xlsx", [{"status": "tidak"}, {"status": "tidak"}])
    command = ("review", "merge", first, second, "--into", tmp_path / "label.csv")
    for _again in range(2):
        code, out, _err = netral(*command)
        assert code == 0 and "1 pos lagi dari bagian acak belum disepakati" in out and "Bagian acak:" not in out
    assert [p.name for p in tmp_path.glob("*perbedaan*")] == ["label.perbedaan.xlsx"]
    fill(tmp_path / "label.perbedaan.xlsx", [{"status": "ya"}])
    kept = (tmp_path / "label.perbedaan.xlsx").read_bytes()
    for _again in range(2):
        assert "label.perbedaan-2.xlsx" in netral(*command)[1]
    fill(tmp_path / "label.perbedaan-2.xlsx", [{"status": "ya"}])
    assert "label.perbedaan-3.xlsx" in netral(*command)[1]
    assert (tmp_path / "label.perbedaan.xlsx").read_bytes() == kept


def test_a_settled_label_changes_only_on_purpose(tmp_path: Path) -> None:
    target = tmp_path / "label.csv"
    target.write_text(
        "asal,id,text,signals,context\nlama,p0,pos nomor 0 ayo coblos,foto,\nlama,p1,pos nomor 1 ayo coblos,,berita\n"
        "lama,x,lain sekali,tagar,\n", encoding="utf-8",
    )  # fmt: skip
    source = queue(tmp_path / "a.xlsx", [{"status": "ya", "sinyal_1": "ajakan"}, {"konteks": "berita"}])
    code, out, _err = netral("review", "merge", source, "--into", target)
    assert code == 0 and "1 label lama berbeda" in out and "label.csv: ya foto; a: ya ajakan" in out
    assert [row["signals"] for row in read_label_file(target).rows] == ["foto", "", "tagar"]
    netral("review", "merge", source, "--into", target, "--replace")
    found = read_label_file(target)
    assert found.columns[:5] == ["asal", "id", "text", "signals", "context"]
    assert [(r["asal"], r["id"], r["signals"], r["context"]) for r in found.rows] == [
        ("lama", "p0", "ajakan", ""), ("lama", "p1", "", "berita"), ("lama", "x", "tagar", "")
    ]  # fmt: skip
    doubted = [Item("x", "lain sekali", LABEL_ERROR, "keliru?")]
    again = queue(tmp_path / "b.xlsx", [{"status": "tidak", "konteks": "tps"}], doubted)
    assert "1 diubah" in netral("review", "merge", again, "--into", target)[1]
    assert read_label_file(target).rows[2]["context"] == "tps"


def test_one_id_with_two_texts_gives_two_rows(tmp_path: Path) -> None:
    one = queue(tmp_path / "a.xlsx", [{"status": "ya"}], [Item("1", "teks satu")])
    two = queue(tmp_path / "b.xlsx", [{"status": "tidak"}], [Item("1", "teks dua")])
    target = tmp_path / "label.csv"
    for _again in range(2):
        assert netral("review", "merge", one, two, "--into", target)[0] == 0
        rows = labelled_rows(target)
        assert [(row.text, row.label.status) for row in rows] == [("teks satu", "ya"), ("teks dua", "tidak")]
        assert rows[0].id == "1" and rows[1].id.startswith("1~")


def test_nothing_is_written_where_something_is_wrong(tmp_path: Path) -> None:
    good, bad = queue(tmp_path / "a.xlsx", [{"status": "ya"}]), queue(tmp_path / "b.xlsx", [{"status": "yaa"}])
    target = tmp_path / "label.csv"
    code, _out, err = netral("review", "merge", good, bad, "--into", target)
    assert code == 1 and "lembar Antrean, sel C2: 'yaa' bukan status" in err and not target.exists()
    empty = queue(tmp_path / "c.xlsx", [{}])
    code, _out, err = netral("review", "merge", empty, "--into", target)
    assert code == 1 and "belum ada satu pun keputusan" in err and not target.exists()
    assert netral("review", "merge", good, "--into", tmp_path / "label.xlsx")[0] == 2
    for text, words in (
        ("id,text\n1,a\n", "kolom signals, context tidak ada"), ("id,text,signals,context\n1,a\n", "baris 2: 2 sel"),
        ("id,text,signals,context\n1,\"a,,\n", "CSV rusak"), ("id,text,signals,context\n1,a,fto,\n", "'fto' bukan sinyal"),
    ):  # fmt: skip
        target.write_text(text, encoding="utf-8")
        queue(tmp_path / "d.xlsx", [{"status": "ya"}], [Item("1", "a")])
        code, _out, err = netral("review", "merge", tmp_path / "d.xlsx", "--into", target)
        assert (code, words in err, target.read_text(encoding="utf-8")) == (1, True, text)
    target.write_bytes(b"id,text,signals,context\n1,\xff,,\n")
    assert "bukan UTF-8" in netral("review", "merge", good, "--into", target)[2]


def test_pages_files_merge_like_workbooks(tmp_path: Path) -> None:
    store = Store(tmp_path / "ani.db", items(3))
    store.decide(0, Label("ya", ("foto",)), "")
    store.decide(1, Label("tidak", (), "tps"), "catatan")
    store.decide(0, Label("ya", ("ajakan",)), "")
    store.close()
    source = queue(tmp_path / "budi.xlsx", [{"sinyal_1": "ajakan"}, {"konteks": "tps"}, {"konteks": "berita"}])
    target = tmp_path / "label.csv"
    code, out, _err = netral("review", "merge", tmp_path / "ani.db", source, "--into", target)
    assert code == 0 and "3 baris baru" in out
    assert labels(target) == {"p0": ("ya", "ajakan", ""), "p1": ("tidak", "", "tps"), "p2": ("tidak", "", "berita")}
    assert labelled_rows(target)[0].others["waktu"].endswith("+00:00")
    wrong = tmp_path / "bukan.db"
    wrong.write_bytes(b"SQLite format 3\0" + b"x" * 100)
    assert netral("review", "merge", wrong, "--into", target)[0] == 1


def test_a_foreign_profile_is_asked_for(tmp_path: Path) -> None:
    found = [Item("1", "teks", profile="pilbup-kami-2029")]
    out = netral("review", "merge", queue(tmp_path / "a.xlsx", [{"status": "ya"}], found), "--into", tmp_path / "l.csv")[1]
    assert "taruh pilbup-kami-2029.toml di folder profil" in out


ANY = st.one_of(
    st.builds(lambda s: Label("ya", tuple(n for n in SIGNAL_IDS if n in s)), st.sets(st.sampled_from(SIGNAL_IDS[:3]))),
    st.builds(lambda c: Label("tidak", (), c), st.sampled_from(["", *CONTEXT_IDS[:2]])),
    st.sampled_from([Label("ragu"), Label("lewati")]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), ANY), min_size=6, max_size=6), min_size=1, max_size=3), st.randoms())
def test_every_decided_post_has_one_row_whatever_the_order(
    tmp_path_factory: pytest.TempPathFactory, given_labels: list[list[Label | None]], order: random.Random
) -> None:
    target = tmp_path_factory.mktemp("gabung") / "label.csv"
    found = items(6)
    reviewed = [
        Reviewed(f"r{k}", found, {
            i.name: Decision(i, label, f"r{k}") for i, label in zip(found, mine, strict=True) if label is not None
        }) for k, mine in enumerate(given_labels)
    ]  # fmt: skip
    decided = {name for r in reviewed for name in r.decisions}
    merged = merge(reviewed, target)
    assert sorted((row["id"], row["text"]) for row in merged.file.rows) == sorted(decided)
    for row in merged.file.rows:
        given_here = [r.decisions[row["id"], row["text"]].label for r in reviewed if (row["id"], row["text"]) in r.decisions]
        opinions = {label for label in given_here if label.status != "lewati"} or set(given_here)
        assert row["label"] == (next(iter(opinions)).status if len(opinions) == 1 else "ragu")
    mixed = reviewed[:]
    order.shuffle(mixed)
    def said(rows: Sequence[Mapping[str, str]]) -> set[tuple[str, ...]]:
        return {(r["id"], r["label"], r["signals"], r["context"]) for r in rows}
    assert said(merge(mixed, target).file.rows) == said(merged.file.rows)
    merged.file.write(target)
    again = merge(reviewed, target)
    assert (again.counts["added"], again.counts["changed"]) == (0, 0) and again.file.data() == merged.file.data()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_kappa_is_that_of_the_reference(pairs: list[tuple[bool, bool]]) -> None:
    found = kappa(pairs)
    one, two = zip(*pairs, strict=True)
    if len({*one, *two}) == 1:
        assert found.value is None
    else:
        assert found.value == pytest.approx(cohen_kappa_score(one, two))


def test_agreement_counts_only_what_both_know() -> None:
    found = agreement(("a", "b"), [
        (Label("ya", ("foto",)), Label("ya")), (Label("ya", ("foto",)), Label("tidak", (), "tps")),
        (Label("ragu"), Label("ya")), (Label("tidak"), Label("tidak")),
    ])  # fmt: skip
    assert (found.shared, found.settled, found.binary.posts) == (4, 3, 3)
    assert (list(found.signals), found.signals["foto"].posts) == (["foto"], 2)


def test_a_file_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(LabelFileError, match="tidak ditemukan"):
        read_label_file(tmp_path / "tidak-ada.csv")
    assert "berkas tidak ditemukan" in netral("review", "merge", tmp_path / "x.xlsx", "--into", tmp_path / "l.csv")[2]
