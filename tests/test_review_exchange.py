"""Exchange with other annotation tools: nothing of a post is lost on the way there and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netral_cli.model.labelled import LabelOptions, read_labels
from netral_cli.review.decision import Label
from netral_cli.review.exchange.files import FORMATS, ExchangeError, export_bytes, import_rows, label_file_of
from netral_cli.review.item import Span
from netral_cli.review.labelfile import LabelRow, labelled_rows
from netral_cli.review.store import Store
from netral_cli.review.workbook import write_workbook
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from tests.posts_samples import netral
from tests.review_samples import fill, hostile_items

FILES = Path(__file__).parent / "review_files"
# Documented formats, written by us: see docs/tinjauan.md.
SAMPLES = {"label-studio": FILES / "label-studio.json", "doccano": FILES / "doccano.jsonl", "prodigy": FILES / "prodigy.jsonl"}
TOOLS = sorted(FORMATS)


def through(folder: Path, rows: list[LabelRow], tool: str) -> bytes:
    """Export, import, write and read as a file of labels, and export again."""
    exported = folder / f"keluar-{tool}"
    exported.write_bytes(export_bytes(rows, tool))
    table = folder / f"label-{tool}.csv"
    label_file_of(import_rows(exported, tool)).write(table)
    return export_bytes(labelled_rows(table), tool)


# Whatever a file can hold; half emoji cannot be.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip) | st.sampled_from([
    "\u2028baris\u2029lain\x85", "a\r\nb\rc\nd", '"kutip", koma; titik', "👩‍👩‍👧‍👦☝🏽2️⃣", "\x00\x01", "=1+1", "\ufeffBOM", "{}", "NaN",
])  # fmt: skip
LABEL = st.one_of(
    st.builds(lambda s: Label("ya", tuple(n for n in SIGNAL_IDS if n in s)), st.sets(st.sampled_from(SIGNAL_IDS))),
    st.builds(lambda c: Label("tidak", (), c), st.sampled_from(["", *CONTEXT_IDS])),
    st.sampled_from([Label(), Label("ragu"), Label("lewati"), Label("ragu", ("foto",)), Label("ragu", (), "tps")]),
)
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT, lambda inner: st.lists(inner, max_size=2), max_leaves=4
)


@st.composite
def labelled(draw: st.DrawFn) -> list[LabelRow]:
    rows = []
    for number in range(draw(st.integers(1, 3))):
        text = draw(TEXT)
        spans = []
        for _each in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text)))
            names = draw(st.lists(st.sampled_from(SIGNAL_IDS), unique=True, max_size=3))
            spans.append(Span(start, draw(st.integers(start, len(text))), tuple(names)))
        others = draw(st.dictionaries(st.sampled_from(["catatan", "tanggal", "akun", "lainnya"]), TEXT, max_size=3))
        meta = draw(st.dictionaries(st.sampled_from(["lain", "alat"]), VALUE, max_size=2))
        rows.append(LabelRow(f"{number}{draw(TEXT)}", text, draw(LABEL), tuple(spans), others, meta))
    return rows


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=120, deadline=None)
@given(rows=labelled())
def test_export_import_export_is_identical(tmp_path_factory: pytest.TempPathFactory, tool: str, rows: list[LabelRow]) -> None:
    folder = tmp_path_factory.mktemp("tukar")
    first = export_bytes(rows, tool)
    assert through(folder, rows, tool) == first
    again = import_rows(folder / f"keluar-{tool}", tool)
    for row, back in zip(rows, again, strict=True):
        assert (back.id, back.text, back.others) == (row.id, row.text, row.others)
        assert back.meta == row.meta
        # Prodigy's `ignore` has no room for labels of a skipped post, and there are none.
        assert back.label == row.label


@pytest.mark.parametrize("tool", TOOLS)
def test_files_of_the_tools_come_back_whole(tmp_path: Path, tool: str) -> None:
    rows = import_rows(SAMPLES[tool], tool)
    assert through(tmp_path, rows, tool) == export_bytes(rows, tool)
    first = json.loads(export_bytes(rows, tool).decode().split("\n")[0]) if tool != "label-studio" else (
        json.loads(export_bytes(rows, tool))[0]
    )  # fmt: skip
    source = SAMPLES[tool].read_text(encoding="utf-8")
    given_first = json.loads(source)[0] if tool == "label-studio" else json.loads(source.split("\n")[0])
    for name, value in given_first.items():
        if name not in ("annotations", "predictions", "data", "entities", "spans", "options", "accept"):
            assert first[name] == value, name


def test_label_studio() -> None:
    rows = import_rows(SAMPLES["label-studio"], "label-studio")
    assert [row.id for row in rows] == ["x-185", "42", "43", "44", "45"]
    assert [row.label for row in rows] == [
        Label("ya", ("dukungan", "ajakan", "simbol_jari")), Label("ya", ("ajakan",)), Label("lewati"),
        Label("tidak", (), "berita"), Label(),
    ]  # fmt: skip
    # The second is of an older version, which counted emoji as two; the quotation says so.
    assert [row.text[s.start : s.end] for row in rows for s in row.spans] == ["coblos nomor 2", "coblos nomor 3"]
    assert rows[0].spans[0].labels == ("ajakan", "simbol_jari") and rows[0].others["catatan"] == "jelas"
    task = json.loads(export_bytes(rows, "label-studio"))[0]
    assert (task["project"], task["data"]["likes"], task["annotations"][0]["lead_time"]) == (7, 12, 8.4)
    assert task["annotations"][0]["result"][-1]["value"] == {"rating": 4}
    assert json.loads(export_bytes(rows, "label-studio"))[2]["annotations"][0]["was_cancelled"] is True


def test_doccano() -> None:
    rows = import_rows(SAMPLES["doccano"], "doccano")
    assert [row.label for row in rows] == [
        Label("ya", ("ajakan", "simbol_jari")), Label(), Label("tidak", (), "berita"), Label("ragu"), Label()
    ]  # fmt: skip
    assert rows[0].spans == (Span(6, 20, ("ajakan", "simbol_jari")),) and rows[1].spans == (Span(4, 8, ("foto",)),)
    line = json.loads(export_bytes(rows, "doccano").split(b"\n")[0])
    assert line["entities"] == [[6, 20, "ajakan"], [6, 20, "simbol_jari"]]
    assert (line["wilayah"], line["Comments"], line["id"]) == ("Sukatani", ["setuju"], 1)


def test_prodigy() -> None:
    rows = import_rows(SAMPLES["prodigy"], "prodigy")
    assert [row.label for row in rows] == [
        Label("ya", ("dukungan", "ajakan")), Label("tidak", (), "berita"), Label("lewati"), Label("ragu"), Label()
    ]  # fmt: skip
    assert rows[0].id == "x-185" and rows[1].id.startswith("t-") and rows[4].id == "x-9"
    lines = [json.loads(line) for line in export_bytes(rows, "prodigy").decode().splitlines()]
    assert lines[0]["spans"] == [{"start": 6, "end": 20, "token_start": 2, "token_end": 4, "label": "ajakan"}]
    assert [line.get("answer") for line in lines] == ["accept", "accept", "ignore", "reject", None]
    assert lines[3]["accept"] == ["dukungan"] and lines[0]["_task_hash"] == -987654321


@pytest.mark.parametrize("tool", TOOLS)
def test_offsets_are_code_points(tool: str) -> None:
    text = "👩🏽‍🌾☝🏽 coblos 2"
    start = text.index("coblos")
    data = export_bytes([LabelRow("1", text, Label("ya"), (Span(start, start + 6, ("ajakan",)),))], tool).decode()
    assert start == 7 and text.encode("utf-16-le").index("coblos".encode("utf-16-le")) // 2 == 11
    assert str(start) in data and "11" not in data.replace("1101", "")


WRONG = [
    ("label-studio", [{"data": {"text": "a"}, "annotations": [{"result": [
        {"type": "choices", "value": {"choices": ["dukngan"]}}]}]}], "tugas ke-1: label 'dukngan' tidak dikenal; mungkin"),
    ("label-studio", [{"data": {"text": "a"}}, {"text": "b"}], "tugas ke-2: bukan tugas Label Studio"),
    ("label-studio", [{"data": {"text": "abc"}, "annotations": [{"result": [
        {"type": "labels", "value": {"start": 0, "end": 2, "text": "xy", "labels": ["foto"]}}]}]}], "seharusnya 'xy'"),
    ("label-studio", [{"data": {"text": "a"}, "annotations": [{"result": []}, {"result": []}]}], "ada 2 anotasi"),
    ("label-studio", {"data": {"text": "a"}}, "bukan daftar tugas"),
    ("label-studio", [], "tidak ada satu pun tugas"),
    ("doccano", [{"text": "abc", "entities": [[0, 9, "foto"]]}], "kutipan 0-9 di luar teks (3 tanda)"),
    ("doccano", [{"text": "abc", "entities": [[0, 2, "LOC"]]}], "label kutipan 'LOC' tidak dikenal"),
    ("doccano", [{"text": "abc", "cats": ["foto", "tps"]}], "keduanya terisi"),
    ("doccano", [{"text": "abc", "cats": ["tps", "berita"]}], "tps, berita tidak dapat bersama-sama"),
    ("doccano", [{"text": "  "}], "teksnya kosong"),
    ("doccano", [{"text": "abc", "entities": [5]}], "5 bukan kutipan doccano"),
    ("doccano", [{"text": "a", "id": 1}, {"text": "b", "id": 1}], "id '1' sudah dipakai"),
    ("doccano", [[1]], "bukan objek JSON"),
    ("prodigy", [{"text": "abc", "answer": "ya"}], "answer 'ya' bukan accept"),
    ("prodigy", [{"text": "abc", "spans": [{"start": True, "end": 2, "label": "foto"}]}], "di luar teks"),
    ("prodigy", [{"text": "abc", "accept": 5, "answer": "accept"}], "bukan tugas prodigy"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "tasks", "words"), WRONG)
def test_what_is_wrong_is_named(tmp_path: Path, tool: str, tasks: Any, words: str) -> None:
    path, target = tmp_path / "masuk.json", tmp_path / "label.csv"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    code, _out, err = netral("review", "import", path, "--format", tool, "-o", target)
    assert code == 1 and words in err and not target.exists()


def test_files_that_are_broken(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for data, words in ((b'{"text": "a"}\n{', "baris 2: bukan JSON"), (b'{"text": NaN}', "bukan JSON"), (b"\xff", "UTF-8"), (b"", "tidak ada"),
                        (b"[" * 100_000, "bukan JSON")):  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(ExchangeError, match=words):
            import_rows(path, "doccano")
    with pytest.raises(ExchangeError, match="tidak dapat dibaca"):
        import_rows(tmp_path / "tidak-ada", "doccano")
    path.write_bytes(b'{"text": "\\ud83d setengah"}')
    assert import_rows(path, "doccano")[0].text == "\ufffd setengah"


@pytest.mark.parametrize("tool", TOOLS)
def test_queues_and_pages_files_can_go_out(tmp_path: Path, tool: str) -> None:
    book = tmp_path / "a.xlsx"
    write_workbook(book, hostile_items())
    fill(book, [{"status": "ya", "sinyal_1": "foto"}, {"konteks": "tps"}])
    store = Store(tmp_path / "a.db", hostile_items())
    store.decide(0, Label("ya", ("foto",)), "")
    store.decide(1, Label("tidak", (), "tps"), "")
    store.close()
    for source in (book, tmp_path / "a.db"):
        out, back = tmp_path / f"{source.name}.json", tmp_path / f"{source.name}.csv"
        code, _out, err = netral("review", "export", source, "--format", tool, "-o", out)
        assert code == 0 and f"({len(hostile_items())} pos, 2 berlabel)" in err
        code, _out, err = netral("review", "import", out, "--format", tool, "-o", back)
        assert code == 0 and f"{len(hostile_items()) - 2} pos belum berlabel" in err
        rows = labelled_rows(back)
        assert [row.text for row in rows] == [item.text for item in hostile_items()]
        assert {row.spans for row in rows} == {(Span(0, 3, ("ajakan",)),)}
        assert len(read_labels([back], LabelOptions(skip_unlabelled=True)).posts) == 2
        target = tmp_path / f"{source.name}-gabung.csv"
        assert netral("review", "merge", back, "--into", target)[0] == 0
        assert [row.label for row in labelled_rows(target)] == [Label("ya", ("foto",)), Label("tidak", (), "tps")]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "label.csv"
    target.write_text("id,text,signals,context\n1,a,foto,\n", encoding="utf-8")
    assert netral("review", "import", SAMPLES["doccano"], "--format", "doccano", "-o", target)[0] == 2
    assert netral("review", "export", target, "--format", "doccano", "-o", target)[0] == 2
    assert netral("review", "import", SAMPLES["doccano"], "--format", "doccano", "-o", tmp_path / "x.json")[0] == 2
    assert target.read_text(encoding="utf-8").endswith("foto,\n")


def test_meta_of_a_tool_survives_a_merge(tmp_path: Path) -> None:
    back, target = tmp_path / "masuk.csv", tmp_path / "label.csv"
    netral("review", "import", SAMPLES["prodigy"], "--format", "prodigy", "-o", back)
    netral("review", "merge", back, "--into", target)
    assert labelled_rows(target)[0].meta["prodigy"]["_task_hash"] == -987654321
