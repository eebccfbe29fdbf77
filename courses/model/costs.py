"""Names in two languages, and money asked: kinds of cost, what they are multiplied by, lecture fees."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Words:
    """One name in the two languages of the product."""

    zh: str
    en: str = ""


class CostKind(StrEnum):
    """What money is spent on. The rule set says which of its lines holds which kind."""

    LODGING = "lodging"
    MEALS = "meals"
    VENUE = "venue"
    MATERIALS = "materials"
    TRANSPORT = "transport"
    SITE = "site"
    EQUIPMENT = "equipment"
    RECREATION = "recreation"
    MEDICINE = "medicine"
    INSURANCE = "insurance"
    OTHER = "other"
    LECTURE = "lecture"
    INSTRUCTOR_TRAVEL = "instructor_travel"
    TRAINEE_TRAVEL = "trainee_travel"
    BANQUET = "banquet"
    TOURISM = "tourism"
    GIFTS = "gifts"
    ALCOHOL_TOBACCO = "alcohol_tobacco"
    LUXURY_MEALS = "luxury_meals"
    SUITES = "suites"
    TOILETRIES = "toiletries"
    FIXED_ASSETS = "fixed_assets"
    HOSPITALITY = "hospitality"


class Per(StrEnum):
    """What an amount is multiplied by."""

    TOTAL = "total"
    RUN = "run"
    DAY = "day"
    PERSON = "person"  # trainees and staff
    TRAINEE = "trainee"
    PERSON_DAY = "person_day"  # trainees and staff
    PERSON_NIGHT = "person_night"  # trainees and staff


class FeeBasis(StrEnum):
    """What a lecture fee is agreed for."""

    HOUR = "hour"
    HALF_DAY = "half_day"


@dataclass(frozen=True)
class Cost:
    """Money asked for one thing. `amount` None: not known yet. `internal`: what the center itself pays, when it differs."""

    kind: CostKind
    amount: int | None
    per: Per = Per.TOTAL
    internal: int | None = None
    title: Words = Words("")


@dataclass(frozen=True)
class InstructorFee:
    """Who teaches an item and what is agreed with him, after tax. `title` is a code of the rule set's fee ceilings."""

    instructor: str
    title: str | None = None
    fee: int | None = None
    basis: FeeBasis = FeeBasis.HOUR
    paid_hours: int | None = None
    takes_fee: bool = True
    remote: bool = False
    remote_approval: str = ""
    name: Words = Words("")
