"""Telling those whom it concerns that a class waits for its certificates, and that they are there. Each once."""

from typing import Any

from certificates.queries import completion, told
from certificates.queries.told import Holder
from enrollment.model import Cohort
from enrollment.queries import cohorts, readers, roster
from enrollment.queries.readers import Reader
from training import db, notices
from training.access import Actor
from training.queries import centers


async def closed(actor: Actor, cohort: int) -> int:
    """A class was closed: who issues to it is told how many have earned a certificate. Returns how many were told."""
    people = await completion.of_class(actor, await roster.of_class(actor, cohort))
    due, refused = sum(one.is_due for one in people), sum(not one.verdict.eligible for one in people)
    async with db.write():
        of = await cohorts.one(actor, cohort)
        facts = await _facts(actor, of, due=due, refused=refused)
        key = f"certificates-due:{cohort}"
        return sum([await _mail(actor, who, "certificates_due", key, facts) for who in await told.staff(actor, of)])


async def issued(actor: Actor, cohort: int) -> int:
    """Certificates can be fetched: holders and the agency that sent them are told. Returns how many were told.

    A trainee is told of each certificate once; the agency again when more have been issued.
    """
    async with db.write():
        of = await cohorts.one(actor, cohort)
        holders = await told.holders(actor, of)
        facts = await _facts(actor, of, n=len(holders))
        sent = [await _holder(actor, one, facts) for one in holders]
        for who in await told.liaisons(actor, of) if holders else ():
            key = f"certificates:{cohort}:{max(one.certificate for one in holders)}"
            sent.append(await _mail(actor, who, "certificates_ready", key, facts))
    return sum(sent)


async def _holder(actor: Actor, one: Holder, facts: dict[str, Any]) -> bool:
    """By mail where there is an address and a server, else by text message."""
    key, his = f"certificate:{one.certificate}", {**facts, "number": one.number}
    if await _mail(actor, one.who, "certificate", key, his):
        return True
    link = readers.link(one.who, facts["center"])
    return await notices.sms(actor, one.who.mobile, "certificate", key, lang=one.who.lang, link=link, **his)


async def _mail(actor: Actor, who: Reader, topic: str, key: str, facts: dict[str, Any]) -> bool:
    said = {"name": who.name, "link": readers.link(who, facts["center"]), **facts}
    return await notices.mail(actor, who.mail, topic, f"{key}:{who.key}", lang=who.lang, **said)


async def _facts(actor: Actor, of: Cohort, **more: int) -> dict[str, Any]:
    """What every message about the class says."""
    return {"cohort": of.name, "center": await centers.by_id(actor.center or 0), **more}
