"""The queue as a workbook: what a reviewer gets, and that what comes back is what went out, whoever saved it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock

from netral_cli.posts.source import ReadError
from netral_cli.review.decision import Label
from netral_cli.review.guideline import guideline
from netral_cli.review.item import Item, ItemError, Span, pack, unpack
from netral_cli.review.sheet import SheetError, column_letters, is_queue, read_queue
from netral_cli.review.workbook import DATA, GUIDE, LABELS, OPEN_COLUMNS, SHEET, SIGNAL_COLUMNS, write_workbook
from netral_cli.signals.catalogue import CONTEXT_IDS, SIGNAL_IDS
from tests.review_samples import HOSTILE, fill, hostile_items, items

FILES = Path(__file__).parent / "review_files"
FOUND = [
    Label("ya", ("dukungan", "ajakan")), Label("tidak", (), "berita"), Label("ragu"), Label("lewati"),
    Label("ya", ("tagar", "serangan", "hoaks")), Label("tidak", (), "tps"), Label("ya"), Label("tidak"),
]  # fmt: skip


def written(folder: Path, found: list[Item], blind: bool = False) -> Path:
    path = folder / "antrean.xlsx"
    write_workbook(path, found, blind)
    return path


def test_lists_locks_and_frozen_head(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, items(5)))
    assert book.sheetnames == [SHEET, GUIDE, LABELS, DATA]
    sheet = book[SHEET]
    heads = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
    assert sheet.freeze_panes == "C2" and sheet.protection.sheet and sheet.protection.password is None
    for name, at in heads.items():
        assert sheet.cell(2, at).protection.locked is (name not in OPEN_COLUMNS), name
    lists = {str(v.sqref): str(v.formula1) for v in sheet.data_validations.dataValidation}
    for name in ("status", "konteks", *SIGNAL_COLUMNS):
        letter = column_letters(heads[name] - 1)
        known = {"status": ("ya", "tidak", "ragu", "lewati"), "konteks": CONTEXT_IDS}.get(name, SIGNAL_IDS)
        assert lists[f"{letter}2:{letter}6"] == '"' + ",".join(known) + '"'
        assert len(lists[f"{letter}2:{letter}6"]) <= 257
    assert book[DATA].sheet_state == "veryHidden"
    told = " ".join(str(row[0].value) for row in book[GUIDE].iter_rows())
    assert "Uji tukar nama" in told and len(guideline()) > 35 and len(told) > 4500
    assert {row[1].value for row in book[LABELS].iter_rows(min_row=2)} == {*SIGNAL_IDS, *CONTEXT_IDS}


def test_evidence_is_bold_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    item = Item("1", "ayo 😀 coblos nomor 2 ya", "ambang", "=alasan", spans=(Span(6, 20, ("ajakan",)),))
    sheet = load_workbook(written(tmp_path, [item, *hostile_items()]), rich_text=True)[SHEET]
    text = sheet["B2"].value
    assert isinstance(text, CellRichText)
    assert [part.text for part in text if isinstance(part, TextBlock) and part.font.b] == ["coblos nomor 2"]
    assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert sheet["B3"].quotePrefix and str(sheet["B3"].value) == HOSTILE[0]


def test_a_blind_queue_says_nothing_of_the_program(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, hostile_items(), blind=True), rich_text=True)[SHEET]
    heads = {str(cell.value) for cell in sheet[1]}
    assert not heads & {"alasan", "kata_program", "skor", "objek", "aturan"}
    assert not any(isinstance(row[1].value, CellRichText) for row in sheet.iter_rows())
    assert read_queue(tmp_path / "antrean.xlsx")[0] == hostile_items()


def test_the_same_queue_gives_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, hostile_items()).read_bytes()
    assert written(tmp_path, hostile_items()).read_bytes() == first


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.ods"])
def test_saved_by_libreoffice(name: str) -> None:
    """Both files were made by scripts/antrean_contoh.py from `hostile_items` and `FILLED`."""
    found, decisions = read_queue(FILES / name)
    assert found == hostile_items()
    assert [decision.label for decision in decisions] == FOUND
    assert [d.note for d in decisions if d.note] == ["yakin, lihat @akun", "kurang yakin"]
    assert {decision.reviewer for decision in decisions} == {"libreoffice"}


def test_words_are_understood_as_people_write_them(tmp_path: Path) -> None:
    path = fill(written(tmp_path, items(4)), [
        {"status": " YA ", "sinyal_1": "Simbol jari", "sinyal_2": "simbol_jari"}, {"sinyal_4": "foto; tagar | ajakan"},
        {"catatan": "tidak tahu"}, {"status": None},
    ])  # fmt: skip
    _all, decisions = read_queue(path)
    assert [d.label for d in decisions] == [
        Label("ya", ("simbol_jari",)), Label("ya", ("ajakan", "tagar", "foto")), Label("ragu")
    ]  # fmt: skip


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    path = fill(written(tmp_path, items(8)), [
        {"sinyal_2": "dukngan"}, {"status": "iya deh"}, {"konteks": "beritaa"}, {"status": "tidak", "sinyal_1": "foto"},
        {"sinyal_1": "foto", "konteks": "tps"}, {"sinyal_1": "berita"}, {"no": 99}, {"no": 1},
    ])  # fmt: skip
    with pytest.raises(SheetError) as caught:
        read_queue(path)
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{path}: lembar Antrean, sel E2: 'dukngan' bukan sinyal; mungkin maksudnya 'dukungan';")
    assert "yang ada: dukungan, ajakan" in lines[0]
    for line, words in zip(lines[1:], (
        "sel C3: 'iya deh' bukan status", "sel H4: 'beritaa' bukan konteks; mungkin maksudnya 'berita'",
        "sel C5: status 'tidak' tetapi ada sinyal foto", "sel H6: sinyal foto dan konteks 'tps' keduanya terisi",
        "sel D7: 'berita' adalah konteks", "sel A8: '99' bukan nomor pos", "sel A9: pos 1 sudah ada di baris 2",
    ), strict=True):  # fmt: skip
        assert words in line


def test_many_wrong_cells_are_counted(tmp_path: Path) -> None:
    path = fill(written(tmp_path, items(30)), [{"status": "x"}] * 30)
    with pytest.raises(SheetError, match="10 sel lain"):
        read_queue(path)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda book: book.remove(book[DATA]), "lembar Data tidak ada"),
        (lambda book: book[DATA].cell(1, 1, "lain"), "tandanya bukan netral-antrean-1"),
        (lambda book: book[DATA].cell(2, 2, "dAAAA"), "lembar Data, baris 2: datanya rusak"),
        (lambda book: book[SHEET].delete_cols(4), "kolom sinyal_1 tidak ada"),
        (lambda book: book[SHEET].delete_rows(1), "baris judul tidak ditemukan"),
    ],
)
def test_a_damaged_queue_is_refused(tmp_path: Path, spoil: object, words: str) -> None:
    path = written(tmp_path, items(2))
    book = load_workbook(path)
    spoil(book)  # type: ignore[operator]
    book.save(path)
    with pytest.raises(SheetError, match=words):
        read_queue(path)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with pytest.raises(SheetError, match="tidak ditemukan"):
        read_queue(path)
    path.write_bytes(b"bukan buku kerja")
    assert not is_queue(path)
    with pytest.raises(ReadError):
        read_queue(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../keluar.xml", "x")
    with pytest.raises(ReadError, match="keluar dari foldernya"):
        read_queue(path)


def test_a_moved_row_keeps_its_post(tmp_path: Path) -> None:
    path = fill(written(tmp_path, items(3)), [{"no": 3, "status": "ya"}, {"no": 1, "status": "tidak"}, {"no": 2}])
    assert [(d.item.id, d.label.status) for d in read_queue(path)[1]] == [("p2", "ya"), ("p0", "tidak")]


def test_columns_have_their_letters() -> None:
    assert [column_letters(k) for k in (0, 4, 25, 26, 701, 702)] == ["A", "E", "Z", "AA", "ZZ", "AAA"]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1), st.floats(0, 1), st.lists(st.sampled_from(SIGNAL_IDS), unique=True))
def test_a_packed_post_is_the_same(text: str, score: float, names: list[str]) -> None:
    item = Item("id", text, "acak", score=score, signals=tuple(names), spans=(Span(0, len(text), tuple(names)),))
    packed = pack(item)
    assert packed.isascii() and unpack(packed) == item


def test_a_packed_post_that_was_changed_is_refused() -> None:
    packed = pack(Item("1", "teks"))
    for wrong in (packed[:-8], "", "AAAA", packed + "=", pack(Item("1", "teks", spans=(Span(0, 9),)))):
        with pytest.raises(ItemError):
            unpack(wrong)
