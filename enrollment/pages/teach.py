"""An instructor's own page: his sessions from today on, with class, place and whom to ring."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from enrollment.pages import doors
from enrollment.queries import feeds, own
from training import clock
from training.access import Actor, May
from training.queries import centers
from training.web.page import page

Ask = Request[Any, Any, Any]


@get("/teach", needs=May.BE_INSTRUCTOR)
async def teach(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    center = await centers.by_id(actor.center or 0)
    today = clock.today(center.zone)
    found = await own.teaching(actor, center, today)
    days = {each.on_day: [(one, of) for one, of in found if one.on_day == each.on_day] for each, _ in found}
    return page(request, "enrollment/teach.html", days=days, today=today, feed=feeds.address(actor, center.slug))


routes = doors.own_routes(teach)
