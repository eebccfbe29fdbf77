"""One agency's way through the product by its pages alone, from the catalogue to the certificate a stranger checks.

Every step is pressed by the role whose work it is. Between the steps the worker has to be let work (`outbox.drain`).
"""

import io
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from openpyxl import Workbook

from enrollment.model import RosterRow
from tests import make
from tests.browser_client import Browser
from tests.courses import make as courses
from tests.enrollment import make as classes
from training import clock
from training.access import Role
from training.model import DEFAULT_ZONE

HEADS = ("序号", "姓名", "性别", "证件号码", "手机号码", "单位及职务")
STAFF = (Role.DESIGNER, Role.SCHEDULER, Role.ADVISER)
ACCEPTANCE = {"name": "周敏", "post": "人事科科长", "authority": "办公会批准"}


@dataclass
class Journey:
    """What a walk has learned from the pages it saw: addresses and ids, nothing from the database."""

    browser: Browser
    slug: str
    title: str
    names: tuple[str, ...]
    starts_on: date
    courses: tuple[int, ...] = ()
    found: dict[str, int] = field(default_factory=dict)
    code: str = ""
    number: str = ""

    async def furnish(self) -> None:
        """The center as it stands before anybody orders: people, rooms, a catalogue; and one agency."""
        center = await make.center(self.slug)
        agency = await make.agency(center, f"{self.slug}水利局")
        for role in STAFF:
            await make.account(center, role)
        await make.account(center, Role.LIAISON, agency=agency)
        await make.venue(center, f"{self.slug}报告厅")
        teacher = await make.instructor(center, f"{self.slug}教授")
        lecture = await courses.course(center, f"{self.slug}防汛指挥", teachers=(teacher,))
        case = await courses.course(center, f"{self.slug}山洪案例", teachers=(teacher,), method="case")
        self.courses = (lecture.id, case.id)

    async def _as(self, role: Role) -> None:
        self.browser.forget()
        await self.browser.sign_in(f"{role}@{self.slug}.example")

    async def _press(self, path: str, given: dict[str, object] | None = None, says: str = "", **more: object) -> str:
        """Press a button of the page looked at; the answer must say this. Returns the path it leads to."""
        answer = await self.browser.post(path, given, **more)
        assert answer.status_code == 200, answer.text
        assert says in answer.text
        return answer.url.path

    def _version(self) -> str:
        return re.search(r'name="version" value="(\d+)"', self.browser.page.text)[1]

    async def order(self) -> None:
        """The liaison composes from the catalogue and submits."""
        await self._as(Role.LIAISON)
        shelf = await self.browser.get(f"/{self.slug}/courses")
        assert f"{self.slug}防汛指挥" in shelf.text
        await self.browser.get("/packages/new")
        facts = {"title": self.title, "kind": "menu", "days": 2, "headcount": 20, "staff": 0, "level": "division"}
        facts |= {"starts_on": self.starts_on.isoformat(), "fund_source": "budget"}
        path = await self._press("/packages/new", facts, self.title)
        for course in self.courses:
            await self._press(f"{path}/courses", {"version": self._version(), "course": course})
        await self._press(f"{path}/submit", {"version": self._version()}, "已提交")
        self.found["package"] = int(path.rsplit("/", 1)[1])

    async def agree(self) -> None:
        """The designer quotes and sends, the liaison accepts by name."""
        await self._as(Role.DESIGNER)
        path = await self._press("/quotations", {"package": self.found["package"]}, self.title)
        await self._press(f"{path}/send", says="待确认")
        await self._as(Role.LIAISON)
        await self.browser.get(path)
        program = await self._press(f"{path}/accept", ACCEPTANCE, "报价确认函")
        self.found["quotation"], self.found["program"] = int(path.rsplit("/", 1)[1]), int(program.rsplit("/", 1)[1])

    async def solve(self) -> None:
        """The scheduler finds the class among his own and has it solved."""
        await self._as(Role.SCHEDULER)
        listed = await self.browser.get("/cohorts")
        self.found["cohort"] = int(re.search(r'href="/cohorts/(\d+)"', listed.text)[1])
        await self.browser.get(f"/cohorts/{self.found['cohort']}")
        path = await self._press("/timetable/solve", {"cohorts": self.found["cohort"]}, "等待排课")
        self.found["proposal"] = int(path.rsplit("/", 1)[1])

    async def publish(self) -> None:
        """He takes the plan over and publishes its first edition."""
        cohort, proposal = self.found["cohort"], f"/timetable/proposals/{self.found['proposal']}"
        await self.browser.get(proposal)
        await self._press(f"{proposal}/accept", says="已采用排课结果")
        await self.browser.get(f"/cohorts/{cohort}/publish")
        await self._press(f"/cohorts/{cohort}/publish", {"version": self._version()}, "已发布课表（第1版）")

    async def name_people(self) -> None:
        """The liaison sends the workbook as his office keeps it and saves what was checked."""
        await self._as(Role.LIAISON)
        path = f"/cohorts/{self.found['cohort']}/roster"
        await self.browser.get(path)
        await self._press(path, says="没有需要修改的内容", files={"roster": ("名册.xlsx", self._workbook())})
        await self._press(f"{path}/check", {"version": 1, "press": "save"}, f"名册已保存，共{len(self.names)}人")

    def person(self, n: int) -> RosterRow:
        """The n-th of the class as the office's workbook names him."""
        return classes.row(n, self.names[n])

    def _workbook(self) -> bytes:
        book = Workbook()
        book.active.append(HEADS)
        for n in range(len(self.names)):
            row = self.person(n)
            book.active.append((n + 1, row.name, row.gender, row.id_number, row.mobile, row.unit_post))
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    async def attend(self) -> None:
        """After the last half-day the adviser marks everybody present, half-day by half-day, and closes the class."""
        await self._as(Role.ADVISER)
        path = f"/cohorts/{self.found['cohort']}"
        sheet = await self.browser.get(f"{path}/attendance")
        for day, half in sorted(set(re.findall(r"(\d{4}-\d\d-\d\d)\.(am|pm|evening)", sheet.text))):
            await self._press(f"{path}/attendance/all-present", {"day": day, "half": half})
        await self.browser.get(f"{path}/close")
        await self._press(f"{path}/close", says="已结班")

    async def issue(self) -> None:
        """One more press, and everybody who is eligible has his certificate."""
        path = f"/certificates/classes/{self.found['cohort']}"
        await self.browser.get(path)
        await self._press(f"{path}/issue", says=f"已发放{len(self.names)}份证书")

    async def fetch(self) -> bytes:
        """The first trainee comes in by class code, number and the code the adviser reads out. Returns his PDF."""
        cohort = await self.browser.get(f"/cohorts/{self.found['cohort']}")
        door = "/j/" + re.search(r"班级码\s*(\w+)", re.sub(r"<[^>]+>", " ", cohort.text))[1]
        mobile = self.person(0).mobile
        self.browser.forget()
        await self.browser.get(door)
        await self._press(door, {"mobile": mobile})
        await self._as(Role.ADVISER)
        await self.browser.get(f"/cohorts/{self.found['cohort']}/codes")
        told = await self.browser.post(f"/cohorts/{self.found['cohort']}/codes")
        code = re.search(r'class="lead"[^>]*>(\d+)<', told.text)[1]
        self.browser.forget()
        await self.browser.get(door)
        assert await self._press(f"{door}/code", {"mobile": mobile, "code": code}, self.names[0]) == "/me"
        mine = await self.browser.get("/me/certificates")
        self.found["certificate"] = int(re.search(r"/me/certificates/(\d+)", mine.text)[1])
        path = f"/me/certificates/{self.found['certificate']}"
        shown = (await self.browser.get(path)).text
        self.code, self.number = re.search(r'href="/c/(\w+)"', shown)[1], re.search(r"示培证字[^<\s]+", shown)[0]
        assert (await self.browser.get(f"{path}/png")).content.startswith(b"\x89PNG")
        return (await self.browser.get(f"{path}/pdf")).content

    async def verify(self, **given: str) -> str:
        """Somebody who has no login types what stands on the paper. Returns the page he reads."""
        self.browser.forget()
        await self.browser.get("/verify")
        return (await self.browser.post("/verify", given)).text


def next_monday() -> date:
    """The Monday on which the classes of these tests begin: at least a fortnight ahead."""
    today = clock.today(DEFAULT_ZONE)
    return today + timedelta(days=21 - today.weekday())
