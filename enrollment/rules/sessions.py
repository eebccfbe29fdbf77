"""What a cohort must be taught: the sessions that follow from the items of its package."""

from collections.abc import Iterable

from enrollment.model import PlanItem, SessionKind
from training.model import Half
from training.rules.half_days import SLOTS

TAUGHT = frozenset(kind.value for kind in SessionKind)


def to_be_held(items: Iterable[PlanItem]) -> list[PlanItem]:
    """The items that become sessions, in the order of the plan; travel, meals and free time only keep their half-day."""
    return sorted((item for item in items if item.kind in TAUGHT), key=in_order)


def in_order(item: PlanItem) -> tuple[int, int, int, int]:
    """Where an item stands in the plan."""
    return item.day, list(Half).index(item.half), item.position, item.id


def slots(item: PlanItem, items: Iterable[PlanItem]) -> int:
    """How many slots a session takes. A ceremony beside teaching takes none: it opens or ends that half-day."""
    if item.kind == SessionKind.CEREMONY:
        return 0 if any(_shares(item, other) for other in items) else 1
    length = SLOTS[item.half] if item.slots is None else item.slots
    return min(length, SLOTS[item.half]) if item.half == Half.EVENING else length


def _shares(ceremony: PlanItem, other: PlanItem) -> bool:
    return other.kind == SessionKind.TEACHING and (other.day, other.half) == (ceremony.day, ceremony.half)
