"""The very first account of an installation: whoever reads the link on the server's own screen becomes its operator."""

from datetime import timedelta

from training import audit, clock, db, passwords, secrets
from training.access import Actor, ActorKind, Role
from training.actions.accounts import Known, folded, look_at_link, mail_is_free, password_is_long_enough
from training.errors import Clash, Missing
from training.tables import Account, OneTimeLink

PURPOSE = "first-run"
HOURS = 24


async def link() -> str:
    """The token of a new link while nobody has an account, and nothing afterwards; the links before it are dead."""
    if await Account.exists():
        return ""
    token, now = secrets.token(), clock.now()
    async with db.write():
        await OneTimeLink.update({OneTimeLink.spent_at: now}).where(
            OneTimeLink.purpose == PURPOSE, OneTimeLink.spent_at.is_null()
        )
        await OneTimeLink(
            center=0,
            token_hash=secrets.hashed(token),
            purpose=PURPOSE,
            subject={},
            ends_at=now + timedelta(hours=HOURS),
        ).save()
    return token


async def look(token: str) -> None:
    """Raises Missing for a link that is unknown, over or spent, or once anybody has an account."""
    await look_at_link(token, PURPOSE)
    if await Account.exists():
        raise Missing("link.spent")


async def begin(token: str, *, name: str, mail: str, password: str) -> Known:
    """Spend the link and open the operator's account with the password he chose. Raises Missing, Invalid or Clash."""
    await look(token)
    password_is_long_enough(password)
    hashed = await passwords.hash_password(password)
    async with mail_is_free():
        async with db.write():
            mine = (OneTimeLink.token_hash == secrets.hashed(token)) & OneTimeLink.spent_at.is_null()
            if not await OneTimeLink.update({OneTimeLink.spent_at: clock.now()}).where(mine).returning(OneTimeLink.id):
                raise Clash("link.spent")
            account = Account(
                center=0,
                roles=Role.OPERATOR.value,
                name=name,
                mail=folded(mail),
                password_hash=hashed,
                created_at=clock.now(),
            )
            await account.save()
            who = Actor(kind=ActorKind.ACCOUNT, center=0, account=account.id, name=name)
            await audit.note(who, "account.first", "account", account.id)
    return Known(account.id, 0, name, needs_code=False)
