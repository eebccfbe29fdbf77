"""What the solver says of a session without a place reaches the planner in words of its own."""

from enrollment.rules.explain import REASONS, UNKNOWN
from tests.training.timetable.test_reasons import CASES

NEVER_ASKED = {"supplies-taken"}  # a class books no guides or buses


def test_every_reason_has_words_of_its_own():
    given = {*CASES, "not-reached"} - NEVER_ASKED

    assert given - REASONS.keys() == set()
    assert [code for code, said in REASONS.items() if said == UNKNOWN] == ["nothing-free-together"]
