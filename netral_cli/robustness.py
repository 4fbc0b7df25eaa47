"""Measures whether evidence carries the verdict and whether harmless changes of a post leave its status alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from netral_cli.elections.lexicon import deed_of_hashtag
from netral_cli.elections.profile import Profile, Side
from netral_cli.language import N_
from netral_cli.signals.analysis import Analysis
from netral_cli.signals.match import class_part
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
    N_("huruf besar"): str.upper,
    N_("huruf kecil"): str.lower,
    N_("tanpa tanda baca"): _without_marks,
    N_("spasi ganda"): lambda text: text.replace(" ", "  "),
    N_("warna kulit emoji"): _tones,
    N_("kalimat netral ditambah"): lambda text: text + NEUTRAL_SENTENCE,
    N_("dipotong 10 % di akhir"): lambda text: text[: max(1, int(len(text) * 0.9))],
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

    A single name becomes a full name of the other side, a pair's name the other pair's, a hashtag one that does the
    same (names, calls for, calls against). Names with an honorific in front are exchanged without it.
    """
    table: dict[str, str] = {}
    for ours, theirs in ((first, second), (second, first)):
        pairs = [name for name in theirs.get("alias") if "-" in name]
        for name in (*ours.get("nama"), *ours.get("alias")):
            if "-" in name and pairs:
                table[name.lower()] = pairs[0]
            elif (
                "-" not in name
                and (" " not in name or name in ours.get("nama"))
                and name.isascii()
                and not name.isdigit()
            ):
                table[name.lower()] = theirs.get("nama")[0]
        for kind in ("ejekan", "tagline", "akun"):
            if theirs.get(kind):
                table.update({name.lower(): theirs.get(kind)[0] for name in ours.get(kind)})
        for kind in ("tagar", "tagar_lawan"):
            same = {deed_of_hashtag(tag): tag for tag in reversed(theirs.get(kind))}
            table.update(
                {tag.lower(): same[deed_of_hashtag(tag)] for tag in ours.get(kind) if deed_of_hashtag(tag) in same}
            )
        if ours.nomor and theirs.nomor:
            table[f"0{ours.nomor}"] = f"0{theirs.nomor}"
    keys = sorted(table, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w#@])(?:{'|'.join(map(re.escape, keys))})(?![\w-])", re.IGNORECASE)
    return lambda text: pattern.sub(lambda m: table[m.group().lower()], text)


@dataclass(frozen=True, slots=True)
class SwapFigures:
    """What exchanging two pairs of candidates does to the scores of posts.

    posts: posts that the exchange changes; clean: how many of them still read as the same classes afterwards (nicknames
    and slogans often have no counterpart); largest: the largest change of any raw score among the clean ones
    """

    posts: int
    clean: int
    largest: float


def swap_figures(classifier: Classifier, profile: Profile, texts: Sequence[str]) -> SwapFigures:
    """Exchange the first two numbered pairs of a profile in all posts and return what changes."""
    pairs = [side for side in profile.sides if side.nomor is not None][:2]
    swap = swapper(*pairs) if len(pairs) == 2 else str
    changed = [(t, s) for t in texts if (s := swap(t)) != t]
    if not changed:
        return SwapFigures(0, 0, 0.0)
    before, after = (classifier.scores([pair[k] for pair in changed]) for k in (0, 1))
    forms = classifier.analyser.table.forms

    def reading(analysis: Analysis, post: int) -> tuple[list[str], int]:
        """Return the classes of a post and how many sides it names: an exchange that misses a name changes either."""
        batch = analysis.batch
        own = [forms[f] for f in batch.forms[batch.starts[post] : batch.starts[post + 1]]]
        return [class_part(form) for form in own], len({form.split("|")[1] for form in own if "|" in form})

    clean = [i for i in range(len(changed)) if reading(before[0], i) == reading(after[0], i)]
    largest = float(np.abs(before[1].raw[clean] - after[1].raw[clean]).max()) if clean else 0.0
    return SwapFigures(len(changed), len(clean), largest)
