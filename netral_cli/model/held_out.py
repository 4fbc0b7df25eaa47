"""The posts that a training held out, as a file of labels that `netral evaluate` and `compare` can measure on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from netral_cli.model.labelled import LabelledPost
from netral_cli.posts.jsontext import without_lone_surrogates
from netral_cli.posts.output import csv_text

COLUMNS = (
    "id", "text", "label", "signals", "context", "profile", "group", "split", "kind", "topic", "tanggal", "akun",
    "asal",
)  # fmt: skip


def held_out_file(posts: Sequence[LabelledPost]) -> bytes:
    """Return held-out posts as UTF-8 CSV that reads back as labelled posts; `asal` says where each one stood.

    Ids that several posts have, since they come from different files, get the name of their file.
    """
    times = Counter(post.id for post in posts)
    rows = [[cells[name] for name in COLUMNS] for cells in (_cells(post, times) for post in posts)]
    return without_lone_surrogates(csv_text([COLUMNS, *rows], ",")).encode()


def _cells(post: LabelledPost, times: Mapping[str, int]) -> dict[str, str]:
    own = post.id if times[post.id] == 1 or not post.id else f"{post.source}#{post.id}"
    answer = "" if post.answer is None else ("ya" if post.answer else "tidak")
    return {
        "id": own, "text": post.text, "label": answer, "signals": "|".join(post.signals), "context": post.context,
        "profile": post.profile, "group": post.group, "split": "uji", "kind": post.kind, "topic": post.topic,
        "tanggal": post.date, "akun": post.author, "asal": post.where,
    }  # fmt: skip


def held_out_list(posts: Sequence[LabelledPost]) -> list[dict[str, str]]:
    """Return id and place of held-out posts, as plain data."""
    return [{"id": post.id, "where": post.where} for post in posts]
