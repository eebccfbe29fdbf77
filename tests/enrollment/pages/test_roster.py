"""The roster in a browser: upload, faults by row in the reader's language, saving, substituting, taking it away."""

import io
import re

import pytest
from openpyxl import load_workbook

from enrollment.tables import Cohort, Enrollment, RosterUpload
from tests import make
from tests.enrollment import make as classes
from training.access import Role
from training.db import ENGINE
from training.model import Gender, IdType
from training.tables import AuditRow, Trainee

HEADS = "姓名,性别,证件号码,手机号码,单位及职务"


def sheet(*rows):
    return "\n".join([HEADS, *(f"{r.name},{r.gender},{r.id_number},{r.mobile},{r.unit_post}" for r in rows)])


async def signed_in(client, role=Role.LIAISON):
    center = await make.center()
    agency = await make.agency(center)
    cohort = await classes.running_class(center, agency)
    await make.account(center, role, agency=agency if role == Role.LIAISON else None)
    await client.sign_in(f"{role}@north.example")
    return center, cohort


async def send(client, cohort, content, name="名册.csv"):
    await client.get(f"/cohorts/{cohort.id}/roster")
    content = content.encode() if isinstance(content, str) else content
    return await client.post(f"/cohorts/{cohort.id}/roster", files={"roster": (name, content)})


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADVISER])
async def test_a_clean_roster_is_saved_with_three_presses(client, role):
    _, cohort = await signed_in(client, role)

    answer = await send(client, cohort, sheet(classes.row(0), classes.row(1)))
    assert "没有需要修改的内容" in answer.text
    assert await Enrollment.count() == 0
    saved = await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})

    assert "名册已保存，共2人" in saved.text
    assert "3601**********" in saved.text
    assert classes.id_number(0) not in saved.text
    assert await Enrollment.count() == 2


async def test_every_fault_stands_in_its_cell_and_mending_it_lets_the_roster_be_saved(client):
    _, cohort = await signed_in(client)
    answer = await send(client, cohort, sheet(classes.row(0, id_number="3.60120E+17"), classes.row(1, gender="女")))
    assert "有2处需要修改" in answer.text
    assert "第2行证件号码已被表格软件改为科学计数法" in answer.text
    assert "第3行性别与证件号码不一致" in answer.text

    still = await client.post(
        f"/cohorts/{cohort.id}/roster/check",
        {"version": "1", "press": "save", "id_number.2": classes.id_number(0), "gender.3": "女"},
    )
    assert "有1处需要修改" in still.text
    await client.post(
        f"/cohorts/{cohort.id}/roster/check", {"version": "2", "press": "save", "gender.3": "男", "id_number.3": ""}
    )

    assert await Enrollment.count() == 2


async def test_a_row_can_be_left_out(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0), classes.row(1, name=" ", id_number="")))

    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save", "drop.3": "1"})

    assert await Enrollment.count() == 1


async def test_a_roster_may_be_pasted(client):
    _, cohort = await signed_in(client)
    await client.get(f"/cohorts/{cohort.id}/roster")

    answer = await client.post(f"/cohorts/{cohort.id}/roster", {"pasted": sheet(classes.row(0)).replace(",", "\t")})

    assert "共1行" in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "请选择文件"),
        (b"PK\x03\x04 broken", "无法读取该文件"),
        (b"\x89PNG\r\n\x1a\n\x00", "不是表格。请上传xlsx、xls或csv格式的名册"),
        ("甲,乙\n1,2", "未找到表头"),
        (HEADS, "名册中没有学员"),
    ],
)
async def test_what_is_no_roster_is_said_and_nothing_is_kept(client, content, words):
    _, cohort = await signed_in(client)

    answer = await send(client, cohort, content, name="roster.xlsx" if content else "")

    assert answer.status_code == 422
    assert words in answer.text
    assert await RosterUpload.count() == 0


async def test_an_upload_of_a_hundred_megabytes_is_too_large(client):
    _, cohort = await signed_in(client)

    answer = await send(client, cohort, b"0" * (100 * 1024 * 1024))

    assert answer.status_code == 413
    assert "上传的内容超过限制" in answer.text


