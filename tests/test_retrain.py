"""`netral train` on an analyst's own labels: with or without the corpus, honest about what it cannot say, repeatable."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.cli.labels import _READING, label_reading
from netral_cli.model import base
from netral_cli.model.base import base_posts, shipped_corpus
from netral_cli.model.bundle import BundleError, load_bundle, require_place, shipped_bundle
from netral_cli.model.changes import weight_changes
from netral_cli.model.conflicts import ConflictError
from netral_cli.model.held_out import held_out_file
from netral_cli.model.labelled import LabelError, LabelledPost, LabelledSet, read_labelled
from netral_cli.model.leaks import LeakError, fingerprints
from netral_cli.model.linear import fit_outputs
from netral_cli.model.options import TrainingOptions
from netral_cli.model.prepare import Elections, profiles_beside
from netral_cli.model.retrain import RetrainOptions, fit, prepare, rare_labels
from netral_cli.model.splits import SplitError
from netral_cli.model.train import TrainingError
from netral_cli.posts.output import csv_text
from netral_cli.predict import predict
from tests.small_labels import corpus_posts, write_labels


@pytest.fixture(scope="module")
def scenes() -> list[LabelledPost]:
    return base_posts("uji")


@pytest.fixture(autouse=True)
def every_tenth_scene(scenes: list[LabelledPost], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let models be compared on a tenth of the corpus' test scenes, so that a test does not take half a minute."""
    monkeypatch.setattr("netral_cli.checked.base_posts", lambda _split: scenes[::10])


