import shutil
from io import BytesIO

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from certificates.signing import KeyUnfit, Signer, from_key, from_pkcs12
from tests.certificates import authority as ca
from tests.certificates import poppler
from tests.certificates.cast import CERTIFICATE

CREDENTIAL = b'{"type":["VerifiableCredential"]}'


def seal(kind, **more):
    key, certificate = ca.leaf(kind)
    return from_key(key, (certificate, ca.root()[1]), **more)


async def validated(pdf):
    root = asn1_x509.Certificate.load(ca.der(ca.root()[1]))
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    context = ValidationContext(trust_roots=[root])
    return await async_validate_pdf_signature(
        embedded, signer_validation_context=context, ts_validation_context=context
    )


async def intact(pdf):
    try:
        return (await validated(pdf)).intact
    except Exception:  # noqa: BLE001 - a file that cannot be read any more is not intact
        return False


@pytest.fixture(params=["rsa", "p256"])
def kind(request):
    return request.param


async def test_a_signed_certificate_is_valid_and_trusted_in_pyhanko(press, kind):
    status = await validated(press.render(CERTIFICATE, credential=CREDENTIAL, seal=seal(kind)).pdf)

    assert status.bottom_line
    assert status.intact
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok


@poppler.needed
@pytest.mark.skipif(not shutil.which("certutil"), reason="libnss3-tools is not installed: docs/install_test_tools.sh")
def test_a_signed_certificate_is_valid_and_trusted_in_poppler(press, kind, tmp_path):
    store = tmp_path / "nss"
    store.mkdir()
    (tmp_path / "root.der").write_bytes(ca.der(ca.root()[1]))
    poppler.run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    poppler.run("certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "C,C,C", "-i", tmp_path / "root.der")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(press.render(CERTIFICATE, seal=seal(kind)).pdf)

    said, _ = poppler.run("pdfsig", "-nssdir", f"sql:{store}", path)

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said


@poppler.needed
def test_a_signed_certificate_is_valid_in_poppler_without_any_trust(press, kind, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(press.render(CERTIFICATE, seal=seal(kind)).pdf)

    said, _ = poppler.run("pdfsig", path)

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


async def test_any_flipped_byte_is_detected(press, kind):
    pdf = press.render(CERTIFICATE, credential=CREDENTIAL, seal=seal(kind)).pdf
    for at in (
        20,
        5000,
        len(pdf) // 2,
        pdf.index(b"/CreationDate") + 20,
        pdf.index(b"/ByteRange") - 10,
        len(pdf) - 200,
    ):
        changed = bytearray(pdf)
        changed[at] ^= 1

        assert not await intact(bytes(changed)), at


@poppler.needed
def test_a_flipped_byte_is_detected_by_poppler(press, tmp_path):
    pdf = bytearray(press.render(CERTIFICATE, seal=seal("p256")).pdf)
    pdf[pdf.index(b"/CreationDate(D:2026") + 18] ^= 1
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)

    assert "Digest Mismatch" in poppler.run("pdfsig", path)[0]


def test_the_same_certificate_is_signed_with_the_same_bytes(press, kind):
    assert press.render(CERTIFICATE, seal=seal(kind)) == press.render(CERTIFICATE, seal=seal(kind))


def test_a_kept_signature_makes_the_same_document_without_the_key(press, kind):
    made = press.render(CERTIFICATE, seal=seal(kind))
    absent = Signer(seal(kind).chain, raw=lambda _: pytest.fail("the key was asked again"))

    assert press.render(CERTIFICATE, seal=absent, signature=made.signature).pdf == made.pdf


def test_a_signed_certificate_stays_below_sixty_kibibytes(press):
    assert len(press.render(CERTIFICATE, credential=bytes(1700), seal=seal("rsa")).pdf) <= 60 * 1024


async def test_a_signer_elsewhere_signs_without_showing_its_key(press):
    key, certificate = ca.leaf("p256")
    asked = []

    def raw(message):
        asked.append(message)
        return key.sign(message, ec.ECDSA(signing.hashes.SHA256()))

    pdf = press.render(CERTIFICATE, seal=Signer((ca.der(certificate),), raw)).pdf

    assert (await validated(pdf)).bottom_line
    assert len(asked) == 1


def test_a_demonstration_key_says_so_in_every_file_it_signs(press):
    signer = from_pkcs12(signing.demonstration("江城干部培训中心", ca.NOW, b"secret"), b"secret")

    assert signing.is_demonstration(signer.certificate)
    assert not signing.is_demonstration(ca.leaf("rsa")[1])
    assert signer.name == "江城干部培训中心"
    assert press.render(CERTIFICATE, seal=signer).signature


def test_a_wrong_password_or_an_unfit_key_is_refused():
    bundle = signing.demonstration("江城干部培训中心", ca.NOW, b"secret")
    with pytest.raises(ValueError, match="password"):
        from_pkcs12(bundle, b"guess")

    weak = rsa.generate_private_key(65537, 1024)
    weak_certificate = ca._certificate("weak", weak, "Test Root", ca.root()[0], is_root=False)
    with pytest.raises(KeyUnfit):
        from_key(weak, (weak_certificate,))
    with pytest.raises(KeyUnfit):
        from_key(ca.leaf("rsa")[0], (ca.leaf("p256")[1],))
    with pytest.raises(KeyUnfit):
        from_pkcs12(pkcs12.serialize_key_and_certificates(b"x", None, ca.leaf("rsa")[1], None, NoEncryption()), None)
