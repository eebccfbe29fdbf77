"""Real programs as packages: every fact of `tests/data/cases` finds its place, and nothing is added to them."""

import datetime as dt
import json
import re
from pathlib import Path

from courses.model import (
    Cost,
    CostKind,
    Day,
    HalfDay,
    InstructorFee,
    Item,
    ItemKind,
    Package,
    PackageKind,
    People,
    Per,
    Run,
    Stop,
    TeachingMethod,
    Words,
)
from training.model import Half

FOLDER = Path(__file__).parents[2] / "data" / "cases"
LEVELS = {"11": "bureau", "21": "division", "23": "division", "31": "bureau", "33": "section"}
"""The level of the audience, where the page states one that rule sets know."""
KINDS = {
    "住宿费": CostKind.LODGING,
    "伙食费": CostKind.MEALS,
    "场地、资料、交通费": CostKind.VENUE,
    "其他费用": CostKind.OTHER,
}
ROADS = ("抵达", "返回", "转场")


def names():
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def facts(name):
    return json.loads(next(FOLDER.glob(f"{name}*.json")).read_text("utf-8"))


def package(name):
    """The program as a package, with what nobody said left open."""
    case = facts(name)
    number = case["case_id"][:2]
    arrival = _is_arrival(case)
    return Package(
        key=case["case_id"],
        title=Words(case["title"]),
        kind=PackageKind.MENU if "structure" in case else PackageKind.ORDER,
        days=tuple(_days(case)),
        runs=tuple(_runs(case, LEVELS.get(number, ""))),
        day_count=None if case["days"] is None else case["days"] - arrival,
        arrival_days=arrival,
        costs=tuple(_costs(case)),
    )


def _is_arrival(case):
    """1 where the first day holds nothing but registration."""
    first = [session for session in case["sessions"] if session["day"] == 1]
    return int(bool(first) and all(session["topic"] == "报到" for session in first))


def _days(case):
    numbers = dict.fromkeys(session["day"] for session in case["sessions"])
    for number in numbers:
        own = [(i, s) for i, s in enumerate(case["sessions"]) if s["day"] == number]
        periods = dict.fromkeys(session["period"] for _, session in own)
        halves = tuple(
            HalfDay(
                Half(period) if period in set(Half) else None,
                tuple(_item(i, session) for i, session in own if session["period"] == period),
            )
            for period in periods
        )
        yield Day(number, halves, next((_date(session.get("date")) for _, session in own), None))


def _item(i, session):
    method = session["method"] if session["method"] in set(TeachingMethod) else None
    titles = [session["instructor_title"]] if session["instructor_title"] else []
    start, end = (dt.time.fromisoformat(t) if (t := session[key]) else None for key in ("start", "end"))
    return Item(
        key=f"s{i}",
        title=Words(session["topic"] or ""),
        kind=_kind(session),
        method=TeachingMethod(method) if method else None,
        start=start,
        end=end,
        slots=4 if session["period"] == "all_day" and _kind(session) is ItemKind.ADMIN else None,
        stops=tuple(Stop(Words(site)) for site in (session["site"] or "").split("；") if site),
        instructors=tuple(InstructorFee(f"{title}{i}", name=Words(title)) for title in titles),
        note=session.get("note", ""),
    )


def _kind(session):
    if session["method"] == "ceremony":
        return ItemKind.CEREMONY
    if session["method"] == "admin":
        return ItemKind.TRAVEL if any(road in session["topic"] for road in ROADS) else ItemKind.ADMIN
    return ItemKind.TEACHING


def _runs(case, level):
    said = str(case["headcount"] or "")
    start = _date(case["start"])
    of_first = re.fullmatch(r"第一期(\d+)", said)
    count = int(of_first[1]) if of_first else case["headcount"] if isinstance(case["headcount"], int) else None
    people = (People(level, count, said),)
    if isinstance(case["batches"], int) and case["batches"] == 2:
        return (Run(people, start=start), Run((People(level),)))
    return (Run(people, start=start, times=case["batches"] if isinstance(case["batches"], int) else None),)


def _date(said):
    """A whole date; without its year it is none."""
    return dt.date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said or "") else None


def _costs(case):
    for line in case["price_lines"]:
        if line["item"] in KINDS:
            yield Cost(KINDS[line["item"]], int(line["amount"]) * 100, Per.PERSON_DAY, title=Words(line["item"]))
        elif line["item"] == "总投入":
            yield Cost(CostKind.OTHER, int(line["amount"]) * 100, Per.TOTAL, title=Words(line["item"]))
