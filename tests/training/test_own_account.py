"""One's own account: what one changes oneself, and what the password or a code is asked for."""

import re

import pyotp
import pytest

from tests import make
from tests.security import cast
from training import outbox
from training.access import May, Role
from training.actions import own_account, staff
from training.app import HANDLERS
from training.errors import Invalid, Missing, Refused
from training.rules import scopes
from training.tables import Account, ApiToken, AuditRow, Center, Login

FACTS = {"name": "周敏", "mail": "director@north.example", "mobile": "15400000001", "language": "zh_CN"}
NEW = "quite another long password"


@pytest.fixture
async def director(client):
    account = await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")
    return make.acting(account)


async def row(actor):
    return await Account.select().where(Account.id == actor.account).first()


async def test_somebody_changes_his_name_and_the_language_of_his_pages(client, director):
    await client.get("/account")
    shown = await client.post("/account", FACTS | {"language": "en", "mobile": "027-55500100"})

    assert "Saved" in shown.text
    assert 'lang="en"' in shown.text
    kept = await row(director)
    assert (kept["name"], kept["mobile"], kept["language"]) == ("周敏", "027-55500100", "en")


async def test_another_mail_address_needs_the_password_and_the_old_one_is_told(client, director, postbox):
    await client.get("/account")
    refused = await client.post("/account", FACTS | {"mail": "new@north.example"})
    assert refused.status_code == 422
    assert "当前密码不正确" in refused.text
    assert 'value="new@north.example"' in refused.text
    assert (await row(director))["mail"] == "director@north.example"

    await client.post("/account", FACTS | {"mail": "New@north.example", "password": make.PASSWORD})
    await outbox.drain(HANDLERS)

    assert (await row(director))["mail"] == "new@north.example"
    [(to, mail)] = postbox.mails
    assert to == ["director@north.example"]
    assert "改用其他电子邮箱" in mail.get_content()


async def test_a_taken_address_is_refused_at_its_field(client, director):
    await make.operator("taken@platform.example")
    await client.get("/account")

    shown = await client.post("/account", FACTS | {"mail": "taken@platform.example", "password": make.PASSWORD})

    assert shown.status_code == 422
    assert (await row(director))["mail"] == "director@north.example"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"mail": "none"}, {"mobile": "call me"}, {"language": "fr"}])
async def test_faulty_facts_change_nothing(client, director, wrong):
    await client.get("/account")

    shown = await client.post("/account", FACTS | wrong)

    assert shown.status_code == 422
    assert "有1处需要修改" in shown.text
    assert (await row(director))["name"] == "director"


async def test_a_new_password_needs_the_old_one_and_ends_the_other_logins(client, director):
    await cast.login(director.center, account=director.account)
    await client.get("/account/password")

    wrong = await client.post("/account/password", {"old": "not the password", "password": NEW})
    assert wrong.status_code == 422
    assert "当前密码不正确" in wrong.text
    assert await Login.count() == 2
    short = await client.post("/account/password", {"old": make.PASSWORD, "password": "short"})
    assert "密码至少10个字符" in short.text

    await client.post("/account/password", {"old": make.PASSWORD, "password": NEW})

    assert "其他登录已退出" in client.page.text
    assert await Login.count() == 1
    client.forget()
    assert (await client.sign_in("director@north.example")).status_code == 422
    assert str((await client.sign_in("director@north.example", NEW)).url).endswith("/desk")


async def test_old_passwords_cannot_be_guessed_at_an_open_browser(client, director):
    await client.get("/account/password")

    for _ in range(10):
        await client.post("/account/password", {"old": "a guess of mine", "password": NEW})

    assert (await client.post("/account/password", {"old": make.PASSWORD, "password": NEW})).status_code == 429


def offered(page):
    """The key on the page, shown in groups of four, and the sealed offer that the form gives back."""
    key = re.search(r"(?:[A-Z2-7]{4} ?){8}", page)[0].replace(" ", "")
    return key, re.search(r'name="offer" value="([^"]+)"', page)[1]


async def set_up(client):
    """Set up a second factor through the page; returns its secret."""
    page = (await client.get("/account/second-factor")).text
    secret, offer = offered(page)
    await client.post("/account/second-factor", {"offer": offer, "code": pyotp.TOTP(secret).now()})
    return secret


async def test_a_second_factor_begins_with_a_code_that_proves_it(client, director):
    page = (await client.get("/account/second-factor")).text
    secret, offer = offered(page)
    assert "data:image/svg+xml;base64," in page
    wrong = await client.post("/account/second-factor", {"offer": offer, "code": "000000"})
    assert wrong.status_code == 422
    assert offered(wrong.text)[0] == secret
    assert (await row(director))["totp_secret"] == ""

    await client.post("/account/second-factor", {"offer": offer, "code": pyotp.TOTP(secret).now()})

    assert "动态验证码已启用" in client.page.text
    assert secret not in (await row(director))["totp_secret"]
    client.forget()
    assert "动态验证码" in (await client.sign_in("director@north.example")).text
    assert await Login.count() == 1


