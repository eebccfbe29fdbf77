"""The log grows by one entry for each certificate that is made, and its state is signed after each class."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates import heads
from certificates.actions import keys
from certificates.heads import Head
from certificates.queries import log as queries
from certificates.rules import log
from certificates.rules.log import Node
from certificates.tables import LogHead, LogLeaf, LogNode
from training import clock, db, numbering
from training.access import Actor
from training.tenancy import seen_by

COUNTER = "log"


async def append(actor: Actor, certificate: int, entry: bytes) -> int:
    """Add an entry and every part of the tree that it completes; its position.

    Call it inside the write that is its cause. The counter's row is held until that write ends, so whoever comes next
    builds on this entry: the log cannot fork, and a write that is given up leaves no gap.
    """
    position = await numbering.take(actor, COUNTER, 0) - 1
    await LogLeaf(
        center=actor.center, position=position, leaf=entry.hex(), certificate=certificate, at=clock.now()
    ).save()
    halves = list(log.completed(position))
    lefts = await queries.nodes(actor, [left for _, left in halves])
    node = log.leaf_hash(entry)
    grown = [_row(actor, Node(0, position), node)]
    for whole, left in halves:
        node = log.node_hash(lefts[left], node)
        grown.append(_row(actor, whole, node))
    await LogNode.insert(*grown)
    return position


def _row(actor: Actor, node: Node, hashed: bytes) -> LogNode:
    return LogNode(center=actor.center, height=node.height, place=node.place, hash=hashed.hex())


async def sign_head(actor: Actor, origin: str) -> None:
    """A signed statement of the log as it is now; nothing where it has not grown since the last."""
    size = await queries.size(actor)
    if not size or await LogHead.exists().where(seen_by(actor, LogHead), LogHead.size == size):
        return
    head = Head(origin, size, await queries.root(actor, size), clock.now())
    note = heads.signed(head, Ed25519PrivateKey.from_private_bytes(await keys.seed(actor, keys.LOG)))
    await db.raw(
        "INSERT INTO log_head (center, size, root, signature, at) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (center, size) DO NOTHING",
        actor.center,
        head.size,
        head.root.hex(),
        note,
        head.at,
    )
