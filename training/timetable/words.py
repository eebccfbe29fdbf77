"""Reasons, findings and facts as English sentences for the command line. The product translates the codes itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from training.timetable.board import Finding
from training.timetable.problem import DAY, Reason, Rule

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = ("morning 1", "morning 2", "afternoon 1", "afternoon 2", "evening")

REASONS = {
    "no-start-left": "no start is left: its pin, its cohort's blocked time and its own starts exclude one another",
    "no-venue-large-enough": "no venue of its choice seats {people} people",
    "instructors-away": "every instructor who could teach it is away ({instructors})",
    "cohort-full": "program {cohorts} has no time left for it",
    "order": "no time is left after {after} and before what builds on it",
    "instructors-taken": "whenever its people are free, all of {instructors} are teaching or have taught enough",
    "venues-taken": "whenever its people are free, all of the venues {venues} are taken or closed",
    "nothing-free-together": "its people, an instructor and a venue are never free together (people: {starts})",
    "not-reached": "the search ended before it was looked at",
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
    Rule.SEATS: "session {sessions}: {people} people, {seats} seats",
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
