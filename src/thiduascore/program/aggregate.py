"""From the points of children to the points of an item (semantics, sections 4 and 5).

Every result comes with lines that add up to it exactly: what each criterion brings at its nominal weight,
and the
effects of re-weighting, of a mean that is not arithmetic, of caps and of rounding as lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from thiduascore.program.means import combined
from thiduascore.program.outcome import ItemResult, Line
from thiduascore.program.plan import CriterionPlan, GroupPlan, NotApplicable, Plan
from thiduascore.program.rounding import rounded
from thiduascore.records import frozen

ZERO = Fraction(0)
ONE = Fraction(1)

Standing = Callable[[CriterionPlan], Fraction | NotApplicable]
"""A criterion's points in the view that is being settled, or the policy for its not being there."""


@frozen(kw_only=True)
class Share:
    """A settled child or group: points, the most they could be, and the lines that make them up.

    `points` is None when nothing in it applies.
    `lost` is what left the whole under `reweight-whole`, to be given back at the root.
    """

    points: Fraction | None
    capacity: Fraction = ZERO
    lost: Fraction = ZERO
    policy: NotApplicable = "reweight"
    lines: tuple[Line, ...] = ()
    items: tuple[ItemResult, ...] = ()
    approximate: bool = False


@frozen(kw_only=True)
class _Child:
    """A child before its group: its own scale and what it stands for in the group's."""

    weight: Fraction
    own: Fraction
    """Its own most points."""
    stake: Fraction
    """Its nominal most points in the group's scale."""
    share: Share

    @property
    def scale(self) -> Fraction:
        return self.stake / self.own if self.own else ZERO

    @property
    def ratio(self) -> Fraction:
        """Its points as a share of what it could have earned, given what applies in it."""
        if self.share.points is None or not self.share.capacity:
            return ZERO
        return self.share.points / self.share.capacity


def settle_group(
    plan: Plan, group: GroupPlan, standing: Standing, applies: Mapping[str, Fraction | None]
) -> Share:
    """Settle a group and everything below it.

    `applies` says of an item with an applicability of its own: absent when it applies, None when it does not,
    or the share of its weight that it counts as where that is unknown in this view (0 or 1).
    """
    if group.id in applies:
        assumed = applies[group.id]
        if assumed is None:
            return _nothing(group)
        points = assumed * group.weight
        return Share(
            points=points,
            capacity=group.weight,
            lines=(Line("aggregation", group.id, points),),
            items=(ItemResult(id=group.id, points=points, capacity=group.weight, contribution=points),),
        )
    children = _children(plan, group, standing, applies)
    if not any(child.share.points is not None for child in children):
        policies = {child.share.policy for child in children if child.stake}
        return evolve(_nothing(group), policy=policies.pop() if len(policies) == 1 else group.not_applicable)
    return _finished(group, _aggregated(group, children))


def _nothing(group: GroupPlan) -> Share:
    item = ItemResult(id=group.id, points=None, capacity=ZERO, contribution=ZERO)
    return Share(points=None, policy=group.not_applicable, items=(item,))


def _children(
    plan: Plan, group: GroupPlan, standing: Standing, applies: Mapping[str, Fraction | None]
) -> tuple[_Child, ...]:
    found: list[tuple[Fraction, Fraction, Share]] = []
    for child in leaves(group) if group.aggregate == "flat" else group.children:
        if isinstance(child, GroupPlan):
            share = settle_group(plan, child, standing, applies)
            found.append((child.weight, child.weight, _credited(share, child.id, child.weight, None)))
            continue
        criterion = plan.criteria[child]
        if criterion.ledger == "base":
            points = standing(criterion)
            found.append((criterion.weight, criterion.maximum, _leaf(criterion, points)))
    sizes = stakes(group, [(weight, own) for weight, own, _ in found])
    return tuple(
        _Child(weight=weight, own=own, stake=stake, share=share)
        for (weight, own, share), stake in zip(found, sizes, strict=True)
    )


