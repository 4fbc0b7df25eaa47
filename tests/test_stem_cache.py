"""Stems kept between runs: never wrong, never in the way, safe with several processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from netral_cli.text import stem_cache
from netral_cli.text.lexicons import load_words
from netral_cli.text.sastrawi import create_stemmer
from netral_cli.text.stem_cache import StemCache, cache_file, cache_folder


def not_called(word: str) -> str:
    raise AssertionError(f"{word} should have been known")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dalam" / "akar-kata-0123456789abcdef.txt"


def test_the_quick_stemmer_answers_as_sastrawi_does() -> None:
    quick, sastrawi = create_stemmer(), StemmerFactory().create_stemmer()
    roots = [
        "ajar",
        "pilih",
        "dukung",
        "rusak",
        "sapu",
        "tulis",
        "kirim",
        "nyala",
        "elang",
        "gerigi",
        "isi",
        "kan",
        "xyz",
        "coblos",
    ]
    heads = ["", "ber", "be", "bel", "ter", "te", "me", "mem", "men", "meng", "meny", "memper", "menge", "pe", "per", "pem", "pen",
             "peng", "peny", "pel", "di", "ke", "se", "ku", "kau", "ka", "teper", "beper", "keber"]  # fmt: skip
    tails = ["", "i", "kan", "an", "nya", "ku", "lah", "annya", "kanlah", "isasi"]
    words = {head + root + tail for head, root, tail in itertools.product(heads, roots, tails)}
    words |= set(itertools.islice(sorted(load_words("kosakata.txt")), 0, None, 5))
    for word in sorted(words):
        if word.isascii() and word.isalpha():
            assert quick(word) == sastrawi.stem(word), word


def test_stems_are_kept_for_the_next_run(path: Path) -> None:
    first = StemCache(path)
    assert first.get("mendukung", lambda _: "dukung") == "dukung"
    assert first.get("kalimat", lambda _: "kalimat") == "kalimat"
    first.save()
    second = StemCache(path)
    assert [second.get(w, not_called) for w in ("mendukung", "kalimat")] == ["dukung", "kalimat"]
    assert (first.hits, first.misses, second.hits, second.misses) == (0, 2, 2, 0)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_what_several_processes_write_is_merged(path: Path) -> None:
    one, two = StemCache(path), StemCache(path)
    one.get("memilih", lambda _: "pilih")
    two.get("dipilih", lambda _: "pilih")
    one.save()
    two.save()
    third = StemCache(path)
    assert [third.get(w, not_called) for w in ("memilih", "dipilih")] == ["pilih", "pilih"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_processes_that_save_at_the_same_time_leave_a_whole_file(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from netral_cli.text.stem_cache import StemCache\n"
        "for n in range(30):\n"
        "    c = StemCache(Path(sys.argv[1])); c.get(sys.argv[2] + chr(97 + n % 26), str.upper); c.save()\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(path), name], stderr=subprocess.PIPE)
        for name in ("aaaa", "bbbb", "cccc")
    ]
    assert [run.communicate()[1] for run in runs] == [b"", b"", b""]
    assert len(StemCache(path)._stored) >= 26  # of 78: the last to write may not have seen all


@pytest.mark.parametrize("damage", [b"", b"x", b"1 00\nkata\n-\n", b"\xff\xfe\n\n\n"])
def test_a_damaged_file_is_ignored_with_one_line_and_written_anew(
    path: Path, capsys: pytest.CaptureFixture[str], damage: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    stems = StemCache(path)
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "rusak" in said and str(path) in said
    stems.get("memilih", lambda _: "pilih")
    stems.save()
    assert StemCache(path).get("memilih", not_called) == "pilih"
    assert capsys.readouterr().err == ""


def test_every_cut_and_every_changed_byte_is_noticed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stems = StemCache(path)
    stems.get("memilih", lambda _: "pilih")
    stems.save()
    whole = path.read_bytes()
    for at in range(len(whole)):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(data)
            assert StemCache(path)._stored == {}
            assert "rusak" in capsys.readouterr().err


def test_a_full_file_keeps_what_the_last_run_asked_for(path: Path) -> None:
    first = StemCache(path, most=10)
    for n in range(10):
        first.get("lama" + chr(97 + n), str.upper)
    first.save()
    second = StemCache(path, most=10)
    for n in range(6):
        second.get("baru" + chr(97 + n), str.upper)
    second.save()
    kept = StemCache(path, most=10)._stored
    assert len(kept) == 10 and sum(word.startswith("baru") for word in kept) == 6
    for n in range(200):
        second.get("lain" + chr(97 + n // 26) + chr(97 + n % 26), str.upper)
    assert len(second._used) == 10


def test_files_of_other_versions_do_not_pile_up(path: Path) -> None:
    path.parent.mkdir()
    for n in range(6):
        old = path.with_name(f"akar-kata-{n}.txt")
        old.write_text("")
        os.utime(old, (n, n))
    stems = StemCache(path)
    stems.get("memilih", lambda _: "pilih")
    stems.save()
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name, "akar-kata-4.txt", "akar-kata-5.txt"]


def test_without_a_place_to_write_the_cache_works_in_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "berkas"
    blocked.write_text("")
    for path in (None, blocked / "dalam" / "akar-kata-0.txt"):
        stems = StemCache(path)
        assert stems.get("memilih", lambda _: "pilih") == "pilih"
        stems.save()
        assert stems.get("memilih", not_called) == "pilih" and stems.path is None
    assert capsys.readouterr().err == ""


def test_the_folder_follows_the_system_and_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NETRAL_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    file = cache_file()
    assert file is not None and file.parent == tmp_path and file == cache_file()
    monkeypatch.setattr(stem_cache, "version", lambda _: "9.9")
    assert cache_file() != file
    monkeypatch.setenv("NETRAL_CACHE", "-")
    assert cache_folder() is None and cache_file() is None
    monkeypatch.delenv("NETRAL_CACHE")
    if sys.platform.startswith("linux"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
        assert cache_folder() == tmp_path / "x" / "netral"
        monkeypatch.setenv("XDG_CACHE_HOME", "relatif")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert cache_folder() == tmp_path / ".cache" / "netral"

    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", homeless)
    if os.name == "posix":
        assert cache_folder() is None


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_leaves_its_stems_for_the_next(tmp_path: Path, jobs: str) -> None:
    posts = tmp_path / "pos.csv"
    posts.write_text("text\nAyo memenangkan paslon kita bersama\nPertandingan semalam melelahkan\n", encoding="utf-8")
    environment = os.environ | {"NETRAL_CACHE": str(tmp_path / "simpanan")}
    command = [
        sys.executable,
        "-m",
        "netral_cli",
        "classify",
        str(posts),
        "-o",
        str(tmp_path / "hasil.csv"),
        "--jobs",
        jobs,
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    (file,) = (tmp_path / "simpanan").iterdir()
    assert "melelahkan" in StemCache(file)._stored
