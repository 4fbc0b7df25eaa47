"""A few hundred labelled posts of the corpus, and models learnt from them: enough to try what training does."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from netral_cli.elections.profile import builtin_ids
from netral_cli.model.labelled import LabelledPost, read_labelled

ROOT = Path(__file__).resolve().parent.parent


def corpus_posts(name: str, count: int) -> list[LabelledPost]:
    """Return the first posts of a file of the corpus that need no profile but the built-in ones."""
    posts = read_labelled([ROOT / "data" / "korpus" / f"{name}.csv"])
    return [post for post in posts if not post.profile or post.profile in builtin_ids()][:count]


def write_labels(
    path: Path, posts: Iterable[LabelledPost], columns: Sequence[str] = ("teks", "signals", "context")
) -> Path:
    """Write posts as a labelled file; `label` is a yes or no, `akun` and `tanggal` as the posts have them."""
    values: dict[str, Callable[[LabelledPost], str]] = {
        "teks": lambda p: p.text, "signals": lambda p: "|".join(p.signals), "context": lambda p: p.context,
        "label": lambda p: "ya" if p.partisan else "tidak", "akun": lambda p: p.author, "tanggal": lambda p: p.date,
        "split": lambda p: p.split, "group": lambda p: p.group,
    }  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(columns)
        writer.writerows([[values[name](post) for name in columns] for post in posts])
    return path
