#!/usr/bin/env python3
"""Prints the figures of the corpus that data/README.md quotes.

usage: python scripts/korpus.py
"""

from __future__ import annotations

import csv
import statistics
from collections import Counter
from pathlib import Path

from netral_cli.model.labelled import labelled_files, read_labelled

DATA = Path(__file__).resolve().parent.parent / "data"


def main() -> None:
    """Print counts by file, label, kind, channel, language and profile."""
    posts = read_labelled([DATA])
    signals = Counter(name for post in posts for name in post.signals)
    alone = Counter(post.signals[0] for post in posts if len(post.signals) == 1)
    partisan = sum(post.partisan for post in posts)
    print(f"pos {len(posts)}, bersinyal {partisan} ({partisan / len(posts):.1%})")
    print(f"adegan {len({p.group for p in posts})}, uji {sum(p.split == 'uji' for p in posts)}")
    words = sorted(len(p.text.split()) for p in posts)
    print(
        f"kata: median {statistics.median(words):.0f}, p10 {words[len(words) // 10]}, p90 {words[len(words) * 9 // 10]}"
    )
    for title, table in (
        ("sinyal (semua / sendirian)", {k: f"{v} / {alone[k]}" for k, v in signals.most_common()}),
        ("konteks", Counter(p.context for p in posts if p.context)),
        ("jenis", Counter(p.kind for p in posts)),
        ("saluran", Counter(p.channel for p in posts)),
        ("bahasa", Counter(p.language for p in posts)),
        ("berkas", Counter(p.source for p in posts)),
        ("profil", Counter(p.profile or "(tanpa)" for p in posts).most_common(12)),
    ):
        print(f"\n{title}")
        for name, value in dict(table).items():
            print(f"  {name}: {value}")
    registers: Counter[str] = Counter()
    for path in labelled_files([DATA]):
        with path.open(encoding="utf-8", newline="") as handle:
            registers.update(row["register"] for row in csv.DictReader(handle))
    print(f"\nragam\n  {dict(registers)}")


if __name__ == "__main__":
    main()
