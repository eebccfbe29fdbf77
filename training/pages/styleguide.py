"""The style guide: every component in every state. For whoever builds pages, so for the demo center and for staff."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from training.access import Actor, May
from training.errors import Missing
from training.settings import settings
from training.web.page import page
from training.web.paging import Page, Slice

SAMPLE = Page(range(20), 386, Slice(7, 20), (("theme", "emergency"),))


@get("/styleguide", needs=May.ANYONE)
async def styleguide(request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
    if not (settings().demo or actor.is_staff or actor.may(May.OPERATE)):
        raise Missing("problem.not-found")
    return page(request, "training/styleguide.html", pages=SAMPLE)


routes = Router("/", route_handlers=[styleguide])
