"""Trainees and instructors come in without a password, and nothing tells who is known."""

import asyncio
import re
from datetime import timedelta

import pytest

from enrollment.actions import entry, places
from enrollment.queries import entry as queries
from enrollment.tables import Enrollment, SessionInstructor
from tests import make
from tests.enrollment import make as classes
from training import clock, secrets
from training.access import ActorKind, Role
from training.errors import Invalid
from training.model import DEFAULT_ZONE
from training.tables import Agency, AuditRow, Instructor, Login, OneTimeCode

MOBILE = "15400000000"


async def a_class(people=1, **more):
    center = await make.center()
    agency = await make.agency(center)
    cohort = await classes.running_class(center, agency, **more)
    adviser = make.acting(await make.account(center, Role.ADVISER, mobile="13900000000"))
    await places.enroll(adviser, cohort.id, [classes.row(n) for n in range(people)])
    return center, cohort, adviser


async def code_of(adviser, cohort):
    """What the adviser reads out, of the first who waits."""
    return (await entry.read_out(adviser, cohort.id))[0][1]


async def knock(client, cohort, number=MOBILE):
    await client.get(f"/j/{cohort.class_code}")
    return await client.post(f"/j/{cohort.class_code}", {"mobile": number})


async def test_a_trainee_comes_in_with_the_code_the_adviser_reads_out(client):
    _, cohort, adviser = await a_class()
    await knock(client, cohort)

    answer = await client.post(
        f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": await code_of(adviser, cohort)}
    )

    assert str(answer.url).endswith("/me")
    assert "赵零零" in answer.text
    assert "区块链与政务服务" in answer.text
    assert (await Login.select())[0]["trainee"] is not None


async def test_a_known_and_an_unknown_number_get_the_same_page(client):
    _, cohort, _ = await a_class()

    known = await knock(client, cohort)
    unknown = await knock(client, cohort, "15499999999")

    def plain(answer):
        return re.sub(r'(value|href)="[^"]*"', "", answer.text)

    assert known.status_code == unknown.status_code == 200
    assert plain(known) == plain(unknown)
    assert await OneTimeCode.count() == 2


