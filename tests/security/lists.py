"""Every page and every address of the API that can be read, and how it grows: a maker of one more row, or why it has none.

`LISTS` names who asks, how its address is made, and what puts one more row on it; `most` is told only for a page of one
thing that gathers several lists around it. `SINGLE` shows one thing or none, and
its number of statements does not follow from how much there is of anything.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from certificates.tables import Certificate, CertificateLine
from courses.tables import Course, Quotation
from enrollment.actions import entry
from enrollment.actions import roster as rosters
from enrollment.queries import entry as doors
from enrollment.queries import feeds
from enrollment.tables import Attendance, Cohort, Enrollment, Session, SessionInstructor, SessionStop, Timetable
from tests import make
from tests.courses import make as studio
from tests.enrollment import make as classes
from tests.make import saved
from training import audit, clock, db, notices, secrets
from training.access import Actor, ActorKind, Role
from training.model import DEFAULT_ZONE, Half
from training.tables import Agency, ApiToken, Away, Center, Instructor, Login, Outbox, Trainee, Venue

ROLES = (Role.DIRECTOR, Role.DESIGNER, Role.SCHEDULER, Role.ADVISER)


@dataclass
class Scene:
    """A center with one agency, and the one class, package or person whose page is being looked at."""

    center: Center
    agency: Agency
    staff: dict[Role, Actor]
    n: int = 0
    people: int = 0
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def director(self) -> Actor:
        return self.staff[Role.DIRECTOR]

    async def once(self, name: str, made: Callable[[], Awaitable[Any]]) -> Any:
        """The thing the page is about, made when it is first needed."""
        if name not in self.kept:
            self.kept[name] = await made()
        return self.kept[name]

    async def instructor(self) -> Instructor:
        return await self.once("instructor", lambda: make.instructor(self.center))

    async def venue(self) -> Venue:
        return await self.once("venue", lambda: make.venue(self.center))

    async def bought(self) -> Any:
        return await self.once("package", lambda: classes.package(self.center, agency=self.agency.id, days=5, costs={}))

    async def cohort(self, **more: Any) -> Cohort:
        """A class with days that are over and days to come."""

        async def made() -> Cohort:
            starts = clock.today(DEFAULT_ZONE) - timedelta(days=1)
            return await classes.cohort(await classes.program(await self.bought(), starts_on=starts), **more)

        return await self.once("cohort", made)

    async def trainee(self) -> Trainee:
        return await self.once("trainee", lambda: _trainee(self))


async def scene() -> Scene:
    center = await make.center()
    staff = {role: make.acting(await make.account(center, role)) for role in ROLES}
    return Scene(center, await make.agency(center), staff)


More = Callable[[Scene], Awaitable[Any]]


@dataclass(frozen=True)
class Grows:
    """A list: who looks, what puts one more on it, and what stands in the places of its address."""

    who: str
    more: More
    at: Callable[[Scene], Awaitable[Any]] | None = None
    most: int = 6


async def an_agency(on: Scene) -> None:
    await make.agency(on.center, f"县局{on.n}", state="unconfirmed" if on.n % 2 else "confirmed")


async def an_account(on: Scene) -> None:
    agency = await make.agency(on.center, f"县局{on.n}")
    await make.account(on.center, Role.LIAISON, mail=f"l{on.n}@x.example", agency=agency)


async def a_liaison(on: Scene) -> None:
    await make.account(on.center, Role.LIAISON, mail=f"of{on.n}@x.example", agency=on.agency)


async def agency_id(on: Scene) -> dict[str, Any]:
    return {"id": on.agency.id}


async def a_login(on: Scene) -> None:
    now = clock.now()
    facts = {
        "center": on.center.id,
        "created_at": now,
        "seen_at": now,
        "ends_at": now + timedelta(hours=1),
        "agent": "x",
    }
    await saved(Login(id_hash=secrets.token(), account=on.director.account, **facts))


async def a_job(on: Scene) -> None:
    """Something that failed, and a message whose address is sealed."""
    facts = {"center": on.center.id, "due_at": clock.now(), "created_at": clock.now(), "last_error": "refused"}
    await saved(Outbox(kind="cohort.closed", key=f"job{on.n}", payload={"n": on.n}, state="failed", **facts))
    async with db.write():
        await notices.post_sealed(on.director, "notice.mail", f"mail{on.n}", {"to": f"a{on.n}@x.example"})


async def a_note(on: Scene) -> None:
    async with db.write():
        await audit.note(on.director, "cohort.closed", "cohort", on.n + 1, {"reason": "x"})
    await audit.seal(on.center.id, limit=1)


async def a_token(on: Scene) -> None:
    facts = {"center": on.center.id, "scopes": "courses:packages:see", "created_at": clock.now()}
    await saved(ApiToken(account=on.director.account, name=f"系统{on.n}", token_hash=secrets.token(), **facts))


async def an_instructor(on: Scene) -> None:
    teacher = await make.instructor(on.center, f"教授{on.n}")
    await _away(on, teacher.resource)


async def a_venue(on: Scene) -> None:
    site = await make.venue(on.center, f"教学点{on.n}", kind="field_site")
    await _away(on, site.resource)


async def _away(on: Scene, resource: int) -> None:
    day = clock.today(DEFAULT_ZONE) + timedelta(days=on.n)
    await saved(Away(center=on.center.id, resource=resource, first=day, last=day, reason="外出"))


async def days_off_of_one(on: Scene) -> None:
    await _away(on, (await on.instructor()).resource)
    await _away(on, (await on.venue()).resource)


async def a_course(on: Scene) -> Course:
    teacher, site = (
        await make.instructor(on.center, f"讲{on.n}"),
        await make.venue(on.center, f"点{on.n}", kind="field_site"),
    )
    return await studio.course(on.center, f"课{on.n}", theme=f"主题{on.n}", teachers=(teacher,), sites=(site,))


async def a_package(on: Scene) -> Any:
    agency = await make.agency(on.center, f"县局{on.n}")
    package = await classes.package(on.center, agency=agency.id, title=f"班{on.n}", costs={})
    await classes.item(package, 1, "am", await a_course(on))
    return package


async def an_item(on: Scene) -> None:
    await classes.item(await on.bought(), on.n % 5 + 1, ("am", "pm")[on.n % 2], await a_course(on), position=on.n)


async def a_quotation(on: Scene) -> Quotation:
    package = await a_package(on)
    facts = {"total": 1, "per_person_day": 1, "valid_until": clock.today(DEFAULT_ZONE), "created_at": clock.now()}
    facts["snapshot"] = {"package": {"title": {"zh": package.title, "en": ""}}}
    return await saved(
        Quotation(
            center=on.center.id,
            agency=package.agency,
            package=package.id,
            number=f"Q{on.n}",
            state="sent",
            sent_at=clock.now(),
            handled_by=on.director.account,
            **facts,
        )
    )


async def a_program(on: Scene) -> Any:
    quotation = await a_quotation(on)
    package = await classes.package(on.center, agency=quotation.agency, title=f"项目{on.n}")
    return await classes.program(package, quotation=quotation.id)


async def a_class(on: Scene, state: str = "scheduled") -> Cohort:
    """A class of this week with an adviser, a room, a session held by somebody somewhere, somebody in it."""
    today = clock.today(DEFAULT_ZONE)
    program = await classes.program(await a_package(on), starts_on=today - timedelta(days=1))
    room = await make.venue(on.center, f"教室{on.n}")
    cohort = await classes.cohort(
        program, state=state, adviser=on.staff[Role.ADVISER].account, home_room=room.id, ends_on=today
    )
    await _held(on, cohort, today, "am")
    await _seated(on, cohort, await _trainee(on))
    return cohort


async def a_closed_class(on: Scene) -> None:
    await a_class(on, "closed")


async def _held(on: Scene, cohort: Cohort, day: Any, half: str, *, by: int = 0) -> Session:
    session = await classes.session(cohort, day, half)
    teacher = by or (await make.instructor(on.center, f"师{on.n}")).id
    place = (await make.venue(on.center, f"室{on.n}")).id
    facts = {"center": on.center.id, "agency": cohort.agency, "cohort": cohort.id, "session": session.id}
    await saved(SessionInstructor(instructor=teacher, **facts))
    await saved(SessionStop(venue=place, **facts))
    return session


async def a_session(on: Scene) -> None:
    cohort = await on.cohort()
    await _held(on, cohort, cohort.starts_on + timedelta(days=on.n // 3), ("am", "pm", "evening")[on.n % 3])


async def an_edition(on: Scene) -> None:
    cohort = await on.cohort()
    await saved(
        Timetable(
            center=on.center.id,
            agency=cohort.agency,
            cohort=cohort.id,
            edition=on.n + 1,
            snapshot={},
            changes=[],
            published_at=clock.now(),
        )
    )


async def a_lesson_of_one(on: Scene) -> None:
    """One more session of the instructor whose page it is, in a class of its own."""
    cohort = await a_class(on)
    await _held(on, cohort, clock.today(DEFAULT_ZONE), "pm", by=(await on.instructor()).id)


async def _trainee(on: Scene) -> Trainee:
    on.people += 1
    row = classes.row(on.people)
    trainee = await saved(
        Trainee(
            center=on.center.id,
            agency=on.agency.id,
            name=row.name,
            name_as_given=row.name,
            gender="male",
            id_type="resident",
            id_index=secrets.blind_index(row.id_number, center=on.center.id, kind="id"),
            mobile_index=secrets.blind_index(row.mobile, center=on.center.id, kind="mobile"),
            created_at=clock.now(),
        )
    )
    trainee.id_sealed = secrets.seal(row.id_number, row=f"trainee:{trainee.id}:id")
    trainee.mobile_sealed = secrets.seal(row.mobile, row=f"trainee:{trainee.id}:mobile")
    return await saved(trainee)


async def _seated(on: Scene, cohort: Cohort, trainee: Trainee) -> Enrollment:
    return await saved(
        Enrollment(
            center=on.center.id,
            agency=cohort.agency,
            cohort=cohort.id,
            trainee=trainee.id,
            position=on.n,
            state="confirmed",
            name=trainee.name,
        )
    )


async def somebody(on: Scene) -> Enrollment:
    """One more in the class, with a mark in its first half-day."""
    cohort = await on.cohort()
    if "half" not in on.kept:
        on.kept["half"] = await _held(on, cohort, cohort.starts_on, "am")
    place = await _seated(on, cohort, await _trainee(on))
    await saved(
        Attendance(
            center=on.center.id,
            agency=cohort.agency,
            cohort=cohort.id,
            enrollment=place.id,
            trainee=place.trainee,
            on_day=cohort.starts_on,
            half=Half.AM.value,
            mark="present",
            taken_at=clock.now(),
        )
    )
    return place


async def somebody_certified(on: Scene) -> Certificate:
    place = await somebody(on)
    return await _certificate(on, place)


async def _certificate(on: Scene, place: Enrollment) -> Certificate:
    today = clock.today(DEFAULT_ZONE)
    cohort = await Cohort.objects().where(Cohort.id == place.cohort).first()
    certificate = await saved(
        Certificate(
            center=on.center.id,
            agency=place.agency,
            cohort=place.cohort,
            enrollment=place.id,
            trainee=place.trainee,
            kind="completion",
            state="valid",
            series="示",
            year=2026,
            running=on.people,
            number=f"示{on.people}",
            code=f"C{on.people:016d}",
            name=place.name,
            class_title="班",
            starts_on=today,
            ends_on=today,
            issued_on=today,
            facts={},
        )
    )
    session = await on.once("half", lambda: _held(on, cohort, today, "am"))
    facts = {"center": on.center.id, "trainee": place.trainee, "session": session.id, "title": "课", "on_day": today}
    await saved(CertificateLine(certificate=certificate.id, package_item=session.package_item, **facts))
    return certificate


async def a_class_of_one(on: Scene) -> None:
    """One more class of the trainee whose page it is, with his certificate."""
    cohort = await a_class(on)
    await _certificate(on, await _seated(on, cohort, await on.trainee()))


async def a_row_to_check(on: Scene) -> None:
    cohort = await on.cohort(headcount=100)
    await rosters.keep(on.director, cohort.id, "", [classes.row(n) for n in range(on.n + 1)])


async def somebody_who_waits(on: Scene) -> None:
    """Somebody of the class asked for a code."""
    await somebody(on)
    door = await doors.of_class((await on.cohort()).class_code)
    await entry.ask(door, classes.row(on.people).mobile, f"address{on.n}")


async def another_center(on: Scene) -> None:
    await make.center(f"c{on.n}")


async def everything_that_waits(on: Scene) -> None:
    """One more of each group of the desk."""
    await an_agency(on)
    await a_program(on)
    await a_class(on)
    await somebody_certified(on)


async def cohort_id(on: Scene) -> dict[str, Any]:
    return {"id": (await on.cohort()).id}


async def package_id(on: Scene) -> dict[str, Any]:
    return {"id": (await on.bought()).id}


async def instructor_id(on: Scene) -> dict[str, Any]:
    return {"id": (await on.instructor()).id}


async def venue_id(on: Scene) -> dict[str, Any]:
    return {"id": (await on.venue()).id}


async def slug(on: Scene) -> dict[str, Any]:
    return {"slug": on.center.slug}


async def feed(on: Scene) -> dict[str, Any]:
    reads = Actor(kind=ActorKind.INSTRUCTOR, center=on.center.id, instructor=(await on.instructor()).id)
    return {"slug": on.center.slug, "token": feeds.token(reads)}


LISTS: dict[str, Grows] = {
    "/": Grows("anonymous", another_center),
    "/enter": Grows("anonymous", another_center),
    "/account/logins": Grows("director", a_login),
    "/account/tokens": Grows("director", a_token),
    "/accounts": Grows("director", an_account),
    "/agencies": Grows("director", an_agency),
    "/agencies/{id:int}": Grows("director", a_liaison, agency_id),
    "/certificates": Grows("director", a_closed_class),
    "/certificates/classes/{id:int}": Grows("director", somebody_certified, cohort_id),
    "/certificates/issued": Grows("director", somebody_certified),
    "/cohorts": Grows("director", a_class),
    "/cohorts/{id:int}": Grows("director", a_session, cohort_id, most=8),
    "/cohorts/{id:int}/attendance": Grows("adviser", somebody, cohort_id),
    "/cohorts/{id:int}/codes": Grows("adviser", somebody_who_waits, cohort_id),
    "/cohorts/{id:int}/publish": Grows("scheduler", a_session, cohort_id, most=18),
    "/cohorts/{id:int}/roster": Grows("adviser", somebody, cohort_id),
    "/cohorts/{id:int}/roster/check": Grows("director", a_row_to_check, cohort_id),
    "/courses/new": Grows("designer", a_course),
    "/desk": Grows("director", everything_that_waits),
    "/instructors": Grows("director", an_instructor),
    "/instructors/{id:int}": Grows("director", days_off_of_one, instructor_id),
    "/me": Grows("trainee", a_class_of_one, most=10),
    "/me/certificates": Grows("trainee", a_class_of_one),
    "/me/timetable": Grows("trainee", a_class_of_one),
    "/audit": Grows("director", a_note),
    "/outbox": Grows("director", a_job),
    "/operator": Grows("operator", another_center),
    "/packages": Grows("director", a_package),
    "/packages/new": Grows("designer", an_agency),
    "/packages/{id:int}": Grows("designer", an_item, package_id, most=9),
    "/packages/{id:int}/wishes": Grows("designer", a_course, package_id),
    "/programs": Grows("director", a_program),
    "/programs/new": Grows("designer", a_package),
    "/quotations": Grows("director", a_quotation),
    "/teach": Grows("instructor", a_lesson_of_one),
    "/timetable": Grows("scheduler", a_class),
    "/venues": Grows("director", a_venue),
    "/venues/{id:int}": Grows("director", days_off_of_one, venue_id),
    "/{slug:str}/calendar/{token:str}": Grows("anonymous", a_lesson_of_one, feed),
    "/{slug:str}/courses": Grows("anonymous", a_course, slug),
    "/api/v1/accounts": Grows("director", an_account),
    "/api/v1/centers": Grows("operator", another_center),
    "/api/v1/cohorts/{id:int}/completion": Grows("director", somebody_certified, cohort_id),
    "/api/v1/desk": Grows("director", everything_that_waits),
    "/api/v1/timetable": Grows("scheduler", a_class),
    "/api/v1/agencies": Grows("director", an_agency),
    "/api/v1/audit": Grows("director", a_note),
    "/api/v1/outbox": Grows("director", a_job),
    "/api/v1/certificates": Grows("director", somebody_certified),
    "/api/v1/certificates/classes": Grows("director", a_closed_class),
    "/api/v1/cohorts/{id:int}/codes": Grows("adviser", somebody_who_waits, cohort_id),
    "/api/v1/cohorts": Grows("director", a_class),
    "/api/v1/cohorts/{id:int}/attendance": Grows("adviser", somebody, cohort_id),
    "/api/v1/cohorts/{id:int}/editions": Grows("director", an_edition, cohort_id),
    "/api/v1/cohorts/{id:int}/roster": Grows("adviser", somebody, cohort_id),
    "/api/v1/cohorts/{id:int}/sessions": Grows("director", a_session, cohort_id),
    "/api/v1/cohorts/{id:int}/publish": Grows("scheduler", a_session, cohort_id, most=18),
    "/api/v1/courses": Grows("director", a_course),
    "/api/v1/instructors": Grows("director", an_instructor),
    "/api/v1/instructors/{id:int}": Grows("director", days_off_of_one, instructor_id),
    "/api/v1/packages": Grows("director", a_package),
    "/api/v1/packages/{id:int}": Grows("designer", an_item, package_id, most=9),
    "/api/v1/programs": Grows("director", a_program),
    "/api/v1/quotations": Grows("director", a_quotation),
    "/api/v1/venues": Grows("director", a_venue),
    "/api/v1/venues/{id:int}": Grows("director", days_off_of_one, venue_id),
}

SINGLE = frozenset(
    {
        # one thing, whose lists within it are those of a page above
        "/accounts/{id:int}",
        "/api/v1/agencies/{id:int}",
        "/api/v1/accounts/{id:int}",
        "/api/v1/certificates/{id:int}",
        "/api/v1/certificates/classes/{id:int}/documents",
        "/api/v1/programs/{id:int}/papers/{kind:str}/pdf",
        "/api/v1/programs/{id:int}/papers/{kind:str}/scan",
        "/api/v1/places/{id:int}",
        "/api/v1/sessions/{id:int}",
        "/api/v1/cohorts/{id:int}",
        "/api/v1/cohorts/{id:int}/close",
        "/api/v1/courses/{id:int}",
        "/api/v1/programs/{id:int}",
        "/api/v1/quotations/{id:int}",
        "/api/v1/timetable/proposals/{id:int}",
        "/api/v1/timetable/rules",
        "/api/v1/verify/{code:str}",
        "/C",
        "/C/{code:str}",
        "/c",
        "/c/{code:str}",
        "/certificates/{id:int}",
        "/certificates/{id:int}/reissue",
        "/cohorts/{id:int}/cancel",
        "/cohorts/{id:int}/close",
        "/cohorts/{id:int}/door.pdf",
        "/cohorts/{id:int}/door.svg",
        "/courses/{id:int}/edit",
        "/me/certificates/{id:int}",
        "/packages/{id:int}/facts",
        "/places/{id:int}",
        "/programs/{id:int}",
        "/q/{token:str}",
        "/quotations/{id:int}",
        "/timetable/proposals/{id:int}",
        "/timetable/rules",
        "/timetable/sessions/{id:int}",
        "/{slug:str}/courses/{id:int}",
        # files
        "/api/v1/certificates/{id:int}/pdf",
        "/api/v1/certificates/{id:int}/png",
        "/api/v1/cohorts/{id:int}/door.pdf",
        "/api/v1/cohorts/{id:int}/door.svg",
        "/api/v1/quotations/{id:int}/pdf",
        "/certificates/classes/{id:int}/documents",
        "/certificates/{id:int}/{kind:str}",
        "/me/certificates/{id:int}/{kind:str}",
        "/programs/{id:int}/papers/{kind:str}/pdf",
        "/programs/{id:int}/papers/{kind:str}/scan",
        "/quotations/{id:int}/pdf",
        "/static/{digest:str}/{name:path}",
        # what comes with the release, not from the database
        "/api/v1/rule-sets",
        "/api/v1/rule-sets/{edition:str}",
        "/api/v1/docs",
        "/api/v1/schema",
        "/api/v1/schema/openapi.json",
        "/api/v1/schema/{path:str}",
        "/rule-sets",
        "/rule-sets/{edition:str}",
        "/styleguide",
        # doors and forms
        "/account",
        "/account/password",
        "/account/second-factor",
        "/center",
        "/api/v1/center",
        "/instructors/new",
        "/instructors/{id:int}/edit",
        "/venues/new",
        "/venues/{id:int}/edit",
        "/demo/messages",
        "/display",
        "/first-run/{token:str}",
        "/forgot-password",
        "/health/live",
        "/health/ready",
        "/home",
        "/j/{code:str}",
        "/metrics",
        "/set-password/{token:str}",
        "/sign-in",
        "/t/{token:str}",
        "/verify",
        "/{slug:str}",
        "/{slug:str}/accessibility",
        "/{slug:str}/enter",
        "/{slug:str}/register",
        "/privacy",
        "/{slug:str}/privacy",
        # what an issuer publishes: whole, or one proof
        "/{slug:str}/did.json",
        "/{slug:str}/log",
        "/{slug:str}/log/consistency",
        "/{slug:str}/log/proof/{entry:str}",
        "/{slug:str}/status",
        "/{slug:str}/status/{which:int}",
    }
)
