"""What an expression evaluates to: numbers, yes or no, texts, dates, durations, lists, contexts and `Null`.

A `Null` carries the causes for which there is no value, so that a missing score can say why.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen


@frozen(order=True)
class Days:
    """A duration in days; `count` may be a fraction, as in half a day."""

    count: Fraction


@frozen(order=True)
class Months:
    """A duration in whole calendar months."""

    count: int


@frozen(order=True)
class Cause:
    """One reason for which a value is missing: a phrase of the catalogue and the words that fill it in."""

    slug: str
    arguments: tuple[tuple[str, str], ...] = ()


@frozen
class Null:
    """No value; the causes are sorted and each stands there once."""

    causes: tuple[Cause, ...] = ()


Value: TypeAlias = (
    "Fraction | bool | str | datetime.date | Days | Months | Null | tuple[Value, ...] | Mapping[str, Value]"
)


def missing(slug: str, **arguments: str) -> Null:
    """A null with one cause."""
    return Null((Cause(slug, tuple(sorted(arguments.items()))),))


def merged(values: Iterable[Value]) -> Null:
    """The null that carries the causes of every null among the values."""
    causes = {cause for value in values if isinstance(value, Null) for cause in value.causes}
    return Null(tuple(sorted(causes)))


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DURATION = re.compile(
    r"(?P<sign>-?)P(?=[0-9T])(?:(?P<years>[0-9]{1,9})Y)?(?:(?P<months>[0-9]{1,9})M)?(?:(?P<days>[0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]{1,9})H)?(?:(?P<minutes>[0-9]{1,9})M)?"
    r"(?:(?P<seconds>[0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)
_SECONDS = 86400


def date_from_text(text: str) -> datetime.date | None:
    """The date that `YYYY-MM-DD` names, None when it names none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def duration_from_text(text: str) -> Days | Months | None:
    """The duration that an ISO 8601 text such as `P3D`, `PT12H` or `P1Y2M` names.

    Years and months do not mix with days and times, because a month has no fixed count of days.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match["sign"] else 1
    of_months, of_days = match["years"] or match["months"], "T" in text or match["days"]
    if of_months:
        return None if of_days else Months(sign * (12 * int(match["years"] or 0) + int(match["months"] or 0)))
    minutes = 60 * int(match["hours"] or 0) + int(match["minutes"] or 0)
    seconds = 60 * minutes + Fraction(match["seconds"] or 0)
    return Days(sign * (int(match["days"] or 0) + seconds / _SECONDS))


def duration_text(duration: Days | Months) -> str:
    """The ISO 8601 text of a duration; the inverse of `duration_from_text` where that has one."""
    sign = "-" if duration.count < 0 else ""
    if isinstance(duration, Months):
        years, months = divmod(abs(duration.count), 12)
        return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    days, rest = divmod(abs(duration.count), 1)
    hours, rest = divmod(rest * 24, 1)
    minutes, rest = divmod(rest * 60, 1)
    seconds = rest * 60
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds:
        time += f"{_decimal(seconds)}S"
    date = f"{days}D" if days or not time else ""
    return f"{sign}P{date}" + (f"T{time}" if time else "")


def _decimal(value: Fraction) -> str:
    """A non-negative number of at most nine decimal places; further places are cut off."""
    whole, rest = divmod(int(value * 10**9), 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
