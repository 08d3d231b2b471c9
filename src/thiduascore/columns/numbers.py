"""Exact numbers in columns: a rational constant times a quotient of two whole numbers.

A comparison with a quotient is a cross-multiplication, a rounding is one floor division.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Final

import polars as pl
from attrs import frozen

from thiduascore.columns.whole import (
    Whole,
    bounded,
    floored,
    literal,
    magnitude,
    minus,
    plus,
    scaled,
    times,
    widened,
)
from thiduascore.columns.whole import chosen as chosen_whole
from thiduascore.feel.rounding import rounded

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}


@frozen
class Number:
    """The number `factor × num / den`; without `num` it is known, without `den` that is 1.

    `den` is positive wherever it is not null; where `num` or `den` is null the number has no value.
    """

    factor: Fraction
    num: Whole | None = None
    den: Whole | None = None

    @property
    def constant(self) -> bool:
        """Whether the number is known now."""
        return self.num is None and self.den is None

    @property
    def nullable(self) -> bool:
        """Whether a row may have no value."""
        return any(part is not None and part.nullable for part in (self.num, self.den))

    @property
    def above(self) -> Whole:
        """The numerator as a column."""
        return literal(1) if self.num is None else self.num

    @property
    def below(self) -> Whole:
        """The denominator as a column."""
        return literal(1) if self.den is None else self.den

    @property
    def null(self) -> pl.Expr:
        """Whether a row has no value."""
        parts = [part.expr.is_null() for part in (self.num, self.den) if part is not None and part.nullable]
        return reduce(lambda one, other: one | other, parts) if parts else pl.lit(False)


def known(value: Fraction) -> Number:
    """A known number."""
    return Number(value)


def nowhere() -> Number:
    """A number that no row has."""
    return Number(ONE, Whole(pl.lit(None, dtype=pl.Int64), 0, 0, 64, True))


def of_whole(value: Whole, factor: Fraction = ONE) -> Number:
    """The number whose column of whole numbers counts multiples of the factor."""
    return Number(factor * value.constant) if value.constant is not None else Number(factor, value)


def product(left: Whole | None, right: Whole | None) -> Whole | None:
    """The product of parts of which either may be 1."""
    if left is None or right is None:
        return right if left is None else left
    return times(left, right)


def whole_at(value: Number, unit: Fraction) -> Whole:
    """How many units the number is, where that is a whole number in every row; without a denominator."""
    size = value.factor / unit
    assert size.denominator == 1 and value.den is None, "the unit divides the number"
    return scaled(value.above, size.numerator)


def added(terms: Sequence[Number]) -> Number:
    """The sum."""
    fixed = sum((term.factor for term in terms if term.constant), ZERO)
    moving = [term for term in terms if not term.constant]
    if not moving:
        return known(fixed)
    if fixed:
        moving.append(known(fixed))
    if len(moving) == 1:
        return moving[0]
    dens: list[Whole] = []
    for term in moving:
        if term.den is not None and all(term.den is not den for den in dens):
            dens.append(term.den)
    unit = Fraction(1, math.lcm(*(term.factor.denominator for term in moving)))
    unit *= math.gcd(*(int(term.factor / unit) for term in moving)) or 1
    parts = []
    for term in moving:
        part = scaled(term.above, int(term.factor / unit))
        for den in dens:
            part = part if den is term.den else times(part, den)
        parts.append(part)
    below = reduce(times, dens) if dens else None
    return Number(unit, reduce(plus, parts), below)


def negative(value: Number) -> Number:
    """The number with the other sign."""
    return Number(-value.factor, value.num, value.den)


def multiplied(left: Number, right: Number) -> Number:
    """The product."""
    return Number(left.factor * right.factor, product(left.num, right.num), product(left.den, right.den))


def divided(left: Number, right: Number) -> Number:
    """The quotient; it has no value where the divisor is zero."""
    if not right.factor:
        return nowhere()
    if right.constant:
        return Number(left.factor / right.factor, left.num, left.den)
    num = product(left.num, right.den) or literal(1)
    if right.num is None:
        return Number(left.factor / right.factor, num, left.den)
    below = right.num
    if below.low >= 0:
        if below.low > 0 and not below.nullable:
            return Number(left.factor / right.factor, num, product(left.den, below))
        num = chosen_whole(below.expr > 0, num, None)
    else:
        other = scaled(num, -1)
        bits = max(num.bits, other.bits)
        expr = (
            pl.when(below.expr > 0).then(widened(num, bits)).when(below.expr < 0).then(widened(other, bits))
        )
        low, high = min(num.low, other.low), max(num.high, other.high)
        num = Whole(expr, low, high, bits, True)
    size = magnitude(below)
    # A row whose divisor is zero has no numerator, so that its denominator never counts.
    positive = Whole(size.expr, max(size.low, 1), max(size.high, 1), size.bits, size.nullable)
    return Number(left.factor / right.factor, num, product(left.den, positive))


def compared(sign: str, left: Number, right: Number) -> pl.Expr | bool:
    """`left sign right` by cross-multiplication; null where a side is, known where both are."""
    if left.constant and not right.constant:
        return compared(MIRRORED[sign], right, left)
    if left.constant:
        return _holds(sign, left.factor, right.factor)
    scale = math.lcm(left.factor.denominator, right.factor.denominator)
    one, other = int(left.factor * scale), int(right.factor * scale)
    common = math.gcd(one, other) or 1
    one, other = one // common, other // common
    if one < 0:
        one, other, sign = -one, -other, MIRRORED[sign]
    if right.constant and left.den is None and one:
        return _with_limit(sign, one, left.above, other)
    first = product(scaled(left.above, one), right.den)
    second = product(scaled(right.above, other), left.den)
    if left.den is not None and left.den is right.den:
        first, second = scaled(left.above, one), scaled(right.above, other)
    assert first is not None and second is not None
    found = _written(sign, first, second)
    # A factor of zero drops a side's columns, and with them where that side has no value.
    if not one or not other:
        nulls = [side.null for side in (left, right) if side.nullable]
        for null in nulls:
            found = pl.when(~null).then(found)
    return found


def _with_limit(sign: str, by: int, num: Whole, limit: int) -> pl.Expr | bool:
    """`by × num sign limit` as a comparison of the column itself with one whole number."""
    if sign in ("=", "!=") and limit % by:
        return pl.when(num.expr.is_not_null()).then(sign == "!=") if num.nullable else sign == "!="
    if sign in ("=", "!="):
        return _written(sign, num, literal(limit // by))
    if sign in (">=", "<"):
        return _written(sign, num, literal(-(-limit // by)))
    return _written(">=" if sign == ">" else "<", num, literal(limit // by + 1))


def _holds(sign: str, left: Fraction, right: Fraction) -> bool:
    found: dict[str, bool] = {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        ">=": left >= right,
        ">": left > right,
        "<=": left <= right,
    }
    return found[sign]


def _written(sign: str, left: Whole, right: Whole) -> pl.Expr:
    bits = max(left.bits, right.bits)
    one, other = widened(left, bits), widened(right, bits)
    match sign:
        case "=":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other
        case "<=":
            return one <= other
        case ">":
            return one > other
        case _:
            return one >= other


def alike(values: Sequence[Number]) -> tuple[Fraction, list[Whole], list[Whole | None]]:
    """A common unit for some numbers, and the numerator and denominator of each by it."""
    unit = Fraction(1, math.lcm(*(value.factor.denominator for value in values)))
    unit *= math.gcd(*(int(value.factor / unit) for value in values)) or 1
    nums = [scaled(value.above, int(value.factor / unit)) for value in values]
    return unit, nums, [value.den for value in values]


def chosen(condition: pl.Expr, then: Number, otherwise: Number) -> Number:
    """The one number where the condition holds, else the other; a null condition does not hold."""
    unit, nums, dens = alike((then, otherwise))
    num = chosen_whole(condition, nums[0], nums[1])
    if dens[0] is None and dens[1] is None:
        return of_whole(num, unit)
    if dens[0] is dens[1]:
        return Number(unit, num, dens[0])
    return Number(unit, num, chosen_whole(condition, then.below, otherwise.below))


def first_of(conditions: Sequence[pl.Expr], values: Sequence[Number], otherwise: Number | None) -> Number:
    """The value of the first condition that holds, else the last one; null conditions do not hold."""
    every = [*values] if otherwise is None else [*values, otherwise]
    unit, nums, dens = alike(every)
    num = _chain(conditions, nums, otherwise is None)
    if all(den is None for den in dens):
        return Number(unit, num)
    den = _chain(conditions, [literal(1) if den is None else den for den in dens], otherwise is None)
    return Number(unit, num, den)


def _chain(conditions: Sequence[pl.Expr], values: Sequence[Whole], open_: bool) -> Whole:
    bits = max(value.bits for value in values)
    chain: pl.Expr | None = None
    for condition, value in zip(conditions, values, strict=False):
        step = pl.when(condition) if chain is None else chain.when(condition)  # type: ignore[attr-defined]
        chain = step.then(widened(value, bits))
    low, high = min(value.low for value in values), max(value.high for value in values)
    nullable = open_ or any(value.nullable for value in values)
    if chain is None:
        return values[-1]
    if not open_:
        chain = chain.otherwise(widened(values[-1], bits))  # type: ignore[attr-defined]
    return Whole(chain, low, high, bits, nullable)


def extreme(sign: str, values: Sequence[Number]) -> Number:
    """The least (sign `<`) or greatest (sign `>`); null where one of them is."""
    found = values[0]
    for value in values[1:]:
        condition = compared(sign, value, found)
        if isinstance(condition, bool):
            found = value if condition else found
            continue
        better = chosen(condition, value, found)
        nulls = [one.null for one in (value, found) if one.nullable]
        found = without(better, nulls) if nulls else better
    return found


def without(value: Number, nulls: Sequence[pl.Expr]) -> Number:
    """The number with no value where one of the conditions, which are never null, holds."""
    gone = reduce(lambda one, other: one | other, nulls)
    return Number(value.factor, chosen_whole(~gone, value.above, None), value.den)


def absolute(value: Number) -> Number:
    """The number without its sign."""
    if value.num is None:
        return Number(abs(value.factor), None, value.den)
    return Number(abs(value.factor), magnitude(value.num), value.den)


def capped(value: Number, least: Fraction | None, most: Fraction | None) -> Number:
    """The number cut off at both ends."""
    if value.den is None:
        if value.constant:
            found = value.factor
            found = found if most is None else min(most, found)
            return known(found if least is None else max(least, found))
        ends = [end for end in (least, most) if end is not None]
        unit = Fraction(1, math.lcm(value.factor.denominator, *(end.denominator for end in ends)))
        num = scaled(value.above, int(value.factor / unit))
        low, high = (None if end is None else int(end / unit) for end in (least, most))
        return of_whole(bounded(num, low, high), unit)
    if most is not None:
        value = extreme("<", (value, known(most)))
    return value if least is None else extreme(">", (value, known(least)))


def at_places(value: Number, places: int, mode: str, *, clamped: bool = False) -> Number:
    """The number rounded to so many decimal places.

    `clamped` says that a result below zero will count as zero: only that it is not above zero must be right.
    """
    if value.constant:
        return known(rounded(value.factor, places, mode))
    unit = Fraction(10) ** places
    size = value.factor * unit
    if size.denominator == 1 and value.den is None:
        return value
    above = scaled(value.above, size.numerator)
    below = scaled(value.below, size.denominator)
    return of_whole(_whole(above, below, _without_sign(mode) if clamped else mode), 1 / unit)


def _without_sign(mode: str) -> str:
    """The mode that does the same above zero and is quicker below."""
    return {"down": "floor", "up": "ceiling", "half-up": "half-ceiling"}.get(mode, mode)


def _whole(above: Whole, below: Whole, mode: str) -> Whole:
    if mode == "half-ceiling":
        return _half(above, below)
    if mode == "floor":
        return floored(above, below)
    if mode == "ceiling":
        return scaled(floored(scaled(above, -1), below), -1)
    if mode in ("down", "up"):
        return _by_sign(above, below, mode)
    if mode == "half-even":
        return _half_even(above, below)
    if above.low >= 0 and mode == "half-up":
        return _half(above, below)
    if above.low >= 0:
        return _half_down(above, below)
    half = _half if mode == "half-up" else _half_down
    found, sign = half(magnitude(above), below), above.expr < 0
    return chosen_whole(sign, scaled(found, -1), found)


def _half(above: Whole, below: Whole) -> Whole:
    """Half up; below zero a half goes up too."""
    if below.constant is not None and below.constant % 2 == 0:
        return floored(plus(above, literal(below.constant // 2)), below)
    return floored(plus(scaled(above, 2), below), scaled(below, 2))


def _half_down(above: Whole, below: Whole) -> Whole:
    """Half down, of a number that is not negative: the least whole number not below it less a half."""
    return scaled(floored(minus(below, scaled(above, 2)), scaled(below, 2)), -1)


def _by_sign(above: Whole, below: Whole, mode: str) -> Whole:
    down = floored(above, below)
    up = scaled(floored(scaled(above, -1), below), -1)
    positive, other = (down, up) if mode == "down" else (up, down)
    if above.low >= 0:
        return positive
    return chosen_whole(above.expr < 0, other, positive)


def _half_even(above: Whole, below: Whole) -> Whole:
    down = floored(above, below)
    twice = scaled(minus(above, times(down, below)), 2)
    bits = max(twice.bits, below.bits)
    rest, whole = widened(twice, bits), widened(below, bits)
    odd = (down.expr % widened(literal(2), down.bits)) != 0
    up = (rest > whole) | ((rest == whole) & odd)
    return chosen_whole(up, plus(down, literal(1)), down)
