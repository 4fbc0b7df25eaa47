"""What a queue is picked with besides the result: thresholds, the labels there are, and doubtful ones among them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from netral_cli.language import _
from netral_cli.model.bundle import load_bundle, shipped_bundle
from netral_cli.model.labelled import labelled_files, read_labelled
from netral_cli.posts.inputs import expand
from netral_cli.posts.manifest import Manifest
from netral_cli.posts.reader import ReadOptions, open_source
from netral_cli.posts.source import refuse
from netral_cli.review.doubtful import FEWEST, doubtful, enough
from netral_cli.review.item import Item, Span
from netral_cli.review.pool import Levels
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.verdict import load_classifier

# Doubtful labels that get their evidence looked up; more than a queue takes.
_MOST_EVIDENCE = 500


def levels_of(manifest: Manifest | None, bundle: Path | None) -> Levels:
    """Return the thresholds of the run that made a result, else those of the bundle."""
    thresholds = load_bundle(bundle or shipped_bundle()).thresholds
    indikasi, tinjau = thresholds.indikasi, thresholds.tinjau
    own = str(manifest.fingerprint.get("ambang", "")).split() if manifest else []
    if len(own) == 2:
        # `netral_cli.engine.versions` writes "bawaan" where the run had the bundle's own.
        indikasi, tinjau = (_number(v, usual) for v, usual in zip(own, (indikasi, tinjau), strict=True))
    return Levels(min(tinjau, indikasi), indikasi)


def _number(written: str, usual: float) -> float:
    try:
        return float(written)
    except ValueError:
        return usual


def known_names(labels: Sequence[Path]) -> frozenset[str]:
    """Return the ids and texts of all posts that have a row in the labelled files, undecided ones included."""
    names: set[str] = set()
    for path in labelled_files(labels):
        with ExitStack() as stack:
            for file in expand([str(path)]):
                source = open_source(file, ReadOptions(), stack)
                at = [source.text_index, *(k for k, name in enumerate(source.columns) if name in ("id", "uid"))]
                names.update(row[k] for row in source.records(refuse) for k in at)
    return frozenset(names - {""})


def doubtful_labels(labels: Sequence[Path], bundle: Path | None) -> tuple[list[Item], str]:
    """Return the posts with doubtful labels, the most doubtful first, and a line to say, if any."""
    if not labels:
        return [], ""
    posts = read_labelled(labels)
    if not enough(posts):
        return [], _("Label keliru tidak dicari: perlu paling sedikit {fewest} pos memihak dan {fewest} tidak.").format(
            fewest=FEWEST
        )
    found = doubtful(posts, labels)[:_MOST_EVIDENCE]
    return _with_evidence(found, bundle), ""


def _with_evidence(items: Sequence[Item], bundle: Path | None) -> list[Item]:
    """Return the posts with what the program sees in them."""
    from netral_cli.elections.profile import builtin_profiles  # noqa: PLC0415

    if not items:
        return []
    classifier = load_classifier(load_bundle(bundle or shipped_bundle()), TextAnalyser(builtin_profiles()))
    verdicts = classifier.classify([item.text for item in items])
    return [
        replace(
            item, status=v.status, score=v.score, objects=v.objects, counter=v.frames,
            spans=tuple(Span(s.start, s.end, s.signals) for s in v.spans),
        )
        for item, v in zip(items, verdicts, strict=True)
    ]  # fmt: skip
