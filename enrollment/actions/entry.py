"""Coming in without a password: a code for a mobile number, or a one-time link. Answers tell nothing of who is known."""

from datetime import timedelta
from typing import Any

from piccolo.columns import Column

from enrollment.model import Asked, Candidate, Class, Door, EnrollmentState, Place
from enrollment.queries import entry as queries
from enrollment.queries import roster
from training import attempts, audit, clock, db, notices, secrets
from training.access import Actor, ActorKind, worker
from training.errors import Clash, Fault, Invalid, Missing
from training.i18n import DEFAULT
from training.queries import centers
from training.rules import people
from training.settings import settings
from training.tables import OneTimeCode, OneTimeLink
from training.tenancy import seen_by

CODE_MINUTES = 10
TRIES = 5
CODES_PER_MOBILE = 5
CODES_A_DAY = 20
PER_ADDRESS = 300
LINK_DAYS = 7
PURPOSE = "enter"


def mobile(given: str) -> str:
    """A mobile number as it is compared. Raises Invalid."""
    if number := people.mobile(given):
        return number
    raise Invalid("form.invalid", {"n": 1}, {"mobile": Fault("entry.mobile")})


async def ask(door: Door, number: str, address: str, lang: str = DEFAULT) -> None:
    """Make a code for a mobile number and send it where it can be sent; else the class adviser reads it out.

    A number that nobody has gets a code too, which nobody is told: the answer and the work are the same. Many phones of
    one class share one address, so an address may ask often and a number may not. Raises TooMany.
    """
    by_number = attempts.key("code", f"{door.center}:{number}")
    await attempts.count(
        {by_number: CODES_PER_MOBILE, attempts.key("code-address", address): PER_ADDRESS}, CODE_MINUTES
    )
    await attempts.count({attempts.key("code-day", f"{door.center}:{number}"): CODES_A_DAY}, 24 * 60)
    found, center, code = await queries.candidates(door, number), await centers.by_id(door.center), secrets.digits()
    async with db.write():
        made = await _kept(door, number, code)
        if found:
            facts = {"code": code, "minutes": CODE_MINUTES, "center": center}
            actor, key = worker(door.center), f"code:{made}"
            if not await notices.sms(actor, number, "code", key, lang=lang, **facts):
                await notices.mail(actor, found[0].mail, "code", key, lang=lang, **facts)


async def _kept(door: Door, number: str, code: str) -> int:
    row = OneTimeCode(
        center=door.center,
        mobile_index=secrets.blind_index(number, center=door.center, kind="mobile"),
        purpose=door.purpose,
        tries_left=TRIES,
        ends_at=clock.now() + timedelta(minutes=CODE_MINUTES),
    )
    await row.save()
    changes: dict[Column | str, Any] = {
        OneTimeCode.code_hash: _hashed(row.id, code),
        OneTimeCode.sealed_code: secrets.seal(code, row=f"one_time_code:{row.id}"),
    }
    await OneTimeCode.update(changes).where(seen_by(worker(door.center), OneTimeCode), OneTimeCode.id == row.id)
    return int(row.id)


def _hashed(id: int, code: str) -> str:
    """Six digits are soon tried through, so they are kept under a key and not as a plain hash."""
    return secrets.mac(f"{id}:{code}", "one-time code")


async def enter(door: Door, number: str, code: str, chosen: str = "") -> list[Candidate]:
    """Try a code. One candidate: he is in and the code is spent. Several: he has to choose first, and nothing is spent.

    Raises Invalid with the tries that are left.
    """
    row = await _newest(door, number)
    left = await _try(row)
    if not secrets.same(row["code_hash"], _hashed(row["id"], code)):
        raise _wrong(left)
    found = [each for each in await queries.candidates(door, number) if chosen in ("", each.key)]
    if not found:
        raise _wrong(left)
    if len(found) == 1:
        await _spend(door, row["id"], found[0])
        await attempts.forget(attempts.key("code", f"{door.center}:{number}"))
    return found


def _wrong(left: int) -> Invalid:
    return Invalid("form.invalid", {"n": 1}, {"code": Fault("entry.code-wrong", {"n": left})})


async def _newest(door: Door, number: str) -> dict[str, Any]:
    index = secrets.blind_index(number, center=door.center, kind="mobile")
    mine = seen_by(worker(door.center), OneTimeCode) & (OneTimeCode.mobile_index == index)
    row = (
        await OneTimeCode.select()
        .where(mine, OneTimeCode.purpose == door.purpose)
        .order_by(OneTimeCode.id, ascending=False)
        .first()
    )
    if row is None or row["spent_at"] or row["tries_left"] < 1 or row["ends_at"] <= clock.now():
        raise _over()
    return row


