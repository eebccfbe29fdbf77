"""Repairing a published plan when an instructor or a venue falls out: as little as possible changes, and it is said why.

A ladder: another instructor (or venue) at the same time; then instructors may change places at the same times; then the
cohorts still open may move, every change priced; then the sessions that use what could help may give way too. What was
taught already is never touched.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from training.timetable.cpsat import SessionModel
from training.timetable.facts import Facts
from training.timetable.improve import Rivals, rooms_kept
from training.timetable.problem import DAY, Budget, Ended, Pin, Placement, Plan, Problem, Reason, Session
from training.timetable.search import Meter, Search
from training.timetable.solve import kept, plan_of
from training.timetable.sound import ensure
from training.timetable.variables import Freedom

STEP = 0.2  # deterministic seconds for a rung of the ladder
NEIGHBOURS = (16, 28, 40, 40)  # sessions that may give way on the last rung, try after try


@dataclass(frozen=True)
class Loss:
    """Who or what is gone, from which slot on."""

    instructor: int | None = None
    venue: int | None = None
    from_slot: int = 0


@dataclass(frozen=True)
class Change:
    """One line of the diff: a session, where it was, where it is now (nowhere: None), and why."""

    session: int
    was: Placement
    now: Placement | None
    why: Reason


@dataclass(frozen=True)
class Repair:
    """The new plan and everything in it that is not as it was."""

    plan: Plan
    changes: tuple[Change, ...]


def repair(problem: Problem, placements: Iterable[Placement], loss: Loss, budget: Budget | None = None) -> Repair:
    """The plan without what is lost. Raises `sound.Unsound` when the problem makes no sense."""
    ensure(problem)
    before = {one.session: one for one in placements}
    sessions = {one.id: one for one in problem.sessions}
    hurt = [one.session for one in before.values() if _is_hurt(sessions[one.session], one, loss)]
    taught = {one.session for one in before.values() if one.start < loss.from_slot}
    left = without(problem, loss, hurt, taught)
    whole = {one.session for one in kept(left, (one for one in before.values() if one.session not in hurt), taught)}
    ladder = Ladder(left, before, [one for one in before if one not in whole], loss.from_slot, budget or Budget(5.0))
    ladder.climb()
    plan = plan_of(left, ladder.search, Ended.BUDGET, bound=0, fixed=taught)
    why = {one: _gone(_lost(sessions[one], before[one], loss)) for one in hurt}
    return Repair(plan, tuple(_changes(before, plan.by_session(), why)))


def without(problem: Problem, loss: Loss, hurt: Sequence[int], taught: Container[int]) -> Problem:
    """The problem with the instructor away and the venue closed from then on, and the hurt sessions' pins to them open.

    Nothing can begin before then, but for what was taught.
    """
    last = max((max(one.starts, default=0) + DAY for one in problem.sessions), default=0)
    gone = frozenset(range(loss.from_slot, last + 1))
    return replace(
        problem,
        instructors=tuple(
            replace(one, away=one.away | gone) if one.id == loss.instructor else one for one in problem.instructors
        ),
        venues=tuple(replace(one, closed=one.closed | gone) if one.id == loss.venue else one for one in problem.venues),
        sessions=tuple(one if one.id in taught else _from(one, loss.from_slot) for one in problem.sessions),
        pins=tuple(_released(pin, loss) if pin.session in hurt else pin for pin in problem.pins),
    )


def _from(session: Session, slot: int) -> Session:
    return replace(session, starts=tuple(start for start in session.starts if start >= slot))


def _released(pin: Pin, loss: Loss) -> Pin:
    return replace(
        pin,
        instructor=None if pin.instructor == loss.instructor else pin.instructor,
        venue=None if pin.venue == loss.venue else pin.venue,
    )


def _is_hurt(session: Session, placement: Placement, loss: Loss) -> bool:
    return placement.start >= loss.from_slot and bool(_lost(session, placement, loss))


def _lost(session: Session, placement: Placement, loss: Loss) -> dict[str, int]:
    """Who and what of a session is gone."""
    lost = {}
    if loss.instructor is not None and placement.instructor == loss.instructor:
        lost["instructor"] = loss.instructor
    if loss.venue is not None and loss.venue in {placement.venue, *(stop.venue for stop in session.stops)}:
        lost["venue"] = loss.venue
    return lost


class Ladder:
    """The rungs, over one search whose plan is whole after each."""

    def __init__(
        self, problem: Problem, before: dict[int, Placement], hurt: list[int], from_slot: int, budget: Budget
    ) -> None:
        self.facts = Facts(problem)
        self.before = before
        self.hurt = hurt
        self.from_slot = from_slot
        stays = [one for one in before.values() if one.session not in hurt]
        self.search = Search(self.facts, Meter(budget), stays)

    @property
    def open(self) -> list[int]:
        return [one for one in self.hurt if one not in self.search.taken.placed]

    def climb(self) -> None:
        """Rung after rung while a session is open."""
        self.same_time()
        if self.open:
            self.exchange()
        if self.open:
            self.same_cohorts()
        if self.open:
            self.neighbours()

    def same_time(self) -> None:
        """Another instructor or venue, the time kept: exact, because nothing else is free."""
        if self.hurt:
            venues = {one: venue for one in self.hurt if (venue := self._venue_before(one))}
            self._solve(self.hurt, Freedom(venues, {one: self.before[one].start for one in self.hurt}, self.before))

    def exchange(self) -> None:
        """The instructors of those days may change places with one another; no time and no venue changes."""
        for day in sorted({self.before[one].start // DAY for one in self.open}):
            today = [one.session for one in self.before.values() if one.start // DAY == day]
            venues = {one: venue for one in today if (venue := self._venue_before(one))}
            self._solve(today, Freedom(venues, {one: self.before[one].start for one in today}, self.before))

    def same_cohorts(self) -> None:
        """The cohorts of what is still open may move, one after another."""
        for session in self.open:
            cohorts = self.facts.sessions[session].cohorts
            self._move([one for cohort in cohorts for one in self.facts.of_cohort[cohort]])

    def neighbours(self) -> None:
        """What wants the same instructors and venues may give way as well, more of it each time."""
        rivals = Rivals(self.facts)
        for size in NEIGHBOURS:
            for session in self.open:
                self._move(rivals.around(session, size, self.search.random))

    def _move(self, sessions: list[int]) -> None:
        """Let sessions move in time; they keep their rooms, but what is still open may take any."""
        rooms = rooms_kept(self.search, sessions)
        for one in self.open:
            rooms.pop(one, None)
        self._solve(sessions, Freedom(rooms, keep=self.before))

    def _venue_before(self, session: int) -> tuple[int, ...]:
        venue = self.before[session].venue
        lost = venue is None or self.facts.closed[venue] >> self.before[session].start & 1
        return () if venue is None or lost else (venue,)

    def _solve(self, sessions: Iterable[int], freedom: Freedom) -> None:
        """Solve these anew, each change priced; what was taught stays, and so does the old answer if nothing is won."""
        placed = self.search.taken.placed
        free = [one for one in dict.fromkeys(sessions) if self._may_move(one)]
        old = [placed[one] for one in free if one in placed]
        for one in old:
            self.search.taken.lift(one.session)
        model = SessionModel(self.facts, self.search.taken, free, freedom)
        model.hint({**self.before, **{one.session: one for one in old}})
        answer = model.solve(self.search.meter.limit(STEP))
        found = model.placements(answer) if answer else []
        for one in found if len(found) > len(old) else old:
            self.search.taken.put(one)

    def _may_move(self, session: int) -> bool:
        was = self.before.get(session)
        return was is None or was.start >= self.from_slot


def _gone(lost: dict[str, int]) -> Reason:
    return Reason("both-gone" if len(lost) > 1 else f"{next(iter(lost))}-gone", lost)


def _changes(before: dict[int, Placement], after: dict[int, Placement], why: dict[int, Reason]) -> Iterable[Change]:
    made_room = Reason("made-room", {"sessions": list(why)})
    for session in sorted(before):
        if after.get(session) != before[session]:
            yield Change(session, before[session], after.get(session), why.get(session, made_room))
