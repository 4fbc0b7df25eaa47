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
from netral_cli.rules.phase import UNKNOWN_PHASE, PhaseReading, elections_of, parse_post_date, phase_of
from netral_cli.verdict import NETRAL, Verdict


@dataclass(frozen=True, eq=False, slots=True)
class Circumstances:
    """When a post was written, in which phase that is, and by whom; one object for all posts that share them."""

    day: dt.date | None
    phase: PhaseReading
    actor: str


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """What the rules say of a post; one object for all posts with the same signals, circumstances and facts.

    rules: the ids of the rules that stand for the post
    """

    hits: tuple[RuleHit, ...] = ()
    tracks: tuple[str, ...] = ()
    checks: tuple[CheckItem, ...] = ()
    rules: tuple[str, ...] = ()


NO_RULES = Reading()


@dataclass(slots=True)  # not frozen: one is made for each post, and freezing makes that four times as slow
class Finding:
    """A verdict with its legal reading; a neutral post has a phase and no rules."""

    verdict: Verdict
    circumstances: Circumstances
    reading: Reading

    @property
    def phase(self) -> PhaseReading:
        """Return the phase of the election in which the post falls."""
        return self.circumstances.phase

    @property
    def day(self) -> dt.date | None:
        """Return the day of the post, if it is known."""
        return self.circumstances.day

    @property
    def actor(self) -> str:
        """Return who the author is, one of `ACTORS`, or "" when unknown."""
        return self.circumstances.actor

    @property
    def hits(self) -> tuple[RuleHit, ...]:
        """Return the rules that the post may touch."""
        return self.reading.hits

    @property
    def tracks(self) -> tuple[str, ...]:
        """Return the tracks of the rules that stand."""
        return self.reading.tracks

    @property
    def checks(self) -> tuple[CheckItem, ...]:
        """Return what a person must still verify."""
        return self.reading.checks

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the ids of the rules that stand for the post."""
        return self.reading.rules

    @property
    def counter(self) -> tuple[str, ...]:
        """Return the frames that speak against the reading (`ikrar`, `larangan`, ...), for who examines it."""
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
        self._day_of = lru_cache(maxsize=65536)(parse_post_date)
        self._profiles = tuple(profiles)
        self._phase = lru_cache(maxsize=16384)(self._phase_of)
        # Many posts share their columns, their signals, their circumstances, and so their reading.
        self._case = lru_cache(maxsize=65536)(self._circumstances)
        self._same = lru_cache(maxsize=16384)(Circumstances)
        self._read = lru_cache(maxsize=8192)(self._reading)

    def assess(self, verdict: Verdict, text: str, date: str = "", actor: str = "") -> Finding:
        """Return the finding for one post; `date` and `actor` are the words of its own columns, if it has them."""
        case = self._case(date, actor, verdict.objects)
        if verdict.status == NETRAL:
            return Finding(verdict, case, NO_RULES)
        signals = tuple([name for name, _ in verdict.signals])
        return Finding(verdict, case, self._read(signals, case, bool(verdict.objects), self._catalogue.facts_in(text)))

    def unreadable(self, date: str) -> bool:
        """Return whether a cell says something that is no date; an empty one says nothing."""
        return bool(date) and self._day_of(date) is None and bool(date.strip())

    def _circumstances(self, date: str, actor: str, objects: tuple[str, ...]) -> Circumstances:
        """Return what the columns of a post say, or else the options of the run."""
        day = (self._day_of(date) if date else None) or self._day
        phase = self._phase(day, objects) if day else UNKNOWN_PHASE
        return self._same(day, phase, (actor_of(actor) if actor else UNKNOWN_ACTOR) or self._actor)

    def _phase_of(self, day: dt.date, objects: tuple[str, ...]) -> PhaseReading:
        """Return the phase of a day in the elections of those whom a post names, or of all where it names none of them.

        Whoever stood for president is no candidate while governors campaign: where no election of theirs is near,
        the phase is unknown.
        """
        theirs = elections_of(objects, self._profiles, day)
        return phase_of(day, theirs or self._profiles)

    def _reading(
        self, signals: tuple[str, ...], case: Circumstances, objects: bool, facts: frozenset[str]
    ) -> Reading:  # fmt: skip
        """Return what the rules say of a flagged post."""
        phase = case.phase
        hits = applicable(
            signals, phase.phase, case.actor, objects, phase.jenis, case.day, facts, self._catalogue
        )  # fmt: skip
        checks = needs_verification(hits, signals, self._catalogue)
        return Reading(hits, tracks_of(hits), checks, tuple(hit.rule.id for hit in leading(hits)))
