"""The center's log as it is kept: how long it is, its root, what proves it. A few rows are read, however long it is."""

from functools import reduce
from operator import or_
from typing import Any

from certificates.rules import log
from certificates.rules.log import Node, Span
from certificates.tables import LogLeaf, LogNode
from training.access import Actor
from training.tenancy import seen_by


async def size(actor: Actor) -> int:
    """How many entries there are."""
    last = LogLeaf.select(LogLeaf.position).where(seen_by(actor, LogLeaf))
    row = await last.order_by(LogLeaf.position, ascending=False).first()
    return row["position"] + 1 if row else 0


async def position(actor: Actor, entry: str) -> int | None:
    """Where the entry with that hash stands."""
    row = await LogLeaf.select(LogLeaf.position).where(seen_by(actor, LogLeaf), LogLeaf.leaf == entry).first()
    return row["position"] if row else None


async def root(actor: Actor, size: int) -> bytes:
    """The root over the first `size` entries."""
    [hashed] = await _hashes(actor, [Span(0, size)])
    return hashed


async def inclusion(actor: Actor, index: int, size: int) -> list[bytes]:
    """The proof that an entry is among the first `size`. Raises ValueError."""
    return await _hashes(actor, log.inclusion(index, size))


async def consistency(actor: Actor, old: int, size: int) -> list[bytes]:
    """The proof that the first `old` entries are unchanged among the first `size`. Raises ValueError."""
    return await _hashes(actor, log.consistency(old, size))


async def _hashes(actor: Actor, spans: list[Span]) -> list[bytes]:
    found = await nodes(actor, [node for span in spans for node in log.parts(span)])
    return [log.joined(found[node] for node in log.parts(span)) for span in spans]


async def nodes(actor: Actor, wanted: list[Node]) -> dict[Node, bytes]:
    """These parts of the tree, in one statement."""
    if not wanted:
        return {}
    places: dict[int, list[int]] = {}
    for height, place in wanted:
        places.setdefault(height, []).append(place)
    t = LogNode
    any_of: Any = reduce(or_, ((t.height == height) & t.place.is_in(many) for height, many in places.items()))
    rows = await t.select(t.height, t.place, t.hash).where(seen_by(actor, t), any_of)
    return {Node(row["height"], row["place"]): bytes.fromhex(row["hash"]) for row in rows}
