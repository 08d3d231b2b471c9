"""Whole numbers in columns: Polars expressions of 64 or 128 bits whose bounds are proven.

Polars wraps around where a number does not fit, so nothing is written whose bounds do not fit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import polars as pl
from attrs import evolve, field, frozen

_TYPES: Final = {64: pl.Int64, 128: pl.Int128}


class Unsupported(Exception):
    """A part has no form in columns; `reason` is a slug of the catalogue that says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@frozen
class Whole:
    """A column of whole numbers between `low` and `high`, carried in so many bits.

    `nullable` says that a row may have none.
    """

    expr: pl.Expr = field(eq=False)
    low: int
    high: int
    bits: int = 64
    nullable: bool = False
    of: tuple[Whole, int] | None = field(default=None, eq=False, repr=False)
    """The number and the known factor whose product it is, so that factors are multiplied beforehand."""

    @property
    def constant(self) -> int | None:
        """The number that stands in every row, where there is one."""
        return self.low if self.low == self.high and not self.nullable else None


def width(low: int, high: int) -> int:
    """The bits that hold everything between the bounds; Unsupported where 128 do not."""
    most = max(abs(low), abs(high))
    if most < 1 << 62:
        return 64
    if most < 1 << 126:
        return 128
    raise Unsupported("overflow")


def literal(value: int) -> Whole:
    """A known number."""
    bits = width(value, value)
    return Whole(_lit(value, bits), value, value, bits)


@lru_cache(maxsize=4096)
def _lit(value: int, bits: int) -> pl.Expr:
    """The number as an expression; the same few stand in every band, and each takes Polars a while."""
    return pl.lit(value, dtype=_TYPES[bits])


def widened(value: Whole, bits: int) -> pl.Expr:
    """The expression in at least so many bits."""
    if value.bits >= bits:
        return value.expr
    if value.constant is not None:
        return _lit(value.constant, bits)
    return value.expr.cast(_TYPES[bits])


def plus(left: Whole, right: Whole) -> Whole:
    """The sum."""
    return _of_both(left, right, left.low + right.low, left.high + right.high, "+")


def minus(left: Whole, right: Whole) -> Whole:
    """The difference."""
    return _of_both(left, right, left.low - right.high, left.high - right.low, "-")


def times(left: Whole, right: Whole) -> Whole:
    """The product; by 1 it is the number itself."""
    if left.constant == 1:
        return right
    if right.constant == 1:
        return left
    ends = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return _of_both(left, right, min(ends), max(ends), "*")


def _of_both(left: Whole, right: Whole, low: int, high: int, sign: str) -> Whole:
    nullable = left.nullable or right.nullable
    if low == high and not nullable:
        return literal(low)
    bits = max(width(low, high), left.bits, right.bits)
    one, other = widened(left, bits), widened(right, bits)
    expr = one + other if sign == "+" else one - other if sign == "-" else one * other
    return Whole(expr, low, high, bits, nullable)


def scaled(value: Whole, by: int) -> Whole:
    """The product with a known number."""
    if by == 1:
        return value
    base, before = value.of or (value, 1)
    if before * by == 1:
        return base
    found = times(base, literal(before * by))
    return found if found.constant is not None else evolve(found, of=(base, before * by))


def floored(above: Whole, below: Whole) -> Whole:
    """The quotient rounded down; the divisor is positive wherever it is not null."""
    if below.constant == 1:
        return above
    bits = max(above.bits, below.bits)
    least = max(below.low, 1)
    ends = [end // divisor for end in (above.low, above.high) for divisor in (least, max(below.high, 1))]
    expr = widened(above, bits) // widened(below, bits)
    return Whole(expr, min(ends), max(ends), bits, above.nullable or below.nullable)


def magnitude(value: Whole) -> Whole:
    """The number without its sign."""
    if value.low >= 0:
        return value
    high = max(-value.low, value.high)
    low = 0 if value.high >= 0 else -value.high
    return Whole(value.expr.abs(), low, high, value.bits, value.nullable)


def chosen(condition: pl.Expr, then: Whole, otherwise: Whole | None) -> Whole:
    """The one number where the condition holds, else the other, or none; a null condition does not hold."""
    if otherwise is None:
        return Whole(pl.when(condition).then(then.expr), then.low, then.high, then.bits, True)
    bits = max(then.bits, otherwise.bits)
    expr = pl.when(condition).then(widened(then, bits)).otherwise(widened(otherwise, bits))
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return Whole(expr, low, high, bits, then.nullable or otherwise.nullable)


def bounded(value: Whole, low: int | None, high: int | None) -> Whole:
    """The number cut off at both ends."""
    expr, bits = value.expr, value.bits
    if high is not None and value.high > high:
        limit = widened(literal(high), bits)
        expr = pl.when(expr > limit).then(limit).otherwise(expr)
        value = Whole(expr, min(value.low, high), high, bits, value.nullable)
    if low is not None and value.low < low:
        limit = widened(literal(low), bits)
        expr = pl.when(expr < limit).then(limit).otherwise(expr)
        value = Whole(expr, low, max(value.high, low), bits, value.nullable)
    return value
