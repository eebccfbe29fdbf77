"""The front door: the centers of this installation, and what the law wants said of each and of the whole."""

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


@get("/privacy", needs=May.ANYONE)
async def house_privacy(request: Ask) -> Response[Any]:
    """The notice of the pages that belong to no center, such as signing in and checking a certificate."""
    return page(request, "training/privacy.html")


@get("/{slug:str}/privacy", needs=May.ANYONE)
async def privacy(request: Ask, slug: Word) -> Response[Any]:
    return page(request, "training/privacy.html", center=await centers.by_slug(slug))


@get("/{slug:str}/accessibility", needs=May.ANYONE)
async def accessibility(request: Ask, slug: Word) -> Response[Any]:
    return page(request, "training/accessibility.html", center=await centers.by_slug(slug))


routes = Router("/", route_handlers=[front, house_privacy, privacy, accessibility])
