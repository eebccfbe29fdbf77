"""Issuing in the browser, a trainee's own page, and verification by a stranger."""

import pytest

from certificates.actions import ending, issuing, rendering
from certificates.tables import Certificate
from enrollment.actions import entry
from enrollment.model import Mark
from tests.certificates import make
from training import db as database
from training.access import ActorKind, worker
from training.tables import Account


async def issued(**more):
    closed = await make.closed_class(**more)
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    rows = await Certificate.select().order_by(Certificate.id)
    return closed, rows


async def enter(client, closed):
    """The first trainee of a class follows his link and presses its button."""
    link = await entry.link(closed.director, ActorKind.TRAINEE, closed.trainees[0])
    await client.get(link)
    await client.post(link)


async def test_the_adviser_issues_with_one_press(client):
    closed = await make.closed_class()
    await client.sign_in("adviser@north.example")
    page = await client.get(f"/certificates/classes/{closed.cohort}")
    assert "发放证书（2人）" in page.text

    done = await client.post(f"/certificates/classes/{closed.cohort}/issue")

    assert "已发放2份证书，0人不符合条件" in done.text
    assert await Certificate.count() == 2


async def test_a_stranger_verifies_by_code_and_sees_the_name_masked(client):
    _, rows = await issued(names=("欧阳淑华", "李娜"))

    for path in (f"/c/{rows[0]['code']}", f"/C/{rows[0]['code']}", f"/c/{rows[0]['code'].lower()}"):
        answer = await client.get(path)
        assert "证书有效" in answer.text
        assert "欧**华" in answer.text
        assert "欧阳淑华" not in answer.text
        assert answer.headers["x-robots-tag"] == "noindex"
    assert "Genuine and valid" in (await client.get(path, headers={"accept-language": "en"})).text


async def test_number_and_name_must_both_be_right_and_the_answer_is_the_same(client):
    _, rows = await issued()
    await client.get("/verify")

    right = await client.post("/verify", {"number": rows[0]["number"], "name": "张 伟"})
    assert "证书有效" in right.text
    wrong_name = await client.post("/verify", {"number": rows[0]["number"], "name": "王五"})
    no_number = await client.post("/verify", {"number": "示培证字〔2026〕第99999号", "name": "张伟"})

    assert "未查到" in wrong_name.text
    assert "未查到" in no_number.text


async def test_a_typed_code_forgives_spaces_and_says_when_it_is_not_known(client):
    _, rows = await issued()
    await client.get("/verify")
    code = rows[0]["code"]

    assert "证书有效" in (await client.post("/verify", {"code": f" {code[:4]} {code[4:]} ".lower()})).text
    assert "未查到" in (await client.post("/verify", {"code": "<script>alert(1)</script>"})).text
    assert (await client.get("/c/0000000000000000X")).status_code == 404


async def test_whether_a_name_matches_is_answered_without_showing_it(client):
    _, rows = await issued()
    await client.get(f"/c/{rows[0]['code']}")

    assert "姓名一致。" in (await client.post(f"/c/{rows[0]['code']}/name", {"name": "张伟"})).text
    assert "姓名不一致" in (await client.post(f"/c/{rows[0]['code']}/name", {"name": "张三"})).text


async def test_guessing_numbers_is_slowed_down(client):
    await issued()
    await client.get("/verify")

    answers = [await client.post("/verify", {"number": f"n{n}", "name": "张伟"}) for n in range(22)]

    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


async def test_the_director_revokes_and_the_stranger_reads_why(client):
    _, rows = await issued()
    await client.sign_in("director@north.example")
    await client.get(f"/certificates/{rows[0]['id']}")

    blank = await client.post(f"/certificates/{rows[0]['id']}/revoke", {"version": rows[0]["version"], "reason": ""})
    assert blank.status_code == 422
    assert "请填写撤销原因。" in blank.text
    await client.post(f"/certificates/{rows[0]['id']}/revoke", {"version": rows[0]["version"], "reason": "参训不实"})

    page = await client.get(f"/c/{rows[0]['code']}")
    assert "证书已撤销" in page.text
    assert "参训不实" in page.text


