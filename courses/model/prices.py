"""Prices: cost lines beside their limits, what instructors are paid, totals as far as the facts allow."""

from dataclasses import dataclass

from courses.model.costs import CostKind, Words


@dataclass(frozen=True)
class Entry:
    """One amount within a line of a price, and where in the package it comes from."""

    kind: CostKind
    title: Words
    amount: int | None
    item: str = ""


@dataclass(frozen=True)
class CostLine:
    """A line of the price beside its limit, both in fen; None where facts are missing or the rule sets no limit."""

    code: str
    title: Words
    amount: int | None
    limit: int | None
    per_person_day: int | None
    limit_per_person_day: int | None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Payment:
    """What one instructor is paid in one month: hours and fee as counted, the tax on it, and the gross.

    Tax and gross are None where the rule set knows no tax.
    """

    instructor: str
    name: Words
    month: str
    paid_hours: int
    net: int
    tax: int | None
    gross: int | None


@dataclass(frozen=True)
class Price:
    """What a package costs under one rule set. `total` is None as long as a fact is missing: see `missing`, which names
    the rule set itself where nothing is entered for the payer, and the tax where fees are known after tax only.

    `within_cap` and `cap` compare as whole sums (total <= ceiling x person-days), `per_person_day` is for reading,
    rounded half up. Teaching cost stands apart unless the rule set holds it in a line, and so do the entries of
    `outside`, which no line holds. `internal` and `surplus` are for the center alone.
    """

    rule_set: str
    training_class: str
    days: int | None
    headcount: int | None
    counted_staff: int | None
    person_days: int | None
    lines: tuple[CostLine, ...]
    within_cap: int | None
    cap: int | None
    per_person_day: int | None
    cap_per_person_day: int | None
    teaching: tuple[Payment, ...]
    teaching_net: int | None
    teaching_gross: int | None
    outside: tuple[Entry, ...]
    total: int | None
    capitals: str
    internal: int | None
    surplus: int | None
    missing: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
