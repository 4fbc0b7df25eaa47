"""Splits labelled posts into those that teach and those that measure, so that no group is on both sides."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from netral_cli.errors import NetralError
from netral_cli.language import _, _n
from netral_cli.model.labelled import LabelledPost
from netral_cli.model.near_duplicates import near_duplicates
from netral_cli.rules.phase import parse_post_date

# A group with more than this share of all posts can only teach: held out, it would decide all figures alone.
_GIANT = 0.3


class SplitError(NetralError):
    """The posts cannot be split as wanted: the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Split:
    """Indices of the posts that teach and of those that measure; each post is in one list at most.

    dropped: posts in neither: later copies of what an earlier post says, in a split by time
    notes: what the user should know, one line each
    stated: the files themselves say which post is on which side, so that it must be checked
    groups: for each post a name that all posts have that hang together with it; empty where nobody looked
    """

    train: list[int]
    test: list[int]
    dropped: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stated: bool = False
    groups: list[str] = field(default_factory=list)


def author_key(author: str) -> str:
    """Return an account as it is compared: without case and `@`."""
    return author.strip().lstrip("@").casefold()


def _joined(n: int, links: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return for each of n things the smallest one it is linked with, directly or over others."""
    parent = list(range(n))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in links:
        a, b = root(i), root(j)
        parent[max(a, b)] = min(a, b)
    return np.array([root(i) for i in range(n)], dtype=np.int64)


def group_ids(posts: Sequence[LabelledPost], authors: bool = True, copies: bool = True) -> NDArray[np.int64]:
    """Return the group of each post: posts of one author, one scene or one text (nearly) belong together.

    authors: whether accounts join posts; copies: whether near-duplicates do (else only the same text)
    """
    first: dict[tuple[str, str], int] = {}
    links: list[tuple[int, int]] = []
    for i, post in enumerate(posts):
        keys = [("kelompok", post.group), ("teks", post.text.casefold().strip())]
        if authors and author_key(post.author):
            keys.append(("akun", author_key(post.author)))
        links += [(first.setdefault(key, i), i) for key in keys if key[1]]
    if copies:
        links += [(i, j) for i, j, _similarity in near_duplicates([post.text for post in posts])]
    return _joined(len(posts), links)


def group_names(posts: Sequence[LabelledPost], groups: NDArray[np.int64], seed: int = 0) -> list[str]:
    """Return a name for the group of each post: the same whatever the order of the posts."""
    own = [hashlib.sha256(f"{seed}\0{post.text}".encode()).hexdigest() for post in posts]
    least: dict[int, str] = {}
    for group, name in zip(groups.tolist(), own, strict=True):
        least[group] = min(least.get(group, name), name)
    return [least[group] for group in groups.tolist()]


def _members(groups: NDArray[np.int64]) -> list[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for i, group in enumerate(groups.tolist()):
        found[group].append(i)
    return list(found.values())


def split_by_group(posts: Sequence[LabelledPost], share: float, seed: int = 0) -> Split:
    """Return a split that holds out about `share` of the posts of each class and separates no group.

    The same posts and seed give the same split, whatever their order. Where all posts hang together none is held out,
    and a note says so.
    """
    groups = group_ids(posts)
    members, names = _members(groups), group_names(posts, groups, seed)
    giants = [rows for rows in members if len(rows) > max(_GIANT * len(posts), 1)]
    wanted = [share * sum(post.partisan == side for post in posts) for side in (False, True)]
    taken = [0, 0]
    test: list[int] = []
    for rows in sorted((rows for rows in members if rows not in giants), key=lambda rows: names[rows[0]]):
        count = [sum(posts[i].partisan == side for i in rows) for side in (False, True)]
        if all(not c or t + c <= w + 0.5 for c, t, w in zip(count, taken, wanted, strict=True)):
            taken = [t + c for t, c in zip(taken, count, strict=True)]
            test += rows
    notes = []
    if giants:
        largest = max(giants, key=len)
        notes.append(
            _(
                "{count} dari {total} pos saling terkait (akun, kelompok, atau teks yang sama; misalnya {where});"
                " semuanya dipakai melatih, bukan menguji"
            ).format(count=sum(map(len, giants)), total=len(posts), where=posts[largest[0]].where)
        )
    if share > 0 and not test:
        notes.append(
            _n(
                "{total} pos terlalu sedikit atau semuanya saling terkait; tidak ada yang dapat disisihkan untuk"
                " menguji: tambah label dari akun dan teks lain",
                len(posts),
            ).format(total=len(posts))
        )
    held = set(test)
    return Split([i for i in range(len(posts)) if i not in held], sorted(test), notes=notes, groups=names)


def _dates(posts: Sequence[LabelledPost]) -> list[dt.date | None]:
    found = [parse_post_date(post.date) if post.date else None for post in posts]
    if not any(found):
        wrong = next((post for post in posts if post.date), None)
        what = (
            _("tanggal {date!r} tidak terbaca ({where})").format(date=wrong.date, where=wrong.where)
            if wrong
            else _("tidak ada kolom tanggal yang dikenali")
        )
        raise SplitError(
            _("--split waktu: {what}; beri kolom tanggal dengan --date-column, misalnya 2024-11-27").format(what=what)
        )
    return found


def split_by_time(posts: Sequence[LabelledPost], share: float) -> Split:
    """Return a split that teaches with the earlier posts and measures with about the latest `share` of them.

    Accounts may post before and after, as in life; later posts that repeat the text or scene of an earlier one are in
    neither part. Posts without a readable date teach. Raises `SplitError` when there are no dates or only one.
    """
    dates = _dates(posts)
    known = sorted(day for day in dates if day is not None)
    cut = known[min(int(len(known) * (1 - share)), len(known) - 1)]
    if cut == known[0]:
        later = [day for day in known if day > cut]
        if not later:
            raise SplitError(
                _("--split waktu: semua pos bertanggal {day}; tidak ada yang lebih baru untuk menguji").format(day=cut)
            )
        cut = later[0]
    test = [i for i, day in enumerate(dates) if day is not None and day >= cut]
    late = set(test)
    train = [i for i in range(len(posts)) if i not in late]
    groups = group_ids(posts, authors=False)
    before = set(groups[train].tolist())
    dropped = [i for i in test if int(groups[i]) in before]
    notes = [_("uji: pos sejak {day}; melatih: pos sebelumnya").format(day=cut.isoformat())]
    undated = sum(day is None for day in dates)
    if undated:
        notes.append(_n("{count} pos tanpa tanggal yang terbaca dipakai melatih", undated).format(count=undated))
    if dropped:
        notes.append(
            _n("{count} pos baru mengulang teks atau kelompok pos lama; tidak dipakai menguji", len(dropped)).format(
                count=len(dropped)
            )
        )
    again = set(dropped)
    names = group_names(posts, groups)
    return Split(train, [i for i in test if i not in again], dropped, notes, groups=names)


def split_by_column(posts: Sequence[LabelledPost]) -> Split | None:
    """Return the split that a column `split` states (`uji` measures, all others teach); None where no post has one."""
    if not any(post.split == "uji" for post in posts):
        return None
    test = [i for i, post in enumerate(posts) if post.split == "uji"]
    return Split([i for i, post in enumerate(posts) if post.split != "uji"], test, stated=True)
