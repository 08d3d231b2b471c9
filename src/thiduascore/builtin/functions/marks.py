"""What the methods for panels and best cases ask of a list of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def highest(numbers: Sequence[Fraction], count: int) -> tuple[Fraction, ...]:
    """The `count` greatest numbers, greatest first; all of them when there are no more."""
    return tuple(sorted(numbers, reverse=True)[:count])


def trimmed(numbers: Sequence[Fraction], lowest: int, highest: int) -> tuple[Fraction, ...]:
    """The numbers without that many of the least and of the greatest, least first.

    Of equal extremes one copy is dropped for each that is due.
    """
    return tuple(sorted(numbers)[lowest : max(lowest, len(numbers) - highest)])


def weighted_mean(numbers: Sequence[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
    """Σ w·x / Σ w over the numbers that are there; None when their weights add up to 0.

    A number that is absent takes its weight with it, so that an absent rater is not a zero.
    """
    pairs = [(number, weight) for number, weight in zip(numbers, weights, strict=False) if number is not None]
    total = sum((weight for _, weight in pairs), Fraction(0))
    return sum((number * weight for number, weight in pairs), Fraction(0)) / total if total else None
