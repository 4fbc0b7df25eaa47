from __future__ import annotations

from contextlib import ExitStack
from math import isclose
from pathlib import Path

import pytest

from netral_cli.posts.source import ReadError
from netral_cli.report.aggregate import copy_key
from netral_cli.report.findings import Post, Result, _column_name, bare_name
from netral_cli.report.platforms import platform_of
from netral_cli.report.rates import Rate, chance_text, interval_text, percent
from tests.report_results import counted, post, sample, write_csv, write_jsonl


def read(path: Path) -> list[Post]:
    with ExitStack() as stack:
        return list(Result(path, stack).posts())


def test_json_lines_give_posts_with_evidence_rules_and_checks(tmp_path: Path) -> None:
    first = read(write_jsonl(tmp_path / "h.jsonl", sample()))[0]
    assert (first.id, first.account, first.status, first.platform) == ("1", "@budi", "indikasi", "X")
    assert [first.text[e.start : e.end] for e in first.evidence] == ["coblos nomor 2"]
    assert first.evidence[0].signals == ("ajakan",)
    assert "skb-d2" in [rule.id for rule in first.rules]
    assert not {r.id for r in first.rules} & {r.id for r in first.companions}
    assert "kepemilikan_akun" in [name for name, _ in first.checks]
    assert first.day is not None and first.day.isoformat() == "2024-10-20"


@pytest.mark.parametrize("excel", [False, True])
def test_csv_results_give_the_same_posts(tmp_path: Path, excel: bool) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    lines = read(write_jsonl(tmp_path / "h.jsonl", rows))
    table = read(write_csv(tmp_path / "h.csv", rows, excel))
    for one, other in zip(lines, table, strict=True):
        assert (one.id, one.text, one.account, one.status) == (other.id, other.text, other.account, other.status)
        assert isclose(one.score, other.score, abs_tol=1e-4)
        assert [(e.start, e.end) for e in one.evidence] == [(e.start, e.end) for e in other.evidence]
        assert (one.tracks, one.phase, one.signals, one.objects) == (
            other.tracks, other.phase, other.signals, other.objects
        )  # fmt: skip
        assert bool(other.checks) == one.flagged


def test_a_row_has_the_same_digest_in_both_formats(tmp_path: Path) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    digests = []
    for path in (write_jsonl(tmp_path / "h.jsonl", rows), write_csv(tmp_path / "h.csv", rows)):
        with ExitStack() as stack:
            result = Result(path, stack)
            digests.append([result.row_digest(p) for p in result.posts()])
    assert digests[0] == digests[1]
    assert len(set(digests[0])) == len(rows)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,teks\n1,halo\n", "bukan hasil"),
        ('{"teks":"halo"}\n', "bukan hasil"),
        ("teks,netral_status,netral_skor\nhalo,salah,0.1\n", "tidak dikenal"),
        ("teks,netral_status,netral_skor\nhalo,netral,banyak\n", "bukan angka"),
        ('{"teks":"halo","netral":{"versi":1,"status":"indikasi","skor":0.5}}\n', "tidak lengkap"),
        ('{"teks":"halo","netral":{"versi":2,"status":"netral"}}\n', "bukan hasil"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "hasil"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=said) as problem:
        read(path)
    assert "\n" not in str(problem.value)


def test_counts_add_up_and_accounts_are_one_whatever_the_case(tmp_path: Path) -> None:
    rows = [*sample(), post("lagi", account="BUDI")]
    with counted(write_jsonl(tmp_path / "h.jsonl", rows)) as (_, found):
        assert found.posts == len(rows) == sum(g.posts for g in found.store.groups("hari"))
        accounts = {g.key: g for g in found.store.groups("akun")}
        assert (accounts["X/budi"].posts, accounts["X/budi"].indikasi, accounts["X/budi"].tinjau) == (3, 1, 1)
        assert found.unnamed == 1 and found.undated == 1
        strongest = list(found.store.findings())
        assert [p.status for p in strongest] == sorted(p.status for p in strongest)
        assert next(iter(found.store.findings(1, skip=1))) == strongest[1]


def test_copies_are_found_across_accounts(tmp_path: Path) -> None:
    with counted(write_jsonl(tmp_path / "h.jsonl", sample())) as (_, found):
        copies = found.store.copies(10)
        assert [(c.accounts, c.posts, c.number) for c in copies] == [(2, 2, 1)]
        assert found.store.copies_count() == 1


def test_short_texts_are_no_copies() -> None:
    assert copy_key("Pilih nomor 2!") == ""
    assert copy_key("Ayo PILIH nomor dua, demi kita @budi") == copy_key("ayo pilih nomor dua demi kita https://t.co/1")


def test_without_neutral_posts_there_are_no_denominators(tmp_path: Path) -> None:
    with counted(write_csv(tmp_path / "h.csv", sample()[:4], only=("indikasi", "tinjau"))) as (_, found):
        assert not found.has_denominators
    with counted(write_jsonl(tmp_path / "h.jsonl", sample(), manifest=False)) as (_, found):
        assert found.whole is None and found.has_denominators


@pytest.mark.parametrize(
    "chance, text", [(1.0, "> 0,99"), (0.996, "> 0,99"), (0.99, "0,99"), (0.5, "0,50"), (0.0, "< 0,01")]
)
def test_a_chance_is_never_shown_as_certain(chance: float, text: str) -> None:
    assert chance_text(chance) == text
    assert chance_text(chance, "en") == text.replace(",", ".")


def test_names_of_files_lose_their_folders() -> None:
    assert bare_name(r"C:\Users\budi\Ekspor Oktober.csv") == "Ekspor Oktober.csv"
    assert bare_name("/home/budi/a.csv") == "a.csv" == bare_name("a.csv")


def test_wilson_intervals() -> None:
    low, high = Rate(10, 60).interval
    assert isclose(low, 0.0931, abs_tol=5e-4) and isclose(high, 0.2800, abs_tol=5e-4)
    assert Rate(0, 5).interval[0] == 0 and Rate(5, 5).interval[1] == 1
    assert Rate(0, 0).interval == (0, 1)
    assert Rate(3, 4).small and not Rate(3, 40).small
    assert percent(0.123) == "12,3\u00a0%" and interval_text(Rate(0, 0), "en").endswith("100.0%")


@pytest.mark.parametrize(
    ("named", "link", "export", "platform"),
    [
        ("twitter", "", "", "X"), ("", "https://mobile.twitter.com/a/1", "", "X"), ("", "https://notx.com/1", "", ""),
        ("", "https://vm.tiktok.com/1", "", "TikTok"), ("", "", "Komentar YouTube (API)", "YouTube"),
        ("", "", "X API v2", "X"), ("Mastodon", "https://x.com/1", "", "Mastodon"), ("", "https://[rusak/", "", ""),
    ],
)  # fmt: skip
def test_platforms(named: str, link: str, export: str, platform: str) -> None:
    assert platform_of(named, link, export) == platform


def test_an_altered_manifest_is_named_and_no_code_of_it_is_read() -> None:
    assert _column_name("'isi pos'") == "isi pos"
    assert _column_name("(tidak ada)") is None
    for said in ("'teks", "'a' + b", "'a'.upper()"):
        with pytest.raises(ReadError, match="bukan nama kolom"):
            _column_name(said)
