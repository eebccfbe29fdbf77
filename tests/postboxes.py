"""Where messages arrive in tests: a real SMTP server, and a stand-in of a gateway for text messages."""

import asyncio
import json
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from aiosmtpd.smtp import SMTP

from training.settings import settings


class Postbox:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"


@pytest.fixture
async def postbox(monkeypatch):
    box = Postbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", 0)
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    settings.cache_clear()
    yield box
    server.close()
    await server.wait_closed()
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def gateway(monkeypatch):
    """A gateway that takes every message; `status` lets it refuse."""

    class Taking(BaseHTTPRequestHandler):
        status, taken = 200, []

        def do_POST(self):
            Taking.taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(Taking.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SMS_URL", f"http://127.0.0.1:{server.server_port}/send")
    settings.cache_clear()
    yield Taking
    server.shutdown()
    server.server_close()
    thread.join()
    monkeypatch.undo()
    settings.cache_clear()
