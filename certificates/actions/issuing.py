"""发放证书: one press issues to everybody of a closed class who has earned it and has none yet."""

import secrets as randomness
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from certificates.actions import keys
from certificates.model import Earned, Issued, Kind, Series, State
from certificates.queries import completion
from certificates.rules import codes, numbering, status
from certificates.rules.wording import proper
from certificates.tables import Certificate, CertificateLine
from enrollment.model import Class, CohortState
from enrollment.queries import roster
from training import audit, clock, db, outbox
from training import numbering as counters
from training.access import Actor, worker
from training.errors import Invalid
from training.queries import centers
from training.tenancy import seen_by

STATUS_LIST = "status-list"
CHUNK = 500


async def issue(actor: Actor, cohort: int, now: datetime | None = None) -> Issued:
    """Issue what is due. A second press, also at the same moment, issues nothing again. Raises Missing, Invalid.

    Numbers are taken in the transaction that writes the rows, so none is lost: whoever comes second to the same person
    is refused by the unique index, gives all its numbers back and looks again.
    """
    own = await roster.of_class(actor, cohort)
    if own.state != CohortState.CLOSED:
        raise Invalid("certificate.class-open")
    key, now = await keys.seed(worker(actor.center), keys.CREDENTIAL), now or clock.now()
    try:
        return await _issue(actor, own, key, now)
    except db.Taken:
        return await _issue(actor, own, key, now)


async def _issue(actor: Actor, cohort: Class, key: bytes, now: datetime) -> Issued:
    async with db.write():
        people = await completion.of_class(actor, cohort)
        due = [one for one in people if one.is_due]
        refused = sum(not one.verdict.eligible for one in people)
        if not due:
            return Issued(0, refused)
        rows = list((await write(actor, cohort, due, key, now)).values())
        told = {"count": len(rows), "first": rows[0].number, "last": rows[-1].number}
        await audit.note(actor, "certificates.issued", "cohort", cohort.id, told)
    return Issued(len(rows), refused, rows[0].number, rows[-1].number)


async def write(actor: Actor, cohort: Class, earned: list[Earned], key: bytes, now: datetime) -> dict[int, Certificate]:
    """One certificate each, by its id, the numbers in order; the worker prints them. Call it inside the write that is its cause."""
    rows = await _rows(actor, cohort, earned, key, now.astimezone(ZoneInfo(cohort.zone)))
    for start in range(0, len(rows), CHUNK):
        await Certificate.insert(*rows[start : start + CHUNK])
    ids = await _ids(actor, [row.code for row in rows])
    written = {ids[row.code]: row for row in rows}
    await _count_sessions(actor, written, earned)
    await outbox.post(actor, "certificate.render", f"certificate.render:{rows[0].code}", {"cohort": cohort.id})
    return written


async def _rows(actor: Actor, cohort: Class, due: list[Earned], key: bytes, now: datetime) -> list[Certificate]:
    series = Series(await centers.mark(actor.center))
    year = numbering.period(series, now.date())
    first = await counters.take(actor, series.mark, year, len(due))
    place = await counters.take(actor, STATUS_LIST, 0, len(due)) - 1
    return [
        _row(actor, cohort, one, now, _numbered(series, year, first + n), _status_index(place + n, key))
        for n, one in enumerate(due)
    ]


def _numbered(series: Series, year: int, running: int) -> dict[str, Any]:
    number = numbering.number(series, year=year, n=running)
    return {"series": series.mark, "year": year, "running": running, "number": number}


def _row(
    actor: Actor, cohort: Class, one: Earned, now: datetime, numbered: dict[str, Any], status_index: int
) -> Certificate:
    return Certificate(
        center=actor.center,
        agency=cohort.agency,
        cohort=cohort.id,
        enrollment=one.enrollment,
        trainee=one.trainee,
        kind=Kind.COMPLETION.value,
        state=State.VALID.value,
        code=codes.draw(randomness.randbits),
        name=proper(one.name),
        class_title=cohort.name,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        credit_hours=one.credit_hours,
        issued_on=now.date(),
        issued_by=actor.name,
        facts={"issued_at": now.isoformat(), "salt": randomness.token_hex(16), "unit": one.unit_post},
        status_index=status_index,
        **numbered,
    )


async def _count_sessions(actor: Actor, written: dict[int, Certificate], earned: list[Earned]) -> None:
    """One line for each session that counts: the end of the thread that began at a package item."""
    lines = [
        CertificateLine(
            center=actor.center,
            agency=row.agency,
            trainee=one.trainee,
            certificate=certificate,
            session=line.session,
            package_item=line.package_item,
            title=line.title,
            on_day=line.on_day,
            credit_hours=line.credit_hours,
        )
        for (certificate, row), one in zip(written.items(), earned, strict=True)
        for line in one.lines
    ]
    for start in range(0, len(lines), CHUNK):
        await CertificateLine.insert(*lines[start : start + CHUNK])


async def _ids(actor: Actor, drawn: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(drawn), CHUNK):
        some = Certificate.code.is_in(drawn[start : start + CHUNK])
        rows = await Certificate.select(Certificate.id, Certificate.code).where(seen_by(actor, Certificate), some)
        found |= {row["code"]: row["id"] for row in rows}
    return found


def _status_index(n: int, key: bytes) -> int:
    """The place in all lists together: a full list is followed by the next, each shuffled by its own key."""
    whole, within = status.split(n)
    return whole * status.SIZE + status.place(within, key + whole.to_bytes(4, "big"))
