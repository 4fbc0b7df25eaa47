"""Profiles are read strictly; names, numbers and hashtags become classes, alike for every side."""

from __future__ import annotations

from pathlib import Path

import pytest

from netral_cli.elections.lexicon import ElectionLexicon
from netral_cli.elections.profile import (
    NATIONAL,
    ProfileError,
    builtin_ids,
    builtin_profiles,
    load_profile,
    load_profiles,
    parse_profile,
)
from netral_cli.errors import UsageError
from netral_cli.text.batch import FormTable, make_batch
from netral_cli.text.normal import Normaliser
from tests.example_election import EXAMPLE_PROFILE


def classes(text: str, *profiles: str) -> list[str]:
    """Return the forms of a post with names masked, without the side they name."""
    lexicon = ElectionLexicon(map(parse_profile, profiles, ["contoh.toml"] * len(profiles)), Normaliser())
    table = FormTable(lexicon.forms)
    batch = lexicon.mask(make_batch([text], table), table)
    return [table.forms[f].partition("|")[0] for f in batch.forms]


def test_the_promised_profiles_are_built_in() -> None:
    wanted = {"pilpres-2024", "pilpres-2019", NATIONAL}
    wanted |= {f"pilgub-{place}-2024" for place in ("jakarta", "jabar", "jateng", "jatim", "banten")}
    assert wanted <= set(builtin_ids())


def test_every_builtin_profile_names_known_parties() -> None:
    parties = {side.key.partition(":")[2] for p in builtin_profiles() if p.id == NATIONAL for side in p.sides}
    unknown = {
        (p.id, name) for p in builtin_profiles() for s in p.sides for name in s.get("partai") if name not in parties
    }
    assert unknown == set()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Hendra menang", ["<calon>", "menang"]),
        ("Hendra Wirasaba menang", ["<calon>", "menang"]),
        ("HELI menang", ["<julukan>", "menang"]),
        ("si tukang janji itu", ["<ejekan>", "itu"]),
        ("Contoh Melaju!", ["<tagline>", "!"]),
        ("Sahabat Hendra siap", ["<relawan>", "siap"]),
        ("@hendralilis gas", ["<akun>", "gas"]),
        ("#HendraLilis", ["<tagar-pro>"]),
        ("#AsalBukanHendra", ["<tagar-lawan>", "<tagar-tolak>"]),
        ("#CoblosHendra", ["<tagar-nama>", "<tagar-ajak>", "coblos"]),
        ("#HendraMenang", ["<tagar-nama>", "menang"]),
        ("#PanenCabai", ["<tagar>", "panen", "cabai"]),
        ("nomor 2", ["nomor", "<nomor>"]),
        ("coblos 2", ["coblos", "<nomor>"]),
        ("02 menang", ["<nomor>", "menang"]),
        ("salam dua jari", ["salam", "<nomor>", "jari"]),
        ("beli 2 ekor", ["beli", "<digit>", "ekor"]),
        # In disguise: digits for letters, read backwards, vowels masked, small capitals, words written together.
        ("#H3ndr4L1l1s", ["<tagar-pro>"]),
        ("#siliLardneH", ["<tagar-pro>"]),
        ("W*ry*w*n", ["<calon>"]),
        ("ʜᴇɴᴅʀᴀ", ["<calon>"]),
        ("coblosHendra2", ["coblos", "<calon>", "<digit>"]),
        ("pilihwiryawan aja", ["pilih", "<calon>", "saja"]),
        ("hendraterima", ["<calon>", "terima"]),
        ("perhendrakan", ["perhendrakan"]),  # not all of it is known words
        ("tanggal 15 nanti", ["tanggal", "<digit>", "nanti"]),
        # A number with a nought is one of the ballot only where nothing else is numbered.
        ("coblos #02", ["coblos", "<nomor>"]),
        ("nomor: 2", ["nomor", ":", "<nomor>"]),
        ("0️⃣2️⃣ menang", ["<nomor>", "menang"]),
        ("TPS 03: 02 menang", ["tps", "<digit>", ":", "<nomor>", "menang"]),
        ("warga RT 02", ["warga", "rt", "<digit>"]),
        ("02 Desember", ["<digit>", "desember"]),
        # A name with what hangs on it, and in hashtags only as a word of its own.
        ("Hendranya mana", ["<calon>", "nya", "mana"]),
        ("#wiryawanpresiden", ["<tagar-nama>", "presiden"]),
        ("#Hendra_Wirasaba", ["<tagar-nama>", "wirasaba"]),
    ],
)
def test_names_become_classes(text: str, forms: list[str]) -> None:
    assert classes(text, EXAMPLE_PROFILE) == forms


