"""Quotation and program in the browser and for programs: both languages, bad input, two at once, papers as PDF."""

from datetime import timedelta

import pytest

from courses.actions import quotations
from courses.tables import Package, Program, Quotation
from tests import make
from tests.courses.actions.test_quotations import house, later, revised, sent
from training import clock, secrets
from training import db as database
from training.access import Role
from training.formats import day
from training.model import DEFAULT_ZONE
from training.tables import Center

ACCEPTANCE = {"name": "周敏", "post": "人事科科长", "authority": "办公会批准"}


async def test_the_designer_quotes_and_sends_and_the_liaison_accepts(client):
    _designer, _, package = await house()
    await client.sign_in("designer@north.example")
    await client.get("/quotations")

    studio = await client.get(f"/packages/{package}")
    assert "出具报价单" in studio.text
    made = await client.post("/quotations", {"package": package})
    assert "草稿" in made.text
    path = made.url.path
    await client.post(f"{path}/send")
    assert "待确认" in client.page.text
    await client.post("/sign-out")
    await client.sign_in("liaison@north.example")
    await client.get(path)
    accepted = await client.post(f"{path}/accept", ACCEPTANCE)

    assert accepted.url.path.startswith("/programs/")
    assert "报价确认函" in accepted.text
    assert "待签订" in accepted.text


