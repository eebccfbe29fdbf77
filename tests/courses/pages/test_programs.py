"""Programs in the browser: opening a planned class, what stands at a faulty form."""

import re

from courses.actions import programs
from courses.model import PaperKind
from courses.scans import Scan
from courses.tables import Program
from tests import make, scans
from tests.courses import make as courses
from tests.courses.actions.test_papers import agreed
from training.access import Role


async def designing(client):
    center = await make.center()
    designer = make.acting(await make.account(center, Role.DESIGNER))
    await client.sign_in("designer@north.example")
    return center, designer


async def test_a_field_that_the_form_does_not_have_is_named(client):
    center, designer = await designing(client)
    package = await courses.package(designer, await courses.course(center))
    await client.get("/programs/new")

    answer = await client.post("/programs", {"package": package, "plan_number": "计〔2026〕3号", "colour": "<b>red"})

    assert answer.status_code == 422
    assert "本表单没有以下项目：colour" in answer.text
    assert "计〔2026〕3号" in answer.text
    assert await Program.count() == 0


async def test_everything_that_the_chosen_package_lacks_stands_below_it(client):
    _center, designer = await designing(client)
    package = await courses.package(designer, starts_on=None, headcount=None)
    await client.get("/programs/new")

    answer = await client.post("/programs", {"package": package, "plan_number": "计〔2026〕3号"})

    assert answer.status_code == 422
    assert "该方案尚未填写开班日期。 该方案尚未填写参训人数。 该方案尚无教学安排。" in answer.text
    assert 'id="f-package-fault"' in answer.text


async def press(client, program, what, **given):
    return await client.post(f"/programs/{program}/papers/agreement/{what}", **given)


async def test_each_button_of_a_paper_is_there_only_while_it_can_be_pressed(client):
    _designer, _liaison, program = await agreed()
    at = f"/programs/{program}/papers/agreement"

    async def buttons(who):
        client.forget()
        await client.sign_in(f"{who}@north.example")
        page = await client.get(f"/programs/{program}")
        return [word for word in ("seal", "scan", "return") if f'action="{at}/{word}"' in page.text]

    before = [await buttons("liaison"), await buttons("designer")]
    await press(client, program, "seal")
    sealed = [await buttons("designer"), await buttons("liaison")]
    await press(client, program, "scan", files={"scan": ("a.pdf", scans.PDF)})
    signed = [await buttons("liaison"), await buttons("designer")]

    assert (before, sealed, signed) == ([[], ["seal"]], [["scan"], ["scan"]], [[], ["return"]])


async def test_a_scan_is_filed_after_the_seal_and_comes_back_as_it_was(client):
    designer, _liaison, program = await agreed()
    await client.sign_in("liaison@north.example")
    await client.get(f"/programs/{program}")

    early = await press(client, program, "scan", files={"scan": ("a.pdf", scans.PDF)})
    await programs.seal(designer, program, PaperKind.AGREEMENT)
    wrong = await press(client, program, "scan", files={"scan": ("x.pdf", b"GIF89a")})
    broken = await press(client, program, "scan", files={"scan": ("x.png", b"\x89PNG\r\n\x1a\n")})
    none = await press(client, program, "scan", files={"other": ("x.pdf", b"%PDF-1.7")})
    filed = await press(client, program, "scan", files={"scan": ("../../x.pdf", scans.PDF)})

    assert (early.status_code, wrong.status_code, broken.status_code, none.status_code) == (409, 422, 422, 422)
    assert "培训中心尚未盖章" in early.text
    assert "无法识别该文件" in wrong.text
    assert "无法打开" in broken.text
    assert "请选择文件" in none.text
    assert "双方已签订" in filed.text
    assert (await client.get(f"/programs/{program}/papers/agreement/scan")).content == scans.PDF


async def test_a_returned_scan_stays_to_be_seen_with_the_reason(client):
    designer, liaison, program = await agreed()
    await programs.seal(designer, program, PaperKind.AGREEMENT)
    await programs.file_scan(liaison, program, PaperKind.AGREEMENT, Scan("缺页.pdf", scans.PDF, "application/pdf"))
    await client.sign_in("designer@north.example")
    await client.get(f"/programs/{program}")

    empty = await press(client, program, "return", data={"reason": ""})
    page = await press(client, program, "return", data={"reason": "缺最后一页"})
    path = re.search(r'href="(/programs/[^"]+earlier=\d+)"', page.text)[1]

    assert empty.status_code == 422
    assert "请填写退回原因。" in empty.text
    assert "盖章件曾退回：缺最后一页" in page.text
    assert (await client.get(path)).content == scans.PDF
    assert (await client.get(f"{path}9")).status_code == 404
    assert (await client.get(f"/programs/{program}/papers/agreement/scan")).status_code == 404


async def test_papers_over_the_api(client):
    _designer, _liaison, program = await agreed()
    await client.sign_in("designer@north.example")
    await client.get(f"/programs/{program}")
    at = f"/api/v1/programs/{program}/papers/agreement"

    async def filed():
        return await client.http.post(
            f"{at}/scan",
            files={"scan": ("a.png", scans.PNG)},
            headers={"accept": "application/json", "x-csrf": client.token},
        )

    early = await filed()
    await client.json("POST", f"{at}/seal")
    taken = await filed()
    back = await client.json("POST", f"{at}/return", {"reason": "缺页"})

    assert early.json()["code"] == "paper.not-sealed"
    assert {paper["state"] for paper in taken.json()["papers"] if paper["kind"] == "agreement"} == {"signed"}
    [paper] = [paper for paper in back.json()["papers"] if paper["kind"] == "agreement"]
    assert (paper["state"], paper["returned"], paper["earlier"][0]["name"]) == ("sealed", "缺页", "a.png")
