"""The n-th question to the database fails, for every n and every step of the main job: nothing is half written."""

import hashlib
from contextlib import suppress

import pytest

from enrollment.actions import roster as rosters
from tests.security.sending import send
from tests.security.test_hostile_shown import TABLES
from training import db
from training.access import Role
from training.tables import AuditRow

MAIN = {
    "POST /packages/new", "POST /packages/{id:int}/courses", "POST /packages/{id:int}/submit", "POST /quotations",
    "POST /quotations/{id:int}/accept", "POST /quotations/{id:int}/changes",
    "POST /timetable/proposals/{id:int}/accept", "POST /cohorts/{id:int}/publish", "POST /api/v1/cohorts/{id:int}/roster",
    "POST /cohorts/{id:int}/attendance", "POST /cohorts/{id:int}/close", "POST /certificates/{id:int}/revoke",
}  # fmt: skip


async def contents():
    """Every table by its rows, without how often something was tried."""
    kept = {}
    for table in [*TABLES, AuditRow]:
        rows = sorted(str(sorted(row.items())) for row in await db.raw(f"SELECT * FROM {table._meta.tablename}"))
        kept[table._meta.tablename] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    del kept["attempt"]
    return kept


def changed(before, now):
    return {name for name in before if before[name] != now[name]}


class Failing:
    """Watches the statements of one request and fails at the n-th."""

    def __init__(self, nth):
        self.nth, self.told = nth, []

    def __call__(self, sql):
        self.told.append(sql)
        if len(self.told) == self.nth:
            raise OSError("fault")

    @property
    def came(self):
        return len(self.told) >= self.nth

    @property
    def committed(self):
        """Whether a write was over before the fault: then all of it is there."""
        return "COMMIT" in self.told[: self.nth - 1]


async def every_fault(press):
    """Press with a fault at each statement in turn until none comes; returns what was wrong, and the tables changed."""
    before, wrong = await contents(), {}
    for nth in range(1, 400):
        db.ENGINE.watch = failing = Failing(nth)
        answer = await press()
        db.ENGINE.watch = None
        found = changed(before, await contents())
        if not failing.came:
            return answer, found, wrong
        if found and not failing.committed:
            wrong[nth] = failing.told[nth - 1][:80], found
        if found and "audit_row" not in found:
            wrong[nth] = "no audit row", found
        if answer and ("Traceback" in answer.text or "OSError" in answer.text):
            wrong[nth] = "told too much", answer.text[:200]
        if found:
            return answer, found, wrong
    raise AssertionError("no end")


@pytest.mark.parametrize("key", sorted(MAIN))
async def test_no_fault_leaves_half_a_change_or_one_that_is_not_written_down(world, key):
    answer, found, wrong = await every_fault(lambda: send(world, key, world.offices[0]))

    assert wrong == {}
    assert "audit_row" in found, answer.text[:300]


async def test_no_fault_leaves_half_a_roster_confirmed(world):
    """The action alone: its button first keeps what was typed into the grid, which is a draft."""
    office = world.offices[0]

    async def confirm():
        with suppress(OSError):
            await rosters.confirm(office.actor(Role.LIAISON), office.ids["cohort"], 1)

    _, found, wrong = await every_fault(confirm)

    assert wrong == {}
    assert {"enrollment", "trainee", "roster_upload", "audit_row"} <= found


async def test_no_fault_leaves_half_of_the_certificates_of_a_class(world):
    office = world.offices[0]
    await send(world, "POST /cohorts/{id:int}/close", office)
    at = f"/certificates/classes/{office.ids['taught']}/issue"

    answer, found, wrong = await every_fault(
        lambda: send(world, "POST /certificates/classes/{id:int}/issue", office, at=at)
    )

    assert wrong == {}
    assert {"certificate", "certificate_line", "series", "outbox", "audit_row"} <= found, answer.text[:300]
