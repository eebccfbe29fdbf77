"""Pressing a button as somebody of an office, with his login and the form token of his own pages."""

import json
from urllib.parse import urlencode

from tests import scans
from tests.security import sent
from training import secrets
from training.web.logins import form_token

VISITOR = "v" * 32
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
FILES = {
    "roster": ("名册.csv", b"\xe5\xa7\x93\xe5\x90\x8d\n"),
    "scan": ("a.png", scans.PNG),
    "document": ("a.pdf", b"x"),
}


def token_of(cookie):
    """The form token of this login's pages; of a visitor's where there is no login."""
    return form_token(secrets.hashed(cookie) if cookie else VISITOR)


async def send(world, key, office, *, things=None, body=None, files=None, at=None):
    """One row, sent by its own sender of an office."""
    row, (method, _, path) = sent.ROWS[key], key.partition(" ")
    cookie = office.cookies[row.who]
    things = things or office.ids
    where = at or sent.address(path, things, row.at)
    given = sent.filled(dict(row.body), things) if body is None else body
    headers = {"x-csrf": token_of(cookie)} | ({} if cookie else {"cookie": f"visitor={VISITOR}"})
    if row.upload:
        files = files or {row.upload: FILES[row.upload]}
        return await world.ask(method, where, cookie, files=files, headers=headers)
    if path.startswith("/api/"):
        headers |= {"accept": "application/json", "content-type": "application/json"}
        return await world.ask(method, where, cookie, headers=headers, content=json.dumps(given) if row.shape else None)
    return await world.ask(method, where, cookie, content=typed(given), headers=headers | FORM)


def typed(given):
    """A form as a browser sends it; also with halves of characters, which no browser would."""
    return urlencode(given, doseq=True, errors="surrogatepass").encode()
