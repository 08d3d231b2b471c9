"""Interval arithmetic on the types of numbers: how great, small and long the decimals of a result can be.

Back ends rely on every bound: whatever the values within the bounds of the operands are, a result that is not
null lies within the bounds given here.
A bound that is not known, or that is itself too large a number to be of use, is None.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from attrs import evolve

from thiduascore.feel.types import NumberType

_MOST_SCALE: Final = 1000
_MOST_BITS: Final = 4000
_MOST_EXPONENT: Final = 16

_End = tuple[int, Fraction]
"""An end of an interval in the extended numbers: (-1, 0) and (1, 0) are the infinities, (0, x) is x."""
_Ends = tuple[_End, _End]
_ZERO: Final = Fraction(0)
_BELOW: Final[_End] = (-1, _ZERO)
_ABOVE: Final[_End] = (1, _ZERO)


def scale_of(value: Fraction) -> int | None:
    """How many decimal places the number has, None when its decimals never end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def hull(left: NumberType, right: NumberType) -> NumberType:
    """What is in either; the unit is left out."""
    (low, high), (other_low, other_high) = _ends(left), _ends(right)
    return _typed(most_of(left.scale, right.scale), (min(low, other_low), max(high, other_high)))


def added(left: NumberType, right: NumberType) -> NumberType:
    """The sum, without its unit."""
    (low, high), (other_low, other_high) = _ends(left), _ends(right)
    return _typed(most_of(left.scale, right.scale), (_plus(low, other_low), _plus(high, other_high)))


def negated(number: NumberType) -> NumberType:
    """The number with the opposite sign; the unit stays."""
    least = None if number.most is None else -number.most
    return evolve(number, least=least, most=None if number.least is None else -number.least)


def multiplied(left: NumberType, right: NumberType) -> NumberType:
    """The product, without its unit."""
    corners = [_times(one, other) for one in _ends(left) for other in _ends(right)]
    scale = None if left.scale is None or right.scale is None else left.scale + right.scale
    return _typed(scale, (min(corners), max(corners)))


def divided(left: NumberType, right: NumberType) -> NumberType:
    """The quotient, without its unit; its decimals end only where the divisor is one known number."""
    if right.least is not None and right.least == right.most and right.least != 0:
        inverse = 1 / right.least
        return multiplied(left, NumberType(None, scale_of(inverse), inverse, inverse))
    return evolve(multiplied(left, _reciprocal(right)), scale=None)


def _reciprocal(number: NumberType) -> NumberType:
    """One over a number that is not zero; it is never nearer to zero than its last decimal place."""
    least, most = number.least, number.most
    if least == most == 0:
        return NumberType()
    step = None if number.scale is None else Fraction(1, 10**number.scale)
    if least == 0:
        least = step
    if most == 0:
        most = None if step is None else -step
    if least is not None and least > 0:
        return NumberType(None, None, Fraction(0) if most is None else 1 / most, 1 / least)
    if most is not None and most < 0:
        return NumberType(None, None, 1 / most, Fraction(0) if least is None else 1 / least)
    if number.least == 0 or number.most == 0:
        positive = number.least == 0
        return NumberType(None, None, _ZERO if positive else None, None if positive else _ZERO)
    return NumberType() if step is None else NumberType(None, None, -1 / step, 1 / step)


def raised(base: NumberType, exponent: NumberType) -> NumberType:
    """The power, without its unit."""
    times = exponent.least
    if times is None or times != exponent.most or times.denominator > 1 or not 0 < times <= _MOST_EXPONENT:
        never_negative = base.least is not None and base.least >= 0
        return NumberType(None, None, _ZERO if never_negative else None, None)
    found = base
    for _ in range(int(times) - 1):
        found = multiplied(found, base)
    if times % 2 == 0 and (found.least is None or found.least < 0):
        found = evolve(found, least=_ZERO)
    return evolve(found, unit=None)


def magnitude(number: NumberType) -> NumberType:
    """The absolute value; the unit stays."""
    low, high = _ends(number)
    if low >= (0, _ZERO):
        return number
    other = _ends(negated(number))[1]
    least = _ZERO if high >= (0, _ZERO) else -high[1]
    return evolve(_typed(number.scale, ((0, least), max(high, other))), unit=number.unit)


def totalled(number: NumberType, count: int | None) -> NumberType:
    """The sum of one to `count` such numbers; the unit stays."""
    low, high = _ends(number)
    many: _End = _ABOVE if count is None else (0, Fraction(max(count, 1)))
    ends = (min(low, _times(low, many)), max(high, _times(high, many)))
    return evolve(_typed(number.scale, ends), unit=number.unit)


def mapped(number: NumberType, function: Callable[[Fraction], Fraction], scale: int | None) -> NumberType:
    """What a function that never falls makes of the number; the unit stays."""
    least = None if number.least is None else function(number.least)
    most = None if number.most is None else function(number.most)
    return NumberType(number.unit, scale, least, most)


def most_of(left: int | None, right: int | None) -> int | None:
    """The greater of two counts, None when either is not known."""
    return None if left is None or right is None else max(left, right)


def _ends(number: NumberType) -> _Ends:
    low = _BELOW if number.least is None else (0, number.least)
    return low, _ABOVE if number.most is None else (0, number.most)


def _typed(scale: int | None, ends: _Ends) -> NumberType:
    least, most = (_useful(end) for end in ends)
    return NumberType(None, scale if scale is not None and scale <= _MOST_SCALE else None, least, most)


def _useful(end: _End) -> Fraction | None:
    infinite, value = end
    if infinite or max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        return None
    return value


def _plus(left: _End, right: _End) -> _End:
    return (left[0] or right[0], _ZERO) if left[0] or right[0] else (0, left[1] + right[1])


def _times(left: _End, right: _End) -> _End:
    if left[0] == right[0] == 0:
        return (0, left[1] * right[1])
    return (_sign(left) * _sign(right), _ZERO)


def _sign(end: _End) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)
