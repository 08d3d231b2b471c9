"""The moments and durations that texts name, in the forms of the standard (ISO 8601 and XML Schema)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from thiduascore.feel.temporal.moments import Date, DateTime, Time, date_at, date_of
from thiduascore.feel.temporal.zones import is_zone
from thiduascore.feel.values import Days, Months, duration_from_text

MOST_OFFSET: Final = 18 * 3600
"""The greatest distance of a clock from universal time, in seconds."""

_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}(?:\.[0-9]{1,34})?)"
    r"(?P<place>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]{1,40})?"
)
_A_DATE = re.compile(_DATE)
_A_TIME = re.compile(_TIME)
_BOTH = re.compile(f"{_DATE}T{_TIME}")


def any_date_from_text(text: str) -> Date | None:
    """The date that a text such as `2021-09-16` or `-99999-12-31` names, None when it names none."""
    match = _A_DATE.fullmatch(text)
    return None if match is None else _date(match)


def time_from_text(text: str) -> Time | None:
    """The time that a text such as `10:15:30`, `10:15:30+07:00` or `10:15:30@Asia/Ho_Chi_Minh` names."""
    match = _A_TIME.fullmatch(text)
    found = None if match is None else _time(match)
    return found[0] if found else None


def date_time_from_text(text: str) -> DateTime | None:
    """The date with time that a text such as `2021-09-16T10:15:30Z` names; a date alone is its midnight."""
    match = _BOTH.fullmatch(text)
    if match is None:
        date = any_date_from_text(text)
        return None if date is None else DateTime(date, Time(0, 0, Fraction(0)))
    date, time = _date(match), _time(match)
    if date is None or time is None:
        return None
    clock, days = time
    later = date_at(date.toordinal() + 1) if days else date
    return None if later is None else DateTime(later, clock)


def moment_from_text(text: str) -> Date | Time | DateTime | Days | Months | None:
    """What the text of a literal such as `@"2021-09-16"` or `@"PT2H"` names, whatever its kind."""
    date = any_date_from_text(text)
    return date or time_from_text(text) or date_time_from_text(text) or duration_from_text(text)


def _date(match: re.Match[str]) -> Date | None:
    return date_of(int(match["year"]), int(match["month"]), int(match["day"]))


def _time(match: re.Match[str]) -> tuple[Time, int] | None:
    """The time, and whether (1 or 0) it belongs to the next day, as 24:00:00 does."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), Fraction(match["second"])
    ends = hour == 24 and minute == 0 and second == 0
    if (hour > 23 and not ends) or minute > 59 or second >= 60:
        return None
    place = match["place"]
    if place is None:
        return Time(hour % 24, minute, second), ends
    if place[0] == "@":
        return (Time(hour % 24, minute, second, None, place[1:]), ends) if is_zone(place[1:]) else None
    offset = _offset(place)
    return None if offset is None else (Time(hour % 24, minute, second, offset), ends)


def _offset(place: str) -> int | None:
    if place == "Z":
        return 0
    hours, minutes, seconds = (*map(int, place[1:].split(":")), 0)[:3]
    if minutes > 59 or seconds > 59 or 3600 * hours + 60 * minutes + seconds > MOST_OFFSET:
        return None
    return (3600 * hours + 60 * minutes + seconds) * (-1 if place[0] == "-" else 1)
