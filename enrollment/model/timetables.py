"""What a timetable is made from, what is proposed, and its published editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from enrollment.model.cohorts import Cohort, Person, Session
from training.model import Away, Half, Instructor, Venue
from training.rules.half_days import HalfDays


@dataclass(frozen=True)
class PlanItem:
    """One thing in one half-day of the package that a cohort follows. `slots` of its course; None without a course."""

    id: int
    day: int
    half: Half
    position: int
    kind: str
    title: str
    course: int | None
    method: str
    minutes: int
    credit_hours: int
    is_fixed: bool
    slots: int | None


@dataclass(frozen=True)
class Booked:
    """A stretch of an instructor or venue that another session holds, and what it is for, in words."""

    resource: int
    lane: int
    starts: datetime
    ends: datetime
    cohort: str = ""
    title: str = ""


@dataclass(frozen=True)
class PlanningRules:
    """How a center weighs its timetables: the strength of each rule, the price of each wish; the others are as usual."""

    strengths: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Demand:
    """Everything from which the timetable of some cohorts is made; `booked` are the stretches others hold.

    `qualified` and `sites` go by course: who can teach it, best first, and its field sites in the order of the visit.
    """

    cohorts: tuple[Cohort, ...]
    sessions: tuple[Session, ...]
    plans: Mapping[int, Sequence[PlanItem]]
    instructors: tuple[Instructor, ...]
    venues: tuple[Venue, ...]
    qualified: Mapping[int, Sequence[int]]
    sites: Mapping[int, Sequence[int]]
    away: tuple[Away, ...]
    booked: tuple[Booked, ...]
    half_days: HalfDays
    planning: PlanningRules = PlanningRules()

    def of(self, cohort: int) -> tuple[Session, ...]:
        return tuple(session for session in self.sessions if session.cohort == cohort)

    def session(self, id: int) -> Session:
        return next(session for session in self.sessions if session.id == id)

    def cohort(self, id: int) -> Cohort:
        return next(cohort for cohort in self.cohorts if cohort.id == id)


@dataclass(frozen=True)
class Spot:
    """Where a session could be: the first slot of its day, who teaches, and the venues in the order of the visit."""

    session: int
    day: date
    slot: int
    instructor: int | None = None
    venues: tuple[int, ...] = ()


class ProposalState(StrEnum):
    """What has become of one run of the solver."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Steps:
    """How far a solve is: sessions placed and not, the cost so far and at best, the cohort it is at."""

    placed: int = 0
    unplaced: int = 0
    cost: int = 0
    bound: int = 0
    cohort: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """A session that found no place and why, as codes with the ids they are about."""

    session: int
    reasons: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True)
class Proposal:
    """One run of the solver: what was asked, how far it is, what it found. Nothing of it counts before it is accepted."""

    id: int
    cohorts: tuple[int, ...]
    state: ProposalState
    steps: Steps
    asked_by: str
    created_at: datetime
    spots: tuple[Spot, ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    ended: str = ""
    replaced: tuple["Replaced", ...] = ()  # as far as it was looked up


@dataclass(frozen=True)
class Replaced:
    """A session that somebody else teaches than the agreement names."""

    session: int
    title: str
    title_en: str
    was: Person
    now: tuple[Person, ...]


class Change(StrEnum):
    """What became of a session from one edition to the next."""

    ADDED = "added"
    MOVED = "moved"
    INSTRUCTOR = "instructor"
    VENUE = "venue"
    REMOVED = "removed"


@dataclass(frozen=True)
class Difference:
    """One session that two editions show differently; `was` and `now` are as an edition keeps it, None where it is not."""

    session: int
    title: str
    changes: tuple[Change, ...]
    was: Mapping[str, Any] | None
    now: Mapping[str, Any] | None


@dataclass(frozen=True)
class Edition:
    """课表第几版: when, by whom and why it was published, and what it changed."""

    edition: int
    reason: str
    published_by: str
    published_at: datetime
    changes: tuple[Difference, ...]
