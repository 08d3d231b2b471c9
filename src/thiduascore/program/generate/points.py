"""What a criterion earns in generated code: caps, rounding and the entry of the trace.

The points of criterion 7 stand in `p7`, times a constant; `q7` is their divisor where that is not constant,
`a7` says whether the criterion applies where that is not certain, and `t7` is its entry in the trace.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field

from thiduascore.feel.generate.branches import settled
from thiduascore.feel.generate.numbers import at_places, never_negative
from thiduascore.feel.generate.values import Code, Quantity, Slot, product, quantity, traced, whole
from thiduascore.feel.generate.writer import Writer
from thiduascore.feel.values import Value
from thiduascore.program.earned import State
from thiduascore.program.plan import CriterionPlan
from thiduascore.program.rounding import rounded
from thiduascore.records import frozen


@frozen
class Layout:
    """What a trace entry of a criterion means: everything constant in it, and how to read back the rest.

    `points` is what is left of `raw` after caps and rounding; both are None where nothing was earned.
    With `counted`, the rules that held come last in the entry, because only the run knows them.
    """

    state: State
    reason: str = ""
    rules: tuple[int, ...] = ()
    inputs: tuple[Slot, ...] = ()
    raw: Slot | Fraction | None = None
    points: Slot | Fraction | None = None
    counted: bool = False


Entry = tuple[Any, ...]
"""A layout and the parts that the run filled in."""


@frozen
class Found:
    """A trace entry read back."""

    state: State
    reason: str
    rules: tuple[int, ...]
    inputs: tuple[Value, ...]
    raw: Fraction | None
    points: Fraction | None


def read_entry(entry: Entry) -> Found:
    """The entry as exact values."""
    layout, parts = entry[0], iter(entry[1:])
    inputs = tuple(slot.read(parts) for slot in layout.inputs)
    raw, points = _amount(layout.raw, parts), _amount(layout.points, parts)
    rules = next(parts) if layout.counted else layout.rules
    return Found(layout.state, layout.reason, rules, inputs, raw, points)


def read_points(entry: Entry) -> tuple[State, str, Fraction | None]:
    """The state with its reason and the points of an entry, without the rest, which takes far longer."""
    layout = entry[0]
    held, parts = layout.points, entry[1:-1] if layout.counted else entry[1:]
    last = held.num + held.den if isinstance(held, Slot) else 0
    return layout.state, layout.reason, _amount(held, iter(parts[len(parts) - last :]))


def _amount(held: Slot | Fraction | None, parts: Iterator[Any]) -> Fraction | None:
    found = held.read(parts) if isinstance(held, Slot) else held
    assert found is None or isinstance(found, Fraction)
    return found


@frozen
class Scale:
    """How the points of one criterion are written: whole numbers times `factor`, by `q` where `divided`."""

    factor: Fraction
    divided: bool


def scale_of(plan: CriterionPlan, points: list[Quantity]) -> Scale:
    """The scale at which all these points of a criterion, and its caps, are whole numbers."""
    factors = [*(one.factor for one in points), plan.least, plan.most]
    unit = Fraction(1, math.lcm(*(one.denominator for one in factors)))
    return Scale(unit, any(one.den for one in points))


@frozen
class PointsSource:
    """Writes what rules earn; without a scale it only looks at what they earn."""

    plan: CriterionPlan
    tracing: bool
    inputs: tuple[Code, ...]
    scale: Scale | None
    doubt: str = ""
    """The local that says that nobody knows whether the unit is exempt; then only zero points are certain."""
    wanted: list[Quantity] = field(factory=list)

    def write(self, raw: Quantity, rules: tuple[int, ...], writer: Writer, *, held: str = "") -> None:
        """Writes the points and the entry that says how they came about; `held` is the local of the rules."""
        if self.tracing:
            bound = settled(raw, writer)
            assert isinstance(bound, Quantity)
            raw = bound
        if self.doubt and (raw.num or raw.factor):
            writer.line(f"if {self.doubt}{f' and {raw.num}' if raw.num else ''}: raise Unproven")
        points = self._rounded(raw, writer)
        self.wanted.append(points)
        if self.scale is not None:
            slot = self._points(points, self.scale, writer, positive=never_negative(raw, writer))
            if self.tracing:
                self._entry(raw, slot, rules, held, writer)

    def _rounded(self, raw: Quantity, writer: Writer) -> Quantity:
        """The points after rounding; caps come later, which is the same, as no rounding reverses an order."""
        plan = self.plan
        if raw.constant:
            return quantity(rounded(max(plan.least, min(plan.most, raw.factor)), plan.rounding))
        if plan.rounding is None:
            return raw
        return at_places(raw, plan.rounding.places, plan.rounding.mode, writer, clamped=plan.least >= 0)

    def _points(self, points: Quantity, scale: Scale, writer: Writer, *, positive: bool) -> Slot | Fraction:
        """Writes the points, capped; `positive` says that they cannot be below zero."""
        p, q = f"p{self.plan.index}", f"q{self.plan.index}" if scale.divided else ""
        size = points.factor / scale.factor
        assert size.denominator == 1, "the scale holds every factor"
        writer.line(f"{p} = {whole(product(size.numerator, points.num)) if size else 0}")
        if q:
            writer.line(f"{q} = {whole(points.den)}")
        if points.constant:
            return points.factor
        for sign, cap in ((">", self.plan.most), ("<", self.plan.least)):
            limit = int(rounded(cap, self.plan.rounding) / scale.factor)
            if positive and sign == "<" and limit <= 0:
                continue
            writer.line(f"if {p} {sign} {whole(product(limit, q))}:")
            inside = writer.inside()
            inside.line(f"{p} = {limit}")
            if q:
                inside.line(f"{q} = 1")
        return Slot("number", scale.factor, True, scale.divided)

    def _entry(
        self, raw: Quantity, points: Slot | Fraction, rules: tuple[int, ...], held: str, writer: Writer
    ) -> None:
        index, slots, parts = self.plan.index, [], list[str]()
        for code in self.inputs:
            slot, sources = traced(code, writer)
            slots.append(slot)
            parts.extend(sources)
        earned: Slot | Fraction = raw.factor
        if not raw.constant:
            earned, sources = traced(raw, writer)
            parts.extend(sources)
        if isinstance(points, Slot):
            parts.extend([f"p{index}", f"q{index}"] if points.den else [f"p{index}"])
        if held:
            parts.append(held)
        layout = Layout("scored", "", rules, tuple(slots), earned, points, bool(held))
        entry = ", ".join([writer.names.constant(layout), *parts])
        writer.line(f"t{index} = {f'({entry})' if parts else writer.names.constant((layout,))}")
