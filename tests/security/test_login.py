"""Logins, form tokens and headers: what a stranger, a thief of a cookie or another site can do with them, which is nothing."""

import hashlib
import re
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from httpx import ASGITransport, AsyncClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tests import make
from tests.browser_client import Browser
from tests.permissions.table import rows
from tests.security import cast, sent
from tests.security.conftest import nothing_kept
from tests.security.sending import FORM, VISITOR, token_of
from tests.security.test_hostile_shown import TABLES
from training import clock, db, passwords, secrets, seen
from training.access import Role
from training.actions import accounts
from training.app import create_app
from training.settings import settings
from training.tables import Account, AuditRow, Login, OneTimeLink

TRUSTED = "127.0.0.1"


def from_elsewhere(client="203.0.113.9"):
    """A browser that reaches a freshly started process from this address."""
    served = ProxyHeadersMiddleware(create_app(), trusted_hosts=TRUSTED)
    transport = ASGITransport(served, raise_app_exceptions=False, client=(client, 1))
    return AsyncClient(transport=transport, base_url="http://testserver.local")


async def test_a_password_cannot_be_guessed_by_one_who_makes_up_addresses(db):
    await make.account(await make.center(), Role.LIAISON)

    answers = []
    for restart in range(2):
        async with from_elsewhere() as http:
            browser = Browser(http)
            await browser.get("/sign-in")
            for n in range(6):
                forged = {"x-forwarded-for": f"198.51.100.{6 * restart + n}"}
                given = {"mail": "liaison@north.example", "password": f"wrong {n}"}
                answers.append((await browser.post("/sign-in", given, headers=forged)).status_code)

    assert answers == [422] * 10 + [429] * 2


async def test_many_accounts_cannot_be_tried_from_one_address(db):
    answers = []
    async with from_elsewhere() as http:
        browser = Browser(http)
        await browser.get("/sign-in")
        for n in range(accounts.PER_ADDRESS + 1):
            forged = {"x-forwarded-for": f"198.51.100.{n}"}
            given = {"mail": f"somebody{n}@north.example", "password": "wrong"}
            answers.append((await browser.post("/sign-in", given, headers=forged)).status_code)

    assert answers == [422] * accounts.PER_ADDRESS + [429]


async def test_behind_the_own_proxy_every_client_has_his_own_count(db):
    async with from_elsewhere(TRUSTED) as http:
        browser = Browser(http)
        await browser.get("/sign-in")
        for n in range(accounts.PER_ADDRESS + 1):
            told = {"x-forwarded-for": f"198.51.100.{n}"}
            answer = await browser.post("/sign-in", {"mail": f"a{n}@x.example", "password": "wrong"}, headers=told)

    assert answer.status_code == 422


async def test_whoever_waits_comes_in_with_the_right_password_again(client, monkeypatch):
    await make.account(await make.center(), Role.LIAISON)
    for n in range(12):
        await client.sign_in("liaison@north.example", f"wrong {n}")
    now = clock.now

    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(minutes=accounts.WINDOW_MINUTES, seconds=1))

    assert (await client.sign_in("liaison@north.example")).url.path == "/desk"


async def test_a_login_begins_under_a_new_id_and_the_one_before_is_dead(client):
    center = await make.center()
    await make.account(center, Role.LIAISON)
    await make.account(center, Role.FINANCE)
    await client.sign_in("liaison@north.example")
    before = client.http.cookies["login"]

    client.http.cookies.delete("login")
    other = await client.http.get("/desk", headers={"cookie": f"login={before}"})
    page = await client.get("/sign-in", headers={"cookie": f"login={before}"})
    assert (other.status_code, page.url.path) == (200, "/desk")
    headers = {"cookie": f"login={before}", "x-csrf": token_of(before), **FORM}
    again = await client.http.post(
        "/sign-in", content=b"mail=finance@north.example&password=a+good+long+password", headers=headers
    )

    after = again.cookies["login"]
    assert after not in ("", before)
    assert (await client.http.get("/desk", headers={"cookie": f"login={before}"})).status_code == 401
    assert [row["id_hash"] for row in await Login.select(Login.id_hash)] == [secrets.hashed(after)]


