"""One run: inputs to result files, batch by batch, with a checkpoint after each and a manifest at the end."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from netral_cli.elections.check import doubts_of
from netral_cli.elections.profile import load_profiles
from netral_cli.engine.law import LawOptions, actor_index
from netral_cli.engine.local import made_batches
from netral_cli.engine.make import Made, Recipe
from netral_cli.engine.memory import Memory
from netral_cli.engine.setup import RunSetup, classifier_for
from netral_cli.engine.sizes import BATCH
from netral_cli.engine.versions import versions
from netral_cli.errors import NetralError, UsageError
from netral_cli.finding import Assessor
from netral_cli.language import N_, _, _n
from netral_cli.posts.checkpoint import Checkpoint, ResumeError, check_same, load_checkpoint
from netral_cli.posts.feed import Batch, Table, feed
from netral_cli.posts.inputs import STDIN, FileDigest, digest, expand, spooled
from netral_cli.posts.manifest import Manifest, load_manifest, relative_name, save_manifest
from netral_cli.posts.pseudonym import load_key
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.result import Paths, ResultFile, Shape, discard, format_of, publish
from netral_cli.posts.source import BadRow
from netral_cli.posts.stream import InputFile
from netral_cli.posts.unread import UnreadDate, located
from netral_cli.rules.catalogue import load_catalogue
from netral_cli.verdict import STATUSES

# Bringing a batch to the disk takes longer than making it on some disks: a killed run loses this many seconds at most.
_MARK_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the user asked for.

    files: names of files and folders, `-` for standard input; output: None for a stream
    only: statuses that are written; empty for all; chunk: posts in a batch
    """

    files: tuple[str, ...]
    output: Path | None = None
    format: str | None = None
    read: ReadOptions = field(default_factory=ReadOptions)
    law: LawOptions = field(default_factory=LawOptions)
    setup: RunSetup = field(default_factory=RunSetup)
    jobs: int = 1
    only: tuple[str, ...] = ()
    excel: bool = False
    stop_at_bad: bool = False
    pseudonym: Path | None = None
    resume: bool = False
    restart: bool = False
    chunk: int = BATCH


class Sink(Protocol):
    """Takes the rows of a run that has no result file; `encoded`: as bytes, else with their verdicts."""

    encoded: bool

    def write(self, made: Made, bad: Sequence[BadRow]) -> None:
        """Take one batch: the rows that `--only` lets through, and the rejected ones."""


