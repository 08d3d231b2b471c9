"""Decision tables in columns: what a table gives, and between which points where that is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl
from attrs import frozen

from thiduascore.columns.exact.numbers import (
    ZERO,
    Number,
    added,
    alike,
    chosen,
    compared,
    first_of,
    known,
    nowhere,
    of_whole,
    without,
)
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.exact.whole import Unsupported, Whole, widened
from thiduascore.columns.language.codes import Scope, Test, Truth, both, number_of, opposite, truth
from thiduascore.columns.language.expressions import bound, lowered, yes_no
from thiduascore.columns.rules.between import Bounds
from thiduascore.program.plan import Table

NEVER = pl.lit(False)
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@frozen
class Found:
    """The points of a table, null where they are not known.

    `low` and `high` bound what they can be worth there; they are null where nothing bounds it, and None where
    nothing ever does or the bounds have no form in columns (`open`).
    """

    points: Number
    low: Number | None = None
    high: Number | None = None
    open: bool = False


def inputs_of(table: Table, scope: Scope) -> Scope:
    """The scope with the inputs of a table."""
    for given in table.inputs:
        code = lowered(given.tree, scope)
        if given.places is not None and isinstance(code, Number):
            code = at_places(code, given.places, "down")
        scope = scope.having(given.name, bound(code, scope))
    return scope


def found_by(
    table: Table, scope: Scope, worth: Callable[[Number], Number], unit: Fraction | None = None
) -> Found:
    """What a table gives, in units of `unit` if it can be.

    `worth` says what is left of points in the end; it reverses no order, so that bounds are those of what is
    left, which has no denominators where it is rounded.
    """
    scope = inputs_of(table, scope)
    held = [truth(True) if rule.when is None else yes_no(rule.when, scope) for rule in table.rules]
    points = [_points(rule.points, scope) for rule in table.rules]
    otherwise = None if table.otherwise is None else _points(table.otherwise, scope)
    if table.hit == "first" or (table.hit == "unique" and table.proven):
        return _first(held, points, otherwise, table.proven, unit, Bounds(scope.sheet, worth))
    held = [_bound(one, scope) for one in held]
    if table.hit in ("unique", "any"):
        return _single(table.hit, held, points, otherwise, Bounds(scope.sheet, worth))
    return _collected(table.hit, held, points, otherwise)


def _points(tree: object, scope: Scope) -> Number:
    return number_of(lowered(tree, scope))  # type: ignore[arg-type]


def _bound(held: Truth, scope: Scope) -> Truth:
    found = bound(held, scope)
    assert isinstance(found, Truth)
    return found


def _first(
    held: Sequence[Truth],
    points: Sequence[Number],
    otherwise: Number | None,
    proven: bool,
    unit: Fraction | None,
    bounds: Bounds,
) -> Found:
    steps: list[pl.Expr] = []
    values: list[Number] = []
    last = otherwise
    failed = Failed()
    for condition, value in zip(held, points, strict=True):
        left = failed.simplified(condition)
        if left.known is False:
            continue
        if left.known:
            last = value
            break
        if left.nullable:
            # A rule of which nobody knows whether it holds hides those behind it.
            steps.append(left.expr.is_null())
            values.append(nowhere())
        steps.append(left.expr)
        values.append(value)
        failed.add(left)
    if not steps:
        return Found(last if last is not None else nowhere())
    found = first_of(steps, values, last, unit)
    if not any(one.nullable for one in held):
        return Found(found)
    low, high, unbounded = _between(held, points, otherwise, bounds, proven=proven)
    return Found(found, low, high, unbounded)


class Failed:
    """Tests that are known to have failed, so that what follows from that is not tested again.

    It is only asked about rows in which they have failed, and are not null.
    """

    def __init__(self) -> None:
        self._tests: set[tuple[object, str, object]] = set()
        self._texts: dict[object, set[object]] = {}

    def add(self, of: Truth) -> None:
        """Another test that has failed."""
        if of.test is not None and not of.parts:
            self._tests.add((of.test.subject, of.test.sign, of.test.against))
            if of.test.sign == "=":
                self._texts.setdefault(of.test.subject, set()).add(of.test.against)

    def simplified(self, of: Truth) -> Truth:
        """What is left to be asked."""
        parts = of.parts or (of,)
        left = [part for part in parts if not self._certain(part.test)]
        if len(left) == len(parts):
            return of
        found = truth(True)
        for part in left:
            found = both(found, part, joint=True)
        return found

    def _certain(self, test: Test | None) -> bool:
        if test is None:
            return False
        if (test.subject, OPPOSITE[test.sign], test.against) in self._tests:
            return True
        if test.choices is None or test.sign != "=":
            return False
        seen = self._texts.get(test.subject, set())
        return bool(seen) and set(test.choices) - seen == {test.against}


def _between(
    held: Sequence[Truth],
    points: Sequence[Number],
    otherwise: Number | None,
    bounds: Bounds,
    *,
    proven: bool,
) -> tuple[Number | None, Number | None, bool]:
    """The least and the most of the rules that may hold."""
    possible: list[pl.Expr] = []
    values: list[Number | None] = []
    before: pl.Expr = pl.lit(True)
    for condition, value in zip(held, points, strict=True):
        if condition.known is False:
            continue
        possible.append(
            before & condition.expr.fill_null(True) if condition.nullable else before & condition.expr
        )
        values.append(value)
        if condition.known:
            before = NEVER
            break
        certain = condition.expr.fill_null(False) if condition.nullable else condition.expr
        before = before & ~certain
    if not proven:
        possible.append(before)
        values.append(otherwise)
    return bounds.of(possible, values)


def _count(held: Sequence[Truth]) -> pl.Expr:
    return pl.sum_horizontal(*[one.certain.cast(pl.Int32) for one in held]) if held else pl.lit(0)


def _doubt(held: Sequence[Truth]) -> pl.Expr | None:
    nulls = [one.expr.is_null() for one in held if one.nullable]
    return reduce(lambda one, other: one | other, nulls) if nulls else None


def _single(
    hit: str, held: Sequence[Truth], points: Sequence[Number], otherwise: Number | None, bounds: Bounds
) -> Found:
    """U and A: one rule, or several of which A wants one answer."""
    doubt = _doubt(held)
    nulls = [] if doubt is None else [doubt]
    conditions = [one.certain for one in held]
    if not conditions:
        return Found(otherwise if otherwise is not None else nowhere())
    found = first_of(conditions, points, otherwise)
    if hit == "unique":
        nulls.append(_count(held) > 1)
    else:
        for one, value in zip(held, points, strict=True):
            same = compared("=", value, found)
            if not isinstance(same, bool) or not same:
                agrees = pl.lit(same) if isinstance(same, bool) else same.fill_null(False)
                nulls.append(one.certain & ~agrees)
    low = high = None
    unbounded = False
    if doubt is not None:
        none = _count(held) == 0
        possible = [one.expr.fill_null(True) if one.nullable else one.expr for one in held]
        low, high, unbounded = bounds.of([*possible, none], [*points, otherwise])
        if low is not None and high is not None:
            # Bounds are known only where it is not known which rules hold.
            low, high = (without(end, [~doubt]) for end in (low, high))
    return Found(without(found, nulls), low, high, unbounded)


def _collected(hit: str, held: Sequence[Truth], points: Sequence[Number], otherwise: Number | None) -> Found:
    """C+, C<, C>, C#: nothing bounds them where a rule or its points are not known."""
    if any(one.den is not None for one in points) and hit != "count":
        raise Unsupported("collected-quotients")
    doubt = _doubt(held)
    nulls = [] if doubt is None else [doubt]
    # The reference asks for the points of every rule that holds, even where only their count matters.
    nulls += [one.certain & value.null for one, value in zip(held, points, strict=True) if value.nullable]
    count = _count(held)
    if hit == "count":
        found = of_whole(Whole(count.cast(pl.Int64), 0, len(held)))
        return Found(without(found, nulls) if nulls else found)
    unit, nums, _ = alike(points)
    bits = max(num.bits for num in nums)
    if hit == "sum":
        parts = [
            chosen(one.certain, of_whole(num, unit), known(ZERO)) for one, num in zip(held, nums, strict=True)
        ]
        found = added(parts)
    else:
        function = pl.min_horizontal if hit == "least" else pl.max_horizontal
        columns = [pl.when(one.certain).then(widened(num, bits)) for one, num in zip(held, nums, strict=True)]
        low, high = min(num.low for num in nums), max(num.high for num in nums)
        expr = function(*columns) if len(columns) > 1 else columns[0]
        found = Number(unit, Whole(expr, low, high, bits, True))
    found = chosen(count > 0, found, nowhere() if otherwise is None else otherwise)
    return Found(without(found, nulls) if nulls else found)


def certain_no(of: Truth) -> pl.Expr:
    """Whether it is certainly no."""
    return opposite(of).certain
