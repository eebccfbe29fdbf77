"""What the center itself is made of, as plain frozen values: people, agencies, instructors, venues, half-days."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Half(StrEnum):
    """上午, 下午, 晚上: the unit in which a class is planned. Morning and afternoon have two slots, the evening one."""

    AM = "am"
    PM = "pm"
    EVENING = "evening"

    @property
    def slots(self) -> int:
        return 1 if self is Half.EVENING else 2


class AgencyState(StrEnum):
    """An agency may compose before it is confirmed, and submit after."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class VenueKind(StrEnum):
    ROOM = "room"
    FIELD_SITE = "field_site"


class Title(StrEnum):
    """职称 as the ceilings of lecture fees name it. What stands on a card does not decide it: a person confirms each."""

    ACADEMICIAN = "academician"
    NATIONAL_EXPERT = "national_expert"
    FULL_SENIOR = "full_senior"
    ASSOCIATE_SENIOR = "associate_senior"
    INTERMEDIATE = "intermediate"
    JUNIOR = "junior"


class ResourceKind(StrEnum):
    """What can be booked."""

    INSTRUCTOR = "instructor"
    VENUE = "venue"


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"


class OutboxState(StrEnum):
    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


class IdType(StrEnum):
    """证件类型."""

    RESIDENT = "resident"
    MILITARY = "military"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_RESIDENT = "foreign_resident"
    PASSPORT = "passport"


DEFAULT_ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class CenterCard:
    """What every page says of the center it belongs to. `catalogue_stamp` is another after every change of its catalogue."""

    id: int
    slug: str
    name: str
    short_name: str
    name_en: str
    zone: str
    is_demo: bool
    address: str = ""
    telephone: str = ""
    icp: str = ""
    police_filing: str = ""
    bank_account: str = ""
    catalogue_stamp: str = ""


@dataclass(frozen=True)
class CenterFacts:
    """What a center says of itself, as its director enters it. Every number it gives begins with its mark (字号)."""

    slug: str
    name: str
    short_name: str
    name_en: str
    mark: str
    address: str
    telephone: str
    icp: str
    police_filing: str
    bank_account: str
    version: int


@dataclass(frozen=True)
class HalfHours:
    """The clock times of one half-day of a center's table."""

    half: Half
    starts: time
    ends: time


@dataclass(frozen=True)
class Agency:
    id: int
    name: str
    short_name: str
    uscc: str
    jurisdiction: str
    level: str
    telephone: str
    state: AgencyState
    programs: int = 0
    address: str = ""


@dataclass(frozen=True)
class Instructor:
    """授课教师. `fee` is after tax, in fen per paid hour; None where he takes the ceiling of his title, or none at all.

    `unavailable` are the half-days of every week on which he never teaches: ISO weekday (1 is Monday) and half.
    """

    id: int
    resource: int
    name: str
    title: str
    post: str
    organization: str
    takes_fee: bool
    fee: int | None
    is_active: bool
    unavailable: tuple[tuple[int, Half], ...] = ()
    version: int = 1


@dataclass(frozen=True)
class Venue:
    """A room or a field site. Minutes are by the clock; `closed_weekdays` are ISO weekdays (1 is Monday)."""

    id: int
    resource: int
    kind: VenueKind
    name: str
    capacity: int
    address: str
    lanes: int
    visiting_minutes: int
    travel_minutes: int
    closed_weekdays: tuple[int, ...]
    fee: int
    features: tuple[str, ...] = ()
    telephone: str = ""
    is_active: bool = True
    name_en: str = ""
    version: int = 1


@dataclass(frozen=True)
class Contact:
    """How an instructor is reached. Of his mobile number only some digits are shown."""

    mail: str
    mobile_masked: str


@dataclass(frozen=True)
class Booking:
    """A reserved stretch of an instructor or venue, from `starts` up to but not including `ends`."""

    id: int
    resource: int
    lane: int
    starts: datetime
    ends: datetime
    state: BookingState
    session: int
    note: str


@dataclass(frozen=True)
class Away:
    """Days an instructor cannot come or a venue is closed, both ends included."""

    resource: int
    first: date
    last: date
    reason: str
    id: int = 0
