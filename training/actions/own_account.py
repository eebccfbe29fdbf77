"""What somebody does with his own account: facts, password, second factor, logins, tokens of his programs."""

from typing import Any

import pyotp
from piccolo.columns import Column

from training import attempts, audit, clock, db, notices, passwords, secrets
from training.access import Actor, May
from training.actions.accounts import (
    PER_ACCOUNT,
    WINDOW_MINUTES,
    folded,
    mail_is_free,
    password_is_long_enough,
    step_of,
    void_links,
)
from training.errors import Fault, Invalid, Missing, Refused
from training.queries import centers
from training.queries import own_account as queries
from training.rules import scopes
from training.tables import Account, ApiToken
from training.tenancy import seen_by

MOST_TOKENS = 20


def _wrong(**fields: Fault) -> Invalid:
    return Invalid("form.invalid", {"n": len(fields)}, fields)


def _mine(actor: Actor) -> Any:
    return seen_by(actor, Account) & (Account.id == (actor.account or 0))


async def _check_password(actor: Actor, given: str, field: str) -> None:
    """Whoever sits at an open browser is not yet the person: the password says so. Raises Invalid or TooMany."""
    await attempts.count({attempts.key("own", str(actor.account)): PER_ACCOUNT}, WINDOW_MINUTES)
    row = await Account.select(Account.password_hash).where(_mine(actor)).first()
    if not await passwords.is_password(row["password_hash"] if row else "", given):
        raise _wrong(**{field: Fault("account.password-wrong")})
    await attempts.forget(attempts.key("own", str(actor.account)))


async def _end_logins(actor: Actor, *, but: str) -> None:
    await db.raw(
        "DELETE FROM login WHERE account = {} AND center = {} AND id_hash <> {}", actor.account, actor.center, but
    )


async def _tell(actor: Actor, mail: str, lang: str, verb: str) -> None:
    """Say by mail that something was changed by which somebody else could come in. Call it inside the write."""
    facts = {"name": actor.name, "verb": verb, "center": await centers.by_id(actor.center) if actor.center else None}
    key = f"account-changed:{actor.account}:{secrets.token()[:12]}"
    await notices.mail(actor, mail, "account_changed", key, lang=lang or "zh_CN", **facts)


async def change_facts(actor: Actor, *, name: str, mail: str, mobile: str, language: str, password: str = "") -> None:
    """Name, mobile and language at once; another mail address only with the password. Raises Invalid or TooMany.

    The address signs in and gets the links for a forgotten password, so the old one is told of the new.
    """
    before, mail = await queries.facts(actor), folded(mail)
    if mail != before.mail:
        await _check_password(actor, password, "password")
    changes: dict[Column | str, Any] = {
        Account.name: name,
        Account.mail: mail,
        Account.mobile: mobile,
        Account.language: language,
    }
    async with mail_is_free():
        async with db.write():
            await Account.update(changes).where(_mine(actor))
            await audit.note(
                actor, "account.facts-changed", "account", actor.account or 0, {"mail": mail != before.mail}
            )
            if mail != before.mail:
                await void_links(actor.center or 0, actor.account or 0)
                await _tell(actor, before.mail, language, "account.mail-changed")


async def change_password(actor: Actor, *, old: str, new: str) -> None:
    """A new password for whoever knows the old one; every login of the account ends but this. Raises Invalid, TooMany."""
    password_is_long_enough(new)
    await _check_password(actor, old, "old")
    hashed, facts = await passwords.hash_password(new), await queries.facts(actor)
    async with db.write():
        await Account.update({Account.password_hash: hashed}).where(_mine(actor))
        await void_links(actor.center or 0, actor.account or 0)
        await _end_logins(actor, but=actor.login)
        await audit.note(actor, "account.password-changed", "account", actor.account or 0)
        await _tell(actor, facts.mail, facts.language, "account.password-changed")


async def end_other_logins(actor: Actor) -> None:
    """Sign out everywhere but here."""
    async with db.write():
        await _end_logins(actor, but=actor.login)
        await audit.note(actor, "account.logins-ended", "account", actor.account or 0)


def _offer_row(actor: Actor) -> str:
    return f"account:{actor.account}:totp-offer"


def offer_factor(actor: Actor) -> str:
    """A new secret for the authenticator, sealed for this account: it counts only once a code proves that it arrived."""
    return secrets.seal(pyotp.random_base32(), row=_offer_row(actor))


def opened(actor: Actor, offer: str) -> str:
    """The secret of an offer. Raises Missing for one that was not made for this account."""
    try:
        return secrets.unseal(offer, row=_offer_row(actor))
    except secrets.Unreadable as error:
        raise Missing("link.spent") from error


async def set_factor(actor: Actor, *, offer: str, code: str) -> None:
    """Ask for a code of this secret at every sign-in from now on; other logins end. Raises Invalid, Missing, Refused."""
    secret = opened(actor, offer)
    step = step_of(secret, code)
    if step is None:
        raise _wrong(code=Fault("account.code-wrong"))
    sealed = secrets.seal(secret, row=f"account:{actor.account}:totp")
    async with db.write():
        none_yet = _mine(actor) & (Account.totp_secret == "")
        if not await (
            Account.update({Account.totp_secret: sealed, Account.totp_step: step}).where(none_yet).returning(Account.id)
        ):
            raise Refused("account.has-factor")
        await _end_logins(actor, but=actor.login)
        await audit.note(actor, "account.factor-set", "account", actor.account or 0)


async def drop_factor(actor: Actor, password: str) -> None:
    """Sign in by password alone again. Raises Invalid, TooMany, or Refused where the center requires a second factor."""
    if await queries.factor_is_required(actor):
        raise Refused("account.factor-required")
    await _check_password(actor, password, "password")
    facts = await queries.facts(actor)
    async with db.write():
        await Account.update({Account.totp_secret: ""}).where(_mine(actor))
        await audit.note(actor, "account.factor-dropped", "account", actor.account or 0)
        await _tell(actor, facts.mail, facts.language, "account.factor-dropped")


async def make_token(actor: Actor, *, name: str, wanted: frozenset[May]) -> str:
    """A key for a program, narrowed to what the account itself may do. It is told once; only its hash is kept."""
    if not wanted or not wanted <= set(scopes.offered(actor)):
        raise _wrong(scopes=Fault("account.scopes"))
    if sum(each.revoked is None for each in await queries.tokens(actor)) >= MOST_TOKENS:
        raise Invalid("account.too-many-tokens", {"most": MOST_TOKENS})
    token = secrets.token()
    row = ApiToken(
        center=actor.center or 0,
        account=actor.account,
        name=name,
        token_hash=secrets.hashed(token),
        scopes=" ".join(sorted({*wanted, May.SIGNED_IN})),
        created_at=clock.now(),
    )
    async with db.write():
        await row.save()
        await audit.note(actor, "token.made", "token", row.id, {"scopes": sorted(wanted)})
    return token


async def revoke_token(actor: Actor, id: int) -> None:
    """The program is refused from now on; doing it again changes nothing. Raises Missing for another's token."""
    if id not in {each.id for each in await queries.tokens(actor)}:
        raise Missing("problem.not-found")
    async with db.write():
        mine = seen_by(actor, ApiToken) & (ApiToken.account == (actor.account or 0)) & (ApiToken.id == id)
        if (
            await ApiToken.update({ApiToken.revoked_at: clock.now()})
            .where(mine, ApiToken.revoked_at.is_null())
            .returning(ApiToken.id)
        ):
            await audit.note(actor, "token.revoked", "token", id)
