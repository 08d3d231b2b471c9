"""The short answer of a scorecard: what rankings and tables need, without the working."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from thiduascore.program.settle import Settlement


class Score(NamedTuple):
    """The total as published and before its last rounding, the level's id, and whether the unit is ranked.

    The totals are None when they are not known or there is no score, the level also when there is none.
    """

    total: Fraction | None
    unrounded: Fraction | None
    level: str | None
    ranked: bool


class Details(NamedTuple):
    """What of a result is at hand without settling it line by line; what is not there must be looked up.

    `parts`: of an item or criterion its points and the most that it could earn, both 0 where it does not
    apply; `met`: whether a condition counts as met.
    """

    parts: Mapping[str, tuple[Fraction, Fraction]]
    met: Mapping[str, bool]


NO_DETAILS: Final = Details({}, {})


def score_of(settlement: Settlement) -> Score:
    """The short answer of a settled result: what holds whatever the unknown values turn out to be."""
    least, most = settlement.least, settlement.most
    unrounded = least.unrounded if least.unrounded == most.unrounded else None
    return Score(
        total=least.total if least.total == most.total else None,
        unrounded=unrounded,
        level=least.level if least.level == most.level else None,
        ranked=least.ranked and unrounded is not None,
    )
