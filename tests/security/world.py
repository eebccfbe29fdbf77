"""Three offices at two centers, each with one of everything the product can hold, under names that give them away.

North has two agencies (沅, 澧), south one (漳). Each has walked the whole journey once, through the pages and a month ago;
beside it stand the things that are still open: a draft, a submitted package, a sent quotation, a class with a roster.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from certificates.tables import Certificate
from courses.actions import packages, programs, quotations
from courses.model import PaperKind
from courses.scans import Scan
from courses.tables import Package, PackageItem
from enrollment.actions import attendance, entry, places, publishing
from enrollment.actions import roster as rosters
from enrollment.actions import timetable as solving
from enrollment.model import RosterRow, Spot
from enrollment.queries import attendance as marks
from enrollment.queries import feeds, timetable
from enrollment.tables import Cohort, Enrollment, Session
from tests import make, scans
from tests.browser_client import Browser
from tests.courses import make as studio
from tests.enrollment import make as classes
from tests.journeys.journey import Journey
from tests.security import cast
from training import access, clock, outbox
from training.access import Actor, ActorKind, May, Role
from training.actions import away, own_account, staff
from training.app import HANDLERS, create_app
from training.model import DEFAULT_ZONE, Half
from training.rules.half_days import FIRST
from training.tables import Account, Agency, ApiToken, Away, Center, Instructor, Login, Outbox, Venue

MONTH = timedelta(days=45)
STEPS = ("order", "agree", "solve", "publish", "name_people")


@dataclass
class Office(Journey):
    """A journey of one agency, by its own liaison; several may share a center."""

    mark: str = ""
    first: int = 0
    ids: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    async def furnish(self) -> None:
        center = await Center.objects().where(Center.slug == self.slug).first()
        if center is None:
            await super().furnish()
            await Account.delete().where(Account.roles == Role.LIAISON, Account.mail.like(f"%@{self.slug}.example"))
            await Agency.delete().where(Agency.name == f"{self.slug}水利局")
            center = await Center.objects().where(Center.slug == self.slug).first()
            for role in (Role.DIRECTOR, Role.FINANCE):
                await make.account(center, role, name=f"{self.slug}{role}")
        self.courses = tuple(await _ids(studio.Course, studio.Course.center == center.id))
        agency = await make.agency(center, f"{self.mark}河水利局")
        liaison = await make.account(
            center, Role.LIAISON, mail=self._liaison, agency=agency, name=f"{self.mark}联络员", totp_secret=""
        )
        self.ids |= {"center": center.id, "slug": self.slug, "agency": agency.id, "account": liaison.id}

    @property
    def _liaison(self) -> str:
        return f"liaison{self.first}@{self.slug}.example"

    async def _as(self, role: Role) -> None:
        self.browser.forget()
        await self.browser.sign_in(self._liaison if role == Role.LIAISON else f"{role}@{self.slug}.example")

    def person(self, n: int) -> RosterRow:
        return classes.row(self.first + n, self.names[n] if n < len(self.names) else f"{self.mark}{'甲乙丙丁戊己'[n]}")

    def actor(self, role: Role) -> Actor:
        """Somebody of this office or its center, for actions called directly."""
        who: Actor = self.ids["actors"][role]
        return who


async def _ids(table: Any, where: Any) -> list[int]:
    return [row["id"] for row in await table.select(table.id).where(where).order_by(table.id)]


async def build() -> tuple[Office, Office, Office]:
    """All three, in an empty database whose pool is open."""
    async with AsyncClient(
        transport=ASGITransport(create_app(), raise_app_exceptions=False), base_url="http://testserver.local"
    ) as http:
        browser, monday = Browser(http), _monday(clock.now() - MONTH)
        offices = (
            Office(browser, "north", "沅河防汛专题班", ("沅赵一", "沅钱二"), monday, mark="沅", first=10),
            Office(
                browser,
                "north",
                "澧河山洪专题班",
                ("澧孙三", "澧李四"),
                monday + timedelta(days=7),
                mark="澧",
                first=20,
            ),
            Office(browser, "south", "漳河水土专题班", ("漳周五", "漳吴六"), monday, mark="漳", first=30),
        )
        for office in offices:
            await _walk(office)
        for office in offices:
            await _open_things(office)
    await Login.delete(force=True)
    for office in offices:
        await _sign_in_everybody(office)
    return offices


def _monday(day: datetime) -> Any:
    return day.date() + timedelta(days=21 - day.weekday())


async def _walk(office: Office) -> None:
    """Ordered and named a month and a half ago, taught since, closed and certified today."""
    now = clock.now
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now() - MONTH)
        await office.furnish()
        for step in STEPS:
            await getattr(office, step)()
            await outbox.drain(HANDLERS)
    for step in ("attend", "issue"):
        await getattr(office, step)()
        await outbox.drain(HANDLERS)
    office.ids |= {name: office.found[name] for name in ("package", "quotation", "program", "proposal")}
    office.ids["closed"] = office.found["cohort"]
    office.ids["certificate"] = (await _ids(Certificate, Certificate.cohort == office.ids["closed"]))[0]
    taught = await Certificate.select().where(Certificate.id == office.ids["certificate"]).first()
    office.ids |= {"trainee": taught["trainee"], "code": taught["code"], "number": taught["number"]}


async def _open_things(office: Office) -> None:
    ids, center = office.ids, office.ids["center"]
    ids["actors"] = {
        Role(row.roles): make.acting(row)
        for row in await Account.objects().where(Account.center == center)
        if row.agency in (None, ids["agency"])
    }
    liaison, designer = office.actor(Role.LIAISON), office.actor(Role.DESIGNER)
    [lecture, case] = await studio.Course.objects().where(studio.Course.id.is_in(list(office.courses)))
    ids |= {"course": lecture.id, "case": case.id}
    ids["draft"] = await studio.package(liaison, lecture, title=f"{office.mark}河草稿班")
    ids["item"] = (await _ids(PackageItem, PackageItem.package == ids["draft"]))[0]
    ids["unpriced"] = await studio.package(liaison, lecture, title=f"{office.mark}河党费班", fund_source="party_dues")
    for name in ("submitted", "quoted", "ordered", "waiting"):
        ids[name] = await studio.package(liaison, lecture, title=f"{office.mark}河{name}班")
        await packages.submit(liaison, ids[name], await _version(Package, ids[name]))
    ids["planned"] = await studio.package(designer, lecture, title=f"{office.slug}计划班")
    await packages.submit(designer, ids["planned"], await _version(Package, ids["planned"]))
    ids["unsent"] = await quotations.quote(designer, ids["ordered"], 30)
    ids["sent"] = await quotations.quote(designer, ids["quoted"], 30)
    ids["link"] = await quotations.send(designer, ids["sent"])
    filed = Scan(f"{office.mark}河协议.pdf", scans.PDF, "application/pdf")
    await programs.seal(designer, ids["program"], PaperKind.AGREEMENT)
    await programs.file_scan(liaison, ids["program"], PaperKind.AGREEMENT, filed)
    await _open_class(office)
    await _taught_class(office)
    invited = {"name": f"{office.slug}新人", "mail": f"new{office.first}@{office.slug}.example"}
    ids["password-token"] = await staff.invite(office.actor(Role.DIRECTOR), **invited, roles=frozenset({Role.FINANCE}))
    finance = office.actor(Role.FINANCE)
    await own_account.make_token(finance, name=f"{office.mark}接口", wanted=frozenset({May.SEE_QUOTATIONS}))
    ids["api-token"] = (await _ids(ApiToken, ApiToken.account == finance.account))[-1]
    facts = {"center": ids["center"], "due_at": clock.now(), "created_at": clock.now(), "last_error": "没有接通"}
    job = Outbox(kind="certificate.render", key=f"failed:{office.first}", payload={}, state="failed", **facts)
    ids["failed-job"] = (await make.saved(job)).id
    for noun, table in (("instructor", Instructor), ("venue", Venue)):
        ids[noun] = (await _ids(table, table.center == center))[0]
        row = await table.select().where(table.id == ids[noun]).first()
        day = clock.today(DEFAULT_ZONE) + timedelta(days=300 + office.first)
        await away.add(office.actor(Role.SCHEDULER), row["resource"], day, day, f"{office.slug}外出")
        ids[f"{noun}-away"] = (await _ids(Away, Away.resource == row["resource"]))[-1]


async def _version(table: Any, id: int) -> int:
    row = await table.select(table.version).where(table.id == id).first()
    return int(row["version"])


async def _open_class(office: Office) -> None:
    """A class that is still to come: one person on its roster, one roster to be checked, one session placed."""
    ids, liaison, scheduler = office.ids, office.actor(Role.LIAISON), office.actor(Role.SCHEDULER)
    bought = await quotations.quote(office.actor(Role.DESIGNER), ids["ordered"], 30)
    await quotations.send(office.actor(Role.DESIGNER), bought)
    ids["open-program"] = await quotations.accept(liaison, bought, f"{office.mark}签", "科长", "批准")
    await programs.seal(office.actor(Role.DESIGNER), ids["open-program"], PaperKind.AGREEMENT)
    ids["unsent"] = await quotations.quote(office.actor(Role.DESIGNER), ids["submitted"], 30)
    await outbox.drain(HANDLERS)
    cohort = await Cohort.objects().where(Cohort.program == ids["open-program"]).first()
    ids |= {"cohort": cohort.id, "class_code": cohort.class_code}
    await places.enroll(liaison, cohort.id, [office.person(2)])
    await rosters.keep(liaison, cohort.id, f"{office.mark}名册.xlsx", [office.person(2), office.person(3)])
    ids["place"] = (await _ids(Enrollment, Enrollment.cohort == cohort.id))[0]
    ids["session"] = (await _ids(Session, Session.cohort == cohort.id))[0]
    ids["new-proposal"] = await solving.propose(scheduler, [cohort.id])
    await outbox.drain(HANDLERS)
    demand = await timetable.demand(scheduler, [cohort.id])
    [held] = demand.sessions
    room = next(venue.id for venue in demand.venues if venue.kind == "room")
    day = cohort.starts_on + timedelta(days=3 if office.mark == "澧" else 0)  # they share teacher and room
    spot = Spot(held.id, day, FIRST[Half.AM], demand.instructors[0].id, (room,))
    await publishing.move(scheduler, spot, held.version)
    ids |= {"session-version": await _version(Session, held.id), "class-version": await _version(Cohort, cohort.id)}
    ids |= {"class-day": day.isoformat(), "adviser": office.actor(Role.ADVISER).account}
    ids["token"] = (await entry.link(office.actor(Role.DIRECTOR), ActorKind.TRAINEE, ids["trainee"])).rsplit("/", 1)[1]


async def _taught_class(office: Office) -> None:
    """A class whose last half-day is over and whose attendance is complete: ready to be closed."""
    ids, first = office.ids, clock.today(DEFAULT_ZONE) - timedelta(days=3)
    office_of = await Agency.objects().where(Agency.id == ids["agency"]).first()
    center = await Center.objects().where(Center.id == ids["center"]).first()
    cohort = await classes.running_class(center, office_of, starts_on=first, name=f"{office.mark}河在训班")
    await places.enroll(office.actor(Role.LIAISON), cohort.id, [office.person(4)])
    for half in await marks.halves(office.actor(Role.ADVISER), cohort.id):
        await attendance.all_present(office.actor(Role.ADVISER), cohort.id, half.day, half.half)
    ids["cancelled-session"] = (
        await classes.session(
            cohort, first + timedelta(days=1), "evening", state="cancelled", title=f"{office.mark}取消课"
        )
    ).id
    ids |= {"taught": cohort.id, "taught-day": first.isoformat()}
    ids["taught-place"] = (await _ids(Enrollment, Enrollment.cohort == cohort.id))[0]


async def _sign_in_everybody(office: Office) -> None:
    """A login each, so that asking as somebody costs no page."""
    ids = office.ids
    office.cookies["anonymous"] = ""
    for role, actor in ids["actors"].items():
        office.cookies[role] = await cast.login(ids["center"], account=actor.account)
    office.cookies["trainee"] = await cast.login(ids["center"], trainee=ids["trainee"])
    office.cookies["instructor"] = await cast.login(ids["center"], instructor=ids["instructor"])
    operator = await make.operator(f"op{office.first}@x.example")
    office.cookies["operator"] = await cast.login(0, account=operator.id)
    ids["actors"][Role.OPERATOR] = make.acting(operator)
    taught = access.Actor(kind=ActorKind.TRAINEE, center=ids["center"], trainee=ids["trainee"])
    teaches = access.Actor(kind=ActorKind.INSTRUCTOR, center=ids["center"], instructor=ids["instructor"])
    ids["feeds"] = {who.kind: feeds.token(who) for who in (taught, teaches)}
