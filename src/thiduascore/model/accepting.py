"""Which values unary tests accept, where that can be known without facts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

from thiduascore.feel.tree import (
    Arithmetic,
    Comparison,
    Constant,
    In,
    Interval,
    ListOf,
    Logic,
    Name,
    Negation,
    Tests,
    Tree,
)
from thiduascore.model import intervals
from thiduascore.model.intervals import HIGHEST, LOWEST, after, before, complement, intersection, union

Amounts = Callable[[Fraction | str], Fraction | None]
"""The value of a number or of the parameter with that name."""
Set = tuple[intervals.Interval, ...]
Value = TypeVar("Value", bound=str | bool)
EVERYTHING: Set = ((LOWEST, HIGHEST),)


def accepted(tests: Tree, amounts: Amounts) -> Set | None:
    """The numbers that the tests accept; None when that depends on facts."""
    if not isinstance(tests, Tests):
        return None
    if not tests.alternatives:
        return EVERYTHING
    sets = [_alternative(each, amounts) for each in tests.alternatives]
    if any(each is None for each in sets):
        return None
    found = union(interval for each in sets if each is not None for interval in each)
    return complement(found) if tests.negated else found


def _alternative(tree: Tree, amounts: Amounts) -> Set | None:
    match tree:
        case Interval():
            return _interval(tree, amounts)
        case Comparison(operator=operator, left=Name(name="?"), right=right):
            return _compared(operator, constant(right, amounts))
        case Comparison(operator=operator, left=left, right=Name(name="?")):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
            return _compared(turned, constant(left, amounts))
        case Logic(operator=operator, operands=operands):
            return _logic(operator, [_alternative(each, amounts) for each in operands])
        case In(of=Name(name="?"), tests=inner):
            return accepted(inner, amounts)
        case Tests():
            return accepted(tree, amounts)
        case ListOf(elements=elements):
            return accepted(Tests(elements), amounts)
        case _:
            return _compared("=", constant(tree, amounts))


def _logic(operator: str, sets: list[Set | None]) -> Set | None:
    known = [each for each in sets if each is not None]
    if len(known) < len(sets):
        return None
    if operator == "or":
        return union(interval for each in known for interval in each)
    found = EVERYTHING
    for each in known:
        found = intersection(found, each)
    return found


def _compared(operator: str, value: Fraction | None) -> Set | None:
    if value is None:
        return None
    below, point, above = (LOWEST, before(value)), (before(value), after(value)), (after(value), HIGHEST)
    parts = {"<": (below,), "<=": (below, point), "=": (point,), "!=": (below, above), ">=": (point, above)}
    return union(parts.get(operator, (above,)))


def _interval(tree: Interval, amounts: Amounts) -> Set | None:
    low = None if tree.low is None else constant(tree.low, amounts)
    high = None if tree.high is None else constant(tree.high, amounts)
    if (tree.low is not None and low is None) or (tree.high is not None and high is None):
        return None
    start = LOWEST if low is None else before(low) if tree.low_closed else after(low)
    end = HIGHEST if high is None else after(high) if tree.high_closed else before(high)
    return union(((start, end),))


def constant(tree: Tree, amounts: Amounts) -> Fraction | None:
    """The number that a tree of constants and parameters comes to; None when it is not one."""
    match tree:
        case Constant(value=Fraction() as value):
            return value
        case Name(name=name):
            return amounts(name)
        case Negation(of=of):
            inner = constant(of, amounts)
            return None if inner is None else -inner
        case Arithmetic(operator=operator, left=left, right=right):
            return _calculated(operator, constant(left, amounts), constant(right, amounts))
        case _:
            return None


def _calculated(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or operator == "**" or (operator == "/" and right == 0):
        return None
    if operator == "/":
        return left / right
    return {"+": left + right, "-": left - right}.get(operator, left * right)


def accepted_values(tests: Tree, values: tuple[Value, ...]) -> frozenset[Value] | None:
    """Which of the only values, choices or yes-no, the tests accept; None when that depends on facts."""
    if not isinstance(tests, Tests):
        return None
    if not tests.alternatives:
        return frozenset(values)
    found: set[Any] = set()
    for each in tests.alternatives:
        for part in each.elements if isinstance(each, ListOf) else (each,):
            if not isinstance(part, Constant) or not isinstance(part.value, type(values[0])):
                return None
            found.add(part.value)
    return frozenset(value for value in values if (value in found) != tests.negated)
