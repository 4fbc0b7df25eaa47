"""What must stay neutral stays neutral, what plainly sides is flagged; texts are our own."""

from __future__ import annotations

import pytest

from netral_cli.elections.profile import builtin_profile
from netral_cli.engine.setup import RunSetup, classifier_for
from netral_cli.robustness import HARMLESS, changed_shares, faithfulness, swap_figures, swapper
from netral_cli.verdict import Classifier


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return classifier_for(RunSetup())


# Articles of the kind that is full of campaign words and takes no side.
ARTICLES = [
    """Bawaslu Kabupaten Tirtasari mengumpulkan para camat, lurah, dan kepala sekolah di aula kecamatan, Kamis pagi. Temanya satu:
apa yang boleh dan apa yang tidak boleh dilakukan aparatur sipil negara selama masa kampanye pilkada.

Ketua Bawaslu setempat menjelaskan bahwa pegawai tidak boleh memasang baliho, ikut deklarasi, menyukai atau membagikan unggahan akun
pemenangan, apalagi berfoto dengan pose jari yang menandai nomor urut pasangan calon tertentu.

"Kalau sekadar mengajak tetangga datang ke TPS, silakan. Yang tidak boleh itu mengarahkan pilihannya," ujarnya.

Para peserta kemudian membacakan ikrar: menjaga netralitas, tidak terlibat politik praktis, menolak politik uang, dan tidak menyebarkan
ujaran kebencian maupun berita bohong.""",
    """Inspektorat kota menerima tujuh aduan dugaan pelanggaran netralitas sepanjang Oktober. Sebagian besar soal unggahan di media sosial:
pegawai yang ikut berkomentar di akun calon, dan seorang guru yang mengunggah foto bersama tim sukses.

Menurut inspektur, belum ada yang terbukti. Semua akan dikaji dulu bersama Bawaslu, lalu diteruskan ke BKN bila memenuhi unsur.

Ia mengingatkan bahwa sanksi dapat berupa teguran, pernyataan terbuka, sampai penurunan jabatan, tergantung perbuatannya.""",
]

NEUTRAL = [
    "Kami ASN Kecamatan Sukamaju berikrar menjaga netralitas, tidak memihak pasangan calon mana pun, dan menolak politik uang",
    "Jangan golput ya, tanggal 27 November datang ke TPS dan gunakan hak pilihmu",
    "KPU menetapkan tiga pasangan calon: nomor urut 1 Luluk-Lukman, nomor urut 2 Khofifah-Emil, nomor urut 3 Risma-Gus Hans",
    "ASN dilarang like, komentar, dan membagikan unggahan akun kampanye, apalagi foto bareng paslon",
    "Alhamdulillah panen jagung tahun ini lumayan, semoga harganya bagus",
    "Dua anak cukup, yuk ikut KB di puskesmas",
    "Selamat pagi, hari ini apel gabungan di halaman kantor bupati, seragam korpri",
]

PARTISAN = [
    ("Ayo coblos nomor 2, menangkan Prabowo Gibran satu putaran!", "ajakan"),
    ("Bismillah Anies Presiden, semoga menang pak, kami mendukungmu", "dukungan"),
    ("#PrabowoGibran2024 #IndonesiaMaju lanjutkan pak", "tagar"),
    ("Ganjar itu cuma boneka partai, gak usah dipilih", "serangan"),
    ("Semua guru wajib hadir di kampanye Khofifah besok, absen dicatat", "mobilisasi"),
]


@pytest.mark.parametrize("article", ARTICLES, ids=range(len(ARTICLES)))
def test_an_article_about_neutrality_is_neutral(classifier: Classifier, article: str) -> None:
    assert classifier.classify([article])[0].status == "netral"
    assert [p for p in article.split("\n\n") if classifier.classify([p])[0].status == "indikasi"] == []


@pytest.mark.parametrize("text", NEUTRAL)
def test_plain_neutral_posts_are_neutral(classifier: Classifier, text: str) -> None:
    assert classifier.classify([text])[0].status == "netral"


@pytest.mark.parametrize(("text", "signal"), PARTISAN)
def test_plain_partisan_posts_are_flagged_with_their_signal(classifier: Classifier, text: str, signal: str) -> None:
    verdict = classifier.classify([text])[0]
    assert verdict.status == "indikasi"
    assert signal in [name for name, _ in verdict.signals]
    assert verdict.spans


def test_no_text_is_no_verdict(classifier: Classifier) -> None:
    assert classifier.classify([]) == []
    assert [v.status for v in classifier.classify(["", "   ", "\n"])] == ["netral"] * 3


def test_objects_are_named_by_their_election(classifier: Classifier) -> None:
    found = classifier.classify(["Menangkan Prabowo Gibran! Ganjar Mahfud pulang saja"])[0]
    assert len(found.objects) == 2
    assert "Gibran Rakabuming Raka" in found.objects[0]
    assert "Ganjar Pranowo" in found.objects[1]


def test_thresholds_can_be_overridden() -> None:
    strict = classifier_for(RunSetup(indikasi=0.9999999, tinjau=0.9999998))
    assert strict.classify([PARTISAN[1][0]])[0].status == "netral"


def test_sides_can_be_exchanged_without_a_trace(classifier: Classifier) -> None:
    texts = [text for text, _ in PARTISAN] + ["Anies lebih fasih daripada Prabowo waktu debat, 01 unggul dari 02"]
    found = swap_figures(classifier, builtin_profile("pilpres-2024"), texts)
    assert found.posts >= found.clean >= 3
    assert found.largest <= 1e-6


def test_the_swap_exchanges_names_and_numbers() -> None:
    first, second = builtin_profile("pilpres-2024").sides[:2]
    assert swapper(first, second)("Anies nomor 01").endswith(" nomor 02")


def test_robustness_figures_are_shares(classifier: Classifier) -> None:
    texts = [text for text, _ in PARTISAN] + NEUTRAL
    verdicts = classifier.classify(texts)
    shares = changed_shares(classifier, texts, [v.status for v in verdicts])
    assert set(shares) == set(HARMLESS)
    assert shares["warna kulit emoji"] == shares["spasi ganda"] == 0
    found = faithfulness(classifier, texts, verdicts)
    assert found.posts == sum(v.status == "indikasi" for v in verdicts)
    assert 0 <= found.without <= 1
    assert 0 <= found.alone <= 1


def test_a_phrase_of_a_cue_is_quoted_whole() -> None:
    classifier = classifier_for(RunSetup())
    (verdict,) = classifier.classify(["Salam dua jari, ayo menangkan Prabowo! #PrabowoGibran2024"])
    assert "Salam dua jari" in [span.text for span in verdict.spans]
