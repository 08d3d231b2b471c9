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
from thiduascore.feel.fitting import DAYS, MONTHS, NUMBER, Misfit, common_unit
from thiduascore.feel.functions.function import Function, Parameter, Result, always, as_number
from thiduascore.feel.rounding import rounded
from thiduascore.feel.types import NumberType, Type
from thiduascore.feel.values import Days, Months, Value, missing

_MOST_PLACES: Final = 6176
"""The greatest count of decimal places that the standard lets a rounding function have."""

_ZERO: Final = NumberType(None, 0, Fraction(0), Fraction(0))
_N: Final = Parameter("n", NUMBER)


def _absolute_type(number: Type) -> Type:
    return bounds.magnitude(as_number(number))


def _absolute_duration(duration: Days | Months) -> Value:
    return Days(abs(duration.count)) if isinstance(duration, Days) else Months(abs(duration.count))


def _rounding(name: str, mode: str, *, places_needed: bool) -> Function:
    """A rounding function; its range is known where its count of places is a literal."""
    parameters = (_N, Parameter("scale", NUMBER, optional=not places_needed))
    return Function(name=name, parameters=parameters, result=_rounded_type(mode), apply=partial(_round, mode))


def _round(mode: str, number: Fraction, places: Fraction = Fraction(0)) -> Value:
    if places.denominator > 1:
        return missing("places-not-whole")
    return missing("number-too-large") if abs(places) > _MOST_PLACES else rounded(number, int(places), mode)


def _rounded_type(mode: str) -> Result:
    def result(number: Type, places: Type = _ZERO) -> Type | Misfit:
        known, count = as_number(number), as_number(places).least
        if count is None or count != as_number(places).most or abs(count) > _MOST_PLACES:
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


def _approximate(name: str, apply: Callable[[Fraction], Value], result: Type) -> Function:
    return Function(name=name, parameters=(_N,), result=always(result), apply=apply, approximate=True)


_NOT_NEGATIVE: Final = NumberType(None, None, Fraction(0), None)

NUMBERS: Final = (
    Function(name="abs", parameters=(_N,), result=_absolute_type, apply=abs),
    *(
        Function(
            name="abs", parameters=(Parameter("n", kind),), result=always(kind), apply=_absolute_duration
        )
        for kind in (DAYS, MONTHS)
    ),
    _rounding("floor", "floor", places_needed=False),
    _rounding("ceiling", "ceiling", places_needed=False),
    _rounding("decimal", "half-even", places_needed=True),
    _rounding("round up", "up", places_needed=True),
    _rounding("round down", "down", places_needed=True),
    _rounding("round half up", "half-up", places_needed=True),
    _rounding("round half down", "half-down", places_needed=True),
    _rounding("round half even", "half-even", places_needed=True),
    Function(
        name="modulo",
        parameters=(Parameter("dividend", NUMBER), Parameter("divisor", NUMBER)),
        result=_remainder_type,
        apply=_remainder,
    ),
    _approximate("sqrt", root_of, _NOT_NEGATIVE),
    _approximate("log", logarithm_of, NUMBER),
    _approximate("exp", exponential_of, _NOT_NEGATIVE),
)