async def test_a_stolen_cookie_is_worth_nothing_after_signing_out(client):
    await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")
    stolen = client.http.cookies["login"]

    await client.post("/sign-out")

    assert (await client.http.get("/desk", headers={"cookie": f"login={stolen}"})).status_code == 401


async def test_a_link_dies_with_the_next_password(client):
    """A link that lay in a mailbox opens nothing once its owner has set a password of his own."""
    center = await make.center()
    owner = await make.account(center, Role.DIRECTOR)
    async with db.write():
        old = await accounts.set_password_link(center.id, owner.id)
        stays = await accounts.set_password_link(center.id, owner.id + 1)
    await client.sign_in("director@north.example")
    await client.get("/account/password")

    await client.post("/account/password", {"old": make.PASSWORD, "password": "另一个足够长的密码短语"})

    client.forget()
    assert (await client.get(f"/set-password/{old}")).status_code == 404
    assert (await client.get(f"/set-password/{stays}")).status_code == 200


async def test_a_link_is_long_kept_as_a_hash_and_works_once(client):
    center = await make.center()
    owner = await make.account(center, Role.DIRECTOR)
    elsewhere = await cast.login(center.id, account=owner.id)
    async with db.write():
        token, second = [await accounts.set_password_link(center.id, owner.id) for _ in range(2)]

    page = await client.get(f"/set-password/{token}")
    await client.post(f"/set-password/{token}", {"password": "一个足够长的新密码短语"})
    client.forget()

    assert len(token) * 5 >= 128  # at least five bits a character
    assert page.headers["referrer-policy"] == "same-origin"
    assert token not in str(await OneTimeLink.select())
    assert (await client.get(f"/set-password/{token}")).status_code == 404
    assert (await client.get(f"/set-password/{second}")).status_code == 404
    assert (await client.http.get("/desk", headers={"cookie": f"login={elsewhere}"})).status_code == 401


async def test_the_host_that_a_request_names_is_in_no_link(world):
    mine = world.offices[0]
    cookie = mine.cookies["director"]
    headers = {"x-csrf": token_of(cookie), "host": "evil.example", "x-forwarded-host": "evil.example"}

    answer = await world.ask("POST", f"/accounts/{mine.actor(Role.ADVISER).account}/link", cookie, headers=headers)

    assert answer.status_code == 200
    assert f"{settings().base_url}/set-password/" in answer.text
    assert "evil.example" not in answer.text


def same(answer):
    """A page without what differs on each."""
    return answer.status_code, re.sub(r'"_csrf" value="[^"]+"', "", answer.text)


async def test_nobody_learns_who_has_an_account(client):
    await make.account(await make.center(), Role.LIAISON)
    await make.account(await make.center("south"), Role.FINANCE, is_active=False)

    told = [same(await client.sign_in(f"{who}@x.example", "wrong")) for who in ("nobody",)]
    for who in ("liaison@north.example", "finance@south.example", "liaison@south.example"):
        status, page = same(await client.sign_in(who, "wrong"))
        told.append((status, page.replace(who, "nobody@x.example")))

    assert len(set(told)) == 1
    assert told[0][0] == 422


class Counting:
    """The hasher, with what it was asked to compare."""

    def __init__(self, hasher):
        self.hasher, self.compared, self.hashed = hasher, [], 0

    def verify(self, kept, given):
        self.compared.append(kept)
        return self.hasher.verify(kept, given)

    def hash(self, given):
        self.hashed += 1
        return self.hasher.hash(given)

    def __getattr__(self, name):
        return getattr(self.hasher, name)


@pytest.fixture
def counting(monkeypatch):
    passwords._nobody.cache_clear()  # as in a process that has seen no stranger yet
    counting = Counting(passwords._HASHER)
    monkeypatch.setattr(passwords, "_HASHER", counting)
    return counting


