"""Who has a place in a class: enrolled in the order of the roster, replaced, withdrawn. Nobody is overwritten."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from piccolo.columns import Column

from enrollment.model import Class, Crowd, EnrollmentState, Listed, RosterCheck, RosterRow
from enrollment.queries import roster as queries
from enrollment.rules import roster as rules
from enrollment.tables import Cohort, Enrollment
from training import audit, clock, db, secrets
from training.access import Actor, worker
from training.errors import Clash, Fault, Invalid, Missing
from training.rules import people
from training.tables import Trainee
from training.tenancy import seen_by

Changes = dict[Column | str, Any]


@dataclass(frozen=True)
class Saved:
    """What saving a roster came to. `left` are people saved earlier who are not in it; they keep their places."""

    new: int
    kept: int
    left: int


async def judge(actor: Actor, cohort: Class, rows: Sequence[RosterRow]) -> RosterCheck:
    """Check rows against the rules and against what the center knows of these people."""
    known = await queries.known(actor, cohort, {rules.number_of(row) for row in rows})
    return rules.check(rows, known, cohort.headcount, await queries.seated(actor, cohort.id))


async def enroll(actor: Actor, cohort: int, rows: Sequence[RosterRow], *, over: bool = False) -> Saved:
    """Enroll a whole roster in one step, as a program does. Raises Invalid with every fault as `rows.3.id_number`.

    More people than agreed need the center's word: `over` says that it is meant.
    """
    facts = await open_class(actor, cohort)
    check = faultless(await judge(actor, facts, rows))
    async with saving():
        return await save(actor, facts, check.people, over=over)


@asynccontextmanager
async def saving() -> AsyncIterator[None]:
    """A write in which somebody else may be enrolling the same person for the first time. Raises Clash where he was first."""
    try:
        async with db.write():
            yield
    except db.Taken as taken:
        raise Clash("roster.changed") from taken


def faultless(check: RosterCheck) -> RosterCheck:
    """Raises Invalid with every fault, named like `rows.3.id_number`."""
    if check.faults:
        fields = {f"rows.{remark.line}.{remark.field}": remark.fault for remark in check.faults}
        raise Invalid("form.invalid", {"n": len(fields)}, fields)
    return check


async def open_class(actor: Actor, cohort: int) -> Class:
    """A class whose roster may still change. Raises Missing, and Clash for one that is closed."""
    facts = await queries.of_class(actor, cohort)
    if facts.is_over:
        raise Clash("roster.class-closed")
    return facts


async def save(actor: Actor, cohort: Class, listed: Sequence[Listed], *, over: bool = False) -> Saved:
    """Save people and places, inside `saving()`. The rows of known people are touched before their other classes are looked at, so that
    of two classes that overlap only one gets them, also when both are saved at once. Of two rosters for the last places
    the second finds none: who has a place is counted here again."""
    await _still_open(actor, cohort)
    trainees = await _trainees(actor, cohort, listed)
    overlaps = await queries.overlapping(actor, cohort, list(trainees.values()))
    if overlaps:
        raise Clash("roster.changed")
    seated = await queries.seated(actor, cohort.id)
    joining = [person.name for person in listed if trainees[person.id_number] not in seated]
    beyond = rules.crowd(joining, kept=len(seated), seats=cohort.headcount)
    if beyond:
        await _refuse_crowd(actor, cohort, beyond, over=over)
    there = {
        row["trainee"]: row["id"]
        for row in await Enrollment.select(Enrollment.id, Enrollment.trainee).where(
            seen_by(actor, Enrollment), Enrollment.cohort == cohort.id
        )
    }
    new = [
        _place(cohort, actor, person, trainees, at)
        for at, person in enumerate(listed, 1)
        if trainees[person.id_number] not in there
    ]
    for start in range(0, len(new), 500):
        await Enrollment.insert(*new[start : start + 500])
    for at, person in enumerate(listed, 1):
        if place := there.get(trainees[person.id_number]):
            await _return_to(actor, place, person, at)
    left = len(set(there) - set(trainees.values()))
    saved = Saved(len(new), len(listed) - len(new), left)
    await audit.note(
        actor, "roster.saved", "cohort", cohort.id, asdict(saved) | ({"over": beyond.over} if beyond else {})
    )
    return saved


async def _refuse_crowd(actor: Actor, cohort: Class, beyond: Crowd, *, over: bool) -> None:
    """An agency asks the center for more places than it agreed on; the center says that it means it. Raises Invalid."""
    if not actor.is_staff:
        raise Invalid("roster.over-agency", {**beyond.said, "whom": await queries.whom_to_ask(actor, cohort)})
    if not over:
        raise Invalid("roster.over-unconfirmed", beyond.said, {"over": Fault("roster.over-tick")})


async def _still_open(actor: Actor, cohort: Class) -> None:
    """Touch the class, so that closing it and saving its roster cannot both succeed on old facts."""
    mine = seen_by(actor, Cohort) & (Cohort.id == cohort.id) & (Cohort.state == cohort.state.value)
    if not await Cohort.update({Cohort.state: cohort.state.value}).where(mine).returning(Cohort.id):
        raise Clash("roster.changed")


def _place(cohort: Class, actor: Actor, person: Listed, trainees: Mapping[str, int], position: int) -> Enrollment:
    return Enrollment(
        center=actor.center,
        agency=cohort.agency,
        cohort=cohort.id,
        trainee=trainees[person.id_number],
        position=position,
        state=EnrollmentState.CONFIRMED.value,
        name=person.name,
        unit_post=person.unit_post,
        note=person.note,
    )


async def _return_to(actor: Actor, enrollment: int, person: Listed, position: int) -> None:
    """Somebody on the roster again: his place in its new order, his words as they are now."""
    await Enrollment.update(
        {
            Enrollment.position: position,
            Enrollment.state: EnrollmentState.CONFIRMED.value,
            Enrollment.replaced_by: None,
            Enrollment.name: person.name,
            Enrollment.unit_post: person.unit_post,
            Enrollment.note: person.note,
        }
    ).where(seen_by(actor, Enrollment), Enrollment.id == enrollment)


async def _trainees(actor: Actor, cohort: Class, listed: Sequence[Listed]) -> dict[str, int]:
    """The trainee of each ID number, made where nobody has it yet. People of another agency keep what is kept of them."""
    center = actor.center or 0
    by_index = {secrets.blind_index(person.id_number, center=center, kind="id"): person for person in listed}
    indexes, found = list(by_index), {}
    for start in range(0, len(indexes), 500):
        mine = seen_by(worker(center), Trainee) & Trainee.id_index.is_in(indexes[start : start + 500])
        for row in await Trainee.select().where(mine):
            person = by_index[row["id_index"]]
            await _refresh(actor, cohort, row, person)
            found[person.id_number] = row["id"]
    new = [(index, person) for index, person in by_index.items() if person.id_number not in found]
    for start in range(0, len(new), 500):
        found.update(await _made(center, cohort, new[start : start + 500]))
    return found


async def _made(center: int, cohort: Class, new: Sequence[tuple[str, Listed]]) -> dict[str, int]:
    rows = [
        Trainee(
            {
                Trainee.center: center,
                Trainee.agency: cohort.agency,
                Trainee.id_index: index,
                Trainee.id_type: person.id_type.value,
                Trainee.id_masked: people.masked_id(person.id_number),
                Trainee.created_at: clock.now(),
                **_words(person),
            }
        )
        for index, person in new
    ]
    made = {person.id_number: row["id"] for row, (_, person) in zip(await Trainee.insert(*rows), new, strict=True)}
    for _, person in new:
        trainee = made[person.id_number]
        sealed = secrets.seal(person.id_number, row=f"trainee:{trainee}:id")
        await Trainee.update({Trainee.id_sealed: sealed, **_mobile(center, trainee, person.mobile)}).where(
            seen_by(worker(center), Trainee), Trainee.id == trainee
        )
    return made


def _words(person: Listed) -> dict[Any, Any]:
    return {
        Trainee.name: person.name,
        Trainee.name_as_given: person.name_as_given,
        Trainee.name_sort: person.name.casefold(),
        Trainee.gender: person.gender.value,
        Trainee.ethnic: person.ethnic,
        Trainee.unit_post: person.unit_post,
        Trainee.level: person.level,
    }


def _mobile(center: int, trainee: int, mobile: str) -> Changes:
    if not mobile:
        return {}
    return {
        Trainee.mobile_sealed: secrets.seal(mobile, row=f"trainee:{trainee}:mobile"),
        Trainee.mobile_index: secrets.blind_index(mobile, center=center, kind="mobile"),
    }


async def _refresh(actor: Actor, cohort: Class, row: dict[str, Any], person: Listed) -> None:
    """Only who may see a trainee corrects him: otherwise an agency could give itself the login of another's people."""
    center, trainee = row["center"], row["id"]
    changes: Changes = {Trainee.gender: row["gender"]}
    if queries.is_ours(actor, row):
        changes = {
            **_words(person),
            Trainee.agency: cohort.agency or row["agency"],
            **_mobile(center, trainee, person.mobile),
        }
    await Trainee.update(changes).where(seen_by(worker(center), Trainee), Trainee.id == trainee)


