"""The words of what can be taught and bought, as plain frozen values.

Money is whole fen, credit hours and paid hours are whole hundredths, durations are minutes. Minutes, credit hours
and paid hours are three facts: none is ever derived from another. What a client has not said is None, never a guess.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class TeachingMethod(StrEnum):
    """The five ways of teaching that the 2015 regulation on cadre education names (article 30)."""

    LECTURE = "lecture"
    SEMINAR = "seminar"
    CASE = "case"
    SIMULATION = "simulation"
    FIELD = "field"


class Half(StrEnum):
    """A half-day. Morning and afternoon have two slots, the evening one."""

    AM = "am"
    PM = "pm"
    EVENING = "evening"

    @property
    def slots(self) -> int:
        return 1 if self is Half.EVENING else 2


class PackageKind(StrEnum):
    MENU = "menu"
    ORDER = "order"


class PackageState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class QuotationState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class ProgramState(StrEnum):
    AGREED = "agreed"
    RUNNING = "running"
    CLOSED = "closed"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class FundSource(StrEnum):
    """Whose money pays; with the payer's place and the date it decides the rule set."""

    BUDGET = "budget"  # 财政预算
    PARTY_DUES = "party_dues"  # 党费
    STAFF_TRAINING = "staff_training"  # 职工教育经费
    UNION_DUES = "union_dues"  # 工会经费
    COOPERATION = "cooperation"  # 协作帮扶资金
    OTHER = "other"


class ItemKind(StrEnum):
    """What fills a piece of a half-day. Only teaching counts in the method mix."""

    TEACHING = "teaching"
    CEREMONY = "ceremony"
    TRAVEL = "travel"
    ADMIN = "admin"
    FREE = "free"


class Binding(StrEnum):
    """How firmly an item keeps its half-day once agreed."""

    FIXED = "fixed"
    WISHED = "wished"


class Together(StrEnum):
    """Who else hears the same lesson at the same time; it decides how often the instructor is paid."""

    EACH_RUN = "each_run"
    ALL_RUNS = "all_runs"
    PAID_ELSEWHERE = "paid_elsewhere"


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


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Words:
    """One name in the two languages of the product."""

    zh: str
    en: str = ""


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


@dataclass(frozen=True)
class Stop:
    """One place of a field session, in the order of the visit."""

    title: Words
    site: str = ""
    minutes: int | None = None
    travel_minutes: int | None = None
    closed_weekdays: frozenset[int] = frozenset()  # ISO: 1 Monday
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Item:
    """One piece of a half-day: a course, a ceremony, a drive. `slots` is how much of the day it takes (2 = half-day)."""

    key: str
    title: Words
    kind: ItemKind = ItemKind.TEACHING
    method: TeachingMethod | None = None
    local_label: str = ""
    course: str = ""
    theme: str = ""
    binding: Binding = Binding.WISHED
    minutes: int | None = None
    credit_hours: int | None = None
    slots: int | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    stops: tuple[Stop, ...] = ()
    instructors: tuple[InstructorFee, ...] = ()
    together: Together = Together.EACH_RUN
    costs: tuple[Cost, ...] = ()
    reason: str = ""
    note: str = ""


@dataclass(frozen=True)
class HalfDay:
    """What happens in one half of a day; `half` None: somewhere in the day, the source does not say."""

    half: Half | None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day of the program; `number` None gathers what has no day yet. Days need not follow one another."""

    number: int | None
    halves: tuple[HalfDay, ...] = ()
    date: dt.date | None = None


@dataclass(frozen=True)
class People:
    """Trainees of one level. `said` keeps the client's own words (“150人以上”) where there is no number."""

    level: str = ""
    count: int | None = None
    said: str = ""


@dataclass(frozen=True)
class Run:
    """One holding of the package (期). `times` None: several, nobody has said how many; people are all of them."""

    people: tuple[People, ...] = ()
    staff: int | None = None
    start: dt.date | None = None
    times: int | None = 1

    @property
    def headcount(self) -> int | None:
        """All trainees, or None as long as one number is missing."""
        counts = [people.count for people in self.people]
        return None if not counts or None in counts else sum(filter(None, counts))


