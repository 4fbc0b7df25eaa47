"""The floor for Python: read CSV, lower-case, split by one regular expression, number the tokens, write CSV.

    python benchmarks/floor.py IN.csv OUT.csv [--column teks] [--own-tokens] [--pandas]

`--own-tokens` splits by the expression of netral instead of the plain one; `--pandas` reads and writes with pandas, as
scripts do, instead of the csv module. Both ways write the same rows.
"""

from __future__ import annotations

import argparse
import csv
import re

WORD = re.compile(r"[#@]?\w+")


def with_csv(source: str, target: str, column: str, tokens: re.Pattern[str]) -> None:
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


def with_pandas(source: str, target: str, column: str, tokens: re.Pattern[str]) -> None:
    """Do what `with_csv` does with a data frame."""
    import pandas as pd  # noqa: PLC0415  (what loading it takes is part of every script that uses it)

    numbers: dict[str, int] = {}
    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    found = [
        [numbers.setdefault(word, len(numbers)) for word in tokens.findall(text)] for text in frame[column].str.lower()
    ]
    frame["token"] = [len(ids) for ids in found]
    frame["terbesar"] = [max(ids, default=-1) for ids in found]
    frame.to_csv(target, index=False)


def main() -> None:
    """Run over one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--column", default="teks")
    parser.add_argument("--own-tokens", action="store_true")
    parser.add_argument("--pandas", action="store_true")
    options = parser.parse_args()
    word = WORD
    if options.own_tokens:
        from netral_cli.text.tokens import TOKEN  # noqa: PLC0415

        word = TOKEN
    work = with_pandas if options.pandas else with_csv
    work(options.source, options.target, options.column, word)


if __name__ == "__main__":
    main()
