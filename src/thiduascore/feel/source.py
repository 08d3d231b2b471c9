"""A tree as FEEL text with no more parentheses than it needs.

For every tree that comes from the parser, `parse(source(tree)) == tree`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.diagnostics import exact
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
    Scalar,
    Tests,
    Tree,
)
from thiduascore.feel.values import duration_text

_OPEN, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _SIGN, _WHOLE = range(9)
"""How strongly a node holds together, from `if`, which takes all, to a single word."""

_ARITHMETIC: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


def source(tree: Tree) -> str:
    """The text of an expression or of unary tests.

    `between` comes back as the interval that it means, and a number whose decimals never end, which only
    methods put into trees, as a quotient.
    """
    if isinstance(tree, Tests):
        return _top_tests(tree)
    return _WRITERS[type(tree)](tree)


def _within(tree: Tree, least: int) -> str:
    """The text of a part, in parentheses when it holds together less strongly than its place demands."""
    text = _WRITERS[type(tree)](tree)
    return text if _strength(tree) >= least else f"({text})"


def _strength(tree: Tree) -> int:
    match tree:
        case Choose() | Quantified() | For():
            return _OPEN
        case Logic(operator=operator):
            return _OR if operator == "or" else _AND
        case Comparison() | In():
            return _COMPARISON
        case Arithmetic(operator=operator):
            return _ARITHMETIC[operator]
        case Negation():
            return _SIGN
        case Constant(value=Fraction() as number) if "/" in exact(number):
            return _PRODUCT
        case _:
            return _WHOLE


def _constant(tree: Constant) -> str:
    return literal(tree.value)


def literal(value: Scalar) -> str:
    """The text of a literal."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Fraction):
        return exact(value).replace("/", " / ")
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    if isinstance(value, datetime.date):
        return f'date("{value.isoformat()}")'
    return f'duration("{duration_text(value)}")'


def _escaped(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return text


def _path(tree: Path) -> str:
    return f"{_within(tree.of, _WHOLE)}.{tree.member}"


def _negation(tree: Negation) -> str:
    text = _within(tree.of, _SIGN)
    # A sign directly before digits would become part of the number.
    return f"-({text})" if text[0].isdecimal() else f"-{text}"


def _arithmetic(tree: Arithmetic) -> str:
    strength = _ARITHMETIC[tree.operator]
    return f"{_within(tree.left, strength)} {tree.operator} {_within(tree.right, strength + 1)}"


def _comparison(tree: Comparison) -> str:
    return f"{_within(tree.left, _SUM)} {tree.operator} {_within(tree.right, _SUM)}"


def _logic(tree: Logic) -> str:
    return f" {tree.operator} ".join(_within(part, _strength(tree) + 1) for part in tree.operands)


def _choose(tree: Choose) -> str:
    return f"if {source(tree.condition)} then {source(tree.then)} else {source(tree.otherwise)}"


def _interval(tree: Interval) -> str:
    low, high = (_end(end) for end in (tree.low, tree.high))
    return f"{'[' if tree.low_closed else '('}{low}..{high}{']' if tree.high_closed else ')'}"


def _end(tree: Tree | None) -> str:
    return "null" if tree is None else _within(tree, _SUM)


def _in(tree: In) -> str:
    alternatives = tree.tests.alternatives
    alone = len(alternatives) == 1 and isinstance(alternatives[0], Interval | ListOf)
    tests = _WRITERS[type(alternatives[0])](alternatives[0]) if alone else f"({_tests(tree.tests)})"
    return f"{_within(tree.of, _SUM)} in {tests}"


def _tests(tree: Tests) -> str:
    text = ", ".join(_test(test) for test in tree.alternatives) or "-"
    return f"not({text})" if tree.negated else text


def _top_tests(tree: Tests) -> str:
    text = _tests(tree)
    alone = tree.alternatives[0] if len(tree.alternatives) == 1 and not tree.negated else None
    # `not(…)` alone would negate the tests instead of calling the function.
    return f"({text})" if isinstance(alone, Call) and alone.function == "not" else text


def _test(tree: Tree) -> str:
    if isinstance(tree, Comparison) and tree.left == Name("?"):
        return f"{tree.operator} {_within(tree.right, _SUM)}"
    return source(tree)


def _list(tree: ListOf) -> str:
    return f"[{', '.join(map(source, tree.elements))}]"


def _call(tree: Call) -> str:
    return f"{tree.function}({', '.join(map(source, tree.arguments))})"


def _quantified(tree: Quantified) -> str:
    return f"{tree.quantifier} {tree.variable} in {source(tree.over)} satisfies {source(tree.satisfies)}"


def _for(tree: For) -> str:
    return f"for {tree.variable} in {source(tree.over)} return {source(tree.returns)}"


_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    Constant: _constant,
    Name: lambda tree: str(tree.name),
    Path: _path,
    Negation: _negation,
    Arithmetic: _arithmetic,
    Comparison: _comparison,
    Logic: _logic,
    Choose: _choose,
    Interval: _interval,
    In: _in,
    Tests: _tests,
    ListOf: _list,
    Call: _call,
    Quantified: _quantified,
    For: _for,
}
