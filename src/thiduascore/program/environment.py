"""The names that expressions see while one submission is scored, with their exact values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from attrs import frozen

from thiduascore.feel import Functions, Null, Value, interpret
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.feel.values import missing
from thiduascore.model.submission import FactValue, Submission
from thiduascore.program.peers import Peers, figures_named
from thiduascore.program.plan import CriterionPlan, Plan
from thiduascore.program.rounding import rounded


@frozen
class Environment:
    """Names with their values, and the functions that expressions may call."""

    names: Mapping[str, Value]
    functions: Functions

    def value(self, tree: Tree) -> Value:
        """What a tree evaluates to."""
        return interpret(tree, self.names, functions=self.functions)

    def having(self, name: str, value: Value) -> Environment:
        """The same names and one more."""
        return Environment({**self.names, name: value}, self.functions)


def environment_of(
    plan: Plan, submission: Submission, only: frozenset[str] | None = None, *, peers: Peers | None = None
) -> Environment:
    """The facts, derived values, figures of the cohort, `unit` and `period` of a submission.

    A missing fact is null with its causes, and so are the figures without `peers`.
    Of facts, derived values and figures only those that `only` names, which then names all that these need.
    """
    names: dict[str, Value] = {
        "unit": {
            "id": submission.unit.id,
            "name": submission.unit.name,
            "kind": submission.unit.kind,
            "cluster": submission.unit.cluster,
        },
        "period": _period(submission),
    }
    for slot in plan.facts:
        if only is not None and slot.name not in only:
            continue
        if slot.name in submission.values:
            names[slot.name] = exact_fact(plan, slot.scale, slot.type, submission.values[slot.name])
        else:
            names[slot.name] = Null(submission.missing.get(slot.name, ()))
    if plan.figures:
        figures = figures_named(plan, peers)
        names |= {name: figures[name] for name in figures if only is None or name in only}
    return _derived(plan, names, only)


def with_previous(plan: Plan, submission: Submission, environment: Environment) -> Environment:
    """The same with last period's value in place of each fact that is missing and was reported then."""
    names = dict(environment.names)
    for slot in plan.facts:
        if slot.name not in submission.values and slot.name in submission.previous:
            names[slot.name] = exact_fact(plan, slot.scale, slot.type, submission.previous[slot.name])
    return _derived(plan, names)


def with_stand_ins(
    plan: Plan, submission: Submission, environment: Environment, criterion: CriterionPlan
) -> Environment:
    """The same with the group's figure in place of each missing fact that has one for the criterion."""
    names = dict(environment.names)
    for fact, index in criterion.stand_ins:
        figure = names[plan.figures[index].name]
        if fact not in submission.values and isinstance(figure, Fraction):
            names[fact] = figure
    return _derived(plan, names)


def second_try(
    plan: Plan, submission: Submission, environment: Environment, criterion: CriterionPlan
) -> Environment:
    """What a criterion sees when its facts do not suffice and its policy knows something instead."""
    if criterion.missing == "previous":
        return with_previous(plan, submission, environment)
    return with_stand_ins(plan, submission, environment, criterion) if criterion.stand_ins else environment


def exact_fact(plan: Plan, scale: int, kind: Type, value: FactValue) -> Value:
    """A fact as expressions see it: an integer at its scale becomes the exact number, rounded on input if
    declared.
    """
    if isinstance(kind, ListType) and isinstance(value, tuple):
        return tuple(exact_fact(plan, scale, kind.of, element) for element in value)
    if isinstance(kind, NumberType) and isinstance(value, int):
        return rounded(Fraction(value, 10**scale), plan.input_rounding)
    return cast(Value, value)


def _derived(plan: Plan, names: dict[str, Value], only: frozenset[str] | None = None) -> Environment:
    for value in plan.values:
        if only is not None and value.name not in only:
            continue
        names[value.name] = interpret(value.tree, names, functions=plan.functions)
    return Environment(names, plan.functions)


def _period(submission: Submission) -> Value:
    period = submission.period
    if period is None:
        return dict.fromkeys(("start", "end", "year"), missing("no-period"))
    return {"start": period.start, "end": period.end, "year": Fraction(period.year)}
