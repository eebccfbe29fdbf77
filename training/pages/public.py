"""The front door: the centers of this installation and each center's own first page."""

from typing import Any

from litestar import Request, Response, Router, get

from training.access import May
from training.queries import centers
from training.web.forms import Word
from training.web.page import page, see

Ask = Request[Any, Any, Any]


@get("/", needs=May.ANYONE)
async def front(request: Ask) -> Response[Any]:
    found = await centers.all_centers()
    if len(found) == 1:
        return see(f"/{found[0].slug}")
    return page(request, "training/front.html", centers=found)


@get("/{slug:str}", needs=May.ANYONE)
async def center_page(request: Ask, slug: Word) -> Response[Any]:
    return page(request, "training/center.html", center=await centers.by_slug(slug))


@get("/{slug:str}/privacy", needs=May.ANYONE)
async def privacy(request: Ask, slug: Word) -> Response[Any]:
    return page(request, "training/privacy.html", center=await centers.by_slug(slug))


@get("/{slug:str}/accessibility", needs=May.ANYONE)
async def accessibility(request: Ask, slug: Word) -> Response[Any]:
    return page(request, "training/accessibility.html", center=await centers.by_slug(slug))


routes = Router("/", route_handlers=[front, center_page, privacy, accessibility])
