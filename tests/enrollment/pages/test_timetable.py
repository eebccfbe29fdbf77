"""The way of a scheduler through his pages: class, solver, plan, board, move, publish; and who may not go it."""

import re

from courses.tables import Course, Program, Quotation
from enrollment.actions import places
from enrollment.jobs import HANDLERS
from enrollment.queries import feeds, sessions, timetable
from enrollment.rules.demand import open_rooms
from enrollment.tables import Cohort, Proposal, Session
from tests import make
from tests.enrollment import classes
from tests.enrollment import make as made
from training import clock, outbox
from training.access import Actor, ActorKind, Role
from training.db import ENGINE
from training.model import DEFAULT_ZONE
from training.tables import Instructor, Venue


async def scheduled(client, **more):
    """A class whose plan a scheduler has accepted in his browser."""
    one = await classes.ready(await make.center(), **more)
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    await client.get(f"/cohorts/{one.cohort}")
    await client.post("/timetable/solve", {"cohorts": one.cohort})
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    [proposal] = await Proposal.select(Proposal.id)
    await client.get(f"/timetable/proposals/{proposal['id']}")
    await client.post(f"/timetable/proposals/{proposal['id']}/accept")
    return one


async def test_solve_accept_and_publish_in_the_browser(client):
    one = await scheduled(client)
    assert "已采用排课结果" in client.page.text
    assert "数字政府建设专题班甲" in client.page.text

    publish = await client.get(f"/cohorts/{one.cohort}/publish")
    assert publish.text.count("新增") == 5
    done = await client.post(f"/cohorts/{one.cohort}/publish", {"version": 1})

    assert "已发布课表（第1版）" in done.text
    assert await Session.count().where(Session.is_published.eq(True)) == 5


async def test_who_is_switched_off_keeps_what_he_has_and_gets_nothing_new(client):
    one = await scheduled(client)
    session = await Session.objects().where(Session.course.is_not_null()).first()
    [held] = [each for each in await sessions.of_cohort(one.scheduler, one.cohort) if each.id == session.id]
    teacher, room = held.instructors[0].id, held.venues[0].id
    await Instructor.update({Instructor.is_active: False}).where(Instructor.id == teacher)
    await Venue.update({Venue.is_active: False}).where(Venue.id == room)

    moving = await client.get(f"/timetable/sessions/{session.id}")
    published = await client.get(f"/cohorts/{one.cohort}/publish")
    await client.post(f"/cohorts/{one.cohort}/publish", {"version": 1})
    demand = await timetable.demand_of(one.scheduler, one.cohort)

    assert f'value="{teacher}" selected' in moving.text
    assert (moving.status_code, published.status_code) == (200, 200)
    assert await Session.count().where(Session.is_published.eq(True)) == 5
    assert teacher in {each.id for each in demand.instructors}
    assert teacher not in {each for who in demand.qualified.values() for each in who}
    assert room not in open_rooms(demand)


async def test_what_was_taught_cannot_be_pinned_and_a_closed_class_leads_nowhere(client):
    one = await scheduled(client)
    session = await Session.objects().where(Session.course.is_not_null()).first()
    way = f'href="/timetable/sessions/{session.id}"'
    before = await client.get(f"/timetable/sessions/{session.id}")
    board = await client.get(f"/timetable?week={session.on_day}")

    await Session.update({Session.state: "taught"}).where(Session.id == session.id)
    taught = await client.get(f"/timetable/sessions/{session.id}")
    await Cohort.update({Cohort.state: "closed"}).where(Cohort.id == one.cohort)
    closed = await client.get(f"/timetable?week={session.on_day}")

    pin = f'action="/timetable/sessions/{session.id}/pin"'
    assert (pin in before.text, pin in taught.text) == (True, False)
    assert (way in board.text, way in closed.text) == (True, False)
    assert closed.text.count("数字政府建设专题班甲") == board.text.count("数字政府建设专题班甲")


async def test_a_session_of_a_closed_class_is_read_and_not_changed(client):
    one = await scheduled(client)
    session = await Session.objects().where(Session.course.is_not_null()).first()
    path = f"/timetable/sessions/{session.id}"
    await Cohort.update({Cohort.state: "closed"}).where(Cohort.id == one.cohort)

    read = await client.get(path)
    told = await client.json("GET", f"/api/v1/sessions/{session.id}")
    moved = await client.post(path, {"version": session.version, "day": str(session.on_day), "half": "pm"})

    assert (read.status_code, "该班次已结班，不能再修改。" in read.text, f'action="{path}' in read.text) == (
        200,
        True,
        False,
    )
    assert (told.status_code, told.json()["id"]) == (200, session.id)
    assert (moved.status_code, "该班次已结班，不能再修改。" in moved.text) == (409, True)


