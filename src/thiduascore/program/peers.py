"""What a unit is compared with: the figures of its cohort, in the order of the plan's slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from attrs import field

from thiduascore.feel import Cause, Null, Value
from thiduascore.model.submission import Unit
from thiduascore.program.plan import Plan
from thiduascore.records import frozen

MOST_BITS: Final = 1_200
"""How wide a figure may be that generated code computes with; a wider one is left to the interpreter."""

ALONE: Final = Null((Cause("needs-cohort"),))
"""A figure where nobody said who else there is."""


@frozen
class Peers:
    """The figures of one unit's cohort.

    `parts` holds a numerator and a denominator for each slot of the plan, None where `others` has the value:
    one that is not known, with its cause, or one that is too wide for generated code.
    """

    cohort: str
    """The hash over the cohort."""
    parts: tuple[int | None, ...]
    others: Mapping[int, Value] = field(factory=dict, hash=False)
    rough: frozenset[int] = frozenset()
    """Slots whose figure is an approximation (34 digits)."""

    @property
    def whole(self) -> bool:
        """Whether generated code can compute with every figure."""
        return not self.others

    def value(self, index: int) -> Value:
        """The figure of a slot."""
        above, below = self.parts[2 * index : 2 * index + 2]
        if above is None or below is None:
            return self.others[index]
        return Fraction(above, below)


def peers_of(cohort: str, values: Iterable[Value], rough: frozenset[int] = frozenset()) -> Peers:
    """The figures of these values, in the order of the plan's slots."""
    parts: list[int | None] = []
    others: dict[int, Value] = {}
    for index, value in enumerate(values):
        if isinstance(value, Fraction) and is_narrow(value):
            parts += value.as_integer_ratio()
        else:
            parts += (None, None)
            others[index] = value
    return Peers(cohort, tuple(parts), others, rough)


def is_narrow(value: Fraction) -> bool:
    """Whether generated code can compute with a figure."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= MOST_BITS


def figures_named(plan: Plan, peers: Peers | None) -> dict[str, Value]:
    """The figures by the names under which expressions see them; all unknown without a cohort."""
    if peers is None:
        return dict.fromkeys((slot.name for slot in plan.figures), ALONE)
    return {slot.name: peers.value(index) for index, slot in enumerate(plan.figures)}


def class_of(unit: Unit, within: str) -> str:
    """The name of the class of a kind that a unit belongs to; empty for everybody."""
    if within == "overall":
        return ""
    if within == "cluster":
        return unit.cluster
    return unit.kind if within == "kind" else f"{unit.cluster} / {unit.kind}"
