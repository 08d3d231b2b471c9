"""Outlier checks: a unit's number beside those of the other units of its period."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from attrs import evolve

from thiduascore.diagnostics import Text
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Finding
from thiduascore.plugins.locating import located, read_by
from thiduascore.plugins.registry import Registry
from thiduascore.plugins.written import Written, all_checks, all_ready, figure, grounds, side_said
from thiduascore.program.environment import Environment, environment_of
from thiduascore.program.resolve import resolver_of
from thiduascore.program.scorecard import Scorecard

OUTLIER: Final = "check-outlier"
"""The slug of what is found beside other units."""


def with_outliers(registry: Registry, ruleset: Ruleset, cards: Sequence[Scorecard]) -> list[Scorecard]:
    """The scorecards in their order, each with what the outlier checks find of its unit.

    Units are compared within a period.
    Raises DiagnosticError, naming the distribution, for a check that cannot be read or does not fit.
    """
    checks = [each for each in all_checks(registry, ruleset.facts) if each[0].outlier]
    if not checks or not cards:
        return list(cards)
    found: dict[int, list[Finding]] = {}
    order = sorted(range(len(cards)), key=lambda index: _period(cards[index]))
    for _, group in groupby(order, key=lambda index: _period(cards[index])):
        indexes = list(group)
        plan = cards[indexes[0]].plan
        resolver = resolver_of(ruleset, plan.functions, plan.date or datetime.date.min)
        environments = [environment_of(plan, cards[index].submission) for index in indexes]
        for one in all_ready(checks, resolver):
            for index, finding in _outside(one, indexes, environments):
                there = located(finding, cards[index].submission, read_by(one))
                found.setdefault(index, []).append(there)
    return [_having(card, found.get(index, ())) for index, card in enumerate(cards)]


def fences(numbers: Iterable[Fraction], fence: Fraction) -> tuple[Fraction, Fraction]:
    """Tukey's fences: the quartiles, moved outward by `fence` times their difference.

    Quartiles are linear between the sorted numbers: p of them at the position (n − 1)·p, from 0.
    """
    ordered = sorted(numbers)
    low, high = _quantile(ordered, Fraction(1, 4)), _quantile(ordered, Fraction(3, 4))
    reach = fence * (high - low)
    return low - reach, high + reach


def _quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    position = (len(ordered) - 1) * share
    before = position.numerator // position.denominator
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + (ordered[after] - ordered[before]) * (position - before)


def _outside(
    one: Written, indexes: Sequence[int], environments: Sequence[Environment]
) -> list[tuple[int, Finding]]:
    numbers = {
        index: value
        for index, environment in zip(indexes, environments, strict=True)
        if (one.when is None or environment.value(one.when) is True)
        and isinstance(value := environment.value(one.holds), Fraction)
    }
    if len(numbers) < one.check.units:
        return []
    low, high = fences(numbers.values(), Fraction(one.check.fence))
    return [
        (index, _finding(one, value, low, high, len(numbers)))
        for index, value in numbers.items()
        if not low <= value <= high
    ]


def _finding(one: Written, value: Fraction, low: Fraction, high: Fraction, count: int) -> Finding:
    arguments = {
        "check": one.check.name,
        "says": one.check.says or Text(one.check.name),
        "values": side_said(one.sides[0], value),
        "low": figure(low),
        "high": figure(high),
        "count": count,
        "grounds": grounds(one.check),
    }
    return Finding(OUTLIER, one.check.severity, arguments, plugin=one.plugin)


def _having(card: Scorecard, found: Sequence[Finding]) -> Scorecard:
    if not found:
        return card
    check, more = card.check, tuple(found)
    return evolve(card, check=lambda one: (*check(one), *more))


def _period(card: Scorecard) -> tuple[datetime.date, datetime.date]:
    period = card.submission.period
    return (period.start, period.end) if period else (datetime.date.min, datetime.date.min)
