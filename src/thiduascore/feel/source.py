"""A tree as FEEL text with no more parentheses than it needs.

For every tree that comes from the parser, `parse(source(tree)) == tree`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from thiduascore.diagnostics import exact
from thiduascore.feel.lexer import KEYWORDS
from thiduascore.feel.temporal.moments import DateTime, Time
from thiduascore.feel.temporal.writing import date_text, date_time_text, time_text
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
    Scalar,
    Series,
    Tests,
    Tree,
)
from thiduascore.feel.types import (
    AllowedType,
    AnyType,
    BooleanType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    FunctionType,
    ListType,
    NamedType,
    NullType,
    NumberType,
    RangeType,
    TextType,
    TimeType,
    Type,
)
from thiduascore.feel.values import Days, Months, Null, duration_text

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


def within(tree: Tree, least: int) -> str:
    """The text of a part, in parentheses when it holds together less strongly than its place demands."""
    text = _WRITERS[type(tree)](tree)
    return text if strength(tree) >= least else f"({text})"


def strength(tree: Tree) -> int:
    """How strongly a tree holds together, from 0 for `if`, which takes all that follows."""
    match tree:
        case Choose() | Quantified() | For() | FunctionOf():
            return _OPEN
        case Logic(operator=operator):
            return _OR if operator == "or" else _AND
        case Comparison() | In():
            return _COMPARISON
        case Arithmetic(operator=operator):
            return _ARITHMETIC[operator]
        case Negation() | InstanceOf():
            return _SIGN
        case Constant(value=Fraction() as number) if number < 0:
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
    if isinstance(value, Null):
        return f'@"{_escaped(dict(value.causes[0].arguments).get("text", ""))}"'
    if isinstance(value, Days | Months):
        return f'duration("{duration_text(value)}")'
    if isinstance(value, datetime.date):
        return f'date("{date_text(value)}")'
    if isinstance(value, Time):
        return f'@"{time_text(value)}"'
    return f'@"{date_time_text(value) if isinstance(value, DateTime) else date_text(value)}"'


def _escaped(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return text


def _path(tree: Path) -> str:
    return f"{within(tree.of, _WHOLE)}.{tree.member}"


def _negation(tree: Negation) -> str:
    text = within(tree.of, _SIGN)
    # A sign directly before digits would become part of the number.
    return f"-({text})" if text[0].isdecimal() else f"-{text}"


def _arithmetic(tree: Arithmetic) -> str:
    strength = _ARITHMETIC[tree.operator]
    return f"{within(tree.left, strength)} {tree.operator} {within(tree.right, strength + 1)}"


def _comparison(tree: Comparison) -> str:
    return f"{within(tree.left, _SUM)} {tree.operator} {within(tree.right, _SUM)}"


def _logic(tree: Logic) -> str:
    return f" {tree.operator} ".join(within(part, strength(tree) + 1) for part in tree.operands)


def _choose(tree: Choose) -> str:
    return f"if {source(tree.condition)} then {source(tree.then)} else {source(tree.otherwise)}"


def _interval(tree: Interval) -> str:
    low, high = (_end(end) for end in (tree.low, tree.high))
    return f"{'[' if tree.low_closed else '('}{low}..{high}{']' if tree.high_closed else ')'}"


def _end(tree: Tree | None) -> str:
    return "null" if tree is None else within(tree, _SUM)


def _in(tree: In) -> str:
    alternatives = tree.tests.alternatives
    alone = len(alternatives) == 1 and isinstance(alternatives[0], Interval | ListOf)
    tests = _WRITERS[type(alternatives[0])](alternatives[0]) if alone else f"({_tests(tree.tests)})"
    return f"{within(tree.of, _SUM)} in {tests}"


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
        return f"{tree.operator} {within(tree.right, _SUM)}"
    return source(tree)


def _list(tree: ListOf) -> str:
    return f"[{', '.join(map(source, tree.elements))}]"


def _context(tree: ContextOf) -> str:
    return "{" + ", ".join(f"{context_key(name)}: {source(value)}" for name, value in tree.entries) + "}"


def context_key(name: str) -> str:
    """The name of a context's entry as it is written."""
    return name if name.isidentifier() and name not in KEYWORDS else f'"{_escaped(name)}"'


def _filter(tree: Filter) -> str:
    return f"{within(tree.of, _WHOLE)}[{source(tree.by)}]"


def _call(tree: Call) -> str:
    return f"{tree.function}({', '.join(argument_texts(tree))})"


def _invocation(tree: Invocation) -> str:
    # A name in front of a bracket would be the name of a function.
    of = f"({source(tree.of)})" if isinstance(tree.of, Name) else within(tree.of, _WHOLE)
    return f"{of}({', '.join(argument_texts(tree))})"


def argument_texts(tree: Call | Invocation) -> list[str]:
    """The arguments of a call, each with the name by which it is given."""
    names = [f"{name}: " for name in tree.named] or [""] * len(tree.arguments)
    return [name + source(argument) for name, argument in zip(names, tree.arguments, strict=True)]


def _function(tree: FunctionOf) -> str:
    kinds = ["" if kind is None else f": {type_source(kind)}" for kind in tree.accepts]
    parameters = ", ".join(name + kind for name, kind in zip(tree.parameters, kinds, strict=True))
    return f"function({parameters}){' external' if tree.external else ''} {source(tree.body)}"


def _instance(tree: InstanceOf) -> str:
    return f"{within(tree.of, _WHOLE)} instance of {type_source(tree.kind)}"


def type_source(type_: Type) -> str:
    """The text of a type expression; what only a checker knows of a type, such as its unit, is left out."""
    match type_:
        case ListType(of=of):
            return f"list<{type_source(of)}>"
        case RangeType(of=of):
            return f"range<{type_source(of)}>"
        case ContextType(members=members):
            return f"context<{', '.join(f'{name}: {type_source(of)}' for name, of in members.items())}>"
        case FunctionType(parameters=parameters, result=result):
            return f"function<{', '.join(map(type_source, parameters))}>->{type_source(result)}"
        case DurationType(kind=kind):
            return "days and time duration" if kind == "days" else "years and months duration"
        case NamedType(name=name):
            return name
        case AllowedType(of=of):
            return type_source(of)
        case _:
            return _KINDS[type(type_)]


_KINDS: Final[Mapping[type, str]] = {
    AnyType: "Any",
    NullType: "Null",
    NumberType: "number",
    TextType: "string",
    BooleanType: "boolean",
    DateType: "date",
    TimeType: "time",
    DateTimeType: "date and time",
}


def _half_range(tree: HalfRange) -> str:
    return f"({tree.operator} {within(tree.of, _SUM)})"


def _series(tree: Series) -> str:
    return f"{within(tree.start, _OR)}..{within(tree.end, _OR)}"


def _quantified(tree: Quantified) -> str:
    return f"{tree.quantifier} {tree.variable} in {source(tree.over)} satisfies {source(tree.satisfies)}"


def _for(tree: For) -> str:
    iterators, body = [f"{tree.variable} in {source(tree.over)}"], tree
    while body.flat and isinstance(body.returns, For):
        body = body.returns
        iterators.append(f"{body.variable} in {source(body.over)}")
    return f"for {', '.join(iterators)} return {source(body.returns)}"


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
    HalfRange: _half_range,
    In: _in,
    Tests: _tests,
    ListOf: _list,
    ContextOf: _context,
    Filter: _filter,
    Call: _call,
    Invocation: _invocation,
    FunctionOf: _function,
    InstanceOf: _instance,
    Quantified: _quantified,
    Series: _series,
    For: _for,
}
