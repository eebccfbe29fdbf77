import io
import zipfile
from dataclasses import replace

from certificates import archive, making, signing
from certificates.certificate_pdf import publish
from certificates.making import Batch, Pkcs12
from certificates.model import Issuance
from tests.certificates import authority as ca
from tests.certificates.cast import CERTIFICATE, ISSUER, TEMPLATE


def test_an_archive_opens_with_every_file_in_it_stored():
    whole = b"".join(archive.pieces([("张伟 00001.pdf", b"one" * 50), ("杜𬘭佳 00002.pdf", b"two")]))

    with zipfile.ZipFile(io.BytesIO(whole)) as zipped:
        assert zipped.testzip() is None
        assert {info.compress_type for info in zipped.infolist()} == {zipfile.ZIP_STORED}
        assert {name: zipped.read(name) for name in zipped.namelist()} == {
            "张伟 00001.pdf": b"one" * 50,
            "杜𬘭佳 00002.pdf": b"two",
        }


def test_a_piece_is_sent_before_the_next_certificate_is_made():
    made = []

    def each():
        for n in range(3):
            made.append(n)
            yield f"{n}.pdf", bytes(1000)

    pieces = archive.pieces(each())

    assert len(next(pieces)) > 1000
    assert made == [0]


def test_a_class_of_five_hundred_is_rendered_signed_and_zipped_as_it_is_sent():
    bundle = signing.demonstration("江城干部培训中心", ca.NOW)
    people = tuple(
        Issuance(replace(CERTIFICATE, number=f"示培证字〔2026〕第{n:05}号"), salt=f"{n:032x}", status_index=n)
        for n in range(500)
    )
    made = making.each(Batch(publish(TEMPLATE), people, ISSUER, Pkcs12(bundle)))

    largest = max(len(piece) for piece in archive.pieces((f"{n:05}.pdf", one.pdf) for n, one in enumerate(made)))

    assert largest < 64 * 1024
