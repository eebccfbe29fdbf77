"""A list of revocations that is full is followed by the next, and every certificate names its own."""

from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from certificates.actions import ending, issuing, rendering
from certificates.credential import parsed
from certificates.queries import certificates as queries
from certificates.rules import status
from certificates.tables import Certificate
from tests.certificates import make
from training import numbering
from training.access import worker
from training.db import write
from training.tables import Center


@pytest.fixture
async def over_two_lists(client):
    """Three certificates, the first in the last place of the first list."""
    closed = await make.closed_class(names=("张伟", "李娜", "王芳"))
    async with write():
        await numbering.take(closed.adviser, issuing.STATUS_LIST, 0, status.SIZE - 1)
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    return closed


async def entries(closed):
    """The status entry of each certificate, in order of issue."""
    ids = await Certificate.select(Certificate.id).order_by(Certificate.running).output(as_list=True)
    files = [await queries.file(closed.director, one, "json") for one in ids]
    return ids, [parsed(one.content)["credentialStatus"] for one in files]


@pytest.mark.parametrize(("is_demo", "scheme"), [(True, "http"), (False, "https")])
async def test_only_a_demonstration_centers_certificate_leads_where_http_is_served(client, is_demo, scheme):
    """The tests are served at http://testserver.local."""
    closed = await make.closed_class()
    await Center.update({Center.is_demo: is_demo}, force=True)
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    row = await Certificate.select().order_by(Certificate.running).first()
    pdf, credential = [(await queries.file(closed.director, row["id"], kind)).content for kind in ("pdf", "json")]
    page = pypdfium2.PdfDocument(pdf)[0]
    [code] = [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())]

    assert code == f"{scheme}://testserver.local/C/{row['code']}".upper()
    assert parsed(credential)["id"] == f"{scheme}://testserver.local/C/{row['code']}"
    assert parsed(credential)["issuer"]["id"] == "did:web:testserver.local:north"
    assert (await client.http.get(urlsplit(code).path)).status_code == 200


async def test_a_full_list_is_followed_by_the_next(client, over_two_lists):
    _, found = await entries(over_two_lists)

    assert [entry["statusListCredential"].rpartition("/north")[2] for entry in found] == [
        "/status",
        "/status/2",
        "/status/2",
    ]
    assert all(int(entry["statusListIndex"]) < status.SIZE for entry in found)


async def test_each_revocation_is_in_its_own_list_alone(client, over_two_lists):
    closed = over_two_lists
    ids, found = await entries(closed)
    kept = await queries.one(closed.director, ids[1])

    await ending.revoke(closed.director, kept.id, kept.version, "参训时间与实际不符")

    first, second = [(await client.http.get(f"/north/status{path}")).json() for path in ("", "/2")]
    bits = second["credentialSubject"]["encodedList"]
    assert second["id"] == found[1]["statusListCredential"]
    assert [status.is_set(bits, int(entry["statusListIndex"])) for entry in found[1:]] == [True, False]
    assert first["credentialSubject"]["encodedList"] == status.encoded(())


@pytest.mark.parametrize("path", ["/north/status/1", "/north/status/3", "/north/status/16385", "/north/status/0"])
async def test_a_list_that_was_not_begun_is_missing(client, over_two_lists, path):
    assert (await client.http.get(path)).status_code == 404


async def test_a_file_of_the_second_list_is_judged_by_the_second_list(client, over_two_lists):
    closed = over_two_lists
    ids, _ = await entries(closed)
    pdf = (await queries.file(closed.director, ids[1], "pdf")).content
    kept = await queries.one(closed.director, ids[1])
    await ending.revoke(closed.director, kept.id, kept.version, "参训时间与实际不符")
    await client.get("/verify")

    told = await client.post("/verify/file", files={"document": ("证书.pdf", pdf, "application/pdf")})

    assert "answer-stop" in told.text
    assert "撤销" in told.text
