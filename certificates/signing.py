"""Signatures over documents: PAdES-B in a PDF's first revision, by a key at hand or by a signer elsewhere.

    seal = from_pkcs12(bundle, password)        # or Signer(chain, raw) with a hardware module's `raw`
    press.render(certificate, seal=seal)

RSA signs with PKCS #1 v1.5 and P-256 with RFC 6979, so that the same document is signed with the same bytes. Ed25519 is
not offered: readers of PDF do not check it. The structure around a signature is built once per signer; each document
then costs one digest and one signature.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256

from asn1crypto import algos, cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

DEMONSTRATION = "演示专用 DEMONSTRATION ONLY"  # stands in the subject of a key that no center should rely on
BLANK = b"\x5a" * 32  # stands for a digest until there is one
TIMESTAMP_ROOM = 8192

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Raw = Callable[[bytes], bytes]


class KeyUnfit(ValueError):
    """A key of a kind, size or state that documents cannot be signed with."""


@dataclass(frozen=True)
class Signer:
    """A certificate chain, its own certificate first, and what signs for it.

    `raw` takes the bytes to be signed and returns the signature: RSA PKCS #1 v1.5 or ECDSA (DER), over SHA-256. It may
    ask a hardware module or a service. `timestamp` takes a signature and returns a time-stamp token (`timestamping.py`).
    """

    chain: tuple[bytes, ...]
    raw: Raw
    timestamp: Raw | None = None
    templates: dict[int, tuple[bytes, bytes]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def certificate(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.chain[0])

    @cached_property
    def name(self) -> str:
        """The common name that the certificate was given to."""
        return common_name(self.certificate)

    @cached_property
    def is_repeatable(self) -> bool:
        """Whether the same document gets the same bytes again; otherwise keep the signature."""
        return self.timestamp is None

    @cached_property
    def reserve(self) -> int:
        """Bytes to keep free in a document for the largest signature this signer makes."""
        return len(self._wrap(BLANK, bytes(self._signature_size))) + (TIMESTAMP_ROOM if self.timestamp else 0)

    def sign(self, digest: bytes) -> bytes:
        """The detached CMS signature over a document with this SHA-256 digest."""
        signed = self._attributes.replace(BLANK, digest)
        signature = self.raw(b"\x31" + signed[1:])  # signed as SET OF, kept as [0] IMPLICIT
        if self.timestamp:
            return self._stamped(digest, signature)
        return self._wrap(digest, signature)

    @cached_property
    def _signature_size(self) -> int:
        key = self.certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
            return key.key_size // 8
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            return 72
        raise KeyUnfit("documents are signed with RSA of 2048 bits or more, or with P-256")

    @cached_property
    def _attributes(self) -> bytes:
        """The signed attributes with a blank digest: content type, digest, and the certificate by its hash."""
        issued = tsp.ESSCertIDv2({"cert_hash": sha256(self.chain[0]).digest()})
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [BLANK]}),
                cms.CMSAttribute(
                    {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [issued]})]}
                ),
            ]
        )
        return bytes(attributes.retag({"implicit": ("context", 0)}).dump())

    def _wrap(self, digest: bytes, signature: bytes) -> bytes:
        """The CMS with digest and signature put in their places."""
        if (found := self.templates.get(len(signature))) is None:
            blank = b"\xa5" * len(signature)
            before, _, after = self._structure(BLANK, blank).dump().partition(blank)
            found = self.templates[len(signature)] = before, after
        before, after = found
        return b"".join((before.replace(BLANK, digest), signature, after))

    def _structure(self, digest: bytes, signature: bytes) -> cms.ContentInfo:
        leaf = asn1_x509.Certificate.load(self.chain[0])
        hashed = algos.DigestAlgorithm({"algorithm": "sha256"})
        rsa_key = isinstance(self.certificate.public_key(), rsa.RSAPublicKey)
        signed = cms.CMSAttributes.load(b"\x31" + self._attributes.replace(BLANK, digest)[1:])
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number}),
                "digest_algorithm": hashed,
                "signed_attrs": signed,
                "signature_algorithm": {"algorithm": "sha256_rsa" if rsa_key else "sha256_ecdsa"},
                "signature": signature,
            }
        )
        content = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [hashed],
                "encap_content_info": {"content_type": "data"},
                "certificates": [asn1_x509.Certificate.load(der) for der in self.chain],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": content})

    def _stamped(self, digest: bytes, signature: bytes) -> bytes:
        assert self.timestamp is not None
        token = cms.ContentInfo.load(self.timestamp(signature))
        whole = self._structure(digest, signature)
        stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
        whole["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([stamp])
        return bytes(whole.dump(force=True))


def from_key(key: PrivateKey, chain: tuple[x509.Certificate, ...], timestamp: Raw | None = None) -> Signer:
    """A signer with its key at hand. Raises KeyUnfit."""
    signer = Signer(tuple(one.public_bytes(serialization.Encoding.DER) for one in chain), _raw(key), timestamp)
    if chain[0].public_key() != key.public_key():
        raise KeyUnfit("the key does not belong to the certificate")
    assert signer.reserve
    return signer


def from_pkcs12(bundle: bytes, password: bytes | None, timestamp: Raw | None = None) -> Signer:
    """A signer from a PKCS #12 file. Raises KeyUnfit where it holds no usable key, ValueError for a wrong password."""
    key, certificate, others = pkcs12.load_key_and_certificates(bundle, password)
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnfit("the file holds no RSA or P-256 key with its certificate")
    return from_key(key, (certificate, *others), timestamp)


def demonstration(issuer: str, now: datetime, password: bytes | None = None) -> bytes:
    """A new self-signed P-256 key as PKCS #12, marked so that every reader is told not to rely on it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{issuer}"[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMONSTRATION),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"demonstration", key, certificate, None, locked)


def is_demonstration(certificate: x509.Certificate) -> bool:
    """Whether the certificate says of itself that nobody should rely on it."""
    units = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == DEMONSTRATION for unit in units)


def common_name(certificate: x509.Certificate) -> str:
    """Whom the certificate names."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _raw(key: PrivateKey) -> Raw:
    if isinstance(key, rsa.RSAPrivateKey):
        return lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return lambda message: key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
