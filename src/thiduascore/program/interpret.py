"""The reference interpreter: a plan and a submission in, everything that can be said of it criterion by
criterion out.

It is plain and slow on purpose; the generated program is tested against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from attrs import evolve

from thiduascore.feel import Null, Value
from thiduascore.feel.tree import Tree
from thiduascore.model.submission import Submission
from thiduascore.program.criterion import earn
from thiduascore.program.earned import Earned, Verdict, Working
from thiduascore.program.environment import Environment, environment_of, second_try
from thiduascore.program.peers import Peers
from thiduascore.program.plan import CriterionPlan, GroupPlan, Plan

_AWAY: Final = Earned(state="not-applicable", reason="item")


def work(plan: Plan, submission: Submission, peers: Peers | None = None) -> Working:
    """Evaluates every criterion, condition and applicability of an item for one submission."""
    names = environment_of(plan, submission, peers=peers)
    working = Working(
        earned=tuple(earned_by(criterion, plan, submission, names) for criterion in plan.criteria),
        verdicts=tuple(judge(condition.holds, condition.applies, names) for condition in plan.conditions),
        items={
            group.id: judge(group.applies, None, names)
            for group in groups(plan.root)
            if group.applies is not None
        },
    )
    return with_items(plan, working)


def earned_by(criterion: CriterionPlan, plan: Plan, submission: Submission, names: Environment) -> Earned:
    """What a criterion earns for a submission whose names are known."""
    again = partial(second_try, plan, submission, names, criterion)
    return earn(criterion, names, again, claimed=criterion.id in submission.not_applicable)


def with_items(plan: Plan, working: Working) -> Working:
    """The working in which a criterion under an item that does not apply does not apply either.

    Whatever is missing there, even where that rejects a report, then says nothing about the unit.
    """
    away = outside(plan.root, working, "fails")
    if not away:
        return working
    earned = (_AWAY if index in away else one for index, one in enumerate(working.earned))
    return evolve(working, earned=tuple(earned))


def outside(group: GroupPlan, working: Working, judgement: str, inside: bool = False) -> frozenset[int]:
    """Indexes of the criteria under items whose applicability was judged so."""
    verdict = working.items.get(group.id) if group.id else None
    inside = inside or (verdict is not None and verdict.judgement == judgement)
    found: set[int] = set()
    for child in group.children:
        if isinstance(child, GroupPlan):
            found |= outside(child, working, judgement, inside)
        elif inside:
            found.add(child)
    return frozenset(found)


def groups(group: GroupPlan) -> Iterator[GroupPlan]:
    """The group and every group below it, parents first."""
    yield group
    for child in group.children:
        if isinstance(child, GroupPlan):
            yield from groups(child)


def judge(holds: Tree, applies: Tree | None, names: Environment) -> Verdict:
    """Whether a condition holds, where it applies."""
    if applies is not None:
        applicable = names.value(applies)
        if applicable is False:
            return Verdict("not-applicable")
        if isinstance(applicable, Null):
            return Verdict("unknown", applicable.causes)
    return _judged(names.value(holds))


def _judged(value: Value) -> Verdict:
    if isinstance(value, Null):
        return Verdict("unknown", value.causes)
    return Verdict("holds" if value is True else "fails")
