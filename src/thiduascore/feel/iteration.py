"""Loops and filters: what is done with each element of a list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from thiduascore.feel.evaluation import Environment, Evaluation
from thiduascore.feel.operations import compared, conjunction, disjunction
from thiduascore.feel.temporal.moments import FarDate, date_at
from thiduascore.feel.tree import Filter, For, Quantified, Series, Tree
from thiduascore.feel.values import Null, Range, Value, merged, missing
from thiduascore.feel.walk import names


def quantified(evaluation: Evaluation, tree: Quantified, environment: Environment) -> Value:
    """`some` and `every`, three-valued."""
    elements = _elements(evaluation, tree.over, environment)
    if isinstance(elements, Null):
        return elements
    inner, found = dict(environment), []
    for element in elements:
        inner[tree.variable] = element
        found.append(evaluation.value(tree.satisfies, inner))
    return disjunction(found) if tree.quantifier == "some" else conjunction(found)


def loop(evaluation: Evaluation, tree: For, environment: Environment) -> Value:
    """`for`: the list of what is returned, of which the body sees what is there so far as `partial`."""
    body: Tree = tree
    while isinstance(body, For) and body.flat:
        body = body.returns
    assert isinstance(body, For)
    sees_partial = not evaluation.strict and "partial" in names(body.returns)
    found: list[Value] = []
    null = _run(evaluation, tree, dict(environment), found, sees_partial=sees_partial)
    return tuple(found) if null is None else null


def _run(
    evaluation: Evaluation, tree: For, inner: dict[str, Value], found: list[Value], *, sees_partial: bool
) -> Null | None:
    """Adds what a loop returns to what was found; gives the null that stops it, if one does."""
    elements = _elements(evaluation, tree.over, inner)
    if isinstance(elements, Null):
        return elements
    hidden = inner.get(tree.variable)
    for element in elements:
        inner[tree.variable] = element
        if tree.flat and isinstance(tree.returns, For):
            null = _run(evaluation, tree.returns, inner, found, sees_partial=sees_partial)
            if null is not None:
                return null
            continue
        if sees_partial:
            evaluation.budget.spend(len(found))
            inner["partial"] = tuple(found)
        found.append(evaluation.value(tree.returns, inner))
    if hidden is not None:
        inner[tree.variable] = hidden
    else:
        inner.pop(tree.variable, None)
    return None


def _elements(evaluation: Evaluation, over: Tree, environment: Environment) -> Iterable[Value] | Null:
    if isinstance(over, Series):
        start, end = (evaluation.value(side, environment) for side in (over.start, over.end))
        return _series(evaluation, start, end)
    value = evaluation.value(over, environment)
    if isinstance(value, tuple | Null):
        return value
    if isinstance(value, Range):
        return _of_range(evaluation, value)
    return missing("wrong-type") if evaluation.strict else (value,)


def _series(evaluation: Evaluation, start: Value, end: Value) -> Iterable[Value] | Null:
    """Every number or day from the start to the end, one apart, either way."""
    if isinstance(start, Null) or isinstance(end, Null):
        return merged((start, end))
    falls = compared(">", start, end)
    step = -1 if falls is True else 1
    if isinstance(start, Fraction) and isinstance(end, Fraction):
        return _numbers(evaluation, start, int((end - start) * step // 1) + 1, step)
    if isinstance(start, datetime.date | FarDate) and isinstance(end, datetime.date | FarDate):
        count = (end.toordinal() - start.toordinal()) * step + 1
        return _days(evaluation, start.toordinal(), count, step)
    return missing("not-a-series")


def _of_range(evaluation: Evaluation, value: Range) -> Iterable[Value] | Null:
    """Every number or day of a range that begins at its lower end."""
    if value.low is None or value.high is None or value.operator == "!=":
        return missing("not-a-series")
    found = _series(evaluation, value.low, value.high)
    if isinstance(found, Null):
        return found
    ends = ((value.low, value.low_closed), (value.high, value.high_closed))
    excluded = [end for end, closed in ends if not closed]
    return (element for element in found if element not in excluded)


def _numbers(evaluation: Evaluation, start: Fraction, count: int, step: int) -> Iterator[Value]:
    for position in range(count):
        evaluation.budget.spend(1)
        yield start + position * step


def _days(evaluation: Evaluation, start: int, count: int, step: int) -> Iterator[Value]:
    for position in range(count):
        evaluation.budget.spend(1)
        yield date_at(start + position * step) or missing("date-out-of-range")


def filtered(evaluation: Evaluation, tree: Filter, environment: Environment) -> Value:
    """The element at an index, or the elements for which a condition holds.

    A value that is no list counts as a list of one.
    The condition sees each element as `item`, and the members of a context by their names.
    In the strict mode a condition that is unknown makes the whole unknown.
    """
    of = evaluation.value(tree.of, environment)
    if isinstance(of, Null):
        return of
    elements = of if isinstance(of, tuple) else (of,)
    first = evaluation.value(tree.by, _seen(environment, elements[0]) if elements else environment)
    if isinstance(first, Fraction):
        return _at(elements, first)
    if elements and not isinstance(first, bool | Null):
        return missing("wrong-type")
    conditions: list[Value] = [first] if elements else []
    for element in elements[1:]:
        conditions.append(evaluation.value(tree.by, _seen(environment, element)))
    if evaluation.strict and any(isinstance(condition, Null) for condition in conditions):
        return merged(conditions)
    return tuple([element for element, holds in zip(elements, conditions, strict=True) if holds is True])


def _seen(environment: Environment, element: Value) -> dict[str, Value]:
    if isinstance(element, Mapping):
        return {**environment, "item": element, **element}
    return {**environment, "item": element}


def _at(elements: tuple[Value, ...], index: Fraction) -> Value:
    """The element at an index that counts from 1, or from the end with -1."""
    position = int(index)
    if position != index:
        return missing("index-not-whole")
    if not 1 <= abs(position) <= len(elements):
        return missing("index-out-of-range", index=str(position), count=str(len(elements)))
    return elements[position - 1 if position > 0 else position]
