"""The figures of a cohort for each of its units: watched in one pass, bound when the units are scored.

A unit is compared within its class; the time is that of sorting, the memory linear in the units.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final

from attrs import field

from thiduascore.cohort.figures import Figure, Key, Order, Pair, Values, sort_keys
from thiduascore.cohort.pairs import MOST_PAIRED, pairs_of
from thiduascore.feel import Cause, Null, Value
from thiduascore.model.submission import Unit
from thiduascore.program.peers import Peers, class_of, is_narrow
from thiduascore.program.plan import FigureSlot, Observation, Plan
from thiduascore.program.watching import Observed, Watched
from thiduascore.records import frozen

NOT_COMPARED = Null((Cause("not-compared"),))
NOTHING: Final[Mapping[int, Value]] = MappingProxyType({})
PLACES: Final = frozenset({"others", "above", "equal", "distinct-above", "distinct"})
"""Statistics of one unit's place among the others."""
PAIRED: Final = frozenset({"wins", "draws"})
"""Statistics of one unit's comparison with each of the others."""


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


@frozen
class _Gathered:
    """The figures of all units while they are gathered, by the unit's index; see `Peers`."""

    parts: list[list[int | None]]
    others: dict[int, dict[int, Value]] = field(factory=lambda: defaultdict(dict))
    rough: dict[int, set[int]] = field(factory=lambda: defaultdict(set))

    def share(self, figure: Figure, position: int, indexes: Sequence[int]) -> None:
        """Gives one figure to all of these units."""
        value, at = figure.value, slice(2 * position, 2 * position + 2)
        if isinstance(value, Fraction) and is_narrow(value):
            pair = value.as_integer_ratio()
            for index in indexes:
                self.parts[index][at] = pair
        else:
            for index in indexes:
                self.others[index][position] = value
        if figure.rough:
            for index in indexes:
                self.rough[index].add(position)

    def count(self, counts: Iterable[int | None], position: int, indexes: Sequence[int]) -> None:
        """Gives each of these units its own count; None where it cannot be compared."""
        at, all_parts = 2 * position, self.parts
        for index, count in zip(indexes, counts, strict=True):
            if count is None:
                self.others[index][position] = NOT_COMPARED
            else:
                parts = all_parts[index]
                parts[at], parts[at + 1] = count, 1

    def peers(self, cohort: str) -> Iterator[Peers]:
        """The figures of each unit."""
        for index, parts in enumerate(self.parts):
            others, rough = self.others.get(index, NOTHING), self.rough.get(index, ())
            yield Peers(cohort, tuple(parts), others, frozenset(rough))


def peers_of_units(plan: Plan, units: Sequence[Seen], cohort: str, lacking: Lacking) -> Iterator[Peers]:
    """The figures of each unit, in their order; `cohort` is the hash over the cohort."""
    gathered = _Gathered([[None] * (2 * len(plan.figures)) for _ in units])
    for within in dict.fromkeys(slot.within for slot in plan.figures):
        classes: dict[str, list[int]] = {}
        for index, one in enumerate(units):
            classes.setdefault(class_of(one.unit, within), []).append(index)
        columns = _by_observation(plan, within)
        for name, indexes in classes.items():
            lost, members = lacking(within, name), [units[index] for index in indexes]
            for column, slots in columns:
                one_class = ClassSeen(
                    observed=[one.watched[1][column] for one in members],
                    counts=[one.counts for one in members],
                    observation=plan.observations[column],
                )
                for position, slot in slots:
                    found = incomplete(lost) if lost else one_class.figure(slot)
                    if isinstance(found, Figure):
                        gathered.share(found, position, indexes)
                    else:
                        gathered.count(found, position, indexes)
    return gathered.peers(cohort)


def incomplete(lacking: int) -> Figure:
    """What every figure is in a class of which so many units are not there as they were frozen."""
    return Figure(Null((Cause("cohort-incomplete", (("count", str(lacking)),)),)))


def too_large() -> Figure:
    """What pairs are in a class of too many units."""
    return Figure(Null((Cause("cohort-too-large", (("most", str(MOST_PAIRED)),)),)))


def _by_observation(plan: Plan, within: str) -> list[tuple[int, list[tuple[int, FigureSlot]]]]:
    """The slots of a kind of class with their positions, by what they look at."""
    found: dict[int, list[tuple[int, FigureSlot]]] = {}
    for position, slot in enumerate(plan.figures):
        if slot.within == within:
            found.setdefault(slot.of, []).append((position, slot))
    return list(found.items())


@frozen(slots=False, kw_only=True)
class ClassSeen:
    """One observation in the units of one class: what it found of each, and which of them count."""

    observed: Sequence[Observed]
    counts: Sequence[bool]
    observation: Observation

    def figure(self, slot: FigureSlot) -> Figure | Sequence[int | None]:
        """The figure that all units have in common, or for each its own; None where it cannot be compared."""
        if slot.statistic in PLACES:
            return list(self._places(slot.statistic))
        if slot.statistic not in PAIRED:
            return self._values.figure(slot)
        return too_large() if len(self._counting) > MOST_PAIRED else list(self._paired(slot.statistic))

    @cached_property
    def _keys(self) -> list[Key | None]:
        """A sort key of each unit; of several numbers one after another."""
        wide = len(self.observation.trees) > 1
        return [None if one is None else one if wide else one[0] for one in self._numbers]

    @cached_property
    def _numbers(self) -> list[tuple[int, ...] | None]:
        """For each unit a sort key of each of its numbers."""
        there = [one for one in self.observed if one is not None]
        count = len(self.observation.trees)
        columns = [
            sort_keys([one[2 * index] for one in there], [one[2 * index + 1] for one in there])
            for index in range(count)
        ]
        rows = iter(zip(*columns, strict=True))
        return [None if one is None else next(rows) for one in self.observed]

    @cached_property
    def _counting(self) -> list[int]:
        """Which of the units count."""
        return [
            index
            for index, (one, counts) in enumerate(zip(self.observed, self.counts, strict=True))
            if counts and one is not None
        ]

    @cached_property
    def _values(self) -> Values:
        keys = self._keys
        ordered = sorted(self._counting, key=lambda index: keys[index])  # type: ignore[arg-type, return-value]
        return Values(tuple(self._pair(index) for index in ordered))

    def _pair(self, index: int) -> Pair:
        """The value of a unit that counts, in lowest terms, so that no back end shows in a sum."""
        above, below, *_ = self.observed[index] or (0, 1)
        if below == 1:
            return above, below
        common = math.gcd(above, below)
        return above // common, below // common

    @cached_property
    def _order(self) -> Order:
        counting = (self._keys[index] for index in self._counting)
        return Order(tuple(sorted(key for key in counting if key is not None)))

    def _places(self, statistic: str) -> Iterator[int | None]:
        order = self._order
        for counts, key in zip(self.counts, self._keys, strict=True):
            yield None if key is None else order.place(statistic, key, counts)

    @cached_property
    def _scores(self) -> Mapping[int, tuple[int, int]]:
        """Wins and draws of each unit that can be compared, by its place in the class."""
        numbers = self._numbers
        members = [one for index in self._counting if (one := numbers[index]) is not None]
        pairs = pairs_of(members, self.observation.weights)
        return {index: pairs.score(one) for index, one in enumerate(numbers) if one is not None}

    def _paired(self, statistic: str) -> Iterator[int | None]:
        for index, counts in enumerate(self.counts):
            wins, draws = self._scores.get(index, (None, 0))
            yield wins if wins is None or statistic == "wins" else draws - counts