async def test_markup_in_a_name_is_shown_as_it_was_typed(client):
    _, cohort = await signed_in(client)

    answer = await send(client, cohort, sheet(classes.row(0, name="<script>alert(1)</script>")))

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text


async def test_a_faulty_form_of_the_grid_changes_nothing(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))

    for hostile in ({"password.2": "x"}, {"name.0": "x"}, {"name.x": "y"}, {"press": "drop"}):
        answer = await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", **hostile})
        assert answer.status_code == 422
    [upload] = await RosterUpload.select()
    assert upload["version"] == 1


async def test_a_grid_that_somebody_else_changed_is_not_overwritten(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))
    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "name.2": "甲"})

    answer = await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "name.2": "乙", "press": "save"})

    assert answer.status_code == 409
    assert "名册刚刚有变化" in answer.text
    assert await Enrollment.count() == 0


async def test_the_copy_for_lodging_has_full_numbers_and_is_written_down(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0, name="=1+1")))
    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})

    plain = await client.post(f"/cohorts/{cohort.id}/roster/export")
    full = await client.post(f"/cohorts/{cohort.id}/roster/export/full")

    def cells(answer):
        rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(min_row=3)
        return [(cell.value, cell.data_type) for row in rows for cell in row]

    assert ("=1+1", "s") in cells(plain)
    assert (classes.id_number(0), "s") not in cells(plain)
    assert (classes.row(0).mobile, "s") not in cells(plain)
    assert (classes.row(0).mobile, "s") in cells(full)
    assert (classes.id_number(0), "s") in cells(full)
    noted = await AuditRow.select(AuditRow.detail).where(AuditRow.verb == "roster.exported").order_by(AuditRow.id)
    assert [row["detail"] for row in noted] == ['{"full": false, "people": 1}', '{"full": true, "people": 1}']


async def test_a_substitute_needs_a_reason_and_takes_the_place(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))
    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})
    [place] = await Enrollment.select()
    await client.get(f"/places/{place['id']}")

    given = {"name": "钱零玖", "id_number": classes.id_number(9), "reason": ""}
    answer = await client.post(f"/places/{place['id']}/substitute", given)
    assert answer.status_code == 422
    assert 'value="钱零玖"' in answer.text
    answer = await client.post(f"/places/{place['id']}/substitute", {**given, "reason": "工作调动"})

    assert "已换人，由钱零玖参训" in answer.text
    assert await Enrollment.count() == 2


async def test_the_form_for_a_substitute_offers_only_what_a_roster_may_say(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))
    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})
    [place] = await Enrollment.select()
    shown = (await client.get(f"/places/{place['id']}")).text

    offered = {
        name: re.findall(r'value="([^"]*)"', re.search(rf'<select[^>]*name="{name}".*?</select>', shown, re.DOTALL)[0])
        for name in ("id_type", "gender")
    }
    assert [len(values) for values in offered.values()] == [len(IdType), 1 + len(Gender)]
    for name, values in [*offered.items(), ("id_type", ["驾驶证"]), ("gender", ["其他"])]:
        for value in values:
            given = {"name": "钱零玖", "id_number": "?", "mobile": "?", "reason": "工作调动", name: value}
            answer = await client.post(f"/places/{place['id']}/substitute", given)
            known = value in offered[name]
            assert answer.status_code == 422
            assert ("证件类型无法识别" in answer.text or "性别应为" in answer.text) is not known


async def test_strangers_find_nothing_and_other_roles_may_not(client):
    center, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))
    paths = (f"/cohorts/{cohort.id}/roster", f"/cohorts/{cohort.id}/roster/check")

    other = await make.agency(center, name="另一单位")
    await make.account(center, Role.LIAISON, mail="other@north.example", agency=other)
    client.forget()
    await client.sign_in("other@north.example")
    assert [(await client.get(path)).status_code for path in paths] == [404, 404]

    await make.account(center, Role.FINANCE)
    client.forget()
    await client.sign_in("finance@north.example")
    assert [(await client.get(path)).status_code for path in paths] == [200, 403]


