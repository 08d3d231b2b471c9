"""What holds of whole rows: that something is unknown, that there is no score, how much could be scored."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cached_property, reduce

import polars as pl
from attrs import frozen

from thiduascore.columns.results import VERDICT
from thiduascore.columns.rules.compiling import Working
from thiduascore.columns.rules.criteria import IGNORED, REJECTED, SCORED, UNKNOWN, ZEROED
from thiduascore.columns.rules.groups import any_of
from thiduascore.columns.rules.settling import Verdict


@frozen(slots=False)
class Rows:
    """Questions about the rows of a working; None means: in no row."""

    working: Working

    @cached_property
    def unknown(self) -> pl.Expr | None:
        """Where anything at all is unknown."""
        settling = self.working.settling
        found = [
            earning.state == UNKNOWN
            for earning in settling.earnings
            if earning.state is not None and UNKNOWN in earning.may
        ]
        found += [holds.expr.is_null() for holds in settling.items.values() if holds.nullable]
        found += [where for where in map(doubt, settling.verdicts) if where is not None]
        where = any_of(found)
        none = self.none
        return where if where is None or none is None else where & ~none

    @cached_property
    def rejected(self) -> pl.Expr | None:
        settling = self.working.settling
        return any_of(
            [
                earning.state == REJECTED
                for earning in settling.earnings
                if earning.state is not None and REJECTED in earning.may
            ]
        )

    @cached_property
    def covered(self) -> tuple[pl.Expr, pl.Expr] | None:
        """What was scored and what was missed of the stakes; None where everything is always scored."""
        settling, plan = self.working.settling, self.working.settling.plan
        unit = Fraction(1, math.lcm(*(criterion.stake.denominator for criterion in plan.criteria)))
        scored, missed, always = [], [], True
        for criterion, earning in zip(plan.criteria, settling.earnings, strict=True):
            size = pl.lit(int(criterion.stake / unit), dtype=pl.Int64)
            state = pl.lit(SCORED, dtype=pl.UInt8) if earning.state is None else earning.state
            absent = [state == each for each in (ZEROED, UNKNOWN, REJECTED, IGNORED) if each in earning.may]
            if criterion.index in settling.unsure:
                absent.append(settling.unsure[criterion.index])
            where = any_of(absent)
            there = state == SCORED
            if where is not None:
                always = False
                missed.append(pl.when(where).then(size).otherwise(0))
                there = there & ~where
            if criterion.stake:
                scored.append(
                    size
                    if earning.state is None and where is None
                    else pl.when(there).then(size).otherwise(0)
                )
        if always:
            return None
        zero = pl.lit(0, dtype=pl.Int64)
        return reduce(lambda a, b: a + b, scored, zero), reduce(lambda a, b: a + b, missed, zero)

    @cached_property
    def uncovered(self) -> pl.Expr | None:
        """Where too little could be scored."""
        least = self.working.settling.plan.minimum_coverage
        if not least or self.covered is None:
            return None
        scored, missed = self.covered
        return scored * least.denominator < (scored + missed) * least.numerator

    @cached_property
    def none(self) -> pl.Expr | None:
        """Where there is no score whatever the points are."""
        return any_of([each for each in (self.rejected, self.uncovered) if each is not None])


def doubt(verdict: Verdict) -> pl.Expr | None:
    """Where a condition is unknown."""
    applies, holds = verdict.applies, verdict.holds
    found = []
    if applies.nullable:
        found.append(applies.expr.is_null())
    if holds.nullable:
        where = holds.expr.is_null()
        found.append(where if applies.known is True else where & applies.expr.fill_null(True))
    return any_of(found)


def verdict_name(verdict: Verdict) -> pl.Expr:
    """A verdict by its name."""

    def name(verdict: str) -> pl.Expr:
        return pl.lit(verdict, dtype=VERDICT)

    unknown = doubt(verdict)
    holds = pl.when(verdict.holds.expr).then(name("holds")).otherwise(name("fails"))
    if unknown is not None:
        holds = pl.when(unknown).then(name("unknown")).otherwise(holds)
    if verdict.applies.known is not True:
        no = (~verdict.applies.expr).fill_null(False)
        holds = pl.when(no).then(name("not-applicable")).otherwise(holds)
    return holds
