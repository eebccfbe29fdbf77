"""A certificate authority and the keys it vouches for, made once for all tests of signatures."""

from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

NOW = datetime.now(UTC)


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs_certificates):
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=not signs_certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _certificate(subject, key, issuer, issuer_key, *, is_root, purpose=None):
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@cache
def root():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key, _certificate("Test Root", key, "Test Root", key, is_root=True)


@cache
def leaf(kind, subject="江城干部培训中心"):
    """A key of that kind (`rsa`, `p256` or `stamp`) and its certificate below the root."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "p256" else rsa.generate_private_key(65537, 2048)
    root_key, _ = root()
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if kind == "stamp" else None
    return key, _certificate(subject, key, "Test Root", root_key, is_root=False, purpose=purpose)


def stamper():
    """A time-stamp authority: a request in, its answer out."""
    key, certificate = leaf("stamp", "Test Stamps")
    dummy = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(der(certificate)),
        tsa_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
    )
    return lambda request: dummy.request_tsa_response(tsp.TimeStampReq.load(request)).dump()


def der(certificate):
    return certificate.public_bytes(Encoding.DER)
