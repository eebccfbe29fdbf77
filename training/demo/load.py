"""Put a demonstration center into the database: what is there before any course exists."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from training import audit, clock, passwords
from training.access import Actor, ActorKind, worker
from training.actions import instructors, venues
from training.actions.instructors import InstructorForm
from training.actions.venues import VenueForm
from training.demo import facts
from training.demo.facts import Facts
from training.model import VenueKind
from training.tables import Account, Agency, Away, Center

PASSWORD = "demonstration only"


@dataclass(frozen=True)
class Loaded:
    """A demonstration center in the database: its facts, and the ids that its keys became."""

    facts: Facts
    center: int
    today: date
    accounts: Mapping[str, Actor]
    agencies: Mapping[str, int]
    instructors: Mapping[str, int]
    venues: Mapping[str, int]

    def day(self, offset: int) -> date:
        """A day counted from the day of loading."""
        return self.today + timedelta(days=offset)

    def at(self, day: date, hour: int) -> datetime:
        """An hour of a day, in the center's zone."""
        return datetime.combine(day, time(hour), ZoneInfo(self.facts.center.zone))


async def _center(card: facts.Center) -> int:
    row = Center(
        slug=card.key,
        name=card.name,
        short_name=card.short_name,
        name_en=card.name_en,
        zone=card.zone,
        mark=card.mark,
        is_demo=True,
        address=card.address,
        telephone=card.telephone,
        icp=card.icp,
        police_filing=card.police_filing,
        bank_account=card.bank_account,
        hours=json.dumps([{"half": each.half, "starts": each.starts, "ends": each.ends} for each in card.hours]),
        created_at=clock.now(),
    )
    await row.save()
    return row.id


async def _agencies(center: int, found: Facts) -> dict[str, int]:
    made = {}
    for each in found.agencies:
        row = Agency(
            center=center,
            name=each.name,
            short_name=each.short_name,
            uscc=each.uscc,
            jurisdiction=each.jurisdiction,
            level=each.level,
            address=each.address,
            telephone=each.telephone,
            state=each.state,
        )
        await row.save()
        made[each.key] = row.id
    return made


async def _accounts(center: int, found: Facts, agencies: Mapping[str, int]) -> dict[str, Actor]:
    hashed, made = await passwords.hash_password(PASSWORD), {}
    for each in found.accounts:
        home = 0 if "operator" in each.roles else center
        row = Account(
            center=home,
            agency=agencies.get(each.agency),
            roles=" ".join(each.roles),
            name=each.name,
            mail=each.mail.casefold(),
            mobile=each.mobile,
            password_hash=hashed,
            language=each.language,
            created_at=clock.now(),
        )
        await row.save()
        made[each.key] = Actor(
            kind=ActorKind.ACCOUNT,
            center=home,
            name=each.name,
            account=row.id,
            agency=agencies.get(each.agency),
            roles=frozenset(each.roles),
        )
    return made


async def _instructors(center: int, found: Facts, today: date) -> dict[str, int]:
    made, actor = {}, worker(center)
    for each in found.instructors:
        given = InstructorForm(
            name=each.name,
            title=each.title,
            post=each.post,
            organization=each.organization,
            mail=each.mail,
            mobile=each.mobile,
            takes_fee=each.takes_fee,
            fee=each.fee,
            unavailable=list(each.unavailable),
        )
        row = await instructors.enter(actor, given)
        made[each.key] = row.id
        for days in each.away:
            first, last = today + timedelta(days=days.first), today + timedelta(days=days.last)
            away = Away(center=center, resource=row.resource, first=first, last=last, reason=days.reason)
            await away.save()
    return made


async def _venues(center: int, found: Facts) -> dict[str, int]:
    made, actor = {}, worker(center)
    for room in found.rooms:
        given = VenueForm(
            kind=VenueKind.ROOM,
            name=room.name,
            name_en=room.name_en,
            capacity=room.capacity,
            address=room.address,
        )
        made[room.key] = await venues.enter(actor, given, room.features)
    for site in found.sites:
        given = VenueForm(
            kind=VenueKind.FIELD_SITE,
            name=site.name,
            name_en=site.name_en,
            capacity=site.capacity,
            address=site.county,
            lanes=site.lanes,
            visiting_minutes=site.visiting_minutes,
            travel_minutes=site.travel_minutes,
            closed_weekdays=sorted(site.closed_weekdays),
            fee=site.fee,
        )
        made[site.key] = await venues.enter(actor, given, ("outdoors",) if site.is_outdoors else ())
    return made


async def load(found: Facts) -> Loaded:
    """Write one demonstration center. Call it inside a write."""
    center, today = await _center(found.center), clock.today(found.center.zone)
    agencies = await _agencies(center, found)
    loaded = Loaded(
        facts=found,
        center=center,
        today=today,
        accounts=await _accounts(center, found, agencies),
        agencies=agencies,
        instructors=await _instructors(center, found, today),
        venues=await _venues(center, found),
    )
    await audit.note(worker(center), "center.opened", "center", center, {"slug": found.center.key})
    return loaded
