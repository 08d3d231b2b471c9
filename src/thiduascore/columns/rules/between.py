"""Between which points a criterion lies where several of its rules may hold, in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
from attrs import frozen

from thiduascore.columns.exact.numbers import Number, alike, chosen, compared, without
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported, Whole, widened


@frozen
class Bounds:
    """Finds the least and the most of what may be; columns that are used often stand on the sheet.

    `worth` says what is left of points in the end, and reverses no order.
    """

    sheet: Sheet
    worth: Callable[[Number], Number]

    def of(
        self, possible: Sequence[pl.Expr], values: Sequence[Number | None]
    ) -> tuple[Number | None, Number | None, bool]:
        """The ends of what the values that are possible are worth; null where one of these has no value.

        The conditions are never null. The last is true where the ends have no form in columns.
        """
        worth = [None if value is None else self.sheet.number(self.worth(value)) for value in values]
        given = [(may, value) for may, value in zip(possible, worth, strict=True) if value is not None]
        if not given:
            return None, None, False
        gaps = [may for may, value in zip(possible, worth, strict=True) if value is None]
        gaps += [may & value.null for may, value in given if value.nullable]
        if all(value.den is None for _, value in given):
            low, high = _of_wholes(given)
        else:
            try:
                ends = (best_of(sign, given, self.sheet) for sign in "<>")
                low, high = (without(best, [~some]) for best, some in ends)
            except Unsupported:
                return None, None, True
        return (without(low, gaps), without(high, gaps), False) if gaps else (low, high, False)


def best_of(sign: str, given: Sequence[tuple[pl.Expr, Number]], sheet: Sheet) -> tuple[Number, pl.Expr]:
    """The least (sign `<`) or the greatest of the numbers whose conditions hold, by cross-multiplication.

    The conditions are never null. The second says where one holds at all.
    """
    some, found = given[0]
    for may, value in given[1:]:
        further = compared(sign, value, found)
        better = may & ~some | may & (pl.lit(further) if isinstance(further, bool) else further)
        found = sheet.number(chosen(better, value, found))
        some = sheet.named(some | may)
    return found, some


def _of_wholes(given: Sequence[tuple[pl.Expr, Number]]) -> tuple[Number, Number]:
    """The least and the greatest of numbers without denominators; null where none is possible."""
    unit, nums, _ = alike([value for _, value in given])
    bits = max(num.bits for num in nums)
    columns = [pl.when(may).then(widened(num, bits)) for (may, _), num in zip(given, nums, strict=True)]
    low, high = min(num.low for num in nums), max(num.high for num in nums)
    ends = (pl.min_horizontal, pl.max_horizontal) if len(columns) > 1 else (lambda one: one,) * 2
    least, most = (Number(unit, Whole(end(*columns), low, high, bits, True)) for end in ends)
    return least, most
