"""Tables of submissions with an engine: frames of Polars, or of anything that gives its columns as Arrow."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from thiduascore.diagnostics import Diagnostic, DiagnosticError
from thiduascore.engine.days import day_of_campaign
from thiduascore.model.intake_binding import expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.program.plan import Plan
from thiduascore.program.program import Program
from thiduascore.text import normal

if TYPE_CHECKING:
    import polars as pl

    from thiduascore.cohort.cohort import Cohort
    from thiduascore.columns.beside import Beside
    from thiduascore.columns.cohort.frozen import CohortTable
    from thiduascore.columns.table import Among, Reports, TableScored, TableScorer
    from thiduascore.engine.engine import Engine


def table_scorer(
    engine: Engine,
    ruleset: Ruleset,
    *,
    as_of: datetime.date | None = None,
    decimal: Literal[".", ","] = ".",
    details: bool = True,
    beside: Callable[[Plan], Beside | None] = lambda plan: None,
) -> TableScorer:
    """What scores tables by a ruleset, and keeps what it compiled for tables that look alike.

    Reports are scored as of `as_of`, else of the last day of their period, else as the campaign has it.
    `beside` says what else is wanted of each row that a plan scores.
    """
    _needs_polars()
    from thiduascore.columns.table import TableScorer

    def program(end: datetime.date | None) -> Program:
        return engine.program(ruleset, as_of or end or day_of_campaign(ruleset))

    return TableScorer(expected(ruleset), program, decimal, details, beside)


def scored_table(scorer: TableScorer, frame: Any, cohort: Cohort | CohortTable | None = None) -> TableScored:
    """The rows of a frame, whose columns are named as those of CSV files."""
    reports = read_table(scorer, frame)
    return scorer.scored(reports, _among(scorer, reports, cohort))


def frozen_rows(ruleset: Ruleset, scorer: TableScorer, frame: Any) -> CohortTable:
    """The rows of a frame as a frozen cohort."""
    from thiduascore.columns.cohort.frozen import frozen_table

    campaign = ruleset.campaign
    return frozen_table(
        scorer.members(read_table(scorer, frame)),
        campaign=campaign.id,
        version=campaign.version,
        ruleset=ruleset.hash,
    )


def read_table(scorer: TableScorer, frame: Any) -> Reports:
    """The rows of a frame as reports; raises DiagnosticError for columns that no table may have."""
    from thiduascore.builtin.readers.csv_table import clashes, column_path

    found = frame_in(frame)
    paths = [column_path(normal(name).strip()) for name in found.columns]
    twice = sorted({".".join(path) for path in paths if paths.count(path) > 1})
    if twice:
        raise DiagnosticError(*(Diagnostic("column-twice", {"column": name}) for name in twice))
    wrong = [{"name": ".".join(outer), "other": ".".join(path)} for outer, path in clashes(paths)]
    if wrong:
        raise DiagnosticError(*(Diagnostic("csv-column-clash", each) for each in wrong))
    return scorer.read(found, paths)


def _among(scorer: TableScorer, reports: Reports, cohort: Cohort | CohortTable | None) -> Among | None:
    """Who the rows are compared with: each other, or a frozen cohort.

    None without one where nothing is relative, and for one report alone.
    """
    if cohort is None and (
        reports.taken == 1 or not any(part.program.plan.figures for part in reports.parts)
    ):
        return None
    from thiduascore.columns.cohort.comparing import own_between, table_figures
    from thiduascore.columns.cohort.frozen import COHORT, CohortTable, marked, table_of
    from thiduascore.columns.finishing import ROW
    from thiduascore.columns.table import Among

    if cohort is not None and not isinstance(cohort, CohortTable):
        cohort = table_of(cohort)
    seen = scorer.watched(reports, members=cohort is not None)
    if cohort is not None:
        seen = marked(seen, cohort)
    rows = seen.lazy()
    figures, own = table_figures(
        rows,
        lambda end: scorer.programs(end).plan,
        "" if cohort is None else cohort.hash,
        {} if cohort is None else cohort.lacking(rows),
        lambda made: made.lazy(),
    )
    standings = None if cohort is None else seen.select(ROW, COHORT)
    return Among(figures, own_between(own, 0, seen[ROW]), standings)


def frame_in(frame: Any) -> pl.DataFrame:
    """The table as a frame of Polars; DiagnosticError for what is no table."""
    _needs_polars()
    import polars as pl

    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame)
    raise DiagnosticError(Diagnostic("not-a-frame", {"found": type(frame).__name__}))


def _needs_polars() -> None:
    try:
        import polars  # noqa: F401
    except ImportError:
        raise DiagnosticError(Diagnostic("needs-polars", {})) from None