async def test_a_stranger_costs_a_sign_in_the_same_work_as_somebody_known(client, counting):
    center = await make.center()
    await make.account(center, Role.LIAISON)
    await make.account(center, Role.FINANCE, is_active=False)
    invited = await make.account(center, Role.ADVISER)
    await Account.update({Account.password_hash: await passwords.hash_password(make.PASSWORD)}, force=True)
    await Account.update({Account.password_hash: ""}).where(Account.id == invited.id)
    await client.get("/sign-in")
    counting.hashed, work = 0, {}

    for who in ("nobody", "liaison", "finance", "adviser"):
        counting.compared, told = [], []
        db.ENGINE.watch = told.append
        await client.sign_in(f"{who}@north.example", "wrong")
        db.ENGINE.watch = None
        costs = [extract_parameters(kept) for kept in counting.compared]
        work[who] = (costs, [sql.split()[:3] for sql in told])

    assert len(work["nobody"][0]) == 1
    assert work == dict.fromkeys(work, work["liaison"])
    assert counting.hashed == 0


async def asked_twice(client, cookie, page, api):
    headers = {"cookie": f"login={cookie}"}
    return tuple([(await client.http.get(path, headers=headers)).status_code for path in (page, api)])


ROOMS = {  # a page of his own, an address of the API, and how they answer while he is signed in
    "director": ("/desk", "/api/v1/desk", (200, 200)),
    "liaison": ("/desk", "/api/v1/desk", (200, 200)),
    "trainee": ("/me", "/api/v1/desk", (200, 403)),
    "instructor": ("/teach", "/api/v1/desk", (200, 403)),
}


# Who has no password is led to the door where a code is sent to him; a program is told in either case.
OVER = {"director": (401, 401), "liaison": (401, 401), "trainee": (303, 401), "instructor": (303, 401)}


@pytest.mark.parametrize("who", ROOMS)
async def test_a_login_ends_after_its_idle_time(client, who):
    page, api, fine = ROOMS[who]
    cookie, second = await cast.cookie(await make.center(), who), timedelta(seconds=1)
    idle, now = timedelta(minutes=settings().idle_minutes), clock.now()

    await Login.update({Login.seen_at: now - idle + 60 * second}, force=True)
    assert await asked_twice(client, cookie, page, api) == fine
    await Login.update({Login.seen_at: now - idle - second}, force=True)
    assert await asked_twice(client, cookie, page, api) == OVER[who]


@pytest.mark.parametrize("who", ROOMS)
async def test_a_login_ends_at_its_last_hour_however_busy(client, who):
    page, api, fine = ROOMS[who]
    cookie, now = await cast.cookie(await make.center(), who), clock.now()

    await Login.update({Login.ends_at: now + timedelta(minutes=1)}, force=True)
    assert await asked_twice(client, cookie, page, api) == fine
    await Login.update({Login.seen_at: now, Login.ends_at: now}, force=True)
    assert await asked_twice(client, cookie, page, api) == OVER[who]


async def test_a_day_at_work_is_one_login_and_ends(client, monkeypatch):
    """Signed in by the page, asked every hour and a half: idle never, over after its hours, on the page and in the API."""
    await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")
    cookie, now = client.http.cookies["login"], clock.now
    client.http.cookies.clear()
    monkeypatch.setattr(seen, "_noted", {table: {} for table in seen._noted})
    pause, answers = timedelta(minutes=90), []
    assert pause < timedelta(minutes=settings().idle_minutes) < 2 * pause

    for n in range(1, 9):
        monkeypatch.setattr(clock, "now", lambda n=n: now() + n * pause)
        answers.append(await asked_twice(client, cookie, "/desk", "/api/v1/desk"))
        await seen.write()

    assert settings().login_hours == 12
    assert answers == [(200, 200)] * 7 + [(401, 401)]


UNSAFE = sorted(sent.ROWS)
STRANGERS = {key for key in UNSAFE if "/api/v1/verify" in key}  # their programs ask, and change nothing


