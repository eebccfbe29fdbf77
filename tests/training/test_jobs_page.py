"""Work behind the pages, as staff see it: what failed and why, trying again, whether mail arrives; nobody else's."""

import pytest

from tests import make
from training import clock, outbox
from training import db as database
from training.access import Role
from training.actions import jobs
from training.app import HANDLERS
from training.errors import Clash, Missing
from training.notices import post_sealed
from training.pages.jobs import KINDS
from training.tables import AuditRow, Outbox


@pytest.fixture
async def director(client):
    account = await make.account(await make.center(), Role.DIRECTOR)
    await client.sign_in("director@north.example")
    return make.acting(account)


async def failed(center, error="SMTPConnectError: 没有接通", **more):
    facts = {"kind": "certificate.render", "payload": {}, "attempts": 8, "due_at": clock.now(), "state": "failed"}
    facts |= {"created_at": clock.now(), "last_error": error, "key": f"k{await Outbox.count()}", **more}
    return await make.saved(Outbox(center=center, **facts))


async def state(job):
    return (await Outbox.select().where(Outbox.id == job.id).first())["state"]


async def test_a_failed_job_says_why_and_is_tried_again_by_its_button(client, director):
    job = await failed(director.center)

    shown = await client.get("/outbox")
    assert "制作证书" in shown.text
    assert "没有接通" in shown.text
    shown = await client.post(f"/outbox/{job.id}/retry")

    assert "正在重试1件" in shown.text
    assert await state(job) == "ready"
    assert await AuditRow.count().where(AuditRow.verb == "job.retried") == 1
    with pytest.raises(Clash):
        await jobs.retry(director, job.id)


async def test_one_is_counted_as_one_in_english(client, director):
    await failed(director.center)
    await client.get("/display?lang=en&back=/outbox")

    shown = (await client.get("/outbox")).text

    assert "1<small> job</small>" in shown
    assert "0<small> jobs</small>" in shown


async def test_whom_a_message_is_for_is_masked_and_what_it_says_is_shown_to_nobody(client, director):
    async with database.write():
        said = {"to": "zhoumin@yunxi.example", "subject": "验证码", "text": "验证码 482913"}
        await post_sealed(director, "notice.mail", "one", said)

    shown = (await client.get("/outbox")).text

    assert "zh***@yunxi.example" in shown
    assert "zhoumin" not in shown
    assert "482913" not in shown


async def test_everything_that_failed_is_tried_again_at_once_and_nothing_of_another_center(client, director):
    mine = [await failed(director.center) for _ in range(3)]
    theirs = await failed((await make.center("south")).id, error="别处的故障")

    assert "别处的故障" not in (await client.get("/outbox")).text
    shown = await client.post("/outbox/retry")

    assert "正在重试3件" in shown.text
    assert [await state(job) for job in mine] == ["ready"] * 3
    assert await state(theirs) == "failed"
    with pytest.raises(Missing):
        await jobs.retry(director, theirs.id)


async def test_what_is_done_has_its_own_tab(client, director):
    await failed(director.center, state="done", done_at=clock.now(), kind="notice.timetable")

    assert "通知课表变动" not in (await client.get("/outbox")).text
    assert "通知课表变动" in (await client.get("/outbox?state=done")).text


async def test_a_test_mail_goes_to_who_asks_for_it(client, director, postbox):
    await client.get("/outbox")
    shown = await client.post("/outbox/test-mail")

    assert "测试邮件已发往director@north.example" in shown.text
    [(to, mail)] = postbox.mails
    assert to == ["director@north.example"]
    assert "发送正常" in mail.get_content()


async def test_what_the_mail_server_says_stands_on_the_page(client, director, postbox, monkeypatch):
    async def refused(server, session, envelope):
        return "554 no such luck"

    monkeypatch.setattr(postbox, "handle_DATA", refused)
    await client.get("/outbox")
    shown = await client.post("/outbox/test-mail")

    assert shown.status_code == 422
    assert "no such luck" in shown.text


async def test_without_a_mail_server_the_page_says_so_and_has_no_button(client, director):
    shown = await client.get("/outbox")

    assert "未开通邮件发送" in shown.text
    assert "/outbox/test-mail" not in shown.text


async def test_the_operator_sees_the_platforms_own_jobs_and_how_many_failed_at_each_center(client):
    center = await make.center()
    await failed(center.id, error="中心的故障")
    await failed(0, error="平台的故障")
    await make.operator()
    await client.sign_in("operator@platform.example")

    assert 'data-label="失败的任务">1<' in client.page.text
    shown = (await client.get("/outbox")).text
    assert "平台的故障" in shown
    assert "中心的故障" not in shown


def test_every_kind_of_job_has_a_word():
    assert set(KINDS) == set(HANDLERS)


async def test_a_retried_job_is_done(director, monkeypatch):
    job, done = await failed(director.center), []

    async def handler(it):
        done.append(it.id)

    await jobs.retry(director, job.id)
    await outbox.drain({"certificate.render": handler})

    assert done == [job.id]
    assert await state(job) == "done"
