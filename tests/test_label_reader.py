"""Analysts' own labels: any of the usual files, signals or only yes and no, every wrong cell named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netral_cli.model.label_cells import CellError, YesNo, read_signals
from netral_cli.model.labelled import (
    LabelError,
    LabelOptions,
    known_matrix,
    read_labelled,
    read_labels,
    reading_of,
    target_matrix,
)
from netral_cli.posts.columns import ColumnError
from netral_cli.signals.catalogue import CONTEXT_IDS, OUTPUTS, SIGNAL_IDS


def sheet(path: Path, rows: list[list[object]], title: str = "Label") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def file(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(body, encoding="utf-8")
    return path


def test_the_same_labels_in_every_kind_of_file(tmp_path: Path) -> None:
    rows = [("ayo coblos 1", "ajakan|simbol_jari", ""), ("cuaca cerah", "", "non_politik")]
    plain: list[list[str]] = [["teks", "signals", "context"], *map(list, rows)]
    files = [
        file(tmp_path, "a.csv", "".join(";".join(row) + "\n" for row in plain)),
        file(tmp_path, "b.tsv", "".join("\t".join(row) + "\n" for row in plain)),
        sheet(tmp_path / "c.xlsx", [list(row) for row in plain]),
        file(
            tmp_path, "d.jsonl",
            "".join(json.dumps({"teks": t, "signals": s.split("|") if s else [], "context": c}) + "\n" for t, s, c in rows),
        ),
    ]  # fmt: skip
    for path in files:
        found = read_labelled([path])
        assert [(p.text, "|".join(p.signals), p.context) for p in found] == rows, path.name
        assert found[1].where.startswith(str(path))


def test_yes_and_no_alone_say_nothing_of_signals(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "teks,label\nayo 1,ya\ncuaca,TIDAK\nlagi,1\n")
    posts = read_labelled([path])
    assert [(p.partisan, p.knows_signals, p.signals, p.context) for p in posts] == [
        (True, False, (), ""), (False, False, (), ""), (True, False, (), ""),
    ]  # fmt: skip
    assert target_matrix(posts)[:, 0].tolist() == [1, 0, 1]
    known = known_matrix(posts)
    assert known[:, 0].all()
    assert not known[:, 1:].any()


def test_a_mix_within_one_file_and_between_files(tmp_path: Path) -> None:
    one = file(
        tmp_path, "a.csv", "teks,signals,context,label\nayo 1,ajakan,,\nb,,berita,\nc,,,tidak\nd,tagar,,melanggar\n"
    )
    two = file(tmp_path, "b.csv", "teks;nilai\ne;melanggar\nf;aman\n")
    found = read_labels([one, two], LabelOptions(label="nilai", positives=("Melanggar",)))
    assert [p.partisan for p in found.posts] == [True, False, False, True, True, False]
    assert [p.knows_signals for p in found.posts] == [True, True, False, True, False, False]
    assert found.answers == {("tidak", False): 1, ("melanggar", True): 1, ("aman", False): 1}


def test_a_file_of_signals_without_contexts_needs_a_yes_or_no(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "teks,signals,label\nayo 1,ajakan,\nb,,tidak\nc,,ya\n")
    posts = read_labelled([path])
    assert [(p.partisan, p.knows_signals) for p in posts] == [(True, True), (False, False), (True, False)]
    known = known_matrix(posts)
    column = {name: k for k, name in enumerate(OUTPUTS)}
    assert known[:, column[SIGNAL_IDS[0]]].tolist() == [True, False, False]
    assert not known[:, column[CONTEXT_IDS[0]]].any()
    with pytest.raises(LabelError, match="kolom context tidak ada"):
        read_labelled([file(tmp_path, "b.csv", "teks,signals\nayo 1,ajakan\n")])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("teks,label\nx,mungkin\n", ["baris 2: kolom label", "'mungkin'", "--positif"]),
        ("teks,label\nx,ya\ny,\n", ["baris 3: kolom label", "kosong", "--skip-unlabelled"]),
        ("teks,signals,context,label\nx,ajakan,,tidak\n", ["baris 2: kolom label", "bertentangan", "ajakan"]),
        ("teks,signals,context,label\nx,,berita,ya\n", ["baris 2", "bertentangan", "berita"]),
        ("teks,signals,context\nx,ajakan|dukungn|tagr,\n", ["baris 2: kolom signals", "'dukungn'"]),
        ('teks,signals,context\nx,"[""ajakan"", 3",\n', ["kolom signals", "bukan daftar JSON"]),
        ("teks,label\n,ya\n", ["baris 2: kolom teks", "kosong"]),
        ("teks,isi2\nx,y\n", ["kolom context, signals tidak ada", "'isi2'"]),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, body: str, words: list[str]) -> None:
    with pytest.raises(LabelError) as caught:
        read_labelled([file(tmp_path, "label.csv", body)])
    assert [w for w in [*words, "label.csv"] if w not in str(caught.value)] == []


def test_every_wrong_cell_is_listed_and_a_sheet_names_its_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Rekap tim", None],
        ["teks", "label"],
        ["a", "ya"],
        [None, None],
        ["b", "entah"],
        ["c", 7],
    ]
    with pytest.raises(LabelError) as caught:
        read_labelled([sheet(tmp_path / "l.xlsx", rows)])
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "lembar 'Label' baris 5: kolom label: 'entah'" in lines[0]
    assert "lembar 'Label' baris 6: kolom label: '7'" in lines[1]
    many = file(tmp_path, "m.csv", "teks,label\n" + "x,entah\n" * 30)
    with pytest.raises(LabelError, match="dan 10 sel lain"):
        read_labelled([many])


def test_undecided_and_unlabelled_rows_are_counted(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "teks,signals,context\na,ragu,\nb,ajakan,\nc,,lewati\nd,,\n")
    found = read_labels([path], LabelOptions(skip_unlabelled=True))
    assert ([p.text for p in found.posts], found.undecided, found.unlabelled) == (["b"], 2, 1)


def test_a_positive_value_that_never_occurs_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "teks,label\na,melanggar\nb,aman\n")
    with pytest.raises(LabelError, match=r"'langgar'.*'aman', 'melanggar'"):
        read_labels([path], LabelOptions(positives=("langgar",)))


def test_columns_named_by_the_user(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "judul_pos,isi,akun,tanggal,kasus,label\nx,y,@a,2024-11-01,k1,ya\n")
    with pytest.raises(ColumnError, match="tiada"):
        read_labels([path], LabelOptions(reading_of("tiada")))
    (post,) = read_labels([path], LabelOptions(reading_of("judul_pos"), group="kasus")).posts
    assert (post.text, post.author, post.date, post.group) == ("x", "@a", "2024-11-01", "k1")
    with pytest.raises(LabelError, match="kolom kelas tidak ada"):
        read_labels([path], LabelOptions(group="kelas"))


@given(st.lists(st.sampled_from(SIGNAL_IDS), unique=True), st.sampled_from("|,;"))
def test_signals_read_back_whatever_stands_between_them(names: list[str], sign: str) -> None:
    assert read_signals(f" {sign} ".join(name.upper() for name in names), "signals") == tuple(names)


@given(st.text(max_size=12))
def test_a_cell_is_yes_or_no_or_refused(value: str) -> None:
    try:
        said = YesNo().read(value, "label")
    except CellError as problem:
        assert problem.column == "label"
    else:
        assert isinstance(said, bool)


def test_known_labels_of_the_corpus_are_all_known(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "teks,signals,context\na,ajakan,\nb,,berita\n")
    assert np.all(known_matrix(read_labelled([path])))