async def pressed(world, key, cookie, token, **more):
    method, _, path = key.partition(" ")
    mine = world.offices[0]
    headers = {"cookie": f"login={cookie}; visitor={VISITOR}", **FORM, **more}
    if path.startswith("/api/"):
        headers |= {"content-type": "application/json", "accept": "application/json"}
    if token:
        headers["x-csrf"] = token
    return await world.http.request(method, sent.address(path, mine.ids, sent.ROWS[key].at), headers=headers)


async def test_no_button_works_from_another_site(world):
    """Without a form token, with another visitor's, another login's, a signed-out one's; with the right one from elsewhere."""
    mine, other, _ = world.offices
    gone = await cast.login(mine.ids["center"], account=mine.actor(Role.FINANCE).account)
    await Login.delete().where(Login.id_hash == secrets.hashed(gone))
    opened = {}

    with nothing_kept():
        for key in sorted(set(UNSAFE) - STRANGERS):
            cookie = mine.cookies[sent.ROWS[key].who]
            tokens = {"none": "", "a visitor's": token_of("")[::-1], "signed out": token_of(gone)}
            tokens["another's"] = token_of(other.cookies["liaison"])
            answers = {what: await pressed(world, key, cookie, token) for what, token in tokens.items()}
            for site in ("cross-site", "same-site"):
                own = token_of(cookie)
                answers[site] = await pressed(world, key, cookie, own, **{"sec-fetch-site": site})
            opened |= {(key, what): each.status_code for what, each in answers.items() if each.status_code != 403}

    assert opened == {}


async def contents():
    """Everything in the database but when somebody was last seen, and how often something was tried."""
    kept = {}
    for table in [*TABLES, AuditRow]:
        name = table._meta.tablename
        if name != "attempt":
            found = sorted(str(sorted(row.items())) for row in await db.raw(f"SELECT * FROM {name}"))
            kept[name] = hashlib.sha256("\n".join(found).encode()).hexdigest()
    return kept


@pytest.mark.parametrize("who", ["director", "liaison", "trainee", "instructor", "operator", "anonymous"])
async def test_looking_changes_nothing(world, who):
    mine = world.offices[0]
    before = await contents()

    for method, path in rows():
        if method == "GET" and rows()[method, path][who] == "yes":
            await world.ask("GET", sent.address(path, mine.ids), mine.cookies[who])

    assert await contents() == before


WANTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


async def test_every_answer_is_guarded_by_its_headers(world):
    mine, bare = world.offices[0], {}

    for method, path in rows():
        if method != "GET":
            continue
        for cookie in ("", mine.cookies["director"]):
            answer = await world.ask("GET", sent.address(path, mine.ids), cookie)
            policy = answer.headers.get("content-security-policy", "")
            loose = [word for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:") if word in policy]
            missing = [name for name, value in WANTED.items() if answer.headers.get(name) != value]
            if answer.headers.get("referrer-policy") not in ("same-origin", "no-referrer"):
                missing.append("referrer-policy")
            if loose or missing or "default-src 'self'" not in policy or "frame-ancestors 'none'" not in policy:
                bare[path] = loose, missing

    assert bare == {}


async def test_over_https_every_cookie_is_bound_to_this_host(client, monkeypatch):
    monkeypatch.setenv("SECURE_COOKIES", "true")
    settings.cache_clear()
    try:
        await make.account(await make.center(), Role.DIRECTOR)
        page = await client.http.get("https://testserver.local/sign-in")
        [visitor] = page.headers.get_list("set-cookie")
        headers = {"cookie": visitor.split(";")[0], **FORM}
        token = re.search(r'name="_csrf" value="([^"]+)"', page.text)[1]
        given = f"mail=director@north.example&password=a+good+long+password&_csrf={token}".encode()
        entered = await client.http.post("https://testserver.local/sign-in", content=given, headers=headers)
    finally:
        monkeypatch.undo()
        settings.cache_clear()

    for cookie in [visitor, *entered.headers.get_list("set-cookie")]:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert entered.status_code == 303
    assert "max-age=" in page.headers["strict-transport-security"]
