"""The only judge of rules and cost. Shares no code with the solver and runs on every plan before it is kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from training.timetable.board import Board, Finding
from training.timetable.prices import PRICES
from training.timetable.problem import DAY, Placement, Problem, Rule, Strength
from training.timetable.rules import RULES


@dataclass(frozen=True)
class Findings:
    """What is wrong with a plan and what it costs, counted from scratch."""

    found: tuple[Finding, ...]
    cost: int
    terms: dict[str, int]

    def of(self, *strengths: Strength) -> tuple[Finding, ...]:
        return tuple(one for one in self.found if one.strength in strengths)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What stops publishing."""
        return self.of(Strength.BLOCK, Strength.BLOCK_PUBLISHING)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return self.of(Strength.WARN)


def check(problem: Problem, placements: Iterable[Placement]) -> Findings:
    """Every broken rule, strongest first, and the cost by term."""
    board = Board(problem, placements)
    everything = judged(board)
    terms = {name: count(board) * getattr(problem.weights, name) for name, count in PRICES.items()}
    terms["warned"] = problem.weights.warned * sum(one.excess for one in everything if one.strength is Strength.WARN)
    return Findings(everything, sum(terms.values()), {name: cost for name, cost in terms.items() if cost})


def judged(board: Board) -> tuple[Finding, ...]:
    order = list(Strength)
    found = [one for rule in RULES.values() for one in rule(board) if one.strength is not Strength.IGNORE]
    return tuple(sorted(found, key=lambda one: order.index(one.strength)))


def breaks(problem: Problem, placements: Iterable[Placement], move: Placement) -> tuple[Finding, ...]:
    """What a move made by hand would break, strongest first: only what the moved session is part of."""
    return Moves(problem, placements).breaks(move)


class Moves:
    """The judge of moves made by hand in one plan; looks only at what a move can touch, so it answers at once."""

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.sessions = {one.id: one for one in problem.sessions}
        self.placed = {one.session: one for one in placements if one.session in self.sessions}
        self.instructors = {one.id: one for one in problem.instructors}
        self.venues = {one.id: one for one in problem.venues}
        self.pins = {pin.session: pin for pin in problem.pins}
        self.before: dict[int, set[int]] = defaultdict(set)  # the sessions that wait for one
        for session in problem.sessions:
            for earlier in session.after:
                self.before[earlier].add(session.id)
        self.users: dict[tuple[str, object], set[int]] = defaultdict(set)
        for placement in self.placed.values():
            for key in self._uses(placement):
                self.users[key].add(placement.session)

    def _uses(self, placement: Placement) -> Iterator[tuple[str, object]]:
        session = self.sessions[placement.session]
        yield from (("cohort", one) for one in session.cohorts)
        yield from (("supply", one) for one in session.needs)
        yield "instructor", placement.instructor
        for venue in (placement.venue, *(stop.venue for stop in session.stops)):
            yield "venue", (venue, placement.start // DAY)

    def breaks(self, move: Placement) -> tuple[Finding, ...]:
        """What the move would break, strongest first."""
        if move.session not in self.sessions:
            return (Finding(Rule.CHOICE, Strength.BLOCK, (move.session,), params={"what": "session"}),)
        moved = self.sessions[move.session]
        near = {one for key in self._uses(move) if key[1] is not None for one in self.users[key]} - {move.session}
        near |= self.placed.keys() & {*moved.after, *self.before.get(moved.id, ())}
        kin = {one for cohort in moved.cohorts for one in self._of_cohort(cohort)}
        there = [move, *(self.placed[one] for one in sorted(near))]
        sessions = tuple(self.sessions[one] for one in sorted(near | kin | {move.session}))
        stops = {stop.venue for one in sessions for stop in one.stops}
        narrowed = replace(
            self.problem,
            sessions=sessions,
            instructors=tuple(
                self.instructors[one] for one in {place.instructor for place in there} if one is not None
            ),
            venues=tuple(self.venues[one] for one in stops | {place.venue for place in there} if one is not None),
            pins=tuple(pin for pin in (self.pins.get(move.session),) if pin),
        )
        board = Board(narrowed, there)
        return tuple(one for one in judged(board) if move.session in one.sessions)

    @cached_property
    def _by_cohort(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for session in self.problem.sessions:
            for cohort in session.cohorts:
                found[cohort].append(session.id)
        return found

    def _of_cohort(self, cohort: int) -> list[int]:
        """All its sessions, placed or not: they tell its groups."""
        return self._by_cohort[cohort]
