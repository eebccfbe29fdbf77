"""The routes of the product beside the tables in this folder. A cell says `yes` or `-`, and nothing else."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.access import Actor, ActorKind, May, Role
from training.app import create_app

FOLDER = Path(__file__).parent
WHO = (
    "anonymous",
    "trainee",
    "instructor",
    "liaison",
    "designer",
    "scheduler",
    "adviser",
    "finance",
    "director",
    "operator",
)
HEAD = ("method", "path", "needs", *WHO)


@dataclass(frozen=True)
class Door:
    """One method of one route: who wrote it, and what it asks for."""

    package: str
    method: str
    path: str
    needs: str


def doors() -> Iterator[Door]:
    """Every route of the application but the OPTIONS that the framework adds, which stay closed."""
    for route in create_app().routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(handler.http_methods - {"OPTIONS"}):
                module = handler.fn.__module__.partition(".")[0]
                package = module if module != "litestar" else "training"
                yield Door(package, method, route.path, str(handler.opt.get("needs", "")))


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """What the tables say, by method and path."""
    found = {}
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found[row["method"], row["path"]] = row
    return found


def acting_as(who: str) -> Actor:
    """Somebody of each column, for a first proposal; the tests ask over HTTP instead."""
    if who in {"trainee", "instructor"}:
        return Actor(kind=ActorKind(who), center=1)
    return Actor() if who == "anonymous" else Actor(kind=ActorKind.ACCOUNT, center=1, roles=frozenset({Role(who)}))


def proposed(door: Door) -> dict[str, str]:
    """A row as the grants of today would have it."""
    cells = {who: "yes" if acting_as(who).may(May(door.needs)) else "-" for who in WHO}
    return {"method": door.method, "path": door.path, "needs": door.needs, **cells}
