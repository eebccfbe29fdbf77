"""Solving course timetables: periods first, then rooms, then small neighbourhoods of both."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from random import Random

from training.timetable.ctt import ROOM, SEAT, Courses, Seating, costly, score
from training.timetable.ctt_model import Pair, PeriodModel, Periods, RoomModel, Wishes
from training.timetable.problem import Ended
from training.timetable.sat import Answer
from training.timetable.search import Meter, Stopped
from training.timetable.sound import Unsound

FIRST = 0.04  # of the budget, at most, for the first periods of everything at once
PERIODS = 0.6  # of the budget is used up when rooms are named
SEATS = 0.05  # of the budget, at most, for the first rooms of everything at once
STEP = 0.1  # deterministic seconds for a neighbourhood
TO_THE_POINT = 0.7  # of the neighbourhoods begin where something is not as wished
FEWEST, MOST = 4, 60  # courses of a neighbourhood


class Kind(Enum):
    """What a neighbourhood frees: courses in all periods, more of them on two days, or their rooms alone."""

    COURSES = auto()
    DAYS = auto()
    SEATS = auto()


FIRST_SIZE = {Kind.COURSES: 8, Kind.DAYS: 20, Kind.SEATS: 20}


Solve = Callable[[Kind, Callable[[Pair], bool], float], bool]


class CourseSearch:
    """A timetable in the making; `best` is whole once `run` has returned."""

    def __init__(self, instance: Courses, meter: Meter, on_progress: Callable[[int], None] = lambda cost: None) -> None:
        self.instance = instance
        self.meter = meter
        self.on_progress = on_progress
        self.random = Random(meter.budget.seed)  # noqa: S311  # a search, not a secret
        self.best: Seating = {}
        self.cost = 0
        self.size = dict(FIRST_SIZE)
        self.proved = False  # whether no periods are better
        self.ended = Ended.IDLE

    def run(self) -> Seating:
        """The best timetable within the budget; `ended` says how. Raises `Unsound` when none was found at all."""
        seconds = self.meter.budget.seconds
        self._begin(seconds * FIRST)
        try:
            self._periods(Kind.COURSES, lambda _: True, seconds * FIRST)
            self._improve(self._periods, (Kind.COURSES, Kind.COURSES, Kind.DAYS), until=seconds * (1 - PERIODS))
        except Stopped as stopped:
            self.ended = stopped.ended
        self._name_rooms()
        try:
            if self.ended is Ended.IDLE:
                self._seat(seconds * SEATS)
                self._improve(self._rooms, tuple(Kind), until=0.0)
        except Stopped as stopped:
            self.ended = stopped.ended
        if self.ended is Ended.IDLE and self.meter.left <= 0:
            self.ended = Ended.BUDGET
        if self.cost == 0:
            self.ended = Ended.OPTIMAL
        return self.best

    def _begin(self, seconds: float) -> None:
        """Any periods that keep the rules: where everything is wished at once, a large instance finds none for long."""
        model = Periods(self.instance, {}, lambda _: True)
        answer = model.solve(self.meter.limit(seconds))
        self.meter.count(model.model.size, answer.seconds)
        if not answer:
            raise Unsound("no timetable keeps every rule, or none was found in time")
        self.best = model.seating(answer)
        self.cost = self._periods_cost(self.best)
        self.on_progress(self.cost)

    def _name_rooms(self) -> None:
        """Give every lecture a room of its own: a timetable is whole only then."""
        self.best = seated(self.instance, self.best)
        self.cost = score(self.instance, self.best)
        self.proved = False
        self.on_progress(self.cost)

    def _seat(self, seconds: float) -> None:
        """Look for better rooms, the periods kept."""
        held = set(self.best)
        self._rooms(Kind.SEATS, lambda pair: pair in held, seconds)

    def _improve(self, solve: Solve, kinds: Sequence[Kind], until: float) -> None:
        idle = 0
        while self.meter.left > until and self.cost > 0 and idle < 400 and not self.proved:
            self.meter.look()
            kind = self.random.choice(kinds)
            idle = 0 if solve(kind, self._neighbourhood(kind), STEP) else idle + 1

    def _neighbourhood(self, kind: Kind) -> Callable[[Pair], bool]:
        near = costly(self.instance, self.best) if self.random.random() < TO_THE_POINT else []
        first = self.random.choice(near or self.instance.cliques or [frozenset({0})])
        courses = self._courses(first, self.size[kind])
        if kind is Kind.DAYS:
            days = self.random.sample(range(self.instance.days), min(2, self.instance.days))
            return lambda pair: pair[0] in courses and pair[1] // self.instance.periods_a_day in days
        if kind is Kind.SEATS:
            held = set(self.best)
            return lambda pair: pair[0] in courses and pair in held
        return lambda pair: pair[0] in courses

    def _courses(self, first: frozenset[int], size: int) -> frozenset[int]:
        """So many courses, most of which share curricula or teachers."""
        chosen = dict.fromkeys(sorted(first))
        cliques = self.instance.cliques
        while len(chosen) < min(size, len(self.instance.courses)):
            near = [clique for clique in cliques if not clique.isdisjoint(chosen)]
            clique = self.random.choice(near if near and self.random.random() < 0.7 else cliques)
            chosen.update(dict.fromkeys(sorted(clique)))
            chosen[self.random.randrange(len(self.instance.courses))] = None
        return frozenset(list(chosen)[:size])

    def _periods(self, kind: Kind, is_open: Callable[[Pair], bool], seconds: float) -> bool:
        """Solve the open pairs anew, seats counted; whether it is better than before."""
        model = PeriodModel(self.instance, self.best, is_open)
        answer = self._answer(kind, model, seconds)
        if not answer:
            return False
        found = model.seating(answer)
        cost = self._periods_cost(found)
        self.proved = self.proved or (not model.fixed and answer.proved)
        return self._keep(found, cost)

    def _rooms(self, kind: Kind, is_open: Callable[[Pair], bool], seconds: float) -> bool:
        """Solve the open pairs anew, rooms named; whether it is better than before."""
        model = RoomModel(self.instance, self.best, is_open)
        answer = self._answer(kind, model, seconds)
        if not answer:
            return False
        found = model.seating(answer)
        return self._keep(found, score(self.instance, found))

    def _answer(self, kind: Kind, model: Wishes, seconds: float) -> Answer:
        self.meter.heed()
        model.hint(self.best)
        answer = model.solve(self.meter.limit(seconds))
        self.meter.count(model.model.size, answer.seconds)
        if answer and model.fixed:
            self.size[kind] = min(MOST, self.size[kind] + 1) if answer.proved else max(FEWEST, self.size[kind] - 2)
        return answer

    def _keep(self, found: Seating, cost: int) -> bool:
        """Take it if it is no worse; whether it is better."""
        better = cost < self.cost
        if cost <= self.cost:
            self.best, self.cost = found, cost
        if better:
            self.on_progress(cost)
        return better

    def _periods_cost(self, found: Seating) -> int:
        """The cost of periods whose rooms are still to be named: the same model with everything fixed."""
        model = PeriodModel(self.instance, found, lambda pair: pair in found)
        return model.solve(self.meter.limit(STEP)).cost


def seated(instance: Courses, periods: Iterable[Pair]) -> Seating:
    """Rooms for lectures whose periods are known: the largest courses first, each in one room where that is possible."""
    times: dict[int, list[int]] = defaultdict(list)
    for course, period in sorted(periods):
        times[course].append(period)
    taken: set[Pair] = set()
    found: Seating = {}
    for course in sorted(times, key=lambda one: (-instance.courses[one].students, one)):
        used: set[int] = set()
        for period in times[course]:
            free = [room for room in range(len(instance.rooms)) if (period, room) not in taken]
            room = min(free, key=lambda one: _worth(instance, course, one, times[course], taken, used))
            found[course, period] = room
            taken.add((period, room))
            used.add(room)
    return found


def _worth(
    instance: Courses, course: int, room: int, periods: list[int], taken: set[Pair], used: set[int]
) -> tuple[int, int]:
    """What a lecture costs in a room, those of the course that cannot come there counted as moves; then spare seats."""
    spare = instance.rooms[room][1] - instance.courses[course].students
    elsewhere = sum((period, room) in taken for period in periods)
    return SEAT * max(0, -spare) + ROOM * (room not in used) + (elsewhere if not used else 0), max(0, spare)
