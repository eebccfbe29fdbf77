"""A database that fails at any one statement leaves all of an action or nothing, and the next try does the whole."""

from hashlib import sha256

from certificates.actions import ending, issuing, rendering
from certificates.model import Made
from certificates.queries import log
from certificates.rules.log import Log
from certificates.tables import Certificate, CertificateFile, CertificateLine, LogHead, LogLeaf
from tests import faults
from tests.certificates import make
from training import children
from training.access import worker
from training.tables import AuditRow, Outbox, Series

LINES = 4  # sessions of the class


async def kept(scene):
    """The certificates of the scene's center, and that every number, line, note and job belongs to one of them."""
    center = scene.director.center
    rows = await Certificate.select().where(Certificate.center == center).order_by(Certificate.running)
    assert [row["running"] for row in rows] == list(range(1, len(rows) + 1))
    numbered = {row["name"]: row["next"] - 1 for row in await Series.select().where(Series.center == center)}
    assert numbered.get("示培证字", 0) == numbered.get(issuing.STATUS_LIST, 0) == len(rows)
    assert await CertificateLine.count().where(CertificateLine.center == center) == LINES * len(rows)
    notes = await AuditRow.select(AuditRow.verb).where(AuditRow.center == center).output(as_list=True)
    jobs = await Outbox.count().where(Outbox.center == center, Outbox.kind == "certificate.render")
    assert notes.count("certificates.issued") + notes.count("certificate.replaced") == jobs
    return rows


async def test_issuing_leaves_no_gap_wherever_the_database_fails(db):
    async def issue(scene):
        return await issuing.issue(scene.adviser, scene.cohort)

    async def all_or_nothing(scene):
        assert len(await kept(scene)) in (0, 2)

    async def everybody(scene):
        assert len(await kept(scene)) == 2

    struck = await faults.each(lambda n: make.closed_class(f"c{n}"), issue, all_or_nothing, everybody)

    assert struck > 15


async def test_nobody_is_left_without_a_certificate_wherever_the_database_fails_in_a_correction(db):
    async def begin(n):
        scene = await make.closed_class(f"c{n}")
        await issuing.issue(scene.adviser, scene.cohort)
        return scene

    async def correct(scene):
        valid = [row for row in await kept(scene) if row["state"] == "valid" and row["name"] == "张伟"]
        for row in valid:
            await ending.reissue(scene.adviser, row["id"], row["version"], "张玮", "姓名更正")

    async def one_each(scene):
        rows = await kept(scene)
        valid = [row["enrollment"] for row in rows if row["state"] == "valid"]
        assert sorted(valid) == scene.enrollments
        by = {row["id"]: row["replaced_by"] for row in rows if row["state"] == "replaced"}
        assert all(new in {row["id"] for row in rows if row["state"] == "valid"} for new in by.values())

    async def corrected(scene):
        await one_each(scene)
        assert [(row["name"], row["state"]) for row in await kept(scene)] == [
            ("张伟", "replaced"),
            ("李娜", "valid"),
            ("张玮", "valid"),
        ]

    struck = await faults.each(begin, correct, one_each, corrected)

    assert struck > 20


async def test_what_is_printed_is_logged_and_nothing_else_wherever_the_database_fails(db, monkeypatch):
    async def as_if_printed(_function, _template, issuances, *_, **__):
        bodies = [one.certificate.code.encode() for one in issuances]
        return [Made(body.decode(), body, sha256(body).hexdigest(), b"", body, b"") for body in bodies]

    monkeypatch.setattr(children, "run", as_if_printed)

    async def begin(n):
        scene = await make.closed_class(f"c{n}")
        await issuing.issue(scene.adviser, scene.cohort)
        return scene

    async def render(scene):
        await rendering.render(worker(scene.adviser.center), scene.cohort)

    async def logged(scene):
        actor, rows = worker(scene.adviser.center), await kept(scene)
        made = [row for row in rows if row["document"] is not None]
        mine = LogLeaf.center == actor.center
        leaves = await LogLeaf.select().where(mine).order_by(LogLeaf.position)
        assert [leaf["position"] for leaf in leaves] == list(range(len(made)))
        assert {leaf["certificate"] for leaf in leaves} == {row["id"] for row in made}
        assert all(len(row["document_hash"]) == 64 for row in made)
        assert await CertificateFile.count().where(CertificateFile.center == actor.center) == 3 * len(made)
        assert await log.size(actor) == len(leaves)
        root = await log.root(actor, len(leaves))
        assert root == Log(bytes.fromhex(leaf["leaf"]) for leaf in leaves).root()
        return made

    async def never_half(scene):
        await logged(scene)

    async def whole(scene):
        assert len(await logged(scene)) == 2
        assert await LogHead.select(LogHead.size).where(LogHead.center == scene.adviser.center).output(
            as_list=True
        ) == [2]

    struck = await faults.each(begin, render, never_half, whole)

    assert struck > 30
