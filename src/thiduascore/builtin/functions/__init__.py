"""FEEL functions that the core's methods need beyond the standard's; authors may call them as well.

In: exact values.
Out: `FUNCTIONS`, registered through the same hook as a plugin's.
May import: `thiduascore.plugin`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

from thiduascore.builtin.functions import calendar, curves, marks
from thiduascore.plugin import (
    DateType,
    Function,
    ListType,
    Null,
    NumberType,
    Parameter,
    Type,
    Value,
    missing,
)

__all__ = ["FUNCTIONS"]

_NUMBER, _DATE = NumberType(), DateType()
_NUMBERS, _DATES = Parameter("list", ListType(_NUMBER)), ListType(_DATE)
_SHARE = NumberType(None, curves.PLACES, Fraction(0), Fraction(1))


def _whole(value: Fraction) -> int | None:
    """A count of elements: a whole number from 0."""
    return int(value) if value.denominator == 1 and value >= 0 else None


def _present(numbers: Value) -> Value:
    if not isinstance(numbers, tuple):
        return numbers
    return tuple(number for number in numbers if not isinstance(number, Null))


def _at_least(numbers: Value, count: Value) -> Value:
    """The list itself, nulls and all, when enough of it is there."""
    if not isinstance(numbers, tuple) or not isinstance(count, Fraction):
        return numbers if isinstance(numbers, Null) else count
    there = sum(not isinstance(number, Null) for number in numbers)
    return numbers if there >= count else missing("too-few-values")


def _highest(numbers: tuple[Fraction, ...], count: Fraction) -> Value:
    whole = _whole(count)
    return missing("not-a-count") if whole is None else marks.highest(numbers, whole)


def _trimmed(numbers: tuple[Fraction, ...], lowest: Fraction, highest: Fraction) -> Value:
    low, high = _whole(lowest), _whole(highest)
    return missing("not-a-count") if low is None or high is None else marks.trimmed(numbers, low, high)


def _weighted_mean(numbers: Value, weights: Value) -> Value:
    if not isinstance(numbers, tuple) or not isinstance(weights, tuple):
        return numbers if isinstance(numbers, Null) else weights
    if len(numbers) != len(weights):
        return missing("weights-do-not-match")
    known = tuple(number if isinstance(number, Fraction) else None for number in numbers)
    found = marks.weighted_mean(known, tuple(weight for weight in weights if isinstance(weight, Fraction)))
    return missing("empty-list") if found is None else found


def _curve(share: Callable[[Fraction, Fraction, Fraction], Fraction | None]) -> Callable[..., Value]:
    def apply(x: Fraction, half: Fraction, top: Fraction) -> Value:
        found = share(x, half, top)
        return missing("no-curve") if found is None else found

    return apply


def _working_days(start: datetime.date, end: datetime.date, *declared: tuple[datetime.date, ...]) -> Value:
    return Fraction(calendar.working_days_between(start, end, *declared))


def _next_working_day(day: datetime.date, *declared: tuple[datetime.date, ...]) -> Value:
    return calendar.next_working_day(day, *declared) or missing("invalid-date")


def _list_of_numbers(numbers: Type, *others: Type) -> Type:
    return ListType(numbers.of if isinstance(numbers, ListType) else _NUMBER)


def _number_of(numbers: Type, *others: Type) -> Type:
    element = numbers.of if isinstance(numbers, ListType) else None
    if not isinstance(element, NumberType):
        return _NUMBER
    return NumberType(element.unit, None, element.least, element.most)


_CALENDAR = (Parameter("holidays", _DATES, optional=True), Parameter("worked", _DATES, optional=True))
_MARKS = tuple(Parameter(name, _NUMBER) for name in ("x", "half", "top"))

FUNCTIONS = (
    Function(
        name="present", parameters=(_NUMBERS,), result=_list_of_numbers, apply=_present, sees_nulls=True
    ),
    Function(
        name="at least",
        parameters=(_NUMBERS, Parameter("count", _NUMBER)),
        result=_list_of_numbers,
        apply=_at_least,
        sees_nulls=True,
    ),
    Function(
        name="highest",
        parameters=(_NUMBERS, Parameter("count", _NUMBER)),
        result=_list_of_numbers,
        apply=_highest,
    ),
    Function(
        name="trimmed",
        parameters=(_NUMBERS, Parameter("lowest", _NUMBER), Parameter("highest", _NUMBER)),
        result=_list_of_numbers,
        apply=_trimmed,
    ),
    Function(
        name="weighted mean",
        parameters=(_NUMBERS, Parameter("weights", ListType(_NUMBER))),
        result=_number_of,
        apply=_weighted_mean,
        sees_nulls=True,
    ),
    Function(
        name="log normal share",
        parameters=_MARKS,
        result=lambda *types: _SHARE,
        apply=_curve(curves.log_normal_share),
        approximate=True,
    ),
    Function(
        name="s curve share",
        parameters=_MARKS,
        result=lambda *types: _SHARE,
        apply=_curve(curves.s_curve_share),
        approximate=True,
    ),
    Function(
        name="working days between",
        parameters=(Parameter("start", _DATE), Parameter("end", _DATE), *_CALENDAR),
        result=lambda *types: NumberType(None, 0),
        apply=_working_days,
    ),
    Function(
        name="next working day",
        parameters=(Parameter("day", _DATE), *_CALENDAR),
        result=lambda *types: _DATE,
        apply=_next_working_day,
    ),
)
