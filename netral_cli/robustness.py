"""Measures whether evidence carries the verdict and whether harmless changes of a post leave its status alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from netral_cli.elections.profile import Profile, Side
from netral_cli.text.tokens import token_strings
from netral_cli.verdict import INDIKASI, Classifier, Verdict

_LONG = 20
_SKIN = "\U0001f3fd"
_GESTURE = re.compile(
    "[☝✌\U0001f44d\U0001f44e\U0001f446-\U0001f450\U0001f590\U0001f595\U0001f918-\U0001f91f\U0001f64f]"
)
NEUTRAL_SENTENCE = " Cuaca hari ini cerah."


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Figures of the evidence of `indikasi` posts.

    without: share that falls to a lower status when the quoted evidence is deleted
    alone: share that keeps `indikasi` when only the evidence is left
    covered: mean share of the text that is evidence, for posts of more than 20 words
    """

    posts: int
    without: float
    alone: float
    covered: float


def _cut(text: str, verdict: Verdict) -> str:
    """Return the text without its evidence."""
    out, at = [], 0
    for span in verdict.spans:
        out.append(text[at : span.start])
        at = span.end
    return " ".join([*out, text[at:]])


def faithfulness(classifier: Classifier, texts: Sequence[str], verdicts: Sequence[Verdict]) -> Faithfulness:
    """Return how far the evidence of the `indikasi` posts carries their verdicts."""
    sure = [(t, v) for t, v in zip(texts, verdicts, strict=True) if v.status == INDIKASI]
    if not sure:
        return Faithfulness(0, float("nan"), float("nan"), float("nan"))
    less = _statuses(classifier, [_cut(t, v) for t, v in sure])
    only = _statuses(classifier, [" ".join(span.text for span in v.spans) for _, v in sure])
    long = [(t, v) for t, v in sure if len(t.split()) > _LONG]
    covered = [sum(s.end - s.start for s in v.spans) / len(t) for t, v in long]
    return Faithfulness(
        len(sure),
        float(np.mean([status != INDIKASI for status in less])),
        float(np.mean([status == INDIKASI for status in only])),
        float(np.mean(covered)) if covered else float("nan"),
    )


def _statuses(classifier: Classifier, texts: Sequence[str]) -> list[str]:
    if not texts:
        return []
    return classifier.status_of(classifier.scores(texts)[1].probability[:, 0])


def _tones(text: str) -> str:
    return _GESTURE.sub(lambda m: m.group() + _SKIN, text)


def _without_marks(text: str) -> str:
    return " ".join(t for t in token_strings(text) if t[0] not in '.,!?…:;"“”\n')


# Name -> change that should not matter.
HARMLESS: dict[str, Callable[[str], str]] = {
    "huruf besar": str.upper,
    "huruf kecil": str.lower,
    "tanpa tanda baca": _without_marks,
    "spasi ganda": lambda text: text.replace(" ", "  "),
    "warna kulit emoji": _tones,
    "kalimat netral ditambah": lambda text: text + NEUTRAL_SENTENCE,
    "dipotong 10 % di akhir": lambda text: text[: max(1, int(len(text) * 0.9))],
}


def changed_shares(classifier: Classifier, texts: Sequence[str], statuses: Sequence[str]) -> dict[str, float]:
    """Return for each harmless change the share of posts whose status it changes."""
    out = {}
    for name, change in HARMLESS.items():
        said = _statuses(classifier, [change(text) for text in texts])
        out[name] = float(np.mean([a != b for a, b in zip(statuses, said, strict=True)]))
    return out


def swapper(first: Side, second: Side) -> Callable[[str], str]:
    """Return a function that exchanges the names, numbers and hashtags of two sides in a text.

    The n-th name of a kind takes the place of the n-th of the other side (the first where it has fewer).
    """
    table: dict[str, str] = {}
    for kind in ("nama", "alias", "julukan", "ejekan", "tagline", "tagar", "tagar_lawan", "akun"):
        ours, theirs = first.get(kind), second.get(kind)
        if ours and theirs:
            for a, b in ((ours, theirs), (theirs, ours)):
                table.update({name.lower(): b[i] if i < len(b) else b[0] for i, name in enumerate(a)})
    numbers = {str(first.nomor): str(second.nomor), str(second.nomor): str(first.nomor)}
    if first.nomor and second.nomor:
        table.update({"0" + a: "0" + b for a, b in numbers.items()})
    keys = sorted(table, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w#@])(?:{'|'.join(map(re.escape, keys))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(lambda m: table[m.group().lower()], text)


def swap_difference(classifier: Classifier, profile: Profile, texts: Sequence[str]) -> tuple[int, float]:
    """Exchange the first two pairs of a profile; return how many posts change and the largest change of a raw score."""
    pairs = [side for side in profile.sides if side.nomor is not None][:2]
    if len(pairs) < 2:
        return 0, 0.0
    swap = swapper(*pairs)
    changed = [(t, s) for t in texts if (s := swap(t)) != t]
    if not changed:
        return 0, 0.0
    before = classifier.scores([t for t, _ in changed])[1].raw
    after = classifier.scores([s for _, s in changed])[1].raw
    return len(changed), float(np.abs(before - after).max())
