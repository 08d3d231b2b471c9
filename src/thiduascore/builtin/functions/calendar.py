"""Working days: from Monday to Friday, less declared holidays, plus declared days that are worked instead."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

_DAY = datetime.timedelta(days=1)
_WEEK = 5


def is_working(
    day: datetime.date, holidays: Iterable[datetime.date], worked: Iterable[datetime.date]
) -> bool:
    """Whether the day is worked; a day that is declared to be worked is, whatever else is said of it."""
    return day in frozenset(worked) or (day.weekday() < _WEEK and day not in frozenset(holidays))


def working_days_between(
    start: datetime.date,
    end: datetime.date,
    holidays: Iterable[datetime.date] = (),
    worked: Iterable[datetime.date] = (),
) -> int:
    """The working days after `start`, up to and with `end`; negative when `end` comes first.

    Takes the same time for any two dates: whole weeks are counted, declared days are looked up.
    """
    if end < start:
        return -working_days_between(end, start, holidays, worked)
    at_work = frozenset(worked)
    count = _weekdays_to(end) - _weekdays_to(start)
    count += sum(1 for day in at_work if start < day <= end and day.weekday() >= _WEEK)
    return count - sum(
        1 for day in frozenset(holidays) - at_work if start < day <= end and day.weekday() < _WEEK
    )


def _weekdays_to(day: datetime.date) -> int:
    """The days from Monday to Friday since the first Monday of the calendar, up to and with `day`."""
    weeks, rest = divmod(day.toordinal() - 1, 7)
    return weeks * _WEEK + min(rest + 1, _WEEK)


def next_working_day(
    day: datetime.date, holidays: Iterable[datetime.date] = (), worked: Iterable[datetime.date] = ()
) -> datetime.date | None:
    """The day itself when it is worked, else the first one after it that is; None where the calendar ends."""
    free, at_work = frozenset(holidays), frozenset(worked)
    while not is_working(day, free, at_work):
        if day == datetime.date.max:
            return None
        day += _DAY
    return day