async def substitute(actor: Actor, enrollment: int, row: RosterRow, reason: str) -> int:
    """换人: somebody else gets the place; the old one stays with its reason and says who came. Returns the new place."""
    old, facts = await _confirmed_place(actor, enrollment)
    check = faultless(await judge(actor, facts, [row]))
    [person] = check.people
    async with saving():
        await _still_open(actor, facts)
        trainees = await _trainees(actor, facts, [person])
        if await queries.overlapping(actor, facts, list(trainees.values())):
            raise Clash("roster.changed")
        if await _is_enrolled(actor, facts, trainees[person.id_number]):
            raise Invalid(
                "form.invalid", {"n": 1}, {"id_number": Fault("roster.enrolled-already", {"name": person.name})}
            )
        place = _place(facts, actor, person, trainees, old["position"])
        await place.save()
        await _leave(actor, enrollment, EnrollmentState.REPLACED, reason, place.id)
        detail = {"place": enrollment, "by": place.id, "reason": reason}
        await audit.note(actor, "roster.substituted", "cohort", facts.id, detail)
        return int(place.id)


async def withdraw(actor: Actor, enrollment: int, reason: str) -> None:
    """取消参训: a place given back, with its reason."""
    _, facts = await _confirmed_place(actor, enrollment)
    async with db.write():
        await _still_open(actor, facts)
        await _leave(actor, enrollment, EnrollmentState.WITHDRAWN, reason, None)
        await audit.note(actor, "roster.withdrawn", "cohort", facts.id, {"place": enrollment, "reason": reason})


