"""The figures of a cohort for each of its units: watched in one pass, bound when the units are scored.

A unit is compared within its class; the time is that of sorting, the memory linear in the units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from attrs import frozen

from thiduascore.cohort.figures import Figure, Key, Order, Pair, Values, sort_keys
from thiduascore.cohort.pairs import MOST_PAIRED, pairs_of
from thiduascore.feel import Cause, Null, Value
from thiduascore.model.submission import Unit
from thiduascore.program.peers import Peers, class_of, peers_of
from thiduascore.program.plan import FigureSlot, Plan
from thiduascore.program.watching import Observed, Watched

NOT_COMPARED = Null((Cause("not-compared"),))
_PLACES = frozenset({"others", "above", "equal", "distinct-above", "distinct"})
_PAIRED = frozenset({"wins", "draws"})


@frozen(kw_only=True)
class Seen:
    """A unit of a period, and what was watched of it; `member` says whether it belongs to the cohort."""

    unit: Unit
    watched: Watched
    member: bool = True

    @property
    def counts(self) -> bool:
        """Whether its values count in figures."""
        return self.member and self.watched[0]


Lacking = Callable[[str, str], int]
"""How many units of a class, by its kind and name, are in the cohort without a report as it was."""


def peers_of_units(plan: Plan, units: Sequence[Seen], cohort: str, lacking: Lacking) -> Iterator[Peers]:
    """The figures of each unit, in their order; `cohort` is the hash over the cohort."""
    groups: dict[str, dict[str, list[int]]] = {}
    for within in dict.fromkeys(slot.within for slot in plan.figures):
        classes = groups.setdefault(within, {})
        for index, one in enumerate(units):
            classes.setdefault(class_of(one.unit, within), []).append(index)
    found: list[list[Value]] = [[NOT_COMPARED] * len(units) for _ in plan.figures]
    rough: list[list[bool]] = [[False] * len(units) for _ in plan.figures]
    for within, classes in groups.items():
        for name, indexes in classes.items():
            lost = lacking(within, name)
            for column, slots in _by_observation(plan, within):
                one = _Class(tuple(units[index] for index in indexes), column, plan, lost)
                for position, slot in slots:
                    for index, figure in zip(indexes, one.figures(slot), strict=True):
                        found[position][index], rough[position][index] = figure.value, figure.rough
    for values, approximate in zip(zip(*found, strict=True), zip(*rough, strict=True), strict=True):
        yield peers_of(cohort, values, frozenset(index for index, one in enumerate(approximate) if one))


def _by_observation(plan: Plan, within: str) -> list[tuple[int, list[tuple[int, FigureSlot]]]]:
    """The slots of a kind of class with their positions, by what they look at."""
    found: dict[int, list[tuple[int, FigureSlot]]] = {}
    for position, slot in enumerate(plan.figures):
        if slot.within == within:
            found.setdefault(slot.of, []).append((position, slot))
    return list(found.items())


@frozen(slots=False)
class _Class:
    """One observation in the units of one class."""

    units: tuple[Seen, ...]
    column: int
    plan: Plan
    lacking: int

    def figures(self, slot: FigureSlot) -> list[Figure]:
        """The figure of a slot for each unit of the class."""
        if self.lacking:
            cause = Cause("cohort-incomplete", (("count", str(self.lacking)),))
            return [Figure(Null((cause,)))] * len(self.units)
        if slot.statistic in _PLACES:
            return [self._place(slot.statistic, index) for index in range(len(self.units))]
        if slot.statistic in _PAIRED:
            return self._paired(slot.statistic)
        return [self._values.figure(slot)] * len(self.units)

    @cached_property
    def _observed(self) -> list[Observed]:
        return [one.watched[1][self.column] for one in self.units]

    @cached_property
    def _keys(self) -> list[Key | None]:
        """A sort key of each unit; of several numbers one after another."""
        wide = len(self.plan.observations[self.column].trees) > 1
        return [None if one is None else one if wide else one[0] for one in self._numbers]

    @cached_property
    def _numbers(self) -> list[tuple[int, ...] | None]:
        """For each unit a sort key of each of its numbers."""
        there = [one for one in self._observed if one is not None]
        count = len(self.plan.observations[self.column].trees)
        columns = [
            sort_keys([(one[2 * index], one[2 * index + 1]) for one in there]) for index in range(count)
        ]
        rows = iter(zip(*columns, strict=True))
        return [None if one is None else next(rows) for one in self._observed]

    @cached_property
    def _counting(self) -> list[int]:
        """Which of the units count."""
        return [
            index for index, one in enumerate(self.units) if one.counts and self._observed[index] is not None
        ]

    @cached_property
    def _values(self) -> Values:
        keys = self._keys
        ordered = sorted(self._counting, key=lambda index: keys[index])  # type: ignore[arg-type, return-value]
        return Values(tuple(self._pair(index) for index in ordered))

    def _pair(self, index: int) -> Pair:
        """The value of a unit that counts, in lowest terms, so that no back end shows in a sum."""
        above, below, *_ = self._observed[index] or (0, 1)
        common = math.gcd(above, below)
        return above // common, below // common

    @cached_property
    def _order(self) -> Order:
        return Order(tuple(sorted(self._keys[index] for index in self._counting)))  # type: ignore[type-var]

    def _place(self, statistic: str, index: int) -> Figure:
        key = self._keys[index]
        if key is None:
            return Figure(NOT_COMPARED)
        return Figure(Fraction(self._order.place(statistic, key, self.units[index].counts)))

    @cached_property
    def _scores(self) -> Mapping[int, tuple[int, int]]:
        """Wins and draws of each unit that can be compared, by its place in the class."""
        numbers = self._numbers
        members = [one for index in self._counting if (one := numbers[index]) is not None]
        pairs = pairs_of(members, self.plan.observations[self.column].weights)
        return {index: pairs.score(one) for index, one in enumerate(numbers) if one is not None}

    def _paired(self, statistic: str) -> list[Figure]:
        if len(self._counting) > MOST_PAIRED:
            cause = Cause("cohort-too-large", (("most", str(MOST_PAIRED)),))
            return [Figure(Null((cause,)))] * len(self.units)
        found = []
        for index, one in enumerate(self.units):
            if index not in self._scores:
                found.append(Figure(NOT_COMPARED))
                continue
            wins, draws = self._scores[index]
            found.append(Figure(Fraction(wins if statistic == "wins" else draws - one.counts)))
        return found