async def test_the_roster_takes_the_same_statements_with_one_and_with_fifty(client):
    _, cohort = await signed_in(client)
    await Cohort.update({Cohort.headcount: 50}).where(Cohort.id == cohort.id)
    counted = []
    for people in (1, 3, 50):
        await send(client, cohort, sheet(*(classes.row(n) for n in range(people))))
        await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})
        seen = []
        ENGINE.watch = lambda sql, seen=seen: seen.append(sql) if not sql.startswith(("BEGIN", "COMMIT")) else None
        answer = await client.get(f"/cohorts/{cohort.id}/roster")
        ENGINE.watch = None
        assert answer.text.count('role="rowheader"') == people
        counted.append(len(seen))
    assert len(set(counted)) == 1
    assert counted[0] <= 6
    assert await Trainee.count() == 50


async def test_the_grid_speaks_english(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0, gender="女")))

    answer = await client.get(f"/cohorts/{cohort.id}/roster/check", headers={"accept-language": "en"})

    assert "Row 2: gender and ID number disagree" in answer.text


async def test_a_number_that_somebody_has_is_masked_in_the_grid_too(client):
    _, cohort = await signed_in(client)

    twice = await send(client, cohort, sheet(classes.row(0), classes.row(1, id_number=classes.id_number(0))))

    assert "第2行与第3行证件号码相同" in twice.text
    assert classes.id_number(0) not in twice.text


async def few(client, role):
    """Two people for a class of one, looked at by somebody."""
    _, cohort = await signed_in(client, role)
    await Cohort.update({Cohort.headcount: 1}).where(Cohort.id == cohort.id)
    await send(client, cohort, sheet(classes.row(0), classes.row(1)))
    return f"/cohorts/{cohort.id}/roster/check"


async def test_the_center_confirms_more_people_than_agreed_by_a_tick(client):
    path = await few(client, Role.ADVISER)

    shown = client.page.text
    untold = await client.post(path, {"version": "1", "press": "save"})
    saved = await client.post(path, {"version": "2", "press": "save", "over": "true"})

    assert "本班约定1人：已有0人，本次新增2人，共2人，超出1人：赵零壹。" in shown
    assert "确认超出约定人数1人" in shown
    assert untold.status_code == 422
    assert "请确认超出约定人数。" in untold.text
    assert "名册已保存，共2人" in saved.text


async def test_an_agency_is_told_whom_to_ask_for_more_places(client):
    path = await few(client, Role.LIAISON)

    shown = client.page.text
    refused = await client.post(path, {"version": "1", "press": "save", "over": "true"})

    for text in (shown, refused.text):
        assert "名册保存后共2人，超出约定的1人，不能保存。请删减1人，或联系north" in text
    assert 'name="over"' not in shown
    assert refused.status_code == 422
    assert await Enrollment.count() == 0


async def test_more_people_than_agreed_over_the_api(client):
    path = await few(client, Role.ADVISER)
    at = f"/api/v1{path.removesuffix('/check')}"
    facts = ("name", "gender", "id_number", "mobile", "unit_post")
    body = {"rows": [{name: getattr(classes.row(n), name) for name in facts} for n in range(2)]}

    checked = await client.json("POST", f"{at}/check", body)
    refused = await client.json("POST", at, body)
    saved = await client.json("POST", at, {**body, "over": True})

    assert checked.json()["can_be_saved"] is False
    assert [told["code"] for told in checked.json()["remarks"] if not told["row"]] == ["roster.over-seats"]
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {"over"})
    assert saved.json()["new"] == 2


async def test_the_place_of_a_closed_class_offers_no_change(client):
    _, cohort = await signed_in(client)
    await send(client, cohort, sheet(classes.row(0)))
    await client.post(f"/cohorts/{cohort.id}/roster/check", {"version": "1", "press": "save"})
    [place] = await Enrollment.select()
    assert "/substitute" in (await client.get(f"/places/{place['id']}")).text
    await Cohort.update({Cohort.state: "closed"}).where(Cohort.id == cohort.id)

    shown = (await client.get(f"/places/{place['id']}")).text

    assert "该班次已结班，名册不再修改。" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0]
