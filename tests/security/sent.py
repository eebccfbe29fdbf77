"""What every changing page and every changing address of the API is sent when all is well: one row a route, read by a person.

`@noun` stands for the id of the asker's own thing of that name (tests/security/world.py). The gates take a row and spoil
it: with another's ids, with hostile texts, with hostile files. A route without a row, or a form with a text that no row
sends, fails `test_sent.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from certificates.api.v1 import NumberAndName
from certificates.pages.certificates import Reissue, Revoke
from certificates.pages.verify import Name, Sought
from courses.actions.catalogue import CourseForm, CourseRevision
from courses.actions.package_items import CourseItemForm, ItemForm, MendForm, RiteForm
from courses.actions.packages import PackageForm, RevisionForm
from courses.actions.references import ReferenceForm
from courses.actions.wishes import WishesForm
from courses.api.catalogue import UsualCosts
from courses.api.packages import CostsBody
from courses.pages.catalogue import TypedCourse, TypedRevision
from courses.pages.packages import AddForm, CostsForm, PackageCostsForm, TurnForm, VersionForm
from courses.pages.programs import Planned, Return
from courses.pages.quotations import Accept, AskChange, Decline, Quote
from courses.pages.register import Registration
from courses.pages.wishes import TypedWishes
from enrollment.api.attendance import SheetBody
from enrollment.api.roster import RosterBody
from enrollment.pages.attendance import HalfDay, Sheet
from enrollment.pages.cohorts import Cancel, Care, Publish
from enrollment.pages.entry import Code, Mobile
from enrollment.pages.planning import RulesForm
from enrollment.pages.roster import Mended, Substitute, Withdrawal
from enrollment.pages.timetable import Move, Pin, Restore, Solve
from tests import make
from tests.enrollment import make as classes
from training import clock
from training.actions import away
from training.actions.centers import CenterRevision
from training.actions.instructors import InstructorForm, InstructorRevision
from training.actions.venues import VenueForm, VenueRevision
from training.model import DEFAULT_ZONE
from training.pages import agencies, instructors, own_account, staff, venues
from training.pages.accounts import Forgotten, NewPassword, SignIn
from training.pages.first_run import FirstAccount
from training.pages.operator import NewCenter
from training.pages.staff import Invitation, Roles
from training.web.forms import Form


@dataclass(frozen=True)
class Sent:
    """Who sends what. `at` names the things of the address where the noun's own is not in the right state."""

    who: str
    shape: type[Form] | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    upload: str = ""
    also: tuple[str, ...] = ()  # fields that the body sends under other names


def day(ahead: int = 30) -> str:
    return (clock.today(DEFAULT_ZONE) + timedelta(days=ahead)).isoformat()


