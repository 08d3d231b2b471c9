"""A scorecard after people looked at it: what each stage changed, and the result that each stage sees.

Points of an assessment stand in the place of what the criterion earned, before everything else of the order
of operations (semantics, section 6): caps of items, ledgers, gates, rounding and levels follow as always.
Marks of a panel go through the criterion's own method.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, evolve, field

from thiduascore.diagnostics import Diagnostic, Text, nearest
from thiduascore.feel import Null, Value
from thiduascore.model.assessment import Assessment
from thiduascore.program.criterion import earn_marks, settled
from thiduascore.program.earned import Earned, Step, Working
from thiduascore.program.environment import Environment, environment_of
from thiduascore.program.plan import CriterionPlan, Plan
from thiduascore.program.score import NO_DETAILS, Details, Score, score_of
from thiduascore.program.settle import Settlement, settle
from thiduascore.records import frozen

if TYPE_CHECKING:
    from thiduascore.model.stages import Stage
    from thiduascore.program.scorecard import Scorecard, Trace

ZERO = Fraction(0)


@frozen(kw_only=True)
class Cell:
    """A criterion at a stage: what it earned before and after, by whom, and what no longer counts."""

    criterion: str
    computed: Fraction | None
    """What the rules gave; None where that is not known."""
    before: Fraction | None
    """Its points at the stage before; the computed ones at the first; None where they are not known."""
    points: Fraction | None
    by: tuple[Assessment, ...] = ()
    """The assessments that count: one, or one of each judge of a panel."""
    replaced: tuple[Assessment, ...] = ()
    """Those that a later one of the same stage replaced, oldest first."""


@frozen(kw_only=True, slots=False)
class StageView:
    """A unit's result as a stage sees it."""

    id: str
    title: Text
    decides: bool
    assesses: bool
    """Whether people assess at it, rather than units score themselves."""
    cells: tuple[Cell, ...]
    """The criteria that somebody assessed at the stage; of the stage of self-scores, those that have one."""
    plan: Plan = field(repr=False)
    working: Working = field(repr=False)

    @cached_property
    def settlement(self) -> Settlement:
        """The whole order of operations with the stage's points."""
        return settle(self.plan, self.working)

    @cached_property
    def score(self) -> Score:
        """The total, the level and whether the unit is ranked."""
        return score_of(self.settlement)


@frozen(slots=False)
class AssessedTrace:
    """The trace of a scorecard that was assessed: its result is that of the stage that decides."""

    computed: Trace
    plan: Plan
    views: tuple[StageView, ...]
    counts: Working

    @property
    def working(self) -> Working:
        """What each criterion earned, with the points of the deciding stage."""
        return self.counts

    @cached_property
    def settlement(self) -> Settlement:
        """The result."""
        return settle(self.plan, self.counts)

    @cached_property
    def score(self) -> Score:
        """The short answer."""
        return score_of(self.settlement)

    @property
    def details(self) -> Details:
        """Nothing: what the program computed is not what counts."""
        return NO_DETAILS


@frozen(slots=False)
class SelfScoredTrace:
    """The trace of a scorecard that nobody assessed but the unit itself: its stages are made on demand."""

    computed: Trace
    card: Scorecard
    stages: Sequence[Stage]

    @cached_property
    def views(self) -> tuple[StageView, ...]:
        """Every stage's view: that of the self-scores, and what was computed for all others."""
        return _gone_through(self.card, self.stages, ())[0].views

    @property
    def working(self) -> Working:
        """What each criterion earned."""
        return self.computed.working

    @property
    def settlement(self) -> Settlement:
        """The result."""
        return self.computed.settlement

    @property
    def score(self) -> Score:
        """The short answer."""
        return self.computed.score

    @property
    def details(self) -> Details:
        """What is at hand."""
        return self.computed.details


@define(eq=False)
class _Assessing:
    """One unit while its stages are gone through."""

    card: Scorecard
    earned: list[Earned]
    problems: list[Diagnostic] = field(factory=list)

    @cached_property
    def environment(self) -> Environment:
        return environment_of(self.card.plan, self.card.submission)


