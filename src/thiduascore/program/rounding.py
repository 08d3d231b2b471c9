"""Rounding of exact numbers to decimal places (semantics: half-up takes a half away from zero)."""

from __future__ import annotations

from fractions import Fraction

from thiduascore.program.plan import Rounding


def rounded(value: Fraction, rounding: Rounding | None) -> Fraction:
    """The value at `rounding.places` decimals; the value itself when there is no rounding."""
    if rounding is None:
        return value
    unit = 10**rounding.places
    return Fraction(whole(value * unit, rounding.mode), unit)


def whole(value: Fraction, mode: str) -> int:
    """The integer that stands for `value` under a rounding mode.

    Modes: half-up (a half goes away from zero), half-even, floor, ceiling, down (towards zero), up (away from zero).
    """
    down, rest = divmod(value.numerator, value.denominator)
    if rest == 0 or mode == "floor":
        return down
    if mode == "ceiling":
        return down + 1
    if mode in ("down", "up"):
        return down + ((value < 0) == (mode == "down"))
    twice = 2 * rest
    if twice == value.denominator:
        return down + (down % 2 if mode == "half-even" else value > 0)
    return down + (twice > value.denominator)
