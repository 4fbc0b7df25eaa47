"""Classifies a stream of batches in this process or, by joblib, in several; results come in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from netral_cli.engine.setup import RunSetup, classifier_for
from netral_cli.verdict import Verdict

BATCH = 4000


def _classify(setup: RunSetup, texts: Sequence[str]) -> list[Verdict]:
    """Classify one batch; each distinct text is worked out once."""
    distinct = list(dict.fromkeys(texts))
    verdicts = dict(zip(distinct, classifier_for(setup).classify(distinct), strict=True))
    return [verdicts[text] for text in texts]


def classify_batches(setup: RunSetup, batches: Iterable[Sequence[str]], jobs: int = 1) -> Iterator[list[Verdict]]:
    """Return the verdicts of each batch of texts, in order; never more than a few batches are in memory.

    The result does not depend on `jobs`.
    """
    if jobs == 1:
        for batch in batches:
            yield _classify(setup, batch)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415

    classifier_for(setup)  # mistakes in bundle or profiles show here, once, before workers start
    parallel = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)
    yield from parallel(delayed(_classify)(setup, batch) for batch in batches)