def with_assessments(
    card: Scorecard, stages: Sequence[Stage], rows: Iterable[Assessment]
) -> tuple[Scorecard, tuple[Diagnostic, ...]]:
    """The scorecard with every stage's view, and what is wrong with assessments of it.

    `stages` are those of the ruleset, `rows` the assessments of this unit and period that may count.
    A scorecard that nobody assessed and that has no self-scores to show stays as it is.
    """
    given = sorted(rows, key=lambda row: (row.date, row.assessor))
    shows_self = any(stage.self_scores for stage in stages) and bool(card.submission.self_scores)
    if not given and not shows_self:
        return card, ()
    if not given:
        return evolve(card, trace=SelfScoredTrace(card.trace, card, tuple(stages))), ()
    trace, problems = _gone_through(card, stages, given)
    return evolve(card, trace=trace), problems


def _gone_through(
    card: Scorecard, stages: Sequence[Stage], given: Sequence[Assessment]
) -> tuple[AssessedTrace, tuple[Diagnostic, ...]]:
    """Stage after stage, from what was computed."""
    work = _Assessing(card, list(card.trace.working.earned))
    deciding = deciding_stage(stages)
    views: list[StageView] = []
    counts = card.trace.working
    for stage in stages:
        cells, working = (
            _self_scored(card, work)
            if stage.self_scores
            else _assessed(work, [r for r in given if r.stage == stage.id])
        )
        decides = stage is deciding
        views.append(
            StageView(
                id=stage.id,
                title=stage.title,
                decides=decides,
                assesses=not stage.self_scores,
                cells=cells,
                plan=card.plan,
                working=working,
            )
        )
        counts = working if decides else counts
    return AssessedTrace(card.trace, card.plan, tuple(views), counts), tuple(work.problems)


def deciding_stage(stages: Sequence[Stage]) -> Stage | None:
    """The stage whose points rank: the one that says so, else the last at which anybody assesses."""
    assessed = [stage for stage in stages if not stage.self_scores]
    return next((stage for stage in assessed if stage.decides), assessed[-1] if assessed else None)


def views_of(card: Scorecard) -> tuple[StageView, ...]:
    """The stages of a scorecard; none where nobody assessed it."""
    return card.trace.views if isinstance(card.trace, AssessedTrace | SelfScoredTrace) else ()


def rows_of(card: Scorecard) -> tuple[Assessment, ...]:
    """The assessments that made a scorecard, with those that were replaced, in an order of their own."""
    cells = [cell for view in views_of(card) for cell in view.cells]
    rows = [row for cell in cells for row in (*cell.by, *cell.replaced)]
    return tuple(sorted(rows, key=lambda row: (row.key, str(row.document()))))


def _working(card: Scorecard, earned: Sequence[Earned]) -> Working:
    return evolve(card.trace.working, earned=tuple(earned))


def _self_scored(card: Scorecard, work: _Assessing) -> tuple[tuple[Cell, ...], Working]:
    """The computed working with each self-score in its place; nothing of it is carried on."""
    cells: list[Cell] = []
    earned = list(card.trace.working.earned)
    for criterion, own in zip(card.plan.criteria, card.trace.working.earned, strict=True):
        score = card.submission.self_scores.get(criterion.id)
        if score is not None and own.state != "not-applicable":
            points = abs(score) if criterion.ledger == "deduction" else score
            earned[criterion.index] = replaced(own, points)
            cells.append(Cell(criterion=criterion.id, computed=own.points, before=own.points, points=points))
    return tuple(cells), _working(card, earned)


def replaced(own: Earned, points: Fraction) -> Earned:
    """What a criterion earned, with other points in its place and the step that says so."""
    steps = tuple(step for step in own.steps if step.kind != "missing-zero")
    changed = own.points is None or own.points != points
    step = Step("assessed" if own.points is not None else "assessed-unknown", own.points or ZERO, points)
    return evolve(
        own,
        state="scored",
        points=points,
        raw=own.raw if own.raw is not None else points,
        least=points,
        most=points,
        causes=(),
        steps=(*steps, step) if changed else steps,
    )


def _assessed(work: _Assessing, rows: Sequence[Assessment]) -> tuple[tuple[Cell, ...], Working]:
    """A stage's cells in the ruleset's order, and the working after it."""
    of: dict[str, list[Assessment]] = {}
    for row in rows:
        of.setdefault(row.criterion, []).append(row)
    cells: list[Cell] = []
    for criterion in work.card.plan.criteria:
        if criterion.id in of:
            cells += _cell(work, criterion, of[criterion.id])
    return tuple(cells), _working(work.card, work.earned)


