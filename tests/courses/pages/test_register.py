"""A liaison asks for an account: he composes at once, the center confirms his unit or not, nobody learns who is known."""

import re

import pytest

from tests import make
from tests.security.sent import REGISTRATION
from training import outbox
from training.access import Role
from training.actions import agencies, registering, staff
from training.app import HANDLERS
from training.errors import Clash
from training.tables import Account, Agency, AuditRow, Outbox

MAIL = REGISTRATION["mail"]


@pytest.fixture
async def director(client):
    return make.acting(await make.account(await make.center(), Role.DIRECTOR))


async def asked(client, **more):
    await client.get("/north/register")
    shown = await client.post("/north/register", REGISTRATION | more)
    await outbox.drain(HANDLERS)
    return shown


def mailed(postbox, to):
    return [mail.get_content() for taken, mail in postbox.mails if taken == [to]]


async def test_a_liaison_sets_his_password_by_mail_composes_and_submits_once_confirmed(client, director, postbox):
    shown = await asked(client)
    assert MAIL in shown.text

    path = re.search(r"/set-password/[\w-]+", mailed(postbox, MAIL)[0])[0]
    await client.get(path)
    await client.post(path, {"password": make.PASSWORD})
    assert str(client.page.url).endswith("/desk")
    assert (await client.get("/packages/new")).status_code == 200
    agency = await Agency.select().where(Agency.uscc == REGISTRATION["credit_code"]).first()
    assert (agency["name"], agency["state"], agency["jurisdiction"]) == ("溪口县水利局", "unconfirmed", "CN-CENTRAL")

    client.forget()
    await client.sign_in("director@north.example")
    assert "溪口县水利局" in client.page.text
    await client.get(f"/agencies/{agency['id']}")
    assert MAIL in client.page.text
    shown = await client.post(f"/agencies/{agency['id']}/confirm")
    await outbox.drain(HANDLERS)

    assert "已核实" in shown.text
    assert "可以提交方案" in mailed(postbox, MAIL)[1]
    assert "申请联络员账号" in mailed(postbox, "director@north.example")[0]


async def test_the_answer_is_the_same_for_an_address_that_has_an_account(client, director, postbox):
    fresh = await asked(client)
    known = await asked(client, mail="director@north.example", unit="别处单位")

    def plain(shown):
        return re.sub(r'"_csrf" value="[^"]+"', "", shown.text).replace("director@north.example", MAIL)

    assert plain(fresh) == plain(known)
    assert "已有账号" in mailed(postbox, "director@north.example")[-1]
    assert await Agency.count() == 1
    assert REGISTRATION["name"] not in str(await Outbox.select())


async def test_nothing_that_was_typed_is_mailed_to_an_address_that_may_be_somebody_elses(client, director, postbox):
    await asked(client, unit="中奖请点 evil.example", name="evil.example")

    assert "evil" not in mailed(postbox, MAIL)[0]


async def test_a_further_liaison_of_a_known_unit_is_let_in_by_the_center(client, director, postbox):
    known = await make.agency(await make.center("extra"), uscc=REGISTRATION["credit_code"])
    await Agency.update({Agency.center: director.center}).where(Agency.id == known.id)

    await asked(client)

    account = await Account.select().where(Account.mail == MAIL).first()
    assert (account["agency"], bool(account["is_active"])) == (known.id, False)
    assert await Agency.count() == 1
    assert "/set-password/" not in mailed(postbox, MAIL)[0]

    await client.sign_in("director@north.example")
    assert f"/agencies/{known.id}" in client.page.text
    await staff.switch_on(director, account["id"])
    await outbox.drain(HANDLERS)

    assert "/set-password/" in mailed(postbox, MAIL)[1]


async def test_the_same_unit_of_another_center_is_none_of_this_ones(client, director, postbox):
    await make.agency(await make.center("south"), uscc=REGISTRATION["credit_code"])

    await asked(client)

    assert await Agency.count().where(Agency.uscc == REGISTRATION["credit_code"]) == 2
    account = await Account.select().where(Account.mail == MAIL).first()
    assert account["is_active"]


async def test_a_unit_that_is_turned_away_signs_in_no_more_and_is_told_why(client, director, postbox):
    await asked(client)
    path = re.search(r"/set-password/[\w-]+", mailed(postbox, MAIL)[0])[0]
    await client.get(path)
    await client.post(path, {"password": make.PASSWORD})
    agency = await Agency.select().first()

    await agencies.refuse(director, agency["id"], "查无此单位")
    await outbox.drain(HANDLERS)

    assert (await client.get("/desk")).status_code == 401
    assert (await client.sign_in(MAIL)).status_code == 422
    assert "查无此单位" in mailed(postbox, MAIL)[1]
    with pytest.raises(Clash):
        await agencies.confirm(director, agency["id"])


async def test_doing_the_job_twice_opens_one_account_and_mails_once(client, director, postbox):
    await asked(client)
    await Outbox.update({Outbox.state: "ready"}).where(Outbox.kind == registering.KIND)

    await outbox.drain(HANDLERS)

    assert await Account.count().where(Account.mail == MAIL) == 1
    assert len(mailed(postbox, MAIL)) == 1
    assert await AuditRow.count().where(AuditRow.verb == "agency.registered") == 1


async def test_without_a_mail_server_the_director_finds_it_on_his_desk(client, director):
    shown = await asked(client)
    assert "与您联系" in shown.text

    await client.sign_in("director@north.example")

    assert "待核实的单位和联络员" in client.page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": ""},
        {"credit_code": "11990000DEMA000135"},
        {"jurisdiction": "CN-NOWHERE"},
        {"mail": "none"},
        {"telephone": "call me"},
        {"name": "甲" * 61},
    ],
)
async def test_a_faulty_request_names_its_field_and_keeps_the_rest(client, director, wrong):
    shown = await asked(client, **wrong)

    assert shown.status_code == 422
    assert "有1处需要修改" in shown.text
    assert REGISTRATION["address"] in shown.text
    assert await Outbox.count() == 0


async def test_one_address_does_not_fill_the_desk(client, director):
    for n in range(registering.PER_ADDRESS):
        await asked(client, mail=f"l{n}@xikou.example")

    assert (await asked(client, mail="last@xikou.example")).status_code == 429
