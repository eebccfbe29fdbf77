"""Reasons, findings and facts as English sentences for the command line. The product translates the codes itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from training.timetable.board import Finding
from training.timetable.problem import DAY, Placement, Reason, Rule

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = ("morning 1", "morning 2", "afternoon 1", "afternoon 2", "evening")

REASONS = {
    "no-start-left": "no start is left: its pin, its cohort's blocked time and its own starts exclude one another",
    "no-venue-large-enough": "no venue of its choice seats {people} people",
    "too-many-groups-at-once": "no site of its choice that is large enough takes {groups} groups at once",
    "stops-too-small": "a site of its outing ({venues}) seats fewer than {people} people",
    "stops-too-crowded": "a site of its outing ({venues}) takes fewer than {groups} groups at once",
    "instructors-away": "every instructor who could teach it is away ({instructors})",
    "cohort-full": "program {cohorts} has no time left for it",
    "order": "no time is left after {after} and before what builds on it",
    "lectures-a-day": "program {cohorts} hears as many lectures as it may on every day that is left",
    "evenings": "only evenings are left, and program {cohorts} has as many as it agreed to",
    "supplies-taken": "whenever its people are free, there is not enough of {supplies}",
    "stops-taken": "whenever its people are free, a site of its outing ({venues}) is taken or closed",
    "instructors-taken": "whenever its people are free, all of {instructors} are teaching or have taught enough",
    "venues-taken": "whenever its people are free, all of the venues {venues} are taken or closed",
    "nothing-free-together": "its people, an instructor and a venue are never free together (people: {starts})",
    "instructor-gone": "instructor {instructor} is gone",
    "venue-gone": "venue {venue} is gone",
    "both-gone": "instructor {instructor} and venue {venue} are gone",
    "made-room": "made room for {sessions}",
    "rating": "rating {stars}",
    "fee": "fee {fee}",
    "slots-this-week": "{slots} slots this week already",
    "dislikes-the-time": "would rather not teach then",
    "seats": "{seats} seats for {people} people",
    "cohort-is-there-already": "its people are there already",
    "not-reached": "the search ended before it was looked at",
}
FACTS = {
    "order": "session {0} comes before session {1}",
    "lectures-a-day": "at most {0} lectures a day",
    "blocked": "the blocked time of program {0}",
    "evenings": "the evenings program {0} agreed to",
    "meal-wave": "the meal wave of program {0}",
    "supply": "the number of {0} there are",
    "closed": "the closing days of venue {0}",
    "booked-venue": "the bookings of venue {0}",
    "away": "instructor {0} is away on some days",
    "booked-instructor": "the bookings of instructor {0}",
    "limits": "what instructor {0} may teach a day and in all",
    "used-by": "program {0}, which is placed already",
    "pinned": "the pin of session {0}",
    "no-start": "session {0} has no start at all",
    "no-venue-large-enough": "no venue of session {0} seats {1} people",
    "too-many-groups-at-once": "no venue of session {0} that is large enough takes {1} groups at once",
    "stop-too-small": "venue {1}, a stop of session {0}, seats fewer than {2} people",
    "stop-too-crowded": "venue {1}, a stop of session {0}, takes fewer than {2} groups at once",
    "more-than-the-days-hold": "{0} slots of sessions, {1} slots in its days",
    "sessions-exclude-one-another": "the sessions of program {0} exclude one another whatever gives way",
}
RULES = {
    Rule.CHOICE: "session {sessions}: not a {what} of its choice",
    Rule.PIN: "session {sessions}: not where it is pinned",
    Rule.COHORT_TWICE: "program {cohort} is in two sessions ({sessions}) at {slot}",
    Rule.INSTRUCTOR_TWICE: "instructor {instructor} is booked twice at {slot} ({sessions})",
    Rule.VENUE_FULL: "venue {venue} holds more groups than it can at {slot} ({sessions})",
    Rule.ORDER: "sessions {sessions}: the second begins before the first has ended",
    Rule.AWAY: "session {sessions}: instructor {instructor} is away",
    Rule.CLOSED: "session {sessions}: venue {venue} is closed",
    Rule.BLOCKED: "session {sessions}: its people are not free then",
    Rule.SEATS: "session {sessions}: {people} people, {seats} seats in venue {venue}",
    Rule.LECTURES_A_DAY: "program {cohort}: more than {limit} lectures on day {day} ({sessions})",
    Rule.EVENINGS: "program {cohort}: more than {limit} evenings ({sessions})",
    Rule.INSTRUCTOR_DAY: "instructor {instructor}: more than {limit} slots on day {day} ({sessions})",
    Rule.INSTRUCTOR_TOTAL: "instructor {instructor}: more than {limit} slots in all ({sessions})",
    Rule.MEAL_WAVE: "session {sessions}: its people eat {minutes} minutes later",
    Rule.SUPPLY: "{supply}: {used} are needed at {slot} ({sessions})",
}


def slot_name(slot: int) -> str:
    """Slot 37 as people say it: `Mon of week 2, afternoon 1`."""
    day = slot // DAY
    return f"{DAYS[day % 7]} of week {day // 7 + 1}, {PARTS[slot % DAY]}"


def sentence(reason: Reason) -> str:
    return REASONS.get(reason.code, reason.code).format_map(_shown(reason.params))


def fact(code: str, about: tuple[Any, ...]) -> str:
    return FACTS[code].format(*about)


def place(placement: Placement | None) -> str:
    """`Tue of week 1, afternoon 2, instructor 7, venue 3`."""
    if placement is None:
        return "without a place"
    parts = [slot_name(placement.start)]
    parts += [] if placement.instructor is None else [f"instructor {placement.instructor}"]
    parts += [] if placement.venue is None else [f"venue {placement.venue}"]
    return ", ".join(parts)


def finding(found: Finding) -> str:
    return RULES[found.rule].format_map(_shown({**found.params, "sessions": found.sessions}))


def _shown(params: Mapping[str, Any]) -> dict[str, str]:
    return {name: _value(name, value) for name, value in params.items()}


def _value(name: str, value: Any) -> str:
    if name == "slot":
        return slot_name(value)
    if name == "starts":
        return "; ".join(map(slot_name, value))
    return ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
