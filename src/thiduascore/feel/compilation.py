"""One expression as a Python function: the fast way to evaluate it many times.

In: a text or tree and the type of every name in it, as `check` takes them.
Out: a function of the names' values that gives what the interpreter gives, nulls with their causes included.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any, Final, cast

from attrs import field

from thiduascore.feel.check import check
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.feel.generate.expressions import NAMESPACE, Scope, fact_code, generate, yes_no
from thiduascore.feel.generate.loops import MOST_TOGETHER
from thiduascore.feel.generate.values import FACT_BITS, ONE, Code, Listed, Quantity, value_source
from thiduascore.feel.generate.writer import Names, Unproven, Unsupported, Writer, run_of
from thiduascore.feel.interpret import evaluate
from thiduascore.feel.parser import parse
from thiduascore.feel.problem import FeelError
from thiduascore.feel.rationals import ABOVE, BELOW
from thiduascore.feel.tree import Choose, Filter, For, Name, Path, Quantified, Tree
from thiduascore.feel.types import (
    BooleanType,
    ContextType,
    DateType,
    ListType,
    NumberType,
    TextType,
    Type,
)
from thiduascore.feel.values import Value
from thiduascore.feel.walk import children
from thiduascore.feel.walk import names as names_of
from thiduascore.records import frozen

_NARROW: Final = (1 << 30) - 1
"""Whole numbers up to this one are compared much faster, so that the real limit is only asked for beyond."""

_MOST_NODES: Final = 1500
"""Nodes of an expression with loops: with 500 elements each it keeps within the interpreter's steps."""

_MOST_DEPTH: Final = 40
_CLASSES: Final[Mapping[type, str]] = {BooleanType: "bool", TextType: "str", DateType: "date"}


@frozen
class Compiled:
    """An expression ready to be evaluated: call it with the values of its names.

    `interpreted` says which construct of it has no generated form, so that the interpreter evaluates it;
    empty when it is generated code.
    `run` is what a call comes down to: loops that count every step may call it directly.
    """

    tree: Tree
    interpreted: str
    run: Callable[[Mapping[str, Value]], Value] = field(eq=False, repr=False)

    def __call__(self, values: Mapping[str, Value]) -> Value:
        """The expression's value; a name without one is missing, as the interpreter has it.

        Numbers are `int` or `Fraction`; anything else that a name's type does not promise is left to the
        interpreter.
        """
        return self.run(values)


def compiled(
    expression: str | Tree, types: Mapping[str, Type], *, functions: Functions = STANDARD
) -> Compiled:
    """The expression as a function of the names in `types`.

    Raises `FeelError` with every problem that reading or checking it finds.
    """
    tree = parse(expression) if isinstance(expression, str) else expression
    typed, problems = check(tree, types, functions=functions)
    if problems:
        raise FeelError(problems)

    def interpreted(values: Mapping[str, Value]) -> Value:
        return evaluate(typed, values, mode="strict", functions=functions)

    try:
        return Compiled(typed, "", _function(typed, types, functions, interpreted))
    except Unsupported as reason:
        return Compiled(typed, reason.reason, interpreted)


_Run = Callable[[Mapping[str, Value]], Value]


def _function(tree: Tree, types: Mapping[str, Type], functions: Functions, interpreted: _Run) -> _Run:
    """The function for whole numbers, which hands over to the one for all numbers when it meets a fraction.

    The latter is written at once, so that what has no form is known, and made when it is first needed.
    """
    nodes = _nodes(tree)
    if len(nodes) > _MOST_NODES and any(isinstance(node, For | Quantified | Filter) for node in nodes):
        raise Unsupported("too-many-nodes")
    writers = []
    for fractions in (True, False):
        writer = Writer(Names(dict(_NAMESPACE)))
        writer.line("def run(values):")
        whole = writer.inside()
        whole.line("try:")
        body = whole.inside()
        codes = _given(tree, types, body, fractions=fractions)
        _returned(tree, Scope(codes, functions), body)
        whole.line("except (Unproven, KeyError, AttributeError): return interpreted(values)")
        writers.append(writer)
    general, quick = writers

    def first(values: Mapping[str, Value]) -> Value:
        found: _Run = run_of(general.source(), {**general.names.namespace, "interpreted": interpreted})
        run.__globals__["general"] = found
        return found(values)

    own = {"general": first, "interpreted": interpreted}
    run: Any = run_of(quick.source(), {**quick.names.namespace, **own})
    return cast(_Run, run)


