"""The timetable problem of some cohorts, from dates to slots and back. The only place where the two meet.

A promised half-day is a wish unless its item is fixed; travel, meals and free time only keep theirs. What is pinned,
published or already taught stays where it is. A ceremony beside teaching takes no slot of its own and is not solved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from enrollment.model import Cohort, Demand, PlanItem, Session, SessionKind, SessionState, Spot
from enrollment.rules import planning
from enrollment.rules.sessions import TAUGHT
from training.model import Half, Instructor, Venue, VenueKind
from training.rules.half_days import DAY, FIRST, SLOTS
from training.timetable import problem as engine

FEE_UNIT = 10_000  # fen: the engine weighs fees in hundreds of yuan
UNLIMITED = 10_000


@dataclass(frozen=True)
class Grid:
    """Slots of the engine and days of the calendar: slot 0 is the first slot of `monday`."""

    monday: date

    def slot(self, day: date, slot: int) -> int:
        return (day - self.monday).days * DAY + slot

    def day(self, slot: int) -> date:
        return self.monday + timedelta(days=slot // DAY)


def grid(demand: Demand) -> Grid:
    """The grid that begins with the week of the first cohort."""
    first = min((cohort.starts_on for cohort in demand.cohorts), default=date(2000, 1, 3))
    return Grid(first - timedelta(days=first.weekday() + engine.WEEK))


def problem(demand: Demand, today: date) -> engine.Problem:
    """What the engine solves and judges by. Nothing new is placed before tomorrow."""
    over = grid(demand)
    solved = [session for session in demand.sessions if is_solved(session)]
    return engine.Problem(
        cohorts=tuple(_cohort(demand, cohort, over) for cohort in demand.cohorts),
        sessions=tuple(_session(demand, session, over, today) for session in solved),
        instructors=tuple(_instructor(demand, one, over) for one in demand.instructors),
        venues=tuple(_venue(demand, one, over) for one in demand.venues),
        pins=tuple(_pin(session, demand, over) for session in solved if stays(session)),
        weights=planning.weights(demand.planning),
        strengths=planning.strengths(demand.planning),
    )


def by_hand(whole: engine.Problem, demand: Demand, id: int) -> engine.Problem:
    """The same problem, but this session may go to any half-day of its cohort and any room: a person decides."""
    over, cohort = grid(demand), demand.cohort(demand.session(id).cohort)
    first, last = over.slot(cohort.starts_on, 0), over.slot(cohort.ends_on, DAY - 1)
    rooms = open_rooms(demand)

    def freed(session: engine.Session) -> engine.Session:
        starts = tuple(slot for slot in range(first, last + 1) if slot % DAY in starts_by_hand(session.length))
        venues = (
            session.venues if sites(demand, demand.session(id)) else tuple(dict.fromkeys([*rooms, *session.venues]))
        )
        return replace(session, starts=tuple(sorted({*starts, *session.starts})), venues=venues)

    sessions = tuple(freed(session) if session.id == id else session for session in whole.sessions)
    return replace(whole, sessions=sessions, pins=tuple(pin for pin in whole.pins if pin.session != id))


def starts_by_hand(length: int) -> tuple[int, ...]:
    """Where a person may begin a session of so many slots: at the head of a half-day that holds it."""
    fitting = (half for half in Half if length <= SLOTS[half])
    return tuple(FIRST[half] for half in fitting) or (FIRST[Half.AM],)


def is_solved(session: Session) -> bool:
    """Whether a session takes slots of its own; one that was cancelled takes none."""
    return session.slots > 0 and session.state != SessionState.CANCELLED


def stays(session: Session) -> bool:
    """Whether a placed session keeps its place whatever else is solved."""
    fixed = session.is_pinned or session.is_published or session.state == SessionState.TAUGHT
    return fixed and session.on_day is not None


def placements(demand: Demand) -> list[engine.Placement]:
    """Where the sessions are now."""
    over = grid(demand)
    return [_placement(session, demand, over) for session in demand.sessions if is_solved(session) and session.on_day]


def placement(spot: Spot, demand: Demand) -> engine.Placement:
    """A spot as the engine sees it."""
    venue = spot.venues[0] if spot.venues else None
    return engine.Placement(spot.session, grid(demand).slot(spot.day, spot.slot), spot.instructor, venue)


def spot(placed: engine.Placement, demand: Demand) -> Spot:
    """A placement as a day, a slot, and every venue of the visit."""
    session = demand.session(placed.session)
    stops = sites(demand, session)
    venues = tuple(stops) if stops else (() if placed.venue is None else (placed.venue,))
    return Spot(session.id, grid(demand).day(placed.start), placed.start % DAY, placed.instructor, venues)


def sites(demand: Demand, session: Session) -> list[int]:
    """The field sites of a session in the order of the visit; none for what is taught in a room."""
    known = {venue.id for venue in demand.venues}
    return [site for site in demand.sites.get(session.course or 0, ()) if site in known]


def slot_now(session: Session, demand: Demand) -> int:
    """The slot of its day in which a placed session begins."""
    assert session.half
    assert session.starts
    slot = demand.half_days.slot_at(session.starts)
    return max(FIRST[session.half], min(slot, FIRST[session.half] + SLOTS[session.half] - 1))


def _placement(session: Session, demand: Demand, over: Grid) -> engine.Placement:
    assert session.on_day
    return engine.Placement(
        session.id,
        over.slot(session.on_day, slot_now(session, demand)),
        session.instructors[0].id if session.instructors else None,
        session.venues[0].id if session.venues else None,
    )


def _pin(session: Session, demand: Demand, over: Grid) -> engine.Pin:
    now = _placement(session, demand, over)
    return engine.Pin(session.id, now.start, now.instructor, now.venue)


def _cohort(demand: Demand, cohort: Cohort, over: Grid) -> engine.Cohort:
    plan = demand.plans.get(cohort.package, ())
    evenings = {(item.day, item.half) for item in plan if item.kind in TAUGHT and item.half == Half.EVENING}
    return engine.Cohort(
        cohort.id,
        max(cohort.headcount, cohort.named),
        first_day=(cohort.starts_on - over.monday).days,
        last_day=max((cohort.ends_on - over.monday).days, (cohort.starts_on - over.monday).days),
        blocked=frozenset(_blocked(cohort, plan, over)),
        max_evenings=len(evenings),
    )


def _blocked(cohort: Cohort, plan: Iterable[PlanItem], over: Grid) -> Iterator[int]:
    """The half-days that travel, meals and free time keep."""
    items = list(plan)
    taught = {(item.day, item.half) for item in items if item.kind in TAUGHT}
    for item in items:
        if item.kind not in TAUGHT and (item.day, item.half) not in taught:
            yield from _slots_of(cohort, item.day, item.half, over)


def _slots_of(cohort: Cohort, day: int, half: Half, over: Grid) -> Iterator[int]:
    first = over.slot(cohort.starts_on + timedelta(days=day - 1), FIRST[half])
    yield from range(first, first + SLOTS[half])


def _session(demand: Demand, session: Session, over: Grid, today: date) -> engine.Session:
    now = _placement(session, demand, over) if session.on_day else None
    starts = set(_starts(demand, session, over, today))
    teachers = {one.id for one in demand.instructors}
    who = [one for one in demand.qualified.get(session.course or 0, ()) if one in teachers]
    stops = sites(demand, session)
    where = stops[:1] or _rooms(demand, session)
    if now is not None:  # what stands may stay, whatever has changed around it
        starts |= {now.start}
        who = _with(who, now.instructor)
        where = _with(where, now.venue)
    return engine.Session(
        session.id,
        (session.cohort,),
        session.method,
        session.slots,
        tuple(sorted(starts)),
        topic=str(session.course or ""),
        instructors=tuple(who),
        venues=tuple(where),
        stops=tuple(engine.Stop(site, 0, session.slots) for site in dict.fromkeys(stops[1:]) if site not in where),
        minutes=session.minutes,
        wished=frozenset(_promised(demand, session, over)) & starts,
    )


def _with(choices: list[int], one: int | None) -> list[int]:
    return choices if one is None or one in choices else [*choices, one]


def _rooms(demand: Demand, session: Session) -> list[int]:
    """The home room where the cohort has one, else every room there is."""
    home = demand.cohort(session.cohort).home_room
    rooms = open_rooms(demand)
    return [home.id] if home and home.id in rooms else rooms


def open_rooms(demand: Demand) -> list[int]:
    """The rooms in which something new can be placed."""
    return [venue.id for venue in demand.venues if venue.kind == VenueKind.ROOM and venue.is_active]


def _starts(demand: Demand, session: Session, over: Grid, today: date) -> Iterator[int]:
    """Where a session may begin: its own half-day when that is fixed, else wherever it fits between first and last."""
    promised = list(_promised(demand, session, over))
    tomorrow = over.slot(today + timedelta(days=1), 0)
    if session.is_fixed:
        yield from (slot for slot in promised if slot >= tomorrow)
        return
    first, last = _between(demand.of(session.cohort), demand.cohort(session.cohort), over)
    for day in range(first // DAY, last // DAY + 1):
        for slot in _starts_of_day(session.slots):
            start = day * DAY + slot
            if max(first, tomorrow) <= start <= last or start in promised:
                yield start


def _between(sessions: Iterable[Session], cohort: Cohort, over: Grid) -> tuple[int, int]:
    """The first and last slot of everything promised: nothing before the opening, nothing after the closing."""
    slots = [
        slot
        for session in sessions
        if session.wished_day and session.wished_half
        for slot in _slots_of(cohort, session.wished_day, Half(session.wished_half), over)
    ]
    return (min(slots), max(slots)) if slots else (0, -1)


def _starts_of_day(length: int) -> tuple[int, ...]:
    """A short session belongs to the evening, a half-day to a half, anything longer begins in the morning."""
    if length == 1:
        return (FIRST[Half.EVENING],)
    return (FIRST[Half.AM], FIRST[Half.PM]) if length <= SLOTS[Half.AM] else (FIRST[Half.AM],)


def _promised(demand: Demand, session: Session, over: Grid) -> Iterator[int]:
    """The starts that keep the half-day the package names."""
    if not session.wished_day or not session.wished_half:
        return
    slots = list(_slots_of(demand.cohort(session.cohort), session.wished_day, Half(session.wished_half), over))
    yield from slots[: max(1, len(slots) - session.slots + 1)]


def _instructor(demand: Demand, one: Instructor, over: Grid) -> engine.Instructor:
    courses = {course: list(who).index(one.id) for course, who in demand.qualified.items() if one.id in who}
    away = {slot for day, slot in _away(demand, one.resource) for slot in (over.slot(day, slot),) if slot >= 0}
    return engine.Instructor(
        one.id,
        fee=(one.fee or 0) // FEE_UNIT if one.takes_fee else 0,
        ratings={str(course): max(1, engine.BEST_RATING - place) for course, place in courses.items()},
        away=frozenset(away | set(_weekly(demand, one, over))),
        busy=frozenset(_busy(demand, one.resource, over)),
    )


def _away(demand: Demand, resource: int) -> Iterator[tuple[date, int]]:
    first, last = _horizon(demand)
    for away in demand.away:
        if away.resource == resource:
            day = max(away.first, first)
            while day <= min(away.last, last):
                yield from ((day, slot) for slot in range(DAY))
                day += timedelta(days=1)


def _horizon(demand: Demand) -> tuple[date, date]:
    days = [cohort.ends_on for cohort in demand.cohorts]
    days += [session.on_day for session in demand.sessions if session.on_day]
    return grid(demand).monday, max(days, default=grid(demand).monday)


def _weekly(demand: Demand, one: Instructor, over: Grid) -> Iterator[int]:
    first, last = _horizon(demand)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for weekday, half in one.unavailable:
            if weekday == day.isoweekday():
                yield from (over.slot(day, slot) for slot in range(FIRST[half], FIRST[half] + SLOTS[half]))


def _busy(demand: Demand, resource: int, over: Grid) -> Iterator[int]:
    stretches = [(booked.starts, booked.ends) for booked in demand.booked if booked.resource == resource]
    for day, slot in demand.half_days.touched(stretches):
        if (number := over.slot(day, slot)) >= 0:
            yield number


def _venue(demand: Demand, one: Venue, over: Grid) -> engine.Venue:
    return engine.Venue(
        one.id,
        kind=engine.VenueKind.ROOM if one.kind == VenueKind.ROOM else engine.VenueKind.SITE,
        capacity=one.capacity or UNLIMITED,
        open_weekdays=frozenset(range(engine.WEEK)) - {day - 1 for day in one.closed_weekdays},
        closed=frozenset(over.slot(day, slot) for day, slot in _away(demand, one.resource)),
        groups_at_once=max(1, one.lanes),
        busy=tuple(sorted(_busy(demand, one.resource, over))),
    )


def is_ceremony(session: Session) -> bool:
    """Whether it opens or ends a half-day that teaching fills."""
    return session.kind == SessionKind.CEREMONY and session.slots == 0
