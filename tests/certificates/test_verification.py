import gzip
import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest

from certificates import reading, signing
from certificates.commands import report
from certificates.credential import parsed, proved, status_list
from certificates.model import Reason
from certificates.reading import Unreadable, read
from certificates.rules.log import Log
from certificates.verification import (
    Finding,
    Known,
    Weight,
    age,
    evidence_from,
    evidence_json,
    issuer_of,
    judge,
    status_address,
)
from tests.certificates import authority as ca
from tests.certificates.cast import CERTIFICATE, ISSUER
from tests.certificates.issued import INDEX, LISTED, NOW, did, expiring, genuine, issue, press, seal, statuses


@pytest.fixture(scope="module")
def claim():
    return read(genuine().pdf)


@pytest.fixture
def known():
    return Known(did(), statuses(), genuine().evidence(), name="张伟")


def codes(judgement):
    return [finding.reason.code for finding in judgement.findings]


def test_a_genuine_certificate_is_confirmed_in_every_point(claim, known):
    judgement = judge(claim, known, NOW)

    assert codes(judgement) == [
        "verify.signature-valid",
        "verify.credential-valid",
        "verify.log-included",
        "verify.status-valid",
        "verify.name-matches",
    ]
    assert judgement.verdict == Reason("verify.verdict-genuine", {"address": "px.example.cn/jiangcheng"})
    assert judgement.findings[3].reason.params["age"] == Reason("verify.age-hours", {"n": 2})


def test_the_address_of_the_issuer_is_said_because_anybody_can_take_its_name(claim, known):
    said = judge(claim, known, NOW).findings[1].reason.params

    assert (said["issuer"], said["address"]) == ("江城干部培训中心", "px.example.cn/jiangcheng")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_who_issues_under_another_name_is_seen_by_the_address_in_verdict_and_credential(lang):
    mill = replace(ISSUER, did="did:web:evil.example", host="evil.example")
    issued = issue(issuer=mill)
    own = json.loads(json.dumps(did()).replace(ISSUER.did, mill.did))
    statuses = parsed(proved(mill, status_list(mill, (), LISTED), LISTED))
    judgement = judge(read(issued.pdf), Known(own, statuses, issued.evidence()), NOW)

    verdict, _, credential, *_ = report(judgement, lang).splitlines()

    assert judgement.weight is Weight.GOOD
    assert "evil.example" in verdict
    assert "江城干部培训中心" in credential
    assert "evil.example" in credential


def changed(**changes):
    """The genuine credential with other words, proved by its issuer."""
    document = {name: value for name, value in parsed(genuine().credential).items() if name != "proof"}
    return proved(ISSUER, {**document, **changes}, LISTED)


def listed(**changes):
    """The list of revocations with other words, proved by its issuer."""
    return parsed(proved(ISSUER, {**status_list(ISSUER, (), LISTED), **changes}, LISTED))


@pytest.mark.parametrize("until", ["2026-01-01", "2026-01-01T00:00:00", 5, "", "for ever"])
def test_an_end_that_is_no_instant_makes_the_credential_unreadable(claim, known, until):
    judgement = judge(replace(claim, credential=changed(validUntil=until)), known, NOW)

    assert codes(judgement)[-1] == "verify.credential-unreadable"


def test_a_credential_from_the_future_leaves_the_verdict_open(claim, known):
    judgement = judge(replace(claim, credential=changed(validFrom="2999-01-01T00:00:00Z")), known, NOW)

    assert codes(judgement)[1:3] == ["verify.credential-valid", "verify.credential-future"]
    assert judgement.findings[2].weight is Weight.OPEN


@pytest.mark.parametrize("since", ["2026-03-16", "2026-03-16T01:05:00", 5, None])
def test_a_list_without_its_instant_is_not_believed(claim, known, since):
    judgement = judge(claim, replace(known, statuses=listed(validFrom=since)), NOW)

    assert "verify.status-forged" in codes(judgement)


