"""Signing in: by password and second factor, with rotation, limits, and words that tell nothing."""

import pyotp

from tests import make
from training import secrets
from training.access import Role
from training.actions import accounts
from training.tables import Account, Login


async def test_a_liaison_signs_in_and_sees_his_name(client):
    center = await make.center()
    await make.account(center, Role.LIAISON, name="王芳")

    answer = await client.sign_in("liaison@north.example")

    assert str(answer.url).endswith("/desk")
    assert await Login.count() == 1


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client):
    center = await make.center()
    await make.account(center, Role.LIAISON)

    wrong = await client.sign_in("liaison@north.example", "not the password")
    unknown = await client.sign_in("nobody@north.example", "not the password")

    assert wrong.status_code == unknown.status_code == 422
    assert "邮箱或密码不正确" in wrong.text
    assert wrong.text.count("fault") == unknown.text.count("fault")
    assert await Login.count() == 0


async def test_what_was_typed_is_kept_except_the_password(client):
    await client.sign_in("somebody@north.example", "secret words here")

    assert 'value="somebody@north.example"' in client.page.text
    assert "secret words here" not in client.page.text


async def test_the_eleventh_wrong_password_is_refused_whatever_the_address(client):
    center = await make.center()
    await make.account(center, Role.LIAISON)

    for n in range(10):
        assert (await client.sign_in("liaison@north.example", f"wrong {n}")).status_code == 422
    client.forget()

    assert (await client.sign_in("liaison@north.example", "wrong again")).status_code == 429


async def test_the_id_of_a_login_is_new_and_the_old_one_is_dead(client):
    center = await make.center()
    await make.account(center, Role.LIAISON)
    client.http.cookies.set("login", "chosen-by-the-visitor", domain="testserver.local")

    await client.sign_in("liaison@north.example")
    first = client.http.cookies.get("login", domain="testserver.local") or client.http.cookies.get("login")
    logins = await Login.select(Login.id_hash)

    assert len(logins) == 1
    assert logins[0]["id_hash"] != secrets.hashed("chosen-by-the-visitor")
    assert first


async def test_signing_out_kills_the_login_on_the_server(client):
    center = await make.center()
    await make.account(center, Role.DIRECTOR)
    await client.sign_in("director@north.example")
    await client.get("/north")

    await client.post("/sign-out")

    assert await Login.count() == 0


async def test_a_form_without_its_token_is_refused(client):
    await client.get("/sign-in")
    client.token = ""

    answer = await client.post("/sign-in", {"mail": "a@b.example", "password": "x"})

    assert answer.status_code == 403
    assert "页面已过期" in answer.text


async def test_another_visitors_token_is_worth_nothing(client):
    await client.get("/sign-in")
    stolen = client.token
    client.forget()
    await client.get("/sign-in")
    client.token = stolen

    assert (await client.post("/sign-in", {"mail": "a@b.example", "password": "x"})).status_code == 403


async def test_a_request_from_another_site_is_refused(client):
    await client.get("/sign-in")

    answer = await client.post("/sign-in", {"mail": "a", "password": "x"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


async def test_a_second_factor_is_asked_for_and_taken_once(client):
    center = await make.center()
    account = await make.account(center, Role.DIRECTOR)
    secret = pyotp.random_base32()
    sealed = secrets.seal(secret, row=f"account:{account.id}:totp")
    await Account.update({Account.totp_secret: sealed}).where(Account.id == account.id)
    code = pyotp.TOTP(secret).now()

    asked = await client.sign_in("director@north.example")
    assert "动态验证码" in asked.text
    assert await Login.count() == 0
    given = {"mail": "director@north.example", "password": make.PASSWORD, "code": code}
    await client.post("/sign-in", given)
    assert await Login.count() == 1
    await client.http.get("/sign-in")
    client.forget()
    await client.get("/sign-in")

    assert (await client.post("/sign-in", given)).status_code == 422


async def test_an_invitation_is_spent_by_its_button_not_by_opening(client):
    center = await make.center()
    director = make.acting(await make.account(center, Role.DIRECTOR))
    token = await accounts.invite(
        director, center=center.id, name="李新", mail="new@north.example", roles=frozenset({Role.ADVISER})
    )

    for _ in range(3):
        assert (await client.get(f"/set-password/{token}")).status_code == 200
    short = await client.post(f"/set-password/{token}", {"password": "short"})
    assert short.status_code == 422
    assert "至少10个字符" in short.text
    await client.post(f"/set-password/{token}", {"password": make.PASSWORD})
    assert await Login.count() == 1

    client.forget()
    assert (await client.get(f"/set-password/{token}")).status_code == 404


async def test_every_answer_carries_the_security_headers(client):
    await make.center()

    for path in ("/", "/north", "/no/such/page", "/health/live", "/sign-in"):
        answer = await client.http.get(path)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_that_is_not_there_says_so_in_the_readers_language(client):
    chinese = await client.http.get("/no/such/page", headers={"accept-language": "zh-CN"})
    english = await client.http.get("/no/such/page", headers={"accept-language": "en-GB"})

    assert chinese.status_code == english.status_code == 404
    assert "页面不存在" in chinese.text
    assert "No such page" in english.text


async def test_a_program_gets_problem_json(client):
    answer = await client.http.get("/api/v1/none", headers={"accept": "application/json"})

    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404