async def test_the_adviser_corrects_a_name_and_the_stranger_is_led_to_the_new_certificate(client):
    _, rows = await issued()
    await client.sign_in("adviser@north.example")
    asked = await client.get(f"/certificates/{rows[0]['id']}/reissue")
    assert 'value="张伟"' in asked.text

    wrong = await client.post(f"/certificates/{rows[0]['id']}/reissue", {"version": 1, "name": "张伟", "reason": ""})
    same = await client.post(f"/certificates/{rows[0]['id']}/reissue", {"version": 1, "name": "张伟", "reason": "遗失"})
    done = await client.post(
        f"/certificates/{rows[0]['id']}/reissue", {"version": 1, "name": "张玮", "reason": "姓名更正"}
    )

    assert "请填写原因。" in wrong.text
    assert "姓名与原证书相同" in same.text
    assert 'value="遗失"' in same.text
    assert "已换发，新证书正在生成" in done.text
    new = await Certificate.select().order_by(Certificate.id, ascending=False).first()
    assert f"查看原证书（{rows[0]['number']}）" in done.text
    answer = await client.get(f"/c/{rows[0]['code']}")
    assert "证书已换发" in answer.text
    assert "原因：姓名更正" in answer.text
    assert f'href="/c/{new["code"]}"' in answer.text
    assert "证书有效" in (await client.get(f"/c/{new['code']}")).text


async def test_a_revoked_person_of_a_class_is_shown_and_not_offered_again(client):
    closed, rows = await issued()
    await ending.revoke(closed.director, rows[0]["id"], rows[0]["version"], "参训不实")
    await client.sign_in("director@north.example")

    shown = (await client.get(f"/certificates/classes/{closed.cohort}")).text

    assert "已撤销" in shown
    assert "发放证书（" not in shown
    assert "重新发放" in (await client.get(f"/certificates/{rows[0]['id']}")).text


async def test_in_wechat_a_trainee_gets_the_picture_to_press_and_elsewhere_the_file(client):
    closed, rows = await issued()
    await enter(client, closed)
    one = f"/me/certificates/{rows[0]['id']}"

    elsewhere = (await client.get(one)).text
    wechat = (
        await client.get(one, headers={"user-agent": "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.47"})
    ).text

    assert f'src="{one}/png"' in elsewhere
    assert f'href="{one}/pdf"' in elsewhere
    assert f'src="{one}/png"' in wechat
    assert f'href="{one}/pdf"' not in wechat
    assert "长按图片保存" in wechat
    assert (await client.get(f"{one}/png")).headers["content-disposition"].startswith("inline")


async def test_a_trainee_sees_all_his_certificates_and_what_became_of_them(client):
    closed, rows = await issued()
    new = await ending.reissue(closed.adviser, rows[0]["id"], rows[0]["version"], "张玮", "姓名更正")
    await enter(client, closed)

    listed = (await client.get("/me/certificates")).text
    old = (await client.get(f"/me/certificates/{rows[0]['id']}")).text

    assert listed.index(f'href="/me/certificates/{new}"') < listed.index(f'href="/me/certificates/{rows[0]["id"]}"')
    assert "已换发" in listed
    assert f'href="/me/certificates/{new}"' in old
    assert f"/me/certificates/{rows[0]['id']}/png" not in old
    assert (await client.get(f"/me/certificates/{rows[1]['id']}")).status_code == 404


async def test_the_document_is_the_same_bytes_every_time(client):
    _, rows = await issued()
    await client.sign_in("adviser@north.example")

    first = await client.get(f"/certificates/{rows[0]['id']}/pdf")
    again = await client.get(f"/certificates/{rows[0]['id']}/pdf")

    assert first.content == again.content
    assert first.content.startswith(b"%PDF-")
    assert (await client.get(f"/certificates/{rows[0]['id']}/exe")).status_code == 404


async def test_another_center_finds_nothing(client):
    _, rows = await issued()
    await make.closed_class("south", names=("王芳",))
    await client.sign_in("director@south.example")

    assert (await client.get(f"/certificates/{rows[0]['id']}")).status_code == 404
    assert (await client.get(f"/certificates/{rows[0]['id']}/pdf")).status_code == 404
    assert "张伟" not in (await client.get("/certificates/issued")).text


