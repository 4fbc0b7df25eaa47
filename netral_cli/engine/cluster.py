"""Runs the classifier on a Dask cluster: one input file is one partition, with a result and a manifest of its own.

A partition is worked on in a folder of its own and its files are renamed into place when they are whole, so that a
partition which is done twice, because its worker was lost, gives the same files. Addresses such as `s3://...` are
read and written by fsspec.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from netral_cli.engine.versions import versions
from netral_cli.errors import NetralError, UsageError
from netral_cli.language import _, language, use_language
from netral_cli.posts.inputs import ENDINGS, OWN_ENDINGS, PACKED, FileDigest
from netral_cli.posts.manifest import Manifest, load_manifest, save_manifest
from netral_cli.posts.result import FORMATS, Paths
from netral_cli.posts.unread import UnreadDate
from netral_cli.system_words import reason

if TYPE_CHECKING:
    from netral_cli.engine.run import RunOptions

WHOLE = "netral.manifest.json"
"""The manifest of all partitions, in the folder of the results."""
_ONE_AT_A_TIME = threading.Lock()  # what a classifier has learnt of words belongs to the process


@dataclass(frozen=True, slots=True)
class Partition:
    """One input, a path or an address, and the name of its result."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a partition: its files by kind, its counts, columns and seconds, its first unreadable date."""

    inputs: Sequence[FileDigest]
    outputs: Sequence[FileDigest]
    counts: dict[str, int]
    columns: dict[str, Any]
    fingerprint: dict[str, str]
    seconds: float
    unread: UnreadDate | None


def _remote(name: str) -> bool:
    return "://" in name


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(_("--engine dask memerlukan Dask; pasang dengan: pip install 'netral-cli[dask]'")) from None


def _system(name: str) -> tuple[Any, str]:
    """Return the file system of a path or address, and the path in it."""
    found: tuple[Any, str] = _needed("fsspec").core.url_to_fs(name)
    return found


def _is_posts(path: str) -> bool:
    name = PurePosixPath(path).name.lower()
    for packed in PACKED:
        name = name.removesuffix(packed)
    return name.endswith(ENDINGS) and not name.startswith(".") and not path.endswith(OWN_ENDINGS)


def partitions(names: Sequence[str], folder: str, chosen: str | None) -> list[Partition]:
    """Return the partitions behind paths, patterns (`*`) and folders, in the order of their names.

    folder: of the results, which are no inputs
    chosen: the format of the results; without it each has that of its input, CSV where that cannot be written
    Raises `NetralError` where nothing is found.
    """
    results = f"{folder.rstrip('/')}/"
    sources: list[str] = []
    for given in names:
        try:
            system, path = _system(given)
            if system.isdir(path):
                found = [p for p in sorted(system.find(path)) if _is_posts(p) and not p.startswith(results)]
            else:
                found = sorted(system.glob(path)) if any(c in path for c in "*?[") else [path]
        except (ImportError, ValueError, OSError) as problem:
            raise NetralError(
                _("{given}: tidak dapat dibuka ({problem}); periksa alamatnya").format(
                    given=given, problem=reason(problem)
                )
            ) from None
        if not found:
            raise NetralError(_("{given}: tidak ada berkas yang cocok; periksa nama dan foldernya").format(given=given))
        sources += [system.unstrip_protocol(p) if _remote(given) else p for p in found]
    taken: Counter[str] = Counter()
    out = []
    for source in dict.fromkeys(sources):
        name = _result_name(PurePosixPath(Path(source).as_posix()).name, chosen)
        taken[name] += 1
        stem, dot, ending = name.rpartition(".")
        out.append(Partition(source, name if taken[name] == 1 else f"{stem}-{taken[name]}{dot}{ending}"))
    return out


def _result_name(name: str, chosen: str | None) -> str:
    for packed in PACKED:
        name = name.removesuffix(packed)
    stem, _, ending = name.rpartition(".")
    kind = chosen or {"ndjson": "jsonl", "tab": "tsv"}.get(ending.lower(), ending.lower())
    return f"{stem or name}.{kind if kind in FORMATS else 'csv'}"


def classify_partition(options: RunOptions, partition: Partition, folder: str, mark: str) -> Done:
    """Classify one partition into a folder, in whatever process this is called; raises `NetralError`.

    mark: what the names of unfinished work begin with
    """
    from netral_cli.engine.run import Run  # noqa: PLC0415

    begun = time.monotonic()
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="netral-") as scratch:
        work = Path(scratch) if _remote(folder) else Path(tempfile.mkdtemp(dir=folder, prefix=mark))
        try:
            source = partition.source
            if _remote(source):
                fetched = Path(tempfile.mkdtemp(dir=scratch)) / PurePosixPath(source).name
                source = str(fetched)
                _system(partition.source)[0].get(partition.source, source)
            mine = replace(options, files=(source,), output=work / partition.name, jobs=1, resume=False, restart=True)
            with ExitStack() as stack:
                run = Run(mine, stack)
                for opened in run.table.sources:
                    opened.name = opened.name.replace(source, partition.source)
                run.to_file()
            done = _done(run.paths, partition, time.monotonic() - begun)
            _into_place(run.paths, folder)
        finally:
            if work != Path(scratch):
                shutil.rmtree(work, ignore_errors=True)
    return done


