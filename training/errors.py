"""What can go wrong, in words a person can act on. Pure: no HTTP, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from traceback import walk_tb


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place: a catalogue code and the values its text names."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class Problem(Exception):
    """Something the caller can act on. Translated and given a status at the web's edge, nowhere else.

    `code` is a message id of the catalogues; `fields` names every wrong field at once.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    fields: Mapping[str, Fault] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.code


class Invalid(Problem):
    """What was sent cannot be taken as it is."""


def of_fields(faults: Mapping[str, Fault]) -> Invalid:
    """What stands above a faulty form: how many fields are wrong; one that no form shows is named there."""
    strange = [name[:40] for name, fault in faults.items() if fault.code == "form.unknown-field"]
    if strange:
        return Invalid("form.unknown-fields", {"n": len(faults), "names": ", ".join(strange[:5])}, faults)
    return Invalid("form.invalid", {"n": len(faults)}, faults)


class Unknown(Problem):
    """Who asks has not signed in."""


class Refused(Problem):
    """Who asks sees the thing, but may not do this."""


class Missing(Problem):
    """There is no such thing, or it is not for this person to see."""


class Clash(Problem):
    """Somebody else was first."""


class TooLarge(Problem):
    """More was sent than is taken."""


class TooMany(Problem):
    """Too many tries; later again."""


def is_of_the_sender(error: BaseException) -> bool:
    """Whether what was sent cannot be read: nested without end, or a part of a form in no writing there is."""
    if isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError):
        return True
    files = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    return isinstance(error, UnicodeDecodeError | LookupError) and bool(files) and files[-1].endswith("multipart.py")


class Unavailable(Problem):
    """Something the product needs does not answer just now."""
