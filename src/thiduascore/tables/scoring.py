"""A batch of rows scored: its units with their results, and the rows that are no report of a unit."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import polars as pl
from attrs import define, frozen

from thiduascore.builtin.readers.csv_table import column_path
from thiduascore.columns.facts import frame_of, spans_of
from thiduascore.columns.kernel import Kernel
from thiduascore.columns.results import schema_of
from thiduascore.diagnostics import Diagnostic, DiagnosticError, ordered
from thiduascore.engine import Engine
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import Expected, expected
from thiduascore.model.ruleset import Ruleset
from thiduascore.model.submission import Refused, Report, Submission
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Scorecard

ABOUT: dict[str, pl.DataType] = {
    "unit.name": pl.String(),
    "unit.kind": pl.String(),
    "unit.cluster": pl.String(),
    "period.from": pl.Date(),
    "period.to": pl.Date(),
}
"""The columns of a result, behind the unit's id, that say whose it is."""


@frozen(kw_only=True)
class Scored:
    """What became of some rows: each is in exactly one of the two."""

    units: pl.DataFrame
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

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns of the result, as files hold them: choices are texts."""
        first, *rest = schema_of(self.plan_program.plan).items()
        found = dict([first]) | ABOUT | dict(rest) | {"findings": pl.Int64()}
        return {name: _on_file(type_) for name, type_ in found.items()}

    @cached_property
    def plan_program(self) -> Program:
        """The program at the campaign's own date, which fixes the columns."""
        period = self.ruleset.campaign.period
        day = self.as_of or period.end or period.start
        assert day is not None, "a period has a start once it was read"
        return self.engine.program(self.ruleset, day)

    @cached_property
    def _expected(self) -> Expected:
        return expected(self.ruleset)

    def score(self, frame: pl.DataFrame, *, file: str = "") -> Scored:
        """The rows of a frame, whose columns are named as those of CSV files are."""
        submissions, kept, refused = [], [], []
        for position, report in enumerate(self._reports(frame, file)):
            outcome, _ = bind(self._expected, report)
            if isinstance(outcome, Refused):
                refused.append((position, outcome))
            else:
                submissions.append(outcome)
                kept.append(position)
        units, wrong = self._scored(submissions)
        refused += [(kept[position], one) for position, one in wrong.items()]
        left = tuple(each for position, each in enumerate(kept) if position not in wrong)
        return Scored(units=units, kept=left, refused=tuple(sorted(refused, key=lambda each: each[0])))

    def card(self, frame: pl.DataFrame, position: int, *, file: str = "") -> Scorecard:
        """The full scorecard of a row that was scored."""
        report = next(self._reports(frame.slice(position, 1), file))
        outcome, _ = bind(self._expected, report)
        assert isinstance(outcome, Submission), "the row was scored before"
        return self.engine.score(self.ruleset, outcome, as_of=self.as_of)

    def _reports(self, frame: pl.DataFrame, file: str) -> Iterator[Report]:
        paths = [column_path(name) for name in frame.columns]
        for row in frame.iter_rows():
            yield Report(tree=_tree(paths, row), file=file, decimal=self.decimal)

    def _scored(self, submissions: Sequence[Submission]) -> tuple[pl.DataFrame, dict[int, Refused]]:
        """The results in the order of the submissions, and those for which there is no program."""
        programs: dict[int, Program] = {}
        together: dict[int, list[int]] = defaultdict(list)
        wrong: dict[int, Refused] = {}
        for position, one in enumerate(submissions):
            try:
                program = self._program(one)
            except DiagnosticError as error:
                wrong[position] = Refused(one.file, None, one.unit.id, error.diagnostics)
                continue
            programs[id(program)] = program
            together[id(program)].append(position)
        frames = [
            self._by(programs[key], [submissions[each] for each in positions]).with_columns(
                pl.Series("position", positions, dtype=pl.Int64)
            )
            for key, positions in together.items()
        ]
        if not frames:
            return pl.DataFrame(schema=dict(self.schema)), wrong
        return pl.concat(frames).sort("position").drop("position"), wrong

    def _program(self, submission: Submission) -> Program:
        if self.as_of is None and submission.period is not None:
            return self.engine.program(self.ruleset, submission.period.end)
        return self.plan_program

    def _by(self, program: Program, submissions: Sequence[Submission]) -> pl.DataFrame:
        facts = frame_of(program.plan, submissions)
        kernel = Kernel(program.plan, spans_of(facts))
        found = kernel.score(facts, lambda row: program.score(submissions[row]))
        periods = [one.period for one in submissions]
        about: dict[str, list[Any]] = {
            "unit.name": [one.unit.name for one in submissions],
            "unit.kind": [one.unit.kind for one in submissions],
            "unit.cluster": [one.unit.cluster for one in submissions],
            "period.from": [period and period.start for period in periods],
            "period.to": [period and period.end for period in periods],
            "findings": [len(program.score(one).findings) for one in submissions],
        }
        types = {**ABOUT, "findings": pl.Int64()}
        added = found.with_columns(
            pl.Series(name, values, dtype=types[name]) for name, values in about.items()
        )
        return added.select(pl.col(name).cast(type_) for name, type_ in self.schema.items())


def _on_file(type_: pl.DataType) -> pl.DataType:
    return pl.String() if isinstance(type_, pl.Enum | pl.Categorical) else type_


def _tree(paths: Sequence[tuple[str, ...]], row: Sequence[Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, value in zip(paths, row, strict=True):
        if value is not None:
            table = tree
            for part in path[:-1]:
                table = table.setdefault(part, {})
            table[path[-1]] = value
    return tree


def reasons(refused: Refused) -> tuple[Diagnostic, ...]:
    """Why a row was refused, errors first."""
    return ordered(refused.diagnostics)
