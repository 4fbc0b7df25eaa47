"""The commands as a person calls them: output, one-line errors, exit codes, quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PARTISAN = "Ayo menangkan Prabowo Gibran, coblos nomor 2 ✌️ #PrabowoGibran2024"
NEUTRAL = "harga cabai di pasar naik lagi, panen tahun ini kurang bagus"


def netral(*arguments: str, cwd: Path | None = None, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a process of its own."""
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "netral_cli", *arguments],
        capture_output=True, encoding="utf-8", cwd=cwd, env=env, input=text, check=False,
    )  # fmt: skip


def test_the_command_line_starts_without_heavy_imports() -> None:
    code = "import sys, netral_cli.cli; print([m for m in ('numpy', 'scipy', 'sklearn', 'pandas') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_classifying_does_not_need_scikit_learn() -> None:
    code = (
        "import sys; from netral_cli.engine.setup import RunSetup, classifier_for;"
        f"v = classifier_for(RunSetup()).classify([{PARTISAN!r}])[0];"
        "print(v.status, 'sklearn' in sys.modules, 'pandas' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["indikasi", "False", "False"]


def test_help_lists_the_commands() -> None:
    found = netral("--help")
    assert found.returncode == 0
    assert [c for c in ("classify", "explain", "train", "evaluate", "model") if c not in found.stdout] == []


def test_an_explanation_shows_evidence_scores_and_reasons() -> None:
    found = netral("explain", PARTISAN, "--label", "serangan")
    assert found.returncode == 0
    assert "»" in found.stdout
    assert "Status: indikasi" in found.stdout
    assert "Gibran Rakabuming Raka" in found.stdout
    assert "serangan, yang menentang" in found.stdout
    assert "skor keberpihakan, yang mendukung" in netral("explain", "coblos nomor 2").stdout


def test_a_neutral_text_is_explained_too() -> None:
    found = netral("explain", NEUTRAL)
    assert found.returncode == 0
    assert "Status: netral" in found.stdout
    assert "Konteks:" in found.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("explain", " "), 2, "TEKS kosong"),
        (("explain", "x", "--label", "ngawur"), 2, "'ngawur'"),
        (("explain", "x", "--profile", "antah-berantah"), 2, "profil bawaan"),
        (("explain", "x", "--model", "tiada"), 1, "bukan bundel model"),
        (("evaluate", "tiada.csv"), 1, "tidak ditemukan"),
        (("train", "tiada.csv", "-o", "b"), 1, "tidak ditemukan"),
        (("model", "verify", "tiada"), 1, "bukan bundel model"),
        (("ngawur",), 2, "ngawur"),
    ],
)
def test_bad_use_ends_with_one_line_and_its_code(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    found = netral(*arguments, cwd=tmp_path)
    assert found.returncode == code
    assert words in found.stderr
    assert "Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_train_evaluate_and_use_a_model(tmp_path: Path) -> None:
    rows = [f"a{i},ayo coblos nomor {1 + i % 3} sahabat {i},ajakan|simbol_jari," for i in range(40)]
    rows += [f"b{i},harga beras di pasar naik hari ke {i},,opini_umum" for i in range(40)]
    (tmp_path / "label.csv").write_text("id,text,signals,context\n" + "\n".join(rows) + "\n", encoding="utf-8")
    trained = netral("train", "label.csv", "-o", "model-saya", cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    assert "ambang tinjau" in trained.stdout
    shown = netral("model", "show", "model-saya", cwd=tmp_path)
    assert "80 pos" in shown.stdout
    figures = netral(
        "evaluate", "label.csv", "--model", "model-saya", "--allow-seen", "--json", "--by", "kind", cwd=tmp_path
    )
    assert json.loads(figures.stdout)["ap"] == pytest.approx(1.0)
    seen = netral("evaluate", "label.csv", "--model", "model-saya", cwd=tmp_path)
    assert seen.returncode == 1
    assert "sudah belajar dari 80 dari 80 pos" in seen.stderr
    table = netral("evaluate", "label.csv", "--model", "model-saya", "--allow-seen", cwd=tmp_path)
    assert "bukan netral" in table.stdout
    said = netral("explain", "coblos nomor 2", "--model", "model-saya", cwd=tmp_path)
    assert "ajakan" in said.stdout


def test_the_shipped_model_is_whole() -> None:
    assert "utuh" in netral("model", "verify").stdout


def test_evaluate_checks_its_options(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("id,text,signals,context\na,x,,berita\n", encoding="utf-8")
    assert netral("evaluate", "l.csv", "--by", "cuaca", cwd=tmp_path).returncode == 2
    assert "kolom 'split'" in netral("evaluate", "l.csv", "--split", "uji", cwd=tmp_path).stderr


def test_help_of_a_group_is_not_cut() -> None:
    assert "..." not in netral("profile", "--help").stdout.split("Perintah:")[1]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ((), "Skor mulai {tinjau}: tinjau; mulai {indikasi}: indikasi."),
        (("--tinjau", "0.2", "--indikasi", "0.75"), "Skor mulai 0,200: tinjau; mulai 0,750: indikasi."),
        (("--lang", "en", "--tinjau", "0.2", "--indikasi", "0.75"), "Scores from 0.200: tinjau; from 0.750: indikasi."),
    ],
)
def test_the_table_says_from_which_score_on_a_post_is_called_what(
    tmp_path: Path, more: tuple[str, ...], line: str
) -> None:
    from netral_cli.model.bundle import load_bundle, shipped_bundle

    levels = load_bundle(shipped_bundle()).thresholds
    known = {name: f"{getattr(levels, name):.3f}".replace(".", ",") for name in ("tinjau", "indikasi")}
    (tmp_path / "a.csv").write_text(f"teks\n{PARTISAN}\n", encoding="utf-8")
    found = netral("classify", "a.csv", "--table", *more, cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines()[-1] == line.format(**known)
