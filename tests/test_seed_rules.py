"""Acts, permissions and look-alikes of the five founding articles, and decided cases, against the rule catalogue.

Every text is our own. An act is given with the signals that it carries; a permission or a look-alike carries none.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from netral_cli.elections.profile import builtin_profile
from netral_cli.rules.apply import applicable, needs_verification, tracks_of
from netral_cli.rules.catalogue import builtin_catalogue
from netral_cli.rules.phase import Phase, phase_of

CATALOGUE = builtin_catalogue()
S000 = "000_b574da63e940437e.txt"
S001 = "001_33eb5944d9675ba1.txt"
S002 = "002_c43cd51486af6ead.txt"
S003 = "003_1c7702b384905ef6.txt"
S004 = "004_1faab95a7ecbcfce.txt"
BEFORE, CAMPAIGN, AFTER = Phase.SEBELUM_PENETAPAN, Phase.KAMPANYE, Phase.SESUDAH


@dataclass(frozen=True)
class Act:
    """An act that an article forbids: a post in our words, its signals, and rules that must be called up."""

    seed: str
    teks: str
    sinyal: tuple[str, ...]
    rules: tuple[str, ...]
    fase: Phase = CAMPAIGN
    jenis: str = "pilkada"
    pelaku: str = "pns"
    not_rules: tuple[str, ...] = field(default=())


ACTS = [
    Act(S000, "ikut arak-arakan kampanye paslon 3 sore ini, seru", ("kampanye",), ("pp94-n1",)),
    Act(S000, "di beranda saya cuma ada satu pilihan: pasangan Hendra-Lilis", ("dukungan",), ("skb-d2", "skb-d6")),
    Act(S000, "akhirnya bisa foto bareng calon wali kota idola", ("foto",), ("skb-d7",), not_rules=("skb-k5",)),
    Act(
        S000,
        "foto bareng calon wali kota idola, semoga jadi daftar",
        ("foto",),
        ("skb-k5",),
        BEFORE,
        not_rules=("skb-d7",),
    ),
    Act(S000, "hmm makin hari makin condong ke yang tengah ya", ("dukungan", "simbol_jari"), ("skb-d2",)),
    Act(S000, "salam dua jari untuk perubahan kota kita", ("simbol_jari",), ("skb-d2",)),
    Act(S000, "kota maju itu ya #ContohMelaju", ("tagar",), ("skb-d2",)),
    Act(S000, "status WA malam ini: all in paslon 1", ("dukungan",), ("skb-d2",)),
    Act(S000, "jujur saja saya pihak nomor 4", ("dukungan",), ("skb-d2",)),
    Act(S000, "hari ini bantu keliling kampanyekan beliau", ("kampanye",), ("skb-d4", "pp94-n1")),
    Act(S000, "posko pemenangan butuh tenaga, saya jaga malam", ("relawan",), ("skb-d10",)),
    Act(S000, "bu ibu jangan lupa pilih nomor 4 ya", ("ajakan", "simbol_jari"), ("skb-d8", "pp94-n6")),
    Act(S000, "warga RT sudah saya giring ke satu nama, aman", ("mobilisasi",), ("skb-d8", "pp94-n3", "pp94-n6")),
    Act(
        S001,
        "relawan sahabat capres se-kecamatan resmi berdiri, gabung!",
        ("relawan",),
        ("skb-d9", "skb-k6"),
        BEFORE,
        "pilpres",
    ),
    Act(S001, "relawan caleg kita tetap jalan ya", ("relawan",), ("skb-d10", "uu7-494"), CAMPAIGN, "pileg"),
    Act(S001, "kita sudah menang, sekarang kawal terus paslon 2", ("dukungan",), ("skb-d2",), AFTER, "pilpres"),
    Act(
        S001,
        "ngumpul lagi keluarga besar dinas, pokoknya tetap 2",
        ("ajakan",),
        ("skb-d8", "pp94-n6", "uu7-283"),
        AFTER,
        "pilpres",
    ),
    Act(
        S001,
        "staf yang beda pilihan siap-siap dipindah",
        ("intimidasi",),
        ("skb-d8", "skb-d12", "uu7-283"),
        CAMPAIGN,
        "pilpres",
    ),
    Act(
        S001,
        "saya memihak pasangan satu, titik",
        ("dukungan",),
        ("skb-d2", "uu20-9-2", "pp42-11c"),
        CAMPAIGN,
        "pilpres",
    ),
    Act(S001, "akun ini saya pakai buat menangkan bacagub jagoan", ("ajakan", "dukungan"), ("skb-k2",), BEFORE),
    Act(S001, "usir saja orang agama itu, calonnya juga", ("ujaran_kebencian",), ("ite-28-2",)),
    Act(S001, "sebar! server KPU sudah disetel untuk 1", ("hoaks",), ("ite-28-3",)),
    Act(
        S001,
        "terima kasih berasnya pak caleg, tahu kok pilihannya",
        ("politik_uang",),
        ("skb-d8", "uu7-523-1"),
        CAMPAIGN,
        "pileg",
    ),
    Act(S001, "amplop dari paslon sudah saya terima", ("politik_uang",), ("pilkada-187a", "skb-d8"), Phase.TENANG),
    Act(S001, "saya pegawai negeri, tapi tidak bisa netral: 02", ("dukungan",), ("uu20-24-1d",), CAMPAIGN, "pilpres"),
    Act(S002, "terang-terangan saja, kami sekantor dukung beliau", ("dukungan",), ("skb-d2", "skb-d6")),
    Act(S002, "like dan komen di akun tim paslon ya, biar ramai", ("interaksi",), ("skb-d6",)),
    Act(S002, "like dulu akun relawan bacabup", ("interaksi",), ("skb-k4",), BEFORE, not_rules=("skb-d6",)),
    Act(S002, "saya PPPK baru tapi pilihan lama: paslon 2", ("dukungan",), ("skb-d2",), pelaku="pppk"),
    Act(S002, "diminta tim paslon jadi panitia kampanye, saya terima", ("kampanye",), ("pilkada-189",)),
    Act(S002, "diminta tim capres jadi panitia kampanye", ("kampanye",), ("uu7-493",), CAMPAIGN, "pilpres"),
    Act(S002, "izin keramaian kubu sebelah dipersulit saja", ("kewenangan",), ("skb-d12", "pp94-n5", "pilkada-188")),
    Act(S002, "calon 1 itu pembohong, jangan sampai jadi", ("serangan",), ("skb-d2", "skb-d12")),
    Act(S002, "saya siap maju jadi calon bupati, besok daftar di partai", ("dukungan",), ("skb-d3",), BEFORE),
    Act(S003, "dukung terus yang merakyat, nomor 3", ("dukungan",), ("skb-d2",), CAMPAIGN, "pilpres"),
    Act(
        S003,
        "semua guru kecamatan kumpul di lapangan kampanye, absen!",
        ("mobilisasi", "kampanye"),
        ("pp94-n3", "pp94-n1", "skb-d4"),
    ),
    Act(S003, "baliho capres sudah saya pasang di pertigaan", ("atribut",), ("skb-d1",), CAMPAIGN, "pilpres"),
    Act(
        S003,
        "pose dulu, tiga jari buat yang di hati",
        ("foto", "simbol_jari"),
        ("skb-d7", "skb-d2"),
        CAMPAIGN,
        "pilpres",
    ),
    Act(S003, "nih foto panggung kampanye tadi, kaos kita paling banyak", ("foto", "atribut"), ("skb-d7", "skb-d1")),
    Act(S004, "hadir di deklarasi, ikut teriak menang", ("kampanye", "dukungan"), ("skb-d4",), CAMPAIGN, "pilpres"),
    Act(S004, "hadir di deklarasi bakal calon, ikut teriak menang", ("kampanye", "dukungan"), ("skb-k3",), BEFORE),
    Act(S004, "APK tambahan datang, malam ini kita pasang", ("atribut",), ("skb-d1",)),
    Act(S004, "bendera bakal calon kita naikkan", ("atribut",), ("skb-k1",), BEFORE),
    Act(S004, "ikut kampanye keliling naik motor", ("kampanye",), ("pp94-n1",)),
    Act(S004, "paslon manapun kalah sama yang ini, gas", ("dukungan",), ("skb-d2",)),
    Act(S004, "sudah follow, like, komen, share, dan gabung grup pemenangan", ("interaksi",), ("skb-d6",)),
    Act(S004, "gabung grup tim bakal calon yuk", ("interaksi",), ("skb-k4",), BEFORE),
    Act(S004, "di kantor dan di medsos sama saja: paslon 1!", ("dukungan",), ("skb-d2",)),
]

# Permissions, duties, pledges, boundaries and look-alikes: nothing is signalled, so nothing is touched.
PERMITTED = [
    (S000, "Rabu nanti saya ke TPS memakai hak pilih saya"),
    (S000, "ayo tetangga, tanggal 27 datang ke TPS, jangan golput"),
    (S000, "sebagai camat, sore ini memantau jalannya kampanye di wilayah kami, semua tertib"),
    (S000, "penyuluhan pemilih pemula di balai kota: suaramu menentukan"),
    (S000, "lurah dan camat ikut sosialisasi KPU pagi ini"),
    (S000, "KPU kota mengampanyekan pilkada gembira lewat jalan santai"),
    (S000, "KPU mengundi nomor urut lima pasangan calon hari ini"),
    (S001, "rakor badan adhoc berjalan lancar, PPK dan PPS siap bertugas"),
    (S001, "pegawai diingatkan tidak memihak siapa pun, sebelum dan sesudah pemilu"),
    (S001, "kami menolak amplop dan pemberian apa pun dari peserta pemilu"),
    (S001, "bijaklah bermedsos, jangan sebar kabar bohong"),
    (S002, "kami berjanji menjaga netralitas menurut aturan"),
    (S002, "kami berjanji tidak ikut kegiatan kampanye pasangan mana pun"),
    (S002, "komitmen kami: tidak menguntungkan atau merugikan pasangan mana pun"),
    (S002, "dalam tulisan ini saya bahas cara para calon membangun citra"),
    (S002, "semoga pemilihan berjalan jujur dan adil"),
    (S002, "ikuti saluran WhatsApp kami untuk bacaan menarik lain"),
    (S003, "tetap lurus bekerja, tidak usah tengok kanan kiri"),
    (S003, "surat edaran melarang pegawai mendukung, berkampanye, mengerahkan massa, dan memasang baliho"),
    (S003, "jangan unggah foto yang berbau kampanye, ya rekan-rekan"),
    (S003, "ASN kota kami siap netral"),
    (S003, "tugas kita membantu kelancaran pemilu: gudang logistik sudah siap"),
    (S004, "ASN dilarang hadir di deklarasi, memasang APK, dan ikut kampanye"),
    (S004, "suka, komentar, bagikan, dan ikut akun pemenangan termasuk tindakan yang tidak netral"),
    (S004, "ada dugaan pegawai tidak netral? laporkan ke Bawaslu"),
    (S004, "tulis komentar di bawah"),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{act.seed[:3]}-{act.teks[:30]}")
def test_an_act_of_an_article_calls_up_its_rules(act: Act) -> None:
    hits = applicable(act.sinyal, act.fase, act.pelaku, kind=act.jenis, facts=CATALOGUE.facts_in(act.teks))
    found = {hit.rule.id for hit in hits}
    assert set(act.rules) <= found
    assert not set(act.not_rules) & found
    assert tracks_of(hits)


@pytest.mark.parametrize(("seed", "teks"), PERMITTED, ids=lambda value: value[:30])
def test_what_an_article_permits_or_resembles_calls_up_nothing(seed: str, teks: str) -> None:
    assert seed in (S000, S001, S002, S003, S004)
    for phase in Phase:
        assert applicable((), phase, kind="pilkada", facts=CATALOGUE.facts_in(teks)) == ()


@pytest.mark.parametrize(("seed", "teks"), PERMITTED, ids=lambda value: value[:30])
def test_what_an_article_permits_states_no_fact_of_a_rule(seed: str, teks: str) -> None:
    assert CATALOGUE.facts_in(teks) == frozenset(), seed


def test_each_article_has_acts_and_permissions() -> None:
    seeds = {S000, S001, S002, S003, S004}
    assert {act.seed for act in ACTS} == seeds
    assert {seed for seed, _ in PERMITTED} == seeds
    assert len({act.teks for act in ACTS} | {teks for _, teks in PERMITTED}) == len(ACTS) + len(PERMITTED)


@dataclass(frozen=True)
class Case:
    """A decided case: its post in our words with its signals, and the tracks that are and are not raised.

    raised: tracks of the leading readings; besides: tracks that a companion rule names
    """

    name: str
    sinyal: tuple[str, ...]
    raised: tuple[str, ...]
    not_raised: tuple[str, ...]
    pelaku: str = "pns"
    jenis: str = "pilkada"
    fase: Phase = CAMPAIGN
    day: dt.date | None = None
    profile: str = ""
    besides: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()


CASES = [
    # Heads of schools sang for a likely candidate: moral sanction, no discipline.
    Case("Purbalingga 2020", ("kampanye", "dukungan"), ("etik",), ("disiplin", "pidana"), fase=BEFORE, rules=("skb-k3",)),
    # Honorary teachers with two fingers and campaign material: dismissed by their employer.
    Case(
        "Tangerang 2019", ("foto", "simbol_jari", "atribut"), ("honorer",), ("etik", "disiplin", "pidana"), "honorer",
        "pilpres", day=dt.date(2019, 3, 19), profile="pilpres-2019", rules=("honorer-se1",),
    ),
    # Shared posts of candidates before the campaign began, candidates being determined: reprimand.
    Case(
        "Bangkalan November 2023", ("interaksi",), ("disiplin",), ("pidana", "ite"), "pns", "pilpres",
        day=dt.date(2023, 11, 20), profile="pilpres-2024", rules=("skb-d6",), checks=("objek_interaksi",),
    ),
    # A private status for a pair in the campaign: reprimand, and the channel is to be noted.
    Case(
        "Kulon Progo Oktober 2024", ("dukungan",), ("disiplin",), ("pidana", "etik"), day=dt.date(2024, 10, 1),
        profile="pilgub-jateng-2024", rules=("skb-d2",), checks=("kanal", "kepemilikan_akun"),
    ),
    # A page for one pair, against the other too: examined, above all whose account it is.
    Case(
        "Malang November 2018", ("dukungan", "serangan"), ("disiplin",), ("pidana", "ite"), "pns", "pilpres",
        day=dt.date(2018, 11, 10), profile="pilpres-2019", rules=("pp53-4",), checks=("kepemilikan_akun",),
    ),
    # Officials with jersey number 2: no criminal element, yet a breach of the joint decree.
    Case(
        "Bekasi Januari 2024", ("simbol_jari", "foto"), ("disiplin",), ("pidana", "ite"), "pns", "pilpres",
        day=dt.date(2024, 1, 4), profile="pilpres-2024", rules=("skb-d7",), besides=("etik",), checks=("isi_media",),
    ),
    # A one-finger photo posted by the candidate: not criminal; civil-service law, code of ethics and joint decree.
    Case(
        "Tulungagung Oktober 2024", ("foto", "simbol_jari"), ("disiplin",), ("pidana", "ite"), "pppk",
        day=dt.date(2024, 10, 15), profile="pilgub-jatim-2024", rules=("skb-d7", "uu20-24-1d", "pp42-11c"),
        besides=("etik",), checks=("pengunggah", "isi_media"),
    ),
    # A photo before anyone had registered: dismissed there; the tool shows ethics only and asks for the date.
    Case(
        "Batam Agustus 2024", ("foto",), ("etik",), ("disiplin", "pidana"), day=dt.date(2024, 8, 14),
        profile="pilgub-jakarta-2024", rules=("skb-k5",), checks=("isi_media",),
    ),
    # A gesture said to stand for a profession, without an election object: nothing to signal.
    Case("Situbondo 2020", (), (), ("etik", "disiplin", "pidana", "ite")),
    # A frame for a profile picture made by a fake account: the account's owner is to be checked.
    Case("Sungai Penuh 2024", ("tagar", "foto"), ("disiplin",), ("pidana", "ite"), checks=("kepemilikan_akun", "pengunggah")),
    # Teachers told to list voters and threatened with transfer.
    Case(
        "Cianjur Februari 2024", ("mobilisasi", "intimidasi"), ("disiplin",), ("ite", "desa"), "pns", "pileg",
        day=dt.date(2024, 2, 9), profile="pilpres-2024", rules=("skb-d8", "pp94-n3", "uu7-283"), checks=("hubungan_kuasa",),
    ),
    # Heads of offices order teachers.
    Case("Langkat dan Serang", ("mobilisasi",), ("disiplin",), ("ite",), "pns", "pileg", rules=("pp94-n3", "skb-d8")),
    # A secretary's voice message for a pair: an official who steers.
    Case("Pesan suara sekda 2024", ("ajakan", "mobilisasi"), ("disiplin", "pidana"), ("ite",), rules=("pilkada-188", "skb-d8")),
    # A head of village who benefits a party: tried under the electoral act.
    Case(
        "Solok 2024", ("kewenangan", "ajakan"), ("pidana", "desa"), ("etik", "disiplin"), "kades", "pileg",
        day=dt.date(2024, 1, 20), profile="pilpres-2024", rules=("uu7-490", "desa-29"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_decided_case_raises_its_tracks_and_no_other(case: Case) -> None:
    phase = case.fase
    if case.profile:
        phase = phase_of(case.day, [builtin_profile(case.profile)]).phase
    hits = applicable(case.sinyal, phase, case.pelaku, kind=case.jenis, day=case.day)
    assert tracks_of(hits) == case.raised
    assert not set(tracks_of(hits)) & set(case.not_raised)
    assert set(case.rules) <= {hit.rule.id for hit in hits}
    assert set(case.besides) <= {hit.jalur for hit in hits if hit.rule.pendamping}
    assert set(case.checks) <= {item.id for item in needs_verification(hits, case.sinyal)}