VERSION = {"version": 1}
PACKAGE = {"title": "防汛抗旱专题班", "days": 2, "level": "division", "needs": "请安排现场教学", "starts_on": day()}
COURSE = {
    "code": "K9",
    "title": "山洪灾害防御",
    "title_en": "Flash floods",
    "theme": "应急管理",
    "theme_en": "Emergencies",
    "method": "lecture",
    "local_label": "专题",
    "summary": "讲清山洪的成因",
    "summary_en": "Why they happen",
    "minutes": 180,
    "credit_hours": "4",
    "topics": "山洪 防汛",
    "requires": "",
    "excludes": "",
}
WISHES = {
    "version": 2,
    "themes": {"应急管理": "must"},
    "instructors": {"@instructor": "wished"},
    "earliest": day(),
    "latest": day(60),
    "fixed": [{"day": 1, "half": "am", "title": "领导讲话"}],
    "budget_per_person_day": 55000,
}
WISHED = {
    "version": 2,
    "themes.应急管理": "must",
    "instructors.@instructor": "wished",
    "earliest": day(),
    "latest": day(60),
    "fixed.0.title": "领导讲话",
    "fixed.0.day": 1,
    "fixed.0.half": "am",
    "budget_per_person_day": "550",
}
RITE = {**VERSION, "title": "开班式", "minutes": 30, "day": 1, "half": "am"}
ITEM = {**VERSION, "day": 2, "half": "pm", "reason": "与领导日程一致"}
MEND = {**VERSION, "code": "mend.set-staff", "course": "", "line": "", "staff": 1}
UNSEALED = {"id": "open-program", "kind": "other-kind"}
ACCEPT = {"name": "周敏", "post": "人事科科长", "authority": "办公会批准"}
CHANGE = {"change": "请把现场教学改到第三天，并减少2人"}
DECLINE = {"name": "周敏", "note": "预算未获批准"}
PLANNED = {"package": "@planned", "plan_number": "计划第9号"}
DAYS_OFF = {"first": day(200), "last": day(201), "reason": "外出授课"}
MOVE = {**VERSION, "day": "@class-day", "half": "pm", "instructor": "@instructor", "venue": "@venue", "reason": ""}
PERSON = {
    "name": "王小明",
    "gender": "男",
    "ethnic": "汉族",
    "unit_post": "水利局科员",
    "id_type": "居民身份证",
    "id_number": classes.id_number(77),
    "mobile": "15400000077",
}
SUBSTITUTE = {**PERSON, "reason": "工作需要"}
ROSTER = {"rows": [{**PERSON, "level": "乡科级", "note": "清真餐"}]}
REVOKE = {**VERSION, "reason": "录入有误"}
REISSUE = {**REVOKE, "name": "张玮"}
CARE = {"version": "@class-version", "adviser": "@adviser", "home_room": "@venue"}
PUBLISH = {"version": "@class-version", "reason": "教师临时有事"}
HALF_DAY = {"day": "@taught-day", "half": "am"}
SHEET = {**HALF_DAY, "mark.@taught-place": "late", "reason.@taught-place": "堵车", "version.@taught-place": 1}
MARKS = {**HALF_DAY, "marks": [{"place": "@taught-place", "mark": "late", "reason": "堵车", "version": 1}]}
MENDED = {
    "version": 1,
    "press": "check",
    **{f"{name}.2": text for name, text in PERSON.items()},
    "level.2": "乡科级",
    "note.2": "",
}
CODE = {"mobile": "15400000010", "code": "123456", "who": "", "back": "/me/certificates"}
PASSWORD = make.PASSWORD
OWN_FACTS = {
    "name": "钱会计",
    "mail": "qian@x.example",
    "mobile": "027-5550100",
    "language": "en",
    "password": PASSWORD,
}
REGISTRATION = {
    "unit": "溪口县水利局",
    "credit_code": "11990000DEMA000134",
    "jurisdiction": "CN-CENTRAL",
    "address": "溪口县河滨路3号",
    "name": "周敏",
    "mail": "zhou@xikou.example",
    "telephone": "0700-5552001",
}
INSTRUCTOR = {
    "name": "李立春",
    "title": "full_senior",
    "organization": "农业大学",
    "post": "教授",
    "mail": "lichun@teaching.example",
    "mobile": "15400000033",
}
VENUE = {
    "name": "一号楼101教室",
    "name_en": "Room 101",
    "address": "一号楼一层",
    "telephone": "0700-5550101",
}
OWN_CENTER = {
    "name": "北方培训中心",
    "short_name": "北方中心",
    "name_en": "North Training Center",
    "mark": "北培",
    "address": "北方市示例路1号",
    "telephone": "0700-5550100",
    "icp": "示ICP备00000001号",
    "police_filing": "示公网安备00000000000001号",
    "bank_account": "户名：北方培训中心；账号：0000",
}
CENTER = {"slug": "west", "name": "西山培训中心", "short_name": "西山", "director": "吴主任", "mail": "wu@west.example"}
REFERENCE = {"version": 2, "rule_set": "CN-CENTRAL-2016-540@1"}

