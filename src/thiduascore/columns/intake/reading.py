"""A table's columns to facts: what reads plainly is taken column by column, every other row by the intake.

A value that is not plain is read by the intake once for each text that stands in its column.
A row of which more than single values is in doubt (its unit, its period, odd evidence) is read as a whole.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal

import polars as pl
from attrs import frozen

from thiduascore.columns.intake.cells import Cells
from thiduascore.columns.intake.documents import evidence_in
from thiduascore.columns.intake.facts import MEMBERS, NOTICED, column_type
from thiduascore.columns.intake.noticed import count_of, once
from thiduascore.columns.intake.plain import Wanted, plain_columns
from thiduascore.columns.intake.scalars import facts_in, mapped, plain_texts
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_claims import bind_not_applicable
from thiduascore.model.intake_unit import bind_period, check_heading
from thiduascore.model.submission import Report, tree_of

Paths = Sequence[tuple[str, ...]]
"""What each column of a table reports, as the CSV reader has it."""

_LONGEST_ID: Final = 200
_LONGEST_TEXT: Final = 1000
_SECTIONS: Final = ("unit", "facts", "evidence", "not_applicable", "previous")
_UNIT: Final = frozenset(("unit", member) for member in MEMBERS)


@frozen
class Columns:
    """The facts of a table as the kernel reads them, and the rows that the intake must read."""

    facts: pl.DataFrame
    apart: pl.Series


class Reading:
    """Reads one table; one use only."""

    def __init__(
        self, frame: pl.DataFrame, paths: Paths, expected: Expected, decimal: Literal[".", ","]
    ) -> None:
        self.frame, self.expected, self.decimal = frame, expected, decimal
        self.at = {path: frame.to_series(index) for index, path in enumerate(paths)}
        self.apart = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
        self.cells = Cells(self.at, expected, decimal)
        self.plain = plain_columns(dict(self._wanted()))

    def columns(self) -> Columns:
        """Every column that a program reads."""
        found: dict[str, pl.Series] = {}
        self._heading()
        for member in MEMBERS:
            several = member == "kind" and len(self.expected.kinds) > 1
            if member == "id" or ("unit", member) in self.at or several:
                found[f"unit.{member}"] = self._unit(member)
        start, end = self._period()
        found["period.start"], found["period.end"] = start, end
        for name, type_ in self.expected.types.items():
            values, cause = self._fact(name, column_type(type_))
            found[f"fact.{name}"], cause = self._supported(name, values, cause, start, end)
            if cause is not None and cause.max():
                found[f"cause.{name}"] = cause
            before = self.at.get(("previous", name))
            if before is not None and before.null_count() < before.len():
                found[f"before.{name}"] = before.is_not_null() & values.is_null()
        for name in self.expected.points:
            claims = self._claims(name)
            if claims is not None:
                found[f"claim.{name}"] = claims
        self._others()
        self._leave(self.cells.others())
        if self.cells.counts is not None:
            found[NOTICED] = self.cells.counts
        absent = [
            pl.lit(self._by_default(member)).alias(f"unit.{member}")
            for member in MEMBERS
            if f"unit.{member}" not in found
        ]
        return Columns(pl.DataFrame(found).with_columns(absent), self.apart)

    def _wanted(self) -> Iterator[tuple[str, Wanted]]:
        """The columns that hold one value a row, by the names of what they become."""
        for member in MEMBERS:
            if ("unit", member) in self.at:
                yield f"unit.{member}", Wanted(self.at["unit", member], longest=_longest(member))
        for name, type_ in self.expected.types.items():
            if ("facts", name) in self.at:
                yield f"fact.{name}", Wanted(self.at["facts", name], type_)

    def _leave(self, rows: pl.Series) -> None:
        """Leaves rows to the intake."""
        self.apart = self.apart | rows.fill_null(True)

    def _binding(self, tree: Mapping[str, Any]) -> Binding:
        return Binding(Report(tree=tree, decimal=self.decimal), self.expected)

    def _heading(self) -> None:
        """Rows of another format or campaign are left to the intake, which refuses them."""
        for name in ("format", "campaign"):
            column = self.at.get((name,))
            if column is not None:
                other = mapped(column, partial(self._is_other, name), pl.Boolean)
                self._leave(other.fill_null(False))

    def _is_other(self, name: str, raw: Any) -> bool:
        binding = self._binding({name: raw})
        check_heading(binding)
        return bool(binding.refusals)

    def _unit(self, member: str) -> pl.Series:
        """A text about the unit; a row in which it is not plain is left to the intake."""
        column = self.at.get(("unit", member))
        if f"unit.{member}" in self.plain:
            texts = self.plain[f"unit.{member}"]
        elif column is None:
            texts = pl.repeat(None, self.frame.height, dtype=pl.String, eager=True)
        else:
            plain = plain_texts(column, _longest(member))
            if plain is None:
                self._leave(column.is_not_null())
                return pl.repeat("", self.frame.height, dtype=pl.String, eager=True)
            texts, odd = plain
            self._leave(odd)
        if member == "id":
            self._leave(texts.is_null())
        texts = texts.fill_null(self._by_default(member))
        if member == "kind" and self.expected.kinds:
            self._leave(~texts.is_in(list(self.expected.kinds)))
        return texts

    def _by_default(self, member: str) -> str:
        """What is taken of a unit that does not say it."""
        kinds = self.expected.kinds
        return kinds[0] if member == "kind" and len(kinds) == 1 else ""

    def _period(self) -> tuple[pl.Series, pl.Series]:
        """The first and last day of each row's period, read once for each that stands there."""
        paths = [path for path in self.at if path[0] == "period"]
        if not paths:
            none = pl.repeat(None, self.frame.height, dtype=pl.Date, eager=True)
            return none, none
        frame = pl.DataFrame({".".join(path): self.at[path] for path in paths})
        distinct = frame.unique(maintain_order=True)
        read = [self._days(paths, row) for row in distinct.iter_rows()]
        made = distinct.with_columns(
            pl.Series("#start", [each[0] for each in read], dtype=pl.Date),
            pl.Series("#end", [each[1] for each in read], dtype=pl.Date),
            pl.Series("#apart", [each[2] for each in read], dtype=pl.Boolean),
            pl.Series("#count", [each[3] for each in read], dtype=pl.Int64),
        )
        joined = frame.join(made, on=frame.columns, how="left", nulls_equal=True, maintain_order="left")
        self._leave(joined["#apart"])
        self.cells.add(joined["#count"])
        return joined["#start"], joined["#end"]

    def _days(
        self, paths: Sequence[tuple[str, ...]], row: Sequence[Any]
    ) -> tuple[datetime.date | None, datetime.date | None, bool, int]:
        binding = self._binding(tree_of(paths, row))
        period = bind_period(binding)
        if binding.refusals:
            return None, None, True, 0
        days = (None, None) if period is None else (period.start, period.end)
        return *days, False, count_of(binding.findings)

    def _fact(self, name: str, kind: Any) -> tuple[pl.Series, pl.Series | None]:
        """The values that are accepted, and why others are missing."""
        if f"fact.{name}" in self.plain:
            return self.plain[f"fact.{name}"], None
        column = self.at.get(("facts", name))
        if column is None:
            return pl.repeat(None, self.frame.height, dtype=kind, eager=True), None
        values, wide = facts_in(column, name, self.expected, self.decimal)
        if wide is not None:
            self._leave(wide)
        return values, self.cells.refused("facts", name, column, values)

    def _supported(
        self, name: str, values: pl.Series, cause: pl.Series | None, start: pl.Series, end: pl.Series
    ) -> tuple[pl.Series, pl.Series | None]:
        """The values, without those that the ruleset does not count for want of evidence."""
        documents = {
            ".".join(path[2:]): self.at[path]
            for path in self.at
            if path[:2] == ("evidence", name) and len(path) > 2
        }
        if ("evidence", name) in self.at:
            self._leave(self.at["evidence", name].is_not_null())
        if not documents and self.expected.facts[name].evidence == "none":
            return values, cause
        unsupported, counts, odd = evidence_in(name, values, documents, (start, end), self._binding)
        self._leave(odd)
        self.cells.add(counts)
        if unsupported.null_count() == unsupported.len():
            return values, cause
        kept = pl.select(pl.when(unsupported.is_null()).then(values)).to_series()
        return kept, unsupported if cause is None else unsupported.zip_with(unsupported.is_not_null(), cause)

    def _claims(self, name: str) -> pl.Series | None:
        """Where a unit holds that a criterion does not apply, and gives its reason."""
        column = self.at.get(("not_applicable", name))
        if column is None or column.null_count() == column.len():
            return None

        def claimed(row: Mapping[str, Any]) -> tuple[bool, int]:
            binding = self._binding({"not_applicable": {name: row["raw"]}})
            return name in bind_not_applicable(binding)[0], count_of(binding.findings)

        schema = {"claimed": pl.Boolean, "count": pl.Int64}
        found = once(pl.DataFrame({"raw": column}), column.is_not_null(), claimed, schema)
        self.cells.add(found["count"])
        return found["claimed"].fill_null(False)

    def _others(self) -> None:
        """Columns that have a meaning but not the usual form are left to the intake."""
        for path, column in self.at.items():
            strange = path[0] == "unit" and path not in _UNIT and column.dtype.is_nested()
            if path[0] in _SECTIONS and (len(path) == 1 or strange):
                self._leave(column.is_not_null())


def _longest(member: str) -> int:
    return _LONGEST_ID if member == "id" else _LONGEST_TEXT
