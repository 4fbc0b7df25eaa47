"""Reads labelled posts (the corpus, or an analyst's own labels) and checks every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.model.label_cells import CellError, LabelColumns, YesNo, is_undecided, plain_value, shown
from netral_cli.posts.columns import Wanted, plain
from netral_cli.posts.inputs import expand
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.source import Source, refuse
from netral_cli.posts.stream import InputFile
from netral_cli.signals.catalogue import CONTEXT_IDS, OUTPUTS, PARTISAN, SIGNAL_IDS

SPLITS = ("latih", "uji")
DEFAULT_LABEL = "label"
_MOST_PROBLEMS = 20
_SIGNAL_NAMES, _CONTEXT_NAMES = ("signals", "sinyal"), ("context", "konteks")
# Field of a post -> the column names it is read from.
_OTHERS = {
    "profile": ("profile", "profil"), "group": ("group", "grup", "kelompok"), "split": ("split",), "kind": ("kind",),
    "channel": ("channel",), "language": ("language",), "plain": ("plain",), "topic": ("topic", "topik"),
}  # fmt: skip


class LabelError(NetralError):
    """A labelled file is wrong: the message names file, line, column and what to mend, one line for each cell."""


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """One labelled post.

    group: posts of one scene share it, so that splits never separate them
    kind: `biasa`, `mirip` (look-alike), `pasangan` (minimal pair), `samaran` (evasion)
    plain: for an evasion, the same post written openly
    source: the name of the file, without its ending: posts of one theme
    answer: the binary reading where only that is known; then `signals` and `context` mean nothing
    knows_context: whether the context of a post without signals is known
    author, date: account and date as they stand in the file; empty where it has none
    where: file and line, as messages name the post
    """

    id: str
    text: str
    signals: tuple[str, ...]
    context: str
    profile: str = ""
    group: str = ""
    split: str = ""
    kind: str = "biasa"
    channel: str = ""
    language: str = ""
    plain: str = ""
    topic: str = ""
    source: str = ""
    answer: bool | None = None
    knows_context: bool = True
    author: str = ""
    date: str = ""
    where: str = ""

    @property
    def partisan(self) -> bool:
        """Return the binary reading: whether the post carries at least one signal."""
        return bool(self.signals) if self.answer is None else self.answer

    @property
    def knows_signals(self) -> bool:
        """Return whether the signals of the post are known, and not only that it has some or none."""
        return self.answer is None


def target_matrix(posts: Iterable[LabelledPost]) -> NDArray[np.int8]:
    """Return 0/1 labels; one row a post, columns as in `OUTPUTS`."""
    column = {name: i for i, name in enumerate(OUTPUTS)}
    rows = list(posts)
    out = np.zeros((len(rows), len(OUTPUTS)), dtype=np.int8)
    for i, post in enumerate(rows):
        for name in post.signals:
            out[i, column[name]] = 1
        out[i, column[PARTISAN]] = post.partisan
        if post.context:
            out[i, column[post.context]] = 1
    return out


def known_matrix(posts: Sequence[LabelledPost]) -> NDArray[np.bool_]:
    """Return which labels of `target_matrix` are known.

    A post with only a yes or no says nothing of single signals and contexts, not even when the answer is no: as only
    such posts would be left of its kind, they would teach that signals are rarer than they are.
    """
    out = np.ones((len(posts), len(OUTPUTS)), dtype=bool)
    signals = np.array([post.knows_signals for post in posts], dtype=bool)
    contexts = np.array([post.knows_signals and post.knows_context for post in posts], dtype=bool)
    out[:, 1 : 1 + len(SIGNAL_IDS)] = signals[:, None]
    out[:, -len(CONTEXT_IDS) :] = contexts[:, None]
    return out


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """How labelled files are read.

    reading: column of the text and the like, as for `netral classify`
    label: name of the yes/no column; a file without it may have one called `label`
    positives: values of it that mean yes
    group: name of a column whose posts belong together; None: `group` where a file has it
    skip_unlabelled: leave out rows without a label instead of refusing them
    profile: id of the election profile of posts that name none
    """

    reading: ReadOptions = field(default_factory=ReadOptions)
    label: str | None = None
    positives: tuple[str, ...] = ()
    group: str | None = None
    skip_unlabelled: bool = False
    profile: str = ""


@dataclass(slots=True)
class LabelledSet:
    """The posts of labelled files, and what of the files is not among them.

    undecided, unlabelled: rows left out because their reviewer did not decide, or because they have no label
    answers: how often each yes/no value occurred and what it was taken for
    """

    posts: list[LabelledPost] = field(default_factory=list)
    undecided: int = 0
    unlabelled: int = 0
    answers: dict[tuple[str, bool], int] = field(default_factory=dict)


class _File:
    """One labelled file: its columns, and its rows as posts."""

    def __init__(self, source: Source, path: Path, options: LabelOptions) -> None:
        self._source, self._path, self._options = source, path, options
        self._yes_no = YesNo(options.positives)
        self._number = 0
        source.complete()
        source.placed = True
        at = {plain(name): i for i, name in reversed(list(enumerate(source.columns)))}
        exact = {name: i for i, name in reversed(list(enumerate(source.columns)))}

        def find(names: Sequence[str]) -> int | None:
            return next((i for name in names if (i := exact.get(name, at.get(plain(name)))) is not None), None)

        self._signals, self._context = find(_SIGNAL_NAMES), find(_CONTEXT_NAMES)
        self._label = find([*([options.label] if options.label else []), DEFAULT_LABEL])
        groups = (options.group,) if options.group else _OTHERS["group"]
        self._others = {name: find(groups if name == "group" else known) for name, known in _OTHERS.items()}
        self._id = source.roles.id if options.reading.wanted.id else find(("id", "uid"))
        self._require_columns()
        if options.group and self._others["group"] is None:
            raise self._missing(options.group, "--group-column")
        self.columns = LabelColumns(self._name(self._signals), self._name(self._context), self._name(self._label))

    def _name(self, at: int | None) -> str | None:
        return None if at is None else self._source.columns[at]

    def _missing(self, what: str, mend: str) -> LabelError:
        there = ", ".join(map(repr, self._source.columns)) or "-"
        return LabelError(
            _("{path}: kolom {what} tidak ada; kolom yang ada: {there}; perbaiki {mend}").format(
                path=self._source.name, what=what, there=there, mend=mend
            )
        )

    def _require_columns(self) -> None:
        if self._label is not None or (self._signals is not None and self._context is not None):
            return
        if self._options.label:
            raise self._missing(repr(self._options.label), "--label")
        pair = ((_CONTEXT_NAMES[0], self._context), (_SIGNAL_NAMES[0], self._signals))
        raise self._missing(
            ", ".join(name for name, at in pair if at is None),
            _("judulnya, atau sebut kolom ya/tidak dengan --label KOLOM"),
        )

    def posts(self, found: LabelledSet, problems: list[str]) -> Iterator[LabelledPost]:
        """Return the labelled posts; what is wrong with a row goes to `problems`, and the row is left out."""
        for number, row in enumerate(self._source.records(refuse)):
            self._number = number
            place = f"{self._source.name}: {self._source.place()}"
            try:
                post = self._post(row, place, found)
            except CellError as problem:
                problems.append(_("{place}: kolom {column}: {problem}").format(
                    place=place, column=problem.column, problem=problem
                ))  # fmt: skip
                continue
            if post is not None:
                yield post

    def _post(self, row: list[str], place: str, found: LabelledSet) -> LabelledPost | None:
        def cell(at: int | None) -> str:
            return "" if at is None else row[at]

        text = row[self._source.text_index]
        given = [cell(at) for at in (self._signals, self._context, self._label)]
        labels = self.columns.read(given[0], given[1], given[2], self._yes_no)
        if labels is None:
            self._without(given, found)
            return None
        if not text.strip():
            raise CellError(
                self._source.columns[self._source.text_index], _("kosong; isi teks posnya atau hapus barisnya")
            )
        if labels.answer is not None:
            key = (given[2].strip(), labels.answer)
            found.answers[key] = found.answers.get(key, 0) + 1
        other = {name: cell(at).strip() if name != "plain" else cell(at) for name, at in self._others.items()}
        if other["split"] and other["split"] not in SPLITS:
            raise CellError(
                "split",
                _("{value} harus salah satu dari {known}").format(value=shown(other["split"]), known=", ".join(SPLITS)),
            )
        identifier = cell(self._id)
        group = other["group"] or self._own_group(identifier)
        profile = other["profile"] or self._options.profile
        return LabelledPost(
            identifier, text, labels.signals, labels.context, profile, group, other["split"],
            other["kind"] or "biasa", other["channel"], other["language"], other["plain"],
            other["topic"], self._path.stem, labels.answer, labels.knows_context,
            cell(self._source.author_index).strip(), cell(self._source.date_index).strip(), place,
        )  # fmt: skip

    def _own_group(self, identifier: str) -> str:
        """Return a group of its own for a post, the same wherever its file lies and in whatever language."""
        return f"{self._path.stem}#{identifier or self._number}"

    def _without(self, given: Sequence[str], found: LabelledSet) -> None:
        """Count a row that teaches nothing; raises `CellError` where it ought to have a label."""
        if any(is_undecided(value) for value in given):
            found.undecided += 1
        elif self._options.skip_unlabelled:
            found.unlabelled += 1
        else:
            names = [name for name in (self.columns.signals, self.columns.context, self.columns.label) if name]
            state = {1: _("kosong"), 2: _("keduanya kosong"), 3: _("ketiganya kosong")}[len(names)]
            raise CellError(
                _(" dan ").join(names),
                _("{state}; isi, hapus barisnya, atau lewati semua baris tanpa label dengan --skip-unlabelled").format(
                    state=state
                ),
            )


def labelled_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files named; for a folder the CSV files in its `korpus` subfolder or in itself, sorted."""
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            inner = path / "korpus"
            found = sorted((inner if inner.is_dir() else path).glob("*.csv"))
            if not found:
                raise LabelError(_("{path}: tidak ada berkas .csv di folder ini").format(path=path))
            out.extend(found)
        else:
            out.append(path)
    return out


