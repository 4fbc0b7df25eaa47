"""Repair, tokens, normal forms and stems: nothing is lost, every span is a quotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netral_cli.text.batch import FormTable, make_batch
from netral_cli.text.lexicons import LexiconError, load_words, read_pairs
from netral_cli.text.normal import Normaliser
from netral_cli.text.repair import repair
from netral_cli.text.stem import Stemmer
from netral_cli.text.tokens import Kind, calmed, token_strings, tokenise

NORMALISER = Normaliser()

# Letters, combining marks, emoji with skin tones and joiners, keycaps, mojibake, entities, invisible marks.
PIECES = st.sampled_from(
    ["a", "\U0001f3fd", "\ufe0f", "__", "-", "Coblos", " ", "\n", "é", "e\u0301", "☝🏽", "✌️", "👨‍👩‍👧", "2️⃣", "🇮🇩", "ðŸ˜‚", "Ã©", "&amp;", "&#39;", "<br>", "\u200b",
     "\u00ad", "\u202e", "с", "о", "𝐝𝐮𝐚", "ｐ", "②", "#GantiBupati2024", "@akun", "https://t.co/Ab1", "02", "1.000", "c0bl0s",
     "d.u.a", "c o b l o s", "teman-teman", "...", "!?", "“", "\u0000", "‎", "ﷺ", "İ", "ß"]
)  # fmt: skip
POSTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@given(POSTS)
def test_every_token_quotes_the_post(post: str) -> None:
    end = 0
    for token in tokenise(post):
        assert 0 <= token.start < token.end <= len(post)
        assert token.start >= end or token.text == ""
        end = max(end, token.start)
        quoted = post[token.start : token.end]
        assert quoted
        if repair(post).text == post:
            assert quoted == token.text


@given(POSTS)
def test_fast_and_slow_tokens_are_the_same(post: str) -> None:
    assert token_strings(post) == [token.text for token in tokenise(post)]


@given(POSTS)
def test_a_repair_maps_every_character_back(post: str) -> None:
    fixed = repair(post)
    for i in range(len(fixed.text)):
        start, end = fixed.span(i, i + 1)
        assert 0 <= start < end <= len(post)


@given(POSTS)
def test_every_token_has_a_form(post: str) -> None:
    for token in token_strings(post):
        forms = NORMALISER.forms(token)
        assert forms
        assert all(forms)


@given(st.lists(POSTS, max_size=8))
def test_a_batch_holds_the_forms_of_each_post(posts: list[str]) -> None:
    table = FormTable(NORMALISER.forms)
    batch = make_batch(posts, table)
    assert len(batch) == len(posts)
    for i, post in enumerate(posts):
        mine = [table.forms[f] for f in batch.forms[batch.starts[i] : batch.starts[i + 1]]]
        assert mine == [form for token in calmed(token_strings(post)) for form in NORMALISER.forms(token)]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("mantap ðŸ˜‚", "mantap 😂"),
        ("garaÃ¢â‚¬â„¢s", "gara’s"),
        ("cоblоs", "coblos"),
        ("ｐaslon 𝐝𝐮𝐚", "paslon dua"),
        ("co\u200bblos", "coblos"),
        ("ᴘɪʟɪʜ ʙᴀɴɢ ꜰᴜꜱᴏ", "pilih bang fuso"),
        ("baris<br>baru", "baris\nbaru"),
        ('<a href="https://a.b" class=c>tautan</a>', " tautan "),
        ("<i coblos dua, menangkan!>", "<i coblos dua, menangkan!>"),  # only looks like a tag
        ("pilih ٠٢", "pilih 02"),
        ("biasa saja, tanpa cacat", "biasa saja, tanpa cacat"),
        ("café é", "café é"),
        ("p̶a̶s̶l̶o̶n̲", "paslon"),
        ("gΛnti, Яakyat ⚁", "gAnti, Rakyat 2"),
        ("🇧 🇺 🇩 🇮 di 🇮🇩", "B U D I di 🇮🇩"),  # alone a letter, two together a flag
    ],
)
def test_repair(text: str, fixed: str) -> None:
    assert repair(text).text == fixed


@pytest.mark.parametrize(
    ("token", "forms"),
    [
        ("yg", ("yang",)),
        ("gak", ("tidak",)),
        ("c0bl0s", ("coblos",)),
        ("p4sl0n", ("paslon",)),
        ("d*kung", ("dukung",)),
        ("c*bl*s", ("coblos",)),
        ("c*bl*", ("c*bl",)),  # the sign at the end is a mark of its own; what is left fits no single word
        ("dvkvng", ("dukung",)),
        ("dv4", ("2",)),
        ("nomor2", ("nomor", "2")),
        ("romon", ("nomor",)),
        ("pslon", ("paslon",)),
        ("cblos", ("coblos",)),
        ("pngws", ("pengawas",)),  # the commonest word with these consonants that keeps the letters in order
        ("sbelah", ("sebelah",)),
        ("mndkng", ("mendukung",)),
        ("spndk", ("spanduk",)),
        ("kpk", ("kpk",)),  # three consonants may be anything, an office too
        ("slogan", ("slogan",)),  # a word that is written out is left alone
        ("y g  d i p i l i h", ("yang", "dipilih")),
        ("solboc", ("coblos",)),
        ("loscob", ("coblos",)),
        ("ccoobbllooss", ("coblos",)),
        ("atik", ("atik",)),  # `kita` backwards, but as likely a name
        ("p.a.s.l.o.n d.u.a", ("paslon", "2")),
        ("g4nt1bup4t1", ("ganti", "bupati")),
        ("s3pvluh", ("sepuluh", "<sisip>")),
        ("c o b l o s", ("coblos",)),
        ("menaaang", ("menang",)),
        ("M3nang", ("menang", "<sisip>")),
        ("teman-teman", ("teman",)),
        ("kata2nya", ("katanya",)),
        ("no2", ("nomor", "2")),
        ("pilih2", ("memilah",)),  # choosy in its friends, no vote and no ballot number
        ("pilih-pilih", ("memilah",)),
        ("pilih3", ("pilih", "3")),
        ("paslon3", ("paslon", "3")),
        ("Prabowo-Gibran", ("prabowo", "gibran")),
        ("loro", ("2",)),
        ("tilu", ("3",)),
        ("☝🏿", ("<jari>",)),
        ("✌️", ("<jari>",)),
        ("2️⃣", ("2",)),
        ("2024", ("<tahun>",)),
        ("1.500.000", ("<angka>",)),
        ("https://t.co/x", ("<tautan>",)),
        ("@akun", ("<sebutan>",)),
        ("#Jakarta", ("#jakarta",)),
        ("<3", ("<sayang>",)),
        ("kec.", ("kecamatan",)),
    ],
)
def test_normal_forms(token: str, forms: tuple[str, ...]) -> None:
    assert tuple(form for t in token_strings(token) for form in NORMALISER.forms(t) if form != ".") == forms


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("#GantiBupati2024", ("ganti", "bupati", "<tahun>")),
        ("#gantibupati", ("ganti", "bupati")),
        ("#TolakPolitikUang", ("tolak", "politik", "uang")),
    ],
)
def test_hashtags_are_cut_into_words(tag: str, words: tuple[str, ...]) -> None:
    assert NORMALISER.hashtag_words(tag) == words


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("2️⃣", Kind.EMOJI),
        ("👨‍👩‍👧", Kind.EMOJI),
        ("2x", Kind.WORD),
        ("1.000", Kind.NUMBER),
        ("#a", Kind.HASHTAG),
        ("...", Kind.MARK),
    ],
)
def test_kinds(token: str, kind: Kind) -> None:
    assert [t.kind for t in tokenise(token)] == [kind]


def test_the_stemmer_spares_protected_words() -> None:
    stemmer = Stemmer()
    assert {w: stemmer.stem(w) for w in ("relawan", "menang", "bekasi", "pemilu", "paslon", "<calon>", "02")} == {
        w: w for w in ("relawan", "menang", "bekasi", "pemilu", "paslon", "<calon>", "02")
    }
    assert [stemmer.stem(w) for w in ("mendukung", "dukungan", "memilih", "memenangkan")] == [
        "dukung",
        "dukung",
        "pilih",
        "menang",
    ]


def test_a_users_own_words_win(tmp_path: Path) -> None:
    path = tmp_path / "kamus.tsv"
    path.write_text("# catatan\nmantul joss\thebat\n", encoding="utf-8")
    assert Normaliser.with_file(path).forms("mantul") == ("hebat",)


@pytest.mark.parametrize("line", ["satu kolom", "\tkanan", "kiri\t", "a\tb\tc"])
def test_a_broken_word_list_names_the_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "kamus.tsv"
    path.write_text(f"a\tb\n{line}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="baris 2"):
        read_pairs(path)


def test_a_missing_or_wrongly_encoded_word_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="tidak ditemukan"):
        read_pairs(tmp_path / "tiada.tsv")
    (tmp_path / "x.tsv").write_bytes(b"a\t\xff\n")
    with pytest.raises(LexiconError, match="UTF-8"):
        read_pairs(tmp_path / "x.tsv")


def test_no_form_has_two_readings() -> None:
    slang, numbers = set(read_pairs("singkatan.tsv")), set(read_pairs("angka.tsv"))
    assert not slang & numbers
    assert not load_words("kosakata.txt") & slang
