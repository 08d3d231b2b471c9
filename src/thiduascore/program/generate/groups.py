"""Items as generated code: the same steps as `aggregate`, on whole numbers.

Linear aggregations and re-weighting are written out; other means call `means` with exact shares.
What is rare is left to the interpreter: `reweight-whole` where something does not apply, and items of weight
zero where nothing else is left.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field

from thiduascore.feel.generate.numbers import added, at_places, bound, chosen, divided, extreme, multiplied
from thiduascore.feel.generate.values import ONE, Quantity, Truth, quantity, value_source, whole
from thiduascore.feel.generate.writer import Unsupported, Writer
from thiduascore.program.aggregate import ZERO, leaves, stakes
from thiduascore.program.generate.criterion import Standing
from thiduascore.program.plan import GroupPlan, NotApplicable, Plan
from thiduascore.records import frozen

LINEAR = ("sum", "mean", "ratio-of-sums", "flat")


@frozen
class Settled:
    """An item or criterion in generated code; `capacity` is None where it has no simple form."""

    points: Quantity
    capacity: Quantity | None
    present: str = ""
    policy: NotApplicable = "reweight"


@frozen
class _Child:
    """A child before its group, as `aggregate` has it."""

    weight: Fraction
    own: Fraction
    settled: Settled
    stake: Fraction = ZERO

    @property
    def scale(self) -> Fraction:
        return self.stake / self.own if self.own else ZERO

    @property
    def points(self) -> Quantity:
        return multiplied(self.settled.points, quantity(self.scale))


@frozen
class _Weight:
    """What applies in a group: `held` and `spread` of the stakes, in `unit`; `present` as in Settled."""

    unit: Fraction
    whole: int
    held: str = ""
    spread: str = ""
    present: str = ""
    left_out: bool = False


@frozen
class GroupsSource:
    """Writes the items of a plan; `judged` holds the local of each item's own applicability."""

    plan: Plan
    standings: Sequence[Standing]
    judged: Mapping[str, str]
    results: dict[str, Settled] = field(factory=dict)

    def write(self, group: GroupPlan, writer: Writer, given: tuple[str, ...] = ()) -> Settled:
        """Writes a group and everything below it; what is found stands in `results` too.

        `given` holds the applicability of the items around it.
        """
        own = self.judged.get(group.id)
        given = given if own is None else (*given, own)
        children = self._children(group, writer, given)
        if not children:
            nothing = Settled(quantity(ZERO), quantity(ZERO), "False", group.not_applicable)
            self.results[group.id] = nothing
            return nothing
        weight = self._weight(group, children, writer)
        points = added([child.points for child in children])
        capacity = self._capacity(children, weight)
        if group.aggregate not in LINEAR:
            points = self._combined(group, children, weight, capacity, writer)
        elif weight.spread:
            points = self._spread(points, weight, writer)
        points, present = self._finished(group, points, writer), weight.present
        policy = self._policy(group, children, present, writer)
        if given:
            present = writer.bind(" and ".join([*given, *([present] if present else [])]), "w")
            points = chosen(Truth(present), points, quantity(ZERO), writer)
        found = Settled(bound(points, writer), capacity, present, policy)
        self.results[group.id] = found
        return found

    def _children(self, group: GroupPlan, writer: Writer, given: tuple[str, ...]) -> list[_Child]:
        found = []
        for child in leaves(group) if group.aggregate == "flat" else group.children:
            if isinstance(child, GroupPlan):
                settled = self.write(child, writer, given)
                found.append(
                    _Child(child.weight, child.weight, _credited(settled, child.weight, None, writer))
                )
                continue
            criterion = self.plan.criteria[child]
            if criterion.ledger == "base":
                standing, capacity = self.standings[child], quantity(criterion.maximum)
                settled = Settled(standing.points, capacity, standing.present, criterion.not_applicable)
                settled = _credited(settled, criterion.maximum, criterion.target, writer)
                found.append(_Child(criterion.weight, criterion.maximum, settled))
        sizes = stakes(group, [(child.weight, child.own) for child in found])
        return [
            _Child(child.weight, child.own, child.settled, stake)
            for child, stake in zip(found, sizes, strict=True)
        ]

    def _weight(self, group: GroupPlan, children: list[_Child], writer: Writer) -> _Weight:
        """Writes what applies and what is spread."""
        unit = Fraction(1, math.lcm(*(child.stake.denominator for child in children)))
        total = int(sum((child.stake for child in children), ZERO) / unit)
        away = [child for child in children if child.settled.present]
        if not away:
            return _Weight(unit, total)
        policies = {child.settled.policy for child in away}
        held = writer.names.fresh("h")
        spread = writer.names.fresh("s") if "reweight" in policies else ""
        writer.line(f"{held} = {total}")
        if spread:
            writer.line(f"{spread} = 0")
        for child in away:
            self._without(child, int(child.stake / unit), held, spread, writer)
        present = ""
        if not any(child.stake and not child.settled.present for child in children):
            present = writer.names.fresh("w")
            writer.line(f"{present} = {held} > 0")
            if any(not child.stake for child in children):
                writer.line(f"if not {present}: raise Unproven")
        return _Weight(unit, total, held, spread, present, "leave-out" in policies)

    def _without(self, child: _Child, size: int, held: str, spread: str, writer: Writer) -> None:
        writer.line(f"if not {child.settled.present}:")
        inside = writer.inside()
        if child.settled.policy == "reweight-whole":
            inside.line("raise Unproven")
        inside.line(f"{held} -= {size}")
        if child.settled.policy == "reweight":
            inside.line(f"{spread} += {size}")

    def _spread(self, points: Quantity, weight: _Weight, writer: Writer) -> Quantity:
        num, den = writer.names.fresh("n"), writer.names.fresh("d")
        writer.line(f"{num} = {whole(points.num)}")
        writer.line(f"{den} = {whole(points.den)}")
        writer.line(f"if {weight.spread} and {weight.held}:" if weight.present else f"if {weight.spread}:")
        inside = writer.inside()
        inside.line(f"{num} *= {weight.held} + {weight.spread}")
        inside.line(f"{den} *= {weight.held}")
        return Quantity(points.factor, num, den)

    def _capacity(self, children: list[_Child], weight: _Weight) -> Quantity | None:
        """The most points, given what applies: all that is held and spread, where each child can be full."""
        full = all(
            child.settled.capacity is not None
            and child.settled.capacity.constant
            and child.settled.capacity.factor == child.own
            for child in children
            if child.stake
        )
        if full and not weight.left_out:
            return quantity(weight.whole * weight.unit)
        if full:
            text = f"({weight.held} + {weight.spread})" if weight.spread else weight.held
            return Quantity(weight.unit, text)
        capacities = [child.settled.capacity for child in children]
        if weight.held or None in capacities:
            return None
        return added(
            [
                multiplied(one, quantity(child.scale))
                for one, child in zip(capacities, children, strict=True)
                if one
            ]
        )

    def _combined(
        self,
        group: GroupPlan,
        children: list[_Child],
        weight: _Weight,
        capacity: Quantity | None,
        writer: Writer,
    ) -> Quantity:
        """A mean that is not linear, by the interpreter's own means."""
        if capacity is None:
            raise Unsupported("capacity")
        parts, share = writer.names.fresh("l"), writer.names.fresh("v")
        writer.line(f"{parts} = []")
        for child in children:
            inside = writer
            if child.settled.present:
                writer.line(f"if {child.settled.present}:")
                inside = writer.inside()
            ratio = value_source(_ratio(child, inside), inside)
            sizes = (writer.names.constant(child.weight), writer.names.constant(child.own))
            inside.line(f"{parts}.append(({ratio}, {', '.join(sizes)}))")
        combining = f"combined({writer.names.holding(group)}, {parts})[0]"
        writer.line(f"{share} = {combining} if {parts} else {writer.names.constant(ZERO)}")
        num, den = writer.names.fresh("n"), writer.names.fresh("d")
        writer.line(f"{num}, {den} = {share}.as_integer_ratio()")
        return multiplied(Quantity(ONE, num, den), capacity)

    def _finished(self, group: GroupPlan, points: Quantity, writer: Writer) -> Quantity:
        if group.at_most is not None:
            points = extreme("<", (points, quantity(group.at_most)), writer)
        if group.rounding is not None:
            points = at_places(points, group.rounding.places, group.rounding.mode, writer)
        return points

    def _policy(
        self, group: GroupPlan, children: list[_Child], present: str, writer: Writer
    ) -> NotApplicable:
        """What happens when nothing in the group applies."""
        policies = {child.settled.policy for child in children if child.stake}
        natural = policies.pop() if len(policies) == 1 else group.not_applicable
        own = self.judged.get(group.id)
        if own is None:
            return natural
        if natural != group.not_applicable and present:
            writer.line(f"if {own} and not {present}: raise Unproven")
        return group.not_applicable


def _credited(settled: Settled, weight: Fraction, target: Fraction | None, writer: Writer) -> Settled:
    """The policies that give points for what does not apply."""
    if not settled.present or settled.policy not in ("full", "target"):
        return settled
    given = weight if settled.policy == "full" or target is None else target
    present = Truth(settled.present)
    points = chosen(present, settled.points, quantity(given), writer)
    capacity = settled.capacity
    if capacity is None:
        raise Unsupported("capacity")
    if capacity != quantity(weight):
        capacity = chosen(present, capacity, quantity(weight), writer)
    return Settled(points, capacity, "", settled.policy)


def _ratio(child: _Child, writer: Writer) -> Quantity:
    """A child's points as a share of what it could have earned."""
    capacity = child.settled.capacity
    if capacity is None:
        raise Unsupported("capacity")
    if capacity.constant and not capacity.factor:
        return quantity(ZERO)
    return divided(child.settled.points, capacity, writer, positive=True)
