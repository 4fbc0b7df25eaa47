"""The script a good user would write today: pandas, PySastrawi with its cache, TF-IDF and one-vs-rest regression.

    python benchmarks/naive.py train MODEL.joblib          (from data/korpus)
    python benchmarks/naive.py classify MODEL.joblib IN.csv OUT.csv [--column teks]

It reads the whole file, lower-cases, splits with one regular expression, stems each distinct word once, and scores
word and character n-grams for `partisan` and the 16 signals. Its evidence is as good as such scripts get: the words
of a flagged post with the largest weights.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"[#@]?\w+")
_STEMMER = StemmerFactory().create_stemmer()


def clean(texts: Iterable[str]) -> list[str]:
    """Return the texts in small letters with every word stemmed; the stemmer remembers its answers."""
    stems: dict[str, str] = {}
    out = []
    for text in texts:
        words = WORD.findall(text.lower())
        for word in words:
            if word not in stems:
                stems[word] = _STEMMER.stem(word) or word
        out.append(" ".join([stems[word] for word in words]))
    return out


def train(path: Path) -> None:
    """Fit on the training part of data/korpus and save everything in one file."""
    frame = pd.concat([pd.read_csv(f, keep_default_na=False) for f in sorted((ROOT / "data/korpus").glob("*.csv"))])
    frame = frame[frame["split"] != "uji"]
    signals = sorted({name for cell in frame["signals"] for name in cell.split("|") if name})
    labels = np.array(
        [[bool(cell), *(name in cell.split("|") for name in signals)] for cell in frame["signals"]], dtype=int
    )
    features = make_union(
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True),
    )
    model = OneVsRestClassifier(LogisticRegression(C=4.0, max_iter=300))
    model.fit(features.fit_transform(clean(frame["text"])), labels)
    joblib.dump((features, model, ["partisan", *signals]), path)


def evidence(texts: list[str], weights: dict[str, float], flagged: np.ndarray) -> list[str]:
    """Return the three strongest words of each flagged text."""
    out = []
    for text, wanted in zip(texts, flagged, strict=True):
        known = {word for word in text.split() if word in weights} if wanted else ()
        out.append(" | ".join(sorted(known, key=lambda word: -weights[word])[:3]))
    return out


def classify(path: Path, source: Path, target: Path, column: str) -> None:
    """Classify one CSV file into another."""
    # Written by `train` above in the same benchmark run; netral itself never loads a pickled model.
    features, model, outputs = joblib.load(path)
    frame = pd.read_csv(source, dtype=str, keep_default_na=False)
    texts = clean(frame[column])
    chances = model.predict_proba(features.transform(texts))
    flagged = chances[:, 0] >= 0.5
    words = features.transformer_list[0][1].vocabulary_
    first = model.estimators_[0].coef_[0]
    weights = {word: float(first[k]) for word, k in words.items() if " " not in word and first[k] > 0}
    frame["status"] = np.where(flagged, "indikasi", "netral")
    frame["skor"] = chances[:, 0].round(4)
    frame["sinyal"] = [
        "|".join(np.array(outputs[1:])[row >= 0.5]) if f else "" for row, f in zip(chances[:, 1:], flagged, strict=True)
    ]
    frame["bukti"] = evidence(texts, weights, flagged)
    frame.to_csv(target, index=False)


def main() -> int:
    """Train or classify."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", choices=["train", "classify"])
    parser.add_argument("model", type=Path)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--column", default="teks")
    options = parser.parse_args()
    if options.job == "train":
        train(options.model)
    else:
        classify(options.model, *options.files, options.column)
    return 0


if __name__ == "__main__":
    sys.exit(main())
