"""Locked stages: from then on the stage is what it was, whatever its files say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thiduascore.cohort.journal import Entry
from thiduascore.cohort.sheets import assessment_of
from thiduascore.cohort.standings import Standings
from thiduascore.diagnostics import Diagnostic
from thiduascore.model.assessment import Assessment
from thiduascore.program.assessed import views_of


def held_by_locks(
    entries: Iterable[Entry], rows: Iterable[Assessment]
) -> tuple[tuple[Assessment, ...], list[Diagnostic]]:
    """The rows of which those of a locked stage are as they were, and every attempt to change them.

    A row that is gone from the files stands all the same.
    """
    locks: Mapping[str, Entry] = {entry.stage: entry for entry in entries if entry.kind == "lock"}
    kept: list[Assessment] = []
    problems: list[Diagnostic] = []
    left = {stage: _written(lock) for stage, lock in locks.items()}
    for row in rows:
        lock = locks.get(row.stage)
        if lock is None:
            kept.append(row)
        elif row in left[row.stage]:
            left[row.stage].remove(row)
            kept.append(row)
        elif row not in _written(lock):
            problems.append(row.where.diagnostic("locked-stage-changed", **_about(row, lock)))
    for stage, gone in left.items():
        kept += gone
        problems += (Diagnostic("locked-row-missing", _about(row, locks[stage])) for row in gone)
    return tuple(kept), problems


def _written(lock: Entry) -> list[Assessment]:
    return [assessment_of(row) for row in lock.rows]


def _about(row: Assessment, lock: Entry) -> dict[str, Any]:
    return {
        "stage": row.stage,
        "unit": row.unit,
        "criterion": row.criterion,
        "assessor": row.assessor,
        "number": lock.number,
        "day": lock.date.isoformat(),
        "by": lock.by,
    }


def rows_of_stage(standings: Standings, stage: str) -> tuple[Assessment, ...]:
    """The assessments of a stage that count, and those that they replaced, in an order of their own."""
    found = [
        row
        for standing in standings.all
        for view in views_of(standing.card)
        if view.id == stage
        for cell in view.cells
        for row in (*cell.by, *cell.replaced)
    ]
    return tuple(sorted(found, key=lambda row: (row.key, str(row.document()))))
