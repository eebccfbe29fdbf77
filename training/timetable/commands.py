"""`training timetable …`: the engine at the command line.

Exit codes: 0 done (a plan may still list sessions without a place); 1 the answer is no (rules broken, no candidate, a
cohort or courses that no place was found for); 2 the input is at fault or the output cannot be written, one line says
where; 3 a plan was written, but the wall limit or a dead process ended it early; 130 interrupted, `solve` has written the
plan so far.
"""

import argparse
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from training import destinations
from training.timetable import ctt
from training.timetable.candidates import candidates
from training.timetable.check import check
from training.timetable.files import content, read_plan, read_problem, write_bytes, write_plan
from training.timetable.problem import Budget, Ended, Plan, Progress
from training.timetable.sound import LAST_SLOT, Unsound
from training.timetable.words import fact, finding, place, sentence

DONE, NO, FAULTY, EARLY, INTERRUPTED = 0, 1, 2, 3, 130
SHOWN = 20


def register(commands: Any) -> None:
    """Add `timetable` with its verbs."""
    verbs = commands.add_parser("timetable", help="make, repair and judge timetables").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    _solve_parser(verbs)
    _repair_parser(verbs)
    _candidates_parser(verbs)
    _explain_parser(verbs)
    _check_parser(verbs)


def _verb(verbs: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=help, description=help)
    parser.add_argument("problem", type=Path, metavar="PROBLEM", help="a problem (.json, .json.gz)")
    parser.set_defaults(run=lambda given: faultless(run, given))
    return parser


def faultless(run: Callable[[argparse.Namespace], int], given: argparse.Namespace) -> int:
    """Run a verb; a fault of the input and an interrupt become one line."""
    try:
        return run(given)
    except (Unsound, destinations.Unwritable) as fault:
        print(f"training timetable: {fault}", file=sys.stderr)  # noqa: T201  # the command line prints
        return FAULTY
    except KeyboardInterrupt:
        print("training timetable: interrupted", file=sys.stderr)  # noqa: T201  # the command line prints
        return INTERRUPTED


def say(line: str) -> None:
    print(line)  # noqa: T201  # the command line prints


def _solve_parser(verbs: Any) -> None:
    parser = _verb(verbs, "solve", solve_verb, "make a timetable")
    parser.add_argument("--seconds", type=_positive, default=10.0, help="CPU seconds of the solving processes (10)")
    parser.add_argument("--seed", type=_count(0, 2**31 - 1), default=1, help="another seed, another plan (1)")
    parser.add_argument("--processes", type=_count(1, 64), default=1, metavar="P", help="processes (1)")
    parser.add_argument("--out", type=Path, required=True, metavar="PLAN", help="where the plan is written")
    parser.add_argument("--format", choices=("center", "ctt"), default="center", help="ctt: ITC-2007 (center)")


def _positive(text: str) -> float:
    if not re.fullmatch(r"[0-9]{0,9}\.?[0-9]{1,9}", text) or not 0 < float(text) <= 10**6:
        raise argparse.ArgumentTypeError(f"a number above 0, up to {10**6}, is needed")
    return float(text)


def _count(least: int, most: int) -> Callable[[str], int]:
    """A whole number within limits, for argparse; Python's own `int` reads the digits of every script."""

    def number(text: str) -> int:
        if not re.fullmatch("[0-9]{1,10}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a whole number from {least} to {most} is needed")
        return int(text)

    return number


