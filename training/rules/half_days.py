"""A center's table of half-days: which slot of the timetable is which stretch of the clock, in the center's zone.

Slots of a day count from 0, the evening is 4. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from training.model import Half, HalfHours

DAY = 5
FIRST = {Half.AM: 0, Half.PM: 2, Half.EVENING: 4}
SLOTS = {half: half.slots for half in Half}
USUAL = (
    HalfHours(Half.AM, time(8, 30), time(12)),
    HalfHours(Half.PM, time(14, 30), time(18)),
    HalfHours(Half.EVENING, time(19), time(20, 30)),
)
Stretch = tuple[datetime, datetime]


def half_of(slot: int) -> Half:
    """The half-day of a slot of the day."""
    return Half.AM if slot < FIRST[Half.PM] else Half.PM if slot < FIRST[Half.EVENING] else Half.EVENING


def halves_of(half: Half, slots: int) -> tuple[Half, ...]:
    """The half-days that so many slots from the start of `half` reach into; at least that one."""
    last = min(FIRST[half] + max(slots, 1), DAY) - 1
    return tuple(each for each in Half if FIRST[half] <= FIRST[each] <= last)


@dataclass(frozen=True)
class HalfDays:
    """The table itself. Days and slots in, aware UTC instants out, and back."""

    zone: str = "Asia/Shanghai"
    hours: tuple[HalfHours, ...] = USUAL

    def at(self, day: date, moment: time) -> datetime:
        """A clock time of a day in the center, in UTC."""
        return datetime.combine(day, moment, ZoneInfo(self.zone)).astimezone(UTC)

    def half(self, half: Half) -> HalfHours:
        return next(each for each in self.hours if each.half == half)

    def of_half(self, day: date, half: Half) -> Stretch:
        """A whole half-day."""
        hours = self.half(half)
        return self.at(day, hours.starts), self.at(day, hours.ends)

    def of_slot(self, day: date, slot: int) -> Stretch:
        """One slot of a day: its even share of its half-day."""
        half = half_of(slot)
        starts, ends = self.of_half(day, half)
        share, place = (ends - starts) / SLOTS[half], slot - FIRST[half]
        return starts + share * place, starts + share * (place + 1)

    def stretch(self, day: date, slot: int, length: int) -> Stretch:
        """From the start of a slot to the end of the last of `length` slots, what lies between included."""
        return self.of_slot(day, slot)[0], self.of_slot(day, slot + length - 1)[1]

    def has_begun(self, day: date, half: Half, now: datetime) -> bool:
        """Whether nothing new can be put into a half-day any more."""
        return self.of_half(day, half)[0] <= now

    def day_of(self, moment: datetime) -> date:
        """The day of the center in which an instant falls."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def slot_at(self, moment: datetime) -> int:
        """The slot of its day in which an instant falls; the next one when it falls between two."""
        day = self.day_of(moment)
        return next((slot for slot in range(DAY) if self.of_slot(day, slot)[1] > moment), DAY - 1)

    def touched(self, stretches: Iterable[Stretch]) -> Iterator[tuple[date, int]]:
        """Every day and slot that a stretch reaches into, once for each stretch."""
        for starts, ends in stretches:
            day, last = self.day_of(starts), self.day_of(ends)
            while day <= last:
                for slot in range(DAY):
                    begins, over = self.of_slot(day, slot)
                    if begins < ends and starts < over:
                        yield day, slot
                day += timedelta(days=1)


def table(zone: str, rows: Iterable[dict[str, str]]) -> HalfDays:
    """The table as a center keeps it: rows of half, starts, ends (HH:MM). A half that is not given has the usual hours."""
    given = {
        Half(row["half"]): HalfHours(
            Half(row["half"]), time.fromisoformat(row["starts"]), time.fromisoformat(row["ends"])
        )
        for row in rows
    }
    return HalfDays(zone, tuple(given.get(usual.half, usual) for usual in USUAL))
