"""Builds the queue workbooks in tests/review_files: filled in, then saved by LibreOffice as XLSX and ODS.

    python scripts/antrean_contoh.py        # needs LibreOffice (`soffice`) and openpyxl

The tests read them, so that they need no LibreOffice; the posts are invented and hostile on purpose.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from netral_cli.review.workbook import SHEET, write_workbook
from tests.review_samples import FILLED, hostile_items

TARGET = Path(__file__).resolve().parents[1] / "tests" / "review_files"


def main() -> int:
    """Write both files."""
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "libreoffice.xlsx"
        write_workbook(made, hostile_items())
        book = load_workbook(made, rich_text=True)
        sheet = book[SHEET]
        columns = {str(cell.value): at for at, cell in enumerate(sheet[1], 1)}
        for row, cells in enumerate(FILLED, 2):
            for name, value in cells.items():
                sheet.cell(row, columns[name], value)
        book.save(made)
        TARGET.mkdir(exist_ok=True)
        for ending, filter_name in (("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8")):
            command = ["soffice", "--headless", "--convert-to", f"{ending}:{filter_name}", "--outdir", str(TARGET)]
            subprocess.run([*command, str(made)], check=True, stdout=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
