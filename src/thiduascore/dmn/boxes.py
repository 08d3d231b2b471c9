"""What boxed expressions give, in a scope of values; nothing here raises on data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import define

from thiduascore.dmn.definitions import (
    Boxed,
    Conditional,
    Context,
    DecisionTable,
    Expression,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Listed,
    LiteralExpression,
    Relation,
    Source,
)
from thiduascore.dmn.model import Model
from thiduascore.dmn.tables import decide
from thiduascore.feel import interpret
from thiduascore.feel.operations import conjunction, disjunction
from thiduascore.feel.values import Context as ContextValue
from thiduascore.feel.values import FunctionValue, Null, Value, missing

MOST_BOXES: Final = 200_000
"""How many boxed expressions one evaluation may work out; loops inside loops beyond it give null."""

MOST_CALLS: Final = 60
"""How deeply functions of a file may call each other: far from the end of Python's stack."""

Scope = Mapping[str, Value]


@define
class Boxes:
    """Works out expressions of one model, and counts them."""

    model: Model
    worked: int = 0
    depth: int = 0

    def value(self, expression: Expression, scope: Scope, namespace: str) -> Value:
        """The value of an expression, which conforms to the type that it declares."""
        self.worked += 1
        if self.worked > MOST_BOXES:
            return missing("calculation-too-long")
        rule: Callable[..., Value] = _RULES[type(expression)]
        return self.conforming(rule(self, expression, scope, namespace), expression.type, namespace)

    def source(self, source: Source | None, scope: Scope) -> Value:
        """The value of a FEEL text; nothing gives null."""
        if source is None:
            return Null()
        tree = self.model.trees.get(source)
        return missing("expression-unreadable") if tree is None else interpret(tree, scope, strict=False)

    def conforming(self, value: Value, type_: str | None, namespace: str) -> Value:
        """The value if it conforms to a type of a file, coerced where the standard says so."""
        return value if type_ is None else self.model.conform(value, type_, namespace)

    def counted(self, call: Callable[..., Value]) -> Callable[..., Value]:
        """The same function, which gives null when calls are inside each other too deeply."""

        def counting(*arguments: Value) -> Value:
            if self.depth >= MOST_CALLS:
                return missing("calculation-too-deep")
            self.depth += 1
            try:
                return call(*arguments)
            finally:
                self.depth -= 1

        return counting

    # --- one rule for each kind ---

    def literal(self, box: LiteralExpression, scope: Scope, namespace: str) -> Value:
        return self.source(box.source, scope)

    def context(self, box: Context, scope: Scope, namespace: str) -> Value:
        inner = dict(scope)
        found: dict[str, Value] = {}
        for entry in box.entries:
            value = self.value(entry.value, inner, namespace)
            if entry.variable is None:
                return value
            value = self.conforming(value, entry.variable.type, namespace)
            found[entry.variable.name] = inner[entry.variable.name] = value
        return ContextValue(found)

    def listed(self, box: Listed, scope: Scope, namespace: str) -> Value:
        return tuple([self.value(one, scope, namespace) for one in box.elements])

    def relation(self, box: Relation, scope: Scope, namespace: str) -> Value:
        return tuple(
            [
                ContextValue(
                    (column.name, self.conforming(self.value(cell, scope, namespace), column.type, namespace))
                    for column, cell in zip(box.columns, row, strict=True)
                )
                for row in box.rows
            ]
        )

    def invocation(self, box: Invocation, scope: Scope, namespace: str) -> Value:
        function = self.value(box.function, scope, namespace)
        if not isinstance(function, FunctionValue):
            return function if isinstance(function, Null) else missing("not-a-function")
        given = {name: self.value(value, scope, namespace) for name, value in box.bindings}
        for name in given.keys() - set(function.parameters):
            return missing("no-such-parameter", name=name)
        return function.call(*(given.get(name, Null()) for name in function.parameters))

    def function(
        self, box: FunctionDefinition, scope: Scope, namespace: str, name: str | None = None
    ) -> Value:
        """A function that sees the scope as it is when it is called."""

        def call(*arguments: Value) -> Value:
            if box.kind != "FEEL":
                return missing("external-function")
            inner = dict(scope)
            for parameter, argument in zip(box.parameters, arguments, strict=True):
                value = self.conforming(argument, parameter.type, namespace)
                if isinstance(value, Null) and not isinstance(argument, Null):
                    return value
                inner[parameter.name] = value
            found = Null() if box.body is None else self.value(box.body, inner, namespace)
            return self.conforming(found, box.type, namespace)

        return FunctionValue(tuple(one.name for one in box.parameters), self.counted(call), name)

    def function_alone(self, box: FunctionDefinition, scope: Scope, namespace: str) -> Value:
        return self.function(box, scope, namespace)

    def conditional(self, box: Conditional, scope: Scope, namespace: str) -> Value:
        held = self.value(box.condition, scope, namespace)
        return self.value(box.then if held is True else box.otherwise, scope, namespace)

    def filter(self, box: Filter, scope: Scope, namespace: str) -> Value:
        over = self.value(box.over, scope, namespace)
        if isinstance(over, Null):
            return over
        found = []
        for element in over if isinstance(over, tuple) else (over,):
            inner = {**scope, **(element if isinstance(element, Mapping) else {}), "item": element}
            held = self.value(box.match, inner, namespace)
            if held is True:
                found.append(element)
            elif not isinstance(held, bool | Null):
                return missing("wrong-type")
        return tuple(found)

    def iteration(self, box: Iteration, scope: Scope, namespace: str) -> Value:
        over = self.value(box.over, scope, namespace)
        if isinstance(over, Null):
            return over
        found: list[Value] = []
        for element in over if isinstance(over, tuple) else (over,):
            inner = {**scope, box.variable: element}
            if box.kind == "for":
                inner["partial"] = tuple(found)
            found.append(self.value(box.body, inner, namespace))
        if box.kind == "for":
            return tuple(found)
        return disjunction(found) if box.kind == "some" else conjunction(found)

    def table(self, box: DecisionTable, scope: Scope, namespace: str) -> Value:
        return decide(box, scope, namespace, self)


_RULES: Final[Mapping[type[Boxed], Callable[..., Any]]] = {
    LiteralExpression: Boxes.literal,
    Context: Boxes.context,
    Listed: Boxes.listed,
    Relation: Boxes.relation,
    Invocation: Boxes.invocation,
    FunctionDefinition: Boxes.function_alone,
    Conditional: Boxes.conditional,
    Filter: Boxes.filter,
    Iteration: Boxes.iteration,
    DecisionTable: Boxes.table,
}
