"""What a center publishes is enough for a stranger to judge its certificates, without trusting its answer."""

import io
import zipfile

import pytest

from certificates.actions import ending, issuing, rendering
from certificates.credential import parsed
from certificates.inspection import claim_of
from certificates.model import State
from certificates.queries import certificates as queries
from certificates.queries import completion
from certificates.rules.names import masked
from certificates.verification import Known, entry_of, evidence_from, judge
from enrollment.queries import roster
from tests.certificates import make
from tests.certificates.cast import CERTIFICATE
from tests.certificates.issued import genuine, press, seal
from training import clock
from training.access import worker
from training.web.paging import Slice


async def made(names=("张伟", "李娜")):
    closed = await make.closed_class(names=names)
    await issuing.issue(closed.adviser, closed.cohort)
    await rendering.render(worker(closed.adviser.center), closed.cohort)
    kept, _ = await queries.listed(closed.director, Slice())
    return closed, kept


async def judged(client, closed, kept):
    """The codes of all that is found about a certificate with only what the center serves to anybody."""
    claim = await claim_of((await queries.file(closed.director, kept.id, "pdf")).content)
    did = (await client.http.get("/north/did.json")).json()
    statuses = (await client.http.get("/north/status")).json()
    entry = entry_of(parsed(claim.credential)).hex()
    evidence = evidence_from((await client.http.get(f"/north/log/proof/{entry}")).json())
    found = judge(claim, Known(did=did, statuses=statuses, evidence=evidence), clock.now())
    return [finding.reason.code for finding in found.findings]


async def test_everything_served_proves_the_document_that_was_handed_out(client):
    closed, kept = await made()

    assert await judged(client, closed, kept[0]) == [
        "verify.signature-demonstration",
        "verify.credential-valid",
        "verify.log-included",
        "verify.status-valid",
    ]


async def test_a_revoked_certificate_is_in_the_list_at_once(client):
    closed, kept = await made()
    await ending.revoke(closed.director, kept[0].id, kept[0].version, "参训时间与实际不符")

    assert (await judged(client, closed, kept[0]))[-1] == "verify.status-revoked"
    assert (await judged(client, closed, kept[1]))[-1] == "verify.status-valid"


async def test_an_old_log_is_shown_to_be_the_beginning_of_the_new(client):
    await made()

    answer = await client.http.get("/north/log/consistency?old=1&size=2")

    assert len(answer.json()["proof"]) == 1
    assert (await client.http.get("/north/log")).text.splitlines()[:2] == ["testserver.local/north", "2"]


@pytest.mark.parametrize(
    "path", ["/none/did.json", "/north/log/proof/00", "/north/log/consistency?old=3&size=2", "/north/log?size=-1"]
)
async def test_what_was_never_published_is_missing(client, path):
    await made()

    assert (await client.http.get(path)).status_code == 404


async def test_the_reason_is_kept_whole_for_the_longest_name_that_cannot_be_printed(db):
    name = "李𪚥" * 10
    closed, kept = await made((name,))

    people = await completion.of_class(closed.director, await roster.of_class(closed.director, closed.cohort))

    assert [one.state for one in kept] == [State.VOIDED]
    assert people[0].fault is not None
    assert people[0].fault.params == {"char": "𪚥", "code": "U+2A6A5", "name": name}


async def test_a_file_is_checked_where_anybody_asks(client):
    closed, kept = await made()
    pdf = (await queries.file(closed.director, kept[0].id, "pdf")).content
    await client.get("/verify")

    whole = await client.post("/verify/file", files={"document": ("证书.pdf", pdf, "application/pdf")})
    changed = pdf.replace(b"/MediaBox", b"/MediaBoy", 1)
    forged = await client.post("/verify/file", files={"document": ("证书.pdf", changed, "application/pdf")})

    assert "answer-wait" in whole.text  # signed with a demonstration key, and said so
    assert changed != pdf
    assert "answer-stop" in forged.text


@pytest.mark.parametrize(
    "credential",
    [b'{"a":' + b"[" * 30_000 + b"]" * 30_000 + b"}", genuine().credential.replace(b'"did:web:', b'"did:web:\\ud800')],
    ids=["nested", "half a character"],
)
async def test_a_file_that_carries_what_no_document_may_hold_is_answered_in_words(client, credential):
    pdf = press().render(CERTIFICATE, credential=credential, seal=seal()).pdf
    await client.get("/verify")

    answer = await client.post("/verify/file", files={"document": ("a.pdf", pdf, "application/pdf")})

    assert answer.status_code == 200
    assert "凭证：无法读取。" in answer.text


async def test_what_is_no_certificate_is_refused_beside_its_field(client):
    await client.get("/verify")

    answer = await client.post("/verify/file", files={"document": ("a.pdf", b"GIF89a", "application/pdf")})

    assert answer.status_code == 422
    assert "文件不是可以读取的PDF" in answer.text


async def test_the_documents_of_a_class_come_in_one_archive(client):
    closed, kept = await made()
    await client.sign_in("adviser@north.example")

    answer = await client.get(f"/certificates/classes/{closed.cohort}/documents")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert zipped.testzip() is None
        assert sorted(zipped.namelist()) == sorted(f"{one.number} {one.name}.pdf" for one in kept)


async def test_what_is_said_of_a_file_says_whose_it_is_and_when_and_why_it_was_revoked(client):
    closed, kept = await made()
    pdf = (await queries.file(closed.director, kept[0].id, "pdf")).content
    await client.get("/verify")
    sent = {"document": ("证书.pdf", pdf, "application/pdf")}

    before = (await client.post("/verify/file", files=sent)).text
    await ending.revoke(closed.director, kept[0].id, kept[0].version, "参训不实")
    after = (await client.post("/verify/file", files=sent)).text
    told = (await client.http.post("/api/v1/verify/file", files=sent)).json()["certificate"]

    for shown in (before, after):
        assert kept[0].number in shown
        assert masked(kept[0].name) in shown
        assert kept[0].name not in shown
    assert "原因" not in before
    assert "证书真实，但已撤销。" in after
    assert "原因：参训不实" in after
    assert (told["state"], told["ended_reason"], told["name"]) == ("revoked", "参训不实", masked(kept[0].name))
