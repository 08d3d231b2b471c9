"""Functions that say where in its week or year a day lies, and those that ask the clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from thiduascore.feel.fitting import DATE, TEXT
from thiduascore.feel.functions.dates import DATE_TIME
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.temporal.moments import Date, DateTime, Time, date_of, week_of
from thiduascore.feel.types import NumberType, Type
from thiduascore.feel.values import Value

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""The names that the standard prescribes, in English whatever the language of the rules."""


def _day_of_year(date: Date) -> Value:
    first = date_of(date.year, 1, 1)
    return Fraction(date.toordinal() - (first or date).toordinal() + 1)


def _week_of_year(date: Date) -> Value:
    return Fraction(week_of(date))


def _day_of_week(date: Date) -> Value:
    return _DAYS[date.isoweekday() - 1]


def _month_of_year(date: Date) -> Value:
    return _MONTHS[date.month - 1]


def _of_day(apply: Callable[[Date], Value]) -> Callable[[Date | DateTime], Value]:
    return lambda moment: apply(moment.date if isinstance(moment, DateTime) else moment)


def _counted(most: int) -> Type:
    return NumberType(None, 0, Fraction(1), Fraction(most))


_PLACES: Final[tuple[tuple[str, Callable[[Date], Value], Type], ...]] = (
    ("day of year", _day_of_year, _counted(366)),
    ("week of year", _week_of_year, _counted(53)),
    ("day of week", _day_of_week, TEXT),
    ("month of year", _month_of_year, TEXT),
)

DAYS_OF_YEAR: Final = tuple(
    Function(name=name, parameters=(Parameter("date", kind),), result=always(type_), apply=_of_day(apply))
    for name, apply, type_ in _PLACES
    for kind in (DATE, DATE_TIME)
)


def _now() -> Value:
    """The clock's time, universal, to the second."""
    now = datetime.datetime.now(datetime.UTC)
    return DateTime(now.date(), Time(now.hour, now.minute, Fraction(now.second), 0))


def clock(now: Callable[[], Value]) -> tuple[Function, ...]:
    """`now()` and `today()` by a clock of one's own, which gives a date with time."""

    def today() -> Value:
        moment = now()
        return moment.date if isinstance(moment, DateTime) else moment

    return (
        Function(name="now", parameters=(), result=always(DATE_TIME), apply=now),
        Function(name="today", parameters=(), result=always(DATE), apply=today),
    )


CLOCK: Final = clock(_now)
"""The only functions that are not pure; rulesets do not have them, so that no score depends on the day."""
