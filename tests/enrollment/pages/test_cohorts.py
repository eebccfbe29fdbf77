"""The class page and the list of classes as doors to the rest of a class's life."""

import io
import re
from datetime import timedelta

import pypdfium2
import zxingcpp

from enrollment.tables import Cohort
from tests import make
from tests.enrollment import make as classes
from training import clock
from training.access import Role
from training.model import DEFAULT_ZONE


async def _a_class(**more):
    center = await make.center()
    agency = await make.agency(center)
    first = await classes.running_class(center, agency, **more)
    await make.account(center, Role.ADVISER)
    await make.account(center, Role.LIAISON, agency=agency)
    return first


async def test_the_adviser_reaches_codes_closing_and_certificates_from_the_class(client):
    cohort = await _a_class()
    await client.sign_in("adviser@north.example")

    shown = (await client.get(f"/cohorts/{cohort.id}")).text
    doors = [f"/cohorts/{cohort.id}/codes", f"/cohorts/{cohort.id}/close", f"/certificates/classes/{cohort.id}"]

    assert [door for door in doors if f'href="{door}"' not in shown] == []
    for door in doors:
        assert (await client.get(door)).status_code == 200


async def test_a_class_that_has_not_begun_offers_no_closing(client):
    cohort = await _a_class(starts_on=clock.today(DEFAULT_ZONE) + timedelta(days=9))
    await client.sign_in("adviser@north.example")

    for path in (f"/cohorts/{cohort.id}", f"/cohorts/{cohort.id}/attendance"):
        shown = await client.get(path)
        assert shown.status_code == 200
        assert f"/cohorts/{cohort.id}/close" not in shown.text


async def test_a_liaison_sees_no_door_that_is_closed_to_her(client):
    cohort = await _a_class()
    await client.sign_in("liaison@north.example")

    shown = (await client.get(f"/cohorts/{cohort.id}")).text

    assert f"/cohorts/{cohort.id}/roster" in shown
    assert f"/cohorts/{cohort.id}/codes" not in shown
    assert f"/cohorts/{cohort.id}/close" not in shown


async def test_the_main_button_of_a_liaison_is_the_roster_until_everybody_is_named(client):
    cohort = await _a_class()
    await client.sign_in("liaison@north.example")

    due = (await client.get(f"/cohorts/{cohort.id}")).text
    await Cohort.update({Cohort.headcount: 0}).where(Cohort.id == cohort.id)
    done = (await client.get(f"/cohorts/{cohort.id}")).text

    button = f'class="button{{}}" href="/cohorts/{cohort.id}/roster"'
    assert button.format(" button-main") in due
    assert "填报名册" in due
    assert button.format("") in done


async def test_the_link_of_a_program_leads_to_its_classes_alone(client):
    cohort = await _a_class()
    await client.sign_in("adviser@north.example")

    own = (await client.get(f"/cohorts?program={cohort.program}")).text
    other = (await client.get(f"/cohorts?program={cohort.program + 1}")).text
    nonsense = (await client.get("/cohorts?program=x")).text

    assert f'href="/cohorts/{cohort.id}"' in own
    assert f'href="/cohorts/{cohort.id}"' not in other
    assert f'href="/cohorts/{cohort.id}"' in nonsense


async def test_the_adviser_prints_a_qr_that_opens_the_door_of_the_class(client):
    cohort = await _a_class()
    await client.sign_in("adviser@north.example")

    shown = (await client.get(f"/cohorts/{cohort.id}")).text
    picture = await client.get(f"/cohorts/{cohort.id}/door.svg")
    sheet = await client.get(f"/cohorts/{cohort.id}/door.pdf")

    assert f'src="/cohorts/{cohort.id}/door.svg"' in shown
    assert f'href="/cohorts/{cohort.id}/door.pdf"' in shown
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert '<rect width="100%" height="100%" fill="#ffffff"/>' in picture.text
    page = pypdfium2.PdfDocument(io.BytesIO(sheet.content))[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text == f"http://testserver.local/j/{cohort.class_code}"
    text = page.get_textpage().get_text_bounded()
    assert cohort.name in text
    assert cohort.class_code in text
    client.forget()
    assert cohort.name in (await client.get(code.text.removeprefix("http://testserver.local"))).text


async def test_a_liaison_gets_no_qr_of_the_class(client):
    cohort = await _a_class()
    await client.sign_in("liaison@north.example")

    assert "door.svg" not in (await client.get(f"/cohorts/{cohort.id}")).text
    assert (await client.get(f"/cohorts/{cohort.id}/door.pdf")).status_code == 403


async def test_the_list_is_narrowed_by_the_very_words_it_shows(client):
    running = await _a_class(name="在办的班")
    others = {"待结班的班": -9, "未到期的班": 9}
    center = await make.Center.objects().get(make.Center.id == running.center)
    today = clock.today(DEFAULT_ZONE)
    for name, days in others.items():
        await classes.running_class(center, name=name, starts_on=today + timedelta(days=days))
    await classes.running_class(center, name="已关的班", state="closed")
    await client.sign_in("adviser@north.example")

    found = {
        stage: re.findall(r">([^<]+的班)</a>", (await client.get(f"/cohorts?state={stage}")).text)
        for stage in ("running", "over", "scheduled", "closed", "cancelled")
    }

    assert found == {
        "running": ["在办的班"],
        "over": ["待结班的班"],
        "scheduled": ["未到期的班"],
        "closed": ["已关的班"],
        "cancelled": [],
    }
    assert '<option value="running" selected>培训中</option>' in (await client.get("/cohorts?state=running")).text