def _key(text: str) -> int:
    if not re.fullmatch("-?[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError("a whole number is needed")
    return int(text)


def solve_verb(given: argparse.Namespace) -> int:
    destinations.ensure(given.out)
    if given.format == "ctt":
        return _solve_courses(given)
    with interruptible() as cancelled, progress_line(sys.stderr) as show:
        problem = read_problem(given.problem)
        from training.timetable.solve import solve  # loads the solver: only where it is asked to solve

        budget = Budget(given.seconds, given.seed, given.processes)
        plan = solve(problem, budget=budget, on_progress=show, cancelled=cancelled)
        write_plan(given.out, plan)
    return report(plan)


def _solve_courses(given: argparse.Namespace) -> int:
    if given.processes > 1:
        raise Unsound(f"--processes {given.processes}: a course timetable is solved by one process")
    with interruptible() as cancelled, written_over(sys.stderr) as show:
        instance = ctt.read(content(given.problem).decode("utf-8", "replace"))
        from training.timetable.ctt_search import CourseSearch  # loads the solver: only where it is asked to solve
        from training.timetable.search import Meter  # beside it

        meter = Meter(Budget(given.seconds, given.seed), cancelled)
        search = CourseSearch(instance, meter, lambda cost: show(f"{instance.lectures} lectures, cost {cost}"))
        try:
            seating = search.run()
        except Unsound as none:  # the file was read: it is the answer that is no
            say(str(none))
            return INTERRUPTED if cancelled() else NO
        write_bytes(given.out, ctt.write(instance, seating).encode())
    faults = list(ctt.broken(instance, seating))
    say(
        f"{len(seating)} lectures, cost {ctt.score(instance, seating)}, {len(faults)} rules broken, ended: {search.ended}"
    )
    return NO if faults else code_of(search.ended)


def code_of(ended: Ended) -> int:
    """The exit code that says how a search ended."""
    if ended is Ended.CANCELLED:
        return INTERRUPTED
    return EARLY if ended in {Ended.WALL, Ended.DIED} else DONE


def report(plan: Plan) -> int:
    """Say what a plan is worth; the exit code says how it ended."""
    say(
        f"{len(plan.placements)} placed, {len(plan.unplaced)} without a place, cost {plan.cost}"
        f"{at_best(plan.bound)}, ended: {plan.ended}"
    )
    for one in plan.unplaced[:SHOWN]:
        say(f"session {one.session}: {'; '.join(map(sentence, one.reasons))}")
    if len(plan.unplaced) > SHOWN:
        say(f"and {len(plan.unplaced) - SHOWN} more")
    return code_of(plan.ended)


def at_best(bound: int) -> str:
    """The bound in words; 0 is what is known before anybody has worked one out, and tells nothing."""
    return f", at best {bound}" if bound else ""


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Whether the person pressed Ctrl-C; the work ends soon after, a second Ctrl-C ends it at once."""
    pressed = False

    def press(*_: object) -> None:
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def written_over(stream: TextIO) -> Iterator[Callable[[str], None]]:
    """One line that is written over, on a terminal; nothing in a pipe."""
    if not stream.isatty():
        yield lambda _: None
        return

    def show(line: str) -> None:
        stream.write(f"\r\x1b[K{line}")
        stream.flush()

    try:
        yield show
    finally:
        stream.write("\r\x1b[K")
        stream.flush()


@contextmanager
def progress_line(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """How far a solve is, as one line."""
    with written_over(stream) as show:
        yield lambda progress: show(
            f"{progress.placed} placed, {progress.unplaced} open, cost {progress.cost}{at_best(progress.bound)}"
            f"{'' if progress.cohort is None else f', program {progress.cohort}'}"
        )


def _repair_parser(verbs: Any) -> None:
    parser = _verb(verbs, "repair", repair_verb, "repair a timetable when an instructor or a venue falls out")
    _add_plan(parser)
    gone = parser.add_mutually_exclusive_group(required=True)
    gone.add_argument("--without-instructor", type=_key, metavar="ID")
    gone.add_argument("--without-venue", type=_key, metavar="ID")
    parser.add_argument(
        "--from-slot", type=_count(0, LAST_SLOT), default=0, metavar="T", help="what begins before stays (0)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="NEW", help="where the new plan and its diff go")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("plan", type=Path, metavar="PLAN", help="a plan of this problem")


def repair_verb(given: argparse.Namespace) -> int:
    destinations.ensure(given.out)
    problem = read_problem(given.problem)
    placements = read_plan(given.plan, problem)
    _known("instructor", given.without_instructor, [one.id for one in problem.instructors])
    _known("venue", given.without_venue, [one.id for one in problem.venues])
    from training.timetable.repair import Loss, repair  # loads the solver: only where it is asked to solve

    done = repair(problem, placements, Loss(given.without_instructor, given.without_venue, given.from_slot))
    lines = [
        {
            "session": one.session,
            "was": asdict(one.was),
            "is": one.now and asdict(one.now),
            "why": sentence(one.why),
        }
        for one in done.changes
    ]
    write_plan(given.out, done.plan, lines)
    for one in done.changes:
        say(f"session {one.session}: {place(one.was)} -> {place(one.now)} ({sentence(one.why)})")
    return report(done.plan)


def _known(noun: str, key: int | None, known: list[int]) -> None:
    if key is not None and key not in known:
        raise Unsound(f"unknown {noun} {key}")


def _candidates_parser(verbs: Any) -> None:
    parser = _verb(verbs, "candidates", candidates_verb, "who else, and where else, at the time a session has")
    _add_plan(parser)
    parser.add_argument("--session", type=_key, required=True, metavar="ID")


def candidates_verb(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    placements = read_plan(given.plan, problem)
    _known("session in the plan", given.session, [one.session for one in placements])
    found = candidates(problem, placements, given.session)
    for noun, ranked in (("instructor", found.instructors), ("venue", found.venues)):
        for one in ranked:
            why = [*map(sentence, one.reasons), *(f"NOT FREE: {finding(broken)}" for broken in one.breaks)]
            say(f"{noun} {one.id}: cost {one.cost}; {'; '.join(why)}")
    return DONE if any(one.is_free for one in (*found.instructors, *found.venues)) else NO


def _explain_parser(verbs: Any) -> None:
    parser = _verb(verbs, "explain", explain_verb, "why a program cannot be placed")
    parser.add_argument("plan", type=Path, nargs="?", metavar="PLAN", help="the programs placed already")
    parser.add_argument("--program", type=_key, required=True, metavar="ID")


def explain_verb(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    placements = read_plan(given.plan, problem) if given.plan else []
    _known("program", given.program, [one.id for one in problem.cohorts])
    from training.timetable.explain import explain  # loads the solver: only where it is asked to solve

    conflict = explain(problem, given.program, placements)
    if conflict is None:
        say(f"program {given.program} can be placed")
        return DONE
    if not conflict.is_proved:
        say(f"program {given.program}: no place for all of it was found in time; it is not proved that there is none")
        return NO
    open_end = " (not proved to be the fewest)" if conflict.is_open else ""
    say(f"program {given.program} cannot be placed: these exclude one another{open_end}")
    for one in (*conflict.hopeless, *conflict.facts):
        say(f"  {fact(one.code, one.about)}")
    if conflict.enough:
        say(f"any one of these given up would do: {'; '.join(fact(one.code, one.about) for one in conflict.enough)}")
    return NO


def _check_parser(verbs: Any) -> None:
    parser = _verb(verbs, "check", check_verb, "judge a timetable: broken rules, and cost by term")
    _add_plan(parser)


def check_verb(given: argparse.Namespace) -> int:
    problem = read_problem(given.problem)
    placements = read_plan(given.plan, problem)
    findings = check(problem, placements)
    say(f"{len(placements)} placed, {len(problem.sessions) - len(placements)} without a place, cost {findings.cost}")
    for term, cost in sorted(findings.terms.items()):
        say(f"  {term:<24}{cost:>8}")
    for one in findings.found[:SHOWN]:
        say(f"{one.strength}: {finding(one)}")
    say(f"{len(findings.broken)} rules broken, {len(findings.warnings)} warnings")
    return NO if findings.broken else DONE
