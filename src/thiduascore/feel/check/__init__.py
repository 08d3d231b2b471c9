"""Types every node of a tree, and says everything that does not fit, each with its place.

A part that failed has `AnyType`, which fits everywhere, so that one mistake is reported once.
`operators`, `tests`, `lists` and `calls` hold the rules, one for each kind of node.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from thiduascore.feel.check import calls, lists, operators, tests
from thiduascore.feel.check.checker import Checker, Rule, Scope
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.feel.problem import Problem
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    HalfRange,
    In,
    InstanceOf,
    Interval,
    Invocation,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Series,
    Tests,
    Tree,
)
from thiduascore.feel.types import RangeType, Type
from thiduascore.feel.walk import height

__all__ = ["MOST_HEIGHT", "check"]

MOST_HEIGHT: Final = 150
"""The greatest height of a tree that can be checked: the parser's limit, and what methods build around it."""

_Node = TypeVar("_Node", bound=Tree)


def check(
    tree: _Node, scope: Scope, *, functions: Functions = STANDARD, expects: Type | None = None
) -> tuple[_Node, tuple[Problem, ...]]:
    """The tree with the `type` of every node, and every problem, in order of place.

    `scope` gives the types of the names, with `?` for the subject when the tree is or holds unary tests.
    With `expects`, a tree of another type is a problem as well.
    Named arguments come back in the order of the parameters.
    """
    if height(tree) > MOST_HEIGHT:
        return tree, (Problem("expression-too-deep", tree.span, {"most": MOST_HEIGHT}),)
    checker = Checker(_RULES, functions)
    typed = checker.typed(tree, scope)
    if isinstance(typed.type, RangeType):
        checker.report("range-outside-tests", typed.span)
    elif expects is not None:
        checker.expect(typed, expects, "result-misfit")
    problems = sorted(checker.problems.values(), key=lambda problem: (problem.span, problem.slug))
    return typed, tuple(problems)


_RULES: Final[Mapping[type, Rule]] = {
    Constant: operators.constant,
    Name: operators.name,
    Path: operators.path,
    Negation: operators.negation,
    Arithmetic: operators.arithmetic,
    Comparison: operators.comparison,
    Logic: operators.logic,
    Choose: operators.choose,
    InstanceOf: operators.instance_of,
    Interval: tests.interval,
    HalfRange: tests.half_range,
    In: tests.contained,
    Tests: tests.tests,
    ListOf: lists.list_of,
    ContextOf: lists.context_of,
    Filter: lists.filtered,
    Quantified: lists.quantified,
    Series: lists.series,
    For: lists.loop,
    Call: calls.call,
    Invocation: calls.invocation,
    FunctionOf: calls.function_of,
}
