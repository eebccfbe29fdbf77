"""Every public page says who answers for it: the center, or where none is known the installation's own settings."""

import re

import pytest

from tests import make
from training import production
from training.settings import Settings, settings

OWNER = {
    "OWNER_NAME": "示例培训服务平台",
    "OWNER_NAME_EN": "Sample Platform",
    "OWNER_ADDRESS": "示例市示例路1号",
    "OWNER_TELEPHONE": "0700-5550000",
    "ICP": "示ICP备00000001号",
    "POLICE_FILING": "示公网安备00000000000001号",
}


@pytest.fixture
async def owned(client, monkeypatch):
    """An installation of two centers whose owner is entered."""
    for name, value in OWNER.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    await make.center("north", telephone="027-55500100", icp="鄂ICP备00000000号")
    await make.center("south")
    yield client
    monkeypatch.undo()
    settings.cache_clear()


def foot(page):
    return re.search(r"<footer.*?</footer>", page.text, flags=re.DOTALL)[0]


@pytest.mark.parametrize("path", ["/", "/verify", "/sign-in", "/privacy"])
async def test_a_page_of_no_center_names_the_owner_of_the_installation(owned, path):
    shown = foot(await owned.get(path))

    assert all(OWNER[name] in shown for name in OWNER if name != "OWNER_NAME_EN")
    assert 'href="/privacy"' in shown


@pytest.mark.parametrize("path", ["/north", "/north/courses", "/north/privacy", "/north/accessibility", "/north/enter"])
async def test_a_center_answers_for_its_own_pages(owned, path):
    shown = foot(await owned.get(path))

    assert "north培训中心" in shown
    assert 'href="tel:027-55500100"' in shown
    assert "鄂ICP备00000000号" in shown
    assert OWNER["POLICE_FILING"] in shown
    assert 'href="/north/privacy"' in shown
    assert OWNER["OWNER_NAME"] not in shown


async def test_the_owner_is_named_in_the_readers_language(owned):
    shown = foot(await owned.get("/display?lang=en&back=/verify"))

    assert OWNER["OWNER_NAME_EN"] in shown


def test_the_operator_is_told_what_the_foot_lacks():
    told = production.warnings_of(Settings(owner_name="示例培训服务平台", icp="示ICP备00000001号"))

    [missing] = [each for each in told if "foot" in each]
    assert missing.startswith("warning: OWNER_ADDRESS, OWNER_TELEPHONE, POLICE_FILING not set")
