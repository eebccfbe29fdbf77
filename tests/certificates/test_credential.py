import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openvc.did.base import parse_did_document
from openvc.errors import OpenvcError
from openvc.proof.di_jcs import EddsaJcsProofSuite
from openvc.status.bitstring import decode_bitstring, get_status_bit
from openvc.verify import VerificationPolicy, verify_credential

from certificates.credential import (
    CREDENTIAL_KEY,
    LOG_KEY,
    Forged,
    base58,
    check,
    credential,
    did_address,
    did_document,
    documents_of,
    is_about,
    key_of,
    parsed,
    proved,
    status_list,
    unbase58,
)
from tests.certificates import authority as ca
from tests.certificates.cast import CERTIFICATE, ISSUER

ROOT = Path(__file__).parents[2]
INDEX = 94567
DID = did_document(
    ISSUER.did,
    {CREDENTIAL_KEY: ISSUER.key.public_key(), LOG_KEY: ISSUER.key.public_key()},
    [ca.der(ca.leaf("p256")[1])],
)
node_needed = pytest.mark.skipif(
    not shutil.which("node") or not (ROOT / "node_modules/@digitalbazaar/vc").is_dir(),
    reason="node or @digitalbazaar/vc is not installed: make test installs it",
)


def made(certificate=CERTIFICATE, issuer=ISSUER, **changes):
    document = {**credential(issuer, certificate, salt="7c1f", index=INDEX), **changes}
    return parsed(proved(issuer, document, certificate.issued_at))


def revocations(*revoked):
    at = datetime(2026, 3, 16, 1, 5, tzinfo=UTC)
    return parsed(proved(ISSUER, status_list(ISSUER, revoked, at), at))


class Resolver:
    """A resolver of one DID, without a network."""

    def supports(self, did):
        return did == ISSUER.did

    def resolve(self, did):
        return parse_did_document(DID)


def openvc(document, revoked=()):
    policy = VerificationPolicy(require_status=True)
    return verify_credential(
        document, policy=policy, resolver=Resolver(), resolve_status_list=lambda url: revocations(*revoked)
    )


def digitalbazaar(document, revoked=()):
    given = json.dumps({"credential": document, "did": DID, "list": revocations(*revoked)})
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("check_credential.mjs"))],
        input=given, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def altered():
    document = made()
    document["credentialSubject"]["licenseNumber"] = "示培证字〔2026〕第00002号"
    return document


def forged():
    return made(issuer=replace(ISSUER, seed=bytes(32)))


def test_the_credential_says_what_the_certificate_says_but_not_the_name():
    document = made()

    assert document["credentialSubject"]["licenseNumber"] == CERTIFICATE.number
    assert document["credentialSubject"]["achievement"]["name"] == CERTIFICATE.class_title
    assert document["credentialSubject"]["achievement"]["criteria"] == {"narrative": "38学时"}
    assert document["validFrom"] == "2026-03-13T08:00:00Z"
    assert "张伟" not in json.dumps(document, ensure_ascii=False)
    assert "Zhang" not in json.dumps(document)


def test_whoever_knows_the_name_can_compare_it():
    assert is_about(made(), "张伟")
    assert not is_about(made(), "张玮")


def test_the_same_certificate_gives_the_same_credential():
    document = credential(ISSUER, CERTIFICATE, salt="7c1f", index=INDEX)

    assert proved(ISSUER, document, CERTIFICATE.issued_at) == proved(ISSUER, document, CERTIFICATE.issued_at)
    assert len(proved(ISSUER, document, CERTIFICATE.issued_at)) < 2200


def test_an_expiring_certificate_is_valid_to_the_end_of_its_last_day():
    assert made(replace(CERTIFICATE, expires=date(2029, 3, 13)))["validUntil"] == "2029-03-13T15:59:59Z"


def test_our_own_check_accepts_the_genuine_and_refuses_all_else():
    key = key_of(DID, ISSUER.did + CREDENTIAL_KEY)

    check(made(), key)
    for document in (
        altered(),
        forged(),
        {**made(), "proof": {}},
        {**made(), "extra": 1},
        credential(ISSUER, CERTIFICATE, salt="", index=1),
    ):
        with pytest.raises(Forged):
            check(document, key)


def test_a_proof_made_for_another_purpose_is_refused():
    document = made()
    document["proof"]["proofPurpose"] = "authentication"

    with pytest.raises(Forged, match="something else"):
        check(document, ISSUER.key.public_key())


def test_openvc_accepts_the_genuine_one():
    result = openvc(made())

    assert result.issuer == ISSUER.did
    EddsaJcsProofSuite().verify(made(), resolver=Resolver())


@pytest.mark.parametrize("bad", [altered, forged])
def test_openvc_refuses_what_was_altered_or_forged(bad):
    with pytest.raises(OpenvcError):
        openvc(bad())


def test_openvc_refuses_a_revoked_one():
    with pytest.raises(OpenvcError, match="revo"):
        openvc(made(), revoked=(INDEX,))


def test_openvc_reads_the_same_bits_from_the_list():
    bits = decode_bitstring(revocations(0, 7, INDEX)["credentialSubject"]["encodedList"])

    assert [n for n in (0, 1, 7, 8, INDEX - 1, INDEX) if get_status_bit(bits, n)] == [0, 7, INDEX]


@node_needed
def test_digitalbazaar_accepts_the_genuine_one_and_asks_for_no_context():
    said = digitalbazaar(made())

    assert (said["verified"], said["statuses"]) == (True, [False]), said["error"]
    assert {url.partition("#")[0] for url in said["asked"]} == {ISSUER.did, ISSUER.status_list}


@node_needed
@pytest.mark.parametrize("bad", [altered, forged])
def test_digitalbazaar_refuses_what_was_altered_or_forged(bad):
    assert not digitalbazaar(bad())["verified"]


@node_needed
def test_digitalbazaar_sees_a_revoked_one_in_its_status_though_it_calls_it_verified():
    assert digitalbazaar(made(), revoked=(INDEX,))["statuses"] == [True]


def test_the_issuers_identity_is_found_at_its_address():
    assert did_address("did:web:px.example.cn:jiangcheng") == "https://px.example.cn/jiangcheng/did.json"
    assert did_address("did:web:px.example.cn%3A8443") == "https://px.example.cn:8443/.well-known/did.json"
    with pytest.raises(ValueError, match="did:web"):
        did_address("did:key:z6Mk")


def test_one_did_document_names_every_key_of_the_issuer():
    assert documents_of(DID) == [ca.der(ca.leaf("p256")[1])]
    assert key_of(DID, ISSUER.did + LOG_KEY) == ISSUER.key.public_key()
    with pytest.raises(Forged):
        key_of(DID, ISSUER.did + "#another")
    with pytest.raises(Forged):
        key_of({**DID, "assertionMethod": []}, ISSUER.did + CREDENTIAL_KEY)


@pytest.mark.parametrize("raw", [b"", b"\0\0\1", bytes(range(64)), b"\xff" * 34])
def test_base58_is_read_back(raw):
    assert unbase58(base58(raw)) == raw


def test_base58_of_the_published_example():
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff"])
def test_json_that_could_be_read_two_ways_is_refused(body):
    with pytest.raises(ValueError):
        parsed(body)


def test_another_key_is_another_issuer():
    with pytest.raises(Forged):
        check(made(), Ed25519PrivateKey.generate().public_key())
