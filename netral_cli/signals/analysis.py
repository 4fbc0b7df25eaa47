"""Reads posts as the model and the cues see them: forms with election classes, and the cues found in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netral_cli.elections.lexicon import ElectionLexicon
from netral_cli.elections.profile import Profile
from netral_cli.signals.cues import Cue, builtin_cues
from netral_cli.signals.match import CueMatcher, Matches
from netral_cli.text.batch import Batch, FormTable, make_batch
from netral_cli.text.normal import Normaliser
from netral_cli.text.stem import Stemmer


@dataclass(frozen=True, slots=True)
class Analysis:
    """A batch of posts with names masked, and the cues found in it."""

    batch: Batch
    matches: Matches


class TextAnalyser:
    """Everything that is worked out once for a run: word lists, profiles, the table of forms, the cues."""

    def __init__(
        self, profiles: Iterable[Profile], normaliser: Normaliser | None = None, cues: Sequence[Cue] | None = None
    ) -> None:
        self.normaliser = normaliser or Normaliser()
        self.lexicon = ElectionLexicon(profiles, self.normaliser)
        self.table = FormTable(self.lexicon.forms)
        self.stemmer = Stemmer()
        self.matcher = CueMatcher(builtin_cues() if cues is None else cues, self.stemmer)

    def analyse(self, texts: Sequence[str]) -> Analysis:
        """Return the analysis of the posts, in their order."""
        batch = self.lexicon.mask(make_batch(texts, self.table), self.table)
        return Analysis(batch, self.matcher.match(batch, self.table))
