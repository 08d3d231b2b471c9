"""Rounding of exact numbers to decimal places, by the modes that expressions know."""

from __future__ import annotations

import math
from fractions import Fraction


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """The value with so many decimal places; negative places round to tens, hundreds and so on.

    Modes: floor, ceiling, down (towards zero), up (away from zero), half-even, half-up (a half goes away from
    zero) and half-down (a half goes towards zero).
    """
    unit = Fraction(10) ** places
    return _whole(value * unit, mode) / unit


def _whole(value: Fraction, mode: str) -> Fraction:
    sign = -1 if value < 0 else 1
    if mode == "floor":
        return Fraction(math.floor(value))
    if mode == "ceiling":
        return Fraction(math.ceil(value))
    if mode == "down":
        return Fraction(math.trunc(value))
    if mode == "up":
        return Fraction(sign * math.ceil(abs(value)))
    if mode == "half-even":
        return Fraction(round(value))
    half = Fraction(1, 2)
    if mode == "half-up":
        return Fraction(sign * math.floor(abs(value) + half))
    return Fraction(sign * math.ceil(abs(value) - half))