def test_sides_read_alike() -> None:
    one, two = "Hendra lebih cerdas daripada Wiryawan", "Wiryawan lebih cerdas daripada Hendra"
    assert classes(one, EXAMPLE_PROFILE) == classes(two, EXAMPLE_PROFILE)


def test_one_person_in_two_elections_is_one_side() -> None:
    lexicon = ElectionLexicon(builtin_profiles(), Normaliser())
    table = FormTable(lexicon.forms)
    batch = lexicon.mask(make_batch(["Prabowo-Sandi dulu, Prabowo-Gibran sekarang"], table), table)
    named = [table.forms[f] for f in batch.forms if table.forms[f].startswith("<calon>")]
    assert len({form.split("|")[1] for form in named}) == 1


@pytest.mark.parametrize(
    "tag", ["#AyoMemilih", "#KampanyePemilu", "#PerempuanHebat", "#penipuan", "#PramukaIndonesia", "#karisma"]
)
def test_no_name_is_found_inside_another_word_of_a_hashtag(tag: str) -> None:
    assert ElectionLexicon(builtin_profiles(), Normaliser()).forms(tag)[0] == "<tagar>"


def test_a_hashtag_of_several_pairs_names_none_and_an_account_the_latest() -> None:
    lexicon = ElectionLexicon(builtin_profiles(), Normaliser())
    assert lexicon.forms("#Coblos2")[0] == "<tagar-pro>"
    assert lexicon.forms("#2019GantiPresiden")[0].startswith("<tagar-pro>|")  # for one side, against another
    latest = lexicon.forms("@prabowo")[0].rpartition("|")[2]
    assert "Gibran" in lexicon.labels[int(latest)]


def test_a_builtin_profile_is_found_by_id_and_a_file_by_path(tmp_path: Path) -> None:
    path = tmp_path / "contoh.toml"
    path.write_text(EXAMPLE_PROFILE, encoding="utf-8")
    assert load_profile("pilpres-2024").id == "pilpres-2024"
    assert load_profile(str(path)).sides[0].nomor == 1
    assert {p.id for p in load_profiles([str(path)])} == {"pilbup-contoh-2024", NATIONAL}


def test_an_unknown_profile_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match="pilpres-2024"):
        load_profile("pilgub-antah-berantah")


HEAD = 'id = "x"\nnama = "X"\njenis = "pilkada"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id = ", "TOML"),
        ('nama = "X"', "'id'"),
        (HEAD.replace("pilkada", "arisan"), "baris 3 kolom 1"),
        (HEAD + "[[paslon]]\nnomor = 1", "tidak punya 'nama'"),
        (HEAD + '[[paslon]]\nnama = ["A B"]\nnomor = 0', "baris 6 kolom 1"),
        (HEAD + '[[paslon]]\nnama = ["A B"]\nwarna = "x"', "'warna'"),
        (HEAD + '[[paslon]]\nnama = ["A B"]\nalias = "A"', "daftar teks"),
        (HEAD + '[[paslon]]\nnama = ["A B"]\nnomor = 1\n[[paslon]]\nnama = ["C D"]\nnomor = 1', "lebih dari satu"),
        (HEAD + '[jadwal]\npemungutan = "2024-11-27"', "tanpa tanda kutip"),
        (HEAD + "[jadwal]\nkampanye = [2024-11-23, 2024-09-25]", "sesudah"),
        (HEAD + "[jadwal]\npemungutan_putaran_2 = 2024-12-27", "baris 5 kolom 1: putaran kedua perlu 'pemungutan'"),
        (HEAD + "[jadwal]\npemungutan = 2024-11-27\ntenang_putaran_2 = [2024-12-24, 2024-12-26]", "baris 6 kolom 1"),
    ],
)
def test_a_broken_profile_names_the_place(text: str, place: str) -> None:
    with pytest.raises(ProfileError, match=r"p\.toml") as caught:
        parse_profile(text, "p.toml")
    assert place in str(caught.value)
