"""What is kept of cohorts, sessions, timetables, rosters and attendance."""

from typing import Any

from piccolo.columns import JSON, Boolean, Date, Integer, Serial, Text, Timestamptz, Varchar

from training.access import Actor
from training.tenancy import Audience, CenterTable

_TEACHING = frozenset({Audience.AGENCY, Audience.TRAINEE, Audience.INSTRUCTOR})


class PlanningRules(CenterTable):
    """How a center weighs its timetables: strengths by rule and prices by wish, where they are not the usual ones."""

    id: Serial
    strengths = JSON()
    weights = JSON()


class Enrollment(CenterTable):
    """A trainee's place in a cohort; `position` is 名册顺序, the order of precedence that the agency gave."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    cohort = Integer(index=True)
    trainee = Integer(index=True)
    position = Integer()
    state = Varchar(20)
    name = Varchar(100)
    unit_post = Varchar(200)
    confirmed_at = Timestamptz(default=None, null=True)
    replaced_by = Integer(default=None, null=True)
    note = Varchar(200)


def _enrolled(actor: Actor) -> Any:
    """The cohorts in which a trainee has a place."""
    mine = (Enrollment.center == actor.center) & (Enrollment.trainee == actor.trainee)
    return Enrollment.select(Enrollment.cohort).where(mine)


class Cohort(CenterTable):
    """班次: one run of a program with its own people and dates."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True, index=True)
    program = Integer(index=True)
    package = Integer()
    name = Varchar(200)
    run_number = Integer(default=1)
    state = Varchar(20)
    headcount = Integer()
    starts_on = Date(null=False)
    ends_on = Date(null=False)
    adviser = Integer(default=None, null=True)
    home_room = Integer(default=None, null=True)
    class_code = Varchar(20, unique=True)
    timetable_edition = Integer(default=0)
    roster_due = Date(default=None, null=True)
    closed_at = Timestamptz(default=None, null=True)
    cancelled_reason = Varchar(200)
    version = Integer(default=1)

    @classmethod
    def for_trainee(cls, actor: Actor) -> Any:
        return cls.id.is_in(_enrolled(actor))


class Session(CenterTable):
    """课次: one scheduled piece of teaching or ceremony. Times are set once it is placed."""

    audience = _TEACHING

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer(index=True)
    package_item = Integer()
    kind = Varchar(20)
    title = Varchar(200)
    course = Integer(default=None, null=True)
    method = Varchar(20)
    minutes = Integer()
    credit_hours = Integer()
    slots = Integer()
    wished_day = Integer(default=None, null=True)
    wished_half = Varchar(10)
    position = Integer()
    is_fixed = Boolean(default=False)
    is_pinned = Boolean(default=False)
    state = Varchar(20)
    on_day = Date(default=None, null=True)
    half = Varchar(10)
    starts_at = Timestamptz(default=None, null=True)
    ends_at = Timestamptz(default=None, null=True)
    is_published = Boolean(default=False)
    cancelled_reason = Varchar(200)
    version = Integer(default=1)

    @classmethod
    def for_trainee(cls, actor: Actor) -> Any:
        return (cls.is_published == True) & cls.cohort.is_in(_enrolled(actor))  # noqa: E712 - a clause, not a comparison

    @classmethod
    def for_instructor(cls, actor: Actor) -> Any:
        mine = (SessionInstructor.center == actor.center) & (SessionInstructor.instructor == actor.instructor)
        taught = SessionInstructor.select(SessionInstructor.session).where(mine)
        return (cls.is_published == True) & cls.id.is_in(taught)  # noqa: E712


class SessionGuest(CenterTable):
    """A further cohort that sits in the same session: one session, one booking."""

    id: Serial
    session = Integer(index=True)
    cohort = Integer(index=True)


class SessionInstructor(CenterTable):
    """Who teaches a session; each with a booking of his own once the session is placed."""

    audience = _TEACHING

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer()
    session = Integer(index=True)
    instructor = Integer(index=True)
    booking = Integer(default=None, null=True)
    position = Integer(default=0)

    @classmethod
    def for_trainee(cls, actor: Actor) -> Any:
        return cls.cohort.is_in(_enrolled(actor))


class SessionStop(CenterTable):
    """Where a session is held: one room, or the ordered stops of a field session, each with its own booking."""

    audience = _TEACHING

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer()
    session = Integer(index=True)
    venue = Integer()
    booking = Integer(default=None, null=True)
    position = Integer(default=0)

    @classmethod
    def for_trainee(cls, actor: Actor) -> Any:
        return cls.cohort.is_in(_enrolled(actor))

    @classmethod
    def for_instructor(cls, actor: Actor) -> Any:
        mine = (SessionInstructor.center == actor.center) & (SessionInstructor.instructor == actor.instructor)
        return cls.session.is_in(SessionInstructor.select(SessionInstructor.session).where(mine))


class Timetable(CenterTable):
    """A named, frozen version of a cohort's timetable with what changed since the last."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer(index=True)
    edition = Integer()
    reason = Varchar(200)
    snapshot = JSON()
    changes = JSON()
    published_by = Varchar(100)
    published_at = Timestamptz(null=False)


class Proposal(CenterTable):
    """One run of the solver: what was asked, how far it is, what it found."""

    id: Serial
    cohorts = JSON()
    state = Varchar(20)
    progress = JSON()
    plan = JSON()
    seconds = Integer()
    seed = Integer()
    stop_asked = Boolean(default=False)
    asked_by = Varchar(100)
    created_at = Timestamptz(null=False)
    changed_at = Timestamptz(null=False)


class RosterUpload(CenterTable):
    """A roster as it was sent, waiting to be checked. Its rows are encrypted: they hold ID numbers."""

    audience = frozenset({Audience.AGENCY})

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer(index=True)
    file_name = Varchar(200)
    sealed_rows = Text()
    row_count = Integer()
    fault_count = Integer()
    state = Varchar(20)
    uploaded_by = Varchar(100)
    uploaded_at = Timestamptz(null=False)
    version = Integer(default=1)


class Attendance(CenterTable):
    """One person in one session-bearing half-day."""

    audience = frozenset({Audience.AGENCY, Audience.TRAINEE})

    id: Serial
    agency = Integer(default=None, null=True)
    cohort = Integer(index=True)
    enrollment = Integer(index=True)
    trainee = Integer(index=True)
    on_day = Date(null=False)
    half = Varchar(10)
    mark = Varchar(20)
    reason = Varchar(200)
    taken_by = Varchar(100)
    taken_at = Timestamptz(null=False)
    version = Integer(default=1)
