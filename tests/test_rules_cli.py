"""`netral rules` and `netral profile` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from netral_cli.cli.profile import command as profile_command
from netral_cli.cli.rules import command as rules_command
from netral_cli.elections.check import check_profile, new_profile_text
from netral_cli.elections.profile import ProfileError, builtin_ids, parse_profile
from netral_cli.errors import UsageError
from netral_cli.language import speaking
from netral_cli.rules.catalogue import RuleError, builtin_catalogue
from netral_cli.toml_places import TomlError

RUNNER = CliRunner()


def rules(*arguments: str) -> Result:
    return RUNNER.invoke(rules_command, list(arguments))


def profile(*arguments: str) -> Result:
    return RUNNER.invoke(profile_command, list(arguments))


def test_list_shows_every_rule_with_track_and_mark() -> None:
    result = rules("list")
    assert result.exit_code == 0
    for rule in builtin_catalogue().rules:
        assert any(line.startswith(rule.id + " ") and rule.jalur in line for line in result.output.splitlines())
    assert "ragu" in next(line for line in result.output.splitlines() if line.startswith("skb-d9 "))


def test_list_is_narrowed_by_track_and_signal() -> None:
    shown = [line.split()[:2] for line in rules("list", "--jalur", "ite", "--sinyal", "hoaks").stdout.splitlines()]
    assert shown == [["ite-28-3", "ite"]]
    wrong = rules("list", "--jalur", "perdata")
    assert wrong.exit_code == 2
    assert "'perdata'" in wrong.output
    assert "etik, disiplin" in wrong.output


def test_show_gives_act_marks_sources_and_the_body_of_a_day() -> None:
    now = rules("show", "skb-d6").output
    assert "(ragu)" in now
    assert "BKN (Satgas" in now
    assert "KASN, " not in now
    then = rules("show", "skb-d6", "--date", "9 Januari 2024").output
    assert "KASN, " in then
    assert "BKN (Satgas" not in then
    assert rules("show", "skb-d6", "--date", "kapan-kapan").exit_code == 2


def test_show_of_an_unknown_rule_names_near_ones() -> None:
    result = rules("show", "skb-d66")
    assert isinstance(result.exception, UsageError)
    assert "skb-d6" in str(result.exception)


def test_test_runs_the_examples_of_built_in_and_own_rules(tmp_path: Path) -> None:
    assert rules("test").exit_code == 0
    bad = tmp_path / "aturan.toml"
    bad.write_text(
        """\
