"""The reference interpreter: a plan and a submission in, everything that can be said of it criterion by criterion out.

It is plain and slow on purpose; the generated program is tested against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from thiduascore.feel import Null, Value, interpret
from thiduascore.feel.tree import Tree
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.model.submission import FactValue, Submission
from thiduascore.program.criterion import Environment, earn
from thiduascore.program.earned import Verdict, Working
from thiduascore.program.plan import FactSlot, GroupPlan, Plan
from thiduascore.program.rounding import rounded


def environment(plan: Plan, submission: Submission) -> dict[str, Value]:
    """Every name that an expression of the plan can mention, with its exact value."""
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
        if slot.name in submission.values:
            names[slot.name] = _exact(plan, slot, submission.values[slot.name])
        else:
            names[slot.name] = Null(submission.missing.get(slot.name, ()))
    for value in plan.values:
        names[value.name] = interpret(value.tree, names)
    return names


def work(plan: Plan, submission: Submission) -> Working:
    """Evaluates every criterion, condition and applicability of an item for one submission."""
    names = environment(plan, submission)
    previous = {
        slot.name: _exact(plan, slot, submission.previous[slot.name])
        for slot in plan.facts
        if slot.name in submission.previous and isinstance(names[slot.name], Null)
    }
    before: Environment = _with_values(plan, {**names, **previous}) if previous else {}
    return Working(
        earned=tuple(
            earn(criterion, names, before, claimed=criterion.id in submission.not_applicable)
            for criterion in plan.criteria
        ),
        verdicts=tuple(_condition(condition.holds, condition.applies, names) for condition in plan.conditions),
        items={
            group.id: _judged(interpret(group.applies, names))
            for group in groups(plan.root)
            if group.applies is not None
        },
    )


def groups(group: GroupPlan) -> Iterator[GroupPlan]:
    """The group and every group below it, parents first."""
    yield group
    for child in group.children:
        if isinstance(child, GroupPlan):
            yield from groups(child)


def _with_values(plan: Plan, names: dict[str, Value]) -> dict[str, Value]:
    for value in plan.values:
        names[value.name] = interpret(value.tree, names)
    return names


def _condition(holds: Tree, applies: Tree | None, names: Environment) -> Verdict:
    if applies is not None:
        applicable = interpret(applies, names)
        if applicable is False:
            return Verdict("not-applicable")
        if isinstance(applicable, Null):
            return Verdict("unknown", applicable.causes)
    return _judged(interpret(holds, names))


def _judged(value: Value) -> Verdict:
    if isinstance(value, Null):
        return Verdict("unknown", value.causes)
    return Verdict("holds" if value is True else "fails")


def _exact(plan: Plan, slot: FactSlot, value: FactValue) -> Value:
    return _number(plan, slot.scale, slot.type, value)


def _number(plan: Plan, scale: int, kind: Type, value: FactValue) -> Value:
    if isinstance(kind, ListType) and isinstance(value, tuple):
        return tuple(_number(plan, scale, kind.of, element) for element in value)
    if isinstance(kind, NumberType) and isinstance(value, int):
        return rounded(Fraction(value, 10**scale), plan.input_rounding)
    return value


def _period(submission: Submission) -> Value:
    if submission.period is None:
        return {"start": Null(), "end": Null(), "year": Null()}
    return {
        "start": submission.period.start,
        "end": submission.period.end,
        "year": Fraction(submission.period.year) if submission.period.year is not None else Null(),
    }
