"""Attendance and closing in a browser."""

import re

from enrollment.actions import places
from enrollment.queries import roster
from enrollment.tables import Attendance, Cohort
from tests import make
from tests.enrollment import make as classes
from training.access import Role
from training.db import ENGINE
from training.tables import Center


async def signed_in(client, role=Role.ADVISER, people=3, **more):
    center = await make.center()
    agency = await make.agency(center)
    cohort = await classes.running_class(center, agency, **more)
    adviser = make.acting(await make.account(center, Role.ADVISER))
    await places.enroll(adviser, cohort.id, [classes.row(n) for n in range(people)])
    if role != Role.ADVISER:
        await make.account(center, role, agency=agency if role == Role.LIAISON else None)
    await client.sign_in(f"{role}@north.example")
    return cohort, [seat.id for seat in await roster.people_of(adviser, cohort.id)]


async def test_a_half_day_is_taken_with_one_press_and_its_exceptions(client):
    cohort, ids = await signed_in(client)
    page = f"/cohorts/{cohort.id}/attendance"
    await client.get(f"{page}?at={cohort.starts_on}.am")
    half = {"day": str(cohort.starts_on), "half": "am"}

    answer = await client.post(f"{page}/all-present", half)
    assert "已登记3人出勤" in answer.text
    sent = {f"mark.{ids[0]}": "sick", f"reason.{ids[0]}": "发热", f"version.{ids[0]}": "1"}
    answer = await client.post(page, {**half, **sent})

    assert "已保存，1处有变化" in answer.text
    assert "缺课4学时，最多2.28学时" in answer.text
    assert {row["mark"] for row in await Attendance.select()} == {"present", "sick"}


async def test_a_correction_without_a_reason_keeps_what_was_typed(client):
    cohort, ids = await signed_in(client)
    page = f"/cohorts/{cohort.id}/attendance"
    await client.get(page)
    half = {"day": str(cohort.starts_on), "half": "am"}
    await client.post(f"{page}/all-present", half)

    answer = await client.post(page, {**half, f"mark.{ids[0]}": "absent", f"version.{ids[0]}": "1"})

    assert answer.status_code == 422
    assert "更正以前的考勤，请填写原因" in answer.text
    assert f'name="mark.{ids[0]}" value="absent" checked' in answer.text


async def test_nonsense_is_refused_by_name(client):
    cohort, ids = await signed_in(client)
    page = f"/cohorts/{cohort.id}/attendance"
    await client.get(page)

    for sent in (
        {"day": "yesterday", "half": "am"},
        {"day": str(cohort.starts_on), "half": "noon"},
        {"day": str(cohort.starts_on), "half": "am", f"mark.{ids[0]}": "dead"},
        {"day": str(cohort.starts_on), "half": "am", "mark.0": "present"},
    ):
        assert (await client.post(page, sent)).status_code == 422
    assert await Attendance.count() == 0


async def test_only_who_runs_the_class_takes_attendance(client):
    cohort, _ = await signed_in(client, Role.LIAISON)

    assert (await client.get(f"/cohorts/{cohort.id}/attendance")).status_code == 403
    assert (await client.get(f"/cohorts/{cohort.id}/close")).status_code == 403


async def test_another_center_sees_no_class(client):
    cohort, _ = await signed_in(client)
    await make.account(await make.center("south"), Role.ADVISER)
    client.forget()
    await client.sign_in("adviser@south.example")

    assert (await client.get(f"/cohorts/{cohort.id}/attendance")).status_code == 404
    assert (await client.get(f"/cohorts/{cohort.id}/close")).status_code == 404


async def test_the_page_before_closing_names_every_gap(client):
    cohort, _ = await signed_in(client, days=1)

    answer = await client.get(f"/cohorts/{cohort.id}/close")
    assert answer.text.count("还有3人没有登记") == 2
    refused = await client.post(f"/cohorts/{cohort.id}/close")

    assert refused.status_code == 422
    assert "还有2个半天的考勤没有登记完整" in refused.text


async def test_a_complete_class_is_closed_by_its_button(client):
    cohort, _ = await signed_in(client, days=1)
    await client.get(f"/cohorts/{cohort.id}/attendance")
    for half in ("am", "pm"):
        await client.post(f"/cohorts/{cohort.id}/attendance/all-present", {"day": str(cohort.starts_on), "half": half})

    await client.post(f"/cohorts/{cohort.id}/close", follow=False)

    assert (await Cohort.select().first())["state"] == "closed"


async def test_the_sheet_takes_the_same_statements_with_one_and_with_fifty(client):
    counted = []
    cohort, _ = await signed_in(client, people=1)
    center = await Center.objects().get(Center.id == cohort.center)
    adviser = await classes.staff(center, Role.DIRECTOR)
    for people in (1, 3, 50):
        await places.enroll(adviser, cohort.id, [classes.row(n) for n in range(people)], over=True)
        seen = []
        ENGINE.watch = seen.append
        answer = await client.get(f"/cohorts/{cohort.id}/attendance")
        ENGINE.watch = None
        assert answer.text.count('class="segments"') == people
        counted.append(len(seen))
    assert counted == [5, 5, 5]


async def test_the_page_before_closing_says_how_many_are_eligible_and_who_is_not(client):
    cohort, ids = await signed_in(client, days=1)
    page = f"/cohorts/{cohort.id}/attendance"
    await client.get(page)
    for half in ("am", "pm"):
        await client.post(f"{page}/all-present", {"day": str(cohort.starts_on), "half": half})
    gone = {f"mark.{ids[0]}": "absent", f"reason.{ids[0]}": "未请假", f"version.{ids[0]}": "1"}
    await client.post(page, {"day": str(cohort.starts_on), "half": "am", **gone})

    shown = (await client.get(f"/cohorts/{cohort.id}/close")).text
    closed = (await client.post(f"/cohorts/{cohort.id}/close")).text

    assert re.findall(r"<dt>([^<]+)</dt>\s*<dd[^>]*>\s*(?:<[^>]+>)?(\d+)", shown) == [
        ("按考勤符合结业条件", "2"),
        ("不符合结业条件", "1"),
    ]
    assert "赵零零" in shown
    assert "缺课4学时，最多1.14学时" in shown
    assert f'class="button button-main" href="/certificates/classes/{cohort.id}"' in closed
