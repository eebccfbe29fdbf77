"""Mail through a real SMTP server, text messages through a stand-in of a gateway."""

import json

from training import db as database
from training import jobs, notices, outbox
from training.access import worker
from training.model import CenterCard
from training.tables import Outbox

CENTER = CenterCard(
    1, "north", "江城干部培训中心", "江城干训", "", "Asia/Shanghai", is_demo=True, telephone="027-55500100"
)
FACTS = {"code": "123456", "minutes": 10, "center": CENTER}


async def test_a_mail_arrives_with_its_subject_and_center(db, postbox):
    async with database.write():
        assert await notices.mail(worker(1), "li@north.example", "code", "code:1", **FACTS)
    await outbox.drain(jobs.HANDLERS)

    [(receivers, mail)] = postbox.mails
    assert receivers == ["li@north.example"]
    assert mail["subject"] == "登录验证码"
    assert mail.get_content().startswith("验证码123456，10分钟内有效")
    assert "江城干部培训中心" in mail.get_content()


async def test_a_mail_in_english_says_the_same(db, postbox):
    async with database.write():
        await notices.mail(worker(1), "li@north.example", "code", "code:1", lang="en", **FACTS)
    await outbox.drain(jobs.HANDLERS)

    assert postbox.mails[0][1]["subject"] == "Sign-in code"


async def test_markup_and_line_breaks_stay_text_and_add_no_header(db, postbox):
    name = "李<b>&明\nBcc: all@north.example"
    async with database.write():
        await notices.mail(
            worker(1), "li@north.example", "link", "link:1", name=name, center=CENTER, days=7, link="http://x/t/abc"
        )
    await outbox.drain(jobs.HANDLERS)

    [(receivers, mail)] = postbox.mails
    assert receivers == ["li@north.example"]
    assert mail["bcc"] is None
    assert "李<b>&明" in mail.get_content()


async def test_what_waits_in_the_outbox_can_be_read_by_nobody(db, postbox, gateway):
    async with database.write():
        await notices.mail(worker(1), "li@north.example", "code", "code:1", **FACTS)
        await notices.sms(worker(1), "15400000001", "code", "code:2", **FACTS)

    kept = json.dumps(await Outbox.select(), default=str)
    assert all(word not in kept for word in ("li@north.example", "15400000001", "123456"))


async def test_a_text_message_is_short_and_begins_with_the_signature(db, gateway):
    async with database.write():
        await notices.sms(worker(1), "15400000001", "code", "code:2", **FACTS)
    await outbox.drain(jobs.HANDLERS)

    [taken] = gateway.taken
    assert taken == {
        "to": "15400000001",
        "id": "code:2",
        "text": "【江城干训】验证码123456，10分钟内有效，用于登录，请勿告知他人。",
    }
    assert len(taken["text"]) <= 70
    gateway.taken.clear()


async def test_a_gateway_that_refuses_is_asked_again_later(db, gateway):
    gateway.status = 500
    async with database.write():
        await notices.sms(worker(1), "15400000001", "code", "code:2", **FACTS)
    await outbox.drain(jobs.HANDLERS)

    [row] = await Outbox.select()
    assert (row["state"], row["attempts"]) == ("ready", 1)
    assert "500" in row["last_error"]
    gateway.taken.clear()


async def test_without_a_server_nothing_is_posted_and_the_caller_knows(db):
    async with database.write():
        assert await notices.mail(worker(1), "li@north.example", "code", "code:1", **FACTS) is False
        assert await notices.sms(worker(1), "15400000001", "code", "code:2", **FACTS) is False

    assert await Outbox.count() == 0
