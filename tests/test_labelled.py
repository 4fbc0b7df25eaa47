"""Labelled files are checked row by row; a model learns from them or says what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from netral_cli.model.labelled import LabelError, labelled_files, read_labelled, target_matrix
from netral_cli.model.linear import fold_of
from netral_cli.model.options import TrainingOptions
from netral_cli.model.thresholds import choose_thresholds, platt, precision_recall_at
from netral_cli.model.train import TrainingError, train
from netral_cli.posts.source import ReadError
from netral_cli.signals.catalogue import OUTPUTS

HEAD = "id,text,signals,context\n"


def written(folder: Path, body: str, head: str = HEAD) -> Path:
    path = folder / "label.csv"
    path.write_text(head + body, encoding="utf-8")
    return path


def test_labels_are_read(tmp_path: Path) -> None:
    first, second = read_labelled(
        [written(tmp_path, "a,ayo coblos 1,ajakan|simbol_jari,\nb,cuaca cerah,,non_politik\n")]
    )
    assert (first.signals, first.partisan, second.context, second.partisan) == (
        ("ajakan", "simbol_jari"),
        True,
        "non_politik",
        False,
    )
    targets = target_matrix([first, second])
    assert [OUTPUTS[k] for k in np.flatnonzero(targets[0])] == ["partisan", "ajakan", "simbol_jari"]
    assert [OUTPUTS[k] for k in np.flatnonzero(targets[1])] == ["non_politik"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a,teks,dukungn,\n", ["baris 2", "kolom signals", "'dukungn'"]),
        ("a,teks,,berta\n", ["baris 2", "kolom context", "'berta'"]),
        ("a,teks,dukungan,berita\n", ["baris 2", "keduanya terisi"]),
        ("a,teks,,\n", ["baris 2", "keduanya kosong"]),
        ("a,  ,dukungan,\n", ["baris 2", "kolom text", "kosong"]),
        ("a,x,dukungan,\na,y,dukungan,\n", ["baris 3", "kolom id", "'a'"]),
        ('a,"dua\nbaris",dukungan,\nb,,dukungan,\n', ["baris 4", "kolom text"]),
        ("", ["tidak ada satu pun"]),
    ],
)
def test_a_wrong_row_names_file_line_and_column(tmp_path: Path, body: str, words: list[str]) -> None:
    with pytest.raises(LabelError) as caught:
        read_labelled([written(tmp_path, body)])
    assert [w for w in words if w not in str(caught.value)] == []


def test_missing_columns_and_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="kolom context, signals tidak ada"):
        read_labelled([written(tmp_path, "x\n", "text\n")])
    with pytest.raises(ReadError, match="tidak ditemukan"):
        read_labelled([tmp_path / "tiada.csv"])
    (tmp_path / "kosong").mkdir()
    with pytest.raises(LabelError, match="tidak ada berkas"):
        labelled_files([tmp_path / "kosong"])


def test_a_post_without_its_profile_is_refused(tmp_path: Path) -> None:
    body = "".join(f"a{i},teks {i},dukungan,,entah\nb{i},teks {i},,berita,\n" for i in range(25))
    path = written(tmp_path, body, "id,text,signals,context,profile\n")
    with pytest.raises(LabelError, match=r"entah\.toml"):
        train(read_labelled([path]), [path])


def test_too_few_examples_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a,ayo,ajakan,\n" + "".join(f"b{i},teks {i},,berita\n" for i in range(30)))
    with pytest.raises(TrainingError, match="1 pos bersinyal"):
        train(read_labelled([path]), [path])


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    body = "".join(
        f"a{i},ayo coblos nomor {i % 4} ya {i},ajakan|simbol_jari,\nb{i},harga beras di pasar {i},,opini_umum\n"
        for i in range(40)
    )
    path = written(tmp_path, body)
    posts = read_labelled([path])
    for name, order in (("satu", posts), ("dua", posts)):
        train(order, [path], TrainingOptions(jobs=1 if name == "satu" else 2)).save(tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("satu", "dua"))
    assert one == two


def test_folds_keep_groups_together() -> None:
    assert {fold_of("adegan-1", 5) for _ in range(3)} == {fold_of("adegan-1", 5)}
    assert {fold_of(f"g{i}", 5) for i in range(200)} == set(range(5))


def test_calibration_recovers_a_known_curve() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=20_000)
    y = (rng.random(20_000) < 1 / (1 + np.exp(-(1.5 * scores - 0.5)))).astype(np.int8)
    slope, offset = platt(scores, y)
    assert slope == pytest.approx(1.5, abs=0.1)
    assert offset == pytest.approx(-0.5, abs=0.1)


def test_posts_with_one_score_stand_on_one_side_of_a_threshold() -> None:
    p = np.repeat([[0.95], [0.9], [0.2]], [3, 40, 100], axis=0) * np.ones(len(OUTPUTS))
    targets = np.zeros(p.shape, dtype=np.int8)
    targets[:13, 0] = 1  # all of the first three, ten of the forty
    found = choose_thresholds(p, targets, TrainingOptions(precision_indikasi=0.95, recall_tinjau=0.9))
    assert (found.indikasi, found.tinjau) == (0.95, 0.9)


def test_thresholds_hold_what_they_promise() -> None:
    rng = np.random.default_rng(1)
    targets = np.zeros((4000, len(OUTPUTS)), dtype=np.int8)
    p = rng.random((4000, len(OUTPUTS)))
    targets[:, 0] = rng.random(4000) < p[:, 0] ** 2
    options = TrainingOptions(precision_indikasi=0.8, recall_tinjau=0.9)
    found = choose_thresholds(p, targets, options)
    assert found.tinjau < found.indikasi
    assert precision_recall_at(p[:, 0], targets[:, 0], found.indikasi)[0] >= 0.8
    assert precision_recall_at(p[:, 0], targets[:, 0], found.tinjau)[1] >= 0.9
