"""The ways of combining shares that are not linear, in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from operator import or_

import polars as pl

from thiduascore.columns.exact.numbers import (
    ONE,
    ZERO,
    Number,
    added,
    alike,
    chosen,
    compared,
    divided,
    known,
    of_whole,
    product,
)
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported, Whole, literal, scaled, widened
from thiduascore.columns.exact.whole import chosen as chosen_whole
from thiduascore.columns.rules.between import best_of
from thiduascore.columns.rules.meaning import Part, Room, asked
from thiduascore.program.plan import GroupPlan


def combined(
    group: GroupPlan, parts: Sequence[Part], room: Room, sheet: Sheet, slow: list[pl.Expr]
) -> Number:
    """The group's share; `slow` gets where the program must score a row."""
    if group.aggregate not in ("geometric", "power") and (group.aggregate != "harmonic" or room.plain):
        with suppress(Unsupported):
            found = _exact(group, parts, sheet)
            if found is not None:
                return found
    return asked(group, parts, room, sheet, slow)


def _exact(group: GroupPlan, parts: Sequence[Part], sheet: Sheet) -> Number | None:
    """The share by whole numbers alone; None where they do not give it."""
    if len(parts) == 1 and group.aggregate in ("minimum", "maximum", "median"):
        return parts[0][0]
    if group.aggregate == "harmonic":
        # Shares that are all alike are not lifted to the least that counts.
        plain = group.at_zero is None and all(share.factor >= 0 for share, *_ in parts)
        return _harmonic(parts, sheet) if plain else None
    gone = [where for _, where, _, _ in parts]
    shares = [share for share, _, _, _ in parts]
    unit, nums, dens = alike(shares)
    quotients = any(den is not None for den in dens)
    if quotients and group.aggregate in ("minimum", "maximum"):
        there = [(pl.lit(True) if where is None else ~where, share) for share, where, _, _ in parts]
        found, some = best_of("<" if group.aggregate == "minimum" else ">", there, sheet)
        return chosen(some, found, known(ZERO))
    if quotients:
        return None
    match group.aggregate:
        case "minimum" | "maximum":
            function = pl.min_horizontal if group.aggregate == "minimum" else pl.max_horizontal
            return of_whole(_all(function(*_there(nums, gone)), nums), unit)
        case "median":
            return _median(_list(nums, gone), nums, unit)
        case _ if group.by == "share":
            return _kept(group, nums, gone, unit)
        case _:
            owns = [own for _, _, _, own in parts]
            return _kept_points(group, nums, gone, unit, owns) if all(owns) else None


def _harmonic(parts: Sequence[Part], sheet: Sheet) -> Number:
    """Σw / Σ(w / s), as a quotient of whole numbers; zero where a share is not above it."""
    whole, terms, nothing = [], [], list[pl.Expr]()
    for share, gone, weight, _ in parts:
        if not weight:
            continue
        few = compared("<=", share, known(ZERO))
        below, above = share.below, sheet.whole(_positive(share.above))
        there = known(weight)
        if gone is not None:
            there, below = chosen(gone, known(ZERO), there), chosen_whole(gone, literal(0), below)
        if few is not False:
            few = pl.lit(True) if few is True else few
            nothing.append(few if gone is None else few & ~gone)
        whole.append(there)
        terms.append(Number(weight / (abs(share.factor) or ONE), sheet.whole(below), above))
    if not terms:
        return known(ZERO)
    every, inverse = added(whole), sheet.number(added(terms))
    least = _positive(inverse.above)
    num = product(every.num, inverse.den) or literal(1)
    found = sheet.number(Number(every.factor / inverse.factor, num, least))
    return chosen(reduce(or_, nothing), known(ZERO), found) if nothing else found


def _positive(value: Whole) -> Whole:
    """The number where it is above zero, else one."""
    if value.low > 0:
        return value
    expr = pl.when(value.expr > 0).then(value.expr).otherwise(widened(literal(1), value.bits))
    return Whole(expr, 1, max(1, value.high), value.bits)


