"""Whether somebody else teaches than the agency agreed to: under the agreement it has to be asked first."""

from collections.abc import Iterable, Mapping

from enrollment.model import Person, Replaced, Session


def replaced(sessions: Iterable[Session], agreed: Mapping[int, Person]) -> list[Replaced]:
    """The sessions that have an instructor, and not the one the agreement names."""
    found = ((one, agreed.get(one.package_item)) for one in sessions if one.instructors and not one.is_off)
    return [
        Replaced(one.id, one.title, one.title_en, was, one.instructors)
        for one, was in found
        if was and was.id not in {person.id for person in one.instructors}
    ]
