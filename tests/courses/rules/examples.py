"""The packages that the tests of rules and prices argue about."""

from dataclasses import replace

from courses.model import (
    Cost,
    CostKind,
    Day,
    HalfDay,
    InstructorFee,
    Item,
    Package,
    People,
    Per,
    Run,
    TeachingMethod,
    Words,
)
from courses.rules import regulations
from training.model import Half

CENTRAL = regulations.find("CN-CENTRAL-2016-540", regulations.shipped())
CLASS_3_BOARD = (
    Cost(CostKind.LODGING, 34_000, Per.PERSON_DAY),
    Cost(CostKind.MEALS, 13_000, Per.PERSON_DAY),
    Cost(CostKind.VENUE, 5_000, Per.PERSON_DAY),
    Cost(CostKind.OTHER, 3_000, Per.PERSON_DAY),
)


def package(trainees=50, days=5, *, level="section", staff=0, **facts):
    """A class with its days and board, and nothing taught yet."""
    return Package(
        **{
            "key": "p",
            "title": Words("培训班"),
            "runs": (Run((People(level, trainees),), staff),),
            "day_count": days,
            **facts,
        }
    )


def lecture(key="talk", *, title="full_senior", fee=100_000, hours=400, instructor="wang", **facts):
    """A lecture of one instructor; money in fen, hours in hundredths."""
    paid = InstructorFee(instructor, title, fee, paid_hours=hours)
    return Item(**{"key": key, "title": Words(key), "method": TeachingMethod.LECTURE, "instructors": (paid,), **facts})


def taught(*halves, plan=None):
    """A package whose half-days are filled: (day, half, item, item, …) each."""
    days = {}
    for number, half, *items in halves:
        days.setdefault(number, []).append(HalfDay(half, tuple(items)))
    filled = tuple(Day(number, tuple(parts)) for number, parts in days.items())
    return replace(plan or package(), days=filled)


MORNING, AFTERNOON, EVENING = Half.AM, Half.PM, Half.EVENING
