"""The rows of a table as reports, for those that the intake reads one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import polars as pl
from attrs import frozen

from thiduascore.columns.findings import Raw
from thiduascore.columns.intake.reading import Paths
from thiduascore.diagnostics import Diagnostic
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_facts import bind_previous
from thiduascore.model.submission import FactValue, Refused, Report, Submission, tree_of


@frozen
class Rows:
    """The rows of a table as reports, for those that are read one by one."""

    frame: pl.DataFrame
    paths: Paths
    decimal: Literal[".", ","]
    expected: Expected

    def raw(self, rows: pl.Series) -> Raw:
        """What some rows say beside their facts."""
        return Raw(self.at(rows, without=("facts", "unit")), self.expected, self.decimal)

    def at(self, rows: pl.Series, without: Collection[str] = ()) -> dict[tuple[str, ...], pl.Series]:
        """The columns of some rows by what they report, without some sections."""
        every = rows.len() == self.frame.height and rows.is_sorted()
        return {
            path: self.frame.to_series(index) if every else self.frame.to_series(index).gather(rows)
            for index, path in enumerate(self.paths)
            if path[0] not in without
        }

    def previous(self, row: int) -> Mapping[str, FactValue]:
        """The values that a row reports of an earlier period."""
        return bind_previous(Binding(self.report(row, "previous"), self.expected))[0]

    def report(self, row: int, section: str = "") -> Report:
        """A row as a report, or one section of it."""
        wanted = [index for index, path in enumerate(self.paths) if section in ("", path[0])]
        cells = self.frame.row(row)
        tree = tree_of([self.paths[index] for index in wanted], [cells[index] for index in wanted])
        return Report(tree=tree, row=row, decimal=self.decimal)

    def submission(self, row: int) -> Submission:
        """A row that reads without reasons to refuse it."""
        outcome, _ = bind(self.expected, self.report(row))
        assert isinstance(outcome, Submission), "the row was read before"
        return outcome

    def taken(self, rows: Sequence[int]) -> tuple[dict[int, Submission], list[Refused]]:
        """The rows as submissions, or refused."""
        found: dict[int, Submission] = {}
        refused: list[Refused] = []
        rivals: dict[Any, list[int]] = defaultdict(list)
        for row in rows:
            outcome, _ = bind(self.expected, self.report(row))
            if isinstance(outcome, Refused):
                refused.append(outcome)
                continue
            found[row] = outcome
            rivals[outcome.unit.id, outcome.period].append(row)
        for (unit, _), several in rivals.items():
            if len(several) > 1:
                refused += _repeated(unit, several, found)
        return found, refused


def _repeated(unit: str, rows: Sequence[int], found: dict[int, Submission]) -> list[Refused]:
    """The rows of one unit and period that do not count; they are taken out of what was found."""
    refused = []
    same = len({found[row].hash for row in rows}) == 1
    for row in rows[1:] if same else rows:
        del found[row]
        if same:
            problem = Diagnostic("repeated-submission", {"unit": unit, "count": len(rows)})
        else:
            others = ", ".join(str(other) for other in rows if other != row)
            problem = Diagnostic("unit-in-several-rows", {"unit": unit, "rows": others})
        refused.append(Refused("", row, unit, (problem,)))
    return refused
