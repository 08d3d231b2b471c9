"""What the figures of a cohort need of each of its units, by the reference interpreter."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from thiduascore.feel import Null, Value
from thiduascore.model.submission import Submission
from thiduascore.program.environment import Environment, environment_of
from thiduascore.program.interpret import judge
from thiduascore.program.plan import ConditionPlan, Observation, Plan

Observed = tuple[int, ...] | None
"""A numerator and a denominator for each number of an observation; None where the unit does not count."""

Watched = tuple[bool, tuple[Observed, ...]]
"""Whether the unit counts in the cohort's figures at all, and what each observation finds."""

_OUT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"all": (), "without-disqualified": ("disqualify",), "ranked": ("disqualify", "not-ranked")}
)


def gates(plan: Plan) -> tuple[ConditionPlan, ...]:
    """The conditions that keep a unit out of the cohort's figures; floors cannot, as they look at points."""
    return tuple(one for one in plan.conditions if one.effect.kind in _OUT[plan.population])


def watched(plan: Plan, submission: Submission) -> Watched:
    """Everything that the figures need of a submission."""
    names = environment_of(plan, submission)
    return counts(plan, names), tuple(observed(one, submission, names) for one in plan.observations)


def counts(plan: Plan, names: Environment) -> bool:
    """Whether the unit counts: no gate fails, an unknown one by its own policy."""
    for gate in gates(plan):
        judgement = judge(gate.holds, gate.applies, names).judgement
        if judgement == "fails" or (judgement == "unknown" and gate.unknown == "fail"):
            return False
    return True


def observed(observation: Observation, submission: Submission, names: Environment) -> Observed:
    """The numbers that an observation finds."""
    if observation.claim and observation.claim in submission.not_applicable:
        return None
    if any(names.value(tree) is not True for tree in observation.applies):
        return None
    values = tuple(names.value(tree) for tree in observation.trees)
    return _parts(values)


def _parts(values: tuple[Value, ...]) -> Observed:
    parts: list[int] = []
    for value in values:
        if isinstance(value, Null):
            return None
        assert isinstance(value, Fraction), "an observation is of numbers"
        parts += value.as_integer_ratio()
    return tuple(parts)
