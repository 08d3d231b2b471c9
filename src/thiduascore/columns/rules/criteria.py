"""One criterion in columns: its state, its points, and between which they lie where they are not known."""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial
from typing import Final

import polars as pl
from attrs import evolve, field, frozen

from thiduascore.columns.exact.numbers import (
    ZERO,
    Number,
    capped,
    chosen,
    compared,
    in_units,
    known,
    nowhere,
    without,
)
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.language.codes import Scope, Truth, truth
from thiduascore.columns.language.expressions import bound, yes_no
from thiduascore.columns.rules.tables import Found, certain_no, found_by
from thiduascore.program.plan import CriterionPlan
from thiduascore.program.rounding import rounded

STATES: Final = (
    "scored",
    "missing-zero",
    "unknown",
    "rejected",
    "not-applicable",
    "claimed",
    "item-not-applicable",
    "missing-ignored",
)
"""What the codes of a criterion's state mean."""
SCORED, ZEROED, UNKNOWN, REJECTED, APPLIES, CLAIMED, AWAY, IGNORED = range(len(STATES))
_POLICIES: Final = {
    "unknown": UNKNOWN,
    "previous": UNKNOWN,
    "mean": UNKNOWN,
    "median": UNKNOWN,
    "zero": ZEROED,
    "ignore": IGNORED,
    "reject": REJECTED,
}


@frozen
class Earning:
    """What a criterion earns in each row.

    `points` are null where there are none; `low` and `high` bound them in the rows whose state is unknown.
    `state` is None where every row is scored; `slow` marks rows that the program itself must score.
    `may` are the states that a row can have.
    """

    points: Number
    state: pl.Expr | None = field(default=None, eq=False)
    low: Number | None = None
    high: Number | None = None
    slow: pl.Expr | None = field(default=None, eq=False)
    may: frozenset[int] = frozenset({SCORED})


@cache
def code(state: int) -> pl.Expr:
    """The code of a state as a column."""
    return pl.lit(state, dtype=pl.UInt8)


def settled(criterion: CriterionPlan, points: Number) -> Number:
    """What is left of points after caps and rounding."""
    rounding = criterion.rounding
    if rounding is None:
        return capped(points, criterion.least, criterion.most)
    found = at_places(points, rounding.places, rounding.mode, clamped=criterion.least >= 0)
    # No rounding reverses an order, so that caps may as well come after it.
    found = capped(found, rounded(criterion.least, rounding), rounded(criterion.most, rounding))
    return in_units(found, Fraction(10) ** -rounding.places)


def earned_by(
    criterion: CriterionPlan,
    scope: Scope,
    *,
    instead: Scope | None = None,
    away: pl.Expr | None,
    claimed: pl.Expr | None,
    reported_before: pl.Expr | None,
) -> Earning:
    """The criterion's result; `away` says where its item does not apply, and is never null.

    `claimed` says where a unit holds that it does not apply; None where none does.
    `reported_before` says where last period's values may stand for what is missing.
    `instead` is what it sees where points are not known and the group's figures stand for what is missing.
    """
    applies = truth(True) if criterion.applies is None else yes_no(criterion.applies, scope)
    applies_bound = bound(applies, scope)
    assert isinstance(applies_bound, Truth)
    applies = applies_bound
    if not criterion.claimable:
        claimed = None
    unit = None if criterion.rounding is None else Fraction(10) ** -criterion.rounding.places
    worth = partial(settled, criterion)
    found = Found(nowhere()) if applies.known is False else found_by(criterion.table, scope, worth, unit)
    found = evolve(found, points=scope.sheet.number(found.points))
    points, low, high = _exempted(criterion, found, scope)
    if instead is not None and points.nullable:
        points, other = scope.sheet.number(points), found_by(criterion.table, instead, worth, unit)
        points = chosen(points.null, _exempted(criterion, other, instead)[0], points)
    return _standing(criterion, scope, applies, found, (points, low, high), away, claimed, reported_before)


