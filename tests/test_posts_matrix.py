"""The same 200 posts give the same verdicts, whatever the encoding, the delimiter and the format they come in."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from tests.posts_samples import HEADER, as_csv, as_jsonl, netral, read_csv, rows

FILES = Path(__file__).parent / "posts_files"
_VERDICT = ["netral_status", "netral_skor", "netral_sinyal", "netral_konteks", "netral_bukti", "netral_objek"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("acuan")
    (folder / "pos.csv").write_bytes(as_csv(rows()).encode())
    assert netral("classify", folder / "pos.csv", "-o", folder / "hasil.csv")[0] == 0
    found = read_csv(folder / "hasil.csv")
    assert [[r[k] for k in HEADER] for r in found] == rows()
    assert len({r["netral_status"] for r in found}) > 1
    return found


def check(path: Path, expected: list[dict[str, str]]) -> str:
    """Classify a file and compare all columns; return standard error."""
    output = path.parent / "hasil-matriks.csv"
    code, _, err = netral("classify", path, "-o", output)
    assert code == 0, err
    first = output.read_text(encoding="utf-8-sig").split("\n", 1)[0]
    sign = next(d for d in (",", ";", "|", "\t") if f"id{d}tanggal" in first)
    found = read_csv(output, sign)
    assert found == expected
    assert "dibaca 200 = diperiksa 200 + ditolak 0" in err
    return err


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_encodings_and_delimiters(
    tmp_path: Path, expected: list[dict[str, str]], encoding: str, delimiter: str
) -> None:
    path = tmp_path / "pos.csv"
    path.write_bytes(as_csv(rows(), delimiter, "\r\n").encode(encoding))
    err = check(path, expected)
    name = {",": "koma", ";": "titik koma", "\t": "tab", "|": "garis tegak"}[delimiter]
    assert f"pemisah {name}" in err


def _zip(data: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/pos.csv", data)
    return out.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress, "xz": lzma.compress, "zst": zstandard.compress, "bz2": bz2.compress, "zip": _zip,
}  # fmt: skip


@pytest.mark.parametrize("kind", PACKERS)
def test_compressed(tmp_path: Path, expected: list[dict[str, str]], kind: str) -> None:
    path = tmp_path / f"pos.csv.{kind}"
    path.write_bytes(PACKERS[kind](as_csv(rows(), ";").encode()))
    check(path, expected)


def _objects() -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows()]


JSONS = {
    "baris.jsonl": as_jsonl(rows()),
    "lepas.json": json.dumps(_objects()),
    "indah.json": json.dumps(_objects(), indent=2, ensure_ascii=False),
    "halaman.json": json.dumps({"meta": {"n": 200}, "data": _objects()}, indent=1),
    "dalam.json": json.dumps({"data": {"videos": _objects()}}),
    "halaman.jsonl": "".join(json.dumps({"data": _objects()[k : k + 50]}) + "\n" for k in range(0, 200, 50)),
    "sambung.json": "\n".join(json.dumps(o, indent=1) for o in _objects()),
}


@pytest.mark.parametrize("name", JSONS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json(tmp_path: Path, expected: list[dict[str, str]], name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(JSONS[name].encode(encoding))
    check(path, expected)


def test_xlsx(tmp_path: Path, expected: list[dict[str, str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows()]:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    book.save(tmp_path / "pos.xlsx")
    check(tmp_path / "pos.xlsx", expected)


def test_parquet(tmp_path: Path, expected: list[dict[str, str]]) -> None:
    columns = list(zip(*rows(), strict=True))
    pq.write_table(pa.table(dict(zip(HEADER, columns, strict=True))), tmp_path / "pos.parquet", row_group_size=70)
    check(tmp_path / "pos.parquet", expected)


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice.xls", "libreoffice.ods", "libreoffice.csv"])
def test_files_made_by_libreoffice(tmp_path: Path, expected: list[dict[str, str]], name: str) -> None:
    path = tmp_path / name
    path.write_bytes((FILES / name).read_bytes())
    check(path, expected)


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "jsonl", "parquet"])
def test_every_result_can_be_read_again(tmp_path: Path, expected: list[dict[str, str]], ending: str) -> None:
    (tmp_path / "pos.csv").write_bytes(as_csv(rows()).encode())
    again = tmp_path / f"lagi.{ending}"
    assert netral("classify", tmp_path / "pos.csv", "-o", again)[0] == 0
    output = tmp_path / "hasil-lagi.csv"
    code, _, err = netral("classify", again, "-o", output)
    assert code == 0, err
    assert [{k: r[k] for k in [*HEADER, *_VERDICT]} for r in read_csv(output)] == [
        {k: r[k] for k in [*HEADER, *_VERDICT]} for r in expected
    ]
