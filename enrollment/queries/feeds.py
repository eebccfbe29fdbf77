"""Calendar feeds: a secret address for each trainee and instructor, opened without signing in."""

from enrollment.model import Session
from enrollment.queries import sessions
from enrollment.tables import Session as Row
from training import i18n, secrets
from training.access import Actor, ActorKind
from training.errors import Missing
from training.settings import settings

KINDS = {"t": ActorKind.TRAINEE, "i": ActorKind.INSTRUCTOR}
SEAL = 40


def token(actor: Actor) -> str:
    """The secret part of the address of a trainee's or an instructor's own feed."""
    letter = "t" if actor.kind == ActorKind.TRAINEE else "i"
    return _sealed(letter, actor.center or 0, (actor.trainee if letter == "t" else actor.instructor) or 0)


def address(actor: Actor, slug: str) -> str:
    """Where the calendar of a phone subscribes to a trainee's or an instructor's own sessions, in the language it is read in."""
    speaks = "" if i18n.LANG.get() == i18n.DEFAULT else f"?lang={i18n.LANG.get()}"
    return f"{settings().base_url}/{slug}/calendar/{token(actor)}.ics{speaks}"


def _sealed(letter: str, center: int, person: int) -> str:
    return f"{letter}{person}-{secrets.mac(f'{letter}:{center}:{person}', 'calendar feed')[:SEAL]}"


def reader(center: int, given: str) -> Actor:
    """Whose feed an address is, as an actor who sees his own sessions and no more. Raises Missing."""
    letter, number = given[:1], given[1:].partition("-")[0]
    if letter not in KINDS or not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise Missing("problem.not-found")
    if not secrets.same(given, _sealed(letter, center, int(number))):
        raise Missing("problem.not-found")
    person = int(number)
    if letter == "t":
        return Actor(kind=ActorKind.TRAINEE, center=center, trainee=person)
    return Actor(kind=ActorKind.INSTRUCTOR, center=center, instructor=person)


async def own(actor: Actor) -> list[Session]:
    """The published sessions of a trainee or an instructor."""
    return await sessions.asked(actor, Row.is_published.eq(True))
