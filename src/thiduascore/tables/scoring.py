"""A batch of rows scored: its units with their results, and the rows that are no report of a unit."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, Literal

import polars as pl
from attrs import define, frozen

from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.columns.cohort.frozen import COHORT, MEMBER
from thiduascore.columns.finishing import ROW
from thiduascore.columns.results import schema_of
from thiduascore.columns.table import WHOSE, Among, TableScorer
from thiduascore.diagnostics import Diagnostic, ordered
from thiduascore.engine import Engine
from thiduascore.engine.days import day_of_campaign
from thiduascore.engine.scoring_tables import table_scorer
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Report, Submission, tree_of
from thiduascore.program.checks import Checks
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard
from thiduascore.tables.ordering import Ordering, besides, ordering_of
from thiduascore.tables.ties import MAYBE
from thiduascore.text import normal

ABOUT: Final[Mapping[str, pl.DataType]] = {name: type_ for name, (_, type_) in WHOSE.items()}
"""What results say of each unit beside its id."""


@frozen(kw_only=True)
class Scored:
    """What became of some rows: each is in exactly one of the two."""

    units: pl.DataFrame
    """Their results, and the columns by which they are ranked."""
    kept: tuple[int, ...]
    """The positions of the rows that were scored, in the order of `units`."""
    refused: tuple[tuple[int, Refused], ...]
    """The positions of the others, and why."""


@define(slots=False)
class Scorer:
    """Scores rows of tables by one ruleset; every result has the same columns, whatever the rows say."""

    engine: Engine
    ruleset: Ruleset
    as_of: datetime.date | None = None
    decimal: Literal[".", ","] = "."
    frozen: bool = False
    """Whether there is a frozen cohort, to which each result then says where the unit stands."""

    @cached_property
    def plan(self) -> Plan:
        """The plan at the campaign's own date, which fixes the columns."""
        return self.engine.program(self.ruleset, self._date).plan

    @property
    def checks(self) -> Checks:
        """What is looked for in every row."""
        return self.engine.program(self.ruleset, self._date).checks

    @property
    def _date(self) -> datetime.date:
        return self.as_of or day_of_campaign(self.ruleset)

    @cached_property
    def ordering(self) -> Ordering:
        """By what units are ranked; raises DiagnosticError when the ruleset has no values for that then."""
        return ordering_of(self.engine, self.ruleset, self._date, self.plan)

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns of the result, as files hold them: choices are texts."""
        first, *rest = schema_of(self.plan).items()
        about = {**ABOUT, COHORT: pl.String()} if self.frozen else ABOUT
        found = {**dict([first]), **about, **dict(rest)}
        return {name: _on_file(type_) for name, type_ in found.items()}

    @cached_property
    def _table(self) -> TableScorer:
        beside = besides(self.engine, self.ruleset)
        return table_scorer(self.engine, self.ruleset, as_of=self.as_of, decimal=self.decimal, beside=beside)

    def plan_of(self, end: datetime.date | None) -> Plan:
        """The plan of reports whose period ends on a day, or that have none."""
        return self._table.programs(end).plan

    def watched(self, frame: pl.DataFrame, *, members: bool = False) -> tuple[pl.DataFrame, int]:
        """What figures need of the rows that can be scored, and how many rows are reports; see `columns`."""
        reports = self._table.read(frame, _paths(frame))
        return self._table.watched(reports, members=members), reports.taken

    def members(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[tuple[int, Refused], ...]]:
        """What a frozen cohort holds of the rows that are reports, see `columns`; and the other rows."""
        reports = self._table.read(frame, _paths(frame))
        return self._table.members(reports), _refused(reports.unread)

    def score(self, frame: pl.DataFrame, among: Among | None = None) -> Scored:
        """The rows of a frame, whose columns are named as those of CSV files are.

        Without `among`, who they are compared with, what is relative is not known.
        """
        found = self._table.score(frame, _paths(frame), among)
        units = pl.concat([found.units.drop(ROW), found.whose], how="horizontal")
        if self.frozen:
            # Whoever is not as it was frozen takes no part in ranks, whatever is known of it.
            asked = [name for name in ("ranked", MAYBE) if name in units.columns]
            units = units.with_columns(pl.col(name) & (pl.col(COHORT) == MEMBER) for name in asked)
        return Scored(
            units=units.select(
                pl.col(name).cast(type_) for name, type_ in {**self.schema, **self.ordering.hidden}.items()
            ),
            kept=tuple(found.units[ROW].to_list()),
            refused=_refused(found.refused),
        )

    def card(self, frame: pl.DataFrame, position: int, among: Among | None = None) -> Scorecard:
        """The full scorecard of a row that was scored."""
        tree = tree_of(_paths(frame), frame.row(position))
        outcome, _ = bind(expected(self.ruleset), Report(tree=tree, decimal=self.decimal))
        assert isinstance(outcome, Submission), "the row was scored before"
        peers = None
        if among is not None:
            plan = self.plan_of(outcome.period.end if outcome.period else None)
            peers = among.peers(plan, outcome.unit, outcome.period, position)
        return self.engine.score(self.ruleset, outcome, as_of=self.as_of, peers=peers)


def _paths(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    return [column_path(normal(name).strip()) for name in frame.columns]


def _refused(refused: Iterable[Refused]) -> tuple[tuple[int, Refused], ...]:
    """The rows that are no reports by their positions."""
    return tuple((one.row, one) for one in refused if one.row is not None)


def _on_file(type_: pl.DataType) -> pl.DataType:
    return pl.String() if isinstance(type_, pl.Enum | pl.Categorical) else type_


def reasons(refused: Refused) -> tuple[Diagnostic, ...]:
    """Why a row was refused, errors first."""
    return ordered(refused.diagnostics)
