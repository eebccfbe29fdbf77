"""What verifiers fetch at the center's address: identity, revocations, log. Open to anybody, on any site."""

from typing import Any

from litestar import Request, Response, get

from certificates.actions import publishing
from certificates.verification import evidence_json
from training.access import May
from training.errors import Missing
from training.queries import centers
from training.web.forms import Id, Word

Ask = Request[Any, Any, Any]
LARGEST = 2**31 - 1  # entries of a log; beyond it the engines differ
HEADERS = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}


def _size(request: Ask, name: str) -> int | None:
    """A size of the log that the address names. Raises Missing for a senseless one."""
    given = request.query_params.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 10 and int(given) <= LARGEST):
        raise Missing("problem.not-found")
    return int(given)


@get("/{slug:str}/did.json", needs=May.ANYONE)
async def identity(slug: Word) -> Response[Any]:
    return Response(await publishing.identity(await centers.by_slug(slug)), headers=HEADERS)


@get("/{slug:str}/status", needs=May.ANYONE)
async def revocations(slug: Word) -> Response[bytes]:
    listed = await publishing.revocations(await centers.by_slug(slug))
    return Response(listed, media_type="application/json", headers=HEADERS)


@get("/{slug:str}/status/{which:int}", needs=May.ANYONE)
async def later_revocations(slug: Word, which: Id) -> Response[bytes]:
    """The second list and those after it."""
    if which < 2:
        raise Missing("problem.not-found")
    listed = await publishing.revocations(await centers.by_slug(slug), which - 1)
    return Response(listed, media_type="application/json", headers=HEADERS)


@get("/{slug:str}/log", needs=May.ANYONE)
async def head(request: Ask, slug: Word) -> Response[str]:
    note = await publishing.head(await centers.by_slug(slug), _size(request, "size"))
    return Response(note, media_type="text/plain", headers=HEADERS)


@get("/{slug:str}/log/proof/{entry:str}", needs=May.ANYONE)
async def proof(request: Ask, slug: Word, entry: Word) -> Response[Any]:
    found = await publishing.evidence(await centers.by_slug(slug), entry[:64].lower(), _size(request, "size"))
    return Response(evidence_json(found), headers=HEADERS)


@get("/{slug:str}/log/consistency", needs=May.ANYONE)
async def consistency(request: Ask, slug: Word) -> Response[Any]:
    old, size = _size(request, "old"), _size(request, "size")
    found = await publishing.consistency(await centers.by_slug(slug), old or 0, size or 0)
    return Response({"proof": found}, headers=HEADERS)


handlers = [identity, revocations, later_revocations, head, proof, consistency]
