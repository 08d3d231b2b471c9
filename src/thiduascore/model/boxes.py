"""What a row of a decision table accepts: a box, which has a set of numbers along each input.

Choices and yes-no count as their positions, so that every input is an axis of numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from thiduascore.diagnostics import Text, shown
from thiduascore.model.intervals import (
    LOWEST,
    Grid,
    Interval,
    after,
    complement,
    intersection,
)
from thiduascore.records import frozen

Set = tuple[Interval, ...]
Box = tuple[Set, ...]
"""One set for each axis."""

_HALF: Final = Fraction(1, 2)


@frozen
class Axis:
    """An input: what it is called, the numbers that can occur, and the names of positions if it has any."""

    label: Text
    domain: Interval
    grid: Grid
    names: tuple[Text, ...] = ()

    def occurring(self, accepted: Set) -> Set:
        """The intervals of a set that hold a number that can occur."""
        return tuple(each for each in intersection(accepted, (self.domain,)) if self.grid.kept((each,)))

    def without(self, accepted: Set, taken: Set) -> Set:
        """The numbers of one set that are not in another and can occur."""
        return self.occurring(intersection(accepted, complement(taken)))

    def example(self, accepted: Set) -> Text:
        """A value of a set that can occur, in words: `Tỷ lệ = 90`."""
        value = sample(self.grid.kept(self.occurring(accepted))[0])
        if self.names:
            name = self.names[int(value)]
            return Text(*(f"{self.label.said(lang)} = “{name.said(lang)}”" for lang in ("vi", "en")))
        return Text(*(f"{self.label.said(lang)} = {shown(value, lang)}" for lang in ("vi", "en")))


def met(one: Box, other: Box, axes: tuple[Axis, ...]) -> Box | None:
    """The box that two have in common; None when nothing that can occur is in it."""
    found = []
    for left, right, axis in zip(one, other, axes, strict=True):
        shared = axis.occurring(intersection(left, right))
        if not shared:
            return None
        found.append(shared)
    return tuple(found)


def difference(one: Box, other: Box, axes: tuple[Axis, ...]) -> Iterator[Box]:
    """Disjoint boxes that together hold what is in one box and not in another."""
    shared = met(one, other, axes)
    if shared is None:
        yield one
        return
    for index, axis in enumerate(axes):
        rest = axis.without(one[index], other[index])
        if rest:
            yield (*shared[:index], rest, *one[index + 1 :])


def sample(interval: Interval) -> Fraction:
    """A number in an interval that is not empty, as plain as there is: an end, or else a whole number."""
    low, high = interval
    if low[0] == 0 and not low[2]:
        return low[1]
    if high[0] == 0 and high[2]:
        return high[1]
    if low == LOWEST:
        return Fraction(math.ceil(high[1]) - 1) if high[0] == 0 else Fraction(0)
    whole = Fraction(math.floor(low[1]) + 1)
    return whole if high[0] or after(whole) <= high else (low[1] + high[1]) * _HALF
