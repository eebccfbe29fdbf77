"""The director's rooms: accounts and agencies of the center."""

import re
from dataclasses import replace

import pytest

from tests import make
from training.access import GRANTS, May, Role
from training.actions import agencies, staff
from training.db import ENGINE
from training.errors import Clash, Invalid, Missing, Refused
from training.rules import scopes
from training.tables import Account, Agency, Center, Login


@pytest.fixture
async def director(client):
    center = await make.center()
    account = await make.account(center, Role.DIRECTOR)
    await client.sign_in("director@north.example")
    return make.acting(account)


async def test_an_invitation_shows_its_link_once_and_the_link_opens_the_account(client, director):
    await client.get("/accounts")
    shown = await client.post("/accounts", {"name": "李新", "mail": "New@north.example", "role": "adviser"})
    link = re.search(r"/set-password/[\w-]+", shown.text)[0]

    client.forget()
    await client.get(link)
    await client.post(link, {"password": make.PASSWORD})

    assert "工作台" in client.page.text
    assert link not in (await client.get("/desk")).text


async def test_a_faulty_invitation_names_each_field_and_keeps_what_was_typed(client, director):
    await client.get("/accounts")
    shown = await client.post("/accounts", {"name": "李新", "mail": "no address", "role": "king"})

    assert shown.status_code == 422
    assert 'value="李新"' in shown.text
    assert "有2处需要修改" in shown.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.LIAISON])
async def test_nobody_is_made_operator_or_liaison_of_nothing(director, role):
    with pytest.raises(Invalid):
        await staff.invite(director, name="某人", mail="x@north.example", roles=frozenset({role}))


async def test_a_liaison_of_another_centers_agency_cannot_be_invited(director):
    theirs = await make.agency(await make.center("south"))

    with pytest.raises(Missing):
        await staff.invite(director, name="某人", mail="x@y.example", roles=frozenset({Role.LIAISON}), agency=theirs.id)


async def test_switching_an_account_off_signs_it_out_at_once(client, director):
    center = await Center.objects().first()
    other = await make.account(center, Role.FINANCE, mail="other@north.example")
    client.forget()
    await client.sign_in("other@north.example")
    assert await Login.count().where(Login.account == other.id) == 1

    await staff.switch_off(director, other.id)

    assert await Login.count().where(Login.account == other.id) == 0
    assert (await client.sign_in("other@north.example")).status_code == 422


async def test_nobody_switches_off_himself(director):
    with pytest.raises(Refused):
        await staff.switch_off(director, director.account)


async def test_another_centers_account_is_missing(client, director):
    theirs = await make.account(await make.center("south"), Role.FINANCE)

    assert (await client.get(f"/accounts/{theirs.id}")).status_code == 404
    with pytest.raises(Missing):
        await staff.switch_off(director, theirs.id)
    assert (await Account.select().where(Account.id == theirs.id).first())["is_active"]


async def test_a_new_link_kills_the_one_before(client, director):
    first = await staff.invite(director, name="李新", mail="li@north.example", roles=frozenset({Role.ADVISER}))
    account = await Account.select().where(Account.mail == "li@north.example").first()

    second = await staff.renew_link(director, account["id"])

    assert (await client.get(f"/set-password/{first}")).status_code == 404
    assert (await client.get(f"/set-password/{second}")).status_code == 200


async def test_an_agency_is_confirmed_once(client, director):
    center = await make.saved(Agency(center=director.center, name="新单位", state="unconfirmed"))

    await client.get(f"/agencies/{center.id}")
    shown = await client.post(f"/agencies/{center.id}/confirm")

    assert "已核实" in shown.text
    with pytest.raises(Clash):
        await agencies.confirm(director, center.id)


@pytest.mark.parametrize("path", ["/accounts", "/agencies"])
async def test_lists_ask_as_often_for_fifty_rows_as_for_one(client, director, path):
    center = await make.center("extra")
    asked = []
    for made, wanted in ((0, 1), (1, 3), (3, 50)):
        for n in range(made, wanted):
            center.id = director.center
            agency = await make.agency(center, f"第{n}家单位")
            await make.account(center, Role.LIAISON, mail=f"{n}@north.example", agency=agency)
        statements = []
        ENGINE.watch = statements.append
        await client.get(path)
        ENGINE.watch = None
        asked.append(len(statements))

    assert asked[0] == asked[1] == asked[2] <= 6


@pytest.mark.parametrize("role", [Role.ADVISER, Role.DIRECTOR])
async def test_a_token_lets_nobody_in_who_sees_numbers_that_only_people_see(director, role):
    by_token = replace(director, scopes=frozenset(scopes.offered(director)))
    other = await make.account(await Center.objects().first(), role, mail="other@north.example")
    finance = await make.account(await Center.objects().first(), Role.FINANCE)

    for refused in (
        staff.invite(by_token, name="某人", mail="x@north.example", roles=frozenset({role})),
        staff.renew_link(by_token, other.id),
        staff.give_roles(by_token, finance.id, frozenset({role})),
    ):
        with pytest.raises(Refused, match="beyond-token"):
            await refused
    assert await Account.count() == 3


async def test_a_token_opens_an_account_that_may_no_more_than_itself(director):
    narrow = replace(director, scopes=frozenset({May.MANAGE_CENTER}))
    wide = replace(director, scopes=frozenset({May.MANAGE_CENTER, *GRANTS[Role.FINANCE]} & set(scopes.SCOPES)))
    new = {"name": "某人", "mail": "x@north.example", "roles": frozenset({Role.FINANCE})}

    with pytest.raises(Refused, match="beyond-token"):
        await staff.invite(narrow, **new)
    assert await staff.invite(wide, **new)


async def test_a_token_is_offered_for_the_desk_and_for_accounts_and_opens_them(client, director):
    shown = await client.get("/account/tokens")
    assert "查看工作台" in shown.text
    assert "管理本中心账号（可开通、停用账号，请慎重勾选）" in shown.text
    assert "开设培训中心" not in shown.text
    made = await client.post(
        "/account/tokens", {"name": "人事系统", "scopes": [May.SEE_DESK, May.MANAGE_CENTER, May.SEE_AGENCIES]}
    )
    token = re.search(r"<code>([\w-]{32})</code>", made.text)[1]
    client.forget()

    assert (await client.json("GET", "/api/v1/desk", token=token)).status_code == 200
    listed = await client.json("GET", "/api/v1/accounts", token=token)
    assert [row["mail"] for row in listed.json()["rows"]] == ["director@north.example"]
    new = {"name": "某人", "mail": "x@north.example", "role": "adviser"}
    refused = await client.json("POST", "/api/v1/accounts", new, token=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "account.beyond-token")
