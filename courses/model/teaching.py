"""Teaching, and the courses of the catalogue: what can be taught, how, by whom, where."""

from dataclasses import dataclass
from enum import StrEnum

from courses.model.costs import Cost, InstructorFee, Words


class TeachingMethod(StrEnum):
    """The five ways of teaching that the 2015 regulation on cadre education names (article 30)."""

    LECTURE = "lecture"
    SEMINAR = "seminar"
    CASE = "case"
    SIMULATION = "simulation"
    FIELD = "field"


class Level(StrEnum):
    """职务层次: whom a course suits, and which class of training a package falls into."""

    MINISTRY = "ministry"  # 省部级
    BUREAU = "bureau"  # 厅局级、司局级
    DIVISION = "division"  # 县处级
    SECTION = "section"  # 乡科级
    STAFF = "staff"  # 其他人员


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
    paid_hours: int | None
    instructors: tuple[tuple[int, str], ...]
    version: int


@dataclass(frozen=True, eq=False)
class Menu:
    """A page of the catalogue, how many courses its filter leaves, and the themes and field sites that a filter offers.

    Read once, kept as long as the catalogue is the same, and so equal to itself alone: what is written of it is kept too.
    """

    courses: list[CourseCard]
    total: int
    themes: tuple[Words, ...]
    sites: tuple[tuple[int, Words], ...]


@dataclass(frozen=True)
class CourseFilter:
    """Which courses a list shows; what is empty does not narrow it. `most_hours` in hundredths."""

    text: str = ""
    theme: str = ""
    method: TeachingMethod | None = None
    level: Level | None = None
    most_hours: int | None = None
    site: int | None = None
