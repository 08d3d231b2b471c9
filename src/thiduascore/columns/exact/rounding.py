"""Rounding of numbers in columns: one floor division, whatever the mode."""

from __future__ import annotations

from fractions import Fraction

from thiduascore.columns.exact.numbers import Number, known, of_whole
from thiduascore.columns.exact.whole import (
    Whole,
    floored,
    literal,
    magnitude,
    minus,
    plus,
    scaled,
    times,
    widened,
)
from thiduascore.columns.exact.whole import chosen as chosen_whole
from thiduascore.feel.rounding import rounded


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
