"""What a demonstration center is made of before any course exists: people, agencies, instructors, venues.

Money is whole fen, durations are minutes, weekdays are ISO (1 is Monday), dates are days counted from the day of
loading. Every reference between the files is checked when they are read.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from training.access import Role
from training.demo import reading
from training.model import AgencyState, Half, IdType, Title

FOLDER = Path(__file__).parent


class Level(StrEnum):
    """职务层次, as rule sets name it: it decides the class of training."""

    MINISTRY = "ministry"  # 省部级
    BUREAU = "bureau"  # 厅局级、司局级
    DIVISION = "division"  # 县处级
    SECTION = "section"  # 乡科级
    STAFF = "staff"  # 其他人员


class AgencyLevel(StrEnum):
    """The standing of the unit itself."""

    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    INSTITUTION = "institution"
    COMPANY = "company"


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True)
class Hours:
    """The clock times of one half-day, HH:MM."""

    half: Half
    starts: str
    ends: str


@dataclass(frozen=True)
class Center:
    key: str
    name: str
    short_name: str
    name_en: str
    zone: str
    mark: str
    address: str
    telephone: str
    icp: str
    police_filing: str
    bank_account: str
    lat: float
    lng: float
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in; a liaison belongs to an agency."""

    key: str
    name: str
    roles: tuple[Role, ...]
    mail: str
    mobile: str
    post: str
    agency: str = ""
    language: str = "zh_CN"


@dataclass(frozen=True)
class Away:
    """Days from the day of loading on which somebody cannot come, both ends included."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True)
class Instructor:
    """授课教师. `fee` is fen per paid hour after tax; None: the ceiling of his title. `unavailable`: ISO weekday, half."""

    key: str
    name: str
    post: str
    organization: str
    mobile: str
    title: Title | None = None
    takes_fee: bool = True
    fee: int | None = None
    mail: str = ""
    unavailable: tuple[tuple[int, Half], ...] = ()
    away: tuple[Away, ...] = ()
    is_remote: bool = False


@dataclass(frozen=True)
class Room:
    key: str
    name: str
    name_en: str
    capacity: int
    address: str
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldSite:
    """现场教学点. `travel_minutes` is one way from the center; `lanes` groups at once; `fee` fen per group with a guide.

    `basis` says where the visiting minutes and closing days come from: `table` a published planning table, `assumed`
    the demonstration itself.
    """

    key: str
    name: str
    name_en: str
    county: str
    visiting_minutes: int
    travel_minutes: int
    closed_weekdays: frozenset[int]
    capacity: int
    lanes: int
    fee: int
    basis: str
    lat: float | None = None
    lng: float | None = None
    is_outdoors: bool = False
    rain_plan: str = ""


@dataclass(frozen=True)
class Agency:
    """委托单位. `jurisdiction` is the place whose rule sets bind its money."""

    key: str
    name: str
    short_name: str
    name_en: str
    uscc: str
    jurisdiction: str
    level: AgencyLevel
    fund_source: str
    address: str
    telephone: str
    state: AgencyState = AgencyState.CONFIRMED
    registered: int = -400


@dataclass(frozen=True)
class Trainee:
    """学员, in the order of precedence that his agency gave."""

    key: str
    agency: str
    name: str
    gender: Gender
    ethnic: str
    id_number: str
    mobile: str
    unit_post: str
    level: Level
    id_type: IdType = IdType.RESIDENT


@dataclass(frozen=True)
class Facts:
    """One demonstration center, whole; its key is the slug of its public pages."""

    center: Center
    accounts: tuple[Account, ...]
    instructors: tuple[Instructor, ...]
    rooms: tuple[Room, ...]
    sites: tuple[FieldSite, ...]
    agencies: tuple[Agency, ...]
    trainees: tuple[Trainee, ...]

    def named(self, agency: str) -> tuple[Trainee, ...]:
        """The people of one agency in its own order."""
        return tuple(trainee for trainee in self.trainees if trainee.agency == agency)


def centers() -> tuple[Facts, ...]:
    """Every demonstration center, the larger first."""
    return tuple(center(key) for key in ("jiangcheng", "binjiang"))


@cache
def center(key: str) -> Facts:
    """One demonstration center, every reference checked. Raises reading.Faulty."""
    folder = FOLDER / key
    facts = Facts(
        center=reading.row(f"{key}/center.toml", reading.table(folder / "center.toml"), Center),
        accounts=reading.rows(folder / "accounts.toml", "accounts", Account),
        instructors=reading.rows(folder / "instructors.toml", "instructors", Instructor),
        rooms=reading.rows(folder / "rooms.toml", "rooms", Room),
        sites=reading.rows(folder / "sites.toml", "sites", FieldSite),
        agencies=reading.rows(folder / "agencies.toml", "agencies", Agency),
        trainees=reading.rows(folder / "trainees.toml", "trainees", Trainee),
    )
    _check(key, facts)
    return facts


def _check(key: str, facts: Facts) -> None:
    """Liaisons and trainees belong to agencies that exist; a rain plan leads to another place of the center."""
    agencies = [agency.key for agency in facts.agencies]
    places = [*(site.key for site in facts.sites), *(room.key for room in facts.rooms)]
    reading.refer(
        lambda account: f"{key}/accounts.toml {account.key!r}", facts.accounts, _agency_of_account, ["", *agencies]
    )
    reading.refer(
        lambda trainee: f"{key}/trainees.toml {trainee.key!r}", facts.trainees, lambda t: [t.agency], agencies
    )
    reading.refer(
        lambda site: f"{key}/sites.toml {site.key!r}", facts.sites, lambda site: [site.rain_plan], ["", *places]
    )


def _agency_of_account(account: Account) -> list[str]:
    return [account.agency]