[[aturan]]
id = "contoh-1"
nama = "Contoh"
perbuatan = "Contoh."
jalur = "etik"
pelaku = ["pns"]
fase = ["semua"]
unsur = { objek = "a", tindakan = "b", tujuan = "c", kanal = "d" }
panggil = [{ sinyal = ["foto"] }]
sanksi = [{ isi = "Teguran", tanda = "umum" }]
dasar = [{ peraturan = "pp42-2004", pasal = "Pasal 11", tanda = "umum", pokok = true }]
tanda = "umum"
cocok = [{ teks = "ini tidak memanggil apa-apa", sinyal = ["tagar"] }]
tolak = [{ teks = "pose bareng paslon", sinyal = ["foto"] }]
""",
        encoding="utf-8",
    )
    result = rules("test", "--rules", str(bad))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines == [
        f"{bad}: contoh-1: 'ini tidak memanggil apa-apa': seharusnya memanggil aturan ini",
        f"{bad}: contoh-1: 'pose bareng paslon': seharusnya tidak memanggil aturan ini",
    ]
    missing = rules("test", "--rules", str(tmp_path / "tidak-ada.toml"))
    assert isinstance(missing.exception, TomlError)
    assert not isinstance(missing.exception, RuleError)
    assert "tidak ditemukan" in str(missing.exception)


def test_doc_writes_the_same_page_to_a_file_and_to_the_screen(tmp_path: Path) -> None:
    page = tmp_path / "aturan.md"
    assert rules("doc", "-o", str(page)).exit_code == 0
    assert rules("doc").stdout == page.read_text(encoding="utf-8")


def test_profiles_are_listed_and_shown() -> None:
    listed = profile("list").output
    assert all(name in listed for name in builtin_ids())
    shown = profile("show", "pilgub-jabar-2024").output
    assert "masa kampanye: 2024-09-25 sampai 2024-11-23" in shown
    assert "paslon 4: Dedi Mulyadi-Erwan Setiawan" in shown
    assert "masa kampanye: tidak diisi" in profile("show", "nasional").output


def test_a_new_profile_can_be_read_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "Pilbup Contoh 2029.toml"
    assert profile("new", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8")
    assert parse_profile(text, "baru").id == "pilbup-contoh-2029"
    assert text.count("#") > 10
    path.write_text("isi saya", encoding="utf-8")
    again = profile("new", str(path))
    assert again.exit_code == 2
    assert "sudah ada" in again.output
    assert path.read_text(encoding="utf-8") == "isi saya"


@pytest.mark.parametrize("language", ["id", "en"])
def test_check_names_what_still_stands_as_in_the_template(tmp_path: Path, language: str) -> None:
    path = tmp_path / "pilbup.toml"
    with speaking(language):
        assert profile("new", str(path)).exit_code == 0
    result = profile("check", str(path))
    assert result.exit_code == 1
    still = [line for line in result.stdout.splitlines() if "masih berisi" in line]
    assert len(still) == len(result.stdout.splitlines())
    for words in (
        "baris 6 kolom 8: 'nama' masih berisi contoh 'Pemilihan Bupati Contoh 2029'", "'wilayah'", "'#PilkadaContoh'",
        "[jadwal] masih berisi tanggal contoh", "'Nama Calon Satu'", "'Nama Wakil Dua'", "'#CalonDuaMenang'", "'alias'",
    ):  # fmt: skip
        assert any(words in line for line in still), words
    text = path.read_text(encoding="utf-8").replace("2029-01-10", "2029-01-09").replace("#PilkadaContoh", "#Pilbup")
    for old, new in (("Contoh", "Sukamaju"), ("Calon", "Budi"), ("Wakil", "Ani"), ("Satu", "Hendra"), ("Dua", "Lilis")):
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    result = profile("check", str(path))
    assert (result.exit_code, result.stdout) == (0, f"{path}: tidak ada temuan\n")


MISSHAPEN = """\
id = "x"
nama = 3
jenis = "arisan"
wilayah = ["X"]
tagar_umun = ["#a"]
tagar_umum = "a"
[jadwal]
penetapan = "2024-01-01"
kampanye = 2024-01-02
coblosan = 2024-02-21
[[paslon]]
nomor = 0
warna = "x"
[[paslon]]
nama = ["A B"]
alias = ["Maju", 7]
nomor = 1
[[paslon]]
nama = ["C D"]
nomor = 1
[[bakal_calon]]
nama = " "
"""


def test_check_tells_mistakes_of_shape_with_all_else_in_one_run(tmp_path: Path) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(MISSHAPEN, encoding="utf-8")
    result = profile("check", str(path))
    assert result.exit_code == 1
    found = [line.removeprefix(f"{path}: ") for line in result.stdout.splitlines()]
    starts = [
        "baris 2 kolom 1: profil harus punya 'nama'",
        "baris 3 kolom 1: 'jenis' harus salah satu dari pilpres",
        "baris 4 kolom 1: 'wilayah' harus berupa teks; ada ['X']",
        "baris 5 kolom 1: kunci tidak dikenal 'tagar_umun' di bagian atas profil",
        "baris 6 kolom 1: 'tagar_umum' harus berupa daftar teks",
        "baris 8 kolom 1: 'penetapan' harus tanggal tanpa tanda kutip",
        "baris 9 kolom 1: 'kampanye' harus dua tanggal, misalnya kampanye = [2024-09-25, 2024-11-23]; ada 2024-01-02",
        "baris 10 kolom 1: kunci tidak dikenal 'coblosan' di [jadwal]",
        "baris 11 kolom 1: [[paslon]] ke-1 tidak punya 'nama'",
        "baris 12 kolom 1: 'nomor' harus bilangan 1 sampai 99; ada 0",
        "baris 13 kolom 1: kunci tidak dikenal 'warna' di [[paslon]]",
        "baris 16 kolom 1: 'alias' harus berupa daftar teks",
        "baris 16 kolom 10: 'Maju' di 'alias' kata biasa",
        "baris 20 kolom 9: nomor 1 sudah dipakai [[paslon]] ke-2",
        "baris 22 kolom 1: 'nama' harus berupa daftar teks",
    ]
    assert len(found) == len(starts)
    for line, start in zip(found, starts, strict=True):
        assert line.startswith(start), (line, start)
    assert result.stderr.startswith("15 temuan")


@pytest.mark.parametrize("text", ["jadwal = 3", "paslon = 3", "paslon = [1]", "[[jadwal]]\npenetapan = 2024-01-01"])
def test_what_is_no_table_is_a_finding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(f'id = "x"\nnama = "X"\njenis = "pilkada"\n{text}\n', encoding="utf-8")
    result = profile("check", str(path))
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1 and f"{path}: baris 4 kolom 1" in result.stdout
    with pytest.raises(ProfileError):
        parse_profile(path.read_text(encoding="utf-8"), "x")


CLASHING = """\
id = "contoh"
nama = "Contoh"
jenis = "pilkada"
[jadwal]
penetapan = 2029-01-10
kampanye = [2029-01-05, 2029-03-10]
tenang = [2029-03-13, 2029-03-11]
pemungutan = 2029-03-14
[[paslon]]
nomor = 1
nama = ["Hendra Wirasaba", "Lilis Komara"]
alias = ["Hendra", "Maju"]
partai = ["Gerindra", "Partai Angin"]
[[paslon]]
nomor = 1
nama = ["Wiryawan Satya", "Nurbaya Lestari"]
julukan = ["WINNER",
    "jujur"]