ROWS: dict[str, Sent] = {
    "POST /certificates/classes/{id:int}/issue": Sent("adviser"),
    "POST /api/v1/cohorts/{id:int}/certificates": Sent("adviser", at={"id": "closed"}),
    "POST /certificates/{id:int}/revoke": Sent("director", Revoke, REVOKE),
    "POST /api/v1/certificates/{id:int}/revoke": Sent("director", Revoke, REVOKE),
    "POST /certificates/{id:int}/reissue": Sent("adviser", Reissue, REISSUE),
    "POST /api/v1/certificates/{id:int}/reissue": Sent("adviser", Reissue, REISSUE),
    "POST /verify": Sent("anonymous", Sought, {"code": "", "number": "@number", "name": "某某"}),
    "POST /c/{code:str}/name": Sent("anonymous", Name, {"name": "某某"}),
    "POST /verify/file": Sent("anonymous", upload="document"),
    "POST /api/v1/verify": Sent("anonymous", NumberAndName, {"number": "@number", "name": "某某"}),
    "POST /api/v1/verify/{code:str}/name": Sent("anonymous", Name, {"name": "某某"}),
    "POST /api/v1/verify/file": Sent("anonymous", upload="document"),
    "PUT /api/v1/usual-costs": Sent("designer", UsualCosts, {"costs": {"lodging": 20000}}),
    "POST /rule-sets/usual-costs": Sent("designer", CostsForm, {"lodging": "200"}),
    "POST /api/v1/courses": Sent("designer", CourseForm, {**COURSE, "code": "K8", "credit_hours": 400}),
    "PUT /api/v1/courses/{id:int}": Sent("designer", CourseRevision, {**COURSE, **VERSION, "credit_hours": 400}),
    "POST /courses/new": Sent("designer", TypedCourse, COURSE),
    "POST /courses/{id:int}/edit": Sent("designer", TypedRevision, {**COURSE, **VERSION}),
    "POST /packages/add": Sent("liaison", AddForm, {"course": "@case"}),
    "POST /packages/new": Sent("liaison", PackageForm, PACKAGE),
    "POST /api/v1/packages": Sent("liaison", PackageForm, PACKAGE),
    "POST /packages/{id:int}/facts": Sent("liaison", RevisionForm, {**PACKAGE, "version": 2}, {"id": "draft"}),
    "PUT /api/v1/packages/{id:int}": Sent("liaison", RevisionForm, {**PACKAGE, "version": 2}, {"id": "draft"}),
    "POST /packages/{id:int}/costs": Sent("liaison", PackageCostsForm, {"version": 2, "lodging": "1"}, {"id": "draft"}),
    "PUT /api/v1/packages/{id:int}/costs": Sent(
        "liaison", CostsBody, {"version": 2, "costs": {"lodging": 1}}, {"id": "draft"}
    ),
    "POST /packages/{id:int}/reference": Sent("designer", ReferenceForm, REFERENCE, {"id": "unpriced"}),
    "PUT /api/v1/packages/{id:int}/reference": Sent("designer", ReferenceForm, REFERENCE, {"id": "unpriced"}),
    "POST /packages/{id:int}/wishes": Sent("liaison", TypedWishes, WISHED, {"id": "draft"}, also=("themes", "title")),
    "PUT /api/v1/packages/{id:int}/wishes": Sent("liaison", WishesForm, WISHES, {"id": "draft"}, also=("themes",)),
    "POST /packages/{id:int}/courses": Sent(
        "liaison", CourseItemForm, {"version": 2, "course": "@case"}, {"id": "draft"}
    ),
    "POST /api/v1/packages/{id:int}/courses": Sent(
        "liaison", CourseItemForm, {"version": 2, "course": "@case"}, {"id": "draft"}
    ),
    "POST /packages/{id:int}/rites": Sent("liaison", RiteForm, {**RITE, "version": 2}, {"id": "draft"}),
    "POST /api/v1/packages/{id:int}/rites": Sent("liaison", RiteForm, {**RITE, "version": 2}, {"id": "draft"}),
    "POST /packages/{id:int}/items/{item:int}": Sent("liaison", ItemForm, {**ITEM, "version": 2}, {"id": "draft"}),
    "PATCH /api/v1/packages/{id:int}/items/{item:int}": Sent(
        "liaison", ItemForm, {**ITEM, "version": 2}, {"id": "draft"}
    ),
    "POST /packages/{id:int}/items/{item:int}/remove": Sent("liaison", VersionForm, {"version": 2}, {"id": "draft"}),
    "POST /api/v1/packages/{id:int}/items/{item:int}/remove": Sent(
        "liaison", VersionForm, {"version": 2}, {"id": "draft"}
    ),
    "POST /packages/{id:int}/kind": Sent("liaison", TurnForm, {"version": 2, "kind": "order"}, {"id": "draft"}),
    "POST /packages/{id:int}/mend": Sent("liaison", MendForm, {**MEND, "version": 2}, {"id": "draft"}),
    "POST /api/v1/packages/{id:int}/mend": Sent("liaison", MendForm, {**MEND, "version": 2}, {"id": "draft"}),
    "POST /packages/{id:int}/submit": Sent("liaison", VersionForm, {"version": 2}, {"id": "draft"}),
    "POST /api/v1/packages/{id:int}/submit": Sent("liaison", VersionForm, {"version": 2}, {"id": "draft"}),
    "POST /packages/{id:int}/withdraw": Sent("liaison", VersionForm, {"version": 3}, {"id": "waiting"}),
    "POST /api/v1/packages/{id:int}/withdraw": Sent("liaison", VersionForm, {"version": 3}, {"id": "waiting"}),
    "POST /packages/{id:int}/copy": Sent("liaison"),
    "POST /api/v1/packages/{id:int}/copy": Sent("liaison"),
    "POST /packages/{id:int}/delete": Sent("liaison", VersionForm, {"version": 2}, {"id": "draft"}),
    "POST /api/v1/packages/{id:int}/delete": Sent("liaison", VersionForm, {"version": 2}, {"id": "draft"}),
    "POST /quotations": Sent("designer", Quote, {"package": "@submitted"}),
    "POST /api/v1/quotations": Sent("designer", Quote, {"package": "@submitted"}),
    "POST /quotations/{id:int}/send": Sent("designer", at={"id": "unsent"}),
    "POST /api/v1/quotations/{id:int}/send": Sent("designer", at={"id": "unsent"}),
    "POST /quotations/{id:int}/resend": Sent("designer", at={"id": "sent"}),
    "POST /api/v1/quotations/{id:int}/resend": Sent("designer", at={"id": "sent"}),
    "POST /quotations/{id:int}/accept": Sent("liaison", Accept, ACCEPT, {"id": "sent"}),
    "POST /api/v1/quotations/{id:int}/accept": Sent("liaison", Accept, ACCEPT, {"id": "sent"}),
    "POST /quotations/{id:int}/decline": Sent("liaison", Decline, DECLINE, {"id": "sent"}),
    "POST /api/v1/quotations/{id:int}/decline": Sent("liaison", Decline, DECLINE, {"id": "sent"}),
    "POST /quotations/{id:int}/changes": Sent("liaison", AskChange, CHANGE, {"id": "sent"}),
    "POST /api/v1/quotations/{id:int}/changes": Sent("liaison", AskChange, CHANGE, {"id": "sent"}),
    "POST /programs": Sent("designer", Planned, PLANNED),
    "POST /api/v1/programs": Sent("designer", Planned, PLANNED),
    "POST /programs/{id:int}/papers/{kind:str}/seal": Sent("designer", at=UNSEALED),
    "POST /api/v1/programs/{id:int}/papers/{kind:str}/seal": Sent("designer", at=UNSEALED),
    "POST /programs/{id:int}/papers/{kind:str}/return": Sent("designer", Return, {"reason": "缺最后一页"}),
    "POST /api/v1/programs/{id:int}/papers/{kind:str}/return": Sent("designer", Return, {"reason": "缺最后一页"}),
    "POST /programs/{id:int}/papers/{kind:str}/scan": Sent("liaison", at={"id": "open-program"}, upload="scan"),
    "POST /api/v1/programs/{id:int}/papers/{kind:str}/scan": Sent("liaison", at={"id": "open-program"}, upload="scan"),
    "POST /cohorts/{id:int}": Sent("scheduler", Care, CARE),
    "POST /api/v1/cohorts/{id:int}/care": Sent("scheduler", Care, CARE),
    "POST /cohorts/{id:int}/publish": Sent("scheduler", Publish, PUBLISH),
    "POST /api/v1/cohorts/{id:int}/publish": Sent("scheduler", Publish, PUBLISH),
    "POST /timetable/rules": Sent("scheduler", RulesForm, {"evenings": "block", "fee": "2"}),
    "PUT /api/v1/timetable/rules": Sent("scheduler", RulesForm, {"evenings": "block", "fee": 2}),
    "POST /timetable/solve": Sent("scheduler", Solve, {"cohorts": ["@cohort"]}),
    "POST /api/v1/timetable/proposals": Sent("scheduler", Solve, {"cohorts": ["@cohort"]}),
    **{
        f"POST {root}/timetable/proposals/{{id:int}}/{verb}": Sent("scheduler", at={"id": "new-proposal"})
        for root in ("", "/api/v1")
        for verb in ("stop", "accept", "discard")
    },
    "POST /timetable/sessions/{id:int}": Sent("scheduler", Move, {**MOVE, "version": "@session-version"}),
    "POST /api/v1/sessions/{id:int}/move": Sent("scheduler", Move, {**MOVE, "version": "@session-version"}),
    "POST /timetable/sessions/{id:int}/pin": Sent("scheduler", Pin, {"version": "@session-version", "pinned": True}),
    "POST /api/v1/sessions/{id:int}/pin": Sent("scheduler", Pin, {"version": "@session-version", "pinned": True}),
    **{
        f"POST {path}/{{id:int}}/cancel": Sent(
            "scheduler", Cancel, {"version": "@session-version", "reason": "教师临时有事"}
        )
        for path in ("/timetable/sessions", "/api/v1/sessions")
    },
    **{
        f"POST {path}/{{id:int}}/restore": Sent("scheduler", Restore, {"version": 1}, {"id": "cancelled-session"})
        for path in ("/timetable/sessions", "/api/v1/sessions")
    },
    **{
        f"POST {root}/cohorts/{{id:int}}/cancel": Sent(
            "designer", Cancel, {"version": "@class-version", "reason": "汛情紧急，延期举办"}
        )
        for root in ("", "/api/v1")
    },
    "POST /cohorts/{id:int}/roster": Sent("liaison", upload="roster"),
    "POST /cohorts/{id:int}/roster/check": Sent("liaison", Mended, MENDED, also=("cells",)),
    "POST /cohorts/{id:int}/roster/drop": Sent("liaison"),
    "POST /cohorts/{id:int}/roster/export": Sent("liaison"),
    "POST /cohorts/{id:int}/roster/export/full": Sent("liaison"),
    "POST /api/v1/cohorts/{id:int}/roster": Sent("liaison", RosterBody, ROSTER),
    "POST /api/v1/cohorts/{id:int}/roster/check": Sent("liaison", RosterBody, ROSTER),
    "POST /places/{id:int}/substitute": Sent("liaison", Substitute, SUBSTITUTE),
    "POST /api/v1/places/{id:int}/substitute": Sent("liaison", Substitute, SUBSTITUTE),
    "POST /places/{id:int}/withdraw": Sent("liaison", Withdrawal, {"why": "因病"}),
    "DELETE /api/v1/places/{id:int}": Sent("liaison", Withdrawal, {"why": "因病"}),
    "POST /cohorts/{id:int}/attendance": Sent("adviser", Sheet, SHEET, {"id": "taught"}),
    "POST /api/v1/cohorts/{id:int}/attendance": Sent("adviser", SheetBody, MARKS, {"id": "taught"}),
    "POST /cohorts/{id:int}/attendance/all-present": Sent("adviser", HalfDay, HALF_DAY, {"id": "taught"}),
    "POST /api/v1/cohorts/{id:int}/attendance/all-present": Sent("adviser", HalfDay, HALF_DAY, {"id": "taught"}),
    "POST /cohorts/{id:int}/close": Sent("adviser", at={"id": "taught"}),
    "POST /api/v1/cohorts/{id:int}/close": Sent("adviser", at={"id": "taught"}),
    "POST /cohorts/{id:int}/codes": Sent("adviser"),
    "POST /api/v1/cohorts/{id:int}/codes": Sent("adviser"),
    "POST /j/{code:str}": Sent("anonymous", Mobile, {"mobile": "15400000010", "back": "/me"}, {"code": "class_code"}),
    "POST /j/{code:str}/code": Sent("anonymous", Code, CODE, {"code": "class_code"}),
    "POST /{slug:str}/enter": Sent("anonymous", Mobile, {"mobile": "15400000010", "back": "/me"}),
    "POST /{slug:str}/enter/code": Sent("anonymous", Code, CODE),
    "POST /t/{token:str}": Sent("anonymous"),
    "POST /instructors/new": Sent("scheduler", instructors.TypedInstructor, INSTRUCTOR),
    "POST /api/v1/instructors": Sent("scheduler", InstructorForm, INSTRUCTOR),
    "POST /instructors/{id:int}/edit": Sent(
        "scheduler", instructors.TypedInstructorRevision, {**INSTRUCTOR, **VERSION}
    ),
    "PUT /api/v1/instructors/{id:int}": Sent("scheduler", InstructorRevision, {**INSTRUCTOR, **VERSION}),
    "POST /instructors/{id:int}/link": Sent("scheduler"),
    "POST /places/{id:int}/link": Sent("adviser"),
    "POST /api/v1/places/{id:int}/link": Sent("adviser"),
    "POST /venues/new": Sent("scheduler", venues.TypedVenue, {**VENUE, "kind": "room"}),
    "POST /api/v1/venues": Sent("scheduler", VenueForm, {**VENUE, "kind": "room"}),
    "POST /venues/{id:int}/edit": Sent("scheduler", venues.TypedVenueRevision, {**VENUE, **VERSION}),
    "PUT /api/v1/venues/{id:int}": Sent("scheduler", VenueRevision, {**VENUE, **VERSION}),
    "POST /center": Sent("director", CenterRevision, {**OWN_CENTER, **VERSION}),
    "PUT /api/v1/center": Sent("director", CenterRevision, {**OWN_CENTER, **VERSION}),
    "POST /instructors/{id:int}/away": Sent("scheduler", away.DaysOff, DAYS_OFF),
    "POST /api/v1/instructors/{id:int}/away": Sent("scheduler", away.DaysOff, DAYS_OFF),
    "POST /instructors/{id:int}/away/{entry:int}/drop": Sent("scheduler"),
    "DELETE /api/v1/instructors/{id:int}/away/{entry:int}": Sent("scheduler"),
    "POST /api/v1/instructors/{id:int}/link": Sent("scheduler"),
    "POST /venues/{id:int}/away": Sent("scheduler", away.DaysOff, DAYS_OFF),
    "POST /api/v1/venues/{id:int}/away": Sent("scheduler", away.DaysOff, DAYS_OFF),
    "POST /venues/{id:int}/away/{entry:int}/drop": Sent("scheduler"),
    "DELETE /api/v1/venues/{id:int}/away/{entry:int}": Sent("scheduler"),
    "POST /agencies/{id:int}/confirm": Sent("director"),
    "POST /api/v1/agencies/{id:int}/confirm": Sent("director"),
    "POST /agencies/{id:int}/refuse": Sent("director", agencies.Refusal, {"reason": "单位名称与信用代码不符"}),
    "POST /api/v1/agencies/{id:int}/refuse": Sent("director", agencies.Refusal, {"reason": "单位名称与信用代码不符"}),
    "POST /{slug:str}/register": Sent("anonymous", Registration, REGISTRATION),
    "POST /sign-in": Sent(
        "anonymous", SignIn, {"mail": "x@y.example", "password": "a good long one", "code": "", "back": "/desk"}
    ),
    "POST /sign-out": Sent("anonymous"),
    "POST /set-password/{token:str}": Sent(
        "anonymous", NewPassword, {"password": "a good long password"}, {"token": "password-token"}
    ),
    "POST /forgot-password": Sent("anonymous", Forgotten, {"mail": "x@y.example"}),
    "POST /first-run/{token:str}": Sent(
        "anonymous", FirstAccount, {"name": "平台", "mail": "p@x.example", "password": "a good long password"}
    ),
    **{f"POST {root}/outbox/{{id:int}}/retry": Sent("director", at={"id": "failed-job"}) for root in ("", "/api/v1")},
    "POST /outbox/retry": Sent("director"),
    "POST /api/v1/outbox/retry": Sent("director"),
    "POST /outbox/test-mail": Sent("director"),
    "POST /audit/check": Sent("director"),
    "POST /api/v1/audit/check": Sent("director"),
    "POST /operator": Sent("operator", NewCenter, CENTER),
    "POST /api/v1/centers": Sent("operator", NewCenter, CENTER),
    "POST /account": Sent("finance", own_account.Facts, OWN_FACTS),
    "POST /account/password": Sent(
        "finance", own_account.ChangedPassword, {"old": PASSWORD, "password": "另一个足够长的密码短语"}
    ),
    "POST /account/second-factor": Sent("finance", own_account.Factor, {"offer": "x", "code": "123456"}),
    "POST /account/second-factor/drop": Sent("finance", own_account.OwnPassword, {"password": PASSWORD}),
    "POST /account/logins/end": Sent("finance"),
    "POST /account/tokens": Sent(
        "finance", own_account.NewToken, {"name": "财务系统", "scopes": ["courses:quotations:see"]}
    ),
    "POST /account/tokens/{id:int}/revoke": Sent("finance"),
    "POST /accounts/second-factor": Sent("director", staff.Factor, {"required": "on"}),
    "POST /accounts/{id:int}/second-factor/drop": Sent("director"),
    **{
        f"POST {root}/accounts{path}": row
        for root in ("", "/api/v1")
        for path, row in {
            "": Sent("director", Invitation, {"name": "李新", "mail": "li@north.example", "role": "adviser"}),
            "/{id:int}/roles": Sent("director", Roles, {"role": ["adviser", "finance"]}, {"id": "adviser"}),
            "/{id:int}/off": Sent("director"),
            "/{id:int}/on": Sent("director"),
            "/{id:int}/link": Sent("director"),
        }.items()
    },
}

