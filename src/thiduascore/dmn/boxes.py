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
from thiduascore.feel import Budget, conform, evaluate
from thiduascore.feel.operations import conjunction, disjunction
from thiduascore.feel.tree import For, Name, Tree
from thiduascore.feel.tree import Invocation as CallOf
from thiduascore.feel.values import Context as ContextValue
from thiduascore.feel.values import FunctionValue, Null, Value, missing

Scope = Mapping[str, Value]

_STEPS: Final = 5
"""How many steps one boxed expression takes, which costs as much as so many nodes of a tree."""

_LEVELS: Final = 2
"""How many levels of an evaluation's depth one boxed expression counts as."""

_AS_LIST: Final = For("element", Name("over"), Name("element"))


@define
class Boxes:
    """Works out the expressions of one model; all that belong to one evaluation share a budget."""

    model: Model
    budget: Budget

    def value(self, expression: Expression, scope: Scope, namespace: str) -> Value:
        """The value of an expression, which conforms to the type that it declares."""
        budget = self.budget
        budget.steps -= _STEPS
        if budget.steps < 0:
            return missing("calculation-too-long")
        if budget.level + _LEVELS > budget.deepest:
            return missing("calculation-too-deep")
        rule: Callable[..., Value] = _RULES[type(expression)]
        budget.level += _LEVELS
        try:
            found = rule(self, expression, scope, namespace)
        finally:
            budget.level -= _LEVELS
        return self.conforming(found, expression.type, namespace)

    def source(self, source: Source | None, scope: Scope, namespace: str) -> Value:
        """The value of a FEEL text."""
        if source is None:
            return missing("no-expression")
        tree = self.model.trees.get(source)
        return missing("expression-unreadable") if tree is None else self.feel(tree, scope, namespace)

    def feel(self, tree: Tree, scope: Scope, namespace: str) -> Value:
        """The value of a tree."""
        self.budget.steps -= _STEPS
        return evaluate(tree, scope, types=self.model.types[namespace].named, budget=self.budget)

    def conforming(self, value: Value, type_: str | None, namespace: str) -> Value:
        """The value if it conforms to a type of a file, coerced where the standard says so."""
        if type_ is None or isinstance(value, Null):
            return value
        types = self.model.types[namespace]
        found = conform(value, types.of(type_), types=types.named)
        return missing("not-of-type", type=type_) if isinstance(found, Null) else found

    def elements(self, value: Value, namespace: str) -> tuple[Value, ...] | Null:
        """What loops go through: a list, a range, or the one value."""
        found = self.feel(_AS_LIST, {"over": value}, namespace)
        return found if isinstance(found, tuple | Null) else missing("wrong-type")

    # --- one rule for each kind ---

    def literal(self, box: LiteralExpression, scope: Scope, namespace: str) -> Value:
        return self.source(box.source, scope, namespace)

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
        names = tuple(name for name, _ in box.bindings)
        values = {
            f"argument {at}": self.value(one, scope, namespace) for at, (_, one) in enumerate(box.bindings)
        }
        call = CallOf(Name("function"), tuple(map(Name, values)), names)
        return self.feel(call, {**values, "function": self.value(box.function, scope, namespace)}, namespace)

    def function(self, box: FunctionDefinition, scope: Scope, namespace: str) -> FunctionValue:
        """A function that sees the scope as it is when it is called."""
        names = tuple(one.name for one in box.parameters)
        types = self.model.types[namespace]

        def call(*arguments: Value) -> Value:
            if box.kind != "FEEL":
                return missing("external-function")
            if box.body is None:
                return missing("no-expression")
            return self.value(box.body, {**scope, **dict(zip(names, arguments, strict=True))}, namespace)

        return FunctionValue(
            names, call, tuple(types.of(one.type) for one in box.parameters), types.of(box.type)
        )

    def conditional(self, box: Conditional, scope: Scope, namespace: str) -> Value:
        held = self.value(box.condition, scope, namespace)
        if not isinstance(held, bool | Null):
            return missing("wrong-type")
        return self.value(box.then if held is True else box.otherwise, scope, namespace)

    def filter(self, box: Filter, scope: Scope, namespace: str) -> Value:
        over = self.value(box.over, scope, namespace)
        if isinstance(over, Null):
            return over
        found = []
        for element in over if isinstance(over, tuple) else (over,):
            members = element if isinstance(element, Mapping) else {}
            held = self.value(box.match, {**scope, "item": element, **members}, namespace)
            if held is True:
                found.append(element)
            elif not isinstance(held, bool | Null):
                return missing("wrong-type")
        return tuple(found)

    def iteration(self, box: Iteration, scope: Scope, namespace: str) -> Value:
        over = self.elements(self.value(box.over, scope, namespace), namespace)
        if isinstance(over, Null):
            return over
        found: list[Value] = []
        for element in over:
            inner = {**scope, box.variable: element}
            if box.kind == "for":
                self.budget.steps -= len(found)
                inner["partial"] = tuple(found)
            found.append(self.value(box.body, inner, namespace))
        if box.kind == "for":
            return tuple(found)
        if not all(isinstance(held, bool | Null) for held in found):
            return missing("wrong-type")
        return disjunction(found) if box.kind == "some" else conjunction(found)

    def table(self, box: DecisionTable, scope: Scope, namespace: str) -> Value:
        return decide(box, scope, namespace, self)


_RULES: Final[Mapping[type[Boxed], Callable[..., Any]]] = {
    LiteralExpression: Boxes.literal,
    Context: Boxes.context,
    Listed: Boxes.listed,
    Relation: Boxes.relation,
    Invocation: Boxes.invocation,
    FunctionDefinition: Boxes.function,
    Conditional: Boxes.conditional,
    Filter: Boxes.filter,
    Iteration: Boxes.iteration,
    DecisionTable: Boxes.table,
}
