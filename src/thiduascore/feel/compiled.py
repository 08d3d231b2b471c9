"""One expression as a Python function: the fast way to evaluate it many times.

In: a text or tree and the type of every name in it, as `check` takes them.
Out: a function of the names' values that gives what the interpreter gives, nulls with their causes included.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from attrs import field, frozen

from thiduascore.feel.check import check
from thiduascore.feel.functions import STANDARD, Functions
from thiduascore.feel.generate.expressions import NAMESPACE, Scope, fact_code, generate
from thiduascore.feel.generate.values import FACT_BITS, Code, Quantity, value_source
from thiduascore.feel.generate.writer import Names, Unproven, Unsupported, Writer, run_of
from thiduascore.feel.interpret import evaluate
from thiduascore.feel.parser import parse
from thiduascore.feel.problem import FeelError
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import BooleanType, DateType, NumberType, TextType, Type
from thiduascore.feel.values import Value
from thiduascore.feel.walk import names as names_of

_ONE: Final = Fraction(1)
_WIDEST: Final = 1 << FACT_BITS
_CLASSES: Final[Mapping[type, str]] = {BooleanType: "bool", TextType: "str", DateType: "date"}


@frozen
class Compiled:
    """An expression ready to be evaluated: call it with the values of its names.

    `interpreted` says which construct of it has no generated form, so that the interpreter evaluates it;
    empty when it is generated code.
    """

    tree: Tree
    interpreted: str = ""
    run: Callable[[Mapping[str, Value]], Value] | None = field(default=None, eq=False, repr=False)
    functions: Functions = field(default=STANDARD, eq=False, repr=False)

    def __call__(self, values: Mapping[str, Value]) -> Value:
        """The expression's value; a name without one is missing, as the interpreter has it.

        Numbers are `int` or `Fraction`; anything else that a name's type does not promise is left to the
        interpreter.
        """
        if self.run is not None:
            try:
                return self.run(values)
            except (Unproven, KeyError, AttributeError):
                pass
        return evaluate(self.tree, values, mode="strict", functions=self.functions)


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
    try:
        run = _function(typed, types, functions)
    except Unsupported as reason:
        return Compiled(typed, interpreted=reason.reason, functions=functions)
    return Compiled(typed, run=run, functions=functions)


def _function(tree: Tree, types: Mapping[str, Type], functions: Functions) -> Callable[..., Value]:
    names = Names({**NAMESPACE, "bool": bool, "str": str, "WIDEST": _WIDEST, "date": datetime.date})
    writer = Writer(names)
    writer.line("def run(values):")
    body = writer.inside()
    codes = {
        name: _given(f"f{index}", name, types[name], body)
        for index, name in enumerate(sorted(names_of(tree) & types.keys()))
    }
    body.line(f"return {value_source(generate(tree, Scope(codes, functions), body), body)}")
    return run_of(writer.source(), names.namespace)


def _given(local: str, name: str, kind: Type, body: Writer) -> Code:
    """The code of a name's value; what the type does not promise is `Unproven` at run time."""
    body.line(f"{local} = values[{body.names.holding(name)}]")
    if isinstance(kind, NumberType):
        body.line(f"n{local} = {local}.numerator")
        body.line(f"d{local} = {local}.denominator")
        wide = f"n{local} >= WIDEST or n{local} <= -WIDEST or d{local} >= WIDEST"
        body.line(f"if {local}.__class__ is bool or {wide}: raise Unproven")
        body.positive(f"d{local}")
        return Quantity(_ONE, f"n{local}", f"d{local}", FACT_BITS)
    promised = _CLASSES.get(type(kind))
    if promised is None:
        raise Unsupported(type(kind).__name__.removesuffix("Type").lower())
    body.line(f"if {local}.__class__ is not {promised}: raise Unproven")
    return fact_code(local, kind, 0)
