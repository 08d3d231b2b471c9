"""The log-normal curve and the S-curve through two declared points, to 34 decimal places."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

PLACES: Final = 34
_DIGITS: Final = 110
"""How many are kept on the way, so that those that cancel out at the end of a curve are not missed."""
_QUANTUM: Final = Decimal((0, (1,), -PLACES))
_SMALLEST: Final = Decimal((0, (1,), -_DIGITS))
_FARTHEST: Final = 13
"""Beyond this many deviations the rest of a normal distribution rounds away at 34 places."""
_TAIL: Final = 80
"""The same for the logistic curve, in distances from one mark to the other."""
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
    context = _context()
    part = context.divide(context.ln(_decimal(x / half, context)), context.ln(_decimal(top / half, context)))
    return _share(_normal(context.multiply(NINE_TENTHS, part), context), context)


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
    context = _context()
    power = context.exp(context.multiply(_decimal(-exponent, context), context.ln(Decimal(9))))
    return _share(context.divide(Decimal(1), context.add(Decimal(1), power)), context)


def _normal(z: Decimal, context: Context) -> Decimal:
    """The share of a normal distribution below z: 1/2 + φ(z) (z + z³/3 + z⁵/(3·5) + …)."""
    if z.copy_abs() > _FARTHEST:
        return Decimal(1 if z > 0 else 0)
    # Every step names the context: the operators of Decimal would round as the caller's thread has set it.
    square = context.multiply(z, z)
    term, total, odd = z, z, 1
    while term.copy_abs() > _SMALLEST:
        odd += 2
        term = context.divide(context.multiply(term, square), Decimal(odd))
        total = context.add(total, term)
    power = context.exp(context.divide(square.copy_negate(), Decimal(2)))
    density = context.divide(power, context.sqrt(context.multiply(Decimal(2), _PI)))
    return context.add(Decimal("0.5"), context.multiply(density, total))


_PI: Final = Decimal(
    "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
)


def _context() -> Context:
    return Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _share(value: Decimal, context: Context) -> Fraction:
    return Fraction(context.quantize(value, _QUANTUM))