alias = ["hendra"]
partai = ["Partai Kami"]
[[partai]]
id = "Kami"
nama = "Partai Kami"
"""


def test_check_finds_every_clash_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(CLASHING, encoding="utf-8")
    result = profile("check", str(path))
    assert result.exit_code == 1
    found = [line.removeprefix(f"{path}: ") for line in result.stdout.splitlines()]
    starts = [
        "baris 6 kolom 13: 'kampanye' 2029-01-05 tidak sesudah 'penetapan' 2029-01-10",
        "baris 7 kolom 23: 'tenang' 2029-03-11 tidak sesudah 'tenang' 2029-03-13",
        "baris 12 kolom 20: 'Maju' di 'alias' kata biasa",
        "baris 13 kolom 23: partai 'Partai Angin' tidak dikenal",
        "baris 15 kolom 9: nomor 1 sudah dipakai [[paslon]] ke-1",
        "baris 18 kolom 5: 'jujur' di 'julukan' kata biasa",
        "baris 19 kolom 10: 'hendra' juga dipakai [[paslon]] ke-1",
    ]
    assert len(found) == len(starts)
    for line, start in zip(found, starts, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(
    ("text", "said"),
    [("id = ", "baris 1 kolom 6"), ("[a\nb = 1", "TOML tidak sah pada")],
)
def test_check_tells_a_broken_file_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "rusak.toml"
    path.write_text(text, encoding="utf-8")
    result = profile("check", str(path))
    assert result.exit_code == 1
    assert said in str(result.exception)
    assert str(path) in str(result.exception)


def test_check_needs_utf8_text(tmp_path: Path) -> None:
    path = tmp_path / "lama.toml"
    path.write_bytes(b'nama = "caf\xe9"')
    assert "UTF-8" in str(profile("check", str(path)).exception)


@pytest.mark.parametrize("name", builtin_ids())
def test_built_in_profiles_have_no_clash_but_known_ones(name: str) -> None:
    from importlib.resources import files

    text = files("netral_cli.elections").joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
    # "gemoy" was a campaign nickname in 2024 and is an ordinary word: kept on purpose, other cues decide.
    assert [f.pesan for f in check_profile(text, name) if "'gemoy'" not in f.pesan] == []


def test_the_template_names_its_file() -> None:
    assert 'id = "pilbup-x"' in new_profile_text("pilbup-x")