async def test_progress_is_shown_and_can_be_stopped(client):
    one = await classes.ready(await make.center())
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    await client.get(f"/cohorts/{one.cohort}")

    waiting = await client.post("/timetable/solve", {"cohorts": one.cohort})
    assert "等待排课" in waiting.text
    partial = await client.get(str(waiting.url), headers={"hx-request": "true"})
    assert "<html" not in partial.text
    await client.get(str(waiting.url))
    await client.post(f"{waiting.url}/stop")

    assert (await Proposal.select(Proposal.stop_asked))[0]["stop_asked"] in (True, 1)


async def test_a_move_to_somebody_and_somewhere_unknown_is_refused_in_words(client):
    one = await scheduled(client)
    session = await Session.objects().where(Session.course.is_not_null()).first()
    given = {"version": session.version, "day": session.on_day, "half": session.half}

    answer = await client.post(f"/timetable/sessions/{session.id}", {**given, "instructor": 10**9, "venue": 10**9})

    assert answer.status_code == 422
    assert "所选授课教师未列入" in answer.text
    assert "所选地点不适合" in answer.text
    assert one.cohort == session.cohort


async def test_a_move_onto_another_session_is_refused_in_words_said_once(client):
    one = await scheduled(client)
    held = await sessions.of_cohort(one.scheduler, one.cohort)
    trip = next(s for s in held if s.title.endswith("现场"))

    await client.get(f"/timetable/sessions/{trip.id}")
    refused = await client.post(
        f"/timetable/sessions/{trip.id}",
        {"version": trip.version, "day": trip.on_day.isoformat(), "half": "pm", "venue": one.site.id},
    )

    assert refused.status_code == 422
    assert "下午已安排“数字政府建设专题班研讨”" in refused.text
    assert refused.text.count("不能放在此处") == 1
    assert "可以改为" not in refused.text, "the only other half-day that would do is the one where it is"


async def test_what_was_typed_stays_when_a_day_makes_no_sense(client):
    one = await scheduled(client)
    trip = next(s for s in await sessions.of_cohort(one.scheduler, one.cohort) if s.title.endswith("现场"))

    await client.get(f"/timetable/sessions/{trip.id}")
    for wrong in ("", "2026-02-30", "<b>", "9999999-01-01"):
        answer = await client.post(f"/timetable/sessions/{trip.id}", {"version": 1, "day": wrong, "half": "pm"})
        assert answer.status_code == 422
        assert 'value="pm" selected' in answer.text


async def test_an_agency_sees_its_own_published_class_and_no_draft(client):
    center = await make.center()
    agency, other = await make.agency(center), await make.agency(center, "北山县民政局")
    await make.account(center, Role.LIAISON, agency=agency)
    await make.account(center, Role.LIAISON, "other@north.example", agency=other)
    one = await classes.ready(center, agency=agency.id)

    await client.sign_in("liaison@north.example")
    own = await client.get(f"/cohorts/{one.cohort}")
    listed = await client.get("/cohorts")
    refused = await client.get("/timetable")
    client.forget()
    await client.sign_in("other@north.example")
    foreign = await client.get(f"/cohorts/{one.cohort}")

    assert "课表尚未发布" in own.text
    assert "班级码" not in own.text
    assert "数字政府建设专题班" in listed.text
    assert (refused.status_code, foreign.status_code) == (403, 404)


async def test_lists_ask_the_database_as_often_for_many_as_for_one(client):
    center = await make.center()
    await make.account(center, Role.SCHEDULER)
    await client.sign_in("scheduler@north.example")
    counts = []
    for total in (1, 3, 30):
        while len(await sessions_of(center)) < total:
            await classes.ready(center, f"第{len(await sessions_of(center))}班")
        for path in ("/cohorts", f"/timetable?week={made.next_monday()}"):
            asked = []
            ENGINE.watch = lambda sql, asked=asked: asked.append(sql)
            answer = await client.get(path)
            ENGINE.watch = None
            assert answer.status_code == 200
            counts.append((path.split("?")[0], len(asked)))

    assert len(set(counts)) == 2
    assert max(count for _, count in counts) <= 6


async def sessions_of(center):

    return await Cohort.select(Cohort.id).where(Cohort.center == center.id)