def _returned(tree: Tree, scope: Scope, writer: Writer) -> None:
    """Statements that return a tree's value: constants behind an `if` are returned as they are."""
    while isinstance(tree, Choose) and writer.depth < _MOST_DEPTH:
        condition = yes_no(tree.condition, scope, writer)
        if condition.known is None:
            writer.line(f"if {condition.text}:")
            _returned(tree.then, scope, writer.inside(condition.implies))
            writer.known.update({condition.opposite} - {""})
        tree = tree.then if condition.known else tree.otherwise
    writer.line(f"return {value_source(generate(tree, scope, writer), writer)}")


def _given(tree: Tree, types: Mapping[str, Type], body: Writer, *, fractions: bool) -> dict[str, Code]:
    """The code of each name, and of each member of a context by `name.member`."""
    codes: dict[str, Code] = {}
    members = _members(tree)
    for index, name in enumerate(sorted(names_of(tree) & types.keys())):
        local, kind = f"f{index}", types[name]
        body.line(f"{local} = values[{body.names.holding(name)}]")
        if not isinstance(kind, ContextType):
            codes[name] = _value(local, kind, body, fractions=fractions)
            continue
        body.line(f"if type({local}) is not Context and type({local}) is not dict: raise Unproven")
        for place, member in enumerate(sorted(members.get(name, set()) & kind.members.keys())):
            inner = f"{local}_{place}"
            body.line(f"{inner} = {local}[{body.names.holding(member)}]")
            codes[f"{name}.{member}"] = _value(inner, kind.members[member], body, fractions=fractions)
    return codes


def _members(tree: Tree) -> dict[str, set[str]]:
    """For each name the members that are asked of it."""
    found: dict[str, set[str]] = {}
    for node in _nodes(tree):
        if isinstance(node, Path) and isinstance(node.of, Name):
            found.setdefault(node.of.name, set()).add(node.member)
    return found


def _nodes(tree: Tree) -> list[Tree]:
    found = [tree]
    for node in found:
        found.extend(children(node))
    return found


def _value(local: str, kind: Type, body: Writer, *, fractions: bool) -> Code:
    """The code of the value in `local`; what its type does not promise is `Unproven` at run time."""
    if isinstance(kind, NumberType):
        return _fraction(local, body) if fractions else _whole(local, body)
    if isinstance(kind, ListType) and isinstance(kind.of, NumberType):
        body.line(f"{local}, d{local} = whole_numbers({local})")
        body.positive(f"d{local}")
        if not fractions:
            body.line(f"if d{local} != 1: return general(values)")
        return Listed(local, ONE, FACT_BITS, f"d{local}" if fractions else "")
    promised = _CLASSES.get(type(kind))
    if promised is None:
        raise Unsupported(type(kind).__name__.removesuffix("Type").lower())
    body.line(f"if type({local}) is not {promised}: raise Unproven")
    return fact_code(local, kind, 0)


def _fraction(local: str, body: Writer) -> Code:
    num, den = f"n{local}", f"d{local}"
    body.line(f"if type({local}) is Fraction: {num}, {den} = {local}.{ABOVE}, {local}.{BELOW}")
    body.line(f"elif type({local}) is int: {num}, {den} = {local}, 1")
    body.line("else: raise Unproven")
    body.line(f"if {_wide(num)} or {_wide(den)}: raise Unproven")
    body.positive(den)
    return Quantity(ONE, num, den, FACT_BITS)


def _whole(local: str, body: Writer) -> Code:
    body.line(f"if type({local}) is not int:")
    inside = body.inside()
    inside.line(f"if type({local}) is not Fraction or {local}.{BELOW} != 1: return general(values)")
    inside.line(f"{local} = {local}.{ABOVE}")
    body.line(f"if {_wide(local)}: raise Unproven")
    return Quantity(ONE, local, "", FACT_BITS)


def _wide(name: str) -> str:
    return f"not -{_NARROW} <= {name} <= {_NARROW} and {name}.bit_length() > {FACT_BITS}"


def _whole_numbers(value: Value) -> tuple[list[int], int]:
    """The numerators of a list of numbers over their common denominator, and that."""
    if value.__class__ is not tuple or len(value) > MOST_TOGETHER:
        raise Unproven
    numbers = [one for one in value if one.__class__ is Fraction]
    if len(numbers) < len(value):
        raise Unproven
    below = lcm(*[one.denominator for one in numbers])
    found = [one.numerator * (below // one.denominator) for one in numbers]
    if max(one.bit_length() for one in (below, *found)) > FACT_BITS:
        raise Unproven
    return found, below


_NAMESPACE: Final[Mapping[str, Any]] = {
    **NAMESPACE,
    "Fraction": Fraction,
    "bool": bool,
    "date": datetime.date,
    "dict": dict,
    "int": int,
    "str": str,
    "type": type,
    "AttributeError": AttributeError,
    "KeyError": KeyError,
    "whole_numbers": _whole_numbers,
}
