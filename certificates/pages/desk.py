"""The desk: what waits for whom, from all rooms."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from certificates.queries import desk as queries
from training.access import Actor, May
from training.web.page import page, today

Ask = Request[Any, Any, Any]


@get("/desk", needs=May.SEE_DESK)
async def desk(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    return page(request, "certificates/desk.html", groups=await queries.desk(actor, today(request)))


routes = Router("/", route_handlers=[desk])