async def test_both_languages_and_every_view_of_the_board(client):
    one = await scheduled(client)
    week = (await sessions.of_cohort(one.scheduler, one.cohort))[0].on_day

    for by, shown in (("cohort", "数字政府建设专题班"), ("instructor", "数字政府建设专题班甲"), ("venue", "教学点")):
        page = await client.get(f"/timetable?by={by}&week={week}")
        assert shown in page.text
    await client.get("/display?lang=en&back=/timetable")
    english = await client.get(f"/timetable?week={week}")

    assert not re.search(r"编排|按班次|上一周", english.text)


async def test_past_days_are_not_offered_and_refused_with_day_and_half_day(client, monkeypatch):
    one = await scheduled(client)
    held = await sessions.of_cohort(one.scheduler, one.cohort)
    lecture, seminar = (next(s for s in held if s.title.endswith(ending)) for ending in ("讲授", "研讨"))
    now = clock.now
    ahead = seminar.on_day - clock.today(DEFAULT_ZONE)
    monkeypatch.setattr(clock, "now", lambda: now() + ahead)
    await client.get("/sign-in")
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    given = {"version": seminar.version, "day": lecture.on_day.isoformat(), "half": "am"}

    page = await client.get(f"/timetable/sessions/{seminar.id}")
    refused = await client.post(f"/timetable/sessions/{seminar.id}", given)
    told = await client.json("POST", f"/api/v1/sessions/{seminar.id}/move", given)

    assert f'<option value="{lecture.on_day}"' not in page.text
    assert f'<option value="{seminar.on_day}"' in page.text
    assert refused.status_code == told.status_code == 422
    assert "上午已开始或已过，不能安排" in refused.text
    assert told.json()["fields"]["conflict.1"]["code"] == "conflict.half-day-begun"


async def test_the_bar_of_a_solve_that_is_over_loads_the_page_anew_and_puts_none_into_it(client):
    await scheduled(client)
    [proposal] = await Proposal.select(Proposal.id)

    answer = await client.http.get(f"/timetable/proposals/{proposal['id']}", headers={"hx-request": "true"})

    assert (answer.headers["hx-refresh"], answer.text) == ("true", "")


async def test_a_home_room_too_small_is_allowed_with_words_and_named_by_the_solver(client):
    one = await classes.ready(await make.center())
    small = await make.venue(one.center, "小会议室", capacity=24)
    await make.venue(one.center, "中会议室", capacity=60)
    await Venue.update({Venue.capacity: 200}).where(Venue.id == one.room.id)
    await client.sign_in(f"scheduler{one.cohort}@north.example")
    await client.get(f"/cohorts/{one.cohort}")

    shown = (await client.post(f"/cohorts/{one.cohort}", {"version": 1, "home_room": small.id})).text
    assert "小会议室最多容纳24人，本班40人" in shown
    assert "可改用：中会议室（60座）、数字政府建设专题班教室（200座）" in shown
    await client.post("/timetable/solve", {"cohorts": one.cohort})
    await outbox.drain({"timetable.solve": HANDLERS["timetable.solve"]})
    [proposal] = await Proposal.select(Proposal.id)
    said = (await client.get(f"/timetable/proposals/{proposal['id']}")).text

    assert "本班教室小会议室最多容纳24人，本班40人。" in said
    assert "请在班次页面改选教室，可选：中会议室、数字政府建设专题班教室。" in said
    assert "没有能容纳" not in said


async def test_a_refused_move_offers_other_rooms_and_never_where_the_session_is(client):
    one = await scheduled(client)
    await Venue.update({Venue.capacity: 200}).where(Venue.id == one.room.id)
    small = await make.venue(one.center, "小会议室", capacity=24)
    large = await make.venue(one.center, "大会议室", capacity=60)
    held = await sessions.of_cohort(one.scheduler, one.cohort)
    lecture = next(s for s in held if s.title.endswith("讲授"))
    where = {"day": lecture.on_day.isoformat(), "half": lecture.half.value, "instructor": lecture.instructors[0].id}
    await client.get(f"/timetable/sessions/{lecture.id}")

    refused = await client.post(
        f"/timetable/sessions/{lecture.id}", {"version": lecture.version, **where, "venue": small.id}
    )

    assert "小会议室最多容纳24人，本班40人，请另选地点。" in refused.text
    offered = re.findall(
        r'name="venue" value="(\d+)"><input type="hidden" name="reason"[^>]*><button[^>]*>([^<]+)', refused.text
    )
    here = [word for venue, word in offered if int(venue) == large.id]
    assert here
    assert "大会议室" in here[0]
    now = f'name="day" value="{where["day"]}"><input type="hidden" name="half" value="{where["half"]}"'
    assert (
        f'{now}><input type="hidden" name="instructor" value="{where["instructor"]}"><input type="hidden" name="venue" value="{one.room.id}"'
        not in refused.text
    )


