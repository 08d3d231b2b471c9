"""What expressions can name, and the type of every expression of a ruleset.

Derived values are typed in the order in which they need each other.
One in a circle has no known type; it is reported as a circle and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

from thiduascore.diagnostics import Diagnostic, Path
from thiduascore.feel import Problem, names
from thiduascore.feel.check import check
from thiduascore.feel.fitting import Misfit, common_unit, described, fits, in_unit
from thiduascore.feel.functions import Functions
from thiduascore.feel.tree import Tests, Tree
from thiduascore.feel.types import (
    AnyType,
    BooleanType,
    ContextType,
    DateType,
    ListType,
    NumberType,
    TextType,
    Type,
)
from thiduascore.model.campaign import Campaign
from thiduascore.model.declare import Read, Reading
from thiduascore.model.draft import Draft
from thiduascore.model.quantities import Parameter, Value
from thiduascore.model.shapes import FormulaShape, TestsShape
from thiduascore.model.standing_scope import Resolution, resolved, standing_types

SUBJECT = "?"


def typed(draft: Draft, functions: Functions) -> tuple[Mapping[Path, Type], tuple[Diagnostic, ...]]:
    """The type of each expression by its path, and what is wrong with the expressions.

    Those with problems count as broken, so that no check builds on them.
    """
    scope = scope_of(draft)
    types: dict[Path, Type] = {}
    found: list[Diagnostic] = []
    for name in value_order(draft.values):
        if name is not None:
            value = draft.values[name]
            found += _formula(draft, value.formula.at, scope, types, functions)
            found += _unit(draft, value, types)
            made = types.get(value.formula.at, AnyType())
            scope[name] = AnyType() if _ambiguous(draft, name) else with_unit(made, value.unit)
    tests = []
    for path, read in draft.reading.expressions.items():
        if isinstance(read.shape, TestsShape):
            tests.append(path)
        elif path not in types:
            found += _formula(draft, path, scope, types, functions)
    for path in tests:
        found += _tests(draft, path, scope, types, functions)
    found += _compared(draft, types)
    return types, tuple(found)


def scope_of(draft: Draft) -> dict[str, Type]:
    """The type of every name: facts, parameters, `unit` and `period`; what could not be read has any type."""
    declared = draft.declared
    scope: dict[str, Type] = {
        name: AnyType() for name in (*declared.facts, *declared.values, *declared.parameters)
    }
    scope |= {name: _parameter(each) for name, each in draft.parameters.items()}
    scope |= {name: fact.type_ for name, fact in draft.facts.items()}
    scope |= {name: AnyType() for name in scope if _ambiguous(draft, name)}
    return scope | surroundings(draft.campaign)


def _ambiguous(draft: Draft, name: str) -> bool:
    """Whether a name is declared more than once, so that nothing is known of what it stands for."""
    declared = draft.declared
    return sum(name in each for each in (declared.facts, declared.values, declared.parameters)) > 1


def surroundings(campaign: Campaign | None) -> dict[str, Type]:
    """The types of `unit` and `period`, which every expression can name."""
    kinds = tuple(campaign.kinds) if campaign and campaign.kinds else None
    text = TextType()
    return {
        "unit": ContextType({"id": text, "name": text, "kind": TextType(kinds), "cluster": text}),
        "period": ContextType({"start": DateType(), "end": DateType(), "year": NumberType(scale=0)}),
    }


def _parameter(parameter: Parameter) -> Type:
    numbers = [each.value for each in parameter.values]
    return NumberType(parameter.unit, None, min(numbers, default=None), max(numbers, default=None))


def value_order(values: Mapping[str, Value]) -> list[str | None]:
    """The derived values, each after those that it needs; None for each one in a circle."""
    needs = {name: names(value.formula.tree) & values.keys() for name, value in values.items()}
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    order: list[str | None] = []
    while ready := sorter.get_ready():
        order += ready
        sorter.done(*ready)
    return [*order, *(None for _ in range(len(needs) - len(order)))]


def _formula(
    draft: Draft, path: Path, scope: Mapping[str, Type], types: dict[Path, Type], functions: Functions
) -> Iterator[Diagnostic]:
    read = draft.reading.expressions.get(path)
    if read is None or not isinstance(read.shape, FormulaShape):
        return
    source = read.expression.tree
    if read.shape.scope:
        found = _standing(draft, source, read.shape.scope)
        yield from _placed(draft.reading, read, found.problems)
        standing = standing_types(read.shape.scope, draft.declared.levels, draft.ranking.within)
        source, scope = found.tree, {**scope, **standing, **found.types}
    tree, problems = check(source, scope, functions=functions)
    type_ = tree.type or AnyType()
    types[path] = type_
    yield from _placed(draft.reading, read, problems)
    expects = read.shape.expects
    if not problems and expects is not None and not fits(type_, expects):
        span = read.expression.tree.span
        draft.reading.broken.append(path)
        yield draft.diagnostic(_expected(expects), path, span=span, found=described(type_))


def _standing(draft: Draft, tree: Tree, scope: str) -> Resolution:
    """The tree of an expression about a scored unit, its questions turned into names."""
    declared = {kind: draft.declared.of(kind) for kind in ("part", "condition", "award")}
    return resolved(tree, scope, declared)


def _tests(
    draft: Draft, path: Path, scope: Mapping[str, Type], types: Mapping[Path, Type], functions: Functions
) -> Iterator[Diagnostic]:
    read = draft.reading.expressions[path]
    tests = read.expression.tree
    subject = subject_of(draft.reading, path)
    of = types.get(subject, AnyType()) if subject is not None else AnyType()
    if isinstance(tests, Tests):
        _, problems = check(tests, {**scope, SUBJECT: of}, functions=functions)
        yield from _placed(draft.reading, read, problems)


def _compared(draft: Draft, types: Mapping[Path, Type]) -> Iterator[Diagnostic]:
    """Expressions that a method compares with another of its keys, but whose units do not go together."""
    for path, read in draft.reading.expressions.items():
        if isinstance(read.shape, FormulaShape) and read.shape.like is not None:
            found, other = types.get(path), types.get((*path[:-1], read.shape.like))
            if isinstance(found, NumberType) and isinstance(other, NumberType):
                misfit = common_unit(found, other)
                if isinstance(misfit, Misfit):
                    span = read.expression.tree.span
                    draft.reading.broken.append(path)
                    yield draft.diagnostic(misfit.slug, path, span=span, arguments=misfit.arguments)


def subject_of(reading: Reading, path: Path) -> Path | None:
    """Where the expression stands that the tests at a path are about."""
    shape = reading.expressions[path].shape
    if not isinstance(shape, TestsShape):
        return None
    position = next((part for part in reversed(path) if isinstance(part, int)), 0)
    listed, _, key = shape.subject.rpartition(".")
    tail: Path = (listed, position, key) if listed else (key,)
    around = (path[:end] + tail for end in range(len(path) - 1, -1, -1))
    return next((candidate for candidate in around if candidate in reading.expressions), None)


def _placed(reading: Reading, read: Read, problems: tuple[Problem, ...]) -> Iterator[Diagnostic]:
    for problem in problems:
        reading.broken.append(read.expression.at)
        yield reading.diagnostic(
            problem.slug, read.expression.at, span=problem.span, arguments=problem.arguments
        )


def _expected(expects: Type) -> str:
    kinds = {
        BooleanType: "yes-no",
        NumberType: "number",
        DateType: "date",
        TextType: "text",
        ListType: "list",
    }
    return f"{kinds[type(expects)]}-expected"


def _unit(draft: Draft, value: Value, types: Mapping[Path, Type]) -> Iterator[Diagnostic]:
    made = types.get(value.formula.at)
    if isinstance(made, NumberType) and isinstance(common_unit(made, NumberType(value.unit)), Misfit):
        assert made.unit is not None
        path = (*value.at, "unit")
        yield draft.diagnostic("value-unit-differs", path, unit=value.unit, made=in_unit(made.unit))


def with_unit(type_: Type, unit: str | None) -> Type:
    """The type of a derived value: that of its formula, in the unit that it declares."""
    if isinstance(type_, NumberType) and unit is not None:
        return NumberType(unit, type_.scale, type_.least, type_.most)
    return type_
