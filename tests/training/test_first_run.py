"""The first account of an installation: by a link that only the server's own screen shows, once."""

import pytest

from tests import make
from training.access import Role
from training.actions import first_run
from training.errors import Missing
from training.tables import Account, AuditRow

GIVEN = {"name": "平台管理员", "mail": "Op@platform.example", "password": make.PASSWORD}


async def test_the_link_of_an_empty_installation_opens_the_operators_account(client):
    token = await first_run.link()

    for _ in range(2):
        assert (await client.get(f"/first-run/{token}")).status_code == 200
    shown = await client.post(f"/first-run/{token}", GIVEN)

    assert str(shown.url).endswith("/operator")
    assert await Account.select(Account.roles, Account.mail, Account.center) == [
        {"roles": Role.OPERATOR, "mail": "op@platform.example", "center": 0}
    ]
    assert [row["verb"] for row in await AuditRow.select(AuditRow.verb)] == ["account.first"]


async def test_the_link_works_once_and_no_other_is_made(client):
    token = await first_run.link()
    await client.get(f"/first-run/{token}")
    await client.post(f"/first-run/{token}", GIVEN)
    client.forget()

    assert (await client.get(f"/first-run/{token}")).status_code == 404
    assert await first_run.link() == ""
    with pytest.raises(Missing):
        await first_run.begin(token, **GIVEN)


async def test_a_new_link_kills_the_one_before(client):
    first, second = await first_run.link(), await first_run.link()

    assert (await client.get(f"/first-run/{first}")).status_code == 404
    assert (await client.get(f"/first-run/{second}")).status_code == 200


async def test_a_link_is_dead_once_somebody_has_an_account_by_other_ways(client):
    token = await first_run.link()
    await make.operator()

    assert (await client.get(f"/first-run/{token}")).status_code == 404


async def test_a_faulty_first_account_names_each_field_and_opens_nothing(client):
    token = await first_run.link()
    await client.get(f"/first-run/{token}")

    shown = await client.post(f"/first-run/{token}", {"name": "", "mail": "none", "password": ""})
    short = await client.post(f"/first-run/{token}", GIVEN | {"password": "short"})

    assert "有3处需要修改" in shown.text
    assert "密码至少10个字符" in short.text
    assert 'value="Op@platform.example"' in short.text
    assert await Account.count() == 0
