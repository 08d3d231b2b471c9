"""Dates of any year, times of day, and dates with times, as frozen values.

Ordinary dates are `datetime.date`; `FarDate` is a date of a year that Python's calendar does not have.
Years count as in ISO 8601: year 0 comes before year 1, and the Gregorian calendar reaches back forever.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from functools import total_ordering
from typing import Final, TypeAlias

from thiduascore.records import frozen

MOST_YEAR: Final = 999_999_999
"""The greatest year, and with a minus sign the least."""

DAY: Final = 86_400
"""Seconds in a day."""

_CYCLE_YEARS: Final = 400
_CYCLE_DAYS: Final = 146_097


@total_ordering
@frozen
class FarDate:
    """A date before year 1 or after year 9999; it stands in order with ordinary dates."""

    year: int
    month: int
    day: int

    def __lt__(self, other: object) -> bool:
        if isinstance(other, FarDate | datetime.date):
            return (self.year, self.month, self.day) < (other.year, other.month, other.day)
        return NotImplemented

    def toordinal(self) -> int:
        """The number of the day; 1 is the first of January of year 1."""
        cycles, near = _near(self.year)
        return datetime.date(near, self.month, self.day).toordinal() + cycles * _CYCLE_DAYS

    def isoweekday(self) -> int:
        """The day of the week, Monday = 1."""
        return (self.toordinal() - 1) % 7 + 1


Date: TypeAlias = datetime.date | FarDate


@frozen
class Time:
    """A time of day: whole hours and minutes, exact seconds below 60.

    `offset` is how many seconds it is ahead of universal time, `zone` a name of the zone database.
    At most one of them is given; without both the time is local to wherever it is read.
    """

    hour: int
    minute: int
    second: Fraction
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether it is bound to no place."""
        return self.offset is None and self.zone is None

    @property
    def seconds(self) -> Fraction:
        """Seconds since midnight on its own clock."""
        return 3600 * self.hour + 60 * self.minute + self.second


@frozen
class DateTime:
    """A date with a time of day."""

    date: Date
    time: Time


def _near(year: int) -> tuple[int, int]:
    """How many cycles of 400 years a year is away from the year with the same calendar in 1 … 400."""
    cycles, rest = divmod(year - 1, _CYCLE_YEARS)
    return cycles, rest + 1


def week_of(date: Date) -> int:
    """The week of the year, as ISO 8601 counts: the first has the year's first Thursday."""
    if isinstance(date, FarDate):
        date = datetime.date(_near(date.year)[1] + _CYCLE_YEARS, date.month, date.day)
    return date.isocalendar().week


def date_of(year: int, month: int, day: int) -> Date | None:
    """The date with these parts, None when there is no such day or the year is out of range."""
    if abs(year) > MOST_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    if datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return datetime.date(year, month, day)
    return FarDate(year, month, day)


def date_at(ordinal: int) -> Date | None:
    """The date with this number of a day, None beyond the greatest and least year."""
    if 1 <= ordinal <= datetime.date.max.toordinal():
        return datetime.date.fromordinal(ordinal)
    cycles, rest = divmod(ordinal - 1, _CYCLE_DAYS)
    near = datetime.date.fromordinal(rest + 1)
    return date_of(near.year + cycles * _CYCLE_YEARS, near.month, near.day)


def days_in(year: int, month: int) -> int:
    """How many days the month has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def at_seconds(seconds: Fraction, like: Time) -> Time:
    """The time so many seconds after midnight, in the place of another one."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return Time(int(hours), int(minutes), second, like.offset, like.zone)
