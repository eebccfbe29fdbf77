"""What a timetable problem and a plan *are*: frozen values with plain ids. No dates, no clock, no database.

Time is a list of slots: a day has five (0, 1 morning; 2, 3 afternoon; 4 evening) and slot = day x 5 + slot of the day.
Day 0 is a Monday. The product translates its calendar into slots once, at the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

DAY = 5
WEEK = 7
AFTERNOON = 2
LAST_BEFORE_EVENING = 3
EVENING = 4
BEST_RATING = 5
LECTURE = "lecture"


class Rule(StrEnum):
    """What a timetable must not do. `rules.py` has one function for each."""

    CHOICE = "choice"
    PIN = "pin"
    COHORT_TWICE = "cohort-twice"
    INSTRUCTOR_TWICE = "instructor-twice"
    VENUE_FULL = "venue-full"
    ORDER = "order"
    AWAY = "away"
    CLOSED = "closed"
    BLOCKED = "blocked"
    SEATS = "seats"
    LECTURES_A_DAY = "lectures-a-day"
    EVENINGS = "evenings"
    INSTRUCTOR_DAY = "instructor-day"
    INSTRUCTOR_TOTAL = "instructor-total"
    MEAL_WAVE = "meal-wave"
    SUPPLY = "supply"


class Strength(StrEnum):
    """How much a broken rule weighs: refuse the move, refuse to publish, say it, or stay silent."""

    BLOCK = "block"
    BLOCK_PUBLISHING = "block-publishing"
    WARN = "warn"
    IGNORE = "ignore"


ALWAYS = frozenset({Rule.CHOICE, Rule.PIN, Rule.COHORT_TWICE, Rule.INSTRUCTOR_TWICE, Rule.VENUE_FULL})


@dataclass(frozen=True)
class Strengths:
    """The strength of each rule, as a center set it. Nobody may weaken a rule of `ALWAYS`: nothing can be in two places."""

    set: Mapping[Rule, Strength] = field(default_factory=dict)

    def of(self, rule: Rule) -> Strength:
        return Strength.BLOCK if rule in ALWAYS else self.set.get(rule, Strength.BLOCK)

    def binds(self, rule: Rule) -> bool:
        """Whether the solver must keep the rule."""
        return self.of(rule) in {Strength.BLOCK, Strength.BLOCK_PUBLISHING}

    def warns(self, rule: Rule) -> bool:
        """Whether the solver may break the rule at the price `Weights.warned`."""
        return self.of(rule) is Strength.WARN


@dataclass(frozen=True)
class Weights:
    """What each thing that is not wished costs. Integers; a center edits them in one table."""

    unplaced: int = 10_000
    warned: int = 500
    wish_left: int = 30
    extra_room: int = 15
    evening: int = 12
    lectures_back_to_back: int = 8
    busy_day: int = 6
    disliked: int = 6
    one_method_day: int = 5
    late_lecture: int = 5
    rating: int = 4
    over_load: int = 3
    fee: int = 1
    seats_wasted: int = 1
    moved: int = 40
    instructor_swapped: int = 25
    room_changed: int = 4


@dataclass(frozen=True)
class Cohort:
    """One run of a program with its own people. `blocked` slots are free time, meals or travel of its own.

    `lunch_delay` is how many minutes after the others its meal wave has eaten (`meals.py` counts the waves).
    """

    id: int
    size: int
    first_day: int = 0
    last_day: int = 0
    blocked: frozenset[int] = frozenset()
    max_evenings: int | None = None
    lunch_delay: int = 0


@dataclass(frozen=True)
class Instructor:
    """Who teaches: `fee` per slot, `ratings` 1 to 5 by topic.

    `away` are slots he cannot teach; `busy` are slots already booked elsewhere, which count as load;
    `dislikes` are slots he would rather not teach; above `wished_slots` every slot costs `Weights.over_load`.
    """

    id: int
    fee: int = 0
    ratings: Mapping[str, int] = field(default_factory=dict)
    away: frozenset[int] = frozenset()
    busy: frozenset[int] = frozenset()
    dislikes: frozenset[int] = frozenset()
    max_slots_a_day: int = 4
    max_slots: int = 10_000
    wished_slots: int | None = None


class VenueKind(StrEnum):
    ROOM = "room"
    SITE = "site"


@dataclass(frozen=True)
class Venue:
    """A room or a field site. `busy` names a slot once for every place of `groups_at_once` already booked then."""

    id: int
    kind: VenueKind = VenueKind.ROOM
    capacity: int = 10_000
    open_weekdays: frozenset[int] = frozenset(range(WEEK))
    closed: frozenset[int] = frozenset()
    groups_at_once: int = 1
    busy: tuple[int, ...] = ()


@dataclass(frozen=True)
class Supply:
    """A number that runs out: guides, buses, interpreters. `count` of them can be used in one slot."""

    id: str
    count: int
    busy: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stop:
    """A further site of the same outing, `offset` slots after its start, for `length` slots."""

    venue: int
    offset: int
    length: int


@dataclass(frozen=True)
class Session:
    """One piece of teaching or ceremony of one or more cohorts. Road time is part of `length` (`travel.py` counts it).

    No `instructors`: nobody is needed. No `venues`: no place is chosen. `group` names the part of the cohort that comes
    (empty: all); `groups` is how many groups it makes at a site. `after` must have ended before it begins. `wished` are
    the starts that keep the promised half-day (empty: no promise). `minutes` 0 means that it fills its slots.
    """

    id: int
    cohorts: tuple[int, ...]
    method: str
    length: int
    starts: tuple[int, ...]
    topic: str = ""
    instructors: tuple[int, ...] = ()
    venues: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    group: str = ""
    groups: int = 1
    minutes: int = 0
    stops: tuple[Stop, ...] = ()
    needs: Mapping[str, int] = field(default_factory=dict)
    wished: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Pin:
    """What is agreed of a session: its start, its instructor, its venue, or any of them (a half-lock)."""

    session: int
    start: int | None = None
    instructor: int | None = None
    venue: int | None = None


@dataclass(frozen=True)
class Placement:
    """Where a session is: when it starts, who teaches (nobody: None), where (nowhere: None)."""

    session: int
    start: int
    instructor: int | None = None
    venue: int | None = None


@dataclass(frozen=True)
class Reason:
    """Why something is as it is: a code the product translates and the values in its sentence."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unplaced:
    """A session that found no place, and why: what a person can act on."""

    session: int
    reasons: tuple[Reason, ...] = ()


