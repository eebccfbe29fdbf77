"""The improving phase solves only what could gain."""

from collections import Counter

from tests.training.timetable.trade import AUTUMN, LI, SPRING, WANG, ZHAO, lecture, problem
from training.timetable.facts import Facts
from training.timetable.improve import Improver
from training.timetable.problem import Budget, Cohort, Placement
from training.timetable.search import Meter, Search
from training.timetable.solve import solve

SUMMER = Cohort(3, size=40, last_day=4)
LONG = Budget(seconds=60, wall=3600)


class Watched(Search):
    """A search that remembers which cohorts it solved anew."""

    def __init__(self, given, placements):
        super().__init__(Facts(given), Meter(LONG), placements)
        self.solved = []

    def resolve(self, free, freedom, seconds, gap=0.0):
        self.solved.append({self.facts.sessions[one].cohorts[0] for one in free})
        return super().resolve(free, freedom, seconds, gap)


def apart():
    """Two cohorts in weeks of their own that hear two lectures back to back whatever is done, and one that may be late."""
    return problem(
        *(lecture(n, SPRING, instructors=(who.id,), starts=(n,)) for n, who in ((0, LI), (1, WANG))),
        *(lecture(n, AUTUMN, instructors=(who.id,), starts=(n,)) for n, who in ((35, LI), (36, WANG))),
        lecture(37, AUTUMN, instructors=(ZHAO.id,), starts=(40, 43)),
    )


def test_a_plan_whose_cohorts_are_all_at_their_bounds_is_proved_best_without_a_neighbourhood():
    best = solve(apart(), budget=LONG)
    search = Watched(apart(), best.placements)

    Improver(search).improve()

    assert search.solved == []
    assert search.bound == search.cost == best.cost
    assert search.meter.solves == 2


def test_the_phase_goes_on_while_a_cohort_is_above_its_bound():
    best = solve(apart(), budget=LONG)
    late = [one if one.session != 37 else Placement(37, 43, ZHAO.id, one.venue) for one in best.placements]
    search = Watched(apart(), late)
    assert search.cost > best.cost

    Improver(search).improve()

    assert search.solved
    assert search.cost == search.bound == best.cost


def rivals():
    """Two cohorts of which one only can have the cheap instructor, and one that is better off by itself."""
    return problem(
        *(lecture(n, SPRING, instructors=(ZHAO.id,), starts=(5 * n, 5 * n + 1)) for n in (1, 2, 3)),
        *(lecture(n, AUTUMN, instructors=(LI.id, WANG.id), starts=(0,)) for n in (4,)),
        *(lecture(n, SUMMER, instructors=(LI.id, WANG.id), starts=(0,)) for n in (5,)),
        cohorts=(SPRING, AUTUMN, SUMMER),
    )


def test_no_neighbourhood_is_made_only_of_cohorts_at_their_bounds():
    best = solve(rivals(), budget=LONG)
    assert best.unplaced == ()
    search = Watched(rivals(), best.placements)

    Improver(search).improve()

    assert search.cost > search.bound
    assert len(search.solved) > 50
    assert [one for one in search.solved if one <= {SPRING.id}] == []


def test_what_a_session_could_be_is_worked_out_once_for_all_neighbourhoods(monkeypatch):
    worked_out = Counter()
    choices, venues = Facts._choices, Facts._venues
    monkeypatch.setattr(
        Facts, "_choices", lambda self, one: [worked_out.update([(one.id, "who")]), choices(self, one)][1]
    )
    monkeypatch.setattr(
        Facts, "_venues", lambda self, one: [worked_out.update([(one.id, "where")]), venues(self, one)][1]
    )
    search = Watched(rivals(), ())

    search.construct()
    Improver(search).improve()

    assert len(search.solved) > 50
    assert worked_out == dict.fromkeys(((n, what) for n in range(1, 6) for what in ("who", "where")), 1)
