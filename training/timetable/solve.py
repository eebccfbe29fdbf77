"""`solve`: a problem in, the best plan the budget allows out. Runs where it is called; `worker.py` runs it apart."""

from collections.abc import Callable, Collection, Iterable

from training.timetable import sound
from training.timetable.check import check
from training.timetable.facts import Facts
from training.timetable.improve import LARGEST, SOLVE, Improver
from training.timetable.parallel import Parts
from training.timetable.problem import Budget, Ended, Placement, Plan, Problem, Progress, Unplaced
from training.timetable.reasons import reasons
from training.timetable.search import Meter, Search, Stopped

AT_ONCE = 24  # sessions that are solved together without more ado


def solve(
    problem: Problem,
    *,
    start: Iterable[Placement] = (),
    budget: Budget | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan:
    """The best plan within the budget, judged by `check`; what found no place is listed with reasons.

    Begins from the placements of `start` that still fit. `cancelled` is asked between solves, some tenths of a second
    apart; the best plan so far is returned. Raises `sound.Unsound` when the problem makes no sense.
    """
    sound.ensure(problem)
    budget = budget or Budget()
    if budget.processes > 1:
        return _solve_in_parts(problem, Parts(problem, budget, on_progress, cancelled), start)
    search = Search(Facts(problem), Meter(budget, cancelled), kept(problem, start), on_progress)
    ended = run(search)
    search.report()
    return plan_of(problem, search, ended)


def run(search: Search, *, improve: bool = True) -> Ended:
    """Every phase in turn, until one of them is stopped; how it ended."""
    sessions = len(search.facts.sessions)
    try:
        if sessions <= AT_ONCE and search.whole(SOLVE):
            return Ended.OPTIMAL
        search.settle()
        search.construct()
        improver = Improver(search)
        improver.place_the_rest()
        if AT_ONCE < sessions <= LARGEST and search.whole(4 * SOLVE):
            return Ended.OPTIMAL
        if improve:
            improver.improve()
    except Stopped as stopped:
        return stopped.ended
    return Ended.IDLE


def _solve_in_parts(problem: Problem, parts: Parts, start: Iterable[Placement]) -> Plan:
    """Blocks on several processes, then what is left over here, where all of it is seen."""
    placements, ended = parts.solve(kept(problem, start)), parts.ended
    meter = Meter(parts.budget, parts.cancelled, parts.spent, began=parts.began)
    search = Search(parts.taken.facts, meter, placements, parts.on_progress)
    search.bounds.total = max(search.bounds.total, parts.bound)
    if ended is Ended.BUDGET:
        try:
            search.settle()
            improver = Improver(search)
            improver.place_the_rest()
            improver.improve()
        except Stopped as stopped:
            ended = stopped.ended
    search.report()
    return plan_of(problem, search, ended)


def kept(problem: Problem, start: Iterable[Placement], fixed: Collection[int] = ()) -> list[Placement]:
    """The placements that break no rule together, first come first kept; those of `fixed` sessions whatever they break."""
    found = list(start)
    while True:
        broken = check(problem, found).broken
        wrong = {movable[-1] for one in broken if (movable := [key for key in one.sessions if key not in fixed])}
        left = [one for one in found if one.session not in wrong]
        if len(left) == len(found):
            return found
        found = left


def plan_of(
    problem: Problem, search: Search, ended: Ended, bound: int | None = None, fixed: Collection[int] = ()
) -> Plan:
    """What the search has, as a plan the judge has counted. What `fixed` sessions break by themselves is past mending."""
    placed, past = search.taken.placed, set(fixed)
    placements = tuple(placed[session] for session in sorted(placed))
    findings = check(problem, placements)
    wrong = [one for one in findings.broken if placed.keys() >= set(one.sessions) and not set(one.sessions) <= past]
    assert not wrong, wrong[:3]
    missing = tuple(
        Unplaced(session.id, reasons(search.taken, session.id))
        for session in problem.sessions
        if session.id not in placed
    )
    bound = min(search.bound if bound is None else bound, findings.cost)
    if findings.cost == bound and ended in {Ended.IDLE, Ended.BUDGET}:
        ended = Ended.OPTIMAL
    return Plan(placements, missing, findings.cost, findings.terms, bound, ended)
