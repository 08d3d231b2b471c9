"""Statistics of what the units of one class reported: exact, and the same in whatever order the units come.

Values are pairs of whole numbers, numerator and denominator; they are sorted by whole numbers too, because
comparing quotients is slow.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final

from attrs import frozen

from thiduascore.feel import Cause, Null, Value
from thiduascore.feel.approximate import root_of
from thiduascore.program.peers import is_narrow
from thiduascore.program.plan import FigureSlot

Pair = tuple[int, int]

EXACT_BITS: Final = 1_000
"""How wide the common denominator of a sum may be; a wider one is computed to 34 digits, and said so."""

DIGITS: Final = 34
_SPARE: Final = 16
EMPTY: Final = Null((Cause("cohort-empty"),))


@frozen
class Figure:
    """A figure; `rough` where it is an approximation."""

    value: Value
    rough: bool = False


def sort_keys(above: Sequence[int], below: Sequence[int]) -> list[int]:
    """Whole numbers in the order of the quotients, equal where these are equal.

    Two different quotients are at least one over the square of the widest denominator apart.
    """
    scale = max(below, default=1) ** 2
    if scale == 1:
        return list(above)
    return [num * scale // den for num, den in zip(above, below, strict=True)]


@frozen(slots=False)
class Values:
    """The values of the units that count, as pairs, from the least to the greatest."""

    ordered: tuple[Pair, ...]

    def figure(self, slot: FigureSlot) -> Figure:
        """A statistic of the class."""
        if slot.statistic == "count":
            return Figure(Fraction(len(self.ordered)))
        kept = _kept(self.ordered, slot)
        if not kept:
            return Figure(EMPTY)
        return _STATISTICS[slot.statistic](kept)


def _kept(ordered: tuple[Pair, ...], slot: FigureSlot) -> tuple[Pair, ...]:
    """The values without those at the ends, or with the nearest kept one in their place."""
    if slot.outliers == "keep":
        return ordered
    count = len(ordered)
    share = math.floor(count * slot.share)
    low, high = (share, share) if slot.share else (slot.lowest, slot.highest)
    kept = ordered[low : max(count - high, low)]
    if slot.outliers == "trim" or not kept:
        return kept
    return (kept[0],) * low + kept + (kept[-1],) * high


@frozen(slots=False)
class _Sums:
    """The values as whole numbers over one denominator, rounded where that would be too wide."""

    pairs: tuple[Pair, ...]

    @cached_property
    def common(self) -> int:
        """The common denominator; 0 where it is too wide."""
        common = 1
        for below in sorted({below for _, below in self.pairs}):
            common = math.lcm(common, below)
            if common.bit_length() > EXACT_BITS:
                return 0
        return common

    @cached_property
    def whole(self) -> tuple[list[int], int]:
        """The numerators and the denominator."""
        if self.common:
            return [above * (self.common // below) for above, below in self.pairs], self.common
        widest = max(abs(above).bit_length() - below.bit_length() for above, below in self.pairs)
        scale = 10 ** max(DIGITS + _SPARE - widest * 3 // 10, 0)
        return [(2 * above * scale + below) // (2 * below) for above, below in self.pairs], scale

    def figure(self, value: Fraction) -> Figure:
        """The value as a figure: to 34 digits where it is not exact or too wide."""
        if self.common and is_narrow(value):
            return Figure(value)
        context = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
        return Figure(Fraction(context.divide(Decimal(value.numerator), Decimal(value.denominator))), True)


def _sum(pairs: tuple[Pair, ...]) -> Figure:
    sums = _Sums(pairs)
    numbers, scale = sums.whole
    return sums.figure(Fraction(sum(numbers), scale))


def _mean(pairs: tuple[Pair, ...]) -> Figure:
    sums = _Sums(pairs)
    numbers, scale = sums.whole
    return sums.figure(Fraction(sum(numbers), scale * len(pairs)))


def _median(pairs: tuple[Pair, ...]) -> Figure:
    middle = (pairs[(len(pairs) - 1) // 2], pairs[len(pairs) // 2])
    return Figure((Fraction(*middle[0]) + Fraction(*middle[1])) / 2)


def _deviation(pairs: tuple[Pair, ...], freedom: int) -> Figure:
    """The root of the mean square; with `freedom` 1 the squares are divided by one less than their number."""
    count = len(pairs)
    if count <= freedom:
        return Figure(Fraction(0))
    sums = _Sums(pairs)
    numbers, scale = sums.whole
    total = sum(numbers)
    squares = count * sum(number * number for number in numbers) - total * total
    variance = Fraction(squares, scale * scale * count * (count - freedom))
    root = root_of(variance)
    return Figure(root, not sums.common or not isinstance(root, Fraction) or root * root != variance)


_STATISTICS: Final[Mapping[str, Callable[[tuple[Pair, ...]], Figure]]] = MappingProxyType(
    {
        "least": lambda pairs: Figure(Fraction(*pairs[0])),
        "greatest": lambda pairs: Figure(Fraction(*pairs[-1])),
        "sum": _sum,
        "mean": _mean,
        "median": _median,
        "deviation": lambda pairs: _deviation(pairs, 0),
        "sample-deviation": lambda pairs: _deviation(pairs, 1),
    }
)

Key = int | tuple[int, ...]


@frozen(slots=False)
class Order:
    """The keys of the units that count, from the least to the greatest; the greater is the better."""

    keys: tuple[Key, ...]

    @cached_property
    def different(self) -> list[Key]:
        """Each key once."""
        return sorted(set(self.keys))

    def place(self, statistic: str, key: Key, counts: bool) -> int:
        """Of one unit, with the value of this key: a statistic of its place."""
        if statistic == "others":
            return len(self.keys) - counts
        if statistic in ("distinct", "distinct-above"):
            after = bisect_right(self.different, key)
            new = after == bisect_left(self.different, key)
            return len(self.different) + (new if statistic == "distinct" else -after)
        above = len(self.keys) - bisect_right(self.keys, key)
        if statistic == "above":
            return above
        return len(self.keys) - above - bisect_left(self.keys, key) - counts
