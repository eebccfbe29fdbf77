"""What a timetable costs: one function for each thing that is not wished, in the units of the center's weights."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from training.timetable.board import Board
from training.timetable.problem import (
    BEST_RATING,
    DAY,
    EVENING,
    LAST_BEFORE_EVENING,
    LECTURE,
    Placement,
    Session,
    VenueKind,
    slots_of,
)


def taught(board: Board) -> Iterator[tuple[Session, Placement, int]]:
    for placement in board.placed.values():
        if placement.instructor is not None:
            yield board.sessions[placement.session], placement, placement.instructor


def in_rooms(board: Board) -> Iterator[tuple[Session, int]]:
    for placement in board.placed.values():
        if placement.venue is not None and board.venues[placement.venue].kind is VenueKind.ROOM:
            yield board.sessions[placement.session], placement.venue


def unplaced(board: Board) -> int:
    return len(board.sessions) - len(board.placed)


def wish_left(board: Board) -> int:
    """Sessions outside their promised half-day."""
    wishes = ((board.sessions[one.session].wished, one.start) for one in board.placed.values())
    return sum(bool(wished) and start not in wished for wished, start in wishes)


def extra_room(board: Board) -> int:
    """Rooms of each cohort beyond its first."""
    rooms: dict[int, set[int]] = defaultdict(set)
    for session, venue in in_rooms(board):
        for cohort in session.cohorts:
            rooms[cohort].add(venue)
    return sum(len(used) - 1 for used in rooms.values())


def evening(board: Board) -> int:
    return sum(one.start % DAY == EVENING for one in board.placed.values())


def lectures_back_to_back(board: Board) -> int:
    """Half-days in which the same people hear lectures in both slots."""
    hearing = {
        key
        for key, sessions in board.of_people.items()
        if any(board.sessions[one].method == LECTURE for one in sessions)
    }
    return sum(slot % DAY in {0, 2} and (people, slot + 1) in hearing for people, slot in hearing)


def busy_day(board: Board) -> int:
    """Days on which an instructor teaches more than one slot."""
    load, made_of = board.load()
    return sum(load[key] > 1 for key in made_of)


def disliked(board: Board) -> int:
    """Slots taught that the instructor would rather not."""
    return sum(
        slot in board.instructors[instructor].dislikes
        for session, placement, instructor in taught(board)
        for slot in slots_of(placement.start, session.length)
    )


def one_method_day(board: Board) -> int:
    """Days on which the same people have several sessions, all of one method."""
    return sum(
        len(sessions) > 1 and len({board.sessions[one].method for one in sessions}) == 1
        for sessions in board.days().values()
    )


def late_lecture(board: Board) -> int:
    return sum(
        one.start % DAY == LAST_BEFORE_EVENING and board.sessions[one.session].method == LECTURE
        for one in board.placed.values()
    )


def rating(board: Board) -> int:
    """Stars below five."""
    return sum(
        BEST_RATING - board.instructors[instructor].ratings.get(session.topic, BEST_RATING)
        for session, _, instructor in taught(board)
    )


def over_load(board: Board) -> int:
    """Slots taught here above what an instructor wished to teach in all."""
    here: Counter[int] = Counter()
    for session, _, instructor in taught(board):
        here[instructor] += session.length
    over = 0
    for instructor, slots in here.items():
        one = board.instructors[instructor]
        if one.wished_slots is not None:
            over += max(0, slots - max(0, one.wished_slots - len(one.busy)))
    return over


def fee(board: Board) -> int:
    return sum(board.instructors[instructor].fee * session.length for session, _, instructor in taught(board))


def seats_wasted(board: Board) -> int:
    """Empty seats, by twenties."""
    return sum(
        max(0, (board.venues[venue].capacity - board.trainees(session)) // 20) for session, venue in in_rooms(board)
    )


PRICES: dict[str, Callable[[Board], int]] = {
    "unplaced": unplaced,
    "wish_left": wish_left,
    "extra_room": extra_room,
    "evening": evening,
    "lectures_back_to_back": lectures_back_to_back,
    "busy_day": busy_day,
    "disliked": disliked,
    "one_method_day": one_method_day,
    "late_lecture": late_lecture,
    "rating": rating,
    "over_load": over_load,
    "fee": fee,
    "seats_wasted": seats_wasted,
}