@pytest.fixture
def all_scenes(scenes: list[LabelledPost], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netral_cli.checked.base_posts", lambda _split: scenes)


@pytest.fixture
def short_base(monkeypatch: pytest.MonkeyPatch) -> list[LabelledPost]:
    """Let the corpus have a few hundred posts, so that a test does not take minutes."""
    few = [post for name in ("netralitas", "pilkada-3") for post in corpus_posts(name, 150) if post.split == "latih"]
    monkeypatch.setattr("netral_cli.model.retrain.base_posts", lambda: few)
    monkeypatch.setattr("netral_cli.checked.base_posts", lambda _split: [])
    return few


def run(runner: CliRunner, *arguments: str | Path) -> str:
    result = runner.invoke(cli, ["train", *map(str, arguments), "--jobs", "1"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_model_of_own_labels_is_compared_and_stored(
    small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner
) -> None:
    path = write_labels(tmp_path / "label.csv", small_posts)
    said = run(runner, path, "-o", tmp_path / "model")
    assert "360 pos berlabel: 288 dipakai melatih, 72 disisihkan untuk menguji" in said
    for words in (
        "Yang diubah oleh label Anda",
        "Pada pos yang disisihkan",
        "Saran:",
        "tidak dipelajari",
        "tambah label",
    ):
        assert words in said
    loaded = load_bundle(tmp_path / "model")
    assert loaded.info["lokal"] == {
        "pos": 288,
        "bersinyal": loaded.info["pos_bersinyal"],
        "hanya_ya_tidak": 0,
        "disisihkan": 72,
    }
    assert loaded.info["uji"]["pos"] == 72
    assert 0 <= loaded.info["uji"]["f1"] <= 1
    assert len(loaded.seen)
    card = runner.invoke(cli, ["model", "card", str(tmp_path / "model")]).output
    assert "Pada 72 pos yang disisihkan" in card
    assert "288 pos dari berkas pelabel" in card


def test_the_same_data_and_seed_give_the_same_bytes(
    small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        path = write_labels(tmp_path / name / "label.csv", small_posts[:200])
        run(runner, path, "-o", tmp_path / name / "model", "--seed", "5")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / name / "model").iterdir()} for name in ("a", "b"))
    assert one == two


def test_yes_and_no_decide_and_the_corpus_knows_the_signals(
    small_posts: list[LabelledPost], short_base: list[LabelledPost], tmp_path: Path, runner: CliRunner
) -> None:
    path = write_labels(tmp_path / "label.csv", small_posts[:200], ("teks", "label"))
    said = run(runner, path, "-o", tmp_path / "model")
    assert "'ya' = ya" in said
    assert "sinyal dan konteks dipelajari dari korpus bawaan" in said
    info = load_bundle(tmp_path / "model").info
    assert info["basis"] == {"pos": len(short_base), "bobot": 0.0}
    assert info["per_label"]["partisan"] < 200
    assert info["per_label"]["sosialisasi"] == sum(post.context == "sosialisasi" for post in short_base)
    plain = load_bundle(tmp_path / "model").weights.words
    assert np.abs(plain[:, 0]).max() > 0
    assert plain[:, 1:].any()


def test_the_corpus_counts_less_than_own_labels(
    small_posts: list[LabelledPost], short_base: list[LabelledPost]
) -> None:
    labelled = LabelledSet(small_posts[:120])
    options = RetrainOptions(base=True, base_weight=0.25, test_share=0.2)
    prepared = prepare(labelled, [], options)
    assert {post.text for post in prepared.base} & {post.text for post in (*prepared.local, *prepared.test)} == set()
    trained = fit(prepared, TrainingOptions())
    assert trained.info["pos"] == len(prepared.local) + len(prepared.base)
    assert rare_labels(trained) == [
        name for name, n in trained.info["per_label"].items() if n < 8 and name in rare_labels(trained)
    ]
    other = fit(replace(prepared, base_weight=4.0), TrainingOptions())
    assert not np.array_equal(trained.learnt.coefficients, other.learnt.coefficients)
    assert short_base


def test_unknown_labels_teach_nothing() -> None:
    import scipy.sparse as sp

    rng = np.random.default_rng(0)
    x = sp.csr_matrix(np.hstack([(rng.random((80, 6)) < 0.4), np.ones((80, 15))]).astype(np.float32))
    y = (rng.random((80, 2)) < 0.5).astype(np.int8)
    known = np.ones((80, 2), dtype=bool)
    known[60:, 1] = False
    half = fit_outputs(x, y, TrainingOptions(), known=known)
    y[60:, 1] ^= 1
    again = fit_outputs(x, y, TrainingOptions(), known=known)
    np.testing.assert_array_equal(half[0], again[0])
    alone = fit_outputs(x[:60], y[:60], TrainingOptions())
    np.testing.assert_array_equal(half[0][:, 1], alone[0][:, 1])
    doubled = fit_outputs(x, y, TrainingOptions(strength=2 * TrainingOptions().strength))
    weighted = fit_outputs(x, y, TrainingOptions(), np.full(80, 2.0))
    np.testing.assert_allclose(doubled[0], weighted[0], atol=1e-3)


def test_own_test_files_must_be_new(small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner) -> None:
    train, test = (
        write_labels(tmp_path / "l.csv", small_posts[:150]),
        write_labels(tmp_path / "u.csv", small_posts[150:200]),
    )
    said = run(runner, train, "--test", test, "-o", tmp_path / "model")
    assert "150 dipakai melatih, 50 disisihkan" in said
    # Very short texts are never taken for copies of each other.
    known = [post for post in small_posts[:150] if len(post.text.split()) >= 8][:10]
    leaked = write_labels(tmp_path / "bocor.csv", [*known, *small_posts[150:200]])
    result = runner.invoke(cli, ["train", str(train), "--test", str(leaked), "-o", str(tmp_path / "lain")])
    assert isinstance(result.exception, LeakError)
    assert "10 dari 60 pos uji sudah dikenal" in str(result.exception)
    assert not (tmp_path / "lain").exists()
    assert runner.invoke(cli, ["train", str(train), "--test", str(test), "--all", "-o", "x"]).exit_code == 2


def test_a_stated_split_is_checked(small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner) -> None:
    posts = [replace(post, split="uji" if i % 5 == 0 else "latih") for i, post in enumerate(small_posts[:200])]
    path = write_labels(tmp_path / "l.csv", posts, ("teks", "signals", "context", "split"))
    assert "160 dipakai melatih, 40 disisihkan" in run(runner, path, "-o", tmp_path / "m")
    copy = replace(posts[0], text=posts[1].text + " !", split="uji", signals=posts[1].signals, context=posts[1].context)
    path = write_labels(tmp_path / "l.csv", [*posts, copy], ("teks", "signals", "context", "split"))
    result = runner.invoke(cli, ["train", str(path), "-o", str(tmp_path / "n")])
    assert isinstance(result.exception, LeakError)
    everything = run(runner, path, "--all", "--on-conflict", "drop", "-o", tmp_path / "n")
    assert "201 dipakai melatih, 0 disisihkan" in everything
    assert "tanpa pos uji" in everything


def test_later_posts_measure(small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner) -> None:
    posts = [replace(post, date=f"2024-{1 + i // 20:02d}-{1 + i % 20:02d}") for i, post in enumerate(small_posts[:200])]
    path = write_labels(tmp_path / "l.csv", posts, ("teks", "signals", "context", "tanggal"))
    said = run(runner, path, "--split", "waktu", "-o", tmp_path / "m")
    assert "uji: pos sejak 2024-09-01" in said
    undated = write_labels(tmp_path / "u.csv", small_posts[:200])
    result = runner.invoke(cli, ["train", str(undated), "--split", "waktu", "-o", str(tmp_path / "n")])
    assert isinstance(result.exception, SplitError)


def test_contradictions_stop_or_are_dropped(small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner) -> None:
    partisan = next(post for post in small_posts if post.partisan)
    other = replace(partisan, signals=(), context="berita")
    path = write_labels(tmp_path / "l.csv", [*small_posts[:150], other])
    result = runner.invoke(cli, ["train", str(path), "-o", str(tmp_path / "m")])
    assert isinstance(result.exception, ConflictError)
    assert "baris 152" in str(result.exception)
    assert not (tmp_path / "m").exists()
    assert "1 teks berlabel bertentangan ditinggalkan" in run(
        runner, path, "--on-conflict", "drop", "-o", tmp_path / "m"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("".join(f"teks nomor {i} tentang kebun kelapa {i * 7},tidak\n" for i in range(60)), "hanya 0 pos bersinyal"),
        ("a b c d e f,mungkin\n", "'mungkin' bukan ya atau tidak"),
    ],
)
def test_bad_labels_leave_nothing_behind(tmp_path: Path, runner: CliRunner, body: str, words: str) -> None:
    (tmp_path / "l.csv").write_text("teks,label\n" + body, encoding="utf-8")
    result = runner.invoke(cli, ["train", str(tmp_path / "l.csv"), "-o", str(tmp_path / "m"), "--test-share", "0"])
    assert isinstance(result.exception, TrainingError | LabelError)
    assert words in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["l.csv"]


