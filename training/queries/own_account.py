"""What somebody sees of his own account: his facts, where he is signed in, his programs' tokens."""

from dataclasses import dataclass
from datetime import datetime

from training import clock, db
from training.access import Actor, May
from training.errors import Missing
from training.queries import centers
from training.tables import Account, ApiToken
from training.tenancy import seen_by


@dataclass(frozen=True)
class OwnAccount:
    """An account as its own person sees it."""

    name: str
    mail: str
    mobile: str
    language: str
    has_second_factor: bool


@dataclass(frozen=True)
class OwnLogin:
    """One signed-in browser; `is_this` is the one that asks."""

    agent: str
    began: datetime
    seen: datetime
    is_this: bool


@dataclass(frozen=True)
class Token:
    """A program's key as a list shows it; the key itself is not kept."""

    id: int
    name: str
    scopes: tuple[May, ...]
    made: datetime
    used: datetime | None
    revoked: datetime | None


async def facts(actor: Actor) -> OwnAccount:
    """Raises Missing for whoever has no account."""
    row = await Account.select().where(seen_by(actor, Account), Account.id == (actor.account or 0)).first()
    if row is None:
        raise Missing("problem.not-found")
    return OwnAccount(row["name"], row["mail"], row["mobile"], row["language"], bool(row["totp_secret"]))


async def factor_is_required(actor: Actor) -> bool:
    """Whether the actor's center wants a second factor of him."""
    return actor.is_staff and await centers.requires_factor(actor.center)


async def logins(actor: Actor) -> list[OwnLogin]:
    """Where the actor is signed in, the latest first."""
    rows = await db.raw(
        "SELECT agent, created_at, seen_at, id_hash FROM login WHERE account = {} AND center = {} AND ends_at > {} "
        "ORDER BY seen_at DESC LIMIT 100",
        actor.account or 0,
        actor.center or 0,
        clock.now(),
    )
    return [
        OwnLogin(row["agent"], row["created_at"], row["seen_at"], is_this=row["id_hash"] == actor.login) for row in rows
    ]


async def tokens(actor: Actor) -> list[Token]:
    """The tokens of the actor's account, the newest first; those that were revoked stay on the list."""
    rows = await (
        ApiToken.select()
        .where(seen_by(actor, ApiToken), ApiToken.account == (actor.account or 0))
        .order_by(ApiToken.id, ascending=False)
        .limit(200)
    )
    known = set(May)
    return [
        Token(
            id=row["id"],
            name=row["name"],
            scopes=tuple(May(scope) for scope in row["scopes"].split() if scope in known),
            made=row["created_at"],
            used=row["used_at"],
            revoked=row["revoked_at"],
        )
        for row in rows
    ]