def read_labels(paths: Iterable[Path], options: LabelOptions | None = None) -> LabelledSet:
    """Return the labelled posts of CSV, TSV, XLSX, ODS, JSON or Parquet files.

    A file has columns `signals` and `context`, or a yes/no column, or both (then each row has one or the other).
    Raises `LabelError` with file, line and column of every wrong cell (the first twenty of them), and what `netral
    classify` raises for files that cannot be read.
    """
    options = options or LabelOptions()
    found, problems = LabelledSet(), list[str]()
    with ExitStack() as stack:
        for path in labelled_files(paths):
            for file in expand([str(path)]):
                _read_file(file, path, options, stack, found, problems)
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [_("... dan {count} sel lain yang salah").format(count=more)] if more > 0 else []
        raise LabelError("\n".join([*problems[:_MOST_PROBLEMS], *rest]))
    _require_positives(options, found)
    if not found.posts:
        raise LabelError(_("tidak ada satu pun pos berlabel di berkas yang diberikan"))
    return found


def _require_positives(options: LabelOptions, found: LabelledSet) -> None:
    """Refuse a value of --positif that no cell has: a slip of the pen would turn every yes into a no."""
    present = {plain_value(value) for value, _yes in found.answers}
    for value in options.positives:
        if plain_value(value) not in present:
            there = ", ".join(sorted({shown(value) for value, _yes in found.answers})[:20]) or "-"
            raise LabelError(
                _("--positif {value}: nilai itu tidak ada di kolom ya/tidak; nilai yang ada: {there}").format(
                    value=shown(value), there=there
                )
            )


def _read_file(
    file: InputFile, path: Path, options: LabelOptions, stack: ExitStack, found: LabelledSet, problems: list[str]
) -> None:
    """Add the posts of one file; ids are unique within a file."""
    labelled = _File(open_source(file, options.reading, stack), path, options)
    seen: dict[str, LabelledPost] = {}
    for post in labelled.posts(found, problems):
        earlier = seen.setdefault(post.id, post) if post.id else post
        if earlier.text != post.text:
            problems.append(
                _("{place}: kolom id: {id} sudah dipakai di {earlier}").format(
                    place=post.where, id=shown(post.id), earlier=earlier.where
                )
            )
            continue
        found.posts.append(post)


def read_labelled(paths: Iterable[Path], options: LabelOptions | None = None) -> list[LabelledPost]:
    """Return all labelled posts of the files; see `read_labels`."""
    return read_labels(paths, options).posts


def reading_of(text_column: str | None) -> ReadOptions:
    """Return the options that read a file by usual names, but for the text column where the user named it."""
    return ReadOptions(Wanted(text=text_column))
