"""What is kept of the catalogue, packages, quotations, programs and their papers."""

from piccolo.columns import JSON, BigInt, Boolean, Date, Integer, Serial, Text, Timestamptz, Varchar

from training.tenancy import Audience, CenterTable


class Course(CenterTable):
    """A catalogue entry. Public when published; `find_text` is folded for search in Chinese.

    `levels`, `topics`, `requires` and `excludes` are words apart by spaces, the last two codes of courses; no level means
    everybody. `satisfaction` is in tenths of a percent. Credit hours and paid hours are hundredths.
    """

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    code = Varchar(40)
    title = Varchar(200)
    title_en = Varchar(300)
    theme = Varchar(40, index=True)
    theme_en = Varchar(80)
    method = Varchar(20, index=True)
    local_label = Varchar(20)
    summary = Text()
    summary_en = Text()
    minutes = Integer()
    credit_hours = Integer()
    paid_hours = Integer(default=None, null=True)
    slots = Integer(default=2)
    levels = Text()
    topics = Text()
    requires = Text()
    excludes = Text()
    capacity = Integer(default=0)
    find_text = Text()
    is_published = Boolean(default=True)
    satisfaction = Integer(default=None, null=True)
    ratings = Integer(default=0)
    version = Integer(default=1)


class CourseInstructor(CenterTable):
    """Who can teach a course, best first."""

    id: Serial
    course = Integer(index=True)
    instructor = Integer(index=True)
    position = Integer()


class CourseSite(CenterTable):
    """The stops of a field course, in order."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    course = Integer(index=True)
    venue = Integer()
    position = Integer()


class Package(CenterTable):
    """培训方案: a design for one agency (or for a planned class, then without one)."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    kind = Varchar(10)
    title = Varchar(200)
    state = Varchar(20)
    headcount = Integer(default=None, null=True)
    staff = Integer(default=0)
    level = Varchar(40)
    fund_source = Varchar(40)
    rule_set = Varchar(60)
    starts_on = Date(default=None, null=True)
    days = Integer()
    has_arrival_day = Boolean(default=False)
    has_departure_day = Boolean(default=False)
    costs = JSON()
    needs = Text()
    wishes = JSON()
    composed_by = Integer(default=None, null=True)
    handled_by = Integer(default=None, null=True)
    created_at = Timestamptz(null=False)
    changed_at = Timestamptz(null=False)
    submitted_at = Timestamptz(default=None, null=True)
    version = Integer(default=1)


class PackageItem(CenterTable):
    """One thing in one half-day of a package. Its id travels to the session, the attendance and the certificate."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True)
    package = Integer(index=True)
    day = Integer()
    half = Varchar(10)
    position = Integer()
    kind = Varchar(20)
    course = Integer(default=None, null=True)
    title = Varchar(200)
    method = Varchar(20)
    minutes = Integer()
    credit_hours = Integer()
    is_fixed = Boolean(default=False)
    reason = Varchar(200)


class CenterCosts(CenterTable):
    """What a center usually asks per person-day, in fen by kind of cost: where a new package starts from."""

    audience = frozenset({Audience.PUBLIC})

    id: Serial
    costs = JSON()


class Quotation(CenterTable):
    """A numbered, frozen snapshot of a package with money. `secret_hash` opens it by link; `snapshot` is what was quoted."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(index=True)
    package = Integer(index=True)
    package_version = Integer(default=0)
    number = Varchar(60)
    edition = Integer(default=1)
    state = Varchar(20)
    total = BigInt()
    per_person_day = BigInt()
    valid_until = Date(null=False)
    snapshot = JSON()
    document_hash = Varchar(64)
    secret_hash = Varchar(64)
    handled_by = Integer()
    created_at = Timestamptz(null=False)
    sent_at = Timestamptz(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    answered_by = Varchar(100)
    answered_post = Varchar(100)
    authority = Varchar(200)
    answer_note = Text()
    version = Integer(default=1)


class ChangeWish(CenterTable):
    """修改意见: what an agency wishes changed in an edition of its quotation, which stays open."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(index=True)
    quotation = Integer(index=True)
    wish = Text()
    name = Varchar(100)
    at = Timestamptz(null=False)


class QuotationCost(CenterTable):
    """What the center keeps to itself of a quotation: internal cost and surplus. For staff only."""

    id: Serial
    quotation = Integer(unique=True)
    internal_cost = BigInt()
    detail = JSON()


class Program(CenterTable):
    """培训项目: the accepted commitment, or a planned class that the center opened itself."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    package = Integer()
    quotation = Integer(default=None, null=True, unique=True)
    number = Varchar(60)
    title = Varchar(200)
    state = Varchar(20)
    headcount = Integer()
    starts_on = Date(null=False)
    ends_on = Date(null=False)
    plan_number = Varchar(100)
    cost_plan = BigInt(default=None, null=True)
    created_at = Timestamptz(null=False)
    sessions = Integer(default=0)
    placed = Integer(default=0)
    named = Integer(default=0)
    certified = Integer(default=0)
    version = Integer(default=1)


class Paper(CenterTable):
    """报价确认函, 委托培训协议: a paper to be signed and sealed by hand, and the scan of it that was filed.

    `returned` says why the last scan was taken back; the scans themselves stay among the stored files.
    """

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(index=True)
    program = Integer(index=True)
    kind = Varchar(20)
    number = Varchar(60)
    state = Varchar(20)
    facts = JSON()
    scan = Integer(default=None, null=True)
    filed_by = Varchar(100)
    filed_at = Timestamptz(default=None, null=True)
    returned = Varchar(200)
    created_at = Timestamptz(null=False)
    version = Integer(default=1)
