"""The ways of combining shares that are not linear (semantics, section 4).

Sources: OECD/JRC Handbook on Constructing Composite Indicators 2008 for the geometric mean; COINr for the
harmonic
and generalised means; Canvas gradebook for keeping the best and dropping the lowest.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from thiduascore.program.plan import GroupPlan

ZERO = Fraction(0)
Part = tuple[Fraction, Fraction, Fraction]
"""(share from 0 to 1, weight, most points) of one child."""

_GUARD = Context(prec=60, rounding=ROUND_HALF_EVEN, Emax=10**6, Emin=-(10**6))
_DIGITS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=10**6, Emin=-(10**6))


def combined(group: GroupPlan, parts: Sequence[Part]) -> tuple[Fraction, bool]:
    """The group's share and whether it is an approximation to 34 digits.

    minimum, maximum, median (unweighted, the mean of the middle two when even) are exact, as are best, drop
    and
    harmonic: Σw / Σ(w / s).
    geometric: exp(Σ w ln s / Σw); power: (Σ w s^p / Σw)^(1/p).
    """
    shares = [share for share, _, _ in parts]
    if group.aggregate == "minimum":
        return min(shares), False
    if group.aggregate == "maximum":
        return max(shares), False
    if group.aggregate == "median":
        return median(shares), False
    if group.aggregate in ("best", "drop"):
        return _kept(group, parts), False
    return _mean(group, [(share, weight) for share, weight, _ in parts if weight])


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the middle two."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _kept(group: GroupPlan, parts: Sequence[Part]) -> Fraction:
    """The share of the best ones, or of what is left after dropping.

    By share: the mean of the kept shares, each counting alike.
    By points: the sum of the kept points over the sum of the maxima of the same rank.
    Weights play no part, and so a better part never lowers the result, whichever ones are kept.
    """
    if group.by == "share":
        kept = _middle(group, [share for share, _, _ in parts])
        return sum(kept, ZERO) / len(kept)
    most = sum(_middle(group, [own for _, _, own in parts]), ZERO)
    return sum(_middle(group, [share * own for share, _, own in parts]), ZERO) / most if most else ZERO


def _middle(group: GroupPlan, values: Sequence[Fraction]) -> Sequence[Fraction]:
    ranked = sorted(values, reverse=True)
    if group.aggregate == "best":
        return ranked[: group.keep]
    kept = ranked[group.drop_highest :]
    return kept[: max(1, len(kept) - group.drop_lowest)] or ranked[-1:]


def _mean(group: GroupPlan, parts: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, bool]:
    whole = sum((weight for _, weight in parts), ZERO)
    if not whole:
        return ZERO, False
    if len({share for share, _ in parts}) == 1 and parts[0][0] > 0:
        return parts[0][0], False
    if group.aggregate != "power" or group.exponent < 0:
        if group.at_zero is not None:
            parts = [(max(share, group.at_zero), weight) for share, weight in parts]
        if any(share <= 0 for share, _ in parts):
            return ZERO, False
    if group.aggregate == "harmonic":
        return whole / sum((weight / share for share, weight in parts), ZERO), False
    if group.aggregate == "geometric":
        logs = [_GUARD.multiply(_decimal(weight), _logarithm(share)) for share, weight in parts]
        return _fraction(_GUARD.exp(_GUARD.divide(_total(logs), _decimal(whole)))), True
    return _power(group.exponent, parts, whole)


@lru_cache(maxsize=1 << 14)
def _logarithm(share: Fraction) -> Decimal:
    """Units have few different shares, and a logarithm of sixty digits costs more than all else."""
    return _GUARD.ln(_decimal(share))


def _power(
    exponent: Fraction, parts: Sequence[tuple[Fraction, Fraction]], whole: Fraction
) -> tuple[Fraction, bool]:
    if exponent == 1:
        return sum((weight * share for share, weight in parts), ZERO) / whole, False
    raised = [
        _GUARD.multiply(_decimal(weight), _GUARD.power(_decimal(max(share, ZERO)), _decimal(exponent)))
        for share, weight in parts
    ]
    mean = _GUARD.divide(_total(raised), _decimal(whole))
    return _fraction(_GUARD.power(mean, _GUARD.divide(Decimal(1), _decimal(exponent)))), True


def _total(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _GUARD.add(total, value)
    return total


def _decimal(value: Fraction) -> Decimal:
    return _GUARD.divide(Decimal(value.numerator), Decimal(value.denominator))


def _fraction(value: Decimal) -> Fraction:
    return Fraction(_DIGITS.plus(value))
