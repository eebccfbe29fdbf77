"""The catalogues of the demonstration centers, as facts and as the courses that the rules understand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courses.model import Course, InstructorFee, Stop, TeachingMethod, Words
from training.demo import facts, reading
from training.demo.facts import FieldSite, Instructor, Level

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Theme:
    key: str
    title: Words


@dataclass(frozen=True)
class CourseFacts:
    """A catalogue entry. Minutes are by the clock, credit and paid hours in hundredths; none is derived from another."""

    key: str
    title: Words
    theme: str
    method: TeachingMethod
    minutes: int
    credit_hours: int
    paid_hours: int
    slots: int
    instructors: tuple[str, ...]
    summary: Words
    value: int
    local_label: str = ""
    levels: frozenset[Level] = frozenset()
    sites: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    capacity: int = 0


@dataclass(frozen=True)
class Catalogue:
    """What one center publishes, in the order of its file."""

    themes: tuple[Theme, ...]
    courses: tuple[CourseFacts, ...]


@cache
def catalogue(center: str) -> Catalogue:
    """The catalogue of one center, every reference checked. Raises reading.Faulty."""
    path = FOLDER / center / "courses.toml"
    made = Catalogue(reading.rows(path, "themes", Theme), reading.rows(path, "courses", CourseFacts))
    _check(center, made)
    return made


def courses(center: str) -> tuple[Course, ...]:
    """The same catalogue as the rules, the designer and the studio know it."""
    people = {instructor.key: instructor for instructor in facts.center(center).instructors}
    places = {site.key: site for site in facts.center(center).sites}
    return tuple(_course(course, people, places) for course in catalogue(center).courses)


def _course(course: CourseFacts, people: dict[str, Instructor], places: dict[str, FieldSite]) -> Course:
    return Course(
        key=course.key,
        title=course.title,
        theme=course.theme,
        method=course.method,
        minutes=course.minutes,
        credit_hours=course.credit_hours,
        slots=course.slots,
        local_label=course.local_label,
        levels=frozenset(level.value for level in course.levels),
        topics=course.topics,
        needs=course.needs,
        excludes=course.excludes,
        instructors=tuple(fee(people[key], course.paid_hours) for key in course.instructors),
        stops=tuple(stop(places[key]) for key in course.sites),
        value=course.value,
    )


def fee(instructor: Instructor, paid_hours: int) -> InstructorFee:
    """What is agreed with an instructor for so many hundredths of an hour."""
    return InstructorFee(
        instructor=instructor.key,
        title=instructor.title,
        fee=instructor.fee,
        paid_hours=paid_hours,
        takes_fee=instructor.takes_fee,
        remote=instructor.is_remote,
        name=Words(instructor.name),
    )


def stop(site: FieldSite) -> Stop:
    """A field site as a stop; its travel is one way from the center."""
    return Stop(
        title=Words(site.name, site.name_en),
        site=site.key,
        minutes=site.visiting_minutes,
        travel_minutes=site.travel_minutes,
        closed_weekdays=site.closed_weekdays,
    )


def _check(center: str, made: Catalogue) -> None:
    """Themes, instructors, sites and other courses that a course names exist."""
    people = facts.center(center)

    def every(noun: str, named: Callable[[CourseFacts], Iterable[str]], known: Iterable[str]) -> None:
        reading.refer(lambda course: f"{center}/courses.toml {course.key!r}, {noun}", made.courses, named, known)

    every("theme", lambda course: [course.theme], [theme.key for theme in made.themes])
    every("instructors", lambda course: course.instructors, [one.key for one in people.instructors])
    every("sites", lambda course: course.sites, [site.key for site in people.sites])
    every("needs, excludes", lambda course: course.needs | course.excludes, [one.key for one in made.courses])
