"""The desk: what waits for whom, and for nobody else."""

import re
from datetime import timedelta

from courses.tables import Package, Program
from enrollment.actions import attendance, places
from enrollment.tables import Cohort
from tests import make
from tests.enrollment import make as classes
from training import clock
from training.access import Role
from training.model import DEFAULT_ZONE, Half


async def submitted(center, agency, title, **more):
    facts = {"kind": "menu", "state": "submitted", "created_at": clock.now(), "changed_at": clock.now(), **more}
    whose = agency.id if agency else None
    return await make.saved(Package(center=center.id, agency=whose, title=title, days=3, costs={}, **facts))


async def cohort(center, agency, name, *, ends_in=30, **more):
    today = clock.today(DEFAULT_ZONE)
    facts = {"state": "preparing", "headcount": 20, "class_code": name, **more}
    begins, ends = today + timedelta(days=ends_in - 2), today + timedelta(days=ends_in)
    package = await submitted(center, agency, f"{name}方案", state="draft")
    days = {"starts_on": begins, "ends_on": ends}
    program = await make.saved(
        Program(
            center=center.id,
            agency=agency.id,
            package=package.id,
            number=name,
            title=name,
            state="agreed",
            headcount=20,
            created_at=clock.now(),
            **days,
        )
    )
    ids = {"center": center.id, "agency": agency.id, "program": program.id, "package": package.id}
    return await make.saved(Cohort(name=name, **ids, **days, **facts))


async def test_a_designer_sees_the_packages_to_quote_and_a_scheduler_the_classes_to_plan(client):
    center = await make.center()
    agency = await make.agency(center)
    await submitted(center, agency, "防汛专题班")
    await submitted(center, None, "计划内示范班")
    await cohort(center, agency, "第一期")
    for role in (Role.DESIGNER, Role.SCHEDULER):
        await make.account(center, role)

    await client.sign_in("designer@north.example")
    assert "防汛专题班" in client.page.text
    assert "计划内示范班" not in client.page.text
    assert "第一期" not in client.page.text

    client.forget()
    await client.sign_in("scheduler@north.example")
    assert "防汛专题班" not in client.page.text
    assert "待发布课表的班次" in client.page.text


async def test_an_agency_sees_only_its_own_drafts(client):
    center = await make.center()
    ours, theirs = await make.agency(center), await make.agency(center, "邻县水利局")
    await submitted(center, ours, "本单位草稿", state="draft")
    await submitted(center, theirs, "外单位草稿", state="draft")
    await make.account(center, Role.LIAISON, agency=ours)

    shown = (await client.sign_in("liaison@north.example")).text

    assert "本单位草稿" in shown
    assert "外单位草稿" not in shown


async def test_a_class_that_is_over_and_not_closed_is_overdue(client):
    center = await make.center()
    await cohort(center, await make.agency(center), "已结束的班", ends_in=-1)
    await make.account(center, Role.ADVISER)

    shown = (await client.sign_in("adviser@north.example")).text

    assert "待结班的班次" in shown
    assert "已逾期" in shown


async def test_an_empty_desk_says_so(client):
    await make.account(await make.center(), Role.FINANCE)

    assert "没有待处理的事项。" in (await client.sign_in("finance@north.example")).text


async def test_an_adviser_sees_what_runs_today_and_each_half_day_without_attendance(client):
    center = await make.center()
    agency = await make.agency(center)
    running = await classes.running_class(center, agency, name="在办的班")
    adviser = make.acting(await make.account(center, Role.ADVISER))
    await places.enroll(adviser, running.id, [classes.row(0)])

    shown = (await client.sign_in("adviser@north.example")).text

    assert "今天在办的班次" in shown
    assert f'href="/cohorts/{running.id}/attendance?at={running.starts_on}.am"' in shown
    await attendance.all_present(adviser, running.id, running.starts_on, Half.AM)
    again = (await client.get("/desk")).text
    assert f'href="/cohorts/{running.id}/attendance?at={running.starts_on}.am"' not in again
    assert f'href="/cohorts/{running.id}/attendance?at={running.starts_on}.pm"' in again


async def test_the_most_urgent_comes_first_within_a_kind_and_among_kinds(client):
    center = await make.center()
    agency = await make.agency(center)
    await make.account(center, Role.DIRECTOR)
    await cohort(center, agency, "晚开的班", ends_in=60)
    await cohort(center, agency, "早开的班", ends_in=40)
    await cohort(center, agency, "已结束的班", ends_in=-3, timetable_edition=1)

    shown = (await client.sign_in("director@north.example")).text
    kinds = re.findall(r'<h2[^>]* id="(to-\w+|today)"', shown)
    titles = re.findall(r">(\w+的班)</a>", shown)

    assert kinds.index("to-close") < kinds.index("to-plan")
    assert titles.index("早开的班") < titles.index("晚开的班")
