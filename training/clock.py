"""What time it is. Everything else takes the time as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day it is now in a center's zone."""
    return now().astimezone(ZoneInfo(zone)).date()