@dataclass(frozen=True)
class Package:
    """A design for one agency. `day_count` is the number of days of the program without arrival and departure days."""

    key: str
    title: Words
    kind: PackageKind = PackageKind.MENU
    days: tuple[Day, ...] = ()
    runs: tuple[Run, ...] = (Run(),)
    day_count: int | None = None
    arrival_days: int = 0
    departure_days: int = 0
    nights: int | None = None
    costs: tuple[Cost, ...] = ()
    jurisdiction: str = ""
    fund_source: FundSource = FundSource.BUDGET
    rule_set: str = ""
    training_class: str = ""
    host_province: str = ""
    payer_province: str = ""
    approvals: frozenset[str] = frozenset()

    @property
    def items(self) -> Iterator[tuple[Day, Half | None, Item]]:
        """Every item with its day and half-day, in the order of the program."""
        return ((day, part.half, item) for day in self.days for part in day.halves for item in part.items)


@dataclass(frozen=True)
class Course:
    """A catalogue entry: something that can be taught. `slots`: 1 evening, 2 half-day, 4 whole day, travel included."""

    key: str
    title: Words
    theme: str
    method: TeachingMethod
    minutes: int
    credit_hours: int
    slots: int = 2
    local_label: str = ""
    levels: frozenset[str] = frozenset()  # empty: for everybody
    topics: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    instructors: tuple[InstructorFee, ...] = ()  # qualified, any one of them can teach it
    stops: tuple[Stop, ...] = ()
    costs: tuple[Cost, ...] = ()
    value: int = 100  # how much it is worth beside others of its theme, e.g. satisfaction in percent


@dataclass(frozen=True)
class Source:
    """Where a value of a rule set was read; `verified` False prints as 未核实 wherever the value is used."""

    text: str
    verified: bool = True


@dataclass(frozen=True)
class Line:
    """A line of the ceiling, in the order in which the rule set names them, and the kinds of cost it holds."""

    code: str
    title: Words
    holds: frozenset[CostKind]


@dataclass(frozen=True)
class TrainingClass:
    """A class of training (一类、二类、三类): who decides it and its ceilings in fen per person-day."""

    code: str
    title: Words
    levels: frozenset[str]
    cap: int | None
    split: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Tier:
    """Days beyond `beyond` count with `rate` of the ceiling, up to the next tier."""

    beyond: int
    rate: Fraction


@dataclass(frozen=True)
class DayCount:
    """Which days the ceiling counts: at most so many of arrival, of departure, and of both together (None: no limit)."""

    arrival_most: int | None = None
    departure_most: int | None = None
    together_most: int | None = None


@dataclass(frozen=True)
class StaffLimit:
    """How many staff may be counted beside the trainees; `in_person_days` says whether the ceiling covers them."""

    ratio: Fraction | None = None
    most: int | None = None
    in_person_days: bool = True


@dataclass(frozen=True)
class FeeCap:
    """The most a title may be paid after tax; a soft ceiling (一般不超过) warns instead of blocking."""

    code: str
    title: Words
    titles: frozenset[str]
    cap: int
    soft: bool = False


@dataclass(frozen=True)
class FeeRules:
    """Lecture fees: ceilings by title, what they are per, paid hours in a half-day (hundredths), uplift for remote."""

    basis: FeeBasis = FeeBasis.HOUR
    caps: tuple[FeeCap, ...] = ()
    most_paid_hours: int | None = None
    joint_paid_once: bool = False
    remote_uplift: Fraction | None = None
    remote_needs_approval: bool = True


@dataclass(frozen=True)
class TaxBracket:
    """Withholding on labour remuneration from a gross in fen: (gross x (1 - share) - allowance) x rate - quick."""

    above: int
    rate: Fraction
    allowance: int = 0
    share: Fraction = Fraction(0)
    quick: int = 0


@dataclass(frozen=True)
class Stance:
    """How a rule set looks on one practice: its severity, None where it is allowed or the text is not known."""

    severity: Severity | None = None
    within_days: int | None = None
    approval: str = ""


