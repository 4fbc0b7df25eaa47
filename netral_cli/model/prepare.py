"""Prepares labelled posts for training and evaluation: each is read with the profile of its own election."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from netral_cli.elections.profile import Profile, builtin_profiles, load_profile, parse_profile
from netral_cli.language import _
from netral_cli.model.features import (
    MARK,
    FeatureSpace,
    class_columns,
    classes_and_sides,
    distinct,
    is_word,
    pair_keys,
    word_columns,
)
from netral_cli.model.labelled import LabelError, LabelledPost
from netral_cli.model.linear import fold_of
from netral_cli.model.matrices import Matrices, post_matrices
from netral_cli.signals.analysis import Analysis, TextAnalyser
from netral_cli.signals.match import class_part
from netral_cli.text.normal import Normaliser

PROFILE_FOLDER = "profil"


def profiles_beside(paths: Iterable[Path]) -> dict[str, Profile]:
    """Return the profiles in a `profil` folder in or beside the labelled files, by id, with all built-in ones.

    A TOML file among the paths is itself a profile.
    """
    found = {profile.id: profile for profile in builtin_profiles()}
    paths = list(paths)
    for path in paths:
        if path.suffix == ".toml":
            own = load_profile(str(path))
            found[own.id] = own
    folders = {base / PROFILE_FOLDER for path in paths for base in (path, path.parent, path.parent.parent)}
    for folder in sorted(folders):
        for entry in sorted(folder.glob("*.toml")):
            profile = parse_profile(entry.read_text(encoding="utf-8"), str(entry))
            found[profile.id] = profile
    return found


class Elections:
    """One analyser for each election that the posts name; built-in profiles are in all of them."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._profiles = profiles
        self._builtin = builtin_profiles()
        self._normaliser = Normaliser()
        self._analysers: dict[str, TextAnalyser] = {}

    def key(self, post: LabelledPost) -> str:
        """Return the profile a post needs beyond the built-in ones, or an empty string.

        Raises `LabelError` when the post names a profile that is nowhere.
        """
        if not post.profile or post.profile in {p.id for p in self._builtin}:
            return ""
        if post.profile not in self._profiles:
            raise LabelError(
                _(
                    "pos {id!r}: profil {profile!r} tidak ditemukan; beri --profile {profile}.toml, "
                    "atau taruh di folder '{folder}' di samping berkas berlabel"
                ).format(id=post.id or post.text[:40], profile=post.profile, folder=PROFILE_FOLDER)
            )
        return post.profile

    def analyser(self, key: str) -> TextAnalyser:
        """Return the analyser for a key of `key`."""
        if key not in self._analysers:
            # The post's own election first: where two name the same alias, its own reading wins.
            own = (self._profiles[key],) if key else ()
            self._analysers[key] = TextAnalyser([*own, *self._builtin], self._normaliser)
        return self._analysers[key]

    def analyse(self, posts: Sequence[LabelledPost]) -> list[tuple[NDArray[np.int64], TextAnalyser, Analysis]]:
        """Return, for each election, the indices of its posts, its analyser and their analysis."""
        keys = [self.key(post) for post in posts]
        out = []
        for key in sorted(set(keys)):
            rows = np.array([i for i, k in enumerate(keys) if k == key], dtype=np.int64)
            analyser = self.analyser(key)
            out.append((rows, analyser, analyser.analyse([posts[i].text for i in rows])))
        return out


def without_profiles(posts: Sequence[LabelledPost], elections: Elections) -> NDArray[np.int64]:
    """Return the indices of every second post of an election that is not built in, the same ones on every machine.

    Read without their profile, they teach what a post of an election looks like whose candidates nobody has told.
    """
    chosen = (i for i, post in enumerate(posts) if elections.key(post) and fold_of(post.text, 2) == 0)
    return np.fromiter(chosen, dtype=np.int64)


Analysed = list[tuple[NDArray[np.int64], TextAnalyser, Analysis]]


def build_space(analysed: Analysed, min_words: int, min_pairs: int) -> FeatureSpace:
    """Return the features that occur in at least so many posts."""
    words: Counter[str] = Counter()
    for _part, analyser, analysis in analysed:
        forms = analyser.table.forms
        names = [class_part(form) for form in forms]
        numbered = {name: i for i, name in enumerate(dict.fromkeys(names))}
        of_form = np.array([numbered[name] for name in names], dtype=np.int64)
        _, items = distinct(analysis.batch.posts, of_form[analysis.batch.forms], len(numbered))
        counts = np.bincount(items, minlength=len(numbered))
        for name, i in numbered.items():
            if counts[i] and is_word(name):
                words[name] += int(counts[i])
    kept = {word: i for i, word in enumerate(sorted(w for w, n in words.items() if n >= min_words))}
    is_class = class_columns(kept)
    pairs: Counter[int] = Counter()
    for _part, analyser, analysis in analysed:
        batch, forms = analysis.batch, analyser.table.forms
        columns = word_columns(forms, kept)
        marks = classes_and_sides(forms)[0] == MARK
        at, _, keys = pair_keys(batch, columns[batch.forms], marks[batch.forms], is_class)
        unique, inverse = np.unique(keys, return_inverse=True)
        _, items = distinct(batch.posts[at], inverse.astype(np.int64), max(len(unique), 1))
        _add(pairs, unique, np.bincount(items, minlength=len(unique)))
    matcher = analysed[0][1].matcher
    return FeatureSpace(
        kept,
        np.array(sorted(k for k, n in pairs.items() if n >= min_pairs), dtype=np.int64),
        tuple(cue.id for cue in matcher.cues),
        matcher.frames,
    )


def _add(counter: Counter[int], keys: NDArray[np.generic], counts: NDArray[np.generic]) -> None:
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        counter[key] += int(count)


def design(
    analysed: Analysed, space: FeatureSpace, scale: Callable[[Matrices], sp.csr_matrix], rows: int
) -> sp.csr_matrix:
    """Return the training matrix in the order of the posts; `scale` weighs and stacks the families."""
    blocks = [scale(post_matrices(analysis, analyser.table, space)) for _part, analyser, analysis in analysed]
    order = np.concatenate([indices for indices, _, _ in analysed])
    back = np.empty(rows, dtype=np.int64)
    back[order] = np.arange(rows)
    return sp.csr_matrix(sp.vstack(blocks).tocsr()[back])
