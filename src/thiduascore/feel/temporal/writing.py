"""The texts of moments, in the forms of the standard; `reading` reads each of them back."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from thiduascore.feel.temporal.moments import Date, DateTime, Time
from thiduascore.feel.values import decimal_text

_FINEST: Final = 10**32


def date_text(date: Date) -> str:
    """A date as `2021-09-16`; years before 0 have a sign, and every year at least four digits."""
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def time_text(time: Time) -> str:
    """A time as `10:15:30`, followed by `Z`, its offset or `@` and its zone, if it has one."""
    return f"{time.hour:02d}:{time.minute:02d}:{_second(time.second)}{_place(time)}"


def date_time_text(moment: DateTime) -> str:
    """A date with time as `2021-09-16T10:15:30+07:00`."""
    return f"{date_text(moment.date)}T{time_text(moment.time)}"


def _second(second: Fraction) -> str:
    # Cut off rather than rounded, so that no second ever reads 60.
    text = decimal_text(Fraction(int(second * _FINEST), _FINEST))
    return text if second >= 10 else f"0{text}"


def _place(time: Time) -> str:
    if time.zone is not None:
        return f"@{time.zone}"
    if time.offset is None:
        return ""
    if time.offset == 0:
        return "Z"
    hours, rest = divmod(abs(time.offset), 3600)
    minutes, seconds = divmod(rest, 60)
    sign = "-" if time.offset < 0 else "+"
    return f"{sign}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
