"""The public catalogue: found by Chinese substrings, filtered by its address, published by staff."""

import re

import pytest

from courses.tables import Course, CourseInstructor, CourseSite
from tests import make
from tests.courses import make as made
from training.access import Role
from training.db import ENGINE
from training.tables import Instructor, Venue


@pytest.fixture
async def center(client):
    return await make.center()


async def test_a_visitor_finds_courses_by_a_chinese_substring(client, center):
    await made.course(center, "防汛抗旱指挥决策")
    await made.course(center, "乡村振兴“五个振兴”")

    found = (await client.get("/north/courses?q=抗旱")).text

    assert "防汛抗旱指挥决策" in found
    assert "乡村振兴" not in found.partition("<tbody")[2]


@pytest.mark.parametrize("text", ["%", "_", "!", "100%"])
async def test_signs_of_patterns_are_taken_literally(client, center, text):
    await made.course(center, "普通课程")
    await made.course(center, "完成率100%_!的办法")

    found = (await client.get("/north/courses", params={"q": text})).text.partition("<tbody")[2]

    assert "的办法" in found
    assert "普通课程" not in found


@pytest.mark.parametrize(
    "address", ["method=case", "theme=乡村振兴", "level=bureau", "hours=3", "method=case&hours=3&theme=乡村振兴"]
)
async def test_each_filter_narrows(client, center, address):
    await made.course(center, "留下的", method="case", theme="乡村振兴", levels="bureau", credit_hours=300)
    await made.course(center, "去掉的", levels="staff")

    found = (await client.get(f"/north/courses?{address}")).text

    assert "留下的" in found
    assert "去掉的" not in found


async def test_a_filter_without_sense_narrows_nothing(client, center):
    await made.course(center)

    answer = await client.get("/north/courses?method=magic&hours=many&site=-1&page=0&level=king")

    assert answer.status_code == 200
    assert "防汛抗旱指挥决策" in answer.text


async def test_courses_that_visit_a_site_are_found_by_it(client, center):
    site = await make.venue(center, "龙王庙险段", kind="field_site", visiting_minutes=60)
    await made.course(center, "险段现场教学", method="field", sites=(site,))
    await made.course(center, "教室里的课")

    found = (await client.get(f"/north/courses?site={site.id}")).text

    assert "险段现场教学" in found
    assert "教室里的课" not in found


async def test_a_course_page_says_titles_and_sites_but_no_names(client, center):
    site = await make.venue(center, "龙王庙险段", kind="field_site", visiting_minutes=60, travel_minutes=40)
    teacher = await make.instructor(center, "甲教授")
    course = await made.course(center, teachers=(teacher,), sites=(site,), satisfaction=965, ratings=12)

    shown = (await client.get(f"/north/courses/{course.id}")).text

    assert "正高级" in shown
    assert "龙王庙险段" in shown
    assert "96.5%（12家单位评价）" in shown
    assert "甲教授" not in shown


async def test_what_is_not_published_and_what_is_another_centers_is_not_found(client, center):
    hidden = await made.course(center, is_published=False)
    foreign = await made.course(await make.center("south"), "别处的课")

    for course in (hidden, foreign):
        assert (await client.get(f"/north/courses/{course.id}")).status_code == 404
    assert "别处的课" not in (await client.get("/north/courses")).text


async def test_who_signed_in_elsewhere_sees_this_center_as_anybody_does(client, center):
    hidden = await made.course(center, "未发布的课", is_published=False)
    await make.account(await make.center("south"), Role.DIRECTOR)
    await client.sign_in("director@south.example")

    assert "未发布的课" not in (await client.get("/north/courses")).text
    assert (await client.get(f"/north/courses/{hidden.id}")).status_code == 404


async def test_staff_add_a_course_and_the_catalogue_shows_it_in_both_languages(client, center):
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")
    await client.get("/courses/new")
    given = {
        "code": "flood-1",
        "title": "防汛指挥",
        "title_en": "Flood Command",
        "theme": "应急管理",
        "method": "lecture",
        "minutes": "180",
        "credit_hours": "2.5",
        "slots": "2",
        "capacity": "0",
        "is_published": "on",
    }

    await client.post("/courses/new", given)

    assert (await Course.select(Course.credit_hours, Course.paid_hours).first()) == {
        "credit_hours": 250,
        "paid_hours": None,
    }
    assert "防汛指挥" in (await client.get("/north/courses?q=FLOOD")).text
    assert "Flood Command" in (await client.get("/north/courses", headers={"cookie": "lang=en"})).text
    again = await client.post("/courses/new", given)
    assert again.status_code == 422
    assert "该课程编号已被使用" in again.text
    assert await Course.count() == 1


