"""The style guide shows every component, in both languages, to those who build pages and to nobody else."""

import re
from pathlib import Path

import pytest

from tests import make
from training.access import Role
from training.pages import styleguide
from training.settings import settings

TEMPLATES = Path(__file__).parents[3] / "templates"
FRAME = {"account.html", "display.html", "foot.html", "masthead.html"}
PARTS = sorted(path for path in (TEMPLATES / "parts").glob("*.html") if path.name not in FRAME)
GUIDE = "".join(path.read_text() for path in sorted((TEMPLATES / "training").glob("styleguide*/*.html")))
GUIDE += (TEMPLATES / "training" / "styleguide.html").read_text()
NOT_SEEN_ALONE = {
    "buttons.csrf_field",
    "forms.hidden",
    "page.flashed",
    "page.center_name",
    "page.time",
    "states.role",
    "states.method_mark",
    "plan.half_word",
    "plan.half_in",
    "plan.moment",
    "plan.place",
}


async def staff(client):
    center = await make.center(telephone="027-55500100", icp="鄂ICP备00000000号")
    await make.account(center, Role.SCHEDULER, name="陈静")
    await client.sign_in("scheduler@north.example")


async def test_a_stranger_does_not_find_it(client):
    assert (await client.get("/styleguide")).status_code == 404


async def test_a_liaison_does_not_find_it(client):
    await make.account(await make.center(), Role.LIAISON)
    await client.sign_in("liaison@north.example")

    assert (await client.get("/styleguide")).status_code == 404


async def test_anybody_may_look_where_everything_is_a_demonstration(client, monkeypatch):
    monkeypatch.setattr(styleguide, "settings", lambda: settings().model_copy(update={"demo": True}))

    assert (await client.get("/styleguide")).status_code == 200


async def test_it_speaks_both_languages(client):
    await staff(client)

    chinese = (await client.get("/styleguide")).text
    english = (await client.get("/display?lang=en&back=/styleguide")).text

    assert '<h1 class="title">样式手册</h1>' in chinese
    assert '<h1 class="title">Style guide</h1>' in english


async def test_english_leaves_no_chinese_but_marks_names_and_the_way_back(client):
    await staff(client)

    english = (await client.get("/display?lang=en&back=/styleguide")).text

    body = re.sub(
        r"<title>.*?</title>|<header.*?</header>|<footer.*?</footer>|\"[^\"]*\"", "", english, flags=re.DOTALL
    )
    assert set(re.findall(r"[\u4e00-\u9fff]+", body)) <= {"讲", "研", "案", "模", "体", "田"}


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.stem)
def test_every_component_is_shown(part):
    macros = re.findall(r"\{%-? macro ([a-z]\w*)\(", part.read_text())

    missing = {f"{part.stem}.{macro}" for macro in macros if f"{part.stem}.{macro}(" not in GUIDE}
    assert missing - NOT_SEEN_ALONE == set()


async def test_the_foot_says_who_answers_for_the_page(client):
    await staff(client)

    foot = re.search(r"<footer.*?</footer>", (await client.get("/styleguide")).text, flags=re.DOTALL)[0]

    assert "north培训中心" in foot
    assert 'href="tel:027-55500100"' in foot
    assert "鄂ICP备00000000号" in foot
    assert 'href="/north/privacy"' in foot


async def test_large_type_is_kept_on_the_next_page(client):
    await staff(client)

    page = await client.get("/display?large=1&back=/styleguide")

    assert '<html lang="zh-CN" class="large">' in page.text
    assert str(page.url).endswith("/styleguide")
