"""How a ruleset runs over tables: which parts as columns of how many bits, which row by row, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from attrs import frozen

from thiduascore.columns.compiling import Part
from thiduascore.columns.facts import Span
from thiduascore.columns.kernel import Kernel
from thiduascore.feel.types import ListType, NumberType
from thiduascore.program.plan import FactSlot, Plan

ASSUMED = 2**31 - 1
"""The greatest number that a column is taken to hold where its fact declares no domain, times the scale."""
ELEMENTS = 20
"""How many elements a list is taken to have."""


@frozen
class PlanPart:
    """One part of a ruleset: what it is, how it runs, and why it cannot run as columns."""

    kind: str
    """fact, value, item, condition, criterion, or total for the adding up."""
    id: str
    bits: int
    """64 or 128; 0 where it runs row by row."""
    reason: str = ""
    """Why it runs row by row: the last part of a phrase of the catalogue."""


def plan_parts(plan: Plan) -> tuple[PlanPart, ...]:
    """Every part of a plan, in the ruleset's order, as it runs over a table in which all may be missing.

    A table whose own numbers are smaller runs in fewer bits, never in more than its numbers prove.
    """
    return tuple(map(_part, Kernel(plan, dict(_assumed(plan))).parts))


def _part(part: Part) -> PlanPart:
    return PlanPart(part.kind, part.id, 0 if part.reason else part.bits, part.reason)


def _assumed(plan: Plan) -> Iterator[tuple[str, Span]]:
    """What is taken of a table of which nothing is known yet."""
    days = (datetime.date.min.toordinal(), datetime.date.max.toordinal())
    for end in ("start", "end"):
        yield f"period.{end}", Span(*days, nullable=True)
    for slot in plan.facts:
        yield f"fact.{slot.name}", _span(slot)


def _span(slot: FactSlot) -> Span:
    type_ = slot.type
    of = type_.of if isinstance(type_, ListType) else type_
    low, high = -ASSUMED, ASSUMED
    if isinstance(of, NumberType):
        size = 10**slot.scale
        low = low if of.least is None else int(of.least * size)
        high = high if of.most is None else int(of.most * size)
    return Span(low, high, nullable=True, most=ELEMENTS)
