"""A fact that names something that is not there is refused, with its file, its row and what is missing."""

import shutil
from pathlib import Path

import pytest

from courses.demo import catalogue, plans
from courses.demo import facts as orders
from enrollment.demo import facts as classes
from training.demo import facts
from training.demo.reading import Faulty


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """A copy of one file's folder in which one text stands in the place of another."""

    def change(module, name: str, old: str, new: str) -> None:
        folder = tmp_path / module.__name__
        shutil.copytree(module.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        path: Path = folder / "jiangcheng" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        monkeypatch.setattr(module, "FOLDER", folder)

    return change


@pytest.mark.parametrize(
    ("module", "read", "name", "old", "new", "fault"),
    [
        (facts, facts.center, "accounts.toml", 'agency = "yunxi"', 'agency = "nowhere"', "accounts.toml.*'nowhere'"),
        (facts, facts.center, "trainees.toml", 'agency = "yunxi"', 'agency = "nowhere"', "yunxi-01.*'nowhere'"),
        (facts, facts.center, "sites.toml", 'rain_plan = "depot"', 'rain_plan = "tent"', "longwang.*'tent'"),
        (facts, facts.center, "instructors.toml", 'title = "full_senior"', 'title = "grand"', "lichun.*'grand'"),
        (facts, facts.center, "rooms.toml", "capacity = 300", 'capacity = "300"', "hall.*Expected `int`"),
        (catalogue, catalogue.catalogue, "courses.toml", '["guyu", "mudan"', '["gu", "mudan"', "flood-command.*'gu'"),
        (
            catalogue,
            catalogue.catalogue,
            "courses.toml",
            'sites = ["longwang"',
            'sites = ["long"',
            "dykes-visit.*'long'",
        ),
        (catalogue, catalogue.catalogue, "courses.toml", 'needs = ["flood-command"]', 'needs = ["f"]', "tabletop.*'f'"),
        (plans, plans.plans, "plans.toml", '"dyke-dangers"', '"dyke"', "flood-2-am-1.*'dyke'"),
        (plans, plans.plans, "plans.toml", '"@closing"', '"@end"', "flood-5-am-2.*'@end'"),
        (
            orders,
            orders.center,
            "packages.toml",
            'plan = "ecology"',
            'plan = "eco"',
            "packages.toml 'ecology-58'.*'eco'",
        ),
        (orders, orders.center, "packages.toml", 'tariff = "lodged"', 'tariff = "free"', "packages.toml.*'free'"),
        (orders, orders.center, "quotations.toml", 'package = "ecology-58"', 'package = "e"', "ecology-58-q1.*'e'"),
        (orders, orders.center, "programs.toml", 'quotation = "ecology-58-q1"', 'quotation = "q"', "ecology-58.*'q'"),
        (classes, classes.center, "cohorts.toml", 'home_room = "r101"', 'home_room = "r1"', "cohorts.toml.*'r1'"),
        (classes, classes.center, "exceptions.toml", 'trainee = "songtao-05"', 'trainee = "minghu-01"', "minghu-01"),
        (
            classes,
            classes.center,
            "substitutions.toml",
            'into = "yunxi-47"',
            'into = "yunxi-99"',
            "flood-40.*'yunxi-99'",
        ),
    ],
)
def test_what_is_not_there_is_named(changed, module, read, name, old, new, fault):
    changed(module, name, old, new)

    with pytest.raises(Faulty, match=fault):
        getattr(read, "__wrapped__", read)("jiangcheng")
