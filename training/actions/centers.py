"""Centers of the platform, as its operator opens them and their directors describe them."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from training import audit, clock, db
from training.access import Actor, Role
from training.actions import accounts
from training.errors import Clash, Fault, Invalid
from training.queries import audit_log, centers
from training.tables import Center
from training.text import Telephone, Text, Version
from training.web.forms import Form, wrong

OF_CERTIFICATES = "证字"


def _mark(given: str) -> str:
    """江培 and 江培证字 are one mark: as certificates bear it. Other papers put their own word in the place of 证字."""
    word = given.removesuffix(OF_CERTIFICATES)
    if not word or not all(char.isalpha() for char in word):
        raise wrong("center.mark")
    return word + OF_CERTIFICATES


class CenterRevision(Form):
    """What a center says of itself, changed on the version it names. Numbers begin with its mark, so it has one."""

    name: Annotated[Text, Field(min_length=1)]
    short_name: Annotated[Text, Field(min_length=1, max_length=40)]
    name_en: Text = ""
    mark: Annotated[Text, Field(min_length=1, max_length=16), AfterValidator(_mark)]
    address: Text = ""
    telephone: Telephone = ""
    icp: Annotated[Text, Field(max_length=60)] = ""
    police_filing: Annotated[Text, Field(max_length=60)] = ""
    bank_account: Text = ""
    version: Version


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


async def change(actor: Actor, given: CenterRevision) -> None:
    """Change what the actor's center says of itself; papers that exist stay as they are. Raises Clash naming who was first."""
    own = actor.center or 0
    async with db.write():
        changes: dict[Any, Any] = {**given.model_dump(exclude={"version"}), "version": given.version + 1}
        mine = (Center.id == own) & (Center.version == given.version)
        if not await Center.update(changes).where(mine).returning(Center.id):
            await centers.facts(own)
            raise Clash("record.changed", {"name": await audit_log.last_hand(actor, "changed", "center", own)})
        await audit.note(actor, "changed", "center", own, {"title": given.name, "mark": given.mark})


async def require_factor(actor: Actor, required: bool) -> None:
    """Whether the center's staff sign in with a second factor; whoever has none is led to set one up first."""
    async with db.write():
        await Center.update({Center.second_factor: required}).where(Center.id == (actor.center or 0))
        await audit.note(actor, "center.factor-required", "center", actor.center or 0, {"required": required})
