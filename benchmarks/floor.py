"""The floor for Python: read CSV, lower-case, split by one regular expression, number the tokens, write CSV.

    python benchmarks/floor.py IN.csv OUT.csv [--column teks] [--own-tokens]

`--own-tokens` splits by the expression of netral instead of the plain one.
"""

from __future__ import annotations

import argparse
import csv
import re

WORD = re.compile(r"[#@]?\w+")


def run(source: str, target: str, column: str, tokens: re.Pattern[str]) -> None:
    """Copy a CSV file with two more columns: how many tokens each text has and the largest of their numbers."""
    numbers: dict[str, int] = {}
    with open(source, encoding="utf-8", newline="") as file, open(target, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123
        reader, writer = csv.reader(file), csv.writer(out)
        head = next(reader)
        at = head.index(column)
        writer.writerow([*head, "token", "terbesar"])
        for row in reader:
            ids = [numbers.setdefault(word, len(numbers)) for word in tokens.findall(row[at].lower())]
            writer.writerow([*row, len(ids), max(ids, default=-1)])


def main() -> None:
    """Run over one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--column", default="teks")
    parser.add_argument("--own-tokens", action="store_true")
    options = parser.parse_args()
    word = WORD
    if options.own_tokens:
        from netral_cli.text.tokens import TOKEN  # noqa: PLC0415

        word = TOKEN
    run(options.source, options.target, options.column, word)


if __name__ == "__main__":
    main()
