"""A center's own facts for programs."""

from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from training.access import Actor, May
from training.actions import centers as actions
from training.actions.centers import CenterRevision
from training.model import CenterFacts
from training.queries import centers

Who = NamedDependency[Actor]


@get("/center", needs=May.MANAGE_CENTER)
async def center(actor: Who) -> CenterFacts:
    """What the center says of itself, with the version that a change has to name."""
    return await centers.facts(actor.center)


@put("/center", needs=May.MANAGE_CENTER)
async def change_center(actor: Who, data: JSONBody[CenterRevision]) -> CenterFacts:
    """Change what the center says of itself; every number it gives begins with its mark."""
    await actions.change(actor, data)
    return await centers.facts(actor.center)


handlers = [center, change_center]