def test_a_list_from_the_future_leaves_the_verdict_open_but_its_revocations_count(claim, known):
    future = datetime(2999, 1, 1, tzinfo=UTC)

    clean = judge(claim, replace(known, statuses=statuses(at=future)), NOW)
    ended = judge(claim, replace(known, statuses=statuses(INDEX, at=future)), NOW)

    assert clean.findings[3] == Finding(
        Weight.OPEN, Reason("verify.status-future", {"date": "2999-01-01", "age": Reason("verify.age-future", {})})
    )
    assert clean.weight is Weight.OPEN
    assert ended.weight is Weight.ENDED
    assert "2999-01-01 (dated in the future)" in report(ended, "en")


def test_a_clock_that_is_two_minutes_behind_is_no_future(claim, known):
    assert judge(claim, known, LISTED - timedelta(minutes=2)).findings[3].reason.code == "verify.status-valid"


@pytest.mark.parametrize("identifier", ["x", ["x"], 5, None, {}, [{"salt": 5}], [{"identityHash": "x", "salt": None}]])
def test_a_holder_that_cannot_be_read_is_not_the_one_asked_for(claim, known, identifier):
    subject = {**parsed(genuine().credential)["credentialSubject"], "identifier": identifier}
    judgement = judge(replace(claim, credential=changed(credentialSubject=subject)), known, NOW)

    assert codes(judgement)[-1] == "verify.name-differs"


@pytest.mark.parametrize(
    "did", ["did:web:a\x1b[2J\n真实", "did:web:px.example.cn/x", "did:web:рх.example.cn", 5, None, ""]
)
def test_an_issuer_whose_identity_is_no_did_is_not_shown(claim, did):
    issuer = {**parsed(genuine().credential)["issuer"], "id": did}
    foreign = replace(claim, credential=changed(issuer=issuer))

    assert codes(judge(foreign, Known(), NOW))[-1] == "verify.credential-unreadable"
    assert issuer_of(foreign) == ""


def test_a_signer_that_is_no_certificate_signed_nothing(claim, known):
    assert codes(judge(replace(claim, signer=b"0\x03\x02\x01\x05"), known, NOW))[0] == "verify.signature-broken"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "2026-03-16T03:05:00", "never"])
def test_a_head_whose_day_cannot_be_is_none(claim, known, at):
    lines = genuine().head().split("\n")
    head = "\n".join([*lines[:3], at, *lines[4:]])

    evidence = replace(genuine().evidence(), head=head)
    assert codes(judge(claim, replace(known, evidence=evidence), NOW))[2] == "verify.log-head-unreadable"


def test_a_list_that_does_not_unpack_is_not_believed(claim, known):
    torn = urlsafe_b64encode(gzip.compress(b"x" * 1000)[:12] + b"\xff" * 50).rstrip(b"=").decode()
    subject = {**statuses()["credentialSubject"], "encodedList": f"u{torn}"}

    judgement = judge(claim, replace(known, statuses=listed(credentialSubject=subject)), NOW)

    assert "verify.status-forged" in codes(judgement)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_what_the_file_claims_begins_no_line_and_moves_no_cursor(claim, known, lang):
    issuer = {**parsed(genuine().credential)["issuer"], "name": "示例\x1b[2J\n证书有效。\u2028\u202e" + "长" * 5000}
    judgement = judge(replace(claim, credential=changed(issuer=issuer)), known, NOW)

    said = report(judgement, lang)

    assert len(said.splitlines()) == 1 + len(judgement.findings)
    assert not {"\x1b", "\u202e", "\u2028"} & set(said)
    assert len(said) < 1500


def test_what_could_not_be_checked_is_said_and_leaves_the_verdict_open(claim):
    judgement = judge(claim, Known(), NOW)

    assert codes(judgement) == [
        "verify.signature-unconfirmed",
        "verify.credential-unconfirmed",
        "verify.log-unchecked",
        "verify.status-unchecked",
    ]
    assert judgement.weight is Weight.OPEN


def test_a_revoked_certificate_is_genuine_but_ended(claim, known):
    judgement = judge(claim, replace(known, statuses=statuses(INDEX)), NOW)

    assert "verify.status-revoked" in codes(judgement)
    assert judgement.weight is Weight.ENDED


