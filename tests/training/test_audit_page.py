"""The audit log as the director reads it: who did what and when, narrowed, and whether the chain holds."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import make
from tests.training.test_audit import somebody_with_the_keys_of_the_database
from training import audit, clock
from training import db as database
from training.access import Role
from training.rules import audit_words
from training.tables import AuditRow

ROOT = Path(__file__).parents[2]
PACKAGES = ("training", "courses", "enrollment", "certificates")


@pytest.fixture
async def director(client):
    account = await make.account(await make.center(), Role.DIRECTOR, name="方主任")
    await client.sign_in("director@north.example")
    return make.acting(account)


async def noted(actor, verb="cohort.closed", noun="cohort", id=7, detail=None):
    async with database.write():
        await audit.note(actor, verb, noun, id, detail)


async def test_the_log_says_who_did_what_to_which_record_and_links_to_it(client, director):
    await noted(director, "certificate.revoked", "certificate", 12, {"reason": "录入有误"})

    shown = (await client.get("/audit")).text

    assert "方主任" in shown
    assert "撤销证书" in shown
    assert 'href="/certificates/12"' in shown
    assert "原因：录入有误" in shown


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("noun=package", {"提交方案"}),
        ("noun=cohort&id=8", {"发布课表"}),
        ("who=钱", {"发布课表"}),
        ("first=2026-03-10", {"发布课表"}),
        ("last=2026-03-09", {"提交方案", "结班"}),
        ("first=nonsense&last=9999-12-31&id=x&noun=x", {"提交方案", "结班", "发布课表"}),
    ],
)
async def test_the_log_is_narrowed_by_subject_person_and_day_of_the_center(client, director, monkeypatch, query, seen):
    other = make.acting(await make.account(await make.center("x"), Role.FINANCE, name="钱会计"))
    for moment, actor, verb, noun, number in (
        (datetime(2026, 3, 9, 3, tzinfo=UTC), director, "submitted", "package", 7),
        (datetime(2026, 3, 9, 15, 59, tzinfo=UTC), director, "cohort.closed", "cohort", 7),
        (datetime(2026, 3, 9, 16, tzinfo=UTC), other, "timetable.published", "cohort", 8),
    ):
        with monkeypatch.context() as then:
            then.setattr(clock, "now", lambda moment=moment: moment)
            async with database.write():
                await audit.note(actor, verb, noun, number, center=director.center)

    table = (await client.get(f"/audit?{query}")).text.partition("<tbody")[2]

    assert {word for word in ("提交方案", "结班", "发布课表") if f">{word}<" in table} == seen


async def test_another_centers_log_is_its_own(client, director):
    theirs = make.acting(await make.account(await make.center("south"), Role.DIRECTOR, name="别处主任"))
    await noted(theirs, "certificate.revoked", "certificate")

    assert "别处主任" not in (await client.get("/audit")).text


async def test_the_chain_says_how_far_it_is_sealed_and_is_walked_by_a_button(client, director):
    await noted(director)
    await audit.seal(director.center)
    await noted(director)

    shown = (await client.get("/audit")).text
    assert "1条" in shown
    assert (await audit.check(director.center)).head in shown
    assert "链条完整，共1条" in (await client.post("/audit/check")).text


async def test_a_row_that_was_changed_is_told_with_its_place(client, director):
    await noted(director)
    await audit.seal(director.center)
    await somebody_with_the_keys_of_the_database()
    await AuditRow.update({AuditRow.actor_name: "某人"}, force=True)

    await client.get("/audit")
    shown = await client.post("/audit/check")

    assert "链条在第1: row" in shown.text


async def test_a_program_reads_the_same(client, director):
    await noted(director, "certificate.revoked", "certificate", 12, {"reason": "录入有误"})

    told = (await client.json("GET", "/api/v1/audit?noun=certificate")).json()

    assert told["total"] == 1
    assert told["rows"][0]["said"] == {"reason": "录入有误"}
    assert told["chain"]["unsealed"] == 1
    assert (await client.json("POST", "/api/v1/audit/check")).json()["fault"] == ""


def written():
    """Every verb and noun that the code notes as a plain text."""
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("audit.note", "note") and len(call.args) > 3:
                yield [
                    [each.value for each in ast.walk(arg) if isinstance(each, ast.Constant)] for arg in call.args[1:3]
                ]


def test_everything_that_is_noted_has_words():
    found = list(written())

    assert {verb for verbs, _ in found for verb in verbs} - set(audit_words.VERBS) == set()
    assert {noun for _, nouns in found for noun in nouns} - set(audit_words.NOUNS) == set()
    assert len(found) > 50
