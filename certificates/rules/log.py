"""The append-only log of everything issued: a Merkle tree as in RFC 9162, section 2.1, over hashes of credentials.

Whoever keeps an old head can prove that nothing below it was rewritten, dropped or put elsewhere. A leaf is the SHA-256
of a credential, so the log names nobody. Pure: signing heads is `heads.py`, keeping leaves is the database's part.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

EMPTY = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """One complete part of the tree: over the 2ʰ entries from place·2ʰ on."""

    height: int
    place: int


class Span(NamedTuple):
    """The entries from `first` to before `last`; `first` is a multiple of the largest power of two within."""

    first: int
    last: int


def inclusion(index: int, size: int) -> list[Span]:
    """What proves that entry `index` is among the first `size`, in the order of the proof. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("no such entry at that size")
    proof, first, last = [], 0, size
    while last - first > 1:
        middle = first + _half(last - first)
        if index < middle:
            proof.append(Span(middle, last))
            last = middle
        else:
            proof.append(Span(first, middle))
            first = middle
    return proof[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """What proves that the first `old` entries are unchanged among the first `size`. Raises ValueError."""
    if not 0 < old <= size:
        raise ValueError("no such older size")
    proof, first, last, is_known = [], 0, size, True
    while last != old:
        middle = first + _half(last - first)
        if old <= middle:
            proof.append(Span(middle, last))
            last = middle
        else:
            proof.append(Span(first, middle))
            first, is_known = middle, False
    return ([] if is_known else [Span(first, last)]) + proof[::-1]


def parts(span: Span) -> list[Node]:
    """The complete parts that make up a span, from its end to its beginning."""
    found, at = [], span.last
    while at > span.first:
        height = min(((at & -at) or at).bit_length(), (at - span.first).bit_length()) - 1
        found.append(Node(height, (at >> height) - 1))
        at -= 1 << height
    return found


def joined(hashes: Iterable[bytes]) -> bytes:
    """The hash over a span from those of its parts, in the order of `parts`; over nothing, that of an empty log."""
    node = b""
    for left in hashes:
        node = node_hash(left, node) if node else left
    return node or EMPTY


def completed(index: int) -> Iterator[tuple[Node, Node]]:
    """The parts that become complete with entry `index`, from below: each with its left half, which was there before."""
    height, place = 0, index
    while place & 1:
        yield Node(height + 1, place >> 1), Node(height, place - 1)
        height, place = height + 1, place >> 1


class Log:
    """The tree in memory: `levels[h][i]` is the hash of Node(h, i). 64 bytes an entry."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [[]]
        for entry in entries:
            self.append(entry)

    def __len__(self) -> int:
        return len(self.levels[0])

    def append(self, entry: bytes) -> int:
        """Add an entry; its index."""
        levels, height, node = self.levels, 0, sha256(b"\x00" + entry).digest()
        level = levels[0]
        level.append(node)
        index = len(level) - 1
        while not len(level) & 1:
            node = sha256(b"\x01" + level[-2] + node).digest()
            height += 1
            if height == len(levels):
                levels.append([])
            level = levels[height]
            level.append(node)
        return index

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries. Raises ValueError beyond the log."""
        return self._hash(Span(0, self._within(size)))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof that entry `index` is under the root of the first `size` entries."""
        return [self._hash(span) for span in inclusion(index, self._within(size))]

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the first `old` entries are unchanged among the first `size`."""
        return [self._hash(span) for span in consistency(old, self._within(size))]

    def _hash(self, span: Span) -> bytes:
        return joined(self.levels[height][place] for height, place in parts(span))

    def _within(self, size: int | None) -> int:
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise ValueError("the log is not that long")
        return size


def is_included(entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the entry at that index under the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf_hash(entry)
    for other in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(other, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, other)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the older tree unchanged inside the newer (RFC 9162, section 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            was, now = node_hash(other, was), node_hash(other, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, other)
        at, last = at >> 1, last >> 1
    return last == 0 and was == old_root and now == root


def _half(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1
