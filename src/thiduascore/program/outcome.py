"""What settling yields: contributions that add up to the total, results of items, the level, and why not
more.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from thiduascore.records import frozen

LineKind = Literal[
    "criterion",
    "credited",
    "reweight",
    "aggregation",
    "cap",
    "item-rounding",
    "bonus",
    "needs-full",
    "exclusive",
    "bonus-cap",
    "deduction",
    "deduction-cap",
    "condition",
    "total-cap",
    "total-floor",
    "zeroed",
    "rounding",
]


@frozen
class Line:
    """One contribution to the total, in points of the total; all lines of an outcome add up to it exactly."""

    kind: LineKind
    of: str
    """The criterion, item or condition that it belongs to; empty for the whole."""
    amount: Fraction


@frozen(kw_only=True)
class ItemResult:
    """An item's points in its own scale; None when nothing in it applies."""

    id: str
    points: Fraction | None
    capacity: Fraction
    """The most points that the item could have earned, given what applies."""
    contribution: Fraction
    """What its lines add to the total."""


@frozen(kw_only=True)
class Fired:
    """An effect that was applied, by which condition or floor."""

    by: str
    kind: str
    of: str = ""
    amount: Fraction = Fraction(0)


@frozen(kw_only=True)
class Outcome:
    """One view of a submission's result.

    `unrounded` is the total before the last rounding, on which ranks and thresholds rest by default.
    Both are None when there is no score: nothing applies, coverage is too low, or a criterion rejects.
    """

    total: Fraction | None
    unrounded: Fraction | None
    level: str | None = None
    ranked: bool = True
    base: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)
    deduction: Fraction = Fraction(0)
    lines: tuple[Line, ...] = ()
    items: tuple[ItemResult, ...] = ()
    fired: tuple[Fired, ...] = ()
    unmet: tuple[tuple[str, str, str], ...] = ()
    """Why each better level was not reached: (level, what kind, of which condition, item or threshold)."""
    why_none: str = ""
    """Why there is no score: nothing-applies, coverage, rejected."""
    approximate: bool = False
    """Whether a root or logarithm was used (34 digits)."""
