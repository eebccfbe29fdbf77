"""What every installation serves besides its rooms: static files, health, metrics, language and size of type."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.datastructures import Cookie
from prometheus_client import CONTENT_TYPE_LATEST

from training import db, metrics, secrets
from training.access import May
from training.assets import assets
from training.errors import Missing
from training.i18n import LANGUAGES
from training.settings import settings
from training.web.forms import Word
from training.web.page import own_path, see

Ask = Request[Any, Any, Any]


@get("/static/{digest:str}/{name:path}", needs=May.ANYONE)
async def static(request: Ask, digest: Word, name: Word) -> Response[bytes]:
    found = assets().get(name.lstrip("/"))
    if found is None or found.digest != digest:
        raise Missing("problem.not-found")
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", "") and len(found.packed) < len(found.content):
        return Response(found.packed, media_type=found.media_type, headers={**headers, "content-encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)


@get("/health/live", needs=May.ANYONE)
async def live() -> Response[str]:
    return Response("ok", media_type="text/plain")


@get("/health/ready", needs=May.ANYONE)
async def ready() -> Response[str]:
    await db.raw("SELECT 1 AS one")
    return Response("ok", media_type="text/plain")


@get("/metrics", needs=May.ANYONE)
async def figures(request: Ask) -> Response[bytes]:
    wanted = settings().metrics_token
    if not wanted or not secrets.same(request.headers.get("authorization", ""), f"Bearer {wanted}"):
        raise Missing("problem.not-found")
    return Response(await metrics.exposition(), media_type=CONTENT_TYPE_LATEST.partition("; charset")[0])


@get("/display", needs=May.ANYONE)
async def display(request: Ask) -> Response[Any]:
    """The language and the size of type are this browser's own; nothing else is changed."""
    chosen, back = request.query_params, own_path(request.query_params.get("back", "/"))
    answer = see(back)
    if chosen.get("lang") in LANGUAGES:
        answer.set_cookie(Cookie(key="lang", value=chosen["lang"], path="/", max_age=31536000, samesite="lax"))
    if chosen.get("large") in ("0", "1"):
        answer.set_cookie(Cookie(key="large", value=chosen["large"], path="/", max_age=31536000, samesite="lax"))
    return answer


routes = Router("/", route_handlers=[static, live, ready, figures, display])