async def test_another_instructor_than_the_agreement_names_is_marked_before_it_is_published(client):
    one = await scheduled(client)
    held = await sessions.of_cohort(one.scheduler, one.cohort)
    case = next(s for s in held if s.title.endswith("案例"))
    named = [{"instructor": str(one.teachers[1].id), "name": {"zh": "原定教师", "en": ""}}]
    items = [{"key": str(case.package_item), "instructors": named}]
    cohort = await Cohort.objects().get(Cohort.id == one.cohort)
    facts = {"package": cohort.package, "package_version": 1, "number": "Q", "edition": 1, "state": "accepted"}
    facts |= {"valid_until": made.next_monday(), "document_hash": "", "handled_by": 1, "created_at": clock.now()}
    facts |= {"total": 1, "per_person_day": 1, "snapshot": {"package": {"days": [{"halves": [{"items": items}]}]}}}
    quotation = await make.saved(Quotation(center=one.center.id, agency=(await make.agency(one.center)).id, **facts))
    await Program.update({Program.quotation: quotation.id}, force=True)
    [proposal] = await Proposal.select(Proposal.id)

    for path in (f"/timetable/proposals/{proposal['id']}", f"/cohorts/{one.cohort}/publish"):
        shown = (await client.get(path)).text
        assert "授课教师与协议不同" in shown
        assert f"原定原定教师，现为{case.instructors[0].name}" in shown
        told = (await client.json("GET", f"/api/v1{path}")).json()["replaced"]
        assert [(each["session"], each["was"]["name"]) for each in told] == [(case.id, "原定教师")]


async def test_before_publishing_it_is_said_who_will_be_told_and_what_they_read(client):
    one = await scheduled(client)
    cohort = await Cohort.objects().get(Cohort.id == one.cohort)
    await places.enroll(one.scheduler, one.cohort, [made.row(n) for n in range(3)])

    shown = (await client.get(f"/cohorts/{one.cohort}/publish")).text
    coming = (await client.json("GET", f"/api/v1/cohorts/{one.cohort}/publish")).json()

    assert (coming["trainees"], coming["instructors"], coming["accounts"]) == (3, 2, 0)
    assert f"“{cohort.name}”课表已发布，与您有关的安排如下：" in shown
    assert coming["mail"].startswith(f"“{cohort.name}”课表（第1版）")
    assert coming["text"].endswith("/north/enter?back=/me/timetable")


async def test_the_row_of_an_instructor_names_the_class_and_not_himself_again(client):
    one = await scheduled(client)
    cohort = await Cohort.objects().get(Cohort.id == one.cohort)
    held = await sessions.of_cohort(one.scheduler, one.cohort)
    case = next(s for s in held if s.title.endswith("案例"))

    by = {
        kind: (await client.get(f"/timetable?by={kind}&week={cohort.starts_on}")).text
        for kind in ("instructor", "venue")
    }

    assert f"<small>{cohort.name} · {case.venues[0].name}" in by["instructor"]
    assert f"<small>{cohort.name} · {case.instructors[0].name}" in by["venue"]


async def test_english_pages_and_calendars_use_the_english_title_of_a_course(client):
    one = await scheduled(client)
    await Course.update({Course.title_en: "Digital Government"}).where(Course.title == "数字政府建设专题班讲授")
    await client.post(f"/cohorts/{one.cohort}/publish", {"version": 1})
    other = next(s for s in await sessions.of_cohort(one.scheduler, one.cohort) if s.title.endswith("案例"))
    await Course.update({Course.title_en: "Never Shown"}).where(Course.id == other.course)
    await Session.update({Session.title: "改过的题目"}).where(Session.id == other.id)
    english = {"accept-language": "en"}

    shown = (await client.get(f"/cohorts/{one.cohort}", headers=english)).text
    chinese = (await client.get(f"/cohorts/{one.cohort}")).text
    reader = Actor(kind=ActorKind.INSTRUCTOR, center=one.center.id, instructor=one.teachers[0].id)
    feed = f"/north/calendar/{feeds.token(reader)}.ics"

    assert "Digital Government" in shown
    assert "数字政府建设专题班讲授" not in shown
    assert "改过的题目" in shown
    assert "Never Shown" not in shown
    assert "Digital Government" not in chinese
    assert "Digital Government" not in (await client.http.get(feed)).text
