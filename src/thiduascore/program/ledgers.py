"""Bonus and deduction: kept apart from the base, each with its own caps (design, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from thiduascore.program.aggregate import Standing
from thiduascore.program.outcome import Line
from thiduascore.program.plan import CriterionPlan, Ledger, Plan

ZERO = Fraction(0)


def bonus(plan: Plan, standing: Standing, full: Callable[[str], bool]) -> tuple[Fraction, tuple[Line, ...]]:
    """The bonus of a view and its lines; `full` says whether an item or criterion earned its maximum."""
    lines: list[Line] = []
    counted: dict[int, Fraction] = {}
    for criterion, points in _entries(plan, "bonus", standing):
        lines.append(Line("bonus", criterion.id, points))
        if criterion.needs_full and points and not full(criterion.needs_full):
            lines.append(Line("needs-full", criterion.id, -points))
            points = ZERO
        counted[criterion.index] = points
    lines.extend(_excluded(plan, counted, sign=1))
    return _total(lines, plan.bonus_cap, sign=1)


def deduction(plan: Plan, standing: Standing) -> tuple[Fraction, tuple[Line, ...]]:
    """What is taken away in a view, as a positive amount, and its negative lines."""
    entries = dict(_entries(plan, "deduction", standing))
    lines = [Line("deduction", criterion.id, -points) for criterion, points in entries.items()]
    counted = {criterion.index: points for criterion, points in entries.items()}
    lines.extend(_excluded(plan, counted, sign=-1))
    return _total(lines, plan.deduction_cap, sign=-1)


def _entries(plan: Plan, ledger: Ledger, standing: Standing) -> list[tuple[CriterionPlan, Fraction]]:
    found = []
    for criterion in plan.criteria:
        points = standing(criterion) if criterion.ledger == ledger else ZERO
        if isinstance(points, Fraction) and points:
            found.append((criterion, points))
    return found


def _excluded(plan: Plan, counted: Mapping[int, Fraction], *, sign: int) -> list[Line]:
    """Of each exclusive group only the greatest amount counts; among equals the first in the ruleset."""
    best: dict[str, int] = {}
    for index, points in counted.items():
        group = plan.criteria[index].group
        if group and (group not in best or points > counted[best[group]]):
            best[group] = index
    return [
        Line("exclusive", plan.criteria[index].id, -sign * points)
        for index, points in counted.items()
        if points and plan.criteria[index].group and best[plan.criteria[index].group] != index
    ]


def _total(lines: list[Line], cap: Fraction | None, *, sign: int) -> tuple[Fraction, tuple[Line, ...]]:
    amount = sign * sum((line.amount for line in lines), ZERO)
    if cap is not None and amount > cap:
        cut = Line("bonus-cap" if sign > 0 else "deduction-cap", "", sign * (cap - amount))
        return cap, (*lines, cut)
    return amount, tuple(lines)
