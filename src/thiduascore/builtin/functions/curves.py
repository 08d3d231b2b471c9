"""The log-normal curve and the S-curve through two declared points, to 34 decimal places."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

PLACES: Final = 34
_CONTEXT: Final = Context(prec=110, rounding=ROUND_HALF_EVEN, Emax=MAX_EMAX, Emin=MIN_EMIN)
_QUANTUM: Final = Decimal(1).scaleb(-PLACES)
_FARTHEST: Final = Decimal(13)
"""Beyond this many deviations, or 80 in logistic units, the rest of the curve rounds away at 34 places."""
_TAIL: Final = Decimal(80)
NINE_TENTHS: Final = Decimal("1.28155156554460046696510332944874281861907567268155225")
"""The normal deviate below which nine tenths lie (the tests check it against the curve itself)."""


def log_normal_share(x: Fraction, half: Fraction, top: Fraction) -> Fraction | None:
    """Φ(z), with z = z₉₀ × (ln x - ln half) / (ln top - ln half): 0.5 at `half`, 0.9 at `top`.

    With `top` below `half` less is better.
    An x of 0 or less is at the end of the curve.
    None when a mark is not above 0 or the marks are equal.
    """
    if half <= 0 or top <= 0 or half == top:
        return None
    if x <= 0:
        return Fraction(0 if top > half else 1)
    slope = _ratio(_CONTEXT.ln(_decimal(x / half)), _CONTEXT.ln(_decimal(top / half)))
    return _share(_normal(_CONTEXT.multiply(NINE_TENTHS, slope)))


def s_curve_share(x: Fraction, half: Fraction, top: Fraction) -> Fraction | None:
    """1 / (1 + 9^-t), with t = (x - half) / (top - half): the logistic curve, 0.5 at `half` and 0.9 at `top`.

    With `top` below `half` less is better.
    None when the marks are equal.
    """
    if half == top:
        return None
    exponent = (x - half) / (top - half)
    if abs(exponent) > _TAIL:
        return Fraction(1 if exponent > 0 else 0)
    power = _CONTEXT.exp(_CONTEXT.multiply(_decimal(-exponent), _CONTEXT.ln(Decimal(9))))
    return _share(_ratio(Decimal(1), _CONTEXT.add(Decimal(1), power)))


def _normal(z: Decimal) -> Decimal:
    """The share of a normal distribution below z: 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + …)."""
    if abs(z) > _FARTHEST:
        return Decimal(1 if z > 0 else 0)
    square = _CONTEXT.multiply(z, z)
    term, total, odd = z, z, 1
    while abs(term) > Decimal(1).scaleb(-_CONTEXT.prec):
        odd += 2
        term = _CONTEXT.divide(_CONTEXT.multiply(term, square), Decimal(odd))
        total = _CONTEXT.add(total, term)
    density = _CONTEXT.divide(
        _CONTEXT.exp(_CONTEXT.divide(-square, Decimal(2))), _CONTEXT.sqrt(Decimal(2) * _PI)
    )
    return _CONTEXT.add(Decimal("0.5"), _CONTEXT.multiply(density, total))


_PI: Final = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
)


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _ratio(above: Decimal, below: Decimal) -> Decimal:
    return _CONTEXT.divide(above, below)


def _share(value: Decimal) -> Fraction:
    return Fraction(value.quantize(_QUANTUM, rounding=ROUND_HALF_EVEN, context=_CONTEXT))
