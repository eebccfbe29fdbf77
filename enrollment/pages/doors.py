"""Which door somebody without a login is sent to, and which page of his own he sees once he is in."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, Router, get

from enrollment.queries import entry as queries
from training.access import ActorKind, May
from training.errors import Unknown
from training.queries import centers
from training.web import logins
from training.web.answers import answer_problem, is_browser
from training.web.forms import BLANK, Filled
from training.web.page import own_path, page, see

Ask = Request[Any, Any, Any]
LONGEST = 200  # characters, as of every text of a form
OWN = {ActorKind.TRAINEE: "/me", ActorKind.INSTRUCTOR: "/teach"}


def wanted(given: str, kind: ActorKind) -> str:
    """The page that somebody asked for before he was let in, where it is one of his own; else the first of them."""
    first = OWN[kind]
    path = own_path(given, first)
    return path if path.partition("?")[0] == first or path.startswith(f"{first}/") else first


def asked(request: Ask, form: Filled = BLANK) -> str:
    """The page to come back to, as the address or a form that is shown again names it; nothing where it is no own one."""
    given = request.query_params.get("back", "") or form.get("back")
    is_own = len(given) <= LONGEST and any(wanted(given, kind) == given for kind in OWN)
    return given if is_own else ""


def inside(request: Ask, center: int) -> str:
    """The page wanted, for who is in at this center already and need not knock; else nothing."""
    actor = logins.asking(request).actor
    back = asked(request)
    return wanted(back, actor.kind) if back and actor.center == center and actor.kind in OWN else ""


def to_door(request: Ask, problem: Unknown) -> Response[Any]:
    """A page of somebody's own leads a browser without a login to the door, and from there back. A program is told."""
    if not is_browser(request):
        return answer_problem(request, problem)
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see(f"/enter?back={quote(back, safe='/')}")


def own_routes(*handlers: Any) -> Router:
    """Pages of a trainee's or an instructor's own, before which stands the door."""
    return Router("/", route_handlers=handlers, exception_handlers={Unknown: to_door})


@get("/enter", needs=May.ANYONE)
async def door(request: Ask) -> Response[Any]:
    """The door of the center where he was last, or of the only one; else he chooses."""
    back, every = asked(request), await centers.all_centers()
    last = await queries.last_center(request.cookies.get(logins.cookie_name("login"), ""))
    known = [each for each in every if each.id == last] or every
    if len(known) == 1:
        return see(f"/{known[0].slug}/enter" + (f"?back={quote(back, safe='/')}" if back else ""))
    return page(request, "enrollment/enter_center.html", centers=every, back=back)
