"""Making a whole plan better by small neighbourhoods: a few sessions free, everything else where it is.

Three kinds, each for what the others cannot do: the instructors of one day with all times kept; sessions of several
cohorts that want the same instructors, with rooms kept; one cohort with every venue open to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from random import Random

from training.timetable.facts import Facts
from training.timetable.problem import DAY
from training.timetable.search import Search
from training.timetable.variables import Freedom

SOLVE = 0.25  # deterministic seconds for one neighbourhood
SMALLEST, FIRST, LARGEST = 12, 24, 60  # sessions of a neighbourhood
COMPANION = 0.25  # the chance that a session brings another one of its cohort along
EVERY = 6  # how often a cohort may look for other rooms,
BOUND_EVERY = 4  # and how often the bound is looked after
REDRAWS = 20  # how often to look for a cohort that can gain before the next step
PATIENCE = 60  # neighbourhoods without a gain before giving up, besides one for each session


class Rivals:
    """Which sessions want the same instructors or venues in the same days."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.of_instructor: dict[int, list[int]] = defaultdict(list)
        self.of_scarce_venue: dict[int, list[int]] = defaultdict(list)
        rooms = {venue for venue in facts.venues if facts.is_room(venue)}
        for session in facts.sessions.values():
            for instructor in session.instructors:
                self.of_instructor[instructor].append(session.id)
            if rooms.isdisjoint(session.venues):
                for venue in session.venues:
                    self.of_scarce_venue[venue].append(session.id)
        self.days = {session.id: self._days(session.starts) for session in facts.sessions.values()}

    def _days(self, starts: Sequence[int]) -> tuple[int, int]:
        return (min(starts) // DAY, max(starts) // DAY) if starts else (0, -1)

    def meet(self, one: int, other: int) -> bool:
        """Whether the days of two sessions overlap."""
        return self.days[one][0] <= self.days[other][1] and self.days[other][0] <= self.days[one][1]

    def of(self, session: int) -> Iterator[int]:
        """The sessions that could want what this one wants."""
        facts = self.facts.sessions[session]
        for instructor in facts.instructors:
            yield from (other for other in self.of_instructor[instructor] if self.meet(session, other))
        for venue in facts.venues:
            yield from (other for other in self.of_scarce_venue.get(venue, ()) if self.meet(session, other))

    def companions(self, session: int) -> Iterator[int]:
        """The other sessions of its cohorts."""
        for cohort in self.facts.sessions[session].cohorts:
            yield from (other for other in self.facts.of_cohort[cohort] if other != session)

    def around(self, session: int, size: int, chance: Random) -> list[int]:
        """The session, its companions, and up to `size` rivals for what it and they need."""
        companions = list(self.companions(session))
        direct = [one for one in self.of(session) if one not in companions]
        indirect = [rival for one in companions for rival in self.of(one)]
        chance.shuffle(direct)
        chance.shuffle(indirect)
        mixed = [one for pair in zip_longest(direct[:size], indirect[:size]) for one in pair if one is not None]
        return list(dict.fromkeys([session, *companions, *mixed[:size]]))


class Improver:
    """The improving phase of a search."""

    def __init__(self, search: Search, cohorts: Sequence[int] | None = None) -> None:
        self.search = search
        self.facts = search.facts
        self.random = search.random
        self.rivals = Rivals(search.facts)
        self.cohorts = list(cohorts if cohorts is not None else search.facts.cohorts)
        self.sessions = [one for cohort in self.cohorts for one in self.facts.of_cohort[cohort]]
        self.size = FIRST
        self.changed_days: set[int] = set()

    def place_the_rest(self) -> None:
        """Look for places for what has none, together with what is in its way, as long as that helps."""
        tries = 2
        while tries and (missing := self.search.unplaced(self.sessions)):
            before = len(missing)
            for session in missing:
                self.make_room(session)
            tries = 2 if len(self.search.unplaced(self.sessions)) < before else tries - 1

    def make_room(self, session: int) -> bool:
        """Free a session without a place, its cohort, and rivals for what they all need."""
        if session in self.search.taken.placed:
            return False
        free = self.rivals.around(session, self.size, self.random)
        rooms = rooms_kept(self.search, free)
        rooms.pop(session, None)
        return self.solve(free, 2 * SOLVE, rooms)

    def improve(self) -> None:
        """One neighbourhood after another until nothing more is gained for long."""
        idle, step = 0, 0
        self.changed_days = {start // DAY for one in self.sessions for start in self.facts.start_cost[one]}
        while idle < PATIENCE + len(self.sessions) and self.search.cost > self.search.bound:
            if step % BOUND_EVERY == 0 and self.at_best():
                return
            idle = 0 if self.once(step) else idle + 1
            step += 1

    def at_best(self) -> bool:
        """Prove what the next cohort costs alone, and so on while that is its price now; whether nothing is left to gain."""
        while self.search.bounds.waiting and self.search.cost > self.search.bound:
            if self.search.may_gain([self.search.look_lower()]):
                return False
        return self.search.cost <= self.search.bound

    def once(self, step: int) -> bool:
        """One neighbourhood; whether it gained."""
        missing = self.search.unplaced(self.sessions)
        if missing and step % 2:
            return self.make_room(self.random.choice(missing))
        if self.changed_days:
            return self.same_times(self.changed_days.pop())
        if step % EVERY == 0:
            return self.other_rooms(self.random.choice(self.cohorts))
        return self.walk(self.promising())

    def promising(self) -> int:
        """A session by chance, of a cohort that may gain if a few draws find one."""
        session = self.random.choice(self.sessions)
        for _ in range(REDRAWS):
            if self.may_gain([session]):
                break
            session = self.random.choice(self.sessions)
        return session

    def may_gain(self, sessions: Iterable[int]) -> bool:
        """Whether one of the cohorts these sessions count for could gain, or all together: not where each is at its best."""
        cohorts = list(dict.fromkeys(self.facts.sessions[one].cohorts[0] for one in sessions))
        return any(self.search.may_gain([cohort]) for cohort in cohorts) or self.search.may_gain(cohorts)

    def same_times(self, day: int) -> bool:
        """The instructors of one day, all times and venues kept."""
        placed = self.search.taken.placed
        free = [
            one
            for one in self.sessions
            if one in placed and placed[one].start // DAY == day and placed[one].instructor is not None
        ]
        starts = {one: placed[one].start for one in free}
        return self.resolve(free, Freedom(rooms_kept(self.search, free), starts), SOLVE)

    def walk(self, first: int) -> bool:
        """Sessions found by walking from one to its rivals and now and then to a companion; rooms kept."""
        seen, waiting = {first: None}, [first]
        while waiting and len(seen) < self.size:
            here = waiting.pop(self.random.randrange(len(waiting)))
            companions = (one for one in self.rivals.companions(here) if self.random.random() < COMPANION)
            for one in [*companions, *self.rivals.of(here)]:
                if one not in seen:
                    seen[one] = None
                    waiting.append(one)
        free = list(seen)[: self.size]
        return self.solve(free, SOLVE, rooms_kept(self.search, free))

    def other_rooms(self, cohort: int) -> bool:
        """One cohort with every venue open to it."""
        return self.resolve(self.facts.of_cohort[cohort], Freedom(), SOLVE)

    def resolve(self, free: Sequence[int], freedom: Freedom, seconds: float) -> bool:
        """Solve these anew unless all their cohorts are at their best."""
        return self.may_gain(free) and self.search.resolve(free, freedom, seconds)

    def solve(self, free: list[int], seconds: float, rooms: Mapping[int, Sequence[int]]) -> bool:
        if not self.may_gain(free):
            return False
        before = {one: self.search.taken.placed.get(one) for one in free}
        won = self.search.resolve(free, Freedom(rooms), seconds)
        self.size = min(LARGEST, self.size + 1) if self.search.proved else max(SMALLEST, self.size - 2)
        if won:
            after = self.search.taken.placed
            changed = [
                place for one in free for place in (before[one], after.get(one)) if before[one] != after.get(one)
            ]
            self.changed_days |= {place.start // DAY for place in changed if place is not None}
        return won


def rooms_kept(search: Search, sessions: Iterable[int]) -> dict[int, Sequence[int]]:
    """The room a session has now, or its cohort's home; sites stay open."""
    kept = search.at_home(sessions)
    for session in sessions:
        placement = search.taken.placed.get(session)
        if placement is not None and placement.venue is not None and search.facts.is_room(placement.venue):
            kept[session] = (placement.venue,)
    return kept