def leaves(group: GroupPlan) -> Sequence[int]:
    """Indexes of every criterion in a group, at any depth."""
    found: list[int] = []
    for child in group.children:
        found.extend(leaves(child) if isinstance(child, GroupPlan) else [child])
    return found


def _leaf(criterion: CriterionPlan, points: Fraction | NotApplicable) -> Share:
    if isinstance(points, Fraction):
        line = Line("criterion", criterion.id, points)
        return Share(points=points, capacity=criterion.maximum, lines=(line,))
    share = Share(points=None, policy=points)
    return _credited(share, criterion.id, criterion.maximum, criterion.target)


def _credited(share: Share, name: str, weight: Fraction, target: Fraction | None) -> Share:
    """The policies that give points for what does not apply."""
    if share.points is not None or share.policy not in ("full", "target"):
        return share
    given = weight if share.policy == "full" or target is None else target
    return evolve(share, points=given, capacity=weight, lines=(Line("credited", name, given),))


def stakes(group: GroupPlan, children: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """From (weight, own most points) of each child to each child's nominal most points in the group's scale.

    sum: the child's own points as they are; ratio-of-sums: own points scaled to the group's weight;
    every mean: by relative weights.
    """
    if group.aggregate == "sum":
        return [own for _, own in children]
    if group.aggregate == "ratio-of-sums":
        whole = sum((own for _, own in children), ZERO)
        return [group.weight * own / whole if whole else ZERO for _, own in children]
    whole = sum((weight for weight, _ in children), ZERO)
    return [group.weight * weight / whole if whole else ZERO for weight, _ in children]


def _aggregated(group: GroupPlan, children: tuple[_Child, ...]) -> Share:
    applied = [child for child in children if child.share.points is not None]
    away = [child for child in children if child.share.points is None]
    lines = [
        evolve(line, amount=line.amount * child.scale) for child in applied for line in child.share.lines
    ]
    nominal = sum((line.amount for line in lines), ZERO)
    held = sum((child.stake for child in applied), ZERO)
    spread = sum((child.stake for child in away if child.share.policy == "reweight"), ZERO)
    factor = (held + spread) / held if held else ONE
    linear = nominal * factor
    if linear != nominal:
        lines.append(Line("reweight", group.id, linear - nominal))
    capacity = factor * sum((child.share.capacity * child.scale for child in applied), ZERO)
    value, approximate = linear, False
    if group.aggregate not in ("sum", "mean", "ratio-of-sums", "flat"):
        share, approximate = combined(group, [(c.ratio, c.weight, c.own) for c in applied])
        value = share * capacity
        if value != linear:
            lines.append(Line("aggregation", group.id, value - linear))
    lost = factor * sum((child.share.lost * child.scale for child in applied), ZERO)
    lost += sum((child.stake for child in away if child.share.policy == "reweight-whole"), ZERO)
    return Share(
        points=value,
        capacity=capacity,
        lost=lost,
        lines=tuple(lines),
        items=tuple(_scaled(item, child.scale) for child in children for item in child.share.items),
        approximate=approximate or any(child.share.approximate for child in applied),
    )


def _scaled(item: ItemResult, scale: Fraction) -> ItemResult:
    return evolve(item, contribution=item.contribution * scale)


def _finished(group: GroupPlan, share: Share) -> Share:
    """The item's cap and rounding, and its own entry among the items."""
    assert share.points is not None
    points, lines = share.points, list(share.lines)
    if group.at_most is not None and points > group.at_most:
        lines.append(Line("cap", group.id, group.at_most - points))
        points = group.at_most
    final = rounded(points, group.rounding)
    if final != points:
        lines.append(Line("item-rounding", group.id, final - points))
    own = ItemResult(id=group.id, points=final, capacity=share.capacity, contribution=final)
    return evolve(share, points=final, lines=tuple(lines), items=(own, *share.items))
