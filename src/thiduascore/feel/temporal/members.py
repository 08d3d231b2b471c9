"""The properties of moments, durations and ranges, by the names that the standard gives them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.feel.temporal.moments import DAY, DateTime, FarDate, Time
from thiduascore.feel.temporal.zones import offset_of, offset_of_time
from thiduascore.feel.values import Days, Months, Null, Range, Value, missing

_Reader = Callable[[Any], Value]


def member_of(value: Value, name: str) -> Value | None:
    """A property of the value; None when its kind has no such property."""
    kind = datetime.date if isinstance(value, FarDate) else type(value)
    reader = _MEMBERS.get((kind, name))
    return None if reader is None else reader(value)


def _offset(seconds: int | None) -> Value:
    return missing("no-offset") if seconds is None else Days(Fraction(seconds, DAY))


def _zone(time: Time) -> Value:
    return missing("no-zone") if time.zone is None else time.zone


def _part(duration: Days, unit: int, size: int) -> Value:
    """The whole units of so many seconds in it, beyond those that fill the next greater unit."""
    count = math.trunc(duration.count * DAY / unit)
    return Fraction(abs(count) % size * (-1 if count < 0 else 1))


def _seconds(duration: Days) -> Value:
    whole = duration.count * DAY
    return (abs(whole) % 60) * (-1 if whole < 0 else 1)


def _months(duration: Months) -> Value:
    return Fraction(duration.count - 12 * math.trunc(Fraction(duration.count, 12)))


def _end(end: Value | None) -> Value:
    return Null() if end is None else end


_OF_DATE: Final[Mapping[str, _Reader]] = {
    "year": lambda date: Fraction(date.year),
    "month": lambda date: Fraction(date.month),
    "day": lambda date: Fraction(date.day),
    "weekday": lambda date: Fraction(date.isoweekday()),
}
_OF_TIME: Final[Mapping[str, _Reader]] = {
    "hour": lambda time: Fraction(time.hour),
    "minute": lambda time: Fraction(time.minute),
    "second": lambda time: time.second,
    "timezone": _zone,
}


def _of_part(part: str, reader: _Reader) -> _Reader:
    return lambda moment: reader(getattr(moment, part))


_MEMBERS: Final[Mapping[tuple[type, str], _Reader]] = {
    **{(datetime.date, name): reader for name, reader in _OF_DATE.items()},
    **{(Time, name): reader for name, reader in _OF_TIME.items()},
    (Time, "time offset"): lambda time: _offset(offset_of_time(time)),
    **{(DateTime, name): _of_part("date", reader) for name, reader in _OF_DATE.items()},
    **{(DateTime, name): _of_part("time", reader) for name, reader in _OF_TIME.items()},
    (DateTime, "time offset"): lambda moment: _offset(offset_of(moment)),
    (Days, "days"): lambda duration: Fraction(math.trunc(duration.count)),
    (Days, "hours"): lambda duration: _part(duration, 3600, 24),
    (Days, "minutes"): lambda duration: _part(duration, 60, 60),
    (Days, "seconds"): _seconds,
    (Months, "years"): lambda duration: Fraction(math.trunc(Fraction(duration.count, 12))),
    (Months, "months"): _months,
    (Range, "start"): lambda range_: _end(range_.low),
    (Range, "end"): lambda range_: _end(range_.high),
    (Range, "start included"): lambda range_: range_.low_closed,
    (Range, "end included"): lambda range_: range_.high_closed,
}
