"""Telling those whom a published timetable concerns, and only those, what changed for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from enrollment.model import Cohort, Demand, Difference, Edition, Replaced, Session
from enrollment.queries import agreed as agreements
from enrollment.queries import cohorts, readers, sessions, timetable
from enrollment.queries.readers import Reader
from enrollment.rules import agreed, editions
from enrollment.rules.editions import Told
from training import clock, db, notices
from training.access import Actor
from training.i18n import DEFAULT
from training.model import CenterCard
from training.queries import centers

NAME = "……"  # of whoever reads it


async def published(actor: Actor, cohort: int, edition: int) -> int:
    """Mail or text everybody an edition concerns, each once however often this is called. Returns how many.

    Instructors are told of their own lessons; adviser, liaisons and trainees of all that changed in the class.
    Raises Missing.
    """
    async with db.write():
        of = await cohorts.one(actor, cohort)
        frozen = next(one for one in await timetable.editions(actor, cohort) if one.edition == edition)
        told = [(who, _concerning(who, frozen)) for who in await _readers(actor, of, frozen)]
        card = await centers.by_id(actor.center or 0)
        sent = [await _tell(actor, who, changes, of=of, edition=frozen, card=card) for who, changes in told]
    return sum(sent)


@dataclass(frozen=True)
class Coming:
    """The next edition before it is published: what it changes, how many of whom it tells, and what they read."""

    changes: list[Difference]
    trainees: int
    instructors: int
    accounts: int
    mail: str
    text: str
    replaced: list[Replaced]


async def coming(actor: Actor, demand: Demand, reason: str = "") -> Coming:
    """What publishing the one cohort of this demand would tell, as its class reads it. Nothing is sent."""
    [cohort] = demand.cohorts
    before = await timetable.snapshot(actor, cohort.id, cohort.edition)
    changes = editions.differences(before, editions.snapshot(demand.sessions))
    edition = Edition(cohort.edition + 1, reason, actor.name, clock.now(), tuple(changes))
    told = [who for who in await _readers(actor, cohort, edition) if _concerning(who, edition)]
    anybody, card = Reader("", NAME, "", "", DEFAULT, "/me/timetable"), await centers.by_id(actor.center or 0)
    said = _facts(anybody, editions.for_class(changes), of=cohort, edition=edition, card=card)
    kinds = Counter(who.key[:1] for who in told)
    return Coming(
        changes,
        kinds["t"],
        kinds["i"],
        kinds["a"],
        notices.said("mail/timetable.txt", DEFAULT, said) if changes else "",
        notices.said("mail/timetable_sms.txt", DEFAULT, said) if changes else "",
        agreed.replaced(demand.sessions, await agreements.instructors(actor, demand.cohorts)),
    )


async def cancelled(actor: Actor, cohort: int, lost: Sequence[int]) -> int:
    """Tell everybody of a class that it was cancelled, instructors which lessons they lose. Returns how many."""
    async with db.write():
        of = await cohorts.one(actor, cohort)
        lessons = [one for one in await sessions.of_cohort(actor, cohort) if one.id in lost and one.is_published]
        teachers = sorted({person.id for one in lessons for person in one.instructors})
        people = await readers.instructors(actor, teachers)
        people += [*await readers.accounts(actor, of), *await readers.trainees(actor, of)]
        card = await centers.by_id(actor.center or 0)
        return sum([await _say_cancelled(actor, who, of, lessons, card) for who in people])


async def _say_cancelled(actor: Actor, who: Reader, of: Cohort, lessons: list[Session], card: CenterCard) -> bool:
    facts: dict[str, Any] = {
        "name": who.name,
        "cohort": of.name,
        "first": of.starts_on,
        "last": of.ends_on,
        "reason": of.cancelled_reason,
        "lessons": [one for one in lessons if who.instructor in {person.id for person in one.instructors}],
        "link": readers.link(who, card),
        "center": card,
    }
    key = f"class-cancelled:{of.id}:{who.key}"
    return await notices.mail(actor, who.mail, "class_cancelled", key, lang=who.lang, **facts) or await notices.sms(
        actor, who.mobile, "class_cancelled", key, lang=who.lang, **facts
    )


async def _readers(actor: Actor, cohort: Cohort, edition: Edition) -> list[Reader]:
    return [
        *await readers.instructors(actor, editions.touched(edition.changes)),
        *await readers.accounts(actor, cohort),
        *await readers.trainees(actor, cohort),
    ]


def _concerning(who: Reader, edition: Edition) -> list[Told]:
    if who.instructor:
        return editions.for_instructor(edition.changes, who.instructor)
    return editions.for_class(edition.changes)


async def _tell(
    actor: Actor, who: Reader, changes: list[Told], *, of: Cohort, edition: Edition, card: CenterCard
) -> bool:
    """By mail where there is an address and a server, else by text message."""
    facts = _facts(who, changes, of=of, edition=edition, card=card)
    key = f"timetable:{of.id}:{edition.edition}:{who.key}"
    return await notices.mail(actor, who.mail, "timetable", key, lang=who.lang, **facts) or await notices.sms(
        actor, who.mobile, "timetable", key, lang=who.lang, **facts
    )


def _facts(who: Reader, changes: list[Told], *, of: Cohort, edition: Edition, card: CenterCard) -> dict[str, Any]:
    return {
        "name": who.name,
        "cohort": of.name,
        "edition": edition.edition,
        "reason": edition.reason,
        "changes": changes,
        "link": readers.link(who, card),
        "center": card,
    }
