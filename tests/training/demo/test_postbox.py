"""The demonstration's stand-ins take what is sent, and its own page shows it; on no other installation is there such a page."""

import json

import pytest

from enrollment.actions import entry
from enrollment.queries import entry as doors
from tests import make
from tests.enrollment import make as classes
from tests.enrollment.pages.test_entry import MOBILE, a_class
from training import clock, outbox, secrets
from training.app import HANDLERS
from training.db import ENGINE
from training.demo import postbox
from training.settings import settings
from training.tables import Outbox


@pytest.fixture
def demonstration(monkeypatch):
    for name, value in {"DEMO": "true", **postbox.opened()}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def test_a_code_goes_through_the_gateway_and_is_read_on_the_page(client, demonstration):
    _, cohort, _ = await a_class()
    await client.get(f"/j/{cohort.class_code}")
    asked = await client.post(f"/j/{cohort.class_code}", {"mobile": MOBILE})
    assert "/demo/messages" in asked.text

    await outbox.drain(HANDLERS)
    told = (await client.get("/demo/messages")).text

    code = told.partition("验证码")[2][:6]
    answer = await client.post(f"/j/{cohort.class_code}/code", {"mobile": MOBILE, "code": code})
    assert MOBILE in told
    assert str(answer.url).endswith("/me")


async def test_a_mail_is_taken_and_its_link_can_be_followed(client, demonstration):
    account = await make.account(await make.center(), "finance")
    await client.get("/forgot-password")
    await client.post("/forgot-password", {"mail": account.mail})

    await outbox.drain(HANDLERS)
    told = (await client.get("/demo/messages")).text

    assert account.mail in told
    assert f'<a href="{settings().base_url}/set-password/' in told
    assert await Outbox.count().where(Outbox.state == "failed") == 0


async def test_a_message_with_markup_is_shown_as_it_was_written(client, demonstration):
    _, cohort, _ = await a_class()
    door = await doors.of_class(cohort.class_code)
    await make.saved(Outbox(**await _sealed("<script>alert(1)</script>")))
    await entry.ask(door, classes.row(0).mobile, "here")

    assert "<script>alert" not in (await client.get("/demo/messages")).text


async def _sealed(text):
    payload = {"key": "x", "sealed": secrets.seal(json.dumps({"to": "a@x.example", "text": text}), row="outbox:x")}
    facts = {"center": 1, "due_at": clock.now(), "created_at": clock.now(), "done_at": clock.now()}
    return {"kind": "notice.sms", "key": "x", "payload": payload, "state": "done", **facts}


async def test_the_page_asks_as_often_for_fifty_messages_as_for_one(client, demonstration):
    counted = []
    for rows in (1, 3, 50):
        for n in range(await Outbox.count(), rows):
            row = await _sealed(f"第{n}条")
            await make.saved(Outbox(**row | {"key": f"x{n}"}))
        told = []
        ENGINE.watch = told.append
        await client.get("/demo/messages")
        ENGINE.watch = None
        counted.append(len(told))

    assert counted[0] == counted[1] == counted[2] <= 6


async def test_no_other_installation_has_such_a_page(client):
    assert (await client.get("/demo/messages")).status_code == 404
