"""The short answer of a scorecard: what rankings and tables need, without the working."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from thiduascore.program.settle import Settlement


class Score(NamedTuple):
    """The total as published and before its last rounding, the level's id, and whether the unit is ranked.

    The totals are None when they are not known or there is no score, the level also when there is none.
    """

    total: Fraction | None
    unrounded: Fraction | None
    level: str | None
    ranked: bool


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
