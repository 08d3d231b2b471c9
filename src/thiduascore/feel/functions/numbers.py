"""Functions on single numbers: size, rounding, remainder, and the approximate ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Final

from attrs import evolve

from thiduascore.feel import bounds
from thiduascore.feel.approximate import exponential_of, logarithm_of, root_of
from thiduascore.feel.fitting import BOOLEAN, DAYS, MONTHS, NUMBER, Misfit, common_unit
from thiduascore.feel.functions.function import Function, Parameter, Result, always, as_number
from thiduascore.feel.rounding import rounded
from thiduascore.feel.types import NumberType, Type
from thiduascore.feel.values import Days, Months, Value, missing

_MOST_PLACES: Final = 6176
_LEAST_PLACES: Final = -6111
"""The greatest and the least count of decimal places that the standard lets a rounding function have."""

_ZERO: Final = NumberType(None, 0, Fraction(0), Fraction(0))
_N: Final = Parameter("n", NUMBER)
_NUMBER: Final = Parameter("number", NUMBER)


def _absolute_type(number: Type) -> Type:
    return bounds.magnitude(as_number(number))


def _absolute_duration(duration: Days | Months) -> Value:
    return Days(abs(duration.count)) if isinstance(duration, Days) else Months(abs(duration.count))


def _rounding(name: str, mode: str, *, places_needed: bool, whole: bool) -> Function:
    """A rounding function; its range is known where its count of places is a literal."""
    parameters = (_N, Parameter("scale", NUMBER, optional=not places_needed))
    return Function(
        name=name,
        parameters=parameters,
        result=_rounded_type(mode),
        apply=partial(_round, mode, whole),
    )


def _round(mode: str, whole: bool, number: Fraction, places: Fraction = Fraction(0)) -> Value:
    """The rounded number; a count of places that is not whole is refused when it must be, else cut off."""
    if whole and places.denominator > 1:
        return missing("places-not-whole")
    if not _LEAST_PLACES <= places <= _MOST_PLACES:
        return missing("number-too-large")
    return rounded(number, int(places), mode)


def _rounded_type(mode: str) -> Result:
    def result(number: Type, places: Type = _ZERO) -> Type | Misfit:
        known, count = as_number(number), as_number(places).least
        if count is None or count != as_number(places).most or not _LEAST_PLACES <= count <= _MOST_PLACES:
            return NumberType(known.unit)
        if count.denominator > 1:
            return Misfit("places-not-whole-number", {"count": count}, 1)
        scale = max(int(count), 0) if known.scale is None else min(max(int(count), 0), known.scale)
        return bounds.mapped(known, partial(rounded, places=int(count), mode=mode), scale)

    return result


def _remainder(dividend: Fraction, divisor: Fraction) -> Value:
    if divisor == 0:
        return missing("division-by-zero")
    return dividend - divisor * math.floor(dividend / divisor)


def _remainder_type(dividend: Type, divisor: Type) -> Type | Misfit:
    number, other = as_number(dividend), as_number(divisor)
    unit = common_unit(number, other)
    if isinstance(unit, Misfit):
        return unit
    # The remainder lies between zero and the divisor, whose sign it has.
    hull = bounds.hull(other, _ZERO)
    return evolve(hull, unit=unit, scale=bounds.most_of(number.scale, other.scale))


def _of_number(name: str, apply: Callable[[Fraction], Value], result: Type) -> Function:
    return Function(name=name, parameters=(_NUMBER,), result=always(result), apply=apply)


def _even(number: Fraction) -> Value:
    return number % 2 == 0


def _odd(number: Fraction) -> Value:
    return number % 2 == 1


_NOT_NEGATIVE: Final = NumberType(None, None, Fraction(0), None)

NUMBERS: Final = (
    Function(name="abs", parameters=(_N,), result=_absolute_type, apply=abs),
    *(
        Function(
            name="abs", parameters=(Parameter("n", kind),), result=always(kind), apply=_absolute_duration
        )
        for kind in (DAYS, MONTHS)
    ),
    Function(
        name="modulo",
        parameters=(Parameter("dividend", NUMBER), Parameter("divisor", NUMBER)),
        result=_remainder_type,
        apply=_remainder,
    ),
    _of_number("even", _even, BOOLEAN),
    _of_number("odd", _odd, BOOLEAN),
    *(
        evolve(_of_number(name, apply, result), approximate=True)
        for name, apply, result in (
            ("sqrt", root_of, _NOT_NEGATIVE),
            ("log", logarithm_of, NUMBER),
            ("exp", exponential_of, _NOT_NEGATIVE),
        )
    ),
)
_ROUNDINGS: Final = (
    ("floor", "floor", False),
    ("ceiling", "ceiling", False),
    ("decimal", "half-even", True),
    ("round up", "up", True),
    ("round down", "down", True),
    ("round half up", "half-up", True),
    ("round half down", "half-down", True),
    ("round half even", "half-even", True),
)

ROUNDING: Final = tuple(_rounding(*one[:2], places_needed=one[2], whole=True) for one in _ROUNDINGS)
ROUNDING_OF_ANY_PLACES: Final = tuple(
    _rounding(*one[:2], places_needed=one[2], whole=False) for one in _ROUNDINGS
)
"""The same, with counts of places that are cut off to whole ones, as in the standard."""
