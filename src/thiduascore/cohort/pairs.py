"""Copeland's comparison in pairs: against how many units one wins or draws, by weighted numbers.

Sets of units are the bits of whole numbers, so that a unit is compared with all others at once.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from thiduascore.records import frozen

MOST_PAIRED: Final = 2_000
"""How many units of one class are compared in pairs; more would take memory by the square of their number."""

Numbers = tuple[int, ...]


@frozen
class Pairs:
    """The units that count, each by the sort keys of several numbers of which the greater is the better."""

    sorted_keys: tuple[tuple[int, ...], ...]
    """For each number its keys, from the least to the greatest."""
    before: tuple[tuple[int, ...], ...]
    """For each number and each position among its keys: the set of the units before it."""
    weights: tuple[int, ...]
    everybody: int
    """The set of all."""

    def score(self, keys: Numbers) -> tuple[int, int]:
        """How many units one with these keys beats, and with how many it draws, itself included."""
        won: list[int] = []
        lost: list[int] = []
        for key, ordered, before, weight in zip(
            keys, self.sorted_keys, self.before, self.weights, strict=True
        ):
            _add(won, before[bisect_left(ordered, key)], weight)
            _add(lost, self.everybody ^ before[bisect_right(ordered, key)], weight)
        more, same = 0, self.everybody
        length = max(len(won), len(lost))
        for ours, theirs in zip(_padded(won, length), _padded(lost, length), strict=True):
            more |= same & ours & ~theirs
            same &= ~(ours ^ theirs)
        return more.bit_count(), same.bit_count()


def pairs_of(members: Sequence[Numbers], weights: Sequence[Fraction]) -> Pairs:
    """The units that count, and the weight of each number."""
    common = math.lcm(*(weight.denominator for weight in weights))
    ordered, before = [], []
    for index in range(len(weights)):
        order = sorted(range(len(members)), key=lambda unit, index=index: members[unit][index])  # type: ignore[misc]
        sets = [0]
        for unit in order:
            sets.append(sets[-1] | 1 << unit)
        ordered.append(tuple(members[unit][index] for unit in order))
        before.append(tuple(sets))
    return Pairs(
        sorted_keys=tuple(ordered),
        before=tuple(before),
        weights=tuple(int(weight * common) for weight in weights),
        everybody=(1 << len(members)) - 1,
    )


def _add(planes: list[int], units: int, weight: int) -> None:
    """Adds a weight to the count of each unit of a set; `planes` holds the counts bit by bit."""
    for position in range(weight.bit_length()):
        carry, plane = units if weight >> position & 1 else 0, position
        while carry:
            planes.extend([0] * (plane + 1 - len(planes)))
            planes[plane], carry = planes[plane] ^ carry, planes[plane] & carry
            plane += 1


def _padded(planes: list[int], length: int) -> list[int]:
    """The planes from the highest, as many as wanted."""
    return [0] * (length - len(planes)) + planes[::-1]