class Run:
    """A run that is prepared but not begun: everything that can be wrong with options and inputs is known.

    notes: what the user should know; shape: of the result; done_before: the counts of an earlier run that left
    nothing to do, or None
    """

    def __init__(self, options: RunOptions, stack: ExitStack) -> None:
        self.options = options
        self.notes: list[str] = []
        self.format = format_of(options.output, options.format)
        if options.output is None and (options.resume or options.restart):
            raise UsageError(_("--resume dan --restart: hanya untuk hasil dalam berkas; beri -o"))
        if options.excel and self.format != "csv":
            raise UsageError(_("--excel: hanya untuk hasil CSV, bukan {format}").format(format=self.format))
        self.paths = Paths(options.output) if options.output else None
        stdin = None
        if STDIN in options.files:
            stdin = stack.enter_context(spooled(sys.stdin.buffer))
        self.inputs = expand(options.files, stdin, options.output)
        self._refuse_overwriting()
        self.pseudonyms = load_key(options.pseudonym) if options.pseudonym else None
        classifier_for(options.setup)
        self.table = Table([open_source(file, options.read, stack) for file in self.inputs])
        if self.format != "jsonl":
            for source in self.table.sources:
                source.complete()
            self.table = Table(self.table.sources)
        law = options.law
        # Wrong profiles, actors and rules show here, before anything is read.
        Assessor(load_profiles(options.setup.profiles), law.actor, law.day, load_catalogue(law.rules))
        self.notes.extend(doubts_of(options.setup.profiles))
        self._actor_index = [actor_index(source, law.actor_column) for source in self.table.sources]
        self._stdin = stdin
        if self.table.replaced:
            self.notes.append(_("kolom hasil lama diganti: {replaced}").format(replaced=", ".join(self.table.replaced)))
        self.digests = self._digests()
        self.versions = versions(options.setup)
        self.counts: Counter[str] = Counter()
        self._seconds = 0.0
        self._checkpoint = Checkpoint(self._fingerprint(), started=_now())
        self._resumed = False
        self._unread: UnreadDate | None = None
        self.done_before: Manifest | None = None
        if self.paths:
            self._look_for_earlier(self.paths)

    def _refuse_overwriting(self) -> None:
        if self.paths:
            made = {p.resolve() for p in (self.paths.output, self.paths.manifest, self.paths.rejects)}
            for file in self.inputs:
                if file.path.resolve() in made:
                    raise UsageError(
                        _("-o {output}: akan menimpa masukan {name}; beri nama lain").format(
                            output=self.paths.output, name=file.name
                        )
                    )
            if self.paths.output.is_dir():
                raise UsageError(
                    _("-o {output}: ini folder; beri nama berkas di dalamnya").format(output=self.paths.output)
                )

    def _digests(self) -> list[FileDigest]:
        folder = self.paths.output.parent if self.paths else Path()
        found: dict[Path, FileDigest] = {}
        for file in self.inputs:
            if file.path not in found:
                name = STDIN if file.path == self._stdin else relative_name(file.path, folder)
                found[file.path] = digest(file.path, name)
        return list(found.values())

    def _fingerprint(self) -> dict[str, str]:
        o = self.options
        chosen = {
            "format": self.format, "only": sorted(o.only), "excel": o.excel, "stop": o.stop_at_bad,
            "delimiter": o.read.delimiter, "encoding": o.read.encoding, "sheet": o.read.sheet, "batch": o.chunk,
            "hukum": [o.law.actor, o.law.actor_column, str(o.law.day)],
            "aturan": [hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in o.law.rules],
            "kolom": [getattr(o.read.wanted, k) for k in ("text", "id", "date", "author", "link")],
        }  # fmt: skip
        files = {f"masukan {file.name}": file.sha256 for file in self.digests}
        names = {N_("urutan masukan"): json.dumps([file.name for file in self.inputs])}
        key = {N_("kunci samaran"): self.pseudonyms.fingerprint if self.pseudonyms else "-"}
        return {**files, **names, **self.versions, N_("pilihan"): json.dumps(chosen, ensure_ascii=False), **key}

    def _look_for_earlier(self, paths: Paths) -> None:
        """Find out whether there is an unfinished run to go on with, to refuse for, or to finish."""
        if self.options.restart:
            discard(paths)
            return
        earlier = load_checkpoint(paths.checkpoint)
        if earlier is None or not (earlier.batches or earlier.finished):
            if self.options.resume:
                self._maybe_done(paths)
            else:
                discard(paths)
            return
        if not self.options.resume:
            raise ResumeError(
                _n(
                    "{checkpoint}: ada hasil sebagian ({count} pos); lanjutkan dengan --resume, atau mulai ulang dengan"
                    " --restart",
                    earlier.counts.get("dibaca", 0),
                ).format(checkpoint=paths.checkpoint, count=earlier.counts.get("dibaca", 0))
            )
        check_same(earlier.fingerprint, self._checkpoint.fingerprint, paths.output)
        self._checkpoint, self._resumed = earlier, True
        self.counts.update(earlier.counts)
        self._seconds = earlier.seconds
        self.notes.append(
            _n("dilanjutkan sesudah {count} pos", earlier.counts.get("dibaca", 0)).format(
                count=earlier.counts.get("dibaca", 0)
            )
        )

    def _maybe_done(self, paths: Paths) -> None:
        if paths.output.exists() and paths.manifest.exists():
            done = load_manifest(paths.manifest)
            check_same(done.fingerprint, self._checkpoint.fingerprint, paths.output)
            self.done_before, self._unread = done, done.unread
            self.counts.update(done.counts)
            self.notes.append(_("sudah selesai sebelumnya; tidak ada yang perlu dilanjutkan"))
        else:
            discard(paths)
            self.notes.append(_("tidak ada hasil sebagian yang dapat dilanjutkan; dimulai dari awal"))

    @property
    def shape(self) -> Shape:
        """Return what the result looks like."""
        hidden = self.pseudonyms is not None
        transform = self.pseudonyms.value if self.pseudonyms else None
        layout = self.table.layout
        several = tuple((name, layout.text(k)) for k, name in enumerate(layout.names)) if len(layout.names) > 1 else ()
        delimiter = self.table.sources[0].delimiter
        return Shape(
            self.format, self.table.columns, delimiter, layout.text(0), self.options.excel, hidden, transform, several
        )  # fmt: skip

    @property
    def total_bytes(self) -> int:
        """Return the size of all inputs on disk."""
        return sum(file.size for file in self.digests)

    def to_file(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Write the result file, going on from a checkpoint where there is one.

        progress: called after each batch with bytes and posts done
        Raises `NetralError`; the finished part and the checkpoint are then still there.
        """
        assert self.paths is not None
        if self.done_before is not None:
            return
        if not self._checkpoint.finished:
            result = ResultFile(self.paths, self.shape, self._checkpoint if self._resumed else None)
            try:
                result.mark(self._checkpoint)
                self._write_all(result, progress)
            except BaseException:
                result.close()
                if self._checkpoint.batches == 0:
                    discard(self.paths)
                raise
            result.close(keep=True)
        publish(self.paths, bool(self.counts["ditolak"]))
        self._save_manifest(self.paths)
        self.paths.checkpoint.unlink(missing_ok=True)

    def _write_all(self, result: ResultFile, progress: Callable[[int, int], None] | None) -> None:
        begun, marked = time.monotonic() - self._seconds, 0.0
        for batch, made in self._results(self._checkpoint.batches, encode=True):
            result.write(made.rows, batch.bad)
            self._checkpoint.batches = batch.number + 1
            self._checkpoint.counts = dict(self.counts)
            now = time.monotonic()
            self._checkpoint.seconds = round(now - begun, 3)
            if now - marked >= _MARK_EVERY:
                result.mark(self._checkpoint)
                marked = now
            if progress is not None:
                progress(self._position(batch.source), self.counts["dibaca"])
        self._check()
        result.finish()
        if result.cut:
            self.counts["dipotong"] = result.cut
        self._seconds = round(time.monotonic() - begun, 3)
        self._checkpoint.counts, self._checkpoint.seconds = dict(self.counts), self._seconds
        self._checkpoint.finished = True
        result.mark(self._checkpoint)

    def to_sink(self, sink: Sink) -> None:
        """Hand all rows to `sink`; raises `NetralError`."""
        for batch, made in self._results(0, sink.encoded):
            sink.write(made, batch.bad)
        self._check()

    def _position(self, source: int) -> int:
        before = {file.path for file in self.inputs[:source]} - {self.inputs[source].path}
        sizes = {path: path.stat().st_size for path in before}
        return sum(sizes.values()) + self.table.sources[source].position

    def _results(self, skip: int, encode: bool) -> Iterator[tuple[Batch, Made]]:
        """Return batches with what is made of them, counted; the first `skip` are passed."""
        memory = Memory()
        recipe = self._recipe(encode)

        def todo() -> Iterator[Batch]:
            posts: Counter[int] = Counter()
            for batch in feed(self.table.sources, self.options.chunk, self.options.stop_at_bad):
                before = posts[batch.source]
                posts[batch.source] += len(batch.rows)
                if batch.number < skip:
                    memory.count(recipe.texts(batch.rows, batch.source))
                else:
                    sizes[batch.number] = before, len(batch.rows)
                    yield batch

        # Of each batch: the posts of its source before it, and its own.
        sizes: dict[int, tuple[int, int]] = {}
        counts = self.counts
        for batch, made in made_batches(recipe, todo(), self.options.jobs, memory):
            before, read = sizes.pop(batch.number)
            if made.unread is not None and self._checkpoint.unread is None:
                place, words = made.unread
                self._checkpoint.unread = batch.source, before + place + 1, "" if self.pseudonyms else words
            counts["dibaca"] += read + len(batch.bad)
            counts["ditolak"] += len(batch.bad)
            counts["diklasifikasi"] += sum(made.counts[status] for status in STATUSES)
            counts.update(made.counts)
            yield batch, made
        if self.counts["dibaca"] == 0:
            raise NetralError(
                _("{name}: hanya ada judul, tidak ada pos; ekspor ulang datanya").format(name=self.inputs[0].name)
            )

    def _recipe(self, encode: bool) -> Recipe:
        """Return how the rows of this run are made."""
        o = self.options
        return Recipe(
            o.setup, o.law, self.table.layout, tuple(self._actor_index), self.shape, o.only, self.pseudonyms, encode
        )  # fmt: skip

    def _check(self) -> None:
        """Raise `NetralError` unless every row that was read is accounted for and the inputs are as they were."""
        counts = self.counts
        found = counts["diklasifikasi"] + counts["ditolak"]
        if counts["dibaca"] != found or sum(counts[s] for s in STATUSES) != counts["diklasifikasi"]:
            raise NetralError(
                _("hitungan tidak cocok: dibaca {dibaca}, dipertanggungjawabkan {found}; laporkan").format(
                    dibaca=counts["dibaca"], found=found
                )
            )
        for file, entry in zip({f.path: f for f in self.inputs}.values(), self.digests, strict=True):
            if file.path.stat().st_size != entry.size:
                raise NetralError(
                    _("{name}: berkas berubah selagi dibaca; ulangi setelah berkas selesai ditulis").format(
                        name=file.name
                    )
                )
        for source in self.table.sources:
            mended, nuls = getattr(source, "mended", 0), getattr(source, "nuls", 0)
            if mended:
                counts["kutip_dibaca_longgar"] += mended
            if nuls:
                counts["bita_nul"] += nuls

    def _save_manifest(self, paths: Paths) -> None:
        outputs = [digest(paths.output, paths.output.name)]
        if self.counts["ditolak"]:
            outputs.append(digest(paths.rejects, paths.rejects.name))
        o = self.options
        chosen: dict[str, Any] = {
            "format": self.format, "hanya": list(o.only), "excel": o.excel,
            "baris_rusak": "stop" if o.stop_at_bad else "reject",
            "delimiter": o.read.delimiter, "encoding": o.read.encoding, "sheet": o.read.sheet, "jobs": o.jobs,
            "pseudonym": self.pseudonyms.fingerprint if self.pseudonyms else None,
        }  # fmt: skip
        columns = {source.name: source.facts() for source in self.table.sources}
        for facts in columns.values():
            facts.pop("berkas", None)
        times = {"mulai": self._checkpoint.started, "selesai": _now(), "detik": self._checkpoint.seconds}
        save_manifest(
            Manifest(
                self.digests, outputs, self.versions, chosen, columns, dict(self.counts), times,
                self._checkpoint.fingerprint, self.unread,
            ),
            paths.manifest,
        )  # fmt: skip

    @property
    def unread(self) -> UnreadDate | None:
        """Return the first date that could not be read, once the run is done; raises `ReadError`."""
        if self._unread is None and self._checkpoint.unread is not None:
            source, post, words = self._checkpoint.unread
            self._unread = located(self.table.sources[source], post, words)
        return self._unread

    def all_notes(self) -> list[str]:
        """Return what the user should know: of the sources and of the run."""
        return [*(note for source in self.table.sources for note in source.notes), *self.notes]


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def input_files(names: Sequence[str], stack: ExitStack) -> list[InputFile]:
    """Return the inputs behind names, standard input kept in a temporary file until `stack` closes."""
    stdin = stack.enter_context(spooled(sys.stdin.buffer)) if STDIN in names else None
    return expand(names, stdin)