async def test_hours_are_shown_as_they_are_typed(client, center):
    course = await made.course(center, credit_hours=25, paid_hours=400)
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")

    shown = (await client.get(f"/courses/{course.id}/edit")).text

    assert 'name="credit_hours" value="0.25"' in re.sub(r"\s+", " ", shown)
    assert 'name="paid_hours" value="4"' in re.sub(r"\s+", " ", shown)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2.505", "学时最多两位小数"),
        ("两个", "学时应为数字"),
        ("-1", "学时不能小于0"),
        ("101", "学时不能大于100"),
        ("NaN", "学时应为数字"),
        ("1e999", "学时不能大于100"),
    ],
)
async def test_hours_that_cannot_be_are_answered_and_kept_as_typed(client, center, typed, answer):
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")
    await client.get("/courses/new")
    given = {"code": "a", "title": "甲", "theme": "乙", "method": "lecture", "minutes": "90", "credit_hours": typed}

    refused = await client.post("/courses/new", given)

    assert refused.status_code == 422
    assert answer in refused.text
    assert f'value="{typed}"' in refused.text
    assert await Course.count() == 0


async def test_a_liaison_may_not_edit_the_catalogue(client, center):
    course = await made.course(center)
    await make.account(center, Role.LIAISON, agency=await make.agency(center))
    await client.sign_in("liaison@north.example")

    assert (await client.get("/courses/new")).status_code == 403
    assert (await client.get(f"/courses/{course.id}/edit")).status_code == 403


async def test_two_changes_of_a_course_clash_and_keep_what_was_typed(client, center):
    course = await made.course(center)
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")
    await client.get(f"/courses/{course.id}/edit")
    given = {
        "version": "1",
        "code": "C1",
        "title": "先改的",
        "theme": "应急管理",
        "method": "lecture",
        "minutes": "90",
        "credit_hours": "2",
    }
    await client.post(f"/courses/{course.id}/edit", given)

    late = await client.post(f"/courses/{course.id}/edit", {**given, "title": "后改的"})

    assert late.status_code == 409
    assert 'value="后改的"' in late.text
    assert (await Course.select(Course.title).first())["title"] == "先改的"


@pytest.mark.parametrize("who", ["visitor", "liaison"])
async def test_the_catalogue_asks_as_often_for_fifty_as_for_one(client, center, who):
    teacher = await make.instructor(center)
    site = await make.venue(center, "龙王庙险段", kind="field_site")
    if who == "liaison":
        await make.account(center, Role.LIAISON, agency=await make.agency(center))
        await client.sign_in("liaison@north.example")
    counts, sent = [], []
    for wanted in (1, 3, 50):
        while await Course.count() < wanted:
            await made.course(center, teachers=(teacher,), sites=(site,))
        sent.clear()
        ENGINE.watch = sent.append
        await client.get("/north/courses")
        ENGINE.watch = None
        counts.append(len(sent))

    assert len(set(counts)) == 1
    assert counts[0] <= 6


async def test_rule_sets_say_their_sources_their_doubts_and_what_nobody_knows(client, center):
    await make.account(center, Role.DESIGNER)
    await client.sign_in("designer@north.example")

    listed = (await client.get("/rule-sets")).text
    central = (await client.get("/rule-sets/CN-CENTRAL-2016-540")).text
    zhejiang = (await client.get("/rule-sets/CN-ZJ")).text

    assert "浙江省（培训费标准尚未录入）" in listed
    assert "财行〔2016〕540号 第九条" in central
    assert "未核实" in central
    assert "尚未录入该地的培训费标准" in zhejiang
    assert (await client.get("/rule-sets/none")).status_code == 404


CHANGES = {
    "a title": lambda course, person, site: Course.update({Course.title: "改过的"}).where(Course.id == course),
    "an instructor's title": lambda course, person, site: Instructor.update({Instructor.title: "研究员"}).where(
        Instructor.id == person
    ),
    "a site's name": lambda course, person, site: Venue.update({Venue.name: "改名的教学点"}).where(Venue.id == site),
    "who teaches": lambda course, person, site: CourseInstructor.delete(force=True),
    "a visit": lambda course, person, site: CourseSite.delete(force=True),
    "a course": lambda course, person, site: Course.delete().where(Course.id != course),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_whatever_changes_in_the_catalogue_is_seen_at_once(client, center, what):
    stays, _ = await made.course(center, "防汛抗旱"), await made.course(center, "应急演练")
    person = await make.instructor(center, title="教授")
    site = await make.venue(center, "旧名教学点", kind="field_site")
    await make.saved(CourseInstructor(center=center.id, course=stays.id, instructor=person.id, position=0))
    await make.saved(CourseSite(center=center.id, course=stays.id, venue=site.id, position=0))
    before = _list((await client.get("/north/courses")).text)
    assert _list((await client.get("/north/courses")).text) == before

    await CHANGES[what](stays.id, person.id, site.id)

    assert _list((await client.get("/north/courses")).text) != before


def _list(text):
    """The filter and the list; the rest of a page has a form token, which is another each time."""
    return text[text.index('<form class="filter') :].partition("</main>")[0]
