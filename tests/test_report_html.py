from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from netral_cli.cli import cli
from netral_cli.errors import NetralError
from netral_cli.language import LANGUAGES
from netral_cli.report import charts
from netral_cli.report.palette import PHASE_COLOURS
from netral_cli.report.posts_data import script_json
from netral_cli.report.words import Words, _table
from netral_cli.rules.catalogue import MARKS, TRACKS, builtin_catalogue
from netral_cli.rules.phase import Phase
from netral_cli.signals.catalogue import contexts, signals
from netral_cli.signals.cues import FRAMES
from tests.report_results import HOSTILE, post, sample, write_csv, write_jsonl


class Page(HTMLParser):
    """Takes a page apart: its elements, and the texts of scripts and styles by element number."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[int, str] = {}
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            key = len(self.elements) - 1
            self.raw[key] = self.raw.get(key, "") + data
        else:
            self.words.append(data)

    def scripts(self, kind: str | None) -> list[str]:
        found = [k for k, (tag, at) in enumerate(self.elements) if tag == "script" and at.get("type") == kind]
        return [self.raw.get(k, "") for k in found]

    def json(self, identifier: str) -> Any:
        at = next(k for k, (_, attrs) in enumerate(self.elements) if attrs.get("id") == identifier)
        return json.loads(self.raw[at])

    @property
    def text(self) -> str:
        return " ".join(self.words)


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    if result.exception is not None and not isinstance(result.exception, (SystemExit, NetralError)):
        raise result.exception
    assert (result.exit_code == 0) == (code == 0), result.output
    return result.output + str(result.exception or "")


def report(path: Path, *options: str) -> Page:
    target = path.with_suffix(".html")
    run("report", str(path), "-o", str(target), *options)
    return Page(target.read_text(encoding="utf-8"))


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return report(write_jsonl(tmp_path / "hasil.jsonl", sample(), rejected=2))


def test_the_policy_allows_only_the_own_script_and_style(page: Page) -> None:
    policy = next(at["content"] for tag, at in page.elements if tag == "meta" and "http-equiv" in at)
    assert policy is not None and policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy and "http" not in policy.replace("https://", "")
    script = page.scripts(None)
    style = [page.raw[k] for k, (tag, _) in enumerate(page.elements) if tag == "style"]
    assert len(script) == 1 and len(style) == 1
    for kind, text in (("script", script[0]), ("style", style[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_hostile_posts_stay_text(page: Page) -> None:
    names = {tag for tag, _ in page.elements}
    assert not names & {"img", "iframe", "object", "embed", "link", "base", "form", "animate", "foreignobject"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("href", "src", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith("#")
    records = page.json("netral-pos-0")
    assert sum("".join(record[14]).startswith("</script>") for record in records) == 1
    for bad in HOSTILE:
        if "\x00" not in bad:
            assert bad in page.text


def test_records_hold_evidence_filters_and_links(page: Page) -> None:
    records, meta = page.json("netral-pos-0"), page.json("netral-tabel")
    first = records[0]
    assert first[14][1] == "coblos nomor 2" and "".join(first[14]).startswith("Ayo coblos")
    assert [meta["tabel"][k] for k in first[15][0]] == ["Ajakan memilih / memenangkan"]
    assert dict(tuple(entry[1:]) for entry in meta["saring"]["status"]) == {"indikasi": 9, "tinjau": 1}
    anchors = {attributes.get("id") for _, attributes in page.elements}
    assert meta["jangkar"] and set(meta["jangkar"].values()) <= anchors


def test_the_page_says_what_was_counted(page: Page) -> None:
    text = page.text
    for words in (
        "Indikasi, bukan putusan", "ditolak (baris rusak)", "selang 95 %", "terlalu sedikit", "terverifikasi",
        "ab" * 32, "masa kampanye", "Kepemilikan akun", "netral verify hasil.jsonl.manifest.json",
    ):  # fmt: skip
        assert words in text, words
    assert "PERHATIAN" not in text


def test_charts_are_inline_shapes(page: Page) -> None:
    charts_found = [at for tag, at in page.elements if tag == "svg"]
    assert charts.can_draw() and len(charts_found) >= 5
    assert all(at.get("role") == "img" and at.get("aria-label") for at in charts_found)


def test_the_timeline_numbers_and_shades_its_phases(page: Page) -> None:
    assert {"3 masa kampanye", "4 masa tenang", "3", "4"} <= {word.strip() for word in page.words}
    fills = {at.get("fill") for tag, at in page.elements if tag == "path"}
    assert {PHASE_COLOURS[Phase.KAMPANYE], PHASE_COLOURS[Phase.TENANG]} <= fills


def test_without_the_chart_library_the_tables_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "can_draw", lambda: False)
    page = report(write_jsonl(tmp_path / "h.jsonl", sample()))
    assert not [tag for tag, _ in page.elements if tag == "svg"]
    assert "Grafik tidak dibuat" in page.text and "Ajakan memilih / memenangkan" in page.text


@pytest.mark.parametrize("status", ["netral", "indikasi"])
def test_one_row(tmp_path: Path, status: str) -> None:
    row = post("pilih nomor 2", status, "pilih" if status == "indikasi" else "")
    page = report(write_jsonl(tmp_path / "h.jsonl", [row], manifest=False))
    assert ("Tidak ada temuan" in page.text) == (status == "netral")
    assert page.json("netral-tabel")["blok"] == (status == "indikasi")


def test_findings_are_split_into_parts(tmp_path: Path) -> None:
    rows = [post(f"pilih nomor 2 ke-{k}", "indikasi", "pilih", score=0.9 - k / 100) for k in range(7)]
    path = write_jsonl(tmp_path / "h.jsonl", rows)
    first, last = report(path, "--most", "3"), report(path, "--most", "3", "--part", "3")
    assert [r[0] for r in first.json("netral-pos-0")] == [1, 2, 3]
    assert [r[0] for r in last.json("netral-pos-0")] == [7]
    assert "temuan 1 sampai 3 dari 7" in first.text and "--part 2" in first.text


def test_long_texts_are_cut_in_the_page(tmp_path: Path) -> None:
    row = post("pilih dia " + "x" * 9000, "indikasi", "pilih")
    record = report(write_jsonl(tmp_path / "h.jsonl", [row])).json("netral-pos-0")[0]
    assert len("".join(record[14])) == 5000 and record[19] == 1


def test_a_result_changed_after_the_run_is_named(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "h.jsonl", sample())
    path.write_text(path.read_text(encoding="utf-8").replace("Jadwal", "jadwal"), encoding="utf-8")
    assert "PERHATIAN" in report(path).text


def test_counts_without_denominators_have_no_shares(tmp_path: Path) -> None:
    rows = [row for row in sample() if "\x00" not in row["teks"]]
    page = report(write_csv(tmp_path / "h.csv", rows, only=("indikasi", "tinjau")))
    assert "penyebutnya tidak ada" in page.text and "selang 95 %:" not in page.text


def test_a_result_without_posts(tmp_path: Path) -> None:
    for path in (
        write_jsonl(tmp_path / "h.jsonl", []), write_csv(tmp_path / "k.csv", [post("halo")], only=("indikasi",)),
    ):  # fmt: skip
        assert "Tidak ada temuan" in report(path).text


def test_workbooks_of_classify_can_be_reported(tmp_path: Path) -> None:
    target = tmp_path / "hasil.xlsx"
    source = tmp_path / "pos.csv"
    source.write_text("id,akun,teks\n1,@budi,Ayo coblos paslon nomor 2\n2,@sari,halo semua\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["classify", str(source), "-o", str(target)]).exit_code == 0
    page = report(target)
    assert "PERHATIAN" not in page.text and page.json("netral-tabel")["blok"] == 1


def test_english(tmp_path: Path) -> None:
    page = report(write_jsonl(tmp_path / "h.jsonl", sample()), "--lang", "en")
    assert "Signs, not a ruling" in page.text and "Ringkasan" not in page.text
    assert ("html", {"lang": "en"}) in page.elements
    shown = set(page.json("netral-tabel")["tabel"])
    assert {
        "Call to vote for / make someone win",
        "campaign",
        "discipline",
        "the author is an employee whom the rule covers",
    } <= shown
    assert not {"masa kampanye", "disiplin", "Ajakan memilih / memenangkan"} & shown
    assert page.json("netral-tabel")["tanda"]["terverifikasi"] == "verified"


def test_every_signal_check_track_and_mark_has_english() -> None:
    say, english = Words("id"), Words("en")
    for label in (*signals(), *contexts()):
        assert english.value("sinyal", label.id) == label.name != label.nama
    for check in builtin_catalogue().checks:
        assert (
            english.check(check.id, check.perihal)
            == check.matter
            != check.perihal
            == say.check(check.id, check.perihal)
        )
    for track in TRACKS:
        assert english.value("jalur", track) != say.value("jalur", track)
    for kind, keys in (
        ("tanda", MARKS),
        ("bingkai", FRAMES),
        ("anggapan", ("fase", "pelaku", "jenis", "objek", "tanggal")),
    ):
        assert not [key for key in keys if f"{kind}_{key}" not in _table()]


def test_every_text_is_there_in_both_languages_with_the_same_placeholders() -> None:
    for key, texts in _table().items():
        assert set(texts) == set(LANGUAGES), key
        assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in texts.values()}) == 1, key


def test_wrong_use(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "h.html", sample(), manifest=False)
    assert "akan menimpa" in run("report", str(path), "-o", str(path), code=2)
    assert "akhiran tidak dikenal" in run("report", str(path), "-o", str(tmp_path / "x.pdf"), code=2)
    assert "tidak ditemukan" in run("report", str(tmp_path / "tiada"), "-o", str(tmp_path / "x.html"), code=1)
    assert not (tmp_path / "x.html").exists()


def test_script_json_cannot_end_its_element() -> None:
    value = ["</script>", "<!--", "&amp;", "\u2028", "\ud83d\ude00"]
    text = script_json(value)
    assert not re.search("[<>&\u2028]", text) and json.loads(text) == value