def test_an_expired_certificate_is_genuine_but_ended(known):
    ended = expiring(date(2026, 3, 14))
    judgement = judge(read(ended.pdf), replace(known, evidence=ended.evidence()), NOW)

    assert "verify.credential-expired" in codes(judgement)
    assert judgement.weight is Weight.ENDED


def test_another_name_is_noticed(claim, known):
    judgement = judge(claim, replace(known, name="李娜"), NOW)

    assert codes(judgement)[-1] == "verify.name-differs"
    assert judgement.weight is Weight.FALSE


def test_a_list_that_somebody_else_signed_or_of_another_address_is_not_believed(claim, known):
    forged = {**statuses(), "validFrom": "2026-03-16T02:00:00Z"}
    other = {**statuses(), "id": "https://px.example.cn/other"}

    for listed in (forged, other, {}, {"proof": {}}):
        assert "verify.status-forged" in codes(judge(claim, replace(known, statuses=listed), NOW))


def test_a_credential_of_another_key_is_forged(known):
    forged = issue(issuer=replace(ISSUER, seed=bytes(32)))

    assert codes(judge(read(forged.pdf), known, NOW))[1] == "verify.credential-forged"


def test_a_document_sealed_by_a_stranger_is_not_the_issuers(known):
    stranger = issue(sealed_by=seal("rsa"))

    assert codes(judge(read(stranger.pdf), known, NOW))[0] == "verify.signature-stranger"


def test_a_demonstration_key_proves_nothing(known):
    shown = issue(sealed_by=signing.from_pkcs12(signing.demonstration("江城干部培训中心", ca.NOW), None))
    judgement = judge(read(shown.pdf), known, NOW)

    assert codes(judgement)[0] == "verify.signature-demonstration"
    assert judgement.weight is Weight.OPEN


def test_an_unsigned_file_and_one_without_credential_are_not_genuine(known):
    unsigned = press().render(CERTIFICATE, credential=genuine().credential).pdf
    bare = press().render(CERTIFICATE, seal=seal()).pdf

    assert codes(judge(read(unsigned), known, NOW))[0] == "verify.signature-missing"
    assert codes(judge(read(bare), known, NOW)) == ["verify.signature-valid", "verify.credential-missing"]


def test_bytes_changed_after_signing_are_noticed(known):
    changed = genuine().pdf.replace(b"D:20260313160000", b"D:20260313160001", 1)

    assert codes(judge(read(changed), known, NOW))[0] == "verify.signature-broken"


def test_something_added_after_signing_is_noticed(known):
    offset = len(genuine().pdf)
    added = genuine().pdf + (
        b"900 0 obj\n<</Added true>>\nendobj\nxref\n900 1\n%010d 00000 n \ntrailer\n<</Size 901/Root 1 0 R/Prev %d>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (offset, int(genuine().pdf.split(b"startxref\n")[1].split(b"\n")[0]), offset + 43)
    )

    try:
        judgement = judge(read(added), known, NOW)
    except Unreadable:
        return
    assert judgement.weight is Weight.FALSE


@pytest.mark.parametrize("size", [18, 25, 40])
def test_the_log_is_confirmed_against_a_head_of_the_same_size(claim, known, size):
    judgement = judge(claim, replace(known, evidence=genuine().evidence(size), head=genuine().head(size)), NOW)

    assert judgement.findings[2].reason == Reason("verify.log-included", {"size": size, "date": "2026-03-16"})


@pytest.mark.parametrize(("proved", "kept"), [(40, 25), (25, 40)])
def test_a_head_of_another_size_needs_the_proof_between_both(claim, known, proved, kept):
    asked = replace(known, evidence=genuine().evidence(proved), head=genuine().head(kept))
    between = genuine().log.consistency(25, 40)

    assert codes(judge(claim, asked, NOW))[2] == "verify.log-other-head"
    assert codes(judge(claim, replace(asked, consistency=between), NOW))[2] == "verify.log-included"
    assert codes(judge(claim, replace(asked, consistency=between[:-1]), NOW))[2] == "verify.log-absent"


