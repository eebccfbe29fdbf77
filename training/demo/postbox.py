"""Stand-ins of a mail server and of a gateway for text messages, on this machine alone, for the demonstration.

They take everything and keep nothing: what went out is read from the outbox (`/demo/messages`).
"""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, TCPServer, ThreadingTCPServer
from threading import Thread

HERE = "127.0.0.1"


class Gateway(BaseHTTPRequestHandler):
    """Takes every text message."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """A demonstration's output is not the place for it."""


class MailServer(StreamRequestHandler):
    """Takes every mail: just enough of SMTP for one polite client."""

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 demonstration")
        while line := self.rfile.readline():
            word = line[:4].strip().upper()
            if word == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            if word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 taken")


def _served(server: TCPServer) -> int:
    Thread(target=server.serve_forever, daemon=True).start()
    return int(server.socket.getsockname()[1])


def opened() -> dict[str, str]:
    """Open both on free ports; returns the settings that lead to them."""
    mail, gateway = ThreadingTCPServer((HERE, 0), MailServer), ThreadingHTTPServer((HERE, 0), Gateway)
    return {"SMTP_URL": f"smtp://{HERE}:{_served(mail)}", "SMS_URL": f"http://{HERE}:{_served(gateway)}/"}