async def test_the_code_that_proved_the_factor_opens_nothing_again(client, director):
    secret = await set_up(client)
    client.forget()
    await client.get("/sign-in")

    given = {"mail": "director@north.example", "password": make.PASSWORD, "code": pyotp.TOTP(secret).now()}

    assert (await client.post("/sign-in", given)).status_code == 422


async def test_an_offer_of_somebody_else_is_missing(director):
    other = make.acting(await make.account(await Center.objects().first(), Role.FINANCE))

    with pytest.raises(Missing):
        own_account.opened(director, own_account.offer_factor(other))


async def test_a_factor_is_switched_off_by_the_password_only(client, director):
    await set_up(client)

    refused = await client.post("/account/second-factor/drop", {"password": "not the password"})
    assert refused.status_code == 422
    assert (await row(director))["totp_secret"]
    await client.post("/account/second-factor/drop", {"password": make.PASSWORD})

    assert (await row(director))["totp_secret"] == ""


async def test_staff_without_the_required_factor_are_led_to_set_it_up(client, director):
    await client.get("/accounts")
    await client.post("/accounts/second-factor", {"required": "on"})

    assert str(client.page.url).endswith("/account/second-factor")
    assert "要求启用动态验证码，请先完成设置" in client.page.text
    assert str((await client.get("/desk")).url).endswith("/account/second-factor")
    refused = await client.http.get("/api/v1/cohorts", headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (403, "access.second-factor")

    await set_up(client)

    assert str((await client.get("/desk")).url).endswith("/desk")
    dropped = await client.post("/account/second-factor/drop", {"password": make.PASSWORD})
    assert dropped.status_code == 403
    assert (await row(director))["totp_secret"]


async def test_a_liaison_is_not_asked_for_the_factor_of_the_staff(client, director):
    center = await Center.objects().first()
    await make.account(center, Role.LIAISON, agency=await make.agency(center))
    await Center.update({Center.second_factor: True}).where(Center.id == center.id)
    client.forget()

    assert str((await client.sign_in("liaison@north.example")).url).endswith("/desk")


async def test_a_director_clears_the_factor_of_somebody_who_lost_his_phone(director):
    other = await make.account(await Center.objects().first(), Role.FINANCE, totp_secret="sealed")

    await staff.drop_factor(director, other.id)

    assert (await row(make.acting(other)))["totp_secret"] == ""
    assert "account.factor-dropped" in [each["verb"] for each in await AuditRow.select(AuditRow.verb)]


async def test_other_logins_are_listed_and_ended(client, director):
    await cast.login(director.center, account=director.account)
    another = await make.account(await Center.objects().first(), Role.FINANCE)
    await cast.login(director.center, account=another.id)
    shown = await client.get("/account/logins")
    assert (shown.text.count("其他登录"), shown.text.count("本次登录")) == (2, 1)  # once on the button

    await client.post("/account/logins/end")

    assert await Login.count().where(Login.account == director.account) == 1
    assert await Login.count().where(Login.account == another.id) == 1
    assert str(client.page.url).endswith("/account/logins")


async def test_a_token_is_shown_once_works_within_its_scopes_and_is_revoked(client, director):
    await client.get("/account/tokens")
    shown = await client.post("/account/tokens", {"name": "财务系统", "scopes": [May.SEE_QUOTATIONS]})
    token = re.search(r"<code>([\w-]{32})</code>", shown.text)[1]
    assert token not in (await client.get("/account/tokens")).text
    client.forget()

    assert (await client.json("GET", "/api/v1/quotations", token=token)).status_code == 200
    assert (await client.json("GET", "/api/v1/cohorts", token=token)).status_code == 403
    assert (await client.json("GET", "/account", token=token)).status_code == 403

    await client.sign_in("director@north.example")
    [kept] = await ApiToken.select()
    await client.post(f"/account/tokens/{kept['id']}/revoke")
    assert "已撤销" in client.page.text
    client.forget()
    assert (await client.json("GET", "/api/v1/quotations", token=token)).status_code == 401


async def test_nobody_hands_on_more_than_he_has(client):
    center = await make.center()
    liaison = make.acting(await make.account(center, Role.LIAISON, agency=await make.agency(center)))

    with pytest.raises(Invalid):
        await own_account.make_token(liaison, name="x", wanted=frozenset({May.QUOTE}))
    assert await ApiToken.count() == 0


async def test_anothers_token_is_missing(client, director):
    other = make.acting(await make.account(await Center.objects().first(), Role.FINANCE))
    await own_account.make_token(other, name="x", wanted=frozenset({May.SEE_QUOTATIONS}))
    [kept] = await ApiToken.select()

    with pytest.raises(Missing):
        await own_account.revoke_token(director, kept["id"])
    assert (await ApiToken.select())[0]["revoked_at"] is None


async def test_a_factor_that_is_there_is_not_replaced_without_being_dropped(client, director):
    secret = await set_up(client)
    offer = own_account.offer_factor(director)

    with pytest.raises(Refused):
        await own_account.set_factor(director, offer=offer, code=pyotp.TOTP(own_account.opened(director, offer)).now())
    assert secret


def test_every_permission_is_offered_to_programs_or_kept_for_people():
    assert set(scopes.SCOPES) | scopes.FOR_PEOPLE == set(May)
    assert set(scopes.SCOPES) & scopes.FOR_PEOPLE == set()
