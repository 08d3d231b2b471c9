"""Calls of functions in columns."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from thiduascore.columns.exact.numbers import (
    ZERO,
    Number,
    absolute,
    added,
    divided,
    extreme,
    known,
    multiplied,
    negative,
)
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.language.codes import (
    Code,
    Day,
    Duration,
    Listed,
    Scope,
    Several,
    Text,
    Truth,
    opposite,
    truth,
)
from thiduascore.columns.language.lists import of_list
from thiduascore.feel.functions import STANDARD

_MOST_PLACES: Final = 18
_ROUNDINGS: Final = {
    "floor": "floor",
    "ceiling": "ceiling",
    "decimal": "half-even",
    "round up": "up",
    "round down": "down",
    "round half up": "half-up",
    "round half down": "half-down",
    "round half even": "half-even",
}
_OF_LISTS: Final = ("count", "sum", "mean", "min", "max", "median")
_OWN: Final = ("present", "at least", "highest", "trimmed")
"""Functions of the core's own plugin that lists of reported values have in columns."""


def called(function: str, codes: tuple[Code, ...], scope: Scope) -> Code | None:
    """The code of a call; None when it has no form for such arguments or is another of that name."""
    if function not in _OWN and scope.functions.get(function) != STANDARD.get(function):
        return None
    if codes and isinstance(codes[0], Listed) and function in (*_OF_LISTS, *_OWN):
        return of_list(function, codes[0], codes[1:])
    if function in _OWN:
        return None
    if len(codes) == 1 and function == "not" and isinstance(codes[0], Truth):
        return opposite(codes[0])
    if len(codes) == 1 and function == "is defined":
        return _is_defined(codes[0])
    numbers = _numbers(codes)
    if numbers and function in _ROUNDINGS:
        return _rounded(_ROUNDINGS[function], numbers)
    if len(numbers) == 1 and function == "abs":
        return absolute(numbers[0])
    if len(numbers) == 2 and function == "modulo":
        whole = at_places(divided(*numbers), 0, "floor")
        return added((numbers[0], negative(multiplied(numbers[1], whole))))
    listed = codes[0] if len(codes) == 1 and isinstance(codes[0], Several) else Several(codes)
    elements = _numbers(listed.elements)
    return _of_elements(function, elements) if elements else None


def _is_defined(code: Code) -> Truth | None:
    match code:
        case Number() if code.nullable:
            return Truth(~code.null)
        case Duration(days=days) if days.nullable:
            return Truth(~days.null)
        case Day(number=number) if number.nullable:
            return Truth(number.expr.is_not_null())
        case Truth(nullable=True) | Text(nullable=True) | Listed(nullable=True):
            return Truth(code.expr.is_not_null())
        case Several():
            return None
        case _:
            return truth(True)


def _numbers(codes: Sequence[Code]) -> list[Number]:
    """The codes, where all of them are numbers."""
    found = [code for code in codes if isinstance(code, Number)]
    return found if len(found) == len(codes) else []


def _rounded(mode: str, numbers: list[Number]) -> Number | None:
    places = numbers[1] if len(numbers) == 2 else known(ZERO)
    if len(numbers) > 2 or not places.constant or places.factor.denominator > 1:
        return None
    return at_places(numbers[0], int(places.factor), mode) if abs(places.factor) <= _MOST_PLACES else None


def _of_elements(function: str, elements: list[Number]) -> Number | None:
    if function == "sum":
        return added(elements)
    if function == "mean":
        return multiplied(added(elements), known(Fraction(1, len(elements))))
    if function in ("min", "max"):
        return extreme("<" if function == "min" else ">", elements)
    return None
