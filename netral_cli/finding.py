"""Joins a verdict with the law: phase, rules, tracks, and what a person must still verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from netral_cli.elections.profile import Profile
from netral_cli.errors import UsageError
from netral_cli.language import _
from netral_cli.rules.actor import UNKNOWN_ACTOR, actor_of
from netral_cli.rules.apply import RuleHit, applicable, leading, needs_verification, tracks_of
from netral_cli.rules.catalogue import ACTORS, Catalogue, CheckItem, builtin_catalogue
from netral_cli.rules.phase import UNKNOWN_PHASE, PhaseReading, parse_post_date, phase_of
from netral_cli.verdict import NETRAL, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its legal reading; a neutral post has a phase and no rules.

    rules: the ids of the rules that stand for the post
    counter: frames that speak against the reading (`ikrar`, `larangan`, ...), for the person who examines it
    """

    verdict: Verdict
    phase: PhaseReading
    day: dt.date | None
    actor: str
    hits: tuple[RuleHit, ...]
    tracks: tuple[str, ...]
    checks: tuple[CheckItem, ...]
    rules: tuple[str, ...] = ()

    @property
    def counter(self) -> tuple[str, ...]:
        """Return the frames that speak against the reading."""
        return self.verdict.frames


class Assessor:
    """Reads verdicts in the light of the law, for one run.

    profiles: the elections in use, whose calendars give the phase
    actor: who the authors are, one of `ACTORS`, or "" when unknown
    day: the day of every post that has no date of its own
    """

    def __init__(
        self,
        profiles: Sequence[Profile],
        actor: str = UNKNOWN_ACTOR,
        day: dt.date | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        if actor and actor not in ACTORS:
            raise UsageError(
                _("--actor {actor!r}: tidak dikenal; yang ada: {actors}").format(actor=actor, actors=", ".join(ACTORS))
            )
        self._actor, self._day = actor, day
        self._catalogue = catalogue or builtin_catalogue()
        self._phase = lru_cache(maxsize=4096)(lambda found: phase_of(found, profiles))
        self._parse = lru_cache(maxsize=65536)(parse_post_date)
        # Many posts share their signals, their circumstances, and so their reading.
        self._read = lru_cache(maxsize=8192)(self._reading)

    def assess(self, verdict: Verdict, text: str, date: str = "", actor: str = "") -> Finding:
        """Return the finding for one post; `date` and `actor` are the words of its own columns, if it has them."""
        day = (self._parse(date) if date else None) or self._day
        phase = self._phase(day) if day else UNKNOWN_PHASE
        who = (actor_of(actor) if actor else UNKNOWN_ACTOR) or self._actor
        if verdict.status == NETRAL:
            return Finding(verdict, phase, day, who, (), (), ())
        signals = tuple(name for name, _ in verdict.signals)
        facts = self._catalogue.facts_in(text)
        hits, tracks, checks, rules = self._read(signals, phase, who, bool(verdict.objects), day, facts)
        return Finding(verdict, phase, day, who, hits, tracks, checks, rules)

    def _reading(
        self, signals: tuple[str, ...], phase: PhaseReading, who: str, objects: bool, day: dt.date | None,
        facts: frozenset[str],
    ) -> tuple[tuple[RuleHit, ...], tuple[str, ...], tuple[CheckItem, ...], tuple[str, ...]]:  # fmt: skip
        """Return the hits, the tracks, what is to be checked and the ids of the rules that stand."""
        hits = applicable(signals, phase.phase, who, objects, phase.jenis, day, facts, self._catalogue)
        checks = needs_verification(hits, signals, self._catalogue)
        return hits, tracks_of(hits), checks, tuple(hit.rule.id for hit in leading(hits))