def _exempted(
    criterion: CriterionPlan, found: Found, scope: Scope
) -> tuple[Number, Number | None, Number | None]:
    """Points and bounds after caps, rounding and exemption."""
    points = settled(criterion, found.points)
    low, high = _end(found.low, criterion.least), _end(found.high, criterion.most)
    if criterion.exempt is None:
        return points, low, high
    exempt = yes_no(criterion.exempt, scope)
    if exempt.known is not None:
        return (known(ZERO), None, None) if exempt.known else (points, low, high)
    if exempt.nullable:
        raw = found.points
        something = compared("!=", raw, known(ZERO))
        matters = pl.lit(something) if isinstance(something, bool) else something.fill_null(True)
        doubt = exempt.expr.is_null() & matters
        points = without(points, [doubt])
        most = chosen(raw.null, high or known(criterion.most), settled(criterion, _filled(raw)))
        low = chosen(doubt, settled(criterion, known(ZERO)), low or known(criterion.least))
        high = chosen(doubt, most, high or known(criterion.most))
    return chosen(exempt.certain, known(ZERO), points), low, high


def _filled(value: Number) -> Number:
    """The number with zero where there is none."""
    if value.num is None or not value.nullable:
        return value
    filled = evolve(
        value.num,
        expr=value.num.expr.fill_null(0),
        low=min(0, value.num.low),
        high=max(0, value.num.high),
        nullable=False,
    )
    den = (
        None
        if value.den is None
        else evolve(value.den, expr=value.den.expr.fill_null(1), low=1, nullable=False)
    )
    return Number(value.factor, filled, den)


def _end(end: Number | None, default: Fraction) -> Number | None:
    """A bound; the criterion's own one where nothing else bounds it."""
    return chosen(end.null, known(default), _filled(end)) if end is not None and end.nullable else end


def _standing(
    criterion: CriterionPlan,
    scope: Scope,
    applies: Truth,
    found: Found,
    earned: tuple[Number, Number | None, Number | None],
    away: pl.Expr | None,
    claimed: pl.Expr | None,
    reported_before: pl.Expr | None,
) -> Earning:
    points, low, high = earned
    policy = _POLICIES[criterion.missing]
    steps: list[tuple[pl.Expr, int]] = []
    if away is not None:
        steps.append((away, AWAY))
    if applies.known is not True:
        steps.append((certain_no(applies), APPLIES))
    if claimed is not None:
        steps.append((claimed, CLAIMED))
    if applies.nullable:
        steps.append((applies.expr.is_null(), policy))
    points = scope.sheet.number(points)
    if points.nullable:
        steps.append((points.null, policy))
    if not steps:
        return Earning(points)
    state = scope.sheet.named(_first_state(steps))
    if policy == ZEROED:
        points = chosen(state == ZEROED, known(ZERO), points)
    if len(steps) > 1 or not points.nullable:
        points = without(points, [state > ZEROED])
    points = scope.sheet.number(points)
    slow = _slow(criterion, state, found, reported_before)
    if applies.nullable:
        unsure = applies.expr.is_null()
        low = None if low is None else chosen(unsure, known(criterion.least), low)
        high = None if high is None else chosen(unsure, known(criterion.most), high)
    low, high = low or known(criterion.least), high or known(criterion.most)
    may = frozenset({SCORED, *(each for _, each in steps)})
    return Earning(points, state, scope.sheet.number(low), scope.sheet.number(high), slow, may)


def _first_state(steps: list[tuple[pl.Expr, int]]) -> pl.Expr:
    condition, state = steps[0]
    chain = pl.when(condition).then(code(state))
    for condition, state in steps[1:]:
        chain = chain.when(condition).then(code(state))  # type: ignore[assignment]
    return chain.otherwise(code(SCORED))


def _slow(
    criterion: CriterionPlan, state: pl.Expr, found: Found, reported_before: pl.Expr | None
) -> pl.Expr | None:
    """The rows whose bounds, or whose last period's values, the program itself must look at."""
    if _POLICIES[criterion.missing] != UNKNOWN:
        return None
    slow = state == UNKNOWN if found.open else None
    if criterion.missing == "previous" and reported_before is not None:
        before = (state == UNKNOWN) & reported_before
        slow = before if slow is None else slow | before
    return slow
