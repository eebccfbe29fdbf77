"""Accounts: signing in and out, one-time links instead of default passwords, a second factor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp

from training import attempts, audit, clock, db, passwords, secrets
from training.access import Actor, ActorKind, Role, worker
from training.errors import Clash, Fault, Invalid, Missing
from training.tables import Account, OneTimeLink
from training.tenancy import seen_by

LINK_DAYS = 7
SET_PASSWORD = "set-password"
PER_ACCOUNT = 10
PER_ADDRESS = 60
WINDOW_MINUTES = 5


@dataclass(frozen=True)
class Known:
    """An account whose password was right. `needs_code` asks for the second factor before a login begins."""

    account: int
    center: int
    name: str
    needs_code: bool


def code_needed() -> Invalid:
    """What the sign-in page says when the password was right and a second factor is asked for."""
    return Invalid("sign-in.code-needed")


def folded(mail: str) -> str:
    """A mail address as it is compared."""
    return mail.strip().casefold()


async def sign_in(mail: str, password: str, address: str, code: str = "") -> Known:
    """Check a mail address and password (and the code of a second factor).

    Raises Invalid with the same words and after the same time whether or not the account exists; TooMany after ten
    wrong passwords for one account in five minutes, whatever the address.
    """
    by_account, by_address = attempts.key("account", folded(mail)), attempts.key("address", address)
    await attempts.count({by_account: PER_ACCOUNT, by_address: PER_ADDRESS}, WINDOW_MINUTES)
    row = await Account.select().where(Account.mail == folded(mail)).first()
    right = await passwords.is_password(row["password_hash"] if row and row["is_active"] else "", password)
    if not row or not right:
        raise Invalid("sign-in.wrong", fields={"password": Fault("sign-in.wrong")})
    if row["totp_secret"]:
        if not code:
            return Known(row["id"], row["center"], row["name"], needs_code=True)
        await _second_factor(row, code)
    await attempts.forget(by_account)
    return Known(row["id"], row["center"], row["name"], needs_code=False)


async def _second_factor(row: dict[str, Any], code: str) -> None:
    """A code of the current half minute or its neighbours, each step once."""
    step = step_of(secrets.unseal(row["totp_secret"], row=f"account:{row['id']}:totp"), code)
    used = await (
        Account.update({Account.totp_step: step})
        .where(Account.id == row["id"], Account.totp_step < step)
        .returning(Account.id)
        if step is not None
        else _nothing()
    )
    if not used:
        raise Invalid("sign-in.wrong-code", fields={"code": Fault("sign-in.wrong-code")})


async def _nothing() -> list[Any]:
    return []


def step_of(secret: str, code: str) -> int | None:
    """Which half minute a code of this secret belongs to, of the current one and its neighbours."""
    totp = pyotp.TOTP(secret)
    return next((step for step in _steps() if secrets.same(totp.generate_otp(step), code)), None)


def _steps() -> tuple[int, int, int]:
    step = int(clock.now().timestamp()) // 30
    return step, step - 1, step + 1


async def invite(
    actor: Actor, *, center: int, name: str, mail: str, roles: frozenset[Role], agency: int | None = None
) -> str:
    """Open an account without a password and return the token of the one-time link that sets one.

    Raises Invalid when the mail address is taken.
    """
    async with mail_is_free():
        async with db.write():
            return await open_account(actor, center=center, name=name, mail=mail, roles=roles, agency=agency)


@asynccontextmanager
async def mail_is_free() -> AsyncIterator[None]:
    """Say at the field of a form that a mail address is taken. Goes around the write."""
    try:
        yield
    except db.Taken as taken:
        if taken.what != "u_account_mail":
            raise
        raise Invalid("form.invalid", {"n": 1}, {"mail": Fault("account.mail-taken")}) from taken


async def open_account(
    actor: Actor,
    *,
    center: int,
    name: str,
    mail: str,
    roles: frozenset[Role],
    agency: int | None = None,
    mobile: str = "",
) -> str:
    """The part of an invitation that is written; call it inside a write. Returns the token."""
    account = Account(
        center=center,
        agency=agency,
        roles=" ".join(sorted(roles)),
        name=name,
        mail=folded(mail),
        mobile=mobile,
        created_at=clock.now(),
    )
    await account.save()
    token = await set_password_link(center, account.id)
    await audit.note(actor, "account.invited", "account", account.id, {"roles": sorted(roles)}, center=center)
    return token


async def set_password_link(center: int, account: int, lasts: timedelta = timedelta(days=LINK_DAYS)) -> str:
    """The token of a link that sets an account's password. Call it inside a write."""
    token = secrets.token()
    await OneTimeLink(
        center=center,
        token_hash=secrets.hashed(token),
        purpose=SET_PASSWORD,
        subject={"account": account},
        ends_at=clock.now() + lasts,
    ).save()
    return token


async def void_links(center: int, account: int) -> None:
    """Links that set this account's password are worth nothing from now on. Call it inside a write."""
    mine = seen_by(worker(center), OneTimeLink) & (OneTimeLink.purpose == SET_PASSWORD) & OneTimeLink.spent_at.is_null()
    waiting = await (
        OneTimeLink.select(OneTimeLink.id, OneTimeLink.subject)
        .where(mine, OneTimeLink.ends_at > clock.now())
        .output(load_json=True)
    )
    if ids := [row["id"] for row in waiting if row["subject"]["account"] == account]:
        await OneTimeLink.update({OneTimeLink.spent_at: clock.now()}).where(mine, OneTimeLink.id.is_in(ids))


async def look_at_link(token: str, purpose: str) -> dict[str, Any]:
    """What a link is for. Opening it spends nothing. Raises Missing when it is unknown, over or spent."""
    rows = await (
        OneTimeLink.select()
        .where(
            OneTimeLink.token_hash == secrets.hashed(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.spent_at.is_null(),
            OneTimeLink.ends_at > clock.now(),
        )
        .output(load_json=True)
    )
    if not rows:
        raise Missing("link.spent")
    return dict(rows[0]["subject"])


def password_is_long_enough(password: str) -> None:
    """Length is the only rule for a password. Raises Invalid."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise Invalid(
            "form.invalid", {"n": 1}, {"password": Fault("account.password-length", {"least": passwords.SHORTEST})}
        )


async def set_password(token: str, password: str) -> Known:
    """Spend a one-time link: set the password, end every login and every other link the account had.

    Who has a second factor signs in with it afterwards. Raises Missing, Invalid or Clash.
    """
    subject = await look_at_link(token, SET_PASSWORD)
    password_is_long_enough(password)
    hashed = await passwords.hash_password(password)
    async with db.write():
        mine = (OneTimeLink.token_hash == secrets.hashed(token)) & OneTimeLink.spent_at.is_null()
        if not await OneTimeLink.update({OneTimeLink.spent_at: clock.now()}).where(mine).returning(OneTimeLink.id):
            raise Clash("link.spent")
        rows = await (
            Account.update({Account.password_hash: hashed})
            .where(Account.id == subject["account"], Account.is_active.eq(True))
            .returning(Account.id, Account.center, Account.name, Account.totp_secret)
        )
        if not rows:
            raise Missing("link.spent")
        row = rows[0]
        await void_links(row["center"], row["id"])
        await db.raw("DELETE FROM login WHERE account = {}", row["id"])
        who = Actor(kind=ActorKind.ACCOUNT, center=row["center"], account=row["id"], name=row["name"])
        await audit.note(who, "account.password-set", "account", row["id"])
    return Known(row["id"], row["center"], row["name"], needs_code=bool(row["totp_secret"]))
