#!/usr/bin/env python3
"""Rewrites netral_cli/text/lexicons/kosakata-korpus.txt: words that the corpus spells plainly.

usage: python scripts/kosakata.py
A word is taken when it stands in at least MIN_POSTS posts that are not disguised, in letters alone, and no other
list knows it. The commonest come first: a word left without vowels is read as the commonest that fits. Run it after the
corpus has grown, then retrain (`make model`).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from netral_cli.model.labelled import read_labelled
from netral_cli.text.lexicons import load_words, read_pairs

MIN_POSTS = 4
ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "netral_cli" / "text" / "lexicons" / "kosakata-korpus.txt"
HEAD = (
    "# Words that the corpus spells plainly, the commonest first, names among them; "
    "rewritten by scripts/kosakata.py (`make kosakata`)."
)


def main() -> None:
    """Collect the words and rewrite the file."""
    counts: Counter[str] = Counter()
    for post in read_labelled([ROOT / "data"]):
        if post.kind != "samaran":
            counts.update(set(re.findall(r"(?<![\w#@])[a-z]{4,18}(?!\w)", post.text.lower())))
    taken = load_words("kosakata.txt") | set(read_pairs("singkatan.tsv")) | set(read_pairs("angka.tsv"))
    drawn_out = re.compile(r"(.)\1\1")
    kept = [w for w, n in counts.items() if n >= MIN_POSTS and w not in taken and not drawn_out.search(w)]
    words = sorted(kept, key=lambda w: (-counts[w], w))
    lines = [" ".join(words[i : i + 14]) for i in range(0, len(words), 14)]
    FILE.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    print(f"{len(words)} kata dari korpus")


if __name__ == "__main__":
    main()
