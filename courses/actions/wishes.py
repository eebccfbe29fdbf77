"""An agency states what it wishes of a class made to order; it is kept on the package and read by the designer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated

from pydantic import Field

from courses import tables
from courses.actions.packages import change, refuse_faults
from courses.model import FixedWish, Liked, Liking, Urgency, Wishes
from courses.queries import packages
from courses.queries import wishes as queries
from courses.queries.wishes import Offered
from courses.rules import composing
from training import audit, db
from training.access import Actor
from training.errors import Fault
from training.model import Half
from training.queries import centers
from training.text import Day, Key, Text, Version
from training.web.forms import Form

MOST_FIXED = 6
Money = Annotated[int, Field(ge=1, le=10_000_000_000)]


class FixedForm(Form):
    """One thing that stands where it stands."""

    day: Annotated[int, Field(ge=1, le=composing.MOST_DAYS)]
    half: Half
    title: Annotated[Text, Field(min_length=1, max_length=100)]


class WishesForm(Form):
    """What is wished, money in fen: themes by name, sites and instructors by id."""

    version: Version
    themes: Annotated[dict[Text, Urgency], Field(max_length=100, default_factory=dict)]
    earliest: Day | None = None
    latest: Day | None = None
    sites: Annotated[dict[Key, Liking], Field(max_length=300, default_factory=dict)]
    instructors: Annotated[dict[Key, Liking], Field(max_length=300, default_factory=dict)]
    fixed: Annotated[list[FixedForm], Field(max_length=MOST_FIXED, default_factory=list)]
    budget_per_person_day: Money | None = None
    budget_total: Money | None = None


async def state(actor: Actor, id: int, given: WishesForm) -> None:
    """Keep the wishes of a package in the place of those before. Raises Invalid naming every fault, Missing, Clash."""
    async with db.write():
        before, offered = await packages.facts(actor, id), await queries.offered(actor)
        refuse_faults(_faults(given, before.days, before.wishes, await centers.today(actor.center), offered))
        wishes = Wishes(
            themes=tuple(sorted(given.themes.items(), key=lambda each: (list(Urgency).index(each[1]), each[0]))),
            earliest=given.earliest,
            latest=given.latest,
            sites=_liked(given.sites, offered.sites),
            instructors=_liked(given.instructors, offered.instructors),
            fixed=tuple(FixedWish(each.day, each.half, each.title) for each in given.fixed),
            budget_per_person_day=given.budget_per_person_day,
            budget_total=given.budget_total,
        )
        await change(actor, id, given.version, {tables.Package.wishes: json.dumps(asdict(wishes), default=str)})
        await audit.note(actor, "wished", "package", id)


def _faults(given: WishesForm, days: int, before: Wishes, today: date, offered: Offered) -> dict[str, Fault]:
    found = {}
    for name in ("earliest", "latest"):
        day = getattr(given, name)
        if day and day < today and day != getattr(before, name):
            found[name] = Fault("package.in-the-past", {"date": today.isoformat()})
    if given.earliest and given.latest and given.latest < given.earliest:
        found["latest"] = Fault("wishes.window")
    if set(given.themes) - set(offered.themes):
        found["themes"] = Fault("form.choose")
    for name, known in (("sites", offered.sites), ("instructors", offered.instructors)):
        if set(getattr(given, name)) - {each[0] for each in known}:
            found[name] = Fault("form.choose")
    for place, each in enumerate(given.fixed):
        if each.day > days:
            found[f"fixed.{place}.day"] = Fault("wishes.day-beyond", {"days": days})
    return found


def _liked(given: Mapping[int, Liking], known: Sequence[tuple[int, str]]) -> tuple[Liked, ...]:
    return tuple(Liked(which, name, given[which]) for which, name in known if which in given)