def attempt(options: RunOptions, partition: Partition, folder: str, mark: str, language: str) -> Done | NetralError:
    """Return what `classify_partition` returns or raises: a known problem is a result, and no failure of the worker.

    language: that of the messages, which the worker's machine does not know
    """
    use_language(language)
    try:
        return classify_partition(options, partition, folder, mark)
    except NetralError as problem:
        return problem


def _done(paths: Paths | None, partition: Partition, seconds: float) -> Done:
    assert paths is not None
    made = load_manifest(paths.manifest)
    source = partition.source if _remote(partition.source) else str(Path(partition.source).resolve())
    inputs = [replace(entry, name=source) for entry in made.inputs]
    save_manifest(replace(made, inputs=inputs), paths.manifest)
    return Done(
        inputs, made.outputs, dict(made.counts), {partition.source: dict(made.columns)}, dict(made.fingerprint),
        seconds, made.unread,
    )  # fmt: skip


def _into_place(paths: Paths | None, folder: str) -> None:
    """Move what a partition has made into the folder of the results, its manifest last."""
    assert paths is not None
    for path in (paths.output, paths.rejects, paths.manifest):
        if path.exists():
            _put(path, folder)


def _put(path: Path, folder: str) -> None:
    if _remote(folder):
        target = f"{folder.rstrip('/')}/{path.name}"
        _system(target)[0].put(str(path), target)
    else:
        shutil.move(path, Path(folder) / path.name)


def classify_on_cluster(
    options: RunOptions, folder: str, scheduler: str | None, progress: Callable[[int, int], None] | None = None
) -> tuple[Counter[str], UnreadDate | None]:
    """Classify all partitions on a cluster; writes the manifest of the whole.

    Returns the counts of the whole and the first date that could not be read.

    options: as for one run; its `files` may be patterns and addresses, its `jobs` are the processes of a local cluster
    folder: of the results; scheduler: the address of a Dask scheduler, None to start a cluster on this machine
    progress: called after each partition with the partitions that are done and their number
    Raises `NetralError`; partitions that are done by then keep their results.
    """
    dask = _needed("distributed")
    if not _remote(folder):
        folder = _made(Path(folder))
    parts = partitions(options.files, folder, options.format)
    mark = f".netral-{uuid4().hex[:12]}-"
    begun, started = time.monotonic(), _now()
    done: dict[str, Done] = {}
    with ExitStack() as stack:
        address = scheduler or stack.enter_context(_local(dask, options.jobs)).scheduler_address
        try:
            client = stack.enter_context(dask.Client(address, timeout=30, set_as_default=False))
        except (OSError, ValueError) as problem:
            raise NetralError(
                _("--scheduler {address}: tidak dapat dihubungi ({problem}); periksa alamatnya").format(
                    address=address, problem=reason(problem)
                )
            ) from None
        futures = {client.submit(attempt, options, part, folder, mark, language(), pure=False): part for part in parts}
        try:
            for future in dask.as_completed(futures, loop=client.loop):
                found = future.result()
                if isinstance(found, NetralError):
                    raise found
                done[futures[future].source] = found
                if progress is not None:
                    progress(len(done), len(parts))
        except dask.KilledWorker:
            raise NetralError(
                _(
                    "{source}: pekerja yang memeriksanya mati berulang kali (memori habis?);"
                    " yang selesai ada di {folder}"
                ).format(source=futures[future].source, folder=folder)
            ) from None
        finally:
            client.cancel([future for future in futures if not future.done()])
            for left in () if _remote(folder) else Path(folder).glob(f"{mark}*"):
                shutil.rmtree(left, ignore_errors=True)
    total: Counter[str] = Counter()
    for one in done.values():
        total.update(one.counts)
    times = {"mulai": started, "selesai": _now(), "detik": round(time.monotonic() - begun, 3)}
    in_order = [done[part.source] for part in parts]
    unread = next((one.unread for one in in_order if one.unread is not None), None)
    with tempfile.TemporaryDirectory(prefix="netral-") as scratch:
        _save_whole(options, in_order, Path(scratch) / WHOLE, total, times, unread)
        _put(Path(scratch) / WHOLE, folder)
    return total, unread


def _made(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(
            _("-o {folder}: tidak dapat dibuat ({strerror}); beri nama folder").format(
                folder=folder, strerror=reason(problem)
            )
        ) from None
    return str(folder.resolve())


def _local(dask: Any, jobs: int) -> Any:
    """Return a cluster of processes on this machine, one thread each."""
    return dask.LocalCluster(
        n_workers=jobs, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )  # fmt: skip


def _save_whole(
    options: RunOptions, done: Sequence[Done], path: Path, total: Counter[str], times: dict[str, Any],
    unread: UnreadDate | None,
) -> None:  # fmt: skip
    """Write the manifest of the whole: all inputs, all results, the sum of the counts."""
    columns = {name: facts for one in done for name, facts in one.columns.items()}
    chosen = {"format": options.format, "hanya": list(options.only), "mesin": "dask", "bagian": len(done)}
    inputs = [entry for one in done for entry in one.inputs]
    outputs = [entry for one in done for entry in one.outputs]
    whole = Manifest(inputs, outputs, versions(options.setup), chosen, columns, dict(total), times, {}, unread)
    save_manifest(whole, path)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