def _all(expr: pl.Expr, nums: Sequence[Whole]) -> Whole:
    bits = max(num.bits for num in nums)
    low, high = min(num.low for num in nums), max(num.high for num in nums)
    # Where every part is gone the result counts for nothing.
    return Whole(expr.fill_null(0), min(low, 0), max(high, 0), bits)


def _there(nums: Sequence[Whole], gone: Sequence[pl.Expr | None]) -> list[pl.Expr]:
    bits = max(num.bits for num in nums)
    return [
        widened(num, bits) if where is None else pl.when(~where).then(widened(num, bits))
        for num, where in zip(nums, gone, strict=True)
    ]


def _list(nums: Sequence[Whole], gone: Sequence[pl.Expr | None]) -> pl.Expr:
    """The parts that are there, greatest first."""
    if (
        max(num.bits for num in nums) > 64
        or len(nums) * max(abs(n) for m in nums for n in (m.low, m.high)) >= 1 << 62
    ):
        raise Unsupported("overflow")
    return pl.concat_list(_there(nums, gone)).list.drop_nulls().list.sort(descending=True)


def _median(listed: pl.Expr, nums: Sequence[Whole], unit: Fraction) -> Number:
    length = listed.list.len().cast(pl.Int64)
    middle = (
        listed.list.get(length // 2, null_on_oob=True),
        listed.list.get((length - 1) // 2, null_on_oob=True),
    )
    low, high = 2 * min(num.low for num in nums), 2 * max(num.high for num in nums)
    twice = (middle[0] + middle[1]).fill_null(0)
    return of_whole(Whole(twice, min(low, 0), max(high, 0)), unit / 2)


def _count(group: GroupPlan, length: pl.Expr) -> tuple[int, pl.Expr]:
    """From where and how many of the ranked ones are kept."""
    if group.aggregate == "best":
        return 0, pl.min_horizontal(length, pl.lit(group.keep, dtype=pl.Int64))
    kept = length - group.drop_highest
    return group.drop_highest, pl.max_horizontal(pl.lit(1, dtype=pl.Int64), kept - group.drop_lowest)


def _sum_kept(group: GroupPlan, listed: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The sum of what is kept, and of how many; of a list that loses everything the least is kept."""
    length = listed.list.len().cast(pl.Int64)
    start, count = _count(group, length)
    whole = listed.list.slice(start, count).list.sum()
    taken = pl.min_horizontal(count, length - start)
    if start:
        lost = length <= start
        whole = pl.when(lost).then(listed.list.last()).otherwise(whole)
        taken = pl.when(lost).then(pl.lit(1, dtype=pl.Int64)).otherwise(taken)
    return whole.fill_null(0), pl.max_horizontal(taken, pl.lit(1, dtype=pl.Int64))


def _kept(group: GroupPlan, nums: Sequence[Whole], gone: Sequence[pl.Expr | None], unit: Fraction) -> Number:
    whole, count = _sum_kept(group, _list(nums, gone))
    most = len(nums)
    low, high = most * min(0, *(num.low for num in nums)), most * max(0, *(num.high for num in nums))
    return Number(unit, Whole(whole, low, high), Whole(count, 1, most))


def _kept_points(
    group: GroupPlan,
    nums: Sequence[Whole],
    gone: Sequence[pl.Expr | None],
    unit: Fraction,
    owns: Sequence[Fraction],
) -> Number:
    """Sum of the kept points over the sum of the maxima of the same rank."""
    size = Fraction(1, math.lcm(*(own.denominator for own in owns)))
    sizes = [literal(int(own / size)) for own in owns]
    points = [scaled(num, int(own / size)) for num, own in zip(nums, owns, strict=True)]
    most, _ = _sum_kept(group, _list(sizes, gone))
    above = _bounds(_sum_kept(group, _list(points, gone))[0], points)
    below = _bounds(most, sizes)
    if all(where is None for where in gone):
        below = Whole(below.expr, 1, below.high)
    return divided(of_whole(above, unit * size), of_whole(Whole(below.expr, 0, below.high), size))


def _bounds(expr: pl.Expr, nums: Sequence[Whole]) -> Whole:
    most = len(nums)
    return Whole(expr, most * min(0, *(n.low for n in nums)), most * max(0, *(n.high for n in nums)))
