"""Time stamps, over HTTP as an authority gives them: from a server of the test's own."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from certificates.actions import issuing, rendering
from certificates.making import Pkcs12
from certificates.queries import certificates as queries
from certificates.tables import Certificate
from certificates.timestamping import StampRefused, authority, over_http
from tests.certificates import authority as ca
from tests.certificates import make
from tests.certificates.cast import CERTIFICATE
from training.access import worker
from training.settings import Settings

BUNDLE = signing.demonstration("江城干部培训中心", ca.NOW)


class Server(HTTPServer):
    """An authority that answers, or one that is out of order."""

    status = 200
    stamp = staticmethod(ca.stamper())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/tsa"


class Answering(BaseHTTPRequestHandler):
    def do_POST(self):
        request = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.stamp(request))

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def stamped(pdf):
    """What is wrong or right with the stamp of a document."""
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    roots = [asn1_x509.Certificate.load(ca.der(ca.root()[1])), embedded.signer_cert]
    context = ValidationContext(trust_roots=roots)
    return await async_validate_pdf_signature(
        embedded, signer_validation_context=context, ts_validation_context=context
    )


async def test_a_time_stamp_is_put_into_the_signature(press, server):
    seal = Pkcs12(BUNDLE, stamps=server.url).open()
    status = await stamped(press.render(CERTIFICATE, seal=seal).pdf)

    assert status.bottom_line
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.trusted
    assert not seal.is_repeatable


def test_a_stamped_document_is_made_again_from_the_signature_that_was_kept(press, server):
    seal = Pkcs12(BUNDLE, stamps=server.url).open()
    made = press.render(CERTIFICATE, seal=seal)
    server.status = 500

    assert press.render(CERTIFICATE, seal=seal, signature=made.signature).pdf == made.pdf


def test_an_authority_that_is_out_of_order_refuses(press, server):
    server.status = 503

    with pytest.raises(StampRefused, match="503"):
        press.render(CERTIFICATE, seal=Pkcs12(BUNDLE, stamps=server.url).open())


def test_a_time_stamp_over_something_else_is_refused():
    def post(request):
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = b"\0" * 32
        return ca.stamper()(asked.dump(force=True))

    with pytest.raises(StampRefused, match="something else"):
        authority(post)(b"signature")


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(StampRefused):
        authority(lambda _: b"<html>")(b"signature")


def test_an_address_that_is_none_is_refused():
    with pytest.raises(StampRefused):
        over_http("http://[")(b"request")


async def test_the_centers_certificates_are_stamped_where_an_authority_is_set(db, server, monkeypatch):
    closed = await make.closed_class(names=("张伟",))
    await issuing.issue(closed.adviser, closed.cohort)
    monkeypatch.setattr(rendering, "settings", lambda: Settings(timestamp_url=server.url))

    await rendering.render(worker(closed.adviser.center), closed.cohort)

    [one] = await Certificate.select(Certificate.id).output(as_list=True)
    pdf = (await queries.file(closed.director, one, "pdf")).content
    assert (await stamped(pdf)).timestamp_validity.intact


async def test_nothing_is_kept_of_a_class_whose_authority_is_out_of_order(db, server, monkeypatch):
    closed = await make.closed_class(names=("张伟",))
    await issuing.issue(closed.adviser, closed.cohort)
    monkeypatch.setattr(rendering, "settings", lambda: Settings(timestamp_url=server.url))
    server.status = 503

    with pytest.raises(StampRefused):
        await rendering.render(worker(closed.adviser.center), closed.cohort)
    server.status = 200

    assert await rendering.render(worker(closed.adviser.center), closed.cohort) == 1
