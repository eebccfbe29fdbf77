"""The timetable engine on the shared instances, beside what plain decomposition and published solvers reach.

CPU seconds of the solving process; every plan is judged by `check`. Takes some minutes.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Figure
from training.timetable import ctt
from training.timetable.candidates import candidates
from training.timetable.check import check
from training.timetable.ctt_search import CourseSearch
from training.timetable.explain import explain
from training.timetable.files import read_problem
from training.timetable.problem import Budget, Placement, Plan, Problem
from training.timetable.repair import Loss, repair
from training.timetable.search import Meter
from training.timetable.solve import solve

BEST_KNOWN = {"comp01": 5, "comp11": 0}


def figures(shared: Path | None) -> Iterator[Figure]:
    if shared is None:
        yield Figure("timetable", 0, "", "the shared instances are absent: nothing measured")
        return
    center = shared / "data/scheduling/center"
    warm_up(read_problem(center / "p001-s1.json"))
    yield from one_cohort(read_problem(center / "p001-s1.json"))
    yield from some_cohorts("p010-s1", read_problem(center / "p010-s1.json"), 10, 2.3, 1620, 1632)
    large = read_problem(center / "p050-s1.json.gz")
    yield from some_cohorts("p050-s1", large, 30, 12, 8300, 8345)
    yield from scarce(read_problem(center / "p050-s1-tight2.json.gz"))
    yield from repairs(large)
    yield from explanations(read_problem(center / "p010-s1.json"))
    yield from scale(read_problem(center / "p500-s1.json.gz"))
    yield from universities(shared / "data/scheduling/itc2007")


def warm_up(problem: Problem) -> None:
    """Load the solver, which is no part of a solve."""
    solve(problem, budget=Budget(1.0))


def at_most(limit: float) -> dict[str, object]:
    return {"bar": lambda value: value <= limit, "bar_text": f"<= {limit:g}"}


def timed(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return round(time.process_time() - began, 3)


def one_cohort(problem: Problem) -> Iterator[Figure]:
    plans: list[Plan] = []
    seconds = min(timed(lambda: plans.append(solve(problem, budget=Budget(5.0)))) for _ in range(3))
    yield Figure("p001-s1 proved optimal", seconds, "CPU s", **at_most(0.3))
    yield Figure("p001-s1 gap to its bound", plans[0].cost - plans[0].bound, "", **at_most(0))


def some_cohorts(name: str, problem: Problem, seconds: float, first: float, cost: int, plain: int) -> Iterator[Figure]:
    complete: list[float] = []
    began = time.process_time()

    def watch(progress):
        if not progress.unplaced and not complete:
            complete.append(round(time.process_time() - began, 2))

    plan = solve(problem, budget=Budget(seconds), on_progress=watch)
    used = round(time.process_time() - began, 1)
    broken = len(check(problem, plan.placements).broken) + len(plan.unplaced)
    yield Figure(f"{name} complete after", complete[0] if complete else seconds, "CPU s", **at_most(first))
    yield Figure(
        f"{name} cost at {seconds:g} s", plan.cost, f"({used} s)", "plain decomposition", plain, **at_most(cost)
    )
    yield Figure(f"{name} at best", plan.bound, "")
    yield Figure(f"{name} rules broken or unplaced", broken, "", **at_most(0))


def scarce(problem: Problem) -> Iterator[Figure]:
    seen: list[tuple[float, int]] = []
    began = time.process_time()
    solve(
        problem, budget=Budget(25.0), on_progress=lambda one: seen.append((time.process_time() - began, one.unplaced))
    )
    for seconds, bar, plain in ((8, 13, 13), (25, 4, 4)):
        left = [unplaced for at, unplaced in seen if at <= seconds][-1]
        yield Figure(f"p050-s1-tight2 unplaced at {seconds} s", left, "", "plain decomposition", plain, **at_most(bar))


def repairs(problem: Problem) -> Iterator[Figure]:
    plan = solve(problem, budget=Budget(15.0))
    lengths = {one.id: one.length for one in problem.sessions}
    load: Counter[int] = Counter()
    for one in plan.placements:
        if one.instructor is not None:
            load[one.instructor] += lengths[one.session]
    asked, mended, moved, left = [], [], 0, 0
    for instructor, _ in load.most_common(20):
        hurt = next(one for one in plan.placements if one.instructor == instructor)
        asked.append(timed(lambda hurt=hurt: candidates(problem, plan.placements, hurt.session)) * 1000)
        began = time.process_time()
        done = repair(problem, plan.placements, Loss(instructor=instructor))
        mended.append(round(time.process_time() - began, 3))
        moved += sum(one.now is not None and elsewhere(one.was, one.now) for one in done.changes)
        left += len(done.plan.unplaced) - len(plan.unplaced)
    yield Figure("candidates, median of 20", round(statistics.median(asked), 1), "CPU ms", **at_most(50))
    yield Figure("repaired, slowest of 20", max(mended), "CPU s", **at_most(1.0))
    yield Figure("sessions moved in all", moved, "", "plain ladder", 13, **at_most(13))
    yield Figure("left open", left, "", **at_most(0))


def elsewhere(was: Placement, now: Placement) -> bool:
    return (was.start, was.venue) != (now.start, now.venue)


def explanations(problem: Problem) -> Iterator[Figure]:
    cohort = problem.cohorts[0].id
    case = next(one for one in problem.sessions if cohort in one.cohorts and one.method == "case")
    everybody_away = tuple(
        replace(one, away=frozenset(range(100))) if one.id in case.instructors else one for one in problem.instructors
    )
    for name, impossible in (
        ("one lecture a day", replace(problem, max_lectures_a_day=1)),
        ("everybody away", replace(problem, instructors=everybody_away)),
    ):
        seconds = timed(lambda impossible=impossible: explain(impossible, cohort))
        yield Figure(f"explained: {name}", seconds, "CPU s", **at_most(1.0))


def scale(problem: Problem) -> Iterator[Figure]:
    first: list[float] = []
    began = time.monotonic()
    total = len(problem.sessions)

    def watch(progress):
        if not first and progress.unplaced <= total / 1000:
            first.append(round(time.monotonic() - began, 1))

    plan = solve(problem, budget=Budget(130.0, processes=2), on_progress=watch)
    yield Figure("p500-s1 first timetable, 2 processes", first[0] if first else 1e9, "s", **at_most(130))
    yield Figure("p500-s1 unplaced", round(100 * len(plan.unplaced) / total, 3), "%", **at_most(0.1))


def universities(folder: Path) -> Iterator[Figure]:
    for name, best in BEST_KNOWN.items():
        instance = ctt.read((folder / f"{name}.ctt").read_text())
        seating = CourseSearch(instance, Meter(Budget(60.0))).run()
        assert not list(ctt.broken(instance, seating))
        yield Figure(f"ITC-2007 {name} at 60 s", ctt.score(instance, seating), "", "best known", best, **at_most(best))
