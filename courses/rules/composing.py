"""What holds while a package is composed: facts that cannot be, fees by title, readiness to be submitted. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from courses.model import (
    CostKind,
    InstructorFee,
    Item,
    ItemKind,
    Package,
    PackageFacts,
    PackageKind,
    RuleSet,
    Targets,
    TeachingMethod,
)
from courses.rules import regulations
from training.errors import Fault
from training.i18n import N_

MOST_DAYS = 90
MOST_PEOPLE = 5000
LEAD = (CostKind.LODGING, CostKind.MEALS, CostKind.VENUE, CostKind.MATERIALS, CostKind.TRANSPORT, CostKind.OTHER)
"""The kinds of cost that are asked per person-day, in the order of the forms."""

USUAL = {CostKind.LODGING: 300_00, CostKind.MEALS: 120_00, CostKind.VENUE: 30_00, CostKind.MATERIALS: 10_00}
"""Where a package starts from as long as a center has not entered what it usually asks; fen per person-day."""

AIMS = Targets(
    bands={
        TeachingMethod.LECTURE: (30, 60),
        TeachingMethod.SEMINAR: (10, 30),
        TeachingMethod.CASE: (10, 30),
        TeachingMethod.SIMULATION: (5, 20),
        TeachingMethod.FIELD: (10, 40),
    },
    most_minutes_a_day=480,
    most_lectures_in_a_row=3,
    most_evenings=3,
    half_day_minutes=270,
)
"""The aims of a balanced class, where neither the agency nor the center has others. No regulation: nothing blocks."""


def begun(starts_on: date | None, today: date) -> Fault | None:
    """A class begins today at the earliest, wherever its date is entered, asked for, quoted, agreed or opened."""
    if starts_on is None or starts_on >= today:
        return None
    return Fault("package.in-the-past", {"date": today.isoformat()})


def faults(starts_on: date | None, staff: int, headcount: int | None, today: date) -> dict[str, Fault]:
    """What cannot be among the facts of a package, by field."""
    found = {}
    if past := begun(starts_on, today):
        found["starts_on"] = past
    if headcount is not None and staff > headcount:
        found["staff"] = Fault("package.more-staff-than-trainees", {"headcount": headcount})
    return found


def lacks(facts: PackageFacts, package: Package) -> Iterator[str]:
    """What a package must say before it is submitted: codes of messages, in the order of the form."""
    if facts.headcount is None:
        yield N_("package.lacks-headcount")
    if facts.starts_on is None:
        yield N_("package.lacks-start")
    taught = any(item.kind is ItemKind.TEACHING for _, _, item in package.items)
    if facts.kind is PackageKind.ORDER and not (taught or facts.needs or facts.wishes.is_anything):
        yield N_("package.lacks-needs")
    if facts.kind is PackageKind.MENU and not taught:
        yield N_("package.lacks-courses")


def paid_by_title(package: Package, rules: RuleSet) -> Package:
    """Who takes a fee and has agreed none is paid the ceiling of his title, as `rules` have it."""

    def agreed(fee: InstructorFee) -> InstructorFee:
        cap = regulations.fee_cap(fee, rules)
        if fee.fee is not None or not fee.takes_fee or cap is None:
            return fee
        return replace(fee, fee=cap.cap, basis=rules.fees.basis)

    def paid(item: Item) -> Item:
        return replace(item, instructors=tuple(map(agreed, item.instructors)))

    days = (
        replace(day, halves=tuple(replace(part, items=tuple(map(paid, part.items))) for part in day.halves))
        for day in package.days
    )
    return replace(package, days=tuple(days))


def costs(given: Mapping[str, int]) -> dict[CostKind, int]:
    """Amounts per person-day as kept, in the order of the forms; what is nothing is left out."""
    return {kind: given[kind] for kind in CostKind if given.get(kind)}
