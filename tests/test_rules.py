"""The rule catalogue: every rule's examples behave, marks are kept, dates choose bases and bodies, errors name places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from netral_cli.errors import UsageError
from netral_cli.rules.actor import actor_name, actor_of
from netral_cli.rules.apply import (
    RuleHit,
    applicable,
    failed_examples,
    hit_record,
    hits_of_example,
    leading,
    needs_verification,
    tracks_of,
)
from netral_cli.rules.catalogue import ACTORS, MARKS, TRACKS, Rule, builtin_catalogue, load_catalogue
from netral_cli.rules.document import rule_lines
from netral_cli.rules.page import document
from netral_cli.rules.phase import Phase
from netral_cli.signals.catalogue import SIGNAL_IDS
from netral_cli.toml_places import TomlError

CATALOGUE = builtin_catalogue()
RULES = CATALOGUE.rules
ROOT = Path(__file__).parent.parent
# Every fact of the rules that has a mark: rule, mark, sources.
MARKED = [
    *((rule.id, rule.tanda, rule.sumber) for rule in RULES),
    *((rule.id, basis.tanda, basis.sumber) for rule in RULES for basis in rule.dasar),
    *((rule.id, sanction.tanda, sanction.sumber) for rule in RULES for sanction in rule.sanksi),
]


def ids(hits: Iterable[RuleHit]) -> set[str]:
    return {hit.rule.id for hit in hits}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_called_up_by_its_examples_and_by_no_counter_example(rule: Rule) -> None:
    for example in rule.cocok:
        assert rule.id in ids(hits_of_example(example, CATALOGUE)), example.teks
    for example in rule.tolak:
        assert rule.id not in ids(hits_of_example(example, CATALOGUE)), example.teks


def test_all_examples_of_rules_and_facts_behave() -> None:
    count, failures = failed_examples(CATALOGUE)
    assert count > 150
    assert failures == ()


def test_the_catalogue_holds_every_act_of_the_lists() -> None:
    wanted = (
        {f"skb-k{n}" for n in range(1, 8)} | {f"skb-d{n}" for n in range(1, 14)} | {f"pp94-n{n}" for n in range(1, 8)}
    )
    wanted |= {"pp42-11c", "uu20-9-2", "uu20-24-1d", "uu7-283", "uu7-490", "uu7-494", "uu7-523-1", "uu7-547"}
    wanted |= {"pilkada-187a", "pilkada-188", "pilkada-189", "ite-28-2", "ite-28-3", "desa-29", "honorer-se1"}
    assert wanted <= {rule.id for rule in RULES}
    assert {rule.jalur for rule in RULES} == set(TRACKS)


def test_every_signal_calls_up_a_rule_that_is_no_companion() -> None:
    for signal in SIGNAL_IDS:
        assert any(not hit.rule.pendamping for hit in applicable([signal])), signal


def test_every_source_is_used_and_every_verified_fact_has_one() -> None:
    notes = " ".join([*(n for r in RULES for n in r.catatan), *(b.catatan for b in CATALOGUE.bodies)])
    used = {s for r in RULES for s in r.sumber} | {s for _, _, cited in MARKED for s in cited}
    used |= {s for body in CATALOGUE.bodies for s in body.sumber} | {
        s for may in CATALOGUE.permissions for s in may.sumber
    }
    used |= {s for act in CATALOGUE.regulations.values() for s in act.sumber}
    unused = {
        name for name in CATALOGUE.sources if name not in used and f"{name}]" not in notes and f"{name}," not in notes
    }
    assert unused == set()
    for name, mark, cited in MARKED:
        assert mark in MARKS
        assert mark != "terverifikasi" or cited, name


def test_facts_that_sources_dispute_are_marked_so() -> None:
    def sanction_marks(name: str) -> set[str]:
        return {sanction.tanda for sanction in CATALOGUE.get(name).sanksi}

    assert sanction_marks("skb-d3") == {"ragu"}
    assert sanction_marks("skb-d9") == {"ragu"}
    assert sanction_marks("pp94-n1") == {"ragu"}
    assert CATALOGUE.get("skb-d13").tanda == "ragu"
    assert sanction_marks("ite-28-3") == {"umum"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_shown_with_its_marks_and_as_an_aid(rule: Rule) -> None:
    shown = "\n".join(rule_lines(rule, CATALOGUE))
    for mark in (
        rule.tanda,
        *(b.tanda for b in rule.dasar),
        *(s.tanda for s in rule.sanksi),
        *(c.tanda for c in rule.panggil),
    ):
        assert f"({mark})" in shown
    assert "indikasi untuk diperiksa orang" in shown


def test_no_signal_calls_up_no_rule_and_asks_for_nothing() -> None:
    for phase in Phase:
        hits = applicable([], phase, "pns", kind="pilkada")
        assert hits == ()
        assert tracks_of(hits) == ()
        assert needs_verification(hits, []) == ()


def test_the_phase_chooses_ethics_or_discipline_and_both_when_unknown() -> None:
    def tracks(phase: Phase) -> tuple[str, ...]:
        return tracks_of(applicable(["dukungan"], phase, "pns", kind="pilkada"))

    assert tracks(Phase.SEBELUM_PENETAPAN) == ("etik",)
    for phase in (Phase.SESUDAH_PENETAPAN, Phase.KAMPANYE, Phase.TENANG, Phase.PEMUNGUTAN, Phase.SESUDAH):
        assert tracks(phase) == ("disiplin",)
    assert tracks(Phase.TIDAK_DIKETAHUI) == ("etik", "disiplin")


def test_a_criminal_track_is_not_named_while_phase_or_election_is_unknown() -> None:
    known = applicable(["politik_uang"], Phase.TENANG, "pns", kind="pilkada")
    assert "pidana" in tracks_of(known)
    assert "pilkada-187a" in ids(known)
    for phase, kind in ((Phase.TIDAK_DIKETAHUI, "pilkada"), (Phase.TENANG, "")):
        hits = applicable(["politik_uang"], phase, "pns", kind=kind)
        assert "pilkada-187a" in ids(hits)
        assert "pidana" not in tracks_of(hits)


def test_the_kind_of_election_chooses_the_act() -> None:
    assert "uu7-523-1" in ids(applicable(["politik_uang"], Phase.KAMPANYE, "pns", kind="pilpres"))
    assert "uu7-523-1" not in ids(applicable(["politik_uang"], Phase.KAMPANYE, "pns", kind="pilkada"))
    assert not ids(applicable(["ajakan"], Phase.KAMPANYE, "pns", kind="pilkades")) & {"skb-d2", "pp94-n6"}


@pytest.mark.parametrize(
    ("actor", "track"), [("pns", "disiplin"), ("pppk", "disiplin"), ("honorer", "honorer"), ("kades", "desa")]
)
def test_the_actor_chooses_the_rules(actor: str, track: str) -> None:
    assert tracks_of(applicable(["ajakan"], Phase.KAMPANYE, actor, kind="pilkada"))[0] == track


def test_an_unknown_actor_is_read_as_asn_and_says_so() -> None:
    hits = applicable(["ajakan"], Phase.KAMPANYE, kind="pilkada")
    assert {"skb-d2", "pp94-n6"} <= ids(hits)
    assert not ids(hits) & {"desa-29", "honorer-se1"}
    assert all("pelaku" in hit.syarat for hit in hits)
    assert "status_pegawai" in {item.id for item in needs_verification(hits, ["ajakan"])}
    known = applicable(["ajakan"], Phase.KAMPANYE, "pns", kind="pilkada", day=dt.date(2024, 10, 20))
    assert not any(hit.syarat for hit in known)
    assert "status_pegawai" not in {item.id for item in needs_verification(known, ["ajakan"])}


def test_pppk_and_pns_have_their_own_bases_and_sanctions() -> None:
    facts = ["anggota_partai"]
    pns, pppk = (applicable(["dukungan"], Phase.KAMPANYE, actor, facts=facts) for actor in ("pns", "pppk"))
    of = {name: next(h for h in hits if h.rule.id == "skb-d5") for name, hits in (("pns", pns), ("pppk", pppk))}
    assert [s.pelaku for s in of["pns"].sanksi] == [("pns",)]
    assert [s.pelaku for s in of["pppk"].sanksi] == [("pppk",)]
    assert "pp49-2018" in {b.peraturan for b in of["pppk"].dasar}
    assert "pp49-2018" not in {b.peraturan for b in of["pns"].dasar}


def test_the_day_chooses_the_legal_bases() -> None:
    def bases(day: dt.date) -> dict[str, set[str]]:
        hits = applicable(["dukungan", "ajakan"], Phase.KAMPANYE, "pns", kind="pilpres", day=day)
        return {hit.rule.id: {b.peraturan for b in hit.dasar} for hit in hits}

    before = bases(dt.date(2018, 11, 13))
    assert before["pp53-4"] == {"pp53-2010"}
    assert before["uu20-9-2"] == {"uu5-2014"}
    assert not {name for name in before if name.startswith(("skb", "pp94"))}
    now = bases(dt.date(2024, 1, 10))
    assert "skb-2022" in now["skb-d2"]
    assert "skb-2020" not in now["skb-d2"]
    assert now["uu20-9-2"] == {"uu20-2023"}
    assert "pp53-4" not in now


def test_the_day_chooses_who_handles_a_track() -> None:
    def bodies(day: dt.date | None) -> set[str]:
        return {body.id for body in CATALOGUE.bodies_for("disiplin", day)}

    assert {"kasn", "bawaslu"} <= bodies(dt.date(2024, 1, 10))
    assert "bkn" not in bodies(dt.date(2024, 1, 10))
    for day in (dt.date(2024, 10, 20), None):
        assert {"bkn", "bawaslu"} <= bodies(day)
        assert "kasn" not in bodies(day)


def test_what_is_missing_is_listed_for_verification() -> None:
    hits = applicable(["foto", "interaksi"], objects_known=False)
    items = {item.id for item in needs_verification(hits, ["foto", "interaksi"])}
    assert {"tanggal", "fase", "jenis_pemilihan", "status_pegawai", "objek", "kepemilikan_akun", "pengunggah"} <= items
    assert {"isi_media", "objek_interaksi"} <= items
    assert "cek_fakta" not in items


def test_companions_lead_only_when_alone() -> None:
    hits = applicable(["dukungan"], Phase.KAMPANYE, "pns", kind="pilkada")
    assert "pp42-11c" in ids(hits)
    assert "pp42-11c" not in ids(leading(hits))
    alone = applicable(["dukungan"], Phase.KAMPANYE, "pns", kind="pilkades")
    assert ids(leading(alone)) == ids(alone)
    assert tracks_of(alone) == ("etik", "disiplin")


def test_a_rule_against_another_party_never_leads() -> None:
    for signal in SIGNAL_IDS:
        for phase in Phase:
            for kind in ("pilpres", "pilkada", ""):
                assert not any(hit.rule.pihak for hit in leading(applicable([signal], phase, "pns", kind=kind)))


def test_a_hit_is_plain_data_for_json() -> None:
    record = hit_record(applicable(["foto"], Phase.KAMPANYE, "pns", kind="pilkada", day=dt.date(2024, 10, 20))[0])
    assert record["id"] == "skb-d7"
    assert record["jalur"] == "disiplin"
    assert all(basis["tanda"] in MARKS for basis in record["dasar"])


def test_facts_are_found_for_every_party_alike() -> None:
    for party in ("PDIP", "Gerindra", "Golkar", "NasDem", "PKB", "PKS", "Demokrat", "PAN", "PPP", "PSI"):
        assert "anggota_partai" in CATALOGUE.facts_in(f"akhirnya KTA {party} di tangan")


def test_an_unknown_rule_is_told_with_near_ones() -> None:
    with pytest.raises(UsageError, match="skb-k4"):
        CATALOGUE.get("skb-k44")


def test_the_page_of_rules_is_current() -> None:
    page = (ROOT / "docs" / "aturan.md").read_text(encoding="utf-8")
    assert page == document(CATALOGUE), "buat ulang dengan: netral rules doc -o docs/aturan.md"
    for said in ("alat bantu", "Fakta yang harus dicocokkan", "Memperbarui aturan"):
        assert said in page


OWN = """\
[[sumber]]
id = "x1"
nama = "Surat edaran bupati"
alamat = "arsip kantor"

