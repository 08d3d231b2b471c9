"""Rounding of points by the ruleset's stages (semantics, section 1)."""

from __future__ import annotations

from fractions import Fraction

from thiduascore.feel.rounding import rounded as at_places
from thiduascore.program.plan import Rounding


def rounded(value: Fraction, rounding: Rounding | None) -> Fraction:
    """The value at `rounding.places` decimals; the value itself when there is no rounding."""
    return value if rounding is None else at_places(value, rounding.places, rounding.mode)
