"""Reading problems and plans from files and writing plans: JSON, gzipped where the name ends in .gz."""

import gzip
import zlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from training import destinations
from training.timetable import sound
from training.timetable.problem import Placement, Plan, Problem
from training.timetable.sound import Unsound
from training.timetable.wire import PlacementLine, PlanFile, ProblemFile, UnplacedLine, Unread
from training.timetable.words import sentence

LARGEST = 200_000_000  # bytes, unpacked
Shape = TypeVar("Shape")


def content(path: Path) -> bytes:
    """The bytes of a file, unpacked. Raises `Unsound` when there are none or too many."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            found = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unsound(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(found) > LARGEST:
        raise Unsound(f"{path}: larger than {LARGEST // 1_000_000} MB")
    return bytes(found)


def read_problem(path: Path) -> Problem:
    """A sound problem. Raises `Unsound` with one line naming the place."""
    read = content(path)
    sound.ensure_number(len(_decoded(path, read, Unread).sessions))
    problem = _decoded(path, read, ProblemFile).read()
    sound.ensure(problem)
    return problem


def read_plan(path: Path, problem: Problem) -> list[Placement]:
    """The placements of a plan of this problem."""
    file = _decoded(path, content(path), PlanFile)
    placements = [Placement(line.session, line.start, line.instructor, line.venue) for line in file.placements]
    for fault in sound.plan_faults(problem, placements):
        raise Unsound(fault)
    return placements


def _decoded(path: Path, read: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(read, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unsound(f"{path}: {error}") from None


def write_plan(path: Path, plan: Plan, changes: list[dict[str, Any]] | None = None) -> None:
    """The same bytes for the same plan."""
    file = PlanFile(
        [PlacementLine(one.session, one.start, one.instructor, one.venue) for one in plan.placements],
        [UnplacedLine(one.session, "; ".join(map(sentence, one.reasons))) for one in plan.unplaced],
        plan.cost,
        plan.bound,
        dict(sorted(plan.terms.items())),
        str(plan.ended),
        changes or [],
    )
    write_bytes(path, msgspec.json.encode(file) + b"\n")


def write_bytes(path: Path, written: bytes) -> None:
    """The bytes, gzipped where the name ends in .gz. Raises `Unwritable` when that cannot be."""
    destinations.write(path, gzip.compress(written, mtime=0) if path.suffix == ".gz" else written)
