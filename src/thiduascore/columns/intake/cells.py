"""Cells that score nothing, or nothing more, and of which the intake still has something to say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, Literal

import polars as pl

from thiduascore.columns.intake.facts import CAUSES, MEMBERS
from thiduascore.columns.intake.noticed import count_of, once, present
from thiduascore.columns.intake.scalars import facts_in
from thiduascore.model.intake import bind
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_claims import bind_self_scores, bind_self_total
from thiduascore.model.intake_facts import bind_value
from thiduascore.model.intake_scalars import absent
from thiduascore.model.intake_unit import bind_illustrative
from thiduascore.model.submission import Refused, Report

_COUNT: Final = {"count": pl.Int64}
_ANY: Final = "x"
"""Stands for whatever was reported where only that matters."""


class Cells:
    """Adds up what is noticed in the cells of one table."""

    def __init__(
        self, at: Mapping[tuple[str, ...], pl.Series], expected: Expected, decimal: Literal[".", ","]
    ) -> None:
        self.at, self.expected, self.decimal = at, expected, decimal
        self.counts: pl.Series | None = None

    def add(self, counts: pl.Series) -> None:
        """More findings; null is none."""
        if counts.null_count() < counts.len() and counts.max():
            more = counts.fill_null(0)
            self.counts = more if self.counts is None else self.counts + more

    def refused(self, section: str, name: str, column: pl.Series, values: pl.Series) -> pl.Series | None:
        """Why values were not accepted, as places in `CAUSES`; None where all of them were."""
        if values.null_count() == column.null_count():
            return None
        where = column.is_not_null() & values.is_null()
        answer = partial(self._value, section, name)
        found = once(pl.DataFrame({"raw": column}), where, answer, {"cause": pl.UInt8, **_COUNT})
        self.add(found["count"])
        return found["cause"]

    def _binding(self, tree: Mapping[str, Any]) -> Binding:
        return Binding(Report(tree=tree, decimal=self.decimal), self.expected)

    def _value(self, section: str, name: str, row: Mapping[str, Any]) -> tuple[int | None, int]:
        if absent(row["raw"]):
            return None, 0
        binding = self._binding({})
        prefix = "" if section == "facts" else f"{section}."
        cause = bind_value(binding, row["raw"], (section, name), name, prefix).cause
        return None if cause is None else CAUSES.index(cause.slug), count_of(binding.findings)

    def others(self) -> pl.Series:
        """Looks at every other column; where it cannot, the intake must read the rows that are returned."""
        left: list[pl.Series] = []
        for name in self.expected.facts:
            left += self._previous(name)
        for name in self.expected.points:
            column = self.at.get(("self", name))
            if column is not None:
                self._asked(column, partial(self._self_score, name))
        for name, answer in (("self_total", self._self_total), ("illustrative", self._illustrative)):
            column = self.at.get((name,))
            if column is not None:
                self._asked(column, answer)
        left += self._unknown()
        height = next(iter(self.at.values())).len() if self.at else 0
        return pl.select(pl.any_horizontal(pl.repeat(False, height), *left)).to_series()

    def _asked(self, column: pl.Series, answer: Any) -> None:
        self.add(once(pl.DataFrame({"raw": column}), column.is_not_null(), answer, _COUNT)["count"])

    def _previous(self, name: str) -> list[pl.Series]:
        """What an earlier period reported; floats are for the intake to refuse."""
        column = self.at.get(("previous", name))
        if column is None or column.null_count() == column.len():
            return []
        if column.dtype.is_float():
            return [column.is_not_null()]
        values, wide = facts_in(column, name, self.expected, self.decimal)
        self.refused("previous", name, column, values)
        return [] if wide is None else [wide]

    def _self_score(self, name: str, row: Mapping[str, Any]) -> tuple[int]:
        binding = self._binding({"self": {name: row["raw"]}})
        bind_self_scores(binding)
        return (count_of(binding.findings),)

    def _self_total(self, row: Mapping[str, Any]) -> tuple[int]:
        binding = self._binding({"self_total": row["raw"]})
        bind_self_total(binding)
        return (count_of(binding.findings),)

    def _illustrative(self, row: Mapping[str, Any]) -> tuple[int]:
        binding = self._binding({"illustrative": row["raw"]})
        bind_illustrative(binding)
        return (count_of(binding.findings),)

    def _unknown(self) -> list[pl.Series]:
        """Columns that no submission has."""
        there: dict[tuple[str, str], list[pl.Series]] = {}
        left = []
        for path, column in self.at.items():
            if len(path) < 2 or self._is_known(path[0], path[1]):
                continue
            if column.dtype.is_nested() or column.dtype == pl.Object:
                left.append(column.is_not_null())
            else:
                there.setdefault((path[0], path[1]), []).append(present(column))
        for (section, name), columns in there.items():
            count = self._count_of({section: {name: _ANY}})
            where = pl.select(pl.any_horizontal(columns)).to_series()
            self.add(where.cast(pl.Int64) * count)
        return left

    def _is_known(self, section: str, name: str) -> bool:
        known = {"unit": MEMBERS, "self": self.expected.points, "not_applicable": self.expected.points}
        return section == "period" or name in known.get(section, self.expected.facts)

    def _count_of(self, tree: Mapping[str, Any]) -> int:
        """What is noticed in a report of a unit that says nothing else."""
        unit = {"id": _ANY, "kind": next(iter(self.expected.kinds), "")}
        report = Report(tree={**tree, "unit": {**unit, **tree.get("unit", {})}})
        outcome, _ = bind(self.expected, report)
        assert not isinstance(outcome, Refused), "a unit with an id and a kind"
        return count_of(outcome.findings)