async def test_the_list_asks_as_often_for_fifty_rows_as_for_one(client):
    _closed, rows = await issued(names=("张伟",))
    await client.sign_in("adviser@north.example")
    counts = []
    for total in (1, 3, 50):
        for n in range(await Certificate.count(), total):
            again = {**rows[0], "running": n + 100, "code": f"X{n}", "state": "revoked", "number": f"n{n}", "facts": {}}
            del again["id"]
            await Certificate(**again).save()
        asked: list[str] = []
        database.ENGINE.watch = asked.append
        assert (await client.get("/certificates/issued")).status_code == 200
        database.ENGINE.watch = None
        counts.append(len(asked))

    assert counts[0] == counts[1] == counts[2] <= 6


async def test_who_has_not_earned_one_reads_why_and_whom_to_ask(client):
    closed = await make.closed_class()
    await make.away(closed.enrollments[0], 1, Mark.ABSENT)
    await issuing.issue(closed.adviser, closed.cohort)
    await Account.update({Account.mobile: "13900000000"}).where(Account.id == closed.adviser.account)
    await enter(client, closed)

    shown = (await client.get("/me/certificates")).text
    english = (await client.get("/me/certificates", headers={"accept-language": "en"})).text

    assert "不符合结业条件" in shown
    assert "请假和旷课累计4学时，最多2.28学时，共16学时" in shown
    assert 'href="tel:13900000000"' in shown
    assert "暂无证书" not in shown
    assert "4 h of leave and absence, at most 2.28 h of 16 h" in english
    assert "缺课4学时，最多2.28学时" in (await client.get("/me")).text


async def test_of_a_closed_class_without_certificates_yet_a_trainee_reads_that_they_come(client):
    closed = await make.closed_class()
    await enter(client, closed)

    shown = (await client.get("/me/certificates")).text

    assert "待发放" in shown
    assert "班次已结班，证书发放后会显示在这里。" in shown


async def test_the_class_page_says_the_reason_in_hours_on_a_line_of_its_own(client):
    closed = await make.closed_class()
    await make.away(closed.enrollments[0], 1, Mark.SICK)
    await client.sign_in("adviser@north.example")

    shown = (await client.get(f"/certificates/classes/{closed.cohort}")).text

    assert '<p class="note">缺课超过规定：请假和旷课累计4学时，最多2.28学时，共16学时。</p>' in shown


@pytest.mark.parametrize("shape", ["[]", "()", "（）", "【】", "［］", "<>"])
async def test_a_number_is_found_whatever_brackets_are_typed(client, shape):
    _, rows = await issued()
    await client.get("/verify")
    number = rows[0]["number"].replace("〔", f" {shape[0]}").replace("〕", shape[1])

    typed = [number, number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))]
    answers = [(await client.post("/verify", {"number": one, "name": "张伟"})).text for one in typed]

    assert ["证书有效" in answer for answer in answers] == [shape != "<>"] * 2


async def test_a_revoked_certificate_is_no_longer_the_page_s_first_button(client):
    closed, rows = await issued()
    await client.sign_in("director@north.example")
    main = f'class="button button-main" href="/certificates/{rows[0]["id"]}/pdf"'
    assert main in (await client.get(f"/certificates/{rows[0]['id']}")).text
    await ending.revoke(closed.director, rows[0]["id"], rows[0]["version"], "参训不实")

    shown = (await client.get(f"/certificates/{rows[0]['id']}")).text

    assert main not in shown
    assert "下载（供存档）" in shown


async def test_a_trainee_saves_the_picture_with_a_button(client):
    closed, rows = await issued()
    await enter(client, closed)

    shown = (await client.get(f"/me/certificates/{rows[0]['id']}")).text

    assert f'href="/me/certificates/{rows[0]["id"]}/png" download=""' in shown


async def test_while_certificates_are_made_the_page_asks_again_and_then_rests(client):
    closed = await make.closed_class()
    await client.sign_in("adviser@north.example")
    await client.get(f"/certificates/classes/{closed.cohort}")

    asking = (await client.post(f"/certificates/classes/{closed.cohort}/issue")).text
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    resting = (await client.get(f"/certificates/classes/{closed.cohort}", headers={"hx-request": "true"})).text

    polls = f'<div id="class" class="stack-4" hx-get="/certificates/classes/{closed.cohort}"'
    assert f'{polls} hx-trigger="every 3s" hx-select="#class" hx-swap="outerHTML">' in asking
    assert '<div id="class" class="stack-4">' in resting
    assert "正在生成" not in resting
