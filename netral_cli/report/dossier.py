"""Chooses the posts of a dossier, groups them by account, and writes two pre-filled forms for each."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from netral_cli.atomic import explain, new_file
from netral_cli.errors import NetralError, UsageError
from netral_cli.language import _
from netral_cli.names import shown_name
from netral_cli.posts.inputs import digest
from netral_cli.report.aggregate import account_key
from netral_cli.report.findings import Post, Result, bare_name
from netral_cli.rules.catalogue import Catalogue

# A report or finding is due this many days after it became known (Perbawaslu 7/2022).
LIMIT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day on which the matter became known, and what follows: calendar days, the first one not counted.

    assumed: nobody said when it became known, so that `known` is the day of the forms
    """

    known: dt.date
    today: dt.date
    assumed: bool = False

    @property
    def last(self) -> dt.date:
        """The last day of the limit."""
        return self.known + dt.timedelta(days=LIMIT_DAYS)

    @property
    def left(self) -> int:
        """How many days are left today; negative when the limit has passed."""
        return (self.last - self.today).days


@dataclass(frozen=True, slots=True)
class Choice:
    """Which posts are wanted: by id, by row of the result, or the findings of one account (`most` at most)."""

    ids: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    account: str = ""
    most: int = 50


@dataclass(frozen=True, slots=True)
class Item:
    """A post of a dossier with the hashes that tie it to its source; empty where the manifest does not tell."""

    post: Post
    row_sha256: str
    source_name: str
    source_sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The posts of one account, strongest first; `left_out` says how many more findings it has."""

    account: str
    platform: str
    items: tuple[Item, ...]
    left_out: int
    result_name: str
    result_sha256: str
    deadline: Deadline
    versions: str


def collect(result: Result, choice: Choice, deadline: Deadline) -> list[Dossier]:
    """Return the dossiers for a choice; raises `UsageError` when a post is not there, `ReadError`."""
    chosen, left_out = _chosen(result, choice)
    file = digest(result.path, result.path.name)
    if result.manifest is not None and file.sha256 not in {e.sha256 for e in result.manifest.outputs}:
        raise NetralError(
            _(
                "{path}: tidak sama dengan yang tertulis di manifestnya; buat ulang hasilnya sebelum dijadikan berkas"
            ).format(path=result.path)
        )
    versions = result.manifest.versions if result.manifest else {}
    groups: dict[str, list[Item]] = {}
    for post in chosen:
        key = account_key(post) or f"baris {post.number}"
        groups.setdefault(key, []).append(_item(result, post))
    return [
        Dossier(
            items[0].post.account, items[0].post.platform,
            tuple(sorted(items, key=lambda i: (-i.post.score, i.post.number))), left_out, shown_name(file.name),
            file.sha256, deadline, ", ".join(f"{name} {value}" for name, value in versions.items()),
        )
        for items in groups.values()
    ]  # fmt: skip


def _chosen(result: Result, choice: Choice) -> tuple[list[Post], int]:
    """Return the posts of a choice and how many of an account's findings were left out."""
    if choice.account:
        return _of_account(result, choice)
    found: dict[str | int, Post] = {}
    for post in result.posts():
        keys: list[str | int] = [key for key in (post.id, post.number) if key in choice.ids or key in choice.rows]
        for key in keys:
            if key in found:
                raise UsageError(
                    _("--id {key}: ada di baris {number} dan {other}; pilih salah satu dengan --row").format(
                        key=key, number=found[key].number, other=post.number
                    )
                )
            found[key] = post
    missing = next((key for key in (*choice.ids, *choice.rows) if key not in found), None)
    if missing is not None:
        if isinstance(missing, int):
            raise UsageError(
                _("--row {missing}: tidak ada di {path}; pakai nomor baris hasil, mulai dari 1 tanpa judul").format(
                    missing=missing, path=result.path
                )
            )
        raise UsageError(
            _("--id {missing}: tidak ada di {path}; periksa kolom id di laporan").format(
                missing=missing, path=result.path
            )
        )
    return list({post.number: post for post in found.values()}.values()), 0


def _of_account(result: Result, choice: Choice) -> tuple[list[Post], int]:
    wanted = choice.account.strip().removeprefix("@").casefold()
    best: list[Post] = []
    count = 0
    for post in result.posts():
        if post.flagged and post.account.strip().removeprefix("@").casefold() == wanted:
            count += 1
            best.append(post)
            if len(best) > 2 * choice.most:
                best = _strongest(best, choice.most)
    if not best:
        raise UsageError(
            _("--akun {account}: tidak ada temuan dari akun itu di {path}").format(
                account=choice.account, path=result.path
            )
        )
    return _strongest(best, choice.most), max(count - choice.most, 0)


def _strongest(posts: Sequence[Post], most: int) -> list[Post]:
    return sorted(posts, key=lambda post: (-post.score, post.number))[:most]


def _item(result: Result, post: Post) -> Item:
    inputs = list(result.manifest.inputs) if result.manifest else []
    named = [e for e in inputs if e.name == post.origin or Path(e.name).name == Path(post.origin).name]
    source = inputs[0] if len(inputs) == 1 else named[0] if len(named) == 1 else None
    name = bare_name(source.name) if source else ""
    return Item(post, result.row_digest(post), name, source.sha256 if source else "")


def write_dossiers(folder: Path, dossiers: Sequence[Dossier], catalogue: Catalogue) -> list[Path]:
    """Write Formulir A and B.2 for every dossier and return the files; never over a file that is there.

    Raises `UsageError` where one is, `WriteError` where the system refuses.
    """
    from netral_cli.report.dossier_forms import form_a, form_b2  # noqa: PLC0415

    plan = []
    taken: set[str] = set()
    for dossier in dossiers:
        name = base = _file_name(dossier)
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        plan += [(folder / f"formulir-a-{name}.docx", form_a, dossier), (folder / f"b2-{name}.docx", form_b2, dossier)]
    there = next((path for path, _, _ in plan if path.exists()), None)
    if there is not None:
        raise UsageError(
            _("{there}: sudah ada dan mungkin sudah diisi; pilih folder lain dengan -o").format(there=there)
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise explain(folder, problem) from None
    for path, form, dossier in plan:
        memory = io.BytesIO()
        form(dossier, catalogue).save(memory)
        with new_file(path) as target:
            target.write(memory.getvalue())
    return [path for path, _, _ in plan]


def _file_name(dossier: Dossier) -> str:
    """Return a file name from the account, or from the first post's id or row: letters, digits and dashes only."""
    first = dossier.items[0].post
    text = dossier.account or first.id or f"baris-{first.number}"
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:60].lower() or f"baris-{first.number}"
