"""A paper is sealed by the center, then its scan is filed; a wrong one is returned with a reason and kept."""

import asyncio
import json

import pytest

from courses import scans
from courses.actions import programs
from courses.model import PaperKind, PaperState
from courses.queries import programs as queries
from courses.scans import Scan
from tests import scans as made
from tests.courses.actions.test_quotations import accepted, house, sent
from training.errors import Clash, Invalid, Missing
from training.tables import AuditRow, StoredFile

AGREEMENT = PaperKind.AGREEMENT
SCAN = Scan("盖章件.pdf", made.PDF, scans.PDF)


async def agreed(slug: str = "north"):
    """A designer, a liaison and their program, whose papers wait for the seal."""
    designer, liaison, package = await house(slug)
    return designer, liaison, await accepted(liaison, await sent(designer, package))


async def test_a_paper_is_sealed_then_its_scan_is_filed_once(db):
    designer, liaison, program = await agreed()

    await programs.seal(designer, program, AGREEMENT)
    await programs.file_scan(liaison, program, AGREEMENT, SCAN)

    paper = await queries.paper(liaison, program, AGREEMENT)
    assert (paper.state, paper.filed_by) == (PaperState.SIGNED, liaison.name)
    assert (await queries.scan(liaison, paper))["content"] == SCAN.content
    with pytest.raises(Clash, match=r"paper\.filed-already"):
        await programs.file_scan(liaison, program, AGREEMENT, SCAN)


async def test_nobody_files_a_scan_before_the_center_has_sealed(db):
    designer, liaison, program = await agreed()

    for actor in (liaison, designer):
        with pytest.raises(Clash, match=r"paper\.not-sealed"):
            await programs.file_scan(actor, program, AGREEMENT, SCAN)

    assert (await queries.paper(liaison, program, AGREEMENT)).state is PaperState.TO_SIGN
    assert await StoredFile.count() == 0


async def test_a_scan_filed_by_mistake_is_returned_and_kept_and_the_right_one_filed(db):
    designer, liaison, program = await agreed()
    await programs.seal(designer, program, AGREEMENT)
    await programs.file_scan(liaison, program, AGREEMENT, SCAN)

    await programs.return_scan(designer, program, AGREEMENT, "缺最后一页")
    returned = await queries.paper(liaison, program, AGREEMENT)
    with pytest.raises(Clash, match=r"paper\.not-filed"):
        await programs.return_scan(designer, program, AGREEMENT, "再退")
    await programs.file_scan(liaison, program, AGREEMENT, Scan("全.png", made.PNG, "image/png"))

    paper = await queries.paper(liaison, program, AGREEMENT)
    [old] = paper.earlier
    assert (returned.state, returned.scan, returned.returned) == (PaperState.SEALED, None, "缺最后一页")
    assert (paper.state, old.name, old.filed_by) == (PaperState.SIGNED, "盖章件.pdf", liaison.name)
    assert (await queries.scan(liaison, paper, old.id))["content"] == SCAN.content
    assert (await queries.scan(liaison, paper))["content"] == made.PNG
    with pytest.raises(Missing):
        await queries.scan(liaison, paper, paper.scan)
    [noted] = await AuditRow.select(AuditRow.detail).where(AuditRow.verb == "paper.returned")
    told = json.loads(noted["detail"])
    assert (told["reason"], told["file"]) == ("缺最后一页", old.id)


async def test_of_two_scans_at_once_one_is_filed(db):
    designer, liaison, program = await agreed()
    await programs.seal(designer, program, AGREEMENT)

    answers = await asyncio.gather(
        *(programs.file_scan(liaison, program, AGREEMENT, SCAN) for _ in range(3)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Clash", "Clash", "NoneType"]
    assert await StoredFile.count() == 1


async def test_another_centers_paper_is_not_there(db):
    _designer, _liaison, program = await agreed()
    stranger, *_ = await agreed("south")

    with pytest.raises(Missing):
        await programs.return_scan(stranger, program, AGREEMENT, "x")
    with pytest.raises(Missing):
        await programs.file_scan(stranger, program, AGREEMENT, SCAN)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90", "paper.wrong-kind"),
        (b"GIF89a", "paper.wrong-kind"),
        (b"\x89PNG\r\n\x1a\n", "paper.unreadable"),
        (made.PNG[:45], "paper.unreadable"),
        (made.PNG.replace(b"\x89PNG", b"\xff\xd8\xff\xe0", 1), "paper.unreadable"),
        (b"%PDF-1.7", "paper.unreadable"),
        (made.PDF.replace(b"/Count 1", b"/Count 0").replace(b"3 0 R", b""), "paper.unreadable"),
        (made.png(60_000, 60_000), "paper.unreadable"),
    ],
)
async def test_what_is_no_scan_that_opens_is_refused_whatever_its_name(content, code):
    with pytest.raises(Invalid) as refused:
        await scans.opened("盖章件.pdf", content)

    assert refused.value.fields["scan"].code == code


@pytest.mark.parametrize(("content", "kind"), [(made.PNG, "image/png"), (made.PDF, "application/pdf")])
async def test_what_opens_is_what_it_is(content, kind):
    assert (await scans.opened("x", content)).media_type == kind