def test_posts_are_read_with_the_election_that_is_named(
    small_posts: list[LabelledPost], root: Path, tmp_path: Path, runner: CliRunner
) -> None:
    profile = root / "data" / "profil" / "f-pilbup-tamanjaya-2024.toml"
    path = write_labels(tmp_path / "l.csv", small_posts[:200])
    run(runner, path, "--profile", profile, "-o", tmp_path / "m", "--test-share", "0")
    how, places = label_reading(
        {
            **dict.fromkeys(_READING),
            "own_profile": profile,
            "label": None,
            "positives": (),
            "group_column": None,
            "skip_unlabelled": False,
        }
    )
    (first, *_rest) = read_labelled([path], how)
    assert (first.profile, places) == ("f-pilbup-tamanjaya-2024", (profile,))
    assert Elections(profiles_beside(places)).key(first) == "f-pilbup-tamanjaya-2024"
    builtin = runner.invoke(cli, ["train", str(path), "--profile", "tiada.toml", "-o", str(tmp_path / "n")])
    assert builtin.exit_code != 0


@pytest.mark.usefixtures("every_tenth_scene", "all_scenes")
def test_json_tells_everything(small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner) -> None:
    path = write_labels(tmp_path / "label.csv", small_posts[:200])
    result = runner.invoke(cli, ["train", str(path), "-o", str(tmp_path / "m"), "--json"])
    data = json.loads(result.stdout)
    assert data["advice"]["choice"] in {"ganti", "jangan", "belum_jelas", "terlalu_sedikit"}
    assert data["comparison"]["posts"] == data["origin"]["uji"]["pos"]
    assert 2000 < data["general"]["posts"] <= 3000
    assert data["changes"][0]["change"] == pytest.approx(data["changes"][0]["after"] - data["changes"][0]["before"])


