"""The demonstration's own page: the mails and text messages that went out."""

from typing import Any

from litestar import Request, Response, Router, get

from training.access import May
from training.queries import demo_messages
from training.web.page import page


@get("/demo/messages", needs=May.ANYONE)
async def messages(request: Request[Any, Any, Any]) -> Response[Any]:
    return page(request, "training/demo_messages.html", messages=await demo_messages.newest())


routes = Router("/", route_handlers=[messages])
