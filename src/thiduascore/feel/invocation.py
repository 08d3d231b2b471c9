"""Functions as values: how expressions define them, and how values and named arguments reach them."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from thiduascore.feel.conforming import conform
from thiduascore.feel.evaluation import APPROXIMATION, Environment, Evaluation, paid, under_way
from thiduascore.feel.fitting import ANY
from thiduascore.feel.functions.applying import applied, applied_by_name, cost_of
from thiduascore.feel.tree import Call, FunctionOf, Invocation, Tree
from thiduascore.feel.values import FunctionValue, Null, Value, missing
from thiduascore.records import frozen


@frozen(eq=False)
class Body:
    """What a function does that an expression defines: its tree, and the values around the definition.

    Called while the evaluation that defined it is under way it counts on that one's budget; later each call
    from outside is an evaluation of its own.
    """

    evaluation: Evaluation
    tree: Tree
    parameters: tuple[str, ...]
    environment: Environment

    def __call__(self, *arguments: Value) -> Value:
        names = {**self.environment, **dict(zip(self.parameters, arguments, strict=True))}
        return under_way(self.evaluation).run(self.tree, names)

    def within(self, evaluation: Evaluation, arguments: Sequence[Value]) -> Value:
        """The same, as a part of an evaluation that is under way."""
        names = {**self.environment, **dict(zip(self.parameters, arguments, strict=True))}
        return evaluation.value(self.tree, names)


def function_of(evaluation: Evaluation, tree: FunctionOf, environment: Environment) -> Value:
    """`function(…) …`: the function remembers the values that its definition sees."""
    accepts = tuple([ANY if type_ is None else type_ for type_ in tree.accepts])
    if tree.external:
        return FunctionValue(tree.parameters, _external, accepts)
    body = Body(evaluation, tree.body, tree.parameters, dict(environment))
    return FunctionValue(tree.parameters, body, accepts)


def _external(*arguments: Value) -> Value:
    return missing("external-function")


def call(evaluation: Evaluation, tree: Call, environment: Environment) -> Value:
    """A call by name: of a function that stands in the environment, else of a built-in one."""
    arguments = evaluation.each(tree.arguments, environment)
    found = environment.get(tree.function)
    if isinstance(found, FunctionValue):
        return invoked(evaluation, found, arguments, tree.named)
    if found is not None and tree.function not in evaluation.functions:
        return missing("not-a-function")
    return built_in(evaluation, tree.function, arguments, tree.named)


def invocation(evaluation: Evaluation, tree: Invocation, environment: Environment) -> Value:
    """A call of a value."""
    function = evaluation.value(tree.of, environment)
    arguments = evaluation.each(tree.arguments, environment)
    if isinstance(function, Null):
        return function if function.causes else missing("not-a-function")
    if not isinstance(function, FunctionValue):
        return missing("not-a-function")
    return invoked(evaluation, function, arguments, tree.named)


def invoked(
    evaluation: Evaluation, function: FunctionValue, arguments: Sequence[Value], named: tuple[str, ...] = ()
) -> Value:
    """What the function makes of the arguments, each of which must conform to its parameter's type."""
    if isinstance(function.apply, BuiltIn):
        return built_in(evaluation, function.apply.name, arguments, named)
    given: Sequence[Value] = arguments
    if named:
        by_name = dict(zip(named, arguments, strict=True))
        if len(by_name) < len(named) or not by_name.keys() <= set(function.parameters):
            return missing("wrong-arguments")
        given = [by_name.get(name, Null()) for name in function.parameters]
    if len(given) != len(function.parameters) and not function.spread:
        return missing("wrong-arguments")
    conforming: list[Value] = []
    for position, value in enumerate(given):
        type_ = function.accepts[position] if position < len(function.accepts) else ANY
        fitting = conform(value, type_, types=evaluation.types)
        if isinstance(fitting, Null) and not isinstance(value, Null):
            return fitting
        conforming.append(fitting)
    if isinstance(function.apply, Body):
        found = function.apply.within(evaluation, conforming)
    else:
        found = paid(evaluation, function.apply(*conforming))
    return conform(found, function.result, types=evaluation.types)


# --- built-in functions ---


@frozen(eq=False)
class BuiltIn:
    """A built-in function as a value."""

    evaluation: Evaluation
    name: str

    def __call__(self, *arguments: Value) -> Value:
        return built_in(under_way(self.evaluation), self.name, arguments)


def function_named(evaluation: Evaluation, name: str) -> FunctionValue | None:
    """The built-in function of this name as a value."""
    overloads = evaluation.functions.get(name)
    if overloads is None:
        return None
    parameters = tuple([parameter.name for parameter in overloads[0].parameters])
    return FunctionValue(parameters, BuiltIn(evaluation, name), spread=True)


def built_in(
    evaluation: Evaluation, name: str, arguments: Sequence[Value], named: tuple[str, ...] = ()
) -> Value:
    """What a built-in function makes of the arguments."""
    overloads = evaluation.functions.get(name)
    if overloads is None:
        return missing("unknown-function", name=name)
    evaluation.budget.spend_on(*arguments)
    given = tuple([_bound(evaluation, argument) for argument in arguments])
    approximate = any(function.approximate for function in overloads)
    evaluation.budget.spend(cost_of(overloads, given) + APPROXIMATION * approximate)
    standard = not evaluation.strict
    if not named:
        return paid(evaluation, applied(overloads, given, standard=standard))
    by_name = dict(zip(named, given, strict=True))
    if len(by_name) < len(named):
        return missing("wrong-arguments", function=name)
    return paid(evaluation, applied_by_name(overloads, by_name, standard=standard))


def _bound(evaluation: Evaluation, value: Value) -> Value:
    """The value itself, or the function that counts on the budget of the evaluation that is under way."""
    if not isinstance(value, FunctionValue):
        return value
    return evolve(value, apply=lambda *arguments: invoked(evaluation, value, arguments))
