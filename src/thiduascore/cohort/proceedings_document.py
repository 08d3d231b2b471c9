"""Stages, judges and the journal as JSON has them, and their schema."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

from thiduascore.cohort.changes import Change
from thiduascore.cohort.journal import KINDS
from thiduascore.cohort.results import Results
from thiduascore.cohort.severity import Severity, severities
from thiduascore.diagnostics import exact
from thiduascore.model.assessment import Assessment, Vote
from thiduascore.program.assessed import Cell, StageView, views_of
from thiduascore.program.schema_parts import Schema, date, flag, many, maybe, number, said, table, text
from thiduascore.program.scorecard import Scorecard

Document = dict[str, Any]


def stage_documents(card: Scorecard) -> list[Document]:
    """Each stage's view of a unit."""
    return [_stage(view) for view in views_of(card)]


def _stage(view: StageView) -> Document:
    score = view.score
    return {
        "id": view.id,
        "title": {"vi": view.title.vi, "en": view.title.en or view.title.vi},
        "decides": view.decides,
        "total": _number(score.total),
        "level": score.level,
        "ranked": score.ranked,
        "cells": [_cell(cell) for cell in view.cells],
    }


def _cell(cell: Cell) -> Document:
    return {
        "criterion": cell.criterion,
        "computed": _number(cell.computed),
        "before": _number(cell.before),
        "points": _number(cell.points),
        "by": [_row(row) for row in cell.by],
        "replaced": [_row(row) for row in cell.replaced],
    }


def _row(row: Assessment) -> Document:
    return {
        "assessor": row.assessor,
        "date": row.date.isoformat(),
        "points": _number(row.points),
        "mark": _number(row.mark),
        "absent": row.absent,
        "conflict": row.conflict,
        "reason": row.reason,
    }


def judge_documents(results: Results, changed: Any) -> list[Document]:
    """Each judge beside the others; `changed` writes a change."""
    return [_judge(one, changed) for one in severities(results.standings)]


def _judge(one: Severity, changed: Any) -> Document:
    moved: tuple[Change, ...] = one.moved
    return {
        "judge": one.judge,
        "scale": exact(one.scale),
        "marks": one.marks,
        "difference": exact(one.difference),
        "moved": [changed(each) for each in moved],
    }


def journal_document(results: Results) -> Document:
    """The journal that is part of the result: its head stands for every entry."""
    journal = results.proceedings.journal
    return {
        "head": journal.head,
        "entries": len(journal.entries),
        "effective": [entry.number for entry in journal.effective],
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else exact(value)


def stage_schema() -> Schema:
    """A stage's view of a unit."""
    return table(
        "A stage's view of the unit.",
        id=text("The stage."),
        title=said(""),
        decides=flag("Whether its points are those of the result."),
        total=maybe("The total as the stage sees it."),
        level={"type": ["string", "null"], "description": "The level, before quotas."},
        ranked=flag("Whether the unit is ranked by it."),
        cells=many(
            table(
                "A criterion that somebody assessed, or of a stage of self-scores one with a self-score.",
                criterion=text("Its id."),
                computed=maybe("What the rules gave."),
                before=maybe("Its points at the stage before."),
                points=maybe("Its points at this stage."),
                by=many(_row_schema()),
                replaced=many(_row_schema()),
            )
        ),
    )


def _row_schema() -> Schema:
    return table(
        "An assessment.",
        assessor=text("Who."),
        date=date(),
        points=maybe("The points given."),
        mark=maybe("The mark of a judge."),
        absent=text("Why a judge was absent."),
        conflict=text("A judge's conflict of interest."),
        reason=text("Why points were changed."),
    )


def judge_schema(change: Schema) -> Schema:
    """A judge beside the others."""
    return table(
        "A judge of panels beside the others; never applied to the result.",
        judge=text("The judge's id, or the fact that holds the marks."),
        scale=number("The greatest mark."),
        marks={"type": "integer", "description": "Marks that others gave as well."},
        difference=number("The mean of the judge's mark less the mean of the others'."),
        moved=many(change),
    )


def journal_schema() -> Schema:
    """The journal in a result."""
    return table(
        "The journal that went into the decision.",
        head=text("The hash of its last entry; empty without entries."),
        entries={"type": "integer", "description": "How many entries it has."},
        effective=many({"type": "integer", "description": "The number of an entry that no later one undid."}),
    )


def inputs_schema() -> Schema:
    """What a decision was made of, besides the ruleset."""
    listed: Schema = {"type": "object"}
    votes: Schema = {
        "type": "object",
        "properties": {"vote": {"enum": list(get_args(Vote))}},
        "description": "A vote, as its file has it.",
    }
    entry: Schema = {
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS)}},
        "description": "An entry of the journal.",
    }
    return table(
        "What the decision was made of besides the ruleset, so that it can be made again.",
        submissions=many(listed | {"description": "A report, as it came in."}),
        assessments=many(listed | {"description": "An assessment, as its file has it."}),
        votes=many(votes),
        journal=many(entry),
        history=many(listed | {"description": "What was known of a unit's earlier year."}),
    )
