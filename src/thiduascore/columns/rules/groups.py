"""Items in columns: the same steps as `aggregate`, on whole numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl
from attrs import evolve, field, frozen

from thiduascore.columns.exact.numbers import (
    Number,
    added,
    capped,
    chosen,
    compared,
    known,
    multiplied,
    of_whole,
    product,
)
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Whole, literal, minus, plus
from thiduascore.columns.exact.whole import chosen as chosen_whole
from thiduascore.columns.language.codes import Truth, opposite
from thiduascore.columns.rules.meaning import Room
from thiduascore.columns.rules.means import combined
from thiduascore.program.aggregate import leaves, stakes
from thiduascore.program.plan import GroupPlan, NotApplicable, Plan

ZERO = Fraction(0)
LINEAR = ("sum", "mean", "ratio-of-sums", "flat")

NOTHING = known(ZERO)
Gone = tuple[tuple[NotApplicable, pl.Expr], ...]
"""Where something is not there, by the policy that then counts; the conditions are never null."""


@frozen
class Settled:
    """A criterion or item in one view: points that are zero where it is gone, and the most they could be."""

    points: Number
    capacity: Number
    gone: Gone = ()
    lost: Number = NOTHING
    """What left the whole under `reweight-whole`, to be given back at the root."""


@frozen
class _Child:
    weight: Fraction
    own: Fraction
    settled: Settled
    stake: Fraction = ZERO

    @property
    def scale(self) -> Fraction:
        return self.stake / self.own if self.own else ZERO


@frozen
class Judged:
    """Whether an item applies, by its own condition."""

    holds: Truth
    assumed: Fraction | None
    """What share of its weight it counts as where that is unknown; None: it is not there."""


def any_of(conditions: Sequence[pl.Expr]) -> pl.Expr | None:
    """Whether one of the conditions holds; None when there are none."""
    return reduce(lambda one, other: one | other, conditions) if conditions else None


def gone_of(settled: Settled) -> pl.Expr | None:
    """Where it is not there, for whatever reason."""
    return any_of([where for _, where in settled.gone])


@frozen
class Groups:
    """Settles the items of a plan in one view."""

    plan: Plan
    standings: Sequence[Settled]
    judged: Mapping[str, Judged]
    sheet: Sheet
    slow: list[pl.Expr]
    """Where the program itself must score a row."""
    room: Room
    results: dict[str, Settled] = field(factory=dict)

    def whole(self) -> Settled:
        """The root; points that left the whole under `reweight-whole` come back by scaling it."""
        root = self.settle(self.plan.root)
        if root.lost == NOTHING:
            return root
        capacity = root.capacity
        some = capacity if capacity.constant else chosen(_above_zero(capacity), capacity, known(Fraction(1)))
        if some == NOTHING:
            return root
        grown = multiplied(root.points, added([some, root.lost]))
        grown = Number(
            grown.factor / some.factor,
            product(grown.num, some.den) or literal(1),
            product(grown.den, None if some.num is None else _at_least_one(some.num)),
        )
        back = _above_zero(root.lost) & _above_zero(capacity)
        return evolve(root, points=self.sheet.number(chosen(back, grown, root.points)))

    def settle(self, group: GroupPlan, outside: tuple[pl.Expr, ...] = ()) -> Settled:
        """A group and everything below it; `outside` says where an item around it is not judged to apply."""
        own = self.judged.get(group.id)
        inside = outside
        if own is not None and own.holds.known is not True:
            not_certain = self.sheet.named(~own.holds.certain)
            inside = (*outside, not_certain)
        children = self._children(group, inside)
        found = self._finished(group, self._aggregated(group, children))
        found = self._judged(group, own, found)
        shown = found
        if outside:
            away = any_of(outside)
            assert away is not None
            shown = evolve(found, gone=(*found.gone, ("reweight", away)))
        self.results[group.id] = shown
        return found

    def _children(self, group: GroupPlan, outside: tuple[pl.Expr, ...]) -> list[_Child]:
        found = []
        for child in leaves(group) if group.aggregate == "flat" else group.children:
            if isinstance(child, GroupPlan):
                settled = self._credited(self.settle(child, outside), child.weight, None)
                found.append(_Child(child.weight, child.weight, settled))
                continue
            criterion = self.plan.criteria[child]
            if criterion.ledger == "base":
                settled = self._credited(self.standings[child], criterion.maximum, criterion.target)
                found.append(_Child(criterion.weight, criterion.maximum, settled))
        sizes = stakes(group, [(child.weight, child.own) for child in found])
        return [
            _Child(child.weight, child.own, child.settled, stake)
            for child, stake in zip(found, sizes, strict=True)
        ]

    def _credited(self, settled: Settled, weight: Fraction, target: Fraction | None) -> Settled:
        """The policies that give points for what does not apply."""
        points, capacity, rest = settled.points, settled.capacity, []
        for policy, where in settled.gone:
            if policy not in ("full", "target"):
                rest.append((policy, where))
                continue
            given = weight if policy == "full" or target is None else target
            points = chosen(where, known(given), points)
            capacity = capacity if capacity == known(weight) else chosen(where, known(weight), capacity)
        return Settled(points, capacity, tuple(rest), settled.lost)

    def _aggregated(self, group: GroupPlan, children: list[_Child]) -> Settled:
        if not children:
            return Settled(known(ZERO), known(ZERO), ((group.not_applicable, pl.lit(True)),))
        unit = Fraction(1, math.lcm(*(child.stake.denominator for child in children)))
        held = literal(int(sum((child.stake for child in children), ZERO) / unit))
        spread, left = literal(0), literal(0)
        for child in children:
            size = literal(int(child.stake / unit))
            for policy, where in child.settled.gone:
                part = chosen_whole(where, size, literal(0))
                held = minus(held, part)
                if policy == "reweight":
                    spread = plus(spread, part)
                elif policy == "reweight-whole":
                    left = plus(left, part)
        held, spread = _positive(self.sheet.whole(held)), self.sheet.whole(_not_negative(spread))
        gone = self._gone(group, children)
        points = added([multiplied(child.settled.points, known(child.scale)) for child in children])
        capacity = self._capacity(children, unit, held, spread)
        if group.aggregate not in LINEAR:
            share = combined(group, self._parts(children), self.room, self.sheet, self.slow)
            points = multiplied(share, capacity)
        elif spread.constant != 0:
            points = _spread(points, held, spread)
        return Settled(points, capacity, gone, self._lost(children, of_whole(left, unit), held, spread))

    def _lost(self, children: list[_Child], own: Number, held: Whole, spread: Whole) -> Number:
        """What left the whole, in it and below."""
        below = [child for child in children if child.settled.lost != NOTHING]
        parts = [
            multiplied(_unless(child.settled.lost, child.settled), known(child.scale)) for child in below
        ]
        inner = added(parts)
        if parts and spread.constant != 0:
            inner = _spread(inner, held, spread)
        return self.sheet.number(added([own, inner]))

    def _gone(self, group: GroupPlan, children: list[_Child]) -> Gone:
        """Where nothing in it applies; its policy is then that of its parts, where they agree."""
        wheres = [gone_of(child.settled) for child in children]
        if any(where is None for where in wheres):
            return ()
        every = reduce(lambda one, other: one & other, [where for where in wheres if where is not None])
        gone = self.sheet.named(every)
        staked = [child.settled for child in children if child.stake]
        policies = sorted({policy for child in staked for policy, _ in child.gone})
        if len(policies) < 2:
            return ((policies[0] if policies else group.not_applicable, gone),)
        found: list[tuple[NotApplicable, pl.Expr]] = []
        rest = gone
        for policy in policies:
            by_it = [any_of([where for own, where in child.gone if own == policy]) for child in staked]
            agreed = [where for where in by_it if where is not None]
            if len(agreed) == len(staked):
                all_by_it = self.sheet.named(reduce(lambda one, other: one & other, agreed, gone))
                found.append((policy, all_by_it))
                rest = rest & ~all_by_it
        return (*found, (group.not_applicable, self.sheet.named(rest)))

    def _capacity(self, children: list[_Child], unit: Fraction, held: Whole, spread: Whole) -> Number:
        """The most points, given what applies: all that is held and spread, where each child can be full.

        Nothing where only parts without weight are left.
        """
        if all(
            child.settled.capacity == known(child.own) and (child.own or not child.stake)
            for child in children
        ):
            whole = plus(held, spread)
            if held.low <= 0 and spread.constant != 0:
                whole = chosen_whole(held.expr > 0, whole, literal(0))
            return of_whole(whole, unit)
        parts = [
            multiplied(_unless(child.settled.capacity, child.settled), known(child.scale))
            for child in children
        ]
        most = added(parts)
        return most if spread.constant == 0 else _spread(most, held, spread)

    def _parts(self, children: list[_Child]) -> list[tuple[Number, pl.Expr | None, Fraction, Fraction]]:
        return [
            (_ratio(child.settled, self.sheet), gone_of(child.settled), child.weight, child.own)
            for child in children
        ]

    def _finished(self, group: GroupPlan, settled: Settled) -> Settled:
        points = settled.points
        if group.at_most is not None:
            points = capped(self.sheet.number(points), None, group.at_most)
        if group.rounding is not None:
            points = at_places(points, group.rounding.places, group.rounding.mode)
        gone, lost = gone_of(settled), settled.lost
        if gone is not None:
            points = chosen(gone, known(ZERO), points)
            lost = lost if lost == NOTHING else self.sheet.number(chosen(gone, NOTHING, lost))
        capacity = self.sheet.number(settled.capacity)
        return Settled(self.sheet.number(points), capacity, settled.gone, lost)

    def _judged(self, group: GroupPlan, own: Judged | None, settled: Settled) -> Settled:
        if own is None or own.holds.known is True:
            return settled
        no = self.sheet.named(opposite(own.holds).certain)
        points, capacity = chosen(no, known(ZERO), settled.points), settled.capacity
        lost = settled.lost if settled.lost == NOTHING else chosen(own.holds.certain, settled.lost, NOTHING)
        gone: Gone = (
            (group.not_applicable, no),
            *((policy, where & own.holds.certain) for policy, where in settled.gone),
        )
        if own.holds.nullable:
            unsure = self.sheet.named(own.holds.expr.is_null())
            if own.assumed is None:
                points = chosen(unsure, known(ZERO), points)
                gone = (*gone, (group.not_applicable, unsure))
            else:
                points = chosen(unsure, known(own.assumed * group.weight), points)
                capacity = chosen(unsure, known(group.weight), capacity)
        return Settled(self.sheet.number(points), self.sheet.number(capacity), gone, self.sheet.number(lost))


def _positive(held: Whole) -> Whole:
    """What is held; it is never below zero, and where it is zero nothing is left."""
    return Whole(held.expr, max(held.low, 0), held.high, held.bits, held.nullable)


def _not_negative(spread: Whole) -> Whole:
    return Whole(spread.expr, max(spread.low, 0), spread.high, spread.bits, spread.nullable)


def _unless(value: Number, settled: Settled) -> Number:
    """The number, zero where the part is gone."""
    gone = gone_of(settled)
    return value if gone is None else chosen(gone, known(ZERO), value)


def _spread(points: Number, held: Whole, spread: Whole) -> Number:
    """The points scaled so that what is held counts for what is spread too."""
    some = held if held.low > 0 else chosen_whole(held.expr > 0, held, literal(1))
    some = Whole(some.expr, max(some.low, 1), max(some.high, 1), some.bits)
    num = product(points.num, plus(held, spread))
    return Number(points.factor, num, product(points.den, some))


def _ratio(settled: Settled, sheet: Sheet) -> Number:
    """Points as a share of what they could be; zero where that is nothing."""
    capacity = settled.capacity
    if capacity.constant:
        return multiplied(settled.points, known(1 / capacity.factor if capacity.factor else ZERO))
    above, num = capacity.above, product(settled.points.num, capacity.den) or literal(1)
    if above.low <= 0:
        some = above.expr > 0
        num, above = chosen_whole(some, num, literal(0)), chosen_whole(some, above, literal(1))
    below = product(settled.points.den, _at_least_one(above))
    return sheet.number(Number(settled.points.factor / capacity.factor, num, below))


def below_share(settled: Settled | None, share: Fraction) -> pl.Expr | None:
    """Where something that applies has less than a share of what it could earn; None: nowhere."""
    if settled is None or settled.capacity == known(ZERO):
        return None
    below = compared("<", settled.points, multiplied(settled.capacity, known(share)))
    if below is False:
        return None
    found = pl.lit(True) if below is True else below
    gone = gone_of(settled)
    if not settled.capacity.constant:
        something = compared(">", settled.capacity, known(ZERO))
        found = found & (pl.lit(something) if isinstance(something, bool) else something)
    return found if gone is None else found & ~gone


def _above_zero(value: Number) -> pl.Expr:
    found = compared(">", value, NOTHING)
    return pl.lit(found) if isinstance(found, bool) else found


def _at_least_one(value: Whole) -> Whole:
    """The same numbers, of which none is below one."""
    return Whole(value.expr, max(value.low, 1), max(value.high, 1), value.bits, value.nullable)
