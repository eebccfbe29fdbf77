"""A quotation that is nearly right: what should change is said, told to the center, and the quotation stays open."""

import asyncio

import pytest

from courses.actions import change_wishes, quotations
from courses.model import QuotationState
from courses.queries import change_wishes as wishes
from courses.queries import quotations as queries
from courses.rules.quotations import MOST_CHANGES
from courses.tables import ChangeWish, Quotation
from tests import make
from tests.courses.actions.test_quotations import accepted, house, sent
from training import jobs, outbox
from training.access import Role
from training.errors import Clash, Missing
from training.tables import AuditRow, Center


async def told(actor, quotation: int) -> list[tuple[int, str, str]]:
    return [
        (each.edition, each.name, each.text) for each in await wishes.on(actor, await queries.one(actor, quotation))
    ]


async def test_what_should_change_stands_for_both_sides_in_order_and_can_still_be_accepted(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    for text in ("第三天改为现场教学", "减少2人"):
        await change_wishes.ask(liaison, made, text)

    expected = [(1, "liaison", "第三天改为现场教学"), (1, "liaison", "减少2人")]
    assert await told(liaison, made) == await told(designer, made) == expected
    assert (await queries.one(liaison, made)).state == QuotationState.SENT
    assert await accepted(liaison, made)


async def test_the_next_edition_shows_what_was_wished_of_the_one_before_and_no_more(db):
    designer, liaison, package = await house()
    first = await sent(designer, package)
    await change_wishes.ask(liaison, first, "减少2人")
    dropped = await quotations.quote(designer, package)

    second = await sent(designer, package)
    third = await sent(designer, package)

    assert await told(designer, dropped) == await told(liaison, second) == [(1, "liaison", "减少2人")]
    assert await told(liaison, third) == []


async def test_a_wish_is_written_into_the_audit_log(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    await change_wishes.ask(liaison, made, "减少2人")

    [row] = await AuditRow.select().where(AuditRow.verb == "quotation.change-asked")
    assert (row["noun"], row["noun_id"], row["actor_name"]) == ("quotation", made, "liaison")


async def test_who_made_it_and_every_designer_are_told_by_mail(db, postbox):
    _designer, liaison, package = await house()
    center = await Center.objects().first()
    director = make.acting(await make.account(center, Role.DIRECTOR, language="en"))
    await make.account(center, Role.DIRECTOR, "other@north.example")
    await make.account(center, Role.DESIGNER, "gone@north.example", is_active=False)
    made = await sent(director, package)

    await change_wishes.ask(liaison, made, "减少2人")
    await outbox.drain(jobs.HANDLERS)

    mails = {to[0]: mail for to, mail in postbox.mails if "liaison" not in to[0]}
    assert set(mails) == {"designer@north.example", "director@north.example"}
    assert mails["designer@north.example"]["Subject"].endswith("报价单（第1版）：委托单位提出修改意见")
    assert f"/quotations/{made}" in mails["designer@north.example"].get_content()
    assert "asks for a change" in mails["director@north.example"]["Subject"]


async def test_what_is_over_or_replaced_is_no_longer_discussed(db):
    designer, liaison, package = await house()
    first = await sent(designer, package)
    second = await sent(designer, package)
    await accepted(liaison, second)

    for quotation in (first, second):
        with pytest.raises(Clash):
            await change_wishes.ask(liaison, quotation, "减少2人")
    assert await ChangeWish.count() == 0


async def test_after_many_wishes_people_talk(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)
    for n in range(MOST_CHANGES):
        await change_wishes.ask(liaison, made, f"第{n}条")

    with pytest.raises(Clash, match=r"quotation\.changes-enough"):
        await change_wishes.ask(liaison, made, "再一条")


async def test_another_agency_and_another_center_ask_for_nothing(db):
    designer, _liaison, package = await house()
    made = await sent(designer, package)
    _, stranger, _ = await house("south")
    neighbour = await make.agency(await Center.objects().get(Center.slug == "north"), "邻县水利局")
    account = await make.account(
        await Center.objects().get(Center.slug == "north"), Role.LIAISON, "n@x.example", neighbour
    )

    for actor in (stranger, make.acting(account)):
        with pytest.raises(Missing):
            await change_wishes.ask(actor, made, "减少2人")
    assert await ChangeWish.count() == 0


async def test_of_a_wish_and_a_refusal_at_once_none_is_half_done(db):
    designer, liaison, package = await house()
    made = await sent(designer, package)

    done = await asyncio.gather(
        change_wishes.ask(liaison, made, "减少2人"),
        quotations.decline(liaison, made, "周敏", "预算未获批准"),
        return_exceptions=True,
    )

    assert done[1] is None
    assert await ChangeWish.count() == (0 if isinstance(done[0], Clash) else 1)
    [row] = await Quotation.select(Quotation.state)
    assert row["state"] == QuotationState.DECLINED