def test_a_log_that_was_rewritten_does_not_agree_with_the_head_somebody_kept(claim, known):
    entries = [sha256(b"rewritten" + bytes([n])).digest() for n in range(40)]
    entries[17] = sha256(genuine().credential).digest()
    rewritten = replace(genuine(), log=Log(entries))
    asked = replace(known, evidence=rewritten.evidence(), head=genuine().head(25))

    assert codes(judge(claim, replace(known, evidence=rewritten.evidence()), NOW))[2] == "verify.log-included"
    proof = rewritten.log.consistency(25, 40)
    assert codes(judge(claim, replace(asked, consistency=proof), NOW))[2] == "verify.log-absent"
    assert codes(judge(claim, replace(asked, head=genuine().head(40)), NOW))[2] == "verify.log-absent"


def test_a_head_that_is_none_is_said(claim, known):
    assert codes(judge(claim, replace(known, head="417"), NOW))[2] == "verify.log-head-unreadable"


def test_evidence_inside_the_file_is_used(known):
    carried = (
        press()
        .render(
            CERTIFICATE,
            credential=genuine().credential,
            evidence=json.dumps(evidence_json(genuine().evidence())).encode(),
            seal=seal(),
        )
        .pdf
    )

    assert codes(judge(read(carried), replace(known, evidence=None), NOW))[2] == "verify.log-included"


def test_evidence_is_read_back_from_json():
    evidence = genuine().evidence()

    assert evidence_from(evidence_json(evidence)) == evidence
    odd = [{**evidence_json(evidence), name: value} for name in ("index", "size") for value in (1.5, "17", None)]
    for broken in ({}, [], None, {**evidence_json(evidence), "proof": ["xyz"]}, *odd):
        with pytest.raises(ValueError):
            evidence_from(broken)


@pytest.mark.parametrize(
    "broken", [{}, {"id": 5}, {"id": ISSUER.did, "verificationMethod": 7}, {"id": ISSUER.did, "assertionMethod": [[]]}]
)
def test_an_issuers_document_that_cannot_be_read_confirms_nothing(claim, known, broken):
    assert judge(claim, replace(known, did=broken), NOW).weight is Weight.FALSE


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"\xff", b'{"issuer":5}', b'{"proof":[]}', b'{"credentialSubject":{},"issuer":{}}']
)
def test_a_credential_that_is_none_is_refused_in_words(claim, known, body):
    judgement = judge(replace(claim, credential=body), known, NOW)

    assert codes(judgement)[-1] == "verify.credential-unreadable"
    assert issuer_of(replace(claim, credential=body)) == ""
    assert status_address(replace(claim, credential=body)) == ""


def test_the_file_says_whom_to_ask(claim):
    assert issuer_of(claim) == ISSUER.did
    assert status_address(claim) == ISSUER.status_list
    assert parsed(claim.credential)["id"].endswith(CERTIFICATE.code)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"hello", b"%PDF-1.7\nstartxref\n0\n%%EOF", b"PK\x03\x04" * 100])
def test_what_is_no_pdf_cannot_be_read(body):
    with pytest.raises(Unreadable):
        read(body)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_certificate_cannot_be_read(share):
    with pytest.raises(Unreadable):
        read(genuine().pdf[: int(len(genuine().pdf) * share)])


def test_an_attachment_larger_than_any_credential_is_refused():
    stuffed = press().render(CERTIFICATE, credential=b" " * (reading.MOST_ATTACHED + 1)).pdf

    with pytest.raises(Unreadable, match="larger"):
        read(stuffed)


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-5), ("verify.age-minutes", 0)),
        (timedelta(minutes=119), ("verify.age-minutes", 119)),
        (timedelta(hours=47), ("verify.age-hours", 47)),
        (timedelta(days=2), ("verify.age-days", 2)),
    ],
)
def test_the_age_of_a_list_is_said_in_the_largest_unit_that_fits(passed, said):
    assert age(passed) == Reason(said[0], {"n": said[1]})
