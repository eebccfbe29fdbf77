"""Programs in the browser: opening a planned class, what stands at a faulty form."""

from courses.tables import Program
from tests import make
from tests.courses import make as courses
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