async def test_every_missing_field_of_an_acceptance_is_named_and_the_rest_kept(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")
    await client.get(f"/quotations/{made}")

    answer = await client.post(f"/quotations/{made}/accept", {"name": "周敏<b>", "post": "", "authority": ""})

    assert answer.status_code == 422
    assert "请填写职务。" in answer.text
    assert "请填写授权依据。" in answer.text
    assert "周敏&lt;b&gt;" in answer.text
    assert await Program.count() == 0


async def test_a_second_acceptance_is_told_who_was_first(client):
    designer, _liaison, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")
    await client.get(f"/quotations/{made}")
    await client.post(f"/quotations/{made}/accept", ACCEPTANCE)

    again = await client.post(f"/quotations/{made}/accept", ACCEPTANCE)

    assert again.status_code == 409
    assert "周敏已确认该报价单" in again.text


async def test_after_a_change_the_liaison_waits_and_the_designer_is_asked_for_the_next_edition(client):
    designer, _liaison, package = await house()
    made = await sent(designer, package)
    await revised(designer, package)

    await client.sign_in("liaison@north.example")
    quotation, studio = await client.get(f"/quotations/{made}"), await client.get(f"/packages/{package}")
    assert "第1版报价出具后方案又有改动" in quotation.text
    assert f"/quotations/{made}/accept" not in quotation.text
    assert "请等待培训中心重新出具报价单" in studio.text
    assert f"/packages/{package}/withdraw" not in studio.text
    await client.post("/sign-out")
    await client.sign_in("designer@north.example")
    assert "请重新出具报价单" in (await client.get(f"/packages/{package}")).text


async def test_what_was_agreed_offers_its_program_and_nothing_else(client):
    designer, liaison, package = await house()
    first = await sent(designer, package)
    draft = await quotations.quote(designer, package)
    program = await quotations.accept(liaison, first, **ACCEPTANCE)

    await client.sign_in("designer@north.example")
    page, studio = await client.get(f"/quotations/{draft}"), await client.get(f"/packages/{package}")

    assert f"/quotations/{draft}/send" not in page.text
    assert "该方案已立项" in page.text
    assert f"/programs/{program}" in studio.text
    assert "出具报价单" not in studio.text
    assert f"/packages/{package}/facts" not in studio.text


async def test_the_quotation_speaks_english(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")

    page = await client.get(f"/quotations/{made}", headers={"accept-language": "en"})

    assert "Per person-day" in page.text
    assert "Valid until" in page.text


async def test_the_secret_link_shows_the_quotation_to_whoever_has_it(client):
    designer, _, package = await house()
    made = await quotations.quote(designer, package)
    token = await quotations.send(designer, made)

    page = await client.get(f"/q/{token}")

    assert page.status_code == 200
    assert "登录后确认" in page.text
    assert (await client.get("/q/not-a-token")).status_code == 404


@pytest.mark.parametrize("kind", ["acceptance", "agreement"])
async def test_papers_are_pdfs_with_space_for_seals_and_no_picture_of_one(client, kind):
    designer, liaison, package = await house()
    program = await quotations.accept(liaison, await sent(designer, package), **ACCEPTANCE)
    await client.sign_in("liaison@north.example")

    first = await client.get(f"/programs/{program}/papers/{kind}/pdf")
    again = await client.get(f"/programs/{program}/papers/{kind}/pdf")

    assert first.headers["content-type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert b"/Subtype /Image" not in first.content
    assert first.content == again.content


async def test_the_quotation_is_a_pdf(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")

    assert (await client.get(f"/quotations/{made}/pdf")).content.startswith(b"%PDF-")


@pytest.mark.parametrize("path", ["/quotations", "/programs", "/api/v1/quotations", "/api/v1/programs"])
async def test_a_list_asks_as_often_for_fifty_rows_as_for_one(client, path):
    designer, liaison, package = await house()
    made = await sent(designer, package)
    await quotations.accept(liaison, made, **ACCEPTANCE)
    await client.sign_in("designer@north.example")
    counts = []
    for rows in (1, 3, 50):
        await _more(rows)
        asked: list[str] = []
        database.ENGINE.watch = asked.append
        answer = await client.get(path)
        database.ENGINE.watch = None
        assert answer.status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] == counts[2] <= 6


async def _more(rows: int) -> None:
    [quotation] = await Quotation.select().order_by(Quotation.id).limit(1).output(load_json=True)
    [program] = await Program.select().order_by(Program.id).limit(1)
    [package] = await Package.select().order_by(Package.id).limit(1).output(load_json=True)
    del quotation["id"], program["id"], package["id"]
    for n in range(await Quotation.count(), rows):
        more = Package(**package)
        await more.save()
        await Quotation(**{**quotation, "number": f"n{n}", "secret_hash": ""}).save()
        await Program(**{**program, "number": f"n{n}", "quotation": None, "package": more.id}).save()


async def test_another_centers_quotation_is_not_there(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    south = await make.center("south")
    await make.account(south, Role.DIRECTOR)
    await client.sign_in("director@south.example")

    assert (await client.get(f"/quotations/{made}")).status_code == 404
    assert (await client.get("/quotations/999999")).status_code == 404
    assert await Center.count() == 2


async def test_a_class_that_would_have_begun_is_said_with_its_date_and_whom_to_ask(client, monkeypatch):
    designer, _liaison, package = await house()
    made = await sent(designer, package, valid_days=60)
    later(monkeypatch, 31)
    await client.sign_in("liaison@north.example")

    page = await client.get(f"/quotations/{made}")
    refused = await client.post(f"/quotations/{made}/accept", ACCEPTANCE)

    assert f"/quotations/{made}/accept" not in page.text
    for answer in (page, refused):
        assert "现已过期，不能发送或确认。请联系designer调整开班日期" in answer.text
    assert refused.status_code == 409


async def test_the_studio_says_that_a_class_would_have_begun(client, monkeypatch):
    _designer, _liaison, package = await house()
    later(monkeypatch, 31)
    await client.sign_in("designer@north.example")

    studio = await client.get(f"/packages/{package}")

    assert "开班日期不能早于今天" in studio.text
    assert "出具报价单" not in studio.text


async def test_the_liaison_asks_for_a_change_and_the_designer_finds_it(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")
    await client.get(f"/quotations/{made}")

    asked = await client.post(f"/quotations/{made}/changes", {"change": "第三天改为<现场教学>\n减少2人"})
    await client.post("/sign-out")
    await client.sign_in("designer@north.example")
    desk, listed = await client.get("/home"), await client.get("/quotations")
    page, told = await client.get(f"/quotations/{made}"), await client.get(f"/api/v1/quotations/{made}")

    assert asked.url.path == f"/quotations/{made}"
    assert "修改意见已送培训中心，本版仍可确认" in asked.text
    assert f"/quotations/{made}/accept" in asked.text
    for each in (asked, page):
        assert "第三天改为&lt;现场教学&gt;<br>减少2人" in each.text
    assert "待修改的报价单" in desk.text
    assert "待确认的报价单" not in desk.text
    assert "已提出修改意见" in listed.text
    assert [each["name"] for each in told.json()["changes"]] == ["liaison"]


async def test_a_change_without_words_is_named_once_beside_its_box(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")
    await client.get(f"/quotations/{made}")

    answer = await client.post(f"/quotations/{made}/changes", {"change": " "})

    assert answer.status_code == 422
    assert "请填写修改意见。" in answer.text
    assert answer.text.count('role="alert"') == 1
    assert answer.text.count("<details open>") == 1


@pytest.mark.parametrize(
    ("press", "typed"), [("accept", {**ACCEPTANCE, "post": ""}), ("decline", {"name": "周敏", "note": ""})]
)
async def test_a_faulty_answer_is_announced_once(client, press, typed):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")
    await client.get(f"/quotations/{made}")

    answer = await client.post(f"/quotations/{made}/{press}", typed)

    assert answer.status_code == 422
    assert answer.text.count('role="alert"') == 1


async def test_the_page_says_when_the_class_is_and_until_when_who_answers(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    starts = clock.today(DEFAULT_ZONE) + timedelta(days=30)
    await client.sign_in("liaison@north.example")

    for path in (f"/quotations/{made}", f"/q/{await _renewed(made)}"):
        page = await client.get(path)
        assert f"{day(starts)}至{day(starts + timedelta(days=4))}，5天" in page.text
        assert f"{starts.month}月{starts.day}日（周" in page.text
        assert "报到时间" not in page.text
        assert "（开班前一日）" in page.text
        [row] = await Quotation.select(Quotation.document_hash).where(Quotation.id == made)
        assert row["document_hash"] in page.text.replace("<wbr>", "")

    page = await client.get(f"/quotations/{made}")
    assert f"云溪县水利局，最迟{day(starts - timedelta(days=1))}答复" in page.text


async def _renewed(made: int) -> str:
    """A secret link, as a mail would bring it."""
    await Quotation.update({Quotation.secret_hash: secrets.hashed("a-token")}).where(Quotation.id == made)
    return "a-token"


async def test_arrival_and_departure_are_shown_with_their_dates(client):
    designer, _liaison, package = await house()
    await Package.update({Package.has_arrival_day: True, Package.has_departure_day: True}).where(Package.id == package)
    made = await sent(designer, package)
    starts = clock.today(DEFAULT_ZONE) + timedelta(days=30)
    await client.sign_in("liaison@north.example")

    page = await client.get(f"/quotations/{made}")

    for said in (
        day(starts - timedelta(days=1)),
        day(starts + timedelta(days=5)),
        "（含报到、撤离）",
        "（报到前一日）",
    ):
        assert said in page.text


async def test_after_sending_the_designer_goes_on_from_the_page(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("designer@north.example")
    page = await client.get(f"/quotations/{made}")

    assert f'href="/packages/{package}"' in page.text
    unmailed = await client.post(f"/quotations/{made}/resend")
    assert unmailed.status_code == 409
    assert "原链接仍然有效" in unmailed.text
    following = await client.post("/quotations", {"package": package})
    assert "第2版" in following.text


async def test_the_liaison_is_offered_none_of_the_centers_steps(client):
    designer, _, package = await house()
    made = await sent(designer, package)
    await client.sign_in("liaison@north.example")

    page = await client.get(f"/quotations/{made}")

    assert "出具新一版" not in page.text
    assert f"/quotations/{made}/resend" not in page.text