@dataclass(frozen=True)
class RuleSet:
    """What one payer's money may be spent on, from a day on: an edition of a regulation as data."""

    key: str
    version: int
    title: Words
    jurisdiction: str
    fund_sources: frozenset[FundSource]
    effective_from: dt.date | None
    effective_to: dt.date | None = None
    lines: tuple[Line, ...] = ()
    classes: tuple[TrainingClass, ...] = ()
    pooled: bool | None = None
    unpooled_lines: frozenset[str] = frozenset()  # lines with a limit of their own even where others are pooled
    tiers: tuple[Tier, ...] = ()
    day_count: DayCount = DayCount()
    staff: StaffLimit = StaffLimit()
    fees: FeeRules = FeeRules()
    tax: tuple[TaxBracket, ...] = ()
    trainee_travel: Stance = Stance()
    study_tour: Stance = Stance()
    out_of_province: Stance = Stance()
    forbidden: frozenset[CostKind] = frozenset()
    leave_fraction: Fraction | None = None
    clauses: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        """The name a package freezes: key and version."""
        return f"{self.key}@{self.version}"


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
    """What one instructor is paid in one month: hours and fee as counted, the tax on it, and the gross."""

    instructor: str
    name: Words
    month: str
    paid_hours: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True)
class Price:
    """What a package costs under one rule set. `total` is None as long as a fact is missing: see `missing`.

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


@dataclass(frozen=True)
class Place:
    """Where in a package a finding points; all empty: the package as a whole."""

    day: int | None = None
    half: Half | None = None
    item: str = ""
    line: str = ""


Params = Mapping[str, int | str | Words]
"""The figures and names of a message: money in fen under a key ending in `_fen`, names in both languages as Words."""


@dataclass(frozen=True)
class Targets:
    """What the agency or the center aims at, beside what regulations demand; None or empty: no aim.

    Bands are percent of teaching time, lowest and highest. A half-day holds so many minutes, travel included.
    """

    bands: Mapping[TeachingMethod, tuple[int, int]] = field(default_factory=dict)
    most_minutes_a_day: int | None = None
    most_lectures_in_a_row: int | None = None
    most_evenings: int | None = None
    half_day_minutes: int | None = None


@dataclass(frozen=True)
class Mend:
    """A smallest change that settles a finding; `effect` is what it adds to the total in fen, None if not known."""

    code: str
    params: Params
    effect: int | None = None


@dataclass(frozen=True)
class Finding:
    """What a rule says about a package: which rule and clause, how grave, where, the figures, and what would mend it.

    `code` and `params` are a message of the catalogue. `verified` False: the figure it rests on is 未核实.
    """

    code: str
    severity: Severity
    params: Params = field(default_factory=dict)
    clause: str = ""
    place: Place = Place()
    mends: tuple[Mend, ...] = ()
    verified: bool = True


class Level(StrEnum):
    """职务层次: whom a course suits, and which class of training a package falls into."""

    MINISTRY = "ministry"  # 省部级
    BUREAU = "bureau"  # 厅局级、司局级
    DIVISION = "division"  # 县处级
    SECTION = "section"  # 乡科级
    STAFF = "staff"  # 其他人员


@dataclass(frozen=True)
class CourseCard:
    """What a list says of a course. `titles` are those of who can teach it, `satisfaction` tenths of a percent."""

    id: int
    code: str
    title: Words
    theme: Words
    method: TeachingMethod
    local_label: str
    minutes: int
    credit_hours: int
    slots: int
    levels: tuple[str, ...]
    satisfaction: int | None
    ratings: int
    is_published: bool
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteCard:
    """A field site as the catalogue names it; travel is one way from the center, weekdays are ISO (1 Monday)."""

    id: int
    name: Words
    minutes: int
    travel_minutes: int
    closed_weekdays: tuple[int, ...] = ()


@dataclass(frozen=True)
class CourseFacts:
    """Everything kept of one course. Paid hours and who teaches it are for staff alone."""

    card: CourseCard
    summary: Words
    requires: tuple[CourseCard, ...]
    excludes: tuple[CourseCard, ...]
    sites: tuple[SiteCard, ...]
    topics: tuple[str, ...]
    capacity: int
    times_taught: int
    paid_hours: int | None
    instructors: tuple[tuple[int, str], ...]
    version: int


@dataclass(frozen=True)
class CourseFilter:
    """Which courses a list shows; what is empty does not narrow it. `most_hours` in hundredths."""

    text: str = ""
    theme: str = ""
    method: TeachingMethod | None = None
    level: Level | None = None
    most_hours: int | None = None
    site: int | None = None


@dataclass(frozen=True)
class PackageCard:
    """What a list says of a package. `lessons` counts its items that teach."""

    id: int
    title: str
    agency: str
    kind: PackageKind
    state: PackageState
    days: int
    headcount: int | None
    starts_on: dt.date | None
    changed_at: dt.datetime
    lessons: int


@dataclass(frozen=True)
class PackageFacts:
    """What was entered about a package, apart from its day plan. `costs` are fen per person-day by kind of cost."""

    id: int
    agency: int | None
    agency_name: str
    is_agency_confirmed: bool
    kind: PackageKind
    title: str
    state: PackageState
    headcount: int | None
    staff: int
    level: str
    fund_source: str
    rule_set: str
    starts_on: dt.date | None
    days: int
    has_arrival_day: bool
    has_departure_day: bool
    costs: Mapping[str, int]
    needs: str
    changed_at: dt.datetime
    submitted_at: dt.datetime | None
    version: int


@dataclass(frozen=True)
class Studio:
    """A package with everything that is said of it while it is composed."""

    facts: PackageFacts
    package: Package
    rules: RuleSet
    price: Price
    findings: tuple[Finding, ...]
    catalogue: tuple[Course, ...]

    @property
    def blocked(self) -> bool:
        """Whether a finding forbids that it is submitted as it stands."""
        return any(found.severity is Severity.BLOCK for found in self.findings)


class PaperKind(StrEnum):
    """The papers of a program that hands sign and seal."""

    ACCEPTANCE = "acceptance"  # 报价确认函
    AGREEMENT = "agreement"  # 委托培训协议


class PaperState(StrEnum):
    TO_SIGN = "to_sign"  # 待签订
    SEALED = "sealed"  # 我方已盖章
    SIGNED = "signed"  # 双方已签订


@dataclass(frozen=True)
class Answer:
    """Who answered a quotation, with what authority, and when."""

    name: str
    post: str
    authority: str
    at: dt.datetime | None
    note: str = ""


@dataclass(frozen=True)
class Quotation:
    """报价单: a numbered, frozen snapshot. `package`, `price` and `findings` are what was quoted, not what is now."""

    id: int
    number: str
    edition: int
    state: QuotationState
    agency: int
    agency_name: str
    package_id: int
    package: Package
    price: Price
    findings: tuple[Finding, ...]
    rules: Words
    valid_until: dt.date
    total: int
    per_person_day: int
    document_hash: str
    handled_by: str
    sent_at: dt.datetime | None
    answer: Answer
    version: int
    program: int | None = None

    @property
    def title(self) -> str:
        return self.package.title.zh


@dataclass(frozen=True)
class QuotationCard:
    """One line of the list of quotations."""

    id: int
    number: str
    edition: int
    title: str
    agency_name: str
    state: QuotationState
    total: int
    per_person_day: int
    valid_until: dt.date
    handled_by: str


@dataclass(frozen=True)
class Paper:
    """A paper to be signed and sealed by hand, and the scan of it that was filed."""

    id: int
    kind: PaperKind
    number: str
    state: PaperState
    scan: int | None
    filed_by: str
    filed_at: dt.datetime | None
    facts: Mapping[str, str]
    version: int


@dataclass(frozen=True)
class Program:
    """培训项目: the accepted commitment, or a planned class (then without agency and quotation)."""

    id: int
    number: str
    title: str
    state: ProgramState
    agency: int | None
    agency_name: str
    package: int
    quotation: int | None
    headcount: int
    starts_on: dt.date
    ends_on: dt.date
    plan_number: str
    cost_plan: int | None
    papers: tuple[Paper, ...] = ()
    sessions: int = 0
    placed: int = 0
    named: int = 0
    certified: int = 0


@dataclass(frozen=True)
class Party:
    """The client agency as its papers name it."""

    name: str
    uscc: str
    address: str
    telephone: str
