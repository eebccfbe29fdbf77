"""Home rooms: one room for each cohort as long as it is there, so that its sessions need not look for one."""

from training.timetable.facts import Facts
from training.timetable.problem import Cohort
from training.timetable.sat import Limit, Model

HOMELESS = 10_000
LIMIT = Limit(2.0)


def home_rooms(facts: Facts, cohorts: list[Cohort]) -> dict[int, int]:
    """The cheapest room for each cohort, no room for two on the same day. A cohort may find none."""
    model = Model()
    choice: dict[tuple[int, int], int] = {}
    for cohort in cohorts:
        mine = []
        for room, cost in _prices(facts, cohort.id).items():
            choice[cohort.id, room] = model.boolean(cost)
            mine.append(choice[cohort.id, room])
        model.exactly_one([*mine, model.boolean(HOMELESS)])
    for day in sorted({cohort.first_day for cohort in cohorts}):  # whoever meets, meets on somebody's first day
        here = [cohort.id for cohort in cohorts if cohort.first_day <= day <= cohort.last_day]
        for room in facts.venues:
            model.at_most_one([choice[cohort, room] for cohort in here if (cohort, room) in choice])
    answer = model.solve(LIMIT)
    return {cohort: room for (cohort, room), variable in choice.items() if answer and answer.values[variable]}


def _prices(facts: Facts, cohort: int) -> dict[int, int]:
    """What each room would cost as a home: its empty seats, and a room more for what it cannot hold."""
    sessions = [one for one in facts.of_cohort[cohort] if any(facts.is_room(venue) for venue in facts.venue_cost[one])]
    prices = {}
    for room in facts.venues:
        fitting = [one for one in sessions if room in facts.venue_cost[one]]
        if fitting and facts.is_room(room):
            wasted = sum(facts.venue_cost[one][room] for one in fitting)
            prices[room] = wasted + facts.weights.extra_room * (len(sessions) - len(fitting))
    return prices
