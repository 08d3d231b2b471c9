"""The level of a result: the highest whose threshold and minimum standards are met, then caps and downgrades.

Source: BREEAM and LEED scheme documents for a level that asks for a threshold and for minimum standards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve

from thiduascore.program.outcome import ItemResult, Outcome
from thiduascore.program.plan import LevelPlan, Plan

Results = Mapping[str, ItemResult]
Unmet = tuple[str, str, str]


def with_level(
    plan: Plan,
    outcome: Outcome,
    share: Callable[[str, Results], Fraction | None],
    points: Callable[[str, Results], Fraction],
    met: Callable[[int], bool],
) -> Outcome:
    """The outcome with its level and, for each better one, what it lacks.

    A unit that is not ranked has no level.
    """
    key = outcome.total if plan.rank_on == "rounded" else outcome.unrounded
    if key is None or not plan.levels or not outcome.ranked:
        return outcome
    unmet: list[Unmet] = []
    place = len(plan.levels)
    for index, lacking in enumerate(_lacking(plan, outcome, key, share, points, met)):
        if not lacking:
            place = index
            break
        unmet.extend(lacking)
    place = _lowered(plan, outcome, place, unmet)
    return evolve(
        outcome, level=plan.levels[place].id if place < len(plan.levels) else None, unmet=tuple(unmet)
    )


def levels_met(
    plan: Plan,
    outcome: Outcome,
    share: Callable[[str, Results], Fraction | None],
    points: Callable[[str, Results], Fraction],
    met: Callable[[int], bool],
) -> frozenset[str]:
    """Every level whose threshold and standards the outcome meets, whatever caps or downgrades say."""
    key = outcome.total if plan.rank_on == "rounded" else outcome.unrounded
    if key is None:
        return frozenset()
    every = zip(plan.levels, _lacking(plan, outcome, key, share, points, met), strict=True)
    return frozenset(level.id for level, lacking in every if not lacking)


def _lacking(
    plan: Plan,
    outcome: Outcome,
    key: Fraction,
    share: Callable[[str, Results], Fraction | None],
    points: Callable[[str, Results], Fraction],
    met: Callable[[int], bool],
) -> Iterator[list[Unmet]]:
    """What each level asks for in vain, best first."""
    results = {item.id: item for item in outcome.items}
    conditions = {condition.id: index for index, condition in enumerate(plan.conditions)}
    for level in plan.levels:
        yield [
            *_threshold(level, key),
            *((level.id, "condition", name) for name in level.needs if not met(conditions[name])),
            *_standards(level, lambda name: share(name, results), lambda name: points(name, results)),
        ]


def _threshold(level: LevelPlan, key: Fraction) -> Iterator[Unmet]:
    start = level.start
    if start is not None and (key < start or (level.strict and key == start)):
        yield level.id, "threshold", ""


def _standards(
    level: LevelPlan, share: Callable[[str], Fraction | None], points: Callable[[str], Fraction]
) -> Iterator[Unmet]:
    for name, least in level.floors:
        found = share(name)
        if found is not None and found < least:
            yield level.id, "floor", name
    for names, least in level.combined:
        if sum((points(name) for name in names), Fraction(0)) < least:
            yield level.id, "combined", " + ".join(names)


def _lowered(plan: Plan, outcome: Outcome, place: int, unmet: list[Unmet]) -> int:
    """Caps first, then downgrades; neither goes below the last level."""
    order = {level.id: index for index, level in enumerate(plan.levels)}
    last = len(plan.levels) - 1
    for fired in outcome.fired:
        if fired.kind == "cap-level" and place < order[fired.of]:
            unmet.extend((level.id, "cap", fired.by) for level in plan.levels[place : order[fired.of]])
            place = order[fired.of]
    for fired in outcome.fired:
        if fired.kind == "lower-level" and place < last:
            lower = min(last, place + int(fired.amount))
            unmet.extend((level.id, "downgrade", fired.by) for level in plan.levels[place:lower])
            place = lower
    return place
