"""The reference interpreter: a tree and the values of its names in, a value out; plain, slow and total."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal, cast

from thiduascore.feel.conforming import Types, is_instance
from thiduascore.feel.evaluation import APPROXIMATION, MOST_STEPS, Budget, Environment, Evaluation, Rule, paid
from thiduascore.feel.functions import DMN, STANDARD, Functions
from thiduascore.feel.invocation import call, function_named, function_of, invocation
from thiduascore.feel.iteration import filtered, loop, quantified
from thiduascore.feel.membership import contained, half_range, interval, tests
from thiduascore.feel.operations import calculated, compared, conjunction, disjunction, negated
from thiduascore.feel.parser import parse, parse_tests
from thiduascore.feel.temporal.members import member_of
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
from thiduascore.feel.values import Context, Null, Value, missing

__all__ = ["MOST_STEPS", "evaluate", "evaluate_tests", "interpret"]

Mode = Literal["standard", "strict"]

_NO_TYPES: Final[Types] = {}


def evaluate(
    expression: str | Tree,
    scope: Environment,
    *,
    mode: Mode = "standard",
    functions: Functions | None = None,
    types: Types = _NO_TYPES,
    budget: Budget | None = None,
) -> Value:
    """The value of an expression whose names stand in the scope.

    In the standard mode a text is read with the names of the scope, spaces and all, and everything is as DMN
    has it; in the strict mode as in rulesets (see `interpret`).
    Without `functions` it has those of its mode, `DMN` or `STANDARD`.
    `types` are those that `instance of` and parameters may name.
    Evaluations that call one another share a budget.
    Raises `FeelError` when a text cannot be read; what cannot be computed is `Null` with its causes.
    """
    tree = expression
    if functions is None:
        functions = DMN if mode == "standard" else STANDARD
    if isinstance(tree, str):
        known = (*functions, *scope, *types) if mode == "standard" else ()
        tree = parse(tree, names=known, dmn=mode == "standard")
    strict = mode == "strict"
    found = Evaluation(_RULES, functions, types, budget or Budget(), strict=strict).run(tree, scope)
    return missing("given-empty") if found == _NO_CAUSE and not strict else found


def evaluate_tests(
    tests: str | Tests,
    subject: Value,
    scope: Environment,
    *,
    mode: Mode = "standard",
    functions: Functions | None = None,
    types: Types = _NO_TYPES,
    budget: Budget | None = None,
) -> Value:
    """Whether the subject meets unary tests, as `evaluate` does it; the tests see the subject as `?`."""
    tree = tests
    if functions is None:
        functions = DMN if mode == "standard" else STANDARD
    if isinstance(tree, str):
        known = (*functions, *scope, *types) if mode == "standard" else ()
        tree = parse_tests(tree, names=known, dmn=mode == "standard")
    names = {**scope, "?": subject}
    return evaluate(tree, names, mode=mode, functions=functions, types=types, budget=budget)


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
    return evaluate(tree, environment, mode="strict" if strict else "standard", functions=functions)


def _constant(evaluation: Evaluation, tree: Constant, names: Environment) -> Value:
    if tree.value is None:
        return Null() if evaluation.strict else _WRITTEN
    return tree.value


def _name(evaluation: Evaluation, tree: Name, names: Environment) -> Value:
    if not evaluation.strict and tree.name not in names:
        function = function_named(evaluation, tree.name)
        if function is not None:
            return function
    return _explained(evaluation, _taken(names, tree.name, "unknown-name"), tree.name)


def _explained(evaluation: Evaluation, value: Value, name: str) -> Value:
    """The value itself, or a null that names what has none; the facts of a ruleset say why themselves."""
    if isinstance(value, Null) and not value.causes and not evaluation.strict:
        return missing("given-null", name=name)
    return value


def _path(evaluation: Evaluation, tree: Path, names: Environment) -> Value:
    return _member(evaluation, evaluation.value(tree.of, names), tree.member)


def _member(evaluation: Evaluation, of: Value, name: str) -> Value:
    if isinstance(of, Null):
        return of
    if isinstance(of, Mapping):
        return _explained(evaluation, _taken(of, name, "unknown-member"), name)
    if isinstance(of, tuple):
        evaluation.budget.spend(len(of))
        return tuple([_member(evaluation, element, name) for element in of])
    found = member_of(of, name)
    return missing("unknown-member", name=name) if found is None else _explained(evaluation, found, name)


def _negation(evaluation: Evaluation, tree: Negation, names: Environment) -> Value:
    return negated(evaluation.value(tree.of, names))


def _arithmetic(evaluation: Evaluation, tree: Arithmetic, names: Environment) -> Value:
    left, right = evaluation.value(tree.left, names), evaluation.value(tree.right, names)
    if tree.operator == "**" and isinstance(right, Fraction) and right.denominator > 1:
        evaluation.budget.spend(APPROXIMATION)
    evaluation.budget.spend_on(left, right)
    return paid(evaluation, calculated(tree.operator, left, right, far=not evaluation.strict))


def _comparison(evaluation: Evaluation, tree: Comparison, names: Environment) -> Value:
    left, right = evaluation.value(tree.left, names), evaluation.value(tree.right, names)
    evaluation.budget.spend_on(left, right)
    if tree.operator in ("=", "!="):
        written = any(isinstance(side, Constant) and side.value is None for side in (tree.left, tree.right))
        nulls = isinstance(left, Null), isinstance(right, Null)
        if any(nulls) and (written or not evaluation.strict):
            return all(nulls) == (tree.operator == "=")
    return compared(tree.operator, left, right, standard=not evaluation.strict)


def _logic(evaluation: Evaluation, tree: Logic, names: Environment) -> Value:
    operands = evaluation.each(tree.operands, names)
    return conjunction(operands) if tree.operator == "and" else disjunction(operands)


def _choose(evaluation: Evaluation, tree: Choose, names: Environment) -> Value:
    condition = evaluation.value(tree.condition, names)
    if evaluation.strict and not isinstance(condition, bool):
        return condition if isinstance(condition, Null) else missing("wrong-type")
    return evaluation.value(tree.then if condition is True else tree.otherwise, names)


def _list_of(evaluation: Evaluation, tree: ListOf, names: Environment) -> Value:
    return tuple(evaluation.each(tree.elements, names))


def _context_of(evaluation: Evaluation, tree: ContextOf, names: Environment) -> Value:
    found: dict[str, Value] = {}
    inner = dict(names)
    for name, entry in tree.entries:
        if name in found:
            return missing("entry-twice", name=name)
        inner[name] = found[name] = evaluation.value(entry, inner)
    return Context(found)


def _instance_of(evaluation: Evaluation, tree: InstanceOf, names: Environment) -> Value:
    value = evaluation.value(tree.of, names)
    if evaluation.strict and isinstance(value, Null):
        # What is not known now may be anything once it is reported.
        return value
    evaluation.budget.spend_on(value)
    return is_instance(value, tree.kind, types=evaluation.types)


def _series(evaluation: Evaluation, tree: Series, names: Environment) -> Value:
    return missing("wrong-type")


def _taken(names: Mapping[str, Value], name: str, slug: str) -> Value:
    """The value of a name; whole numbers become rationals, None becomes null."""
    value: Any = names.get(name, _ABSENT)
    if value is _ABSENT:
        return missing(slug, name=name)
    if value is None:
        return Null()
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value


_ABSENT: Final = object()
_NO_CAUSE: Final = Null()
_WRITTEN: Final = missing("written-null")

_RULES: Final = cast(
    "Mapping[type, Rule]",
    {
        Constant: _constant,
        Name: _name,
        Path: _path,
        Negation: _negation,
        Arithmetic: _arithmetic,
        Comparison: _comparison,
        Logic: _logic,
        Choose: _choose,
        Interval: interval,
        HalfRange: half_range,
        In: contained,
        Tests: tests,
        ListOf: _list_of,
        ContextOf: _context_of,
        Filter: filtered,
        Call: call,
        Invocation: invocation,
        FunctionOf: function_of,
        InstanceOf: _instance_of,
        Quantified: quantified,
        Series: _series,
        For: loop,
    },
)
