"""The slow reference: one post at a time, in plain Python, from the weights of the bundle.

Written from the descriptions of the stages and not from the fast code; `tests/test_fast_path.py` compares both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from netral_cli.elections import lexicon as names
from netral_cli.elections.lexicon import ElectionLexicon
from netral_cli.model.bundle import Bundle
from netral_cli.model.features import _COUNTED, COUNTS, PAIR_REACH, is_word
from netral_cli.signals.analysis import TextAnalyser
from netral_cli.signals.catalogue import CONTEXT_IDS
from netral_cli.signals.cues import SUSPENDING, Cue
from netral_cli.signals.match import class_part
from netral_cli.signals.pattern import Element, Pattern
from netral_cli.text.stem import Stemmer
from netral_cli.text.tokens import calmed, token_strings


def forms_of(text: str, lexicon: ElectionLexicon) -> list[str]:
    """Return the forms of a post with names replaced by their classes."""
    plain = [form for token in calmed(token_strings(text)) for form in lexicon.forms(token)]
    named: list[str | None] = [None] * len(plain)
    taken = [False] * len(plain)
    for words, name in sorted(
        ((w, n) for w, n in lexicon.phrases.items() if len(w) > 1), key=lambda p: (-len(p[0]), p)
    ):
        for start in range(len(plain) - len(words) + 1):
            here = range(start, start + len(words))
            if tuple(plain[start : start + len(words)]) == words and not any(taken[k] for k in here):
                named[start] = name
                for k in here:
                    taken[k] = True
    single = {words[0]: name for words, name in lexicon.phrases.items() if len(words) == 1}
    merged = [named[k] or ("" if taken[k] else single.get(form, form)) for k, form in enumerate(plain)]
    digits = {str(n) for n in range(1, 20)}
    ballots = list(merged)
    for k, form in enumerate(merged):
        if form in digits:
            before = k > 0 and merged[k - 1] in names._BEFORE_NUMBER
            after = k + 1 < len(merged) and merged[k + 1] == "jari"
            ballots[k] = names.NOMOR if before or after else names.DIGIT
    out = [form for form in ballots if form]
    for _ in range(2):
        out = [
            form
            for k, form in enumerate(out)
            if not (
                form in names._HONORIFICS
                and k + 1 < len(out)
                and out[k + 1].startswith((names.CALON + "|", names.BAKAL + "|"))
            )
        ]
    return out


def _holds(element: Element, form: str, stemmer: Stemmer) -> bool:
    """Return whether a form may stand where the element is."""
    for kind, text in element.alternatives:
        if form.startswith("<"):
            if kind == "class" and class_part(form) == text:
                return True
        elif (
            (kind == "form" and form == text)
            or (kind == "prefix" and form.startswith(text))
            or (kind == "stem" and stemmer.stem(form) == stemmer.stem(text))
        ):
            return True
    return False


def _find(pattern: Pattern, forms: Sequence[str], stemmer: Stemmer) -> list[tuple[int, int]]:
    """Return first and last form of each hit of one pattern."""
    hits = []
    for start in range(len(forms)):
        if (pattern.at_start and start) or not _holds(pattern.elements[0], forms[start], stemmer):
            continue
        end: int | None = start
        for element in pattern.elements[1:]:
            assert end is not None
            near = range(end + 1, min(end + 2 + element.gap, len(forms)))
            at = next((k for k in near if _holds(element, forms[k], stemmer)), None)
            if at is not None and element.gap and any(form in ".!?\n;" for form in forms[start:at]):
                at = None
            end = at
            if end is None:
                break
        if end is not None and not (pattern.at_end and end != len(forms) - 1):
            hits.append((start, end))
    return hits


def _hits(cue: Cue, forms: Sequence[str], stemmer: Stemmer) -> dict[int, int]:
    """Return the hits of a cue: first form to last; the pattern that comes first has its way."""
    out: dict[int, int] = {}
    for pattern in cue.patterns:
        for start, end in _find(pattern, forms, stemmer):
            out.setdefault(start, end)
    return out


def cue_columns(forms: Sequence[str], analyser: TextAnalyser) -> set[int]:
    """Return the feature columns of the cues and frames of a post."""
    matcher, stemmer = analyser.matcher, analyser.stemmer
    covered: set[int] = set()
    columns: set[int] = set()
    for frame in matcher.frame_cues:
        for start, end in _hits(frame, forms, stemmer).items():
            columns.add(2 * len(matcher.cues) + matcher.frames.index(frame.target))
            if frame.target in SUSPENDING:
                stop = next((k for k in range(end + 1, len(forms)) if forms[k] in ".!?\n;"), len(forms))
                covered.update(range(start, min(stop, end + 1 + frame.reach) if frame.reach else stop))
    for number, cue in enumerate(matcher.cues):
        for start in _hits(cue, forms, stemmer):
            inside = start in covered and cue.target not in CONTEXT_IDS
            columns.add(number + len(matcher.cues) * inside)
    return columns


def _counts(forms: Sequence[str]) -> list[float]:
    """Return the counts of a post, in the order of `COUNTS`."""
    out: dict[str, float] = {}
    for name, classes in _COUNTED.items():
        out[name] = math.log1p(sum(form.startswith("<") and class_part(form) in classes for form in forms))
    sides = {form.split("|")[1] for form in forms if form.startswith("<") and "|" in form}
    out["pihak_berbeda"] = math.log1p(len(sides))
    out["panjang"] = math.log1p(sum(map(is_word, forms)))
    pointers = sum(form in names.pointer_words() for form in forms)
    out["petunjuk"] = math.log1p(pointers)
    pointed = pointers > 0 or out["objek"] > 0
    out["tanpa_petunjuk"] = 0.0 if pointed else 1.0
    out["tanpa_petunjuk_panjang"] = 0.0 if pointed else out["panjang"]
    return [out[name] for name in COUNTS]


def raw_scores(text: str, analyser: TextAnalyser, bundle: Bundle) -> np.ndarray:
    """Return the raw scores of one post, one per output."""
    forms = forms_of(text, analyser.lexicon)
    space, weights = bundle.space, bundle.weights
    total = weights.bias.astype(float)

    words = {space.words[class_part(form)] for form in forms if class_part(form) in space.words}
    for column in words:
        total = total + weights.words[column] / math.sqrt(len(words))

    said = [class_part(form) for form in forms if is_word(form)]
    keys = {value: k for k, value in enumerate(space.pairs.tolist())}
    together = [
        (a, b)
        for i, a in enumerate(said)
        for apart, b in enumerate(said[i + 1 : i + 1 + PAIR_REACH], 1)
        if a in space.words and b in space.words and (apart == 1 or "<" in (a[0], b[0]))
    ]
    wanted = (space.words[a] * len(space.words) + space.words[b] for a, b in together)
    pairs = {keys[key] for key in wanted if key in keys}
    for column in pairs:
        total = total + weights.pairs[column] / math.sqrt(len(pairs))

    for column in cue_columns(forms, analyser):
        total = total + weights.cues[column]
    for column, count in enumerate(_counts(forms)):
        total = total + weights.counts[column] * count
    return np.asarray(total)
