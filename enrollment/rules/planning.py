"""What a center may say about its timetables: which rules bind how strongly, and what each wish left undone costs.

That nothing is in two places and that what is pinned stays is nobody's to weaken.
"""

from enrollment.model import PlanningRules
from training.timetable.problem import Rule, Strength, Strengths, Weights

USUAL = {
    Rule.LECTURES_A_DAY: Strength.WARN,
    Rule.EVENINGS: Strength.WARN,
    Rule.BLOCKED: Strength.BLOCK,
    Rule.SEATS: Strength.BLOCK,
    Rule.AWAY: Strength.BLOCK,
    Rule.CLOSED: Strength.BLOCK,
}
"""The rules a center may weigh otherwise, with what is usual."""

WISHES = (
    "wish_left",
    "extra_room",
    "evening",
    "lectures_back_to_back",
    "late_lecture",
    "one_method_day",
    "busy_day",
    "rating",
    "fee",
    "seats_wasted",
)
MOST = 500  # what is left undone never costs as much as a session without a place


def strengths(chosen: PlanningRules) -> Strengths:
    """The strengths by which a timetable of this center is solved and judged."""
    return Strengths({rule: Strength(chosen.strengths.get(rule, usual)) for rule, usual in USUAL.items()})


def weights(chosen: PlanningRules) -> Weights:
    """The prices by which it is solved."""
    return Weights(**{name: amount for name, amount in chosen.weights.items() if name in WISHES})


def whole(chosen: PlanningRules) -> PlanningRules:
    """Every strength and every price, those that are as usual too."""
    priced = weights(chosen)
    return PlanningRules(
        {rule.value: strengths(chosen).of(rule).value for rule in USUAL},
        {name: getattr(priced, name) for name in WISHES},
    )
