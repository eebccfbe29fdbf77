"""A small center to make problems from: two rooms, two sites, three instructors, and sessions by the dozen."""

from dataclasses import replace

from training.timetable.problem import (
    DAY,
    Cohort,
    Instructor,
    Problem,
    Session,
    Venue,
    VenueKind,
    Weights,
)

DAYTIME = tuple(day * DAY + slot for day in range(5) for slot in range(4))
HALF_DAYS = tuple(day * DAY + slot for day in range(5) for slot in (0, 2))

LI = Instructor(1, fee=4, ratings={"law": 5, "party": 4})
WANG = Instructor(2, fee=8, ratings={"law": 4, "village": 5})
ZHAO = Instructor(3, fee=15, ratings={"law": 3, "party": 3, "village": 3})

HALL = Venue(11, capacity=60)
CLASSROOM = Venue(12, capacity=40)
VILLAGE = Venue(21, VenueKind.SITE, capacity=60, open_weekdays=frozenset({0, 1, 2, 3, 4}))
MUSEUM = Venue(22, VenueKind.SITE, capacity=60)

SPRING = Cohort(1, size=40, last_day=4)
AUTUMN = Cohort(2, size=40, last_day=4)


def lecture(id, cohort=SPRING, **changes):
    return replace(
        Session(id, (cohort.id,), "lecture", 1, DAYTIME, "law", (LI.id, WANG.id, ZHAO.id), (HALL.id, CLASSROOM.id)),
        **changes,
    )


def visit(id, cohort=SPRING, **changes):
    return replace(Session(id, (cohort.id,), "field", 2, HALF_DAYS, venues=(VILLAGE.id,)), **changes)


def problem(*sessions, **changes):
    return replace(
        Problem(
            cohorts=(SPRING, AUTUMN),
            sessions=sessions,
            instructors=(LI, WANG, ZHAO),
            venues=(HALL, CLASSROOM, VILLAGE, MUSEUM),
            weights=Weights(one_method_day=0),
        ),
        **changes,
    )


def changed(problem, noun, **changes):
    """The problem with one of its cohorts, instructors or venues changed."""
    for name in ("cohorts", "instructors", "venues"):
        problem = replace(
            problem,
            **{name: tuple(replace(one, **changes) if one == noun else one for one in getattr(problem, name))},
        )
    return problem