class Ended(StrEnum):
    """How a solve ended. Only OPTIMAL, BUDGET and IDLE plans are the same in every run."""

    OPTIMAL = "optimal"
    BUDGET = "budget"
    IDLE = "idle"
    CANCELLED = "cancelled"
    WALL = "wall"
    DIED = "died"


@dataclass(frozen=True)
class Plan:
    """A timetable: placements by session id, what found no place, its cost by term and the bound ("at best")."""

    placements: tuple[Placement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    cost: int = 0
    terms: Mapping[str, int] = field(default_factory=dict)
    bound: int = 0
    ended: Ended = Ended.BUDGET

    def by_session(self) -> dict[int, Placement]:
        return {placement.session: placement for placement in self.placements}


@dataclass(frozen=True)
class Budget:
    """How long to solve: CPU seconds, counted in deterministic time so that the same input gives the same plan.

    `wall` seconds (four times as many, unless said) are a safety net; a plan that hit it is marked.
    """

    seconds: float = 10.0
    seed: int = 1
    processes: int = 1
    wall: float | None = None

    @property
    def wall_seconds(self) -> float:
        return 4 * self.seconds if self.wall is None else self.wall


@dataclass(frozen=True)
class Progress:
    """How far a solve is. `cohort` is the one just placed or improved.

    `changed` and `lifted` are what became of sessions since the report before: who adds them up has the plan so far.
    """

    placed: int
    unplaced: int
    cost: int
    bound: int
    cohort: int | None = None
    changed: tuple[Placement, ...] = ()
    lifted: tuple[int, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything a timetable is made from. Ids are the caller's; `sound.faults` says what is wrong with one."""

    cohorts: tuple[Cohort, ...]
    sessions: tuple[Session, ...]
    instructors: tuple[Instructor, ...] = ()
    venues: tuple[Venue, ...] = ()
    supplies: tuple[Supply, ...] = ()
    pins: tuple[Pin, ...] = ()
    max_lectures_a_day: int = 2
    slot_minutes: int = 90
    weights: Weights = Weights()
    strengths: Strengths = Strengths()


def day_of(slot: int) -> int:
    return slot // DAY


def slots_of(start: int, length: int) -> range:
    return range(start, start + length)
