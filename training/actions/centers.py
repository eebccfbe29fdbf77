"""Centers of the platform, as its operator opens them."""

from training import audit, clock, db
from training.access import Actor, Role
from training.actions import accounts
from training.errors import Fault, Invalid
from training.tables import Center


async def open_center(actor: Actor, *, slug: str, name: str, short_name: str, director: str, mail: str) -> str:
    """Open a center with its director; returns the token of the director's one-time link. Raises Invalid."""
    try:
        async with accounts.mail_is_free(), db.write():
            center = Center(slug=slug, name=name, short_name=short_name, created_at=clock.now())
            await center.save()
            await audit.note(actor, "center.opened", "center", center.id, {"slug": slug})
            return await accounts.open_account(
                actor, center=center.id, name=director, mail=mail, roles=frozenset({Role.DIRECTOR})
            )
    except db.Taken as taken:
        if taken.what != "u_center_slug":
            raise
        raise Invalid("form.invalid", {"n": 1}, {"slug": Fault("center.slug-taken")}) from taken


async def require_factor(actor: Actor, required: bool) -> None:
    """Whether the center's staff sign in with a second factor; whoever has none is led to set one up first."""
    async with db.write():
        await Center.update({Center.second_factor: required}).where(Center.id == (actor.center or 0))
        await audit.note(actor, "center.factor-required", "center", actor.center or 0, {"required": required})
