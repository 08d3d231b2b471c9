"""Statistics of what the units of one class reported: exact, and the same in whatever order the units come.

Values are pairs of whole numbers, numerator and denominator; they are sorted by whole numbers too, because
comparing quotients is slow.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final, Protocol

from thiduascore.feel import Cause, Null, Value
from thiduascore.feel.approximate import root_of
from thiduascore.program.peers import is_narrow
from thiduascore.program.plan import FigureSlot
from thiduascore.records import frozen

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


@frozen
class Sums:
    """The values that have one denominator: how many, and the sums of numerators and of their squares.

    Denominators are those of the values in lowest terms, so that values alone decide what is exact.
    """

    below: int
    count: int
    total: int
    squares: int


class Ordered(Protocol):
    """What statistics need to know of values that are in order, from the least to the greatest."""

    @property
    def count(self) -> int:
        """How many there are."""

    def at(self, position: int) -> Pair:
        """The value at a position, from 0."""

    def sums(self, start: int, stop: int) -> Iterable[Sums]:
        """The sums of the values from a position up to another, which does not belong to them any more."""


@frozen(slots=False)
class Values:
    """The values of the units that count, as pairs, from the least to the greatest."""

    ordered: tuple[Pair, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.ordered)

    def at(self, position: int) -> Pair:
        """The value at a position."""
        return self.ordered[position]

    def sums(self, start: int, stop: int) -> Iterable[Sums]:
        """The sums between two positions."""
        found: dict[int, tuple[int, int, int]] = {}
        for above, below in self.ordered[start:stop]:
            count, total, squares = found.get(below, (0, 0, 0))
            found[below] = count + 1, total + above, squares + above * above
        return [Sums(below, *each) for below, each in found.items()]

    def figure(self, slot: FigureSlot) -> Figure:
        """A statistic of the class."""
        return figure_of(slot, self)


@frozen
class Kept:
    """Which values a statistic looks at: those between two positions, and those at the ends so often more."""

    start: int
    stop: int
    first: int = 0
    last: int = 0

    @property
    def count(self) -> int:
        """How many values it looks at."""
        return self.stop - self.start + self.first + self.last

    def position(self, index: int) -> int:
        """The position of one of them."""
        return self.start + min(max(index - self.first, 0), self.stop - self.start - 1)


def kept_of(slot: FigureSlot, count: int) -> Kept:
    """The values without those at the ends, or with the nearest kept one in their place."""
    if slot.outliers == "keep":
        return Kept(0, count)
    share = math.floor(count * slot.share)
    low, high = (share, share) if slot.share else (slot.lowest, slot.highest)
    start, stop = min(low, count), max(count - high, min(low, count))
    return Kept(start, stop) if slot.outliers == "trim" or start == stop else Kept(start, stop, low, high)


SUMMED: Final = frozenset({"sum", "mean", "deviation", "sample-deviation"})
"""Statistics that are made of sums."""


def asked_by(slot: FigureSlot, count: int) -> tuple[tuple[int, ...], tuple[int, int] | None]:
    """What `figure_of` will ask of so many values: positions, and between which two it wants sums."""
    kept = kept_of(slot, count)
    if slot.statistic == "count" or kept.start == kept.stop:
        return (), None
    if slot.statistic in SUMMED:
        ends = (kept.start, kept.stop - 1) if kept.first or kept.last else ()
        return ends, (kept.start, kept.stop)
    indexes = {"least": (0,), "greatest": (kept.count - 1,)}
    found = indexes.get(slot.statistic, ((kept.count - 1) // 2, kept.count // 2))
    return tuple(kept.position(index) for index in found), None


def figure_of(slot: FigureSlot, values: Ordered) -> Figure:
    """A statistic of values, but for their places among each other and pairs."""
    if slot.statistic == "count":
        return Figure(Fraction(values.count))
    kept = kept_of(slot, values.count)
    if kept.start == kept.stop:
        return Figure(EMPTY)
    positions, ends = asked_by(slot, values.count)
    pairs = [Fraction(*values.at(position)) for position in positions]
    if ends is None:
        return Figure(sum(pairs, Fraction(0)) / len(pairs))
    groups = {each.below: each for each in values.sums(*ends)}
    for value, times in zip(pairs, (kept.first, kept.last), strict=False):
        above, below = value.as_integer_ratio()
        old = groups.get(below, Sums(below, 0, 0, 0))
        groups[below] = Sums(
            below, old.count + times, old.total + times * above, old.squares + times * above * above
        )
    return _STATISTICS[slot.statistic](_Totals(kept.count, tuple(groups.values())))


@frozen(slots=False)
class _Totals:
    """Sums of values by their denominators, rounded where these together would be too wide."""

    count: int
    groups: tuple[Sums, ...]

    @cached_property
    def common(self) -> int:
        """The common denominator; 0 where it is too wide."""
        common = 1
        for below in sorted(each.below for each in self.groups):
            common = math.lcm(common, below)
            if common.bit_length() > EXACT_BITS:
                return 0
        return common

    @cached_property
    def total(self) -> Fraction:
        """The sum of the values."""
        return self._added([(each.total, each.below) for each in self.groups], self.common)

    @cached_property
    def squares(self) -> Fraction:
        """The sum of their squares."""
        return self._added([(each.squares, each.below**2) for each in self.groups], self.common**2)

    def _added(self, parts: list[Pair], common: int) -> Fraction:
        """The sum of the parts, each of which is rounded by itself where it is not exact."""
        if common:
            return Fraction(sum(above * (common // below) for above, below in parts), common)
        widest = max(abs(above).bit_length() - below.bit_length() for above, below in parts)
        scale = 10 ** max(2 * (DIGITS + _SPARE) - widest * 3 // 10, 0)
        return Fraction(sum((2 * above * scale + below) // (2 * below) for above, below in parts), scale)

    def figure(self, value: Fraction) -> Figure:
        """The value as a figure: to 34 digits where it is not exact or too wide."""
        if self.common and is_narrow(value):
            return Figure(value)
        context = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
        return Figure(Fraction(context.divide(Decimal(value.numerator), Decimal(value.denominator))), True)


def _deviation(totals: _Totals, freedom: int) -> Figure:
    """The root of the mean square; with `freedom` 1 the squares are divided by one less than their number."""
    count = totals.count
    if count <= freedom:
        return Figure(Fraction(0))
    spread = count * totals.squares - totals.total**2
    if len(totals.groups) == 1:
        # Values that are all equal have no deviation, however wide they are.
        only = totals.groups[0]
        spread = Fraction(count * only.squares - only.total**2, only.below**2)
    variance = max(spread, Fraction(0)) / (count * (count - freedom))
    root = root_of(variance)
    return Figure(root, not totals.common or not isinstance(root, Fraction) or root * root != variance)


_STATISTICS: Final[Mapping[str, Callable[[_Totals], Figure]]] = MappingProxyType(
    {
        "sum": lambda totals: totals.figure(totals.total),
        "mean": lambda totals: totals.figure(totals.total / totals.count),
        "deviation": lambda totals: _deviation(totals, 0),
        "sample-deviation": lambda totals: _deviation(totals, 1),
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
