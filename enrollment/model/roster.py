"""Who has a place in a cohort, and what a roster is read as."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from training.errors import Fault
from training.model import Gender, IdType


class EnrollmentState(StrEnum):
    """已确认, 取消参训, 已换人: what became of a place in a class."""

    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True)
class RosterRow:
    """One row of a roster as it was typed. `line` is its row in the sheet, as the person who sent it counts."""

    line: int
    name: str = ""
    gender: str = ""
    ethnic: str = ""
    unit_post: str = ""
    level: str = ""
    id_type: str = ""
    id_number: str = ""
    mobile: str = ""
    note: str = ""


@dataclass(frozen=True)
class Listed:
    """One person of a roster whose row holds no fault, ready to be enrolled. `name_as_given` keeps the row's own spelling."""

    line: int
    name: str
    name_as_given: str
    gender: Gender
    ethnic: str
    unit_post: str
    level: str
    id_type: IdType
    id_number: str
    mobile: str
    note: str


@dataclass(frozen=True)
class Overlap:
    """Another class of the same person on the same days. `cohort` is empty where the reader may not know its name."""

    cohort: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Known:
    """What the center knows already of the bearer of an ID number. `is_ours`: the reader may see and correct it."""

    trainee: int
    is_ours: bool
    name: str
    mobile: str
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True)
class Remark:
    """What is to be said of one cell; a fault unless it is a note. `line` 0 speaks of the roster as a whole."""

    line: int
    field: str
    fault: Fault
    is_note: bool = False


@dataclass(frozen=True)
class Crowd:
    """More people than agreed: `kept` have a place already, `new` would get one; `names` are the last of these."""

    seats: int
    kept: int
    new: int
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return self.kept + self.new

    @property
    def over(self) -> int:
        return self.count - self.seats

    @property
    def said(self) -> dict[str, object]:
        """The values that its texts name."""
        told = {"seats": self.seats, "kept": self.kept, "new": self.new, "count": self.count, "over": self.over}
        more = ("…",) if min(self.over, self.new) > len(self.names) else ()
        return {**told, "names": (*self.names, *more)}


@dataclass(frozen=True)
class RosterCheck:
    """A roster read and judged: its people, and everything to be said of its rows. Only without faults it can be saved.

    With a `crowd` it can be saved by the center alone, and only when that is confirmed.
    """

    people: tuple[Listed, ...]
    remarks: tuple[Remark, ...]
    crowd: Crowd | None = None

    @property
    def faults(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if not remark.is_note)

    @property
    def notes(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.is_note)


@dataclass(frozen=True)
class Upload:
    """A roster that was sent and waits to be checked."""

    id: int
    cohort: int
    file_name: str
    rows: tuple[RosterRow, ...]
    uploaded_by: str
    uploaded_at: datetime
    version: int


@dataclass(frozen=True)
class Place:
    """A trainee's place in a class, as lists show it: ID and mobile masked."""

    id: int
    trainee: int
    position: int
    state: EnrollmentState
    name: str
    gender: str
    ethnic: str
    unit_post: str
    level: str
    id_type: str
    id_masked: str
    mobile_masked: str
    note: str
    replaced_by: int | None = None
