"""Prints what evidence costs beside scoring when 30 % of the posts are flagged, as seconds of each, in one process.

    python benchmarks/evidence.py POSTS.csv [--column teks]

Flagged posts are left out, or neutral ones, until the share is right; words are known from a first pass.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from netral_cli.collection import collect_rarely  # noqa: E402
from netral_cli.engine.setup import RunSetup, classifier_for  # noqa: E402
from netral_cli.engine.sizes import BATCH  # noqa: E402

SHARE, ROUNDS = 0.3, 4


def batches(texts: list[str]) -> list[list[str]]:
    """Return the texts in batches as a run has them."""
    return [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]


def main() -> int:
    """Measure and print seconds of scoring, and of evidence beyond it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=Path)
    parser.add_argument("--column", default="teks")
    options = parser.parse_args()
    collect_rarely()
    with options.posts.open(encoding="utf-8-sig", newline="") as file:
        texts = [row[options.column] for row in csv.DictReader(file)]
    classifier = classifier_for(RunSetup())
    states = [verdict.status != "netral" for batch in batches(texts) for verdict in classifier.classify(batch)]
    chance = random.Random(1)
    flagged = [text for text, state in zip(texts, states, strict=True) if state]
    neutral = [text for text, state in zip(texts, states, strict=True) if not state]
    size = int(min(len(flagged) / SHARE, len(neutral) / (1 - SHARE)))
    mixed = chance.sample(flagged, int(size * SHARE)) + chance.sample(neutral, int(size * (1 - SHARE)))
    chance.shuffle(mixed)
    scoring, whole = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for batch in batches(mixed):
            classifier.scores(batch)
        scoring.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for batch in batches(mixed):
            classifier.classify(batch)
        whole.append(time.perf_counter() - begun)
    print(f"{min(scoring):.3f} {min(whole) - min(scoring):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
