"""Solving course timetables: periods first, then rooms, then small neighbourhoods of both."""

from collections.abc import Callable
from random import Random

from training.timetable.ctt import Courses, Seating, score
from training.timetable.ctt_model import Pair, PeriodModel
from training.timetable.search import Meter, Stopped
from training.timetable.sound import Unsound

FIRST = 0.3  # of the budget, at most, for the first periods of everything at once
PERIODS = 0.65  # of the budget is used up when rooms are named
STEP = 1.0  # deterministic seconds for a neighbourhood
FEWEST, MOST = 4, 40  # courses of a neighbourhood


class CourseSearch:
    """A timetable in the making; `best` is whole once `run` has returned."""

    def __init__(self, instance: Courses, meter: Meter) -> None:
        self.instance = instance
        self.meter = meter
        self.random = Random(meter.budget.seed)  # noqa: S311  # a search, not a secret
        self.best: Seating = {}
        self.cost = 0
        self.size = 8
        self.proved = False

    def run(self) -> Seating:
        """The best timetable within the budget. Raises `Unsound` when none was found at all."""
        seconds = self.meter.budget.seconds
        if not self._solve(lambda _: True, rooms=False, seconds=seconds * FIRST):
            raise Unsound("no timetable keeps every rule, or none was found in time")
        try:
            self._improve(rooms=False, until=seconds * (1 - PERIODS))
            self._seat()
            self._improve(rooms=True, until=0.0)
        except Stopped:
            pass
        return self.best

    def _seat(self) -> None:
        """Name the rooms, the periods kept."""
        held = set(self.best)
        self.cost = 1 << 40
        self._solve(lambda pair: pair in held, rooms=True, seconds=self.meter.budget.seconds * 0.1)
        self.size = 8

    def _improve(self, *, rooms: bool, until: float) -> None:
        idle = 0
        while self.meter.left > until and self.cost > 0 and idle < 200 and not (self.proved and not rooms):
            self.meter.look()
            idle = 0 if self._solve(self._neighbourhood(), rooms=rooms, seconds=STEP) else idle + 1

    def _neighbourhood(self) -> Callable[[Pair], bool]:
        """Some courses that share curricula in all periods, or everything on two days."""
        if self.random.random() < 0.25:
            days = self.random.sample(range(self.instance.days), 2)
            return lambda pair: pair[1] // self.instance.periods_a_day in days
        return self._courses(self.random.choice(self.instance.cliques or [frozenset({0})])).__contains__

    def _courses(self, first: frozenset[int]) -> "Chosen":
        chosen = dict.fromkeys(sorted(first))
        cliques = self.instance.cliques
        while len(chosen) < min(self.size, len(self.instance.courses)):
            near = [clique for clique in cliques if not clique.isdisjoint(chosen)]
            clique = self.random.choice(near if near and self.random.random() < 0.7 else cliques)
            chosen.update(dict.fromkeys(sorted(clique)))
            chosen[self.random.randrange(len(self.instance.courses))] = None
        return Chosen(list(chosen)[: self.size])

    def _solve(self, is_open: Callable[[Pair], bool], *, rooms: bool, seconds: float) -> bool:
        """Solve the open pairs anew; whether it is better than before."""
        model = PeriodModel(self.instance, self.best, is_open, rooms)
        if self.best:
            model.hint(self.best)
        answer = model.solve(self.meter.limit(seconds))
        self.meter.count(model.model.size, answer.seconds)
        if not answer:
            return False
        found = model.seating(answer)
        whole = not model.fixed
        self.size = min(MOST, self.size + 1) if answer.proved else max(FEWEST, self.size - 2)
        cost = score(self.instance, found) if rooms else self._periods_cost(found)
        self.proved = self.proved or (whole and answer.proved and not rooms)
        better = not self.best or cost < self.cost
        if cost <= self.cost or not self.best:
            self.best, self.cost = found, cost
        return better

    def _periods_cost(self, found: Seating) -> int:
        """The cost of periods whose rooms are still to be named: the same model with everything fixed."""
        model = PeriodModel(self.instance, found, lambda pair: pair in found, rooms=False)
        return model.solve(self.meter.limit(STEP)).cost


class Chosen:
    """The pairs of some courses."""

    def __init__(self, courses: list[int]) -> None:
        self.courses = frozenset(courses)

    def __contains__(self, pair: Pair) -> bool:
        return pair[0] in self.courses
