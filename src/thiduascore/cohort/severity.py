"""How severe each judge of a panel is beside the others, and what would move if that were taken out.

It is shown beside the result and never applied: a judge who sees less of what is good may be right.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field

from thiduascore.cohort.changes import Change, differences
from thiduascore.cohort.history import NOTHING_EARLIER
from thiduascore.cohort.plan import CohortPlan
from thiduascore.cohort.rulings import Rulings
from thiduascore.cohort.standings import Standings, standings
from thiduascore.diagnostics import Text
from thiduascore.feel import Null, Value
from thiduascore.feel.tree import ListOf, Name
from thiduascore.program.assessed import AssessedTrace, in_order, views_of
from thiduascore.program.criterion import earn_marks
from thiduascore.program.environment import environment_of
from thiduascore.program.plan import CriterionPlan
from thiduascore.program.scorecard import Scorecard
from thiduascore.records import frozen

Marks = Mapping[str, Fraction | None]
"""Of each judge the mark; None for one who was absent."""


@frozen(kw_only=True)
class Severity:
    """A judge beside the others."""

    judge: str
    label: Text
    scale: Fraction
    """The greatest mark on the panels that are compared here."""
    marks: int
    """How many marks the judge gave that others gave as well."""
    difference: Fraction
    """The mean of the judge's mark less the mean of the others' on the same unit and criterion; exact."""
    moved: tuple[Change, ...] = field(default=(), eq=False)
    """Who would stand elsewhere if this difference were taken out of each of the judge's marks."""


def severities(found: Standings) -> tuple[Severity, ...]:
    """Every judge who marked something that others marked too, by scale and id."""
    given = [(one.card, _marks(one.card)) for one in found.all]
    told: dict[tuple[Fraction, str], list[Fraction]] = defaultdict(list)
    labels: dict[str, Text] = {}
    for card, criteria in given:
        for index, marks in criteria.items():
            criterion = card.plan.criteria[index]
            labels |= _labels(card, marks)
            scale = criterion.table.judged.scale if criterion.table.judged else Fraction(0)
            for judge, difference in _differences(marks):
                told[scale, judge].append(difference)
    return tuple(
        Severity(
            judge=judge,
            label=labels[judge],
            scale=scale,
            marks=len(each),
            difference=sum(each, Fraction(0)) / len(each),
            moved=_without(found, given, judge, scale, sum(each, Fraction(0)) / len(each)),
        )
        for (scale, judge), each in sorted(told.items())
    )


def _marks(card: Scorecard) -> dict[int, Marks]:
    """The marks on which the points of each criterion rest, by its index."""
    found: dict[int, Marks] = {}
    judged = [criterion for criterion in card.plan.criteria if criterion.table.judged is not None]
    if not judged:
        return found
    for criterion in judged:
        marks = _reported(card, criterion)
        if marks:
            found[criterion.index] = marks
    index = {criterion.id: criterion.index for criterion in judged}
    for view in views_of(card):
        for cell in view.cells if cell_counts(view.id, card) else ():
            if cell.criterion in index and cell.by and cell.by[0].judged:
                found[index[cell.criterion]] = {row.assessor: row.mark for row in cell.by}
            elif cell.criterion in index:
                found.pop(index[cell.criterion], None)
    return found


def cell_counts(stage: str, card: Scorecard) -> bool:
    """Whether what a stage changed is part of the result: it decides, or comes before what does."""
    views = views_of(card)
    last = next((number for number, view in enumerate(views) if view.decides), len(views))
    return any(view.id == stage and view.assesses for view in views[: last + 1])


def _reported(card: Scorecard, criterion: CriterionPlan) -> Marks:
    """Marks in the unit's report, where each judge is a fact of its own."""
    given = criterion.table.inputs[0].tree if criterion.table.inputs else None
    if not isinstance(given, ListOf):
        return {}
    earned = card.trace.working.earned[criterion.index]
    if not earned.inputs or not isinstance(earned.inputs[0], tuple):
        return {}
    names = [each.name for each in given.elements if isinstance(each, Name)]
    if len(names) != len(earned.inputs[0]):
        return {}
    values = [mark if isinstance(mark, Fraction) else None for mark in earned.inputs[0]]
    return dict(zip(names, values, strict=True))


def _labels(card: Scorecard, marks: Marks) -> dict[str, Text]:
    known = {slot.name: slot.label for slot in card.plan.facts}
    return {judge: known.get(judge, Text(judge, judge)) for judge in marks}


def _differences(marks: Marks) -> Iterable[tuple[str, Fraction]]:
    """Of each judge the mark less the mean of the others'; nothing where nobody else marked."""
    present = {judge: mark for judge, mark in marks.items() if mark is not None}
    for judge, mark in present.items():
        others = [other for name, other in present.items() if name != judge]
        if others:
            yield judge, mark - sum(others, Fraction(0)) / len(others)


def _without(
    found: Standings,
    given: Sequence[tuple[Scorecard, Mapping[int, Marks]]],
    judge: str,
    scale: Fraction,
    difference: Fraction,
) -> tuple[Change, ...]:
    """What would move if the judge had marked like the others on the whole."""
    if not difference:
        return ()
    cards = [_adjusted(card, criteria, judge, scale, difference) for card, criteria in given]
    found_again = differences(found, decided_again(found, cards))
    return tuple(one for one in found_again if _stands_elsewhere(one))


def _stands_elsewhere(change: Change) -> bool:
    return (
        change.rank[0] != change.rank[1]
        or change.level[0] != change.level[1]
        or bool(change.gained or change.lost)
    )


def _adjusted(
    card: Scorecard, criteria: Mapping[int, Marks], judge: str, scale: Fraction, difference: Fraction
) -> Scorecard:
    working = card.trace.working
    earned = list(working.earned)
    for index, marks in criteria.items():
        criterion = card.plan.criteria[index]
        mark = marks.get(judge)
        if mark is not None and criterion.table.judged is not None and criterion.table.judged.scale == scale:
            known: dict[str, Value] = {
                name: Null() if each is None else each
                for name, each in {**marks, judge: mark - difference}.items()
            }
            listed = in_order(criterion, known) if _from_file(card, criterion) else tuple(known.values())
            earned[index] = earn_marks(criterion, listed, environment_of(card.plan, card.submission))
    if earned == list(working.earned):
        return card
    counts = evolve(working, earned=tuple(earned))
    return evolve(card, trace=AssessedTrace(card.trace, card.plan, views_of(card), counts))


def _from_file(card: Scorecard, criterion: CriterionPlan) -> bool:
    return any(
        cell.criterion == criterion.id for view in views_of(card) if view.assesses for cell in view.cells
    )


def decided_again(found: Standings, cards: Iterable[Scorecard]) -> Standings:
    """The same decision on other scorecards of the same units: same rules, history, votes and revocations."""
    plans: dict[datetime.date, CohortPlan] = {one.card.plan.date: one.ranking.plan for one in found.all}
    history = next((one.entrant.history for one in found.all), NOTHING_EARLIER)
    ruled = {(one.card.unit.id, one.card.submission.period): one.entrant.ruled for one in found.all}
    return standings(cards, plans.__getitem__, history=history, rulings=Rulings(ruled))
