"""Roots, logarithms, exponentials and fractional powers: the only approximations, to 34 digits, half-even.

Each is computed with many more digits and rounded once, so that the result does not depend on the machine.
"""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from thiduascore.feel.values import Value, missing

DIGITS: Final = 34
_SPARE: Final = 30
_NEAR: Final = Fraction(1, 10**15)
_TERMS: Final = 8
_MOST_EXPONENT: Final = 7000
"""e to the power of this is beyond the size of numbers that expressions may make."""


def root_of(value: Fraction) -> Value:
    """The square root: exact when it is rational, null for a negative number."""
    if value < 0:
        return missing("root-of-negative")
    exact = Fraction(math.isqrt(value.numerator), math.isqrt(value.denominator))
    if exact * exact == value:
        return exact
    context = _context(DIGITS + _SPARE)
    return _rounded(context.sqrt(_decimal(value, context)))


def logarithm_of(value: Fraction) -> Value:
    """The natural logarithm; null for zero and below."""
    if value <= 0:
        return missing("logarithm-undefined")
    return Fraction(0) if value == 1 else _rounded(_logarithm(value))


def exponential_of(value: Fraction) -> Value:
    """e to the power of the value."""
    if abs(value) > _MOST_EXPONENT:
        return missing("number-too-large")
    context = _context(DIGITS + _SPARE)
    return Fraction(1) if value == 0 else _rounded(context.exp(_decimal(value, context)))


def power_of(base: Fraction, exponent: Fraction) -> Value:
    """A positive base to the power of a fractional exponent; exact where it ends within 34 digits."""
    logarithm = _logarithm(base)
    context = _context(max(DIGITS + _SPARE, _digits(exponent)))
    product = context.multiply(logarithm, _decimal(exponent, context))
    if abs(product) > _MOST_EXPONENT:
        return missing("number-too-large")
    return _rounded(context.exp(product))


def _logarithm(value: Fraction) -> Decimal:
    """The natural logarithm with about as many right digits as its context has."""
    context = _context(DIGITS + 2 * _SPARE)
    beyond = value - 1
    if abs(beyond) > _NEAR:
        return context.ln(_decimal(value, context))
    # So near to 1 the logarithm is as small as the difference, ln(1 + d) = d - d²/2 + d³/3 - …
    difference = _decimal(beyond, context)
    found, power = Decimal(0), difference
    for count in range(1, _TERMS + 1):
        found = context.add(found, context.divide(power, Decimal(count if count % 2 else -count)))
        power = context.multiply(power, difference)
    return found


def _digits(value: Fraction) -> int:
    """About how many decimal digits the numerator or denominator has."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) * 3 // 10 + 1


def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _rounded(value: Decimal) -> Fraction:
    return Fraction(_context(DIGITS).plus(value))
