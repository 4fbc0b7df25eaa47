"""The floor for Python: read CSV, lower-case, split by one regular expression, number the tokens, write CSV.

python benchmarks/floor.py IN.csv OUT.csv [--column teks]
"""

from __future__ import annotations

import csv
import re
import sys

WORD = re.compile(r"[#@]?\w+")


def run(source: str, target: str, column: str) -> None:
    """Copy a CSV file with two more columns: how many tokens each text has and the largest of their numbers."""
    numbers: dict[str, int] = {}
    with open(source, encoding="utf-8", newline="") as file, open(target, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123
        reader, writer = csv.reader(file), csv.writer(out)
        head = next(reader)
        at = head.index(column)
        writer.writerow([*head, "token", "terbesar"])
        for row in reader:
            ids = [numbers.setdefault(word, len(numbers)) for word in WORD.findall(row[at].lower())]
            writer.writerow([*row, len(ids), max(ids, default=-1)])


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[4] if len(sys.argv) > 4 else "teks")
