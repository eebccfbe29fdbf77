"""A certificate as it leaves the center, and everything its issuer publishes: made once for the tests of verification."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from certificates.certificate_pdf import Press, publish
from certificates.credential import CREDENTIAL_KEY, LOG_KEY, did_document, parsed, proved, status_list
from certificates.heads import Head, signed
from certificates.making import credential_of
from certificates.model import Issuance
from certificates.rules.log import Log
from certificates.signing import from_key
from certificates.verification import Evidence
from tests.certificates import authority as ca
from tests.certificates.cast import CERTIFICATE, ISSUER, TEMPLATE

NOW = datetime(2026, 3, 16, 3, 5, tzinfo=UTC)
LISTED = datetime(2026, 3, 16, 1, 5, tzinfo=UTC)
INDEX, PLACE = 4171, 17


def seal(kind="p256"):
    key, certificate = ca.leaf(kind)
    return from_key(key, (certificate, ca.root()[1]))


@cache
def press():
    return Press(publish(TEMPLATE))


def did():
    key = ISSUER.key.public_key()
    return did_document(ISSUER.did, {CREDENTIAL_KEY: key, LOG_KEY: key}, [ca.der(ca.leaf("p256")[1])])


def statuses(*revoked, at=LISTED):
    return parsed(proved(ISSUER, status_list(ISSUER, revoked, at), at))


@dataclass(frozen=True)
class Issued:
    """One certificate with its place in the log."""

    pdf: bytes
    credential: bytes
    log: Log

    def head(self, size=None):
        size = size or len(self.log)
        return signed(Head("px.example.cn/jiangcheng", size, self.log.root(size), NOW), ISSUER.key)

    def evidence(self, size=None):
        size = size or len(self.log)
        return Evidence(PLACE, size, tuple(self.log.inclusion(PLACE, size)), self.head(size))


def issue(certificate=CERTIFICATE, issuer=ISSUER, sealed_by=None):
    credential = credential_of(issuer, Issuance(certificate, salt="7c1f", status_index=INDEX))
    pdf = press().render(certificate, credential=credential, seal=sealed_by or seal()).pdf
    entries = [sha256(bytes([n])).digest() for n in range(40)]
    entries[PLACE] = sha256(credential).digest()
    return Issued(pdf, credential, Log(entries))


@cache
def genuine():
    return issue()


@cache
def expiring(on):
    return issue(replace(CERTIFICATE, expires=on))
