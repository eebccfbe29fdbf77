"""The search for a plan: cohort after cohort, then what found no place, then small neighbourhoods while time is left."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from training.timetable.bounds import Bounds, alike_once
from training.timetable.cpsat import SessionModel
from training.timetable.facts import Facts
from training.timetable.home import home_rooms
from training.timetable.occupancy import Occupancy
from training.timetable.problem import Budget, Ended, Placement, Progress
from training.timetable.sat import Limit
from training.timetable.variables import Freedom

SEEDS = 2**31  # the solver takes no larger ones
# Deterministic seconds of the solver, booleans built and solves begun, in CPU seconds: measured once, never at run time.
SOLVER_SECOND = 1.4
BUILT = 0.00009
BEGUN = 0.001
ALONE = 0.1  # deterministic seconds for the bound of one cohort
CONSTRUCT = 0.15  # deterministic seconds for the first plan of a cohort,
GOOD_ENOUGH = 0.05  # which need not be the best where time is short: what is bad in it will be improved
NEARLY_BEST = 0.015  # and is worth more where it is not,
AMPLE = 0.8  # seconds of budget for each cohort with which time is not short


class Stopped(Exception):  # the end of a search, not an error
    """The search ends here; the plan so far stands."""

    def __init__(self, ended: Ended) -> None:
        super().__init__(ended)
        self.ended = ended


@dataclass
class Meter:
    """How much of the budget is used, counted the same on every machine; the wall only as a safety net."""

    budget: Budget
    cancelled: Callable[[], bool] = lambda: False
    spent: float = 0.0
    solves: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        return self.budget.seconds - self.spent

    def limit(self, seconds: float, gap: float = 0.0) -> Limit:
        """A limit for one solve, within what is left."""
        self.solves += 1
        seed = (self.budget.seed + self.solves) % SEEDS
        return Limit(max(0.001, min(seconds, self.left / SOLVER_SECOND)), seed, gap)

    def count(self, booleans: int, seconds: float) -> None:
        self.spent += BEGUN + booleans * BUILT + seconds * SOLVER_SECOND

    def look(self) -> None:
        """Raise `Stopped` when it is time to end."""
        if self.left <= 0 and not self.cancelled():
            raise Stopped(Ended.BUDGET)
        self.heed()

    def heed(self) -> None:
        """Raise `Stopped` when somebody or the wall limit says so, whatever is left of the budget."""
        if self.cancelled():
            raise Stopped(Ended.CANCELLED)
        if time.monotonic() - self.began > self.budget.wall_seconds:
            raise Stopped(Ended.WALL)


class Search:
    """A plan in the making. Every step leaves it whole, so it can end at any time."""

    def __init__(
        self,
        facts: Facts,
        meter: Meter,
        start: Iterable[Placement] = (),
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self.facts = facts
        self.meter = meter
        self.taken = Occupancy(facts)
        self.random = random.Random(meter.budget.seed)  # noqa: S311  # a search, not a secret
        self.on_progress = on_progress
        self.homes: dict[int, int] = {}
        self.proved = False  # whether the last neighbourhood was solved to the end
        self._touched: set[int] = set()
        for placement in start:
            self.taken.put(placement)

    @cached_property
    def bounds(self) -> Bounds:
        return Bounds(self.facts)

    @property
    def cost(self) -> int:
        missing = len(self.facts.sessions) - len(self.taken.placed)
        return self.taken.cost + missing * self.facts.weights.unplaced

    def unplaced(self, sessions: Iterable[int]) -> list[int]:
        return [one for one in sessions if one not in self.taken.placed]

    def report(self, cohort: int | None = None) -> None:
        """Tell how far it is, and what changed since the last time."""
        placed = self.taken.placed
        changed = tuple(placed[one] for one in sorted(self._touched) if one in placed)
        lifted = tuple(one for one in sorted(self._touched) if one not in placed)
        self._touched.clear()
        missing = len(self.facts.sessions) - len(placed)
        self.on_progress(Progress(len(placed), missing, self.cost, self.bound, cohort, changed, lifted))

    @property
    def bound(self) -> int:
        return self.bounds.total

    def settle(self) -> None:
        """Give every cohort its home room."""
        self.homes = home_rooms(self.facts, list(self.facts.cohorts.values()))

    def at_home(self, sessions: Iterable[int]) -> dict[int, Sequence[int]]:
        """The venues left to sessions when cohorts keep to their home rooms."""
        rooms: dict[int, Sequence[int]] = {}
        for session in sessions:
            homes = {self.homes.get(cohort) for cohort in self.facts.sessions[session].cohorts}
            here = [venue for venue in self.facts.venue_cost[session] if venue in homes]
            if here:
                rooms[session] = here
        return rooms

    def construct(self) -> None:
        """A first timetable: each cohort at its best against those before it."""
        ample = self.meter.budget.seconds >= AMPLE * len(self.facts.cohorts)
        for sessions in self.facts.of_cohort.values():
            missing = self.unplaced(sessions)
            if missing:
                self.resolve(
                    missing, Freedom(venues=self.at_home(missing)), CONSTRUCT, NEARLY_BEST if ample else GOOD_ENOUGH
                )

    def whole(self, seconds: float) -> bool:
        """Solve everything at once; whether that settled the matter."""
        everything = list(self.facts.sessions)
        venues = alike_once(self.facts, self.bounds.nobody, everything) if len(self.facts.cohorts) == 1 else {}
        self.resolve(everything, Freedom(venues), seconds)
        if self.proved:
            self.bounds.settle(self.cost)
        return self.proved

    def look_lower(self) -> int:
        """Solve one more cohort as if it were alone, for a better bound; which one."""
        self.meter.look()
        model = self.bounds.next_model()
        answer = model.solve(self.meter.limit(ALONE))
        self.meter.count(model.model.size, answer.seconds)
        return self.bounds.learn(answer.bound)

    def may_gain(self, cohorts: Iterable[int]) -> bool:
        """Whether these cohorts cost more than each was proved to cost alone: if not, no solve of them wins anything."""
        cohorts = list(cohorts)
        sessions = [one for cohort in cohorts for one in self.bounds.own[cohort]]
        before = self.taken.cost + len(self.unplaced(sessions)) * self.facts.weights.unplaced
        lifted = [placement for session in sessions if (placement := self.taken.lift(session))]
        price = before - self.taken.cost
        for placement in lifted:
            self.taken.put(placement)
        if price > sum(self.bounds.of[cohort] for cohort in cohorts):
            return True
        self.meter.count(0, 0.0)  # a look is cheap, but many of them must end some time
        self.meter.look()
        return False

    def resolve(self, free: Sequence[int], freedom: Freedom, seconds: float, gap: float = 0.0) -> bool:
        """Solve these sessions anew; keep the answer when it is no worse. Whether it was better."""
        self.meter.look()
        before = self.cost
        old = [placement for session in free if (placement := self.taken.lift(session))]
        model = SessionModel(self.facts, self.taken, free, freedom)
        if old:
            model.hint({one.session: one for one in old})
        answer = model.solve(self.meter.limit(seconds, gap))
        self.meter.count(model.model.size, answer.seconds)
        self.proved = answer.proved
        new = model.placements(answer) if answer else old
        self._put(new)
        if self.cost > before:
            self._lift(new)
            self._put(old)
        if self.cost < before:
            self.report(self.facts.sessions[free[0]].cohorts[0])
        return self.cost < before

    def _put(self, placements: Iterable[Placement]) -> None:
        for placement in placements:
            self.taken.put(placement)
            self._touched.add(placement.session)

    def _lift(self, placements: Iterable[Placement]) -> None:
        for placement in placements:
            self.taken.lift(placement.session)
            self._touched.add(placement.session)
