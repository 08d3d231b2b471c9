"""Exact numbers, made from whole ones and taken apart quickly.

`Fraction` checks and converts whatever it is given, which costs more than most calculations with the result.
Where a numerator and a positive denominator are at hand, that is not needed.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any, Final, cast

_made: Final = cast(Any, object.__new__)

TWO_SLOTS: Final = getattr(Fraction, "__slots__", None) == ("_numerator", "_denominator")
"""Whether this Python keeps a number as every one so far: in two slots and nothing else."""

ABOVE, BELOW = ("_numerator", "_denominator") if TWO_SLOTS else ("numerator", "denominator")
"""The members of a number that generated code reads; the slots themselves take a third of the time."""


def whole(number: int) -> Fraction:
    """The number with the denominator 1."""
    if not TWO_SLOTS:
        return Fraction(number)
    found = _made(Fraction)
    found._numerator = number
    found._denominator = 1
    return cast(Fraction, found)


def ratio(above: int, below: int) -> Fraction:
    """`above / below` in its lowest terms; `below` must be greater than 0."""
    if not TWO_SLOTS:
        return Fraction(above, below)
    common = gcd(above, below)
    found = _made(Fraction)
    found._numerator = above // common
    found._denominator = below // common
    return cast(Fraction, found)
