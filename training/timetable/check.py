"""The only judge of rules and cost. Shares no code with the solver and runs on every plan before it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from training.timetable.board import Board, Finding
from training.timetable.prices import PRICES
from training.timetable.problem import Placement, Plan, Problem, Strength
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
    others = {one.session: one for one in placements if one.session != move.session}
    near = _related(problem, others, move)
    narrowed = replace(problem, pins=tuple(pin for pin in problem.pins if pin.session == move.session))
    board = Board(narrowed, [move, *(others[session] for session in near)])
    return tuple(one for one in judged(board) if move.session in one.sessions)


def _related(problem: Problem, others: dict[int, Placement], move: Placement) -> list[int]:
    """The placed sessions that share people, instructor, venue or supply with the moved one."""
    by_id = {one.id: one for one in problem.sessions}
    mine = by_id.get(move.session)
    if mine is None:
        return []
    places = {move.venue, *(stop.venue for stop in mine.stops)} - {None}
    return [
        one.session
        for one in others.values()
        if (session := by_id.get(one.session)) is not None
        and (
            not set(session.cohorts).isdisjoint(mine.cohorts)
            or (move.instructor is not None and one.instructor == move.instructor)
            or not places.isdisjoint({one.venue, *(stop.venue for stop in session.stops)})
            or not mine.needs.keys().isdisjoint(session.needs)
        )
    ]


def judged_plan(problem: Problem, plan: Plan) -> Plan:
    """The plan with its cost and terms as the judge counts them."""
    findings = check(problem, plan.placements)
    return replace(plan, cost=findings.cost, terms=findings.terms)
