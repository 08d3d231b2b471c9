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

from thiduascore.columns.exact.whole import (
    Whole,
    bounded,
    literal,
    magnitude,
    plus,
    scaled,
    times,
    widened,
)
from thiduascore.columns.exact.whole import chosen as chosen_whole

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
    if isinstance(found, bool) and not (left.nullable or right.nullable):
        return found
    # A factor of zero drops a side's columns, and with them where that side has no value.
    if not one or not other:
        nulls = [side.null for side in (left, right) if side.nullable]
        for null in nulls:
            found = pl.when(~null).then(found)
    return pl.lit(found) if isinstance(found, bool) else found


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


def _told_by_bounds(sign: str, left: Whole, right: Whole) -> bool | None:
    """The answer that holds in every row, where the bounds tell it."""
    if left.nullable or right.nullable:
        return None
    if sign in ("=", "!="):
        apart = left.high < right.low or left.low > right.high
        return sign == "!=" if apart else None
    below = left.high < right.low if sign in ("<", ">=") else left.high <= right.low
    above = left.low >= right.high if sign in ("<", ">=") else left.low > right.high
    if not below and not above:
        return None
    return below == (sign in ("<", "<="))


def _written(sign: str, left: Whole, right: Whole) -> pl.Expr | bool:
    told = _told_by_bounds(sign, left, right)
    if told is not None:
        return told
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


def alike(
    values: Sequence[Number], wanted: Fraction | None = None
) -> tuple[Fraction, list[Whole], list[Whole | None]]:
    """A common unit for some numbers, `wanted` if it can be, and numerators and denominators by it."""
    unit = Fraction(1, math.lcm(*(value.factor.denominator for value in values)))
    unit *= math.gcd(*(int(value.factor / unit) for value in values)) or 1
    if wanted is not None and (unit / wanted).denominator == 1:
        unit = wanted
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


def first_of(
    conditions: Sequence[pl.Expr],
    values: Sequence[Number],
    otherwise: Number | None,
    unit: Fraction | None = None,
) -> Number:
    """The value of the first condition that holds, else the last one; null conditions do not hold."""
    every = [*values] if otherwise is None else [*values, otherwise]
    unit, nums, dens = alike(every, unit)
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


def in_units(value: Number, unit: Fraction) -> Number:
    """The number as a count of units, where it is one in every row."""
    size = value.factor / unit
    if value.constant or value.den is not None or size.denominator > 1:
        return value
    return of_whole(scaled(value.above, size.numerator), unit)
