"""The shape of `center-timetable/1` as it is written in a file, and what it means. docs/timetable.md describes it."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from training.timetable.problem import (
    DAY,
    WEEK,
    Cohort,
    Instructor,
    Pin,
    Problem,
    Rule,
    Session,
    Stop,
    Strength,
    Strengths,
    Supply,
    Venue,
    VenueKind,
    Weights,
)
from training.timetable.sound import Unsound
from training.timetable.travel import name, outing

# A file that does not name these weights was made before they were: they count nothing there.
LATER_WEIGHTS = ("warned", "wish_left", "disliked", "one_method_day", "over_load")


class Line(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """An entry of a problem. A name nobody knows is refused, for what it was meant to say would be missing.

    `note` is for people and means nothing here.
    """

    note: Any = None


class ProgramLine(Line):
    """One cohort."""

    id: int
    size: int
    first_day: int
    last_day: int
    blocked: list[int] = []
    max_evenings: int | None = None
    lunch_delay: int = 0

    def read(self) -> Cohort:
        return Cohort(
            self.id,
            self.size,
            self.first_day,
            self.last_day,
            frozenset(self.blocked),
            self.max_evenings,
            self.lunch_delay,
        )


class InstructorLine(Line):
    """One instructor; `away_days` are whole days, `away` single slots."""

    id: int
    fee: int = 0
    rating: dict[str, int] = {}
    away_days: list[int] = []
    away: list[int] = []
    busy: list[int] = []
    dislikes: list[int] = []
    max_slots_a_day: int = DAY
    max_slots: int = 10_000
    wished_slots: int | None = None

    def read(self) -> Instructor:
        days = [day * DAY + slot for day in self.away_days for slot in range(DAY)]
        return Instructor(
            self.id,
            self.fee,
            self.rating,
            away=frozenset([*days, *self.away]),
            busy=frozenset(self.busy),
            dislikes=frozenset(self.dislikes),
            max_slots_a_day=self.max_slots_a_day,
            max_slots=self.max_slots,
            wished_slots=self.wished_slots,
        )


class VenueLine(Line):
    """One room or site."""

    id: int
    kind: VenueKind
    capacity: int
    open_weekdays: tuple[int, ...] = tuple(range(WEEK))
    groups_at_once: int = 1
    closed: list[int] = []
    busy: list[int] = []
    features: Any = None  # what a venue has; sessions name the venues that would do

    def read(self) -> Venue:
        return Venue(
            self.id,
            self.kind,
            self.capacity,
            frozenset(self.open_weekdays),
            frozenset(self.closed),
            self.groups_at_once,
            tuple(self.busy),
        )


class SupplyLine(Line):
    """A number that runs out."""

    id: str
    count: int
    busy: list[int] = []


class StopLine(Line):
    """A further site of an outing, in slots."""

    venue: int
    offset: int
    length: int


class VisitLine(Line):
    """A site of an outing, in minutes; the roads make the rest."""

    venue: int
    minutes: int


class SessionLine(Line):
    """One session; `programs` instead of `program` where several cohorts share it."""

    id: int
    starts: list[int]
    program: int | None = None
    programs: list[int] = []
    method: str = ""
    length: int = 0
    topic: int | str = ""
    instructors: list[int] = []
    venues: list[int] = []
    after: list[int] = []
    group: str = ""
    groups: int = 1
    minutes: int = 0
    stops: list[StopLine] = []
    outing: list[VisitLine] = []
    needs: dict[str, int] = {}
    wished: list[int] = []

    def read(self, roads: Mapping[tuple[int | None, int | None], int], slot_minutes: int) -> Session:
        length, stops = self.length, tuple(Stop(one.venue, one.offset, one.length) for one in self.stops)
        if self.outing:
            tour = outing([(one.venue, one.minutes) for one in self.outing], roads, slot_minutes)
            length, stops = max(length, tour.length), tour.stops
        return Session(
            self.id,
            tuple(self.programs) or (() if self.program is None else (self.program,)),
            self.method,
            length,
            tuple(self.starts),
            str(self.topic),
            tuple(self.instructors),
            tuple(self.venues),
            tuple(self.after),
            self.group,
            self.groups,
            self.minutes,
            stops,
            self.needs,
            frozenset(self.wished),
        )


class PinLine(Line):
    """What is agreed of a session."""

    session: int
    start: int | None = None
    instructor: int | None = None
    venue: int | None = None


class RoadLine(Line):
    """Minutes between two venues; null is the center."""

    minutes: int
    a: int | None = msgspec.field(name="from", default=None)
    b: int | None = msgspec.field(name="to", default=None)


class Unread(msgspec.Struct):
    """How many sessions a file has, before any of them is made into something."""

    sessions: list[msgspec.Raw] = []


class ProblemFile(Line):
    """A whole problem."""

    format: Literal["center-timetable/1"]
    programs: list[ProgramLine]
    sessions: list[SessionLine]
    instructors: list[InstructorLine] = []
    venues: list[VenueLine] = []
    supplies: list[SupplyLine] = []
    roads: list[RoadLine] = []
    pinned: list[PinLine] = []
    max_lectures_a_day: int = 2
    slots_per_day: int = DAY
    slot_minutes: int = 90
    weights: dict[str, int] = {}
    repair_weights: dict[str, int] = {}
    strengths: dict[Rule, Strength] = {}

    def read(self) -> Problem:
        if self.slots_per_day != DAY:
            raise Unsound(f"slots_per_day: {self.slots_per_day}, only {DAY} is supported")
        if self.slot_minutes < 1:
            raise Unsound(f"slot_minutes: {self.slot_minutes}, must be at least 1")
        for line in self.roads:
            if line.minutes < 0:
                raise Unsound(f"roads: {line.minutes} minutes from {name(line.a)} to {name(line.b)}")
        roads = {(road.a, road.b): road.minutes for road in self.roads}
        return Problem(
            cohorts=tuple(line.read() for line in self.programs),
            sessions=tuple(self._sessions(roads)),
            instructors=tuple(line.read() for line in self.instructors),
            venues=tuple(line.read() for line in self.venues),
            supplies=tuple(Supply(line.id, line.count, tuple(line.busy)) for line in self.supplies),
            pins=tuple(Pin(line.session, line.start, line.instructor, line.venue) for line in self.pinned),
            max_lectures_a_day=self.max_lectures_a_day,
            slot_minutes=self.slot_minutes,
            weights=self._weights(),
            strengths=Strengths(self.strengths),
        )

    def _sessions(self, roads: Mapping[tuple[int | None, int | None], int]) -> Iterable[Session]:
        for line in self.sessions:
            try:
                yield line.read(roads, self.slot_minutes)
            except ValueError as error:
                raise Unsound(f"session {line.id}: {error}") from None

    def _weights(self) -> Weights:
        named = {**self.weights, **self.repair_weights}
        if unknown := sorted(named.keys() - Weights.__dataclass_fields__.keys()):
            raise Unsound(f"weights: unknown {unknown[0]}")
        return Weights(**{**(dict.fromkeys(LATER_WEIGHTS, 0) if self.weights else {}), **named})


class PlacementLine(msgspec.Struct):
    """Where a session is."""

    session: int
    start: int
    instructor: int | None = None
    venue: int | None = None


class UnplacedLine(msgspec.Struct):
    """A session without a place, and why in words."""

    session: int
    reason: str = ""


class PlanFile(msgspec.Struct):
    """A whole plan."""

    placements: list[PlacementLine]
    unplaced: list[UnplacedLine] = []
    cost: int = 0
    bound: int = 0
    terms: dict[str, int] = {}
    ended: str = ""
    changes: list[dict[str, Any]] = []
