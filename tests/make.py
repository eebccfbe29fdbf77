"""One maker for each noun: what a test does not say is plain and valid. Each saves one row and returns it."""

from functools import cache
from typing import Any

from argon2 import PasswordHasher

from training import clock
from training.access import Actor, ActorKind, Role
from training.tables import Account, Agency, Center, Instructor, Resource, Venue

PASSWORD = "a good long password"


@cache
def _hashed() -> str:
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)


async def saved(row: Any) -> Any:
    await row.save()
    return row


async def center(slug: str = "north", **more: Any) -> Center:
    facts = {"name": f"{slug}培训中心", "short_name": slug, "mark": "示培证字", "created_at": clock.now(), **more}
    return await saved(Center(slug=slug, **facts))


async def agency(center: Center, name: str = "云溪县水利局", **more: Any) -> Agency:
    facts = {"short_name": name, "jurisdiction": "CN-CENTRAL", "state": "confirmed", **more}
    return await saved(Agency(center=center.id, name=name, **facts))


async def account(center: Center, role: Role, mail: str = "", agency: Agency | None = None, **more: Any) -> Account:
    return await saved(
        Account(
            center=center.id,
            agency=agency.id if agency else None,
            roles=role,
            name=more.pop("name", f"{role}"),
            mail=mail or f"{role}@{center.slug}.example",
            password_hash=_hashed(),
            created_at=clock.now(),
            **more,
        )
    )


async def operator(mail: str = "operator@platform.example") -> Account:
    """Somebody who keeps the platform; he belongs to no center."""
    return await saved(
        Account(center=0, roles=Role.OPERATOR, name="平台", mail=mail, password_hash=_hashed(), created_at=clock.now())
    )


def acting(account: Account) -> Actor:
    """The account as an actor, for tests that call actions and queries directly."""
    return Actor(
        kind=ActorKind.ACCOUNT,
        center=account.center,
        name=account.name,
        account=account.id,
        agency=account.agency,
        roles=frozenset(Role(word) for word in account.roles.split()),
    )


async def instructor(center: Center, name: str = "甲教授", **more: Any) -> Instructor:
    resource = await saved(Resource(center=center.id, kind="instructor", name=name))
    facts = {"title": "full_senior", "unavailable": [], **more}
    return await saved(Instructor(center=center.id, resource=resource.id, name=name, **facts))


async def venue(center: Center, name: str = "第一报告厅", **more: Any) -> Venue:
    resource = await saved(Resource(center=center.id, kind="venue", name=name))
    facts = {"kind": "room", "capacity": 60, **more}
    return await saved(Venue(center=center.id, resource=resource.id, name=name, **facts))
