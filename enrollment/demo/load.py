"""Put the classes of a demonstration center into the database: timetables, rosters, attendance, through the own actions.

What lies in the past is done with the clock of its day: the actions take the time as an argument.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from courses.demo.load import Ordered
from enrollment.actions import attendance, closing, cohorts, places, publishing, timetable
from enrollment.actions.attendance import Entered
from enrollment.demo import facts
from enrollment.demo.facts import CohortFacts, Exceptional, Facts, Stage
from enrollment.model import Mark, RosterRow
from enrollment.queries import attendance as attendance_queries
from enrollment.queries import proposals, roster
from enrollment.rules.roster import _ID_TYPES as ID_WORDS
from enrollment.tables import Attendance, Cohort, Session, Timetable
from training import clock, db
from training.access import Actor, worker
from training.demo.facts import Gender, Trainee
from training.demo.load import Loaded
from training.model import Half
from training.tables import Outbox

SOLVE_SECONDS = 4
PUBLISHED_BEFORE = 12
TOLD_AT = 16  # the hour at which a scheduler publishes
MARKS = {
    facts.Mark.LATE: Mark.LATE,
    facts.Mark.EARLY_LEAVE: Mark.EARLY,
    facts.Mark.PERSONAL_LEAVE: Mark.PERSONAL,
    facts.Mark.SICK_LEAVE: Mark.SICK,
    facts.Mark.OFFICIAL_LEAVE: Mark.OFFICIAL,
    facts.Mark.ABSENT: Mark.ABSENT,
}
GENDERS = {Gender.MALE: "男", Gender.FEMALE: "女"}


async def load(loaded: Loaded, ordered: Ordered) -> dict[str, int]:
    """Open, schedule, fill, teach and close every class as far as its facts say. Returns the cohorts by key."""
    made = facts.center(loaded.facts.center.key)
    ids = {each.key: await _open(loaded, ordered, made, each) for each in made.cohorts}
    await Outbox.update({Outbox.state: "done"}).where(Outbox.center == loaded.center, Outbox.kind == "program.agreed")
    await _schedule(loaded, made, ids)
    for each in made.cohorts:
        if Stage.ROSTERED in each.stage.reached:
            await _fill(made, loaded.accounts[each.adviser], each, ids[each.key])
        if Stage.RUNNING in each.stage.reached:
            await _teach(loaded, made, each, ids[each.key])
    return ids


async def _open(loaded: Loaded, ordered: Ordered, made: Facts, each: CohortFacts) -> int:
    program = ordered.programs[each.program]
    first = await cohorts.open_cohort(worker(loaded.center), program)
    made_id = first if each.run_number == 1 else await _further_run(first, each.run_number)
    starts = made.starts(each, loaded.today)
    length = max(made.plan(each).length, 1)
    changes: dict[Any, Any] = {
        Cohort.name: made.title(each).zh,
        Cohort.headcount: each.seats,
        Cohort.starts_on: starts,
        Cohort.ends_on: starts + timedelta(days=length - 1),
        Cohort.adviser: loaded.accounts[each.adviser].account,
        Cohort.home_room: loaded.venues[each.home_room],
    }
    due = starts - timedelta(days=cohorts.ROSTER_DAYS)
    changes[Cohort.roster_due] = due if each.roster_due is None else loaded.day(each.roster_due)
    await Cohort.update(changes).where(Cohort.id == made_id)
    return made_id


async def _further_run(first: int, number: int) -> int:
    """第2期 and later: the same class again, with sessions of its own."""
    [row] = await Cohort.select().where(Cohort.id == first)
    async with db.write():
        del row["id"]
        again = Cohort(**{**row, "run_number": number, "class_code": cohorts.class_code(), "version": 1})
        await again.save()
        for session in await Session.select().where(Session.cohort == first).order_by(Session.position):
            del session["id"]
            await Session(**{**session, "cohort": again.id}).save()
    return int(again.id)


async def _schedule(loaded: Loaded, made: Facts, ids: Mapping[str, int]) -> None:
    """Solve all classes together as a scheduler does, take the plan over, publish class by class."""
    scheduler = loaded.accounts["scheduler"]
    planned = [each for each in made.cohorts if Stage.SCHEDULED in each.stage.reached]
    before = min((made.starts(each, loaded.today) for each in planned), default=loaded.today) - timedelta(days=30)
    proposal = await timetable.propose(scheduler, [ids[each.key] for each in planned], seconds=SOLVE_SECONDS)
    await timetable.solve(worker(loaded.center), proposal, today=before)
    await Outbox.update({Outbox.state: "done"}).where(Outbox.center == loaded.center, Outbox.kind == "timetable.solve")
    await proposals.one(scheduler, proposal)
    await timetable.accept(scheduler, proposal, now=loaded.at(before, TOLD_AT))
    for each in planned:
        [row] = await Cohort.select(Cohort.version).where(Cohort.id == ids[each.key])
        await publishing.publish(scheduler, ids[each.key], row["version"], "", today=before)
        published = (Timetable.cohort == ids[each.key]) & (Timetable.edition == 1)
        on = min(made.starts(each, loaded.today) - timedelta(days=PUBLISHED_BEFORE), loaded.day(-1))
        await Timetable.update({Timetable.published_at: loaded.at(on, TOLD_AT)}).where(published)
    told = (Outbox.center == loaded.center) & (Outbox.kind == "notice.timetable")
    await Outbox.update({Outbox.state: "done"}).where(told)


def _row(line: int, person: Trainee) -> RosterRow:
    return RosterRow(
        line=line,
        name=person.name,
        gender=GENDERS[person.gender],
        ethnic=person.ethnic,
        unit_post=person.unit_post,
        id_type=next(word for word, kind in ID_WORDS.items() if kind is person.id_type),
        id_number=person.id_number,
        mobile=person.mobile,
    )


async def _fill(made: Facts, adviser: Actor, each: CohortFacts, id: int) -> None:
    """The roster as the agency first sent it, then every substitution with its reason."""
    people = made.named(each)
    if not people:
        return
    await places.enroll(adviser, id, [_row(line, person) for line, person in enumerate(people, start=2)])
    after = {trainee.key: trainee for trainee in made.attending(each)}
    before = {person.key: person.name for person in people}
    for change in made.substitutions:
        if change.cohort == each.key:
            seats = {seat.name: seat.id for seat in await roster.people_of(adviser, id)}
            await places.substitute(adviser, seats[before[change.out]], _row(2, after[change.into]), change.reason)


async def _teach(loaded: Loaded, made: Facts, each: CohortFacts, id: int) -> None:
    """Attendance of every half-day that is over, and the class closed where it has come so far."""
    adviser, now = loaded.accounts[each.adviser], clock.now()
    halves = await attendance_queries.halves(adviser, id)
    away = _away(made, each, made.starts(each, loaded.today))
    seats = {seat.name: seat.id for seat in await roster.people_of(adviser, id)}
    for half in halves:
        if half.ends <= now:
            entered = {seats[name]: mark for name, mark in away.get(half.key, {}).items()}
            at = half.ends + timedelta(minutes=5)
            await attendance.record(adviser, id, half.day, half.half, entered, at)
            await attendance.all_present(adviser, id, half.day, half.half, at)
            then = (Attendance.cohort == id) & (Attendance.on_day == half.day) & (Attendance.half == half.half.value)
            await Attendance.update({Attendance.taken_at: min(at, now)}).where(then)
    if Stage.CLOSED in each.stage.reached:
        last = max(half.ends for half in halves)
        await closing.close(adviser, id, min(last + timedelta(hours=1), now))


def _away(made: Facts, each: CohortFacts, starts: date) -> dict[tuple[date, Half], dict[str, Entered]]:
    names = {person.key: person.name for person in made.attending(each)}
    found: dict[tuple[date, Half], dict[str, Entered]] = {}
    for one in made.away(each):
        key = (starts + timedelta(days=one.day - 1), Half(one.half))
        found.setdefault(key, {})[names[one.trainee]] = _entered(one)
    return found


def _entered(one: Exceptional) -> Entered:
    return Entered(MARKS[one.mark], one.reason or "已请假")
