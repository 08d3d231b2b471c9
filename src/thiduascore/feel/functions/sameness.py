"""When two values are the same: the standard's equality as keys, so that lists need not be compared pairwise.

Unlike the operator `=`, it holds between any two values: a null is the same as a null, values of different
kinds never are, moments are compared to the second, and contexts whatever the order of their entries.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Final

from thiduascore.feel.temporal.moments import DateTime, FarDate, Time
from thiduascore.feel.temporal.order import same_moment
from thiduascore.feel.values import Days, FunctionValue, Months, Null, Range, Value

MOST_PARTS: Final = 100_000
"""How many values inside each other are looked at before a value counts as too large to compare."""

MOST_NESTING: Final = 100


class TooLarge(Exception):
    """A value has too many parts, or they are nested too deep."""


def keys_of(values: Iterable[Value]) -> list[Hashable]:
    """For each value a key; two values are the same when their keys are equal. Raises `TooLarge`."""
    parts = [0]
    return [_key(value, 0, parts) for value in values]


def _key(value: Value, depth: int, parts: list[int]) -> Hashable:
    parts[0] += 1
    if depth > MOST_NESTING or parts[0] > MOST_PARTS:
        raise TooLarge
    match value:
        case tuple():
            return ("list", tuple([_key(one, depth + 1, parts) for one in value]))
        case Mapping():
            return ("context", frozenset((name, _key(value[name], depth + 1, parts)) for name in value))
        case Range():
            ends = [None if end is None else _key(end, depth + 1, parts) for end in (value.low, value.high)]
            return ("range", *ends, value.low_closed, value.high_closed, value.operator)
        case Time() | DateTime():
            return (type(value), *same_moment(value))
        case Null():
            return ("null",)
        case FunctionValue():
            return ("function", id(value))
        case _:
            return (_KINDS[type(value)], value)


_KINDS: Final[Mapping[type, str]] = {
    bool: "boolean",
    Fraction: "number",
    int: "number",
    str: "text",
    datetime.date: "date",
    FarDate: "date",
    Days: "days",
    Months: "months",
}
