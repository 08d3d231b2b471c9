"""The reference interpreter: a tree and the values of its names in, a value out; plain, slow and total."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.feel.functions import STANDARD, Functions, applied
from thiduascore.feel.operations import (
    calculated,
    compared,
    conjunction,
    disjunction,
    equal,
    inverse,
    negated,
)
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    For,
    In,
    Interval,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Tests,
    Tree,
)
from thiduascore.feel.values import Days, Months, Null, Value, missing
from thiduascore.feel.walk import names

MOST_STEPS: Final = 1_000_000
"""How many nodes one evaluation may visit; loops inside loops beyond it give null, calculation-too-long."""

Environment = Mapping[str, Value]


def interpret(
    tree: Tree, environment: Environment, *, functions: Functions = STANDARD, strict: bool = True
) -> Value:
    """The value of a tree whose names stand in the environment; unary tests find their subject under `?`.

    It never raises on data: what cannot be computed is `Null` with its causes, whatever the tree.
    `and`, `or`, `some`, `every` and tests are three-valued; a null operand of anything else gives null.
    The result of `if` with a null condition is null with the condition's causes, because a score must not
    take a branch on what nobody knows; with `strict=False` it is the `else` branch, as the standard says.
    `x = null`, where `null` is written out, is true exactly when x has no value; other comparisons with a
    null are null, while the standard (`strict=False`) compares nulls as values.
    """
    evaluation = _Evaluation(functions, strict)
    found = evaluation.value(tree, environment)
    return found if evaluation.steps <= MOST_STEPS else missing("calculation-too-long")


class _Evaluation:
    """Counts its steps; once they are used up, everything left is null."""

    def __init__(self, functions: Functions, strict: bool) -> None:
        self.functions = functions
        self.strict = strict
        self.steps = 0

    def value(self, tree: Tree, names: Environment) -> Value:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return Null()
        rule: Callable[..., Value] = _RULES[type(tree)]
        return rule(self, tree, names)

    def each(self, trees: tuple[Tree, ...], names: Environment) -> list[Value]:
        return [self.value(tree, names) for tree in trees]

    def affords(self, *values: Value) -> bool:
        """Counts the elements of lists, and of lists in them, that something is about to go through.

        Says whether enough steps are left for that: lists that hold each other twice over double in size.
        """
        waiting = [value for value in values if isinstance(value, tuple)]
        while waiting and self.steps <= MOST_STEPS:
            elements = waiting.pop()
            self.steps += len(elements)
            waiting.extend(each for each in elements if isinstance(each, tuple))
        return self.steps <= MOST_STEPS

    def constant(self, tree: Constant, names: Environment) -> Value:
        return Null() if tree.value is None else tree.value

    def name(self, tree: Name, names: Environment) -> Value:
        return _taken(names, tree.name, "unknown-name")

    def path(self, tree: Path, names: Environment) -> Value:
        of = self.value(tree.of, names)
        if isinstance(of, Null):
            return of
        if isinstance(of, Mapping):
            return _taken(of, tree.member, "unknown-member")
        reader = _MEMBERS.get((_kind(of), tree.member))
        return Fraction(reader(of)) if reader else missing("unknown-member", name=tree.member)

    def negation(self, tree: Negation, names: Environment) -> Value:
        return negated(self.value(tree.of, names))

    def arithmetic(self, tree: Arithmetic, names: Environment) -> Value:
        return calculated(tree.operator, self.value(tree.left, names), self.value(tree.right, names))

    def comparison(self, tree: Comparison, names: Environment) -> Value:
        left, right = self.value(tree.left, names), self.value(tree.right, names)
        if not self.affords(left, right):
            return Null()
        if tree.operator in ("=", "!=") and (not self.strict or _is_null(tree.left) or _is_null(tree.right)):
            nulls = isinstance(left, Null), isinstance(right, Null)
            if any(nulls):
                return all(nulls) == (tree.operator == "=")
        return compared(tree.operator, left, right)

    def logic(self, tree: Logic, names: Environment) -> Value:
        operands = self.each(tree.operands, names)
        return conjunction(operands) if tree.operator == "and" else disjunction(operands)

    def choose(self, tree: Choose, names: Environment) -> Value:
        condition = self.value(tree.condition, names)
        if self.strict and not isinstance(condition, bool):
            return condition if isinstance(condition, Null) else missing("wrong-type")
        return self.value(tree.then if condition is True else tree.otherwise, names)

    def interval(self, tree: Interval, names: Environment) -> Value:
        return missing("wrong-type")

    def contained(self, tree: In, names: Environment) -> Value:
        return self.tests(tree.tests, {**names, "?": self.value(tree.of, names)})

    def tests(self, tree: Tests, names: Environment) -> Value:
        if not tree.alternatives:
            return not tree.negated
        found = disjunction([self.alternative(test, names) for test in tree.alternatives])
        return inverse(found) if tree.negated else found

    def alternative(self, test: Tree, environment: Environment) -> Value:
        if isinstance(test, Interval):
            return self.within(test, environment)
        if "?" in names(test):
            return self.value(test, environment)
        subject = _taken(environment, "?", "unknown-name")
        if isinstance(test, ListOf) and not isinstance(subject, tuple):
            return disjunction([self.comparison(_equals(one), environment) for one in test.elements])
        value = self.value(test, environment)
        if _is_null(test):
            return isinstance(subject, Null)
        if not self.affords(value):
            return Null()
        if isinstance(value, tuple) and not isinstance(subject, tuple):
            return disjunction([equal(subject, element) for element in value])
        return equal(subject, value)

    def within(self, test: Interval, environment: Environment) -> Value:
        found: list[Value] = []
        subject = _taken(environment, "?", "unknown-name")
        if test.low is not None:
            low = self.value(test.low, environment)
            found.append(compared(">=" if test.low_closed else ">", subject, low))
        if test.high is not None:
            high = self.value(test.high, environment)
            found.append(compared("<=" if test.high_closed else "<", subject, high))
        return conjunction(found)

    def list_of(self, tree: ListOf, names: Environment) -> Value:
        return tuple(self.each(tree.elements, names))

    def call(self, tree: Call, names: Environment) -> Value:
        arguments = tuple(self.each(tree.arguments, names))
        overloads = self.functions.get(tree.function)
        if overloads is None:
            return missing("unknown-function", name=tree.function)
        if not self.affords(*arguments):
            return Null()
        return applied(overloads, arguments)

    def quantified(self, tree: Quantified, names: Environment) -> Value:
        found = self.iteration(tree.variable, tree.over, tree.satisfies, names)
        if isinstance(found, Null):
            return found
        return disjunction(found) if tree.quantifier == "some" else conjunction(found)

    def loop(self, tree: For, names: Environment) -> Value:
        found = self.iteration(tree.variable, tree.over, tree.returns, names)
        return found if isinstance(found, Null) else tuple(found)

    def iteration(self, variable: str, over: Tree, body: Tree, names: Environment) -> list[Value] | Null:
        elements = self.value(over, names)
        if not isinstance(elements, tuple):
            return elements if isinstance(elements, Null) else missing("wrong-type")
        inner = dict(names)
        found: list[Value] = []
        for element in elements:
            if self.steps > MOST_STEPS:
                break
            inner[variable] = element
            found.append(self.value(body, inner))
        return found


def _taken(names: Mapping[str, Value], name: str, slug: str) -> Value:
    """The value of a name; whole numbers become rationals, None becomes null."""
    value: Any = names.get(name, _ABSENT)
    if value is _ABSENT:
        return missing(slug, name=name)
    if value is None:
        return Null()
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


_ABSENT: Final = object()


def _equals(element: Tree) -> Comparison:
    return Comparison("=", Name("?"), element)


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Constant) and tree.value is None


def _kind(value: Value) -> type:
    return datetime.date if isinstance(value, datetime.date) else type(value)


_MEMBERS: Final[Mapping[tuple[type, str], Callable[[Any], int]]] = {
    (datetime.date, "year"): lambda date: date.year,
    (datetime.date, "month"): lambda date: date.month,
    (datetime.date, "day"): lambda date: date.day,
    (datetime.date, "weekday"): lambda date: date.isoweekday(),
    (Days, "days"): lambda duration: math.trunc(duration.count),
    (Months, "years"): lambda duration: math.trunc(Fraction(duration.count, 12)),
    (Months, "months"): lambda duration: duration.count - 12 * math.trunc(Fraction(duration.count, 12)),
}

_RULES: Final[Mapping[type, Callable[..., Value]]] = {
    Constant: _Evaluation.constant,
    Name: _Evaluation.name,
    Path: _Evaluation.path,
    Negation: _Evaluation.negation,
    Arithmetic: _Evaluation.arithmetic,
    Comparison: _Evaluation.comparison,
    Logic: _Evaluation.logic,
    Choose: _Evaluation.choose,
    Interval: _Evaluation.interval,
    In: _Evaluation.contained,
    Tests: _Evaluation.tests,
    ListOf: _Evaluation.list_of,
    Call: _Evaluation.call,
    Quantified: _Evaluation.quantified,
    For: _Evaluation.loop,
}