[[peraturan]]
id = "se-bupati"
nama = "SE Bupati Contoh 2/2025"
berlaku_dari = 2025-01-02
tanda = "terverifikasi"
tanda_tanggal = "terverifikasi"
sumber = ["x1"]

[[aturan]]
id = "se-bupati-1"
nama = "Larangan stiker"
perbuatan = "Menempel stiker calon di kendaraan."
jalur = "disiplin"
pelaku = ["pns"]
fase = ["semua"]
unsur = { objek = "calon", tindakan = "menempel stiker", tujuan = "mendukung", kanal = "kendaraan" }
panggil = [{ sinyal = ["atribut"] }]
sanksi = [{ isi = "Teguran", tanda = "terverifikasi", sumber = ["x1"] }]
dasar = [{ peraturan = "se-bupati", pasal = "angka 1", tanda = "terverifikasi", sumber = ["x1"], pokok = true }]
sumber = ["x1"]
tanda = "terverifikasi"
cocok = [{ teks = "stiker paslon di mobil", sinyal = ["atribut"], pelaku = "pns", tanggal = 2025-02-01 }]
tolak = [{ teks = "stiker paslon di mobil", sinyal = ["atribut"], pelaku = "pns", tanggal = 2024-10-01 }]
"""


def own(tmp_path: Path, text: str = OWN) -> Path:
    path = tmp_path / "aturan-kami.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_rules_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    catalogue = load_catalogue([own(tmp_path)])
    assert len(catalogue.rules) == len(RULES) + 1
    assert failed_examples(catalogue)[1] == ()
    hits = applicable(["atribut"], Phase.KAMPANYE, "pns", day=dt.date(2025, 2, 1), catalogue=catalogue)
    assert "se-bupati-1" in ids(hits)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sinyal = ["atribut"] }]', 'sinyal = ["atributt"] }]', "baris 22 kolom 24: se-bupati-1: di 'panggil': 'sinyal' berisi 'atributt'"),
        ('jalur = "disiplin"', 'jalur = "disiplinn"', "baris 18 kolom 9: se-bupati-1: 'jalur' = 'disiplinn'"),
        ('tanda = "terverifikasi"\ncocok', 'tanda = "yakin"\ncocok', "baris 26 kolom 9: se-bupati-1: 'tanda' = 'yakin'"),
        ('fase = ["semua"]', 'fase = ["selalu"]', "baris 20 kolom 9: se-bupati-1: 'fase' berisi 'selalu'"),
        ("berlaku_dari = 2025-01-02", 'berlaku_dari = "2025-01-02"', "baris 9 kolom 16: se-bupati: 'berlaku_dari' harus tanggal"),
        ('peraturan = "se-bupati"', 'peraturan = "se-camat"', "baris 24 kolom 24: se-bupati-1: di 'dasar': 'peraturan' = 'se-camat'"),
        (", pokok = true", "", "baris 24 kolom 1: se-bupati-1: tidak ada dasar dengan pokok = true"),
        ('id = "se-bupati-1"', 'id = "skb-k4"', "baris 15 kolom 6: skb-k4: id 'skb-k4' sudah dipakai"),
        ('id = "se-bupati-1"', 'id = "SE 1"', "baris 15 kolom 6: SE 1: id 'SE 1' harus huruf kecil"),
        ('nama = "Larangan stiker"', 'judul = "Larangan stiker"', "baris 16 kolom 1: se-bupati-1: kunci 'judul' tidak dikenal"),
        ('sumber = ["x1"]\ntanda = "terverifikasi"\ncocok', 'tanda = "terverifikasi"\ncocok', "memerlukan 'sumber'"),
        ("[[aturan]]", "[[atura]]", "baris 14 kolom 1: 'atura' tidak dikenal"),
        ("unsur = { objek", "unsur = { obyek", "kunci 'obyek' tidak dikenal"),
        ('nama = "Larangan stiker"', 'nama = "Larangan stiker', "baris 16 kolom 24: TOML tidak sah pada 'nama = \"Larangan stiker'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_column_and_text(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert OWN.count(old) >= 1
    path = own(tmp_path, OWN.replace(old, new))
    with pytest.raises(TomlError) as caught:
        load_catalogue([path])
    message = str(caught.value)
    assert message.startswith(str(path))
    assert said in message
    assert "\n" not in message


def test_actors_of_rules_are_known_actors() -> None:
    assert {actor for rule in RULES for actor in rule.pelaku} == set(ACTORS)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("PNS", "pns"), ("pppk", "pppk"), ("Guru PPPK", "pppk"), ("P3K", "pppk"), ("Tenaga Honorer", "honorer"), ("non-PNS", "honorer"),
        ("Non ASN", "honorer"), ("Kepala Desa Sukamaju", "kades"), ("kades", "kades"), ("TNI/Polri", "tni-polri"), ("tni-polri", "tni-polri"),
        ("Pensiunan PNS", ""), ("bukan PNS", ""), ("istri kades", ""), ("Mantan Kepala Desa", ""), ("Purnawirawan TNI", ""),
        ("Camat", "pns"), ("ASN", ""), ("", ""), ("warga", ""), ("dokter", ""),
    ],
)  # fmt: skip
def test_the_actor_is_read_from_the_words_of_a_column(text: str, actor: str) -> None:
    assert actor_of(text) == actor
    assert actor_name(actor)
