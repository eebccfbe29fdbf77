"""Pressing a button as somebody of an office, with his login and the form token of his own pages."""

from tests.security import sent
from training import secrets
from training.web.logins import form_token

VISITOR = "v" * 32
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
FILES = {
    "roster": ("名册.csv", b"\xe5\xa7\x93\xe5\x90\x8d\n"),
    "scan": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "file": ("a.pdf", b"x"),
}
FILES["data"] = FILES["scan"]


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
        more = {"json": given} if row.shape else {}
        return await world.ask(method, where, cookie, headers=headers | {"accept": "application/json"}, **more)
    return await world.ask(method, where, cookie, data=given, headers=headers | FORM)
