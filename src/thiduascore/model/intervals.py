"""Sets of numbers as intervals, exactly: what unary tests accept, what they leave out, where they meet.

A cut lies between numbers: just before a value or just after it, or at an infinity.
An interval is what lies between two cuts: `[85..95)` runs from just before 85 to just before 95, and a single
number from just before to just after itself, so that the gap between "above 98" and "under 98" is exactly 98.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from thiduascore.records import frozen

Cut = tuple[int, Fraction, int]
"""(-1, 0, 0) and (1, 0, 0) are the infinities; (0, x, 0) is just before x, (0, x, 1) just after it."""
Interval = tuple[Cut, Cut]

LOWEST: Final[Cut] = (-1, Fraction(0), 0)
HIGHEST: Final[Cut] = (1, Fraction(0), 0)


def before(value: Fraction) -> Cut:
    """The cut just before a value."""
    return (0, value, 0)


def after(value: Fraction) -> Cut:
    """The cut just after a value."""
    return (0, value, 1)


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same numbers as disjoint intervals in ascending order, without empty ones."""
    found: list[Interval] = []
    for low, high in sorted(each for each in intervals if each[0] < each[1]):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(intervals: Iterable[Interval], within: Interval = (LOWEST, HIGHEST)) -> tuple[Interval, ...]:
    """The numbers of `within` that are in none of the intervals."""
    found: list[Interval] = []
    edge = within[0]
    for low, high in union(intervals):
        if low > edge:
            found.append((edge, min(low, within[1])))
        edge = max(edge, high)
    found.append((edge, within[1]))
    return union(found)


def intersection(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    """The numbers in both."""
    right = tuple(right)
    return union((max(one[0], other[0]), min(one[1], other[1])) for one in left for other in right)


def meeting(sets: Sequence[Iterable[Interval]], most: int) -> list[tuple[int, int]]:
    """The positions of every two sets that share a number, the later first, in order; at the most `most`."""
    found: set[tuple[int, int]] = set()
    running: list[tuple[Cut, int]] = []
    parts = ((low, high, position) for position, each in enumerate(sets) for low, high in each if low < high)
    for low, high, position in sorted(parts):
        running = [(end, other) for end, other in running if end > low]
        found |= {(max(position, other), min(position, other)) for _, other in running if other != position}
        if len(found) >= most:
            return sorted(found)[:most]
        running.append((high, position))
    return sorted(found)


@frozen
class Grid:
    """The numbers that can occur: those of at most `places` decimals, or all when that is None."""

    places: int | None = None

    def kept(self, intervals: Iterable[Interval]) -> tuple[Interval, ...]:
        """The intervals that hold a number that can occur, drawn in to the first and last such number."""
        return tuple(each for each in map(self._drawn, intervals) if each[0] < each[1])

    def _drawn(self, interval: Interval) -> Interval:
        if self.places is None:
            return interval
        low, high = interval
        unit = 10**self.places
        if low[0] == 0:
            steps = low[1] * unit
            first = math.floor(steps) + 1 if low[2] else math.ceil(steps)
            low = before(Fraction(first, unit))
        if high[0] == 0:
            steps = high[1] * unit
            last = math.floor(steps) if high[2] else math.ceil(steps) - 1
            high = after(Fraction(last, unit))
        return low, high