async def test_wrong_codes_run_out_of_tries_and_then_the_right_one_is_worth_nothing(client):
    _, cohort, adviser = await a_class()
    await knock(client, cohort)
    right = await code_of(adviser, cohort)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    said = [
        (await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": wrong})).text for _ in range(5)
    ]
    assert "还可以尝试4次" in said[0]
    assert "还可以尝试0次" in said[4]
    answer = await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": right})

    assert answer.status_code == 422
    assert "验证码已失效" in answer.text
    assert await Login.count() == 0


async def test_many_guesses_at_once_are_no_more_than_five(db):
    _, cohort, adviser = await a_class()
    door = await queries.of_class(cohort.class_code)
    await entry.ask(door, MOBILE, "1.1.1.1")
    right = await code_of(adviser, cohort)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    results = await asyncio.gather(*(entry.enter(door, MOBILE, wrong) for _ in range(12)), return_exceptions=True)

    codes = [result.fields["code"].code for result in results]
    assert codes.count("entry.code-wrong") == 5
    with pytest.raises(Invalid):
        await entry.enter(door, MOBILE, right)


async def test_a_code_is_spent_once_and_ends_after_its_minutes(db):
    _, cohort, adviser = await a_class()
    door = await queries.of_class(cohort.class_code)
    await entry.ask(door, MOBILE, "1.1.1.1")
    code = await code_of(adviser, cohort)

    results = await asyncio.gather(*(entry.enter(door, MOBILE, code) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, list) for result in results) == 1

    await entry.ask(door, MOBILE, "1.1.1.1")
    code = await code_of(adviser, cohort)
    await OneTimeCode.update({OneTimeCode.ends_at: clock.now()}).where(OneTimeCode.spent_at.is_null())
    with pytest.raises(Invalid) as refused:
        await entry.enter(door, MOBILE, code)
    assert refused.value.fields["code"].code == "entry.code-over"


async def test_a_sixth_code_within_ten_minutes_is_refused(client):
    _, cohort, _ = await a_class()

    for _ in range(5):
        assert (await knock(client, cohort)).status_code == 200
    assert (await knock(client, cohort)).status_code == 429


async def test_people_who_share_a_number_choose_by_unit_and_masked_name(client):
    _center, cohort, adviser = await a_class()
    rows = [classes.row(0), classes.row(1, name="王小小明", mobile=MOBILE, unit_post="民政局局长")]
    await places.enroll(adviser, cohort.id, rows)
    await knock(client, cohort)
    code = await code_of(adviser, cohort)

    answer = await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": code})
    assert "王**明 民政局局长" in answer.text
    assert "王小小明" not in answer.text
    assert await Login.count() == 0
    [key] = re.findall(r'name="who" value="([^"]+)">[^<]*<button[^>]*>王', answer.text)
    answer = await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": code, "who": key})

    assert str(answer.url).endswith("/me")
    assert await Login.count() == 1


async def test_nobody_chooses_somebody_whose_number_it_is_not(client):
    _, cohort, adviser = await a_class(people=2)
    await knock(client, cohort)
    code = await code_of(adviser, cohort)

    answer = await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": code, "who": "trainee.2"})

    assert answer.status_code == 422
    assert await Login.count() == 0


async def test_what_is_no_mobile_is_said(client):
    _, cohort, _ = await a_class()

    answer = await knock(client, cohort, "<script>")

    assert answer.status_code == 422
    assert "手机号码应为11位数字" in answer.text


async def test_a_class_that_is_not_there_says_so(client):
    await a_class()

    answer = await client.get("/j/NOWHERE")

    assert answer.status_code == 404
    assert "没有这个班次" in answer.text


async def test_reading_codes_out_is_written_down_and_only_for_those_who_run_the_class(client):
    center, cohort, _ = await a_class()
    await knock(client, cohort)
    client.forget()
    await client.sign_in("adviser@north.example")

    closed = await client.get(f"/cohorts/{cohort.id}/codes")
    assert "赵零零" in closed.text
    assert not re.search(r">\d{6}<", closed.text)
    assert await AuditRow.count(column=AuditRow.id) >= 1
    opened = await client.post(f"/cohorts/{cohort.id}/codes")
    assert re.search(r">\d{6}<", opened.text)
    [row] = await AuditRow.select().where(AuditRow.verb == "entry.codes-read")
    assert "赵零零" in row["detail"]

    await make.account(center, Role.FINANCE)
    client.forget()
    await client.sign_in("finance@north.example")
    assert (await client.get(f"/cohorts/{cohort.id}/codes")).status_code == 403


async def test_the_adviser_reads_out_codes_that_were_asked_at_the_centers_own_door(client):
    center, cohort, adviser = await a_class()
    other = await classes.running_class(center, await make.agency(center, "别家单位"), name="别的班")
    await client.get("/north/enter")
    await client.post("/north/enter", {"mobile": MOBILE})

    await client.sign_in("adviser@north.example")
    assert "没有学员在等待" in (await client.get(f"/cohorts/{other.id}/codes")).text
    shown = await client.get(f"/cohorts/{cohort.id}/codes")
    assert "赵零零" in shown.text
    assert "本中心" in shown.text
    code = await code_of(adviser, cohort)

    client.forget()
    await client.get("/north/enter")
    answer = await client.post("/north/enter/code", {"mobile": MOBILE, "code": code})
    assert str(answer.url).endswith("/me")


async def test_codes_and_numbers_stand_nowhere_readable(db):
    _, cohort, adviser = await a_class()
    door = await queries.of_class(cohort.class_code)
    await entry.ask(door, MOBILE, "1.1.1.1")
    code = await code_of(adviser, cohort)

    [row] = await OneTimeCode.select()
    assert code not in str(row["sealed_code"])
    assert row["code_hash"] != secrets.hashed(code)
    assert MOBILE not in str(row)


async def an_instructor(center, cohort):
    instructor = await make.instructor(center, name="李明", mail="li@north.example")
    await Instructor.update(
        {Instructor.mobile_index: secrets.blind_index("15411111111", center=center.id, kind="mobile")}
    ).where(Instructor.id == instructor.id)
    session = await classes.session(
        cohort, clock.today(DEFAULT_ZONE).replace(year=clock.now().year + 1), title="应急管理"
    )
    await make.saved(
        SessionInstructor(center=center.id, cohort=cohort.id, session=session.id, instructor=instructor.id)
    )
    return instructor


async def test_a_link_is_spent_by_its_button_not_by_opening(client):
    center, cohort, adviser = await a_class()
    instructor = await an_instructor(center, cohort)
    path = await entry.link(adviser, ActorKind.INSTRUCTOR, instructor.id)

    for _ in range(3):
        assert "链接只能使用一次" in (await client.get(path)).text
    assert await Login.count() == 0
    answer = await client.post(path)

    assert str(answer.url).endswith("/teach")
    assert "应急管理" in answer.text
    client.forget()
    assert (await client.get(path)).status_code == 404
    assert "该链接已失效" in client.page.text


def handed_over(shown):
    """The link on the page that shows it once."""
    return re.search(r"http://testserver.local(/t/[\w-]+)", shown.text)[1]


async def test_an_instructor_comes_in_by_the_link_that_staff_hand_over(client):
    center, cohort, _ = await a_class()
    instructor = await an_instructor(center, cohort)
    await make.account(center, Role.SCHEDULER)
    await client.sign_in("scheduler@north.example")

    page = await client.get(f"/instructors/{instructor.id}")
    assert f'action="/instructors/{instructor.id}/link"' in page.text
    path = handed_over(await client.post(f"/instructors/{instructor.id}/link"))
    client.forget()
    await client.get(path)
    await client.get(path)
    answer = await client.post(path)

    assert str(answer.url).endswith("/teach")
    assert "应急管理" in answer.text


async def test_a_trainee_comes_in_by_the_link_that_the_adviser_hands_over(client):
    _, cohort, _ = await a_class()
    [place] = await Enrollment.select()
    await client.sign_in("adviser@north.example")

    roster = await client.get(f"/cohorts/{cohort.id}/roster")
    assert f'action="/places/{place["id"]}/link"' in roster.text
    path = handed_over(await client.post(f"/places/{place['id']}/link"))
    client.forget()
    for _ in range(2):
        assert "赵零零" in (await client.get(path)).text
    answer = await client.post(path)

    assert str(answer.url).endswith("/me")
    assert (await Login.select().order_by(Login.id))[-1]["trainee"] == place["trainee"]
    client.forget()
    assert (await client.get(path)).status_code == 404
    assert "entry.link-made" in [row["verb"] for row in await AuditRow.select(AuditRow.verb)]


async def test_a_liaison_is_offered_no_link_and_who_gave_his_place_up_gets_none(client):
    center, cohort, adviser = await a_class()
    [place] = await Enrollment.select()
    agency = (await Agency.select(Agency.id))[0]["id"]
    await make.account(center, Role.LIAISON, agency=await Agency.objects().get(Agency.id == agency))
    await client.sign_in("liaison@north.example")
    assert "/link" not in (await client.get(f"/cohorts/{cohort.id}/roster")).text
    assert (await client.post(f"/places/{place['id']}/link")).status_code == 403

    await places.withdraw(adviser, place["id"], "因病")
    client.forget()
    await client.sign_in("adviser@north.example")
    assert "/link" not in (await client.get(f"/cohorts/{cohort.id}/roster")).text
    refused = await client.json("POST", f"/api/v1/places/{place['id']}/link")

    assert (refused.status_code, refused.json()["code"]) == (409, "roster.place-over")


async def test_an_instructor_comes_in_at_the_door_of_the_center(client):
    center, cohort, adviser = await a_class()
    instructor = await an_instructor(center, cohort)
    await client.get("/north/enter")
    await client.post("/north/enter", {"mobile": "15411111111"})
    [row] = await OneTimeCode.select()
    code = (await queries.told(adviser, [row["id"]]))[row["id"]]

    answer = await client.post("/north/enter/code", {"mobile": "15411111111", "code": code})

    assert str(answer.url).endswith("/teach")
    assert (await Login.select())[0]["instructor"] == instructor.id


async def test_a_trainee_sees_his_own_class_and_nothing_of_the_staff(client):
    center, cohort, adviser = await a_class()
    other = await classes.running_class(center, await make.agency(center, name="另一单位"), name="别的班")
    await knock(client, cohort)
    await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": await code_of(adviser, cohort)})

    timetable = await client.get(f"/me/timetable?class={other.id}")
    assert "别的班" not in timetable.text
    assert timetable.text.count("区块链与政务服务") == 4
    for path in (f"/cohorts/{cohort.id}/roster", f"/cohorts/{cohort.id}/attendance", "/teach"):
        assert (await client.get(path)).status_code == 403


async def test_own_pages_speak_english(client):
    _, cohort, adviser = await a_class()
    await knock(client, cohort)
    await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": await code_of(adviser, cohort)})

    for path, words in (("/me", "Today"), ("/me/timetable", "My timetable")):
        assert words in (await client.get(path, headers={"accept-language": "en"})).text


async def test_codes_are_gone_a_day_after_their_end(db):
    _, cohort, _ = await a_class()
    door = await queries.of_class(cohort.class_code)
    await entry.ask(door, MOBILE, "1.1.1.1")
    await entry.ask(door, MOBILE, "1.1.1.1")
    [first, _] = await OneTimeCode.select().order_by(OneTimeCode.id)
    yesterday = clock.now() - timedelta(days=1, minutes=1)
    await OneTimeCode.update({OneTimeCode.ends_at: yesterday}).where(OneTimeCode.id == first["id"])

    assert await entry.forget_codes() == 1
    assert await OneTimeCode.count() == 1


async def test_a_page_of_ones_own_leads_to_the_door_and_the_code_back_to_it(client):
    center, cohort, adviser = await a_class()

    shown = await client.get("/me/certificates?from=message")
    assert shown.url.path == f"/{center.slug}/enter"
    back = {"mobile": MOBILE, "back": re.search(r'name="back" value="([^"]*)"', shown.text)[1]}
    asked = await client.post(f"/{center.slug}/enter", back)
    assert f'name="back" value="{back["back"]}"' in asked.text
    answer = await client.post(f"/{center.slug}/enter/code", {**back, "code": await code_of(adviser, cohort)})

    assert str(answer.url).endswith("/me/certificates?from=message")
    assert answer.status_code == 200
    again = await client.get(f"/{center.slug}/enter?back=/me/timetable")
    assert again.url.path == "/me/timetable", "who is in already need not knock"


async def test_of_several_centers_the_one_of_a_login_that_is_over_is_remembered_else_chosen(client):
    center, cohort, adviser = await a_class()
    other = await make.center("south")
    chosen = await client.get("/me")
    assert f'href="/{other.slug}/enter?back=/me"' in chosen.text
    await knock(client, cohort)
    code = await code_of(adviser, cohort)
    await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": code})
    await Login.update({Login.ends_at: clock.now()}, force=True)

    assert (await client.get("/me/timetable")).url.path == f"/{center.slug}/enter"
    told = await client.http.get("/me", headers={"accept": "application/json"}, follow_redirects=False)
    assert told.status_code == 401


@pytest.mark.parametrize(
    "elsewhere", ["/desk", "//evil.example", "/teach", "/mess", "/me\\evil", "https://evil.example"]
)
async def test_the_door_leads_nobody_to_a_page_that_is_not_his_own(client, elsewhere):
    center, cohort, adviser = await a_class()
    await client.get(f"/{center.slug}/enter")
    await client.post(f"/{center.slug}/enter", {"mobile": MOBILE, "back": elsewhere})

    answer = await client.post(
        f"/{center.slug}/enter/code", {"mobile": MOBILE, "back": elsewhere, "code": await code_of(adviser, cohort)}
    )

    assert str(answer.url).endswith("/me")
