"""What a plan compares with what, and facts for which both sides are the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from random import Random

from attrs import frozen

from thiduascore.feel import interpret
from thiduascore.feel.tree import Call, Comparison, Constant, In, Interval, ListOf, Name, Tests, Tree
from thiduascore.feel.types import DateType, NumberType
from thiduascore.feel.walk import children, names, substituted
from thiduascore.model.submission import FactValue
from thiduascore.program.interpret import groups
from thiduascore.program.plan import FactSlot, Plan

STEPS = ("floor", "ceiling", "round half up", "round half even", "round down", "round up", "decimal")
"""Functions that jump; what they are given is set on and beside their jumps."""


@frozen
class Boundary:
    """Two sides that a plan compares, spoken of facts alone."""

    left: Tree
    right: Tree
    facts: tuple[str, ...]


def boundaries(plan: Plan) -> tuple[Boundary, ...]:
    """Everything that a plan compares numbers or dates with."""
    slots = {slot.name: slot for slot in plan.facts}
    values: dict[str, Tree] = {}
    for value in plan.values:
        values[value.name] = substituted(value.tree, values)
    found = []
    for tree in _trees(plan):
        for left, right in _compared(substituted(tree, values), None):
            facts = tuple(sorted(names(left) | names(right)))
            if facts and all(name in slots for name in facts):
                found.append(Boundary(left, right, facts))
    return tuple(dict.fromkeys(found))


def _trees(plan: Plan) -> Iterator[Tree]:
    for criterion in plan.criteria:
        inputs: dict[str, Tree] = {}
        for given in criterion.table.inputs:
            inputs[given.name] = substituted(given.tree, inputs)
        for rule in criterion.table.rules:
            for tree in (rule.when, rule.points):
                if tree is not None:
                    yield substituted(tree, inputs)
        yield from (tree for tree in (criterion.applies, criterion.exempt) if tree is not None)
    for condition in plan.conditions:
        yield from (tree for tree in (condition.holds, condition.applies) if tree is not None)
    yield from (group.applies for group in groups(plan.root) if group.applies is not None)
    yield from (value.tree for value in plan.values)


def _compared(tree: Tree, subject: Tree | None) -> Iterator[tuple[Tree, Tree]]:
    """The pairs of sides in a tree, in which `?` is the subject."""
    match tree:
        case In(of=of, tests=tests):
            yield from _compared(of, subject)
            yield from _compared(tests, of)
            return
        case Comparison(left=left, right=right):
            yield _of(left, subject), _of(right, subject)
        case Tests(alternatives=alternatives) if subject is not None:
            for test in alternatives:
                if isinstance(test, Interval):
                    yield from (
                        (subject, _of(end, subject)) for end in (test.low, test.high) if end is not None
                    )
                elif not isinstance(test, Comparison):
                    yield subject, test
        case Call(function=function, arguments=(first, *_)) if function in STEPS:
            yield first, Constant(Fraction(0))
        case Call(function="min" | "max", arguments=arguments):
            given = arguments[0].elements if isinstance(arguments[0], ListOf) else arguments
            yield from pairwise(given)
    for child in children(tree):
        yield from _compared(child, subject)


def _of(tree: Tree, subject: Tree | None) -> Tree:
    return tree if subject is None or tree != Name("?") else subject


def standing_on(
    boundary: Boundary, slots: Mapping[str, FactSlot], values: Mapping[str, FactValue], random: Random
) -> dict[str, FactValue]:
    """Values of a boundary's facts, one of which was moved so that both sides are the same, or nearly.

    The other values are those given, one for each fact of the boundary.
    Empty where no value of the fact makes the sides alike.
    """
    movable = [name for name in boundary.facts if isinstance(slots[name].type, NumberType | DateType)]
    if not movable:
        return {}
    moved = random.choice(movable)
    exact = {name: _exact(slots[name], values[name]) for name in boundary.facts}
    found: FactValue | None
    if isinstance(slots[moved].type, DateType):
        found = _day(boundary, moved, exact, random)
    else:
        found = _number(boundary, slots[moved], exact, random)
    return {} if found is None else {**values, moved: found}


def _number(boundary: Boundary, slot: FactSlot, values: Mapping[str, object], random: Random) -> int | None:
    """The fact at its scale where the difference of the sides, taken as a straight line, is zero."""
    here = Fraction(str(values[slot.name]))
    one, other = (_difference(boundary, {**values, slot.name: at}) for at in (here, here + 1))
    if one is None or other is None or one == other:
        return None
    place = here - one / (other - one)
    if boundary.right == Constant(Fraction(0)) and random.random() < 0.9:
        # A jump elsewhere: where what is rounded is some half or whole number.
        place += Fraction(random.randrange(-40, 41), 2) / (other - one)
    found = place * 10**slot.scale
    exact = found.denominator == 1
    near = int(found // 1) + (random.choice((0, 0, 0, 0, 1, -1)) if exact else random.choice((0, 1)))
    least = slot.type.least if isinstance(slot.type, NumberType) else None
    return None if abs(near) > 10**12 or (least is not None and near < least * 10**slot.scale) else near


def _day(
    boundary: Boundary, moved: str, values: Mapping[str, object], random: Random
) -> datetime.date | None:
    if boundary.left == Name(moved):
        other = boundary.right
    elif boundary.right == Name(moved):
        other = boundary.left
    else:
        return None
    found = interpret(other, values)  # type: ignore[arg-type]
    if not isinstance(found, datetime.date):
        return None
    return found + datetime.timedelta(days=random.choice((0, 0, 0, 1, -1)))


def _difference(boundary: Boundary, values: Mapping[str, object]) -> Fraction | None:
    left, right = (interpret(side, values) for side in (boundary.left, boundary.right))  # type: ignore[arg-type]
    return left - right if isinstance(left, Fraction) and isinstance(right, Fraction) else None


def _exact(slot: FactSlot, value: FactValue) -> object:
    if isinstance(value, tuple):
        return tuple(_exact(slot, element) for element in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value, 10**slot.scale)
    return value
