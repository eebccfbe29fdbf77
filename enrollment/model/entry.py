"""How people without a password come in."""

from dataclasses import dataclass
from datetime import datetime

from training.access import ActorKind

CLASS, WHOLE_CENTER = "class:", "center"
"""What a code is for: one class, by its number, or the whole center."""


@dataclass(frozen=True)
class Door:
    """Where people without a password come in: one class by its code, or (cohort None) the whole center."""

    center: int
    cohort: int | None
    title: str
    path: str

    @property
    def purpose(self) -> str:
        return f"{CLASS}{self.cohort}" if self.cohort else WHOLE_CENTER


@dataclass(frozen=True)
class Candidate:
    """Somebody a mobile number may belong to; `key` names him in a choice. His name is shown masked."""

    kind: ActorKind
    id: int
    name: str
    masked: str
    unit: str
    mail: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind.value}.{self.id}"


@dataclass(frozen=True)
class Asked:
    """A code that somebody of a class waits for, as his class adviser sees it."""

    code: int
    name: str
    unit: str
    ends_at: datetime
    is_for_center: bool = False
