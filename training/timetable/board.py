"""A plan laid out for judging: who is where in every slot, counted from the placements alone.

Only the rules and the prices read it. It shares nothing with the solver, so that a mistake there cannot hide here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from training.timetable.problem import DAY, Placement, Problem, Rule, Session, Strength, slots_of

People = tuple[int, str]  # a cohort, or one group of it


@dataclass(frozen=True)
class Finding:
    """One broken rule: which, how strong, the sessions it is about, by how much, and the values of its sentence."""

    rule: Rule
    strength: Strength
    sessions: tuple[int, ...]
    excess: int = 1
    params: dict[str, Any] = field(default_factory=dict)


class Board:
    """The placements of a plan by people, instructor, venue and supply."""

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.cohorts = {one.id: one for one in problem.cohorts}
        self.sessions = {one.id: one for one in problem.sessions}
        self.instructors = {one.id: one for one in problem.instructors}
        self.venues = {one.id: one for one in problem.venues}
        self.strangers: list[int] = []
        self.placed: dict[int, Placement] = {}
        for placement in placements:
            if placement.session in self.placed or placement.session not in self.sessions:
                self.strangers.append(placement.session)
            else:
                self.placed[placement.session] = placement
        self.groups = self._groups()
        self.of_people: dict[tuple[People, int], list[int]] = defaultdict(list)
        self.of_instructor: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.of_venue: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.of_supply: dict[tuple[str, int], list[int]] = defaultdict(list)
        for placement in self.placed.values():
            self._lay(self.sessions[placement.session], placement)

    def _groups(self) -> dict[int, list[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        for session in self.problem.sessions:
            for cohort in session.cohorts:
                named[cohort] |= {session.group} - {""}
        return {cohort: sorted(groups) or [""] for cohort, groups in named.items()}

    def _lay(self, session: Session, placement: Placement) -> None:
        for slot in slots_of(placement.start, session.length):
            for people in self.people(session):
                self.of_people[people, slot].append(session.id)
            if placement.instructor is not None:
                self.of_instructor[placement.instructor, slot].append(session.id)
            if placement.venue is not None:
                self.of_venue[placement.venue, slot].append(session.id)
            for supply in session.needs:
                self.of_supply[supply, slot].append(session.id)
        for stop in session.stops:
            for slot in slots_of(placement.start + stop.offset, stop.length):
                self.of_venue[stop.venue, slot].append(session.id)

    def people(self, session: Session) -> list[People]:
        """Everybody the session keeps busy, group by group."""
        return [
            (cohort, group)
            for cohort in session.cohorts
            for group in self.groups[cohort]
            if session.group in {"", group}
        ]

    def trainees(self, session: Session) -> int:
        return sum(self.cohorts[cohort].size for cohort in session.cohorts)

    def days(self) -> dict[tuple[People, int], list[int]]:
        """The sessions of each people on each day, in order."""
        found: dict[tuple[People, int], list[int]] = defaultdict(list)
        for placement in sorted(self.placed.values(), key=lambda one: (one.start, one.session)):
            for people in self.people(self.sessions[placement.session]):
                found[people, placement.start // DAY].append(placement.session)
        return found

    def load(self) -> tuple[Counter[tuple[int, int]], dict[tuple[int, int], list[int]]]:
        """Slots of each instructor on each day, bookings elsewhere included, and the sessions they are made of."""
        slots: Counter[tuple[int, int]] = Counter()
        made_of: dict[tuple[int, int], list[int]] = defaultdict(list)
        for placement in self.placed.values():
            if placement.instructor is not None:
                key = placement.instructor, placement.start // DAY
                slots[key] += self.sessions[placement.session].length
                made_of[key].append(placement.session)
        for instructor in self.problem.instructors:
            slots.update((instructor.id, slot // DAY) for slot in instructor.busy)
        return slots, made_of
