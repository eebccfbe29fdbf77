"""A forgotten password: a link by mail for half an hour, once, and nothing that tells who has an account."""

import re
from datetime import timedelta

import pyotp
import pytest

from tests import make
from training import clock, outbox, secrets
from training.access import Role
from training.actions import accounts, forgotten, own_account
from training.app import HANDLERS
from training.errors import TooMany
from training.settings import settings
from training.tables import Account, Login, OneTimeLink, Outbox

MAIL = "finance@north.example"
NEW = "quite another long password"


@pytest.fixture
async def account(client):
    return await make.account(await make.center(), Role.FINANCE)


async def asked(client, mail=MAIL, **more):
    await client.get("/forgot-password")
    return await client.post("/forgot-password", {"mail": mail}, **more)


async def link(client, postbox, **more):
    await asked(client, **more)
    await outbox.drain(HANDLERS)
    return re.search(r"http\S+/set-password/[\w-]+", postbox.mails[-1][1].get_content())[0]


async def test_a_link_by_mail_sets_a_new_password_and_ends_every_login(client, account, postbox):
    await client.sign_in(MAIL)
    client.forget()

    path = "/set-password/" + (await link(client, postbox)).rpartition("/")[2]
    await client.get(path)
    await client.post(path, {"password": NEW})

    assert str(client.page.url).endswith("/desk")
    assert await Login.count() == 1
    client.forget()
    assert (await client.sign_in(MAIL)).status_code == 422
    assert str((await client.sign_in(MAIL, NEW)).url).endswith("/desk")
    assert (await client.get(path)).status_code == 404


async def test_the_link_points_to_the_address_of_the_installation_whatever_host_was_asked(client, account, postbox):
    told = await link(client, postbox, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})

    assert told.startswith(f"{settings().base_url}/set-password/")


async def test_the_answer_is_the_same_for_an_address_that_nobody_has(client, account, postbox):
    known = (await asked(client)).text
    unknown = (await asked(client, "nobody@north.example")).text.replace("nobody@", "finance@")

    def plain(text):
        return re.sub(r'"_csrf" value="[^"]+"', "", text)

    assert plain(known) == plain(unknown)
    assert await Outbox.count().where(Outbox.kind == forgotten.KIND) == 2
    await outbox.drain(HANDLERS)
    assert [to for to, _ in postbox.mails] == [[MAIL]]


async def test_what_was_asked_is_sealed_and_only_a_hash_of_the_link_is_kept(client, account, postbox):
    token = (await link(client, postbox)).rpartition("/")[2]

    assert len(token) >= 32
    assert MAIL not in str(await Outbox.select())
    kept = await OneTimeLink.select().first()
    assert kept["token_hash"] == secrets.hashed(token)
    assert token not in str(kept)


async def test_a_link_ends_after_half_an_hour(client, account, postbox, monkeypatch):
    path = "/set-password/" + (await link(client, postbox)).rpartition("/")[2]
    now = clock.now()

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=29))
    assert (await client.get(path)).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=31))
    assert (await client.get(path)).status_code == 404


async def test_a_link_ends_with_the_next_one_and_with_a_changed_password(client, account, postbox):
    first = (await link(client, postbox)).rpartition("/")[2]
    second = (await link(client, postbox)).rpartition("/")[2]
    assert (await client.get(f"/set-password/{first}")).status_code == 404
    assert (await client.get(f"/set-password/{second}")).status_code == 200

    await own_account.change_password(make.acting(account), old=make.PASSWORD, new=NEW)

    assert (await client.get(f"/set-password/{second}")).status_code == 404


async def test_whoever_reads_the_mail_still_needs_the_second_factor(client, account, postbox):
    secret = pyotp.random_base32()
    sealed = secrets.seal(secret, row=f"account:{account.id}:totp")
    await Account.update({Account.totp_secret: sealed}).where(Account.id == account.id)

    path = "/set-password/" + (await link(client, postbox)).rpartition("/")[2]
    await client.get(path)
    shown = await client.post(path, {"password": NEW})

    assert "请使用新密码和动态验证码登录" in shown.text
    assert await Login.count() == 0
    assert (await accounts.sign_in(MAIL, NEW, "here")).needs_code


async def test_an_account_that_is_switched_off_gets_nothing(client, account, postbox):
    await Account.update({Account.is_active: False}).where(Account.id == account.id)

    await asked(client)
    await outbox.drain(HANDLERS)

    assert postbox.mails == []
    assert await OneTimeLink.count() == 0


async def test_without_a_mail_server_the_page_says_whom_to_ask_and_links_stay_as_they_are(client, account):
    assert "本系统未开通邮件发送" in (await client.get("/forgot-password")).text

    await forgotten.ask(MAIL, "here", "zh_CN")
    await outbox.drain(HANDLERS)

    assert await OneTimeLink.count() == 0


async def test_nobody_floods_a_postbox_whether_it_is_known_or_not(account):
    for mail in (MAIL, "nobody@north.example"):
        for _ in range(forgotten.PER_MAIL):
            await forgotten.ask(mail, "here", "zh_CN")
        with pytest.raises(TooMany):
            await forgotten.ask(mail.upper(), "elsewhere", "zh_CN")


async def test_a_faulty_address_is_named_at_its_field(client, postbox):
    shown = await asked(client, "no address")

    assert shown.status_code == 422
    assert 'value="no address"' in shown.text