def _cell(work: _Assessing, criterion: CriterionPlan, rows: list[Assessment]) -> Iterable[Cell]:
    own = work.earned[criterion.index]
    if own.state == "not-applicable":
        work.problems += [
            row.where.diagnostic("assessment-not-applicable", criterion=criterion.title) for row in rows
        ]
        return
    marks, dropped = _marks(work, criterion, [row for row in rows if row.judged])
    after = own
    if marks:
        after = _judged(work, criterion, marks, own)
    counting: list[Assessment] = []
    for row in rows:
        if not row.judged and (made := _pointed(work, criterion, row, after)) is not None:
            after = made
            counting.append(row)
    by = (counting[-1],) if counting else tuple(marks)
    gone = (*dropped, *(marks if counting else ()), *counting[:-1])
    if not by:
        return
    work.earned[criterion.index] = after
    yield Cell(
        criterion=criterion.id,
        computed=work.card.trace.working.earned[criterion.index].points,
        before=own.points,
        points=after.points,
        by=by,
        replaced=tuple(sorted(gone, key=lambda row: (row.date, row.assessor))),
    )


def _pointed(work: _Assessing, criterion: CriterionPlan, row: Assessment, own: Earned) -> Earned | None:
    """What the criterion earns by an assessor's points; None when they cannot count, which is said."""
    assert row.points is not None
    points = abs(row.points) if criterion.ledger == "deduction" else row.points
    told: dict[str, Any] = {"criterion": criterion.title, "points": row.points}
    if points > criterion.most:
        work.problems.append(
            row.where.diagnostic("assessment-above-maximum", "points", most=criterion.most, **told)
        )
        return None
    if points < criterion.least:
        work.problems.append(
            row.where.diagnostic("assessment-below-minimum", "points", least=criterion.least, **told)
        )
        return None
    final = settled(criterion, points, ())
    assert final.points is not None
    if final.points != own.points and not row.reason:
        before = own.points if own.points is not None else Text("chưa rõ", "unknown")
        work.problems.append(row.where.diagnostic("change-without-reason", before=before, **told))
        return None
    made = replaced(own, points)
    return (
        made
        if not final.steps
        else evolve(
            made,
            points=final.points,
            least=final.points,
            most=final.points,
            steps=(*made.steps, *final.steps),
        )
    )


def _marks(
    work: _Assessing, criterion: CriterionPlan, rows: list[Assessment]
) -> tuple[list[Assessment], list[Assessment]]:
    """Of each judge the last mark or absence, and those that it replaced."""
    judged = criterion.table.judged
    last: dict[str, Assessment] = {}
    gone: list[Assessment] = []
    for row in rows:
        told: dict[str, Any] = {"criterion": criterion.title, "points": row.mark}
        if judged is None:
            work.problems.append(row.where.diagnostic("mark-without-panel", criterion=criterion.title))
        elif judged.judges and row.assessor not in judged.judges:
            named: dict[str, Any] = {"name": row.assessor, "nearest": nearest(row.assessor, judged.judges)}
            work.problems.append(row.where.diagnostic("unknown-assessor", "assessor", **named))
        elif row.mark is not None and row.mark > judged.scale:
            told["most"] = judged.scale
            work.problems.append(row.where.diagnostic("assessment-above-maximum", "mark", **told))
        elif row.mark is not None and row.mark < 0:
            told["least"] = ZERO
            work.problems.append(row.where.diagnostic("assessment-below-minimum", "mark", **told))
        else:
            gone += [last[row.assessor]] if row.assessor in last else []
            last[row.assessor] = row
    return [last[judge] for judge in sorted(last)], gone


def _judged(work: _Assessing, criterion: CriterionPlan, marks: Sequence[Assessment], own: Earned) -> Earned:
    """What the criterion earns by the marks of a panel, through its own method."""
    known: Mapping[str, Value] = {row.assessor: Null() if row.mark is None else row.mark for row in marks}
    return earn_marks(criterion, in_order(criterion, known), work.environment)


def in_order(criterion: CriterionPlan, marks: Mapping[str, Value]) -> tuple[Value, ...]:
    """The marks of a panel as its method takes them: in the order of its judges, absent ones as nulls."""
    assert criterion.table.judged is not None
    judges = criterion.table.judged.judges
    order = [*judges, *(judge for judge in sorted(marks) if judge not in judges)]
    return tuple(marks.get(judge, Null()) for judge in order)
