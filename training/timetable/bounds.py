"""How good a plan could be at best: the sum over cohorts of the best each could do if it were alone.

A cohort that is not solved yet counts with the cheapest choice of each of its sessions. A session of several cohorts
counts for its first. Prices that cohorts could pay once together are left out, so the sum is never too high.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from training.timetable.cpsat import SessionModel
from training.timetable.facts import Facts
from training.timetable.occupancy import Occupancy
from training.timetable.variables import Freedom


class Bounds:
    """The bound of each cohort, better with every one that is solved."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.nobody = Occupancy(facts)
        self.own = {
            cohort: [one for one in sessions if facts.sessions[one].cohorts[0] == cohort]
            for cohort, sessions in facts.of_cohort.items()
        }
        self.of = {cohort: sum(map(self._cheapest, sessions)) for cohort, sessions in self.own.items()}
        self.waiting = [cohort for cohort in reversed(self.own) if self.own[cohort]]
        self.total = sum(self.of.values())

    def _cheapest(self, session: int) -> int:
        facts = self.facts
        starts, venues = facts.start_cost[session], facts.venue_cost[session]
        needs_venue = bool(facts.sessions[session].venues)
        if not facts.choices[session] or (needs_venue and not venues):
            return facts.weights.unplaced
        cheapest = min(starts[choice.start] + choice.cost for choice in facts.choices[session])
        return min(facts.weights.unplaced, cheapest + min(venues.values(), default=0))

    def next_model(self) -> SessionModel:
        """The model of the next cohort by itself; only when some are `waiting`."""
        sessions = self.own[self.waiting[-1]]
        return SessionModel(
            self.facts, self.nobody, sessions, Freedom(alike_once(self.facts, self.nobody, sessions), alone=True)
        )

    def learn(self, bound: int) -> int:
        """Take in what solving `next_model` proved; of which cohort."""
        cohort = self.waiting.pop()
        self.total += max(0, bound - self.of[cohort])
        self.of[cohort] = max(bound, self.of[cohort])
        return cohort

    def settle(self, cost: int) -> None:
        """The whole was solved to the end: nothing is cheaper."""
        self.total = cost
        self.waiting.clear()


def alike_once(facts: Facts, taken: Occupancy, sessions: Iterable[int]) -> dict[int, Sequence[int]]:
    """The venues of sessions of one cohort, where several are alike only the first of them."""
    of_venue: dict[int, list[tuple[int, int]]] = defaultdict(list)
    sessions = list(sessions)
    for session in sessions:
        if facts.sessions[session].group or facts.sessions[session].stops:
            return {}
        for venue, price in facts.venue_cost[session].items():
            of_venue[venue].append((session, price))
    first: dict[object, int] = {}
    for venue, uses in of_venue.items():
        kind = facts.venues[venue].kind, facts.closed[venue], taken.full[venue], tuple(uses)
        first.setdefault(kind, venue)
    kept = set(first.values())
    return {session: [one for one in facts.venue_cost[session] if one in kept] for session in sessions}
