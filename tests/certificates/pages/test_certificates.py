"""Issuing in the browser, a trainee's own page, and verification by a stranger."""

from certificates.actions import issuing, rendering
from certificates.tables import Certificate
from tests.certificates import make
from training import db as database
from training.access import worker


async def issued(**more):
    closed = await make.closed_class(**more)
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    rows = await Certificate.select().order_by(Certificate.id)
    return closed, rows


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