def test_a_model_in_use_that_cannot_be_read_is_mentioned(
    small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_labels(tmp_path / "label.csv", small_posts[:200])
    monkeypatch.setattr("netral_cli.checked.shipped_bundle", lambda: tmp_path / "tiada")
    assert "jadi tidak dibandingkan" in run(runner, path, "-o", tmp_path / "m")
    result = runner.invoke(cli, ["train", str(path), "-o", str(tmp_path / "n"), "--model", str(tmp_path / "tiada")])
    assert result.exit_code != 0
    assert not (tmp_path / "n").exists()


def test_changes_are_those_of_the_words_in_the_posts(small_posts: list[LabelledPost], small_bundle: Path) -> None:
    found = weight_changes(small_posts[:100], load_bundle(shipped_bundle()), load_bundle(small_bundle), [])
    assert {change.kind for change in found} == {"kata", "isyarat"}
    assert [abs(c.change) for c in found] == sorted((abs(c.change) for c in found), reverse=True)
    assert all(3 <= c.posts <= 100 and c.partisan <= c.posts for c in found)
    same = weight_changes(small_posts[:100], load_bundle(small_bundle), load_bundle(small_bundle), [])
    assert {c.change for c in same} == {0.0}


def test_the_corpus_travels_with_the_program(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shipped_corpus() == root / "data"
    assert {post.split for post in base_posts("uji")} == {"uji"}
    included = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert '"data/korpus" = "netral_cli/_korpus/korpus"' in included
    assert '"data/profil" = "netral_cli/_korpus/profil"' in included
    monkeypatch.setattr(base, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(base.BaseError, match="pasang ulang"):
        shipped_corpus()


def test_a_bundle_knows_what_it_has_learnt_from(small_posts: list[LabelledPost], small_bundle: Path) -> None:
    loaded = load_bundle(small_bundle)
    np.testing.assert_array_equal(loaded.seen, fingerprints([post.text for post in small_posts[:260]]))
    assert len(predict(small_posts[260:], loaded, []).status) == 100


def test_the_posts_held_out_can_be_seen_and_measured_again(
    small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner
) -> None:
    posts = [replace(post, id=f"p{i}", split="") for i, post in enumerate(small_posts[:200])]
    paths = []
    for name, part in (("a", posts[:150]), ("b", [replace(p, id=f"p{i}") for i, p in enumerate(posts[150:])])):
        path = tmp_path / f"{name}.csv"
        rows = [[p.id, p.text, "|".join(p.signals), p.context] for p in part]
        path.write_text(csv_text([["id", "text", "signals", "context"], *rows], ","), encoding="utf-8")
        paths.append(path)
    held = tmp_path / "uji.csv"
    result = runner.invoke(
        cli, ["train", *map(str, paths), "-o", str(tmp_path / "m"), "--held-out", str(held), "--json", "--jobs", "1"]
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    again = read_labelled([held])
    assert len(again) == told["origin"]["lokal"]["disisihkan"] == len(told["held_out"]) > 20
    by_text = {post.text: post for post in posts}
    for post in again:
        first = by_text[post.text]
        assert (post.signals, post.context, post.split) == (first.signals, first.context, "uji")
    places = {entry["where"] for entry in told["held_out"]}
    assert places == {line["asal"] for line in csv.DictReader(held.read_text(encoding="utf-8").splitlines(True))}
    assert all(place.startswith((f"{paths[0]}: baris ", f"{paths[1]}: baris ")) for place in places)
    measured = runner.invoke(cli, ["evaluate", str(held), "--model", str(tmp_path / "m"), "--json", "--bootstrap", "0"])
    assert measured.exit_code == 0, measured.output
    figures = json.loads(measured.stdout)
    assert figures["posts"] == len(again)
    assert figures["ap"] == pytest.approx(told["origin"]["uji"]["ap"], abs=1e-4)


def test_yes_and_no_and_equal_ids_survive_being_held_out() -> None:
    posts = [
        LabelledPost("1", "a, b", ("ajakan", "foto"), "", source="x", where="x.csv: baris 2"),
        LabelledPost("1", "c\n\ud800", (), "", answer=False, knows_context=False, source="y", author="@z"),
        LabelledPost("", "d", (), "", answer=True, knows_context=False, source="y"),
    ]
    rows = list(csv.DictReader(held_out_file(posts).decode().splitlines(keepends=True)))
    assert [row["id"] for row in rows] == ["x#1", "y#1", ""]
    assert [(row["label"], row["signals"]) for row in rows] == [("", "ajakan|foto"), ("tidak", ""), ("ya", "")]
    assert rows[1]["text"] == "c\n\ufffd" and rows[1]["akun"] == "@z"


@pytest.mark.parametrize(
    ("more", "words"), [(["--all"], "tidak ada pos yang disisihkan"), (["--held-out", "{labels}"], "akan menimpa")]
)
def test_a_file_of_held_out_posts_that_cannot_be_is_refused(
    small_posts: list[LabelledPost], tmp_path: Path, runner: CliRunner, more: list[str], words: str
) -> None:
    path = write_labels(tmp_path / "label.csv", small_posts[:120])
    before = path.read_bytes()
    arguments = ["train", str(path), "-o", str(tmp_path / "m"), "--held-out", str(tmp_path / "uji.csv")]
    result = runner.invoke(cli, [*arguments, *(part.format(labels=path) for part in more)])
    assert result.exit_code == 2 and words in result.output
    assert [p.name for p in tmp_path.iterdir()] == ["label.csv"] and path.read_bytes() == before


def test_a_folder_that_is_no_bundle_is_left_alone(
    small_posts: list[LabelledPost], small_bundle: Path, tmp_path: Path, runner: CliRunner
) -> None:
    (tmp_path / "proyek").mkdir()
    labels = write_labels(tmp_path / "proyek" / "label.csv", small_posts[:120])
    result = runner.invoke(cli, ["train", str(labels), "-o", str(labels.parent)])
    assert result.exit_code == 1 and "label.csv yang bukan bagian bundel" in str(result.exception)
    assert [p.name for p in labels.parent.iterdir()] == ["label.csv"]
    older = Path(shutil.copytree(small_bundle, tmp_path / "model"))
    require_place(older)  # a bundle may take the place of an older one
    (older / "catatan.txt").write_text("penting", encoding="utf-8")
    with pytest.raises(BundleError, match=r"catatan\.txt"):
        require_place(older)


def test_signals_that_were_too_rare_have_no_threshold(small_bundle: Path, tmp_path: Path, runner: CliRunner) -> None:
    loaded = load_bundle(small_bundle)
    rare = {name: n for name, n in loaded.info["per_label"].items() if n < 8}
    assert rare
    shown = json.loads(runner.invoke(cli, ["model", "show", str(small_bundle), "--json"]).output)
    assert set(shown["unlearnt"]) == set(rare)
    for command in ("show", "card"):
        said = runner.invoke(cli, ["model", command, str(small_bundle)]).output
        for name, count in rare.items():
            cell = f"│ {name} " if command == "show" else f"({name}) |"
            line = next(line for line in said.splitlines() if cell in line)
            assert f"belum dapat dipelajari: {count} contoh" in line and "0.500" not in line
    folder = tmp_path / "m"
    shutil.copytree(small_bundle, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["ambang"]["harapan"]["indikasi"] = {"presisi": 1.0, "perolehan": 0.5}
    manifest["info"] |= {"pos": 24685, "per_label": {**manifest["info"]["per_label"], "tagar": 1, "ajakan": 5000}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    card = runner.invoke(cli, ["model", "card", str(folder), "--lang", "en"]).output
    assert "| 1.000 | 0.500 |" in card and "24,685 labelled posts" in card
    assert "| 1 | not learnt: 1 example |" in card and "| 5,000 |" in card
    assert "24.685 pos" in runner.invoke(cli, ["model", "show", str(folder)]).output