PLACE = re.compile(r"\{(\w+):(\w+)\}")
FIXED = {
    "which": 2,
    "edition": "CN-CENTRAL-2016-540",
    "kind": "agreement",
    "other-kind": "acceptance",
    "digest": "0",
    "entry": "0" * 64,
    "path": "openapi.json",
    "name": "x",
}
NOUNS = {
    "classes": "closed",
    "papers": "kind",
    "items": "item",
    "proposals": "proposal",
    "verify": "code",
    "c": "code",
    "tokens": "api-token",
}


def noun(path: str, param: str) -> str:
    """What a place of an address names: `/venues/{id:int}/away/{entry:int}` has a venue and a venue-away."""
    words = path.split("{" + param + ":", maxsplit=1)[0].strip("/").split("/")
    if param == "entry" and words[-1] == "away":
        return f"{words[-3].removesuffix('s')}-away"
    if param in ("id", "item"):
        return NOUNS.get(words[-1], words[-1].removesuffix("s").replace("agencie", "agency"))
    return {"q": "link", "j": "class_code", "set-password": "password-token"}.get(words[-1], param)


def address(path: str, things: Mapping[str, Any], at: Mapping[str, str] | None = None) -> str:
    """An address of this route with somebody's own things in it."""

    def own(found: re.Match[str]) -> str:
        name = (at or {}).get(found[1]) or noun(path, found[1])
        if name == "kind" and "certificates" in path:
            return "pdf"
        return str(FIXED[name]) if name in FIXED else str(things[name])

    return PLACE.sub(own, path)


def filled(body: Any, things: Mapping[str, Any]) -> Any:
    """A row's body with somebody's own things in it."""
    if isinstance(body, Mapping):
        return {_named(name, things): filled(value, things) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(each, things) for each in body]
    return things[body[1:]] if isinstance(body, str) and body.startswith("@") else body


def _named(name: str, things: Mapping[str, Any]) -> str:
    head, at, noun = name.partition("@")
    return f"{head}{things[noun]}" if at else name
