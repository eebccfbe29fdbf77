"""A trainee's own pages: today and the whole timetable. How he comes in is in `entry`."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from enrollment.pages import doors, entry
from enrollment.queries import feeds, own
from training import clock
from training.access import Actor, May
from training.queries import centers
from training.web.page import page, today

Ask = Request[Any, Any, Any]


async def _chosen(request: Ask, actor: Actor) -> tuple[list[own.OwnClass], own.OwnClass | None]:
    """His classes, and the one that the address names or that is due."""
    every = await own.classes(actor)
    named = [each for each in every if str(each.id) == request.query_params.get("class", "")]
    return every, next(iter(named), None) or own.current(every, today(request))


@get("/me", needs=May.BE_TRAINEE)
async def own_today(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    day = today(request)
    every, chosen = await _chosen(request, actor)
    sessions = await own.timetable(actor, chosen.id) if chosen else []
    return page(
        request,
        "enrollment/me_today.html",
        today=day,
        classes=every,
        chosen=chosen,
        sessions=[each for each in sessions if each.on_day == day],
        coming=next((each for each in sessions if each.on_day and each.on_day > day and not each.is_off), None),
        sums=await own.tally(actor, chosen.id, clock.now()) if chosen else None,
    )


@get("/me/timetable", needs=May.BE_TRAINEE)
async def timetable(request: Ask, actor: NamedDependency[Actor]) -> Response[Any]:
    every, chosen = await _chosen(request, actor)
    sessions = await own.timetable(actor, chosen.id) if chosen else []
    center = await centers.by_id(actor.center or 0)
    days = {each.on_day: [one for one in sessions if one.on_day == each.on_day] for each in sessions}
    return page(
        request,
        "enrollment/me_timetable.html",
        classes=every,
        chosen=chosen,
        days=days,
        feed=feeds.address(actor, center.slug),
        today=today(request),
    )


routes = Router("/", route_handlers=[*entry.HANDLERS, doors.own_routes(own_today, timetable)])