async def _try(row: dict[str, Any]) -> int:
    """Use up one try before the code is looked at, so that of many tries at once no more than the rest are looked at."""
    mine = seen_by(worker(row["center"]), OneTimeCode) & (OneTimeCode.id == row["id"]) & (OneTimeCode.tries_left > 0)
    less: dict[Column | str, Any] = {OneTimeCode.tries_left: OneTimeCode.tries_left - 1}
    rows = await OneTimeCode.update(less).where(mine).returning(OneTimeCode.tries_left)
    if not rows:
        raise _over()
    return int(rows[0]["tries_left"])


def _over() -> Invalid:
    return Invalid("form.invalid", {"n": 1}, {"code": Fault("entry.code-over")})


async def _spend(door: Door, id: int, who: Candidate) -> None:
    async with db.write():
        mine = seen_by(worker(door.center), OneTimeCode) & (OneTimeCode.id == id) & OneTimeCode.spent_at.is_null()
        if not await OneTimeCode.update({OneTimeCode.spent_at: clock.now()}).where(mine).returning(OneTimeCode.id):
            raise Clash("entry.code-over")
        await audit.note(_self(door.center, who), "entry.by-code", who.kind.value, who.id)


def _self(center: int, who: Candidate) -> Actor:
    if who.kind == ActorKind.TRAINEE:
        return Actor(kind=who.kind, center=center, name=who.name, trainee=who.id)
    return Actor(kind=who.kind, center=center, name=who.name, instructor=who.id)


async def read_out(actor: Actor, cohort: int) -> list[tuple[Asked, str]]:
    """The codes a class waits for, in full, for its adviser to read out. Written down with whose they are."""
    await roster.of_class(actor, cohort)
    waiting = await queries.asked(actor, cohort)
    codes = await queries.told(actor, [each.code for each in waiting])
    async with db.write():
        await audit.note(actor, "entry.codes-read", "cohort", cohort, {"people": [each.name for each in waiting]})
    return [(each, codes[each.code]) for each in waiting]


async def link(actor: Actor, kind: ActorKind, id: int, lang: str = DEFAULT) -> str:
    """Make a one-time link for a trainee or an instructor, mail it where he has an address, and return its path."""
    who, center, token = (
        await queries.one(actor.center or 0, kind, id),
        await centers.by_id(actor.center or 0),
        secrets.token(),
    )
    async with db.write():
        row = OneTimeLink(
            center=actor.center,
            token_hash=secrets.hashed(token),
            purpose=PURPOSE,
            subject={"kind": kind.value, "id": id},
            ends_at=clock.now() + timedelta(days=LINK_DAYS),
        )
        await row.save()
        address = f"{settings().base_url}/t/{token}"
        facts = {"name": who.name, "center": center, "link": address, "days": LINK_DAYS}
        await notices.mail(actor, who.mail, "link", f"link:{row.id}", lang=lang, **facts)
        await audit.note(actor, "entry.link-made", kind.value, id)
    return f"/t/{token}"


async def link_of_place(actor: Actor, id: int) -> tuple[Place, Class, str]:
    """The same for whoever has a place: the place, its class, the link's path. Raises Missing, Clash when he gave it up."""
    place, cohort = await roster.place(actor, id)
    if place.state != EnrollmentState.CONFIRMED:
        raise Clash("roster.place-over")
    return place, cohort, await link(actor, ActorKind.TRAINEE, place.trainee)


async def look_at_link(token: str) -> tuple[int, Candidate]:
    """The center and person of a link. Opening it spends nothing. Raises Missing when it is unknown, over or spent."""
    rows = await (
        OneTimeLink.select()
        .where(
            OneTimeLink.token_hash == secrets.hashed(token),
            OneTimeLink.purpose == PURPOSE,
            OneTimeLink.spent_at.is_null(),
            OneTimeLink.ends_at > clock.now(),
        )
        .output(load_json=True)
    )
    if not rows:
        raise Missing("entry.link-spent")
    subject = rows[0]["subject"]
    return rows[0]["center"], await queries.one(rows[0]["center"], ActorKind(subject["kind"]), subject["id"])


async def spend_link(token: str) -> tuple[int, Candidate]:
    """Press the button of a link: it is worth nothing afterwards. Raises Missing, or Clash for the second of two at once."""
    center, who = await look_at_link(token)
    async with db.write():
        mine = (OneTimeLink.token_hash == secrets.hashed(token)) & OneTimeLink.spent_at.is_null()
        if not await OneTimeLink.update({OneTimeLink.spent_at: clock.now()}).where(mine).returning(OneTimeLink.id):
            raise Clash("entry.link-spent")
        await audit.note(_self(center, who), "entry.by-link", who.kind.value, who.id)
    return center, who


async def forget_codes() -> int:
    """Delete codes a day after their end, in every center; returns how many."""
    over = OneTimeCode.ends_at < clock.now() - timedelta(days=1)
    return len(await OneTimeCode.delete().where(over).returning(OneTimeCode.id))
