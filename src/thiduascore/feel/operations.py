"""What the operators do with values: exact, three-valued, and total, because a value may always be missing.

A null on either side of arithmetic or of a comparison gives a null with the causes of both.
Generated code calls the same functions where machine integers cannot be proved to be wide enough.
"""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.feel.approximate import power_of
from thiduascore.feel.temporal.arithmetic import MOMENTS, difference, moved
from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.temporal.order import place_in_time, same_moment
from thiduascore.feel.values import Days, FunctionValue, Months, Null, Value, merged, missing

MOST_BITS: Final = 10_000
"""The greatest size of a numerator or denominator; a result beyond it is null (number-too-large)."""

MOST_CHARACTERS: Final = 1_000_000
"""The greatest length of a text that an expression makes."""

_WITH_ORDER: Final = (Fraction, str, datetime.date, FarDate, Time, DateTime, Days, Months)

_ORDERED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def bounded(value: Value) -> Value:
    """The value itself, or a null when it is a number or a text of a size that nobody means."""
    if isinstance(value, Fraction):
        if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
            return missing("number-too-large")
    elif isinstance(value, str) and len(value) > MOST_CHARACTERS:
        return missing("text-too-long")
    return value


def negated(value: Value) -> Value:
    """`-value` of a number or duration."""
    if isinstance(value, Null):
        return value
    if isinstance(value, Fraction):
        return -value
    if isinstance(value, Days):
        return Days(-value.count)
    return Months(-value.count) if isinstance(value, Months) else missing("wrong-type")


def calculated(sign: str, left: Value, right: Value, *, far: bool = False) -> Value:
    """`left sign right`, where the sign is `+`, `-`, `*`, `/` or `**`.

    Only with `far` can a date leave the years 1 to 9999, in which every date of a ruleset lies.
    """
    if isinstance(left, Null) or isinstance(right, Null):
        return merged((left, right))
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bounded(_of_numbers(sign, left, right))
    if isinstance(left, str) and isinstance(right, str) and sign == "+":
        return (
            bounded(left + right) if len(left) + len(right) <= MOST_CHARACTERS else missing("text-too-long")
        )
    found = _of_times(sign, left, right)
    date = found.date if isinstance(found, DateTime) else found
    return missing("date-out-of-range") if isinstance(date, FarDate) and not far else found


def _of_numbers(sign: str, left: Fraction, right: Fraction) -> Value:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if sign == "**":
        return raised(left, right)
    return left / right if right else missing("division-by-zero")


def raised(base: Fraction, exponent: Fraction) -> Value:
    """`base ** exponent`: exact for whole exponents, else rounded to 34 digits, half-even."""
    if base == 0 and exponent < 0:
        return missing("division-by-zero")
    if base in (0, 1) or exponent == 0:
        return base if exponent else Fraction(1)
    if exponent.denominator > 1:
        return missing("power-undefined") if base < 0 else power_of(base, exponent)
    if base == -1:
        return Fraction(1 if exponent % 2 == 0 else -1)
    size = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
    # The size of the result is known well enough beforehand never to begin a hopeless calculation.
    if size * abs(exponent.numerator) > MOST_BITS:
        return missing("number-too-large")
    return base**exponent.numerator


def _of_times(sign: str, left: Value, right: Value) -> Value:
    """Arithmetic on moments and durations."""
    if isinstance(right, MOMENTS):
        if isinstance(left, MOMENTS):
            return difference(left, right) if sign == "-" else missing("wrong-type")
        return moved(right, left, 1) if sign == "+" else missing("wrong-type")
    if isinstance(left, MOMENTS):
        return moved(left, right, 1 if sign == "+" else -1) if sign in "+-" else missing("wrong-type")
    if isinstance(left, Days | Months) and isinstance(right, Fraction) and sign in "*/":
        return _scaled(left, right if sign == "*" else _inverse(right))
    if isinstance(left, Fraction) and isinstance(right, Days | Months) and sign == "*":
        return _scaled(right, left)
    return _of_durations(sign, left, right)


def _of_durations(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, Days) and isinstance(right, Days):
        count = _of_numbers(sign, left.count, right.count) if sign in "+-/" else missing("wrong-type")
        return Days(count) if isinstance(count, Fraction) and sign in "+-" else bounded(count)
    if isinstance(left, Months) and isinstance(right, Months):
        if sign in "+-":
            return Months(left.count + (right.count if sign == "+" else -right.count))
        if sign == "/":
            return _of_numbers("/", Fraction(left.count), Fraction(right.count))
    return missing("wrong-type")


def _inverse(number: Fraction) -> Fraction | None:
    return 1 / number if number else None


def _scaled(duration: Days | Months, factor: Fraction | None) -> Value:
    """The duration times the factor; months are cut off to whole ones."""
    if factor is None:
        return missing("division-by-zero")
    count = bounded(duration.count * factor)
    if not isinstance(count, Fraction):
        return count
    return Days(count) if isinstance(duration, Days) else Months(math.trunc(count))


def compared(sign: str, left: Value, right: Value, *, standard: bool = False) -> Value:
    """`left sign right`: true, false, or null when either side is null; `standard` is as for `equal`."""
    if sign in ("=", "!="):
        same = equal(left, right, standard=standard)
        return same if sign == "=" or isinstance(same, Null) else not same
    if isinstance(left, Null) or isinstance(right, Null):
        return merged((left, right))
    if _kind(left) is not _kind(right) or not isinstance(left, _WITH_ORDER):
        return missing("wrong-type")
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        (clock, one), (other_clock, other) = place_in_time(left), place_in_time(right)
        return _ORDERED[sign](one, other) if clock == other_clock else missing("zones-differ")
    return _ORDERED[sign](left, right)


def equal(left: Value, right: Value, *, standard: bool = False) -> bool | Null:
    """Whether two values are the same; lists and contexts are compared member by member.

    With `standard` a null is a value that equals only another null; else nobody knows what it equals.
    """
    if isinstance(left, Null) or isinstance(right, Null):
        if standard:
            return isinstance(left, Null) and isinstance(right, Null)
        return merged((left, right))
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return False
        pairs = zip(left, right, strict=True)
        return conjunction([equal(one, other, standard=standard) for one, other in pairs])
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            return False
        return conjunction([equal(left[key], right[key], standard=standard) for key in sorted(left)])
    if isinstance(left, FunctionValue) and isinstance(right, FunctionValue):
        return left is right
    if _kind(left) is not _kind(right):
        return missing("wrong-type")
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        return same_moment(left) == same_moment(right)
    return left == right


def _kind(value: Value) -> type:
    return datetime.date if isinstance(value, FarDate) else type(value)


def conjunction(values: Iterable[Value]) -> bool | Null:
    """`and`: false when one value is false, else null when one is not known, else true."""
    return _joined(values, decisive=False)


def disjunction(values: Iterable[Value]) -> bool | Null:
    """`or`: true when one value is true, else null when one is not known, else false."""
    return _joined(values, decisive=True)


def _joined(values: Iterable[Value], *, decisive: bool) -> bool | Null:
    known = tuple(value if isinstance(value, bool | Null) else missing("wrong-type") for value in values)
    if any(value is decisive for value in known):
        return decisive
    nulls = merged(known)
    return nulls if any(isinstance(value, Null) for value in known) else not decisive


def inverse(value: Value) -> bool | Null:
    """`not(value)`."""
    if isinstance(value, Null):
        return value
    return not value if isinstance(value, bool) else missing("wrong-type")