async def rename(actor: Actor, enrollment: int, name: str) -> None:
    """更正姓名: of a place and of its person, also in a class that is closed. Call it inside the write that is its cause."""
    rows = (
        await Enrollment.update({Enrollment.name: name})
        .where(seen_by(actor, Enrollment), Enrollment.id == enrollment)
        .returning(Enrollment.trainee)
    )
    for row in rows:
        words: Changes = {Trainee.name: name, Trainee.name_sort: name.casefold()}
        await Trainee.update(words).where(seen_by(actor, Trainee), Trainee.id == row["trainee"])


async def _confirmed_place(actor: Actor, enrollment: int) -> tuple[dict[str, Any], Class]:
    row = await Enrollment.select().where(seen_by(actor, Enrollment), Enrollment.id == enrollment).first()
    if row is None:
        raise Missing("problem.not-found")
    return row, await open_class(actor, row["cohort"])


async def _is_enrolled(actor: Actor, cohort: Class, trainee: int) -> bool:
    mine = seen_by(actor, Enrollment) & (Enrollment.cohort == cohort.id) & (Enrollment.trainee == trainee)
    return await Enrollment.exists().where(mine)


async def _leave(actor: Actor, enrollment: int, state: EnrollmentState, reason: str, by: int | None) -> None:
    mine = seen_by(actor, Enrollment) & (Enrollment.id == enrollment)
    still = mine & (Enrollment.state == EnrollmentState.CONFIRMED.value)
    changes: Changes = {Enrollment.state: state.value, Enrollment.note: reason, Enrollment.replaced_by: by}
    if not await Enrollment.update(changes).where(still).returning(Enrollment.id):
        raise Clash("roster.changed")
