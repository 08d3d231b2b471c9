"""Runs a plan over a table of facts.

The rows in which something is unknown are added up once for the least and once for the most that it can be.
Rows that have no form in columns are scored by the program, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import polars as pl

from thiduascore.columns.apart import with_apart
from thiduascore.columns.beside import OPEN, Beside
from thiduascore.columns.compiling import Compiler, Part
from thiduascore.columns.facts import Spans, narrowed, spans_of
from thiduascore.columns.groups import any_of, gone_of
from thiduascore.columns.results import NONE, read, row_of, schema_of, written
from thiduascore.columns.settling import Outcome
from thiduascore.columns.sheet import Sheet
from thiduascore.columns.standing import Rows, verdict_code
from thiduascore.columns.whole import Unsupported
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard
from thiduascore.program.settle import View

Single = Callable[[int], Scorecard]
"""Scores the row of a number by the program."""

ROW: Final = "row"


class Kernel:
    """A plan compiled for tables whose columns say the same of their numbers; safe to use again."""

    def __init__(
        self, plan: Plan, spans: Spans, *, details: bool = True, beside: Beside | None = None
    ) -> None:
        self.plan, self.spans, self.details, self.beside = plan, spans, details, beside
        self.schema = schema_of(plan, details=details)
        if beside is not None:
            self.schema |= {**beside.schema, OPEN: pl.Boolean()}
        self.working = Compiler(plan, spans).working()
        self.rows = Rows(self.working)

    @cached_property
    def least(self) -> tuple[Sheet, Outcome]:
        """The view that is the result where nothing is unknown, on top of the working."""
        return self._view("least")

    @cached_property
    def _beside(self) -> list[pl.Expr]:
        if self.beside is None:
            return []
        sheet, outcome = self.least
        return list(self.beside.columns(self.working, outcome, sheet))

    def _view(self, view: View) -> tuple[Sheet, Outcome]:
        sheet = Sheet(view)
        return sheet, self.working.settling.view(view, sheet)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part of the plan with why it has no form in columns; the empty id is the adding up."""
        try:
            _ = self.least
            reason = ""
        except Unsupported as unsupported:
            reason = unsupported.reason
        return (*self.working.parts, Part("total", "", reason))

    def score(self, facts: pl.DataFrame, single: Single) -> pl.DataFrame:
        """One row for each row of the facts, in their order."""
        facts = facts.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
        try:
            if any(part.reason == "overflow" for part in self.parts):
                ordinary = narrowed(facts)
                if ordinary is not None:
                    spans = spans_of(ordinary.drop(ROW))
                    return self._again(spans).score(ordinary.drop(ROW), single)
            found, slow = self._in_columns(facts)
        except Unsupported:
            found, slow = self._singly(facts[ROW].to_list(), single), []
        if slow:
            found = pl.concat([found, self._singly(slow, single)]).sort(ROW)
        if self.beside is not None:
            found = self._asked_beside(found, self.beside, single)
        found.drop_in_place(ROW)
        return found

    def _again(self, spans: Spans) -> Kernel:
        """The same for columns of which more is known."""
        return Kernel(self.plan, spans, details=self.details, beside=self.beside)

    def _singly(self, rows: Sequence[int], single: Single) -> pl.DataFrame:
        """The rows as the program scores them."""
        cards = [single(row) for row in rows]
        found = [{**row_of(card, self.schema), ROW: row} for card, row in zip(cards, rows, strict=True)]
        if self.beside is not None:
            more = [self.beside.row(card) for card in cards]
            found = [{**each, **other, OPEN: False} for each, other in zip(found, more, strict=True)]
        return pl.DataFrame(found, schema={**self.schema, ROW: pl.Int64})

    def _asked_beside(self, found: pl.DataFrame, beside: Beside, single: Single) -> pl.DataFrame:
        """The result with the columns beside it where these must be asked of scorecards."""
        rows = found.filter(pl.col(OPEN) & beside.wanted())[ROW]
        if rows.is_empty():
            return found
        asked = pl.DataFrame(
            [{**beside.row(single(row)), ROW: row} for row in rows], schema={**beside.schema, ROW: pl.Int64}
        )
        return found.update(asked, on=ROW, include_nulls=True)

    def _in_columns(self, facts: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
        """The rows that columns can say, and the numbers of those that they cannot."""
        if self.working.asked:
            facts, spans = with_apart(self.plan, facts, self.working.asked)
            return self._again({**self.spans, **spans})._in_columns(facts)
        sheet, outcome = self.least
        slow = any_of([*self._apart(), *self.working.slow, *outcome.slow])
        columns = [*self._columns(outcome), *self._working_columns(), pl.col(ROW), pl.col("unit.id")]
        columns += self._beside
        columns.append((pl.lit(False) if slow is None else slow).alias("slow"))
        unknown = self.rows.unknown
        columns.append((pl.lit(False) if unknown is None else unknown).alias("unknown"))
        raw = sheet.over(self.working.sheet.over(facts.lazy())).select(columns).collect()
        apart = []
        if slow is not None:
            apart = raw.filter("slow")[ROW].to_list()
            raw = raw.filter(~pl.col("slow"))
        open_rows = raw.filter("unknown")[ROW] if unknown is not None else pl.Series([], dtype=pl.Int64)
        result = self._read(raw)
        if open_rows.is_empty():
            return result, apart
        ranges, more = self._ranges(facts.filter(pl.col(ROW).is_in(open_rows.implode())))
        apart += more
        kept = (
            result.filter(~pl.col(ROW).is_in(pl.Series(apart, dtype=pl.Int64).implode())) if more else result
        )
        return self._merged(kept, ranges), apart

    def _apart(self) -> list[pl.Expr]:
        return [pl.col("apart")] if "apart" in self.spans else []

    def _columns(self, outcome: Outcome, *, only_total: str = "") -> list[pl.Expr]:
        """The totals, level and items of a view; with `only_total`, the total as a column of that type."""
        columns: list[pl.Expr] = []
        if only_total:
            columns += written(outcome.total, self.schema[only_total], "total")
        else:
            for name, value in (("unrounded", outcome.unrounded), ("total", outcome.total)):
                columns += written(value, self.schema[name], name)
            for name, found in outcome.items.items() if self.details else ():
                columns += written(found.points, self.schema[f"item.{name}"], f"item.{name}")
                gone = gone_of(found)
                if gone is not None:
                    columns.append(gone.alias(f"item.{name} gone"))
        columns.append(outcome.ranked.alias("ranked"))
        none = any_of([each for each in (outcome.none, self.rows.none) if each is not None])
        if none is not None:
            columns.append(none.alias("none"))
        if outcome.level is not None:
            columns.append(outcome.level.alias("level"))
        return columns

    def _working_columns(self) -> list[pl.Expr]:
        columns = list(self._details()) if self.details else []
        if self.rows.covered is not None:
            columns += [self.rows.covered[0].alias("scored"), self.rows.covered[1].alias("missed")]
        for name, where in (("rejected", self.rows.rejected), ("uncovered", self.rows.uncovered)):
            if where is not None:
                columns.append(where.alias(name))
        return columns

    def _details(self) -> Iterator[pl.Expr]:
        """Each criterion's points and state, each condition's verdict."""
        settling = self.working.settling
        for criterion, earning in zip(self.plan.criteria, settling.earnings, strict=True):
            name = f"criterion.{criterion.id}"
            yield from written(earning.points, self.schema[name], name)
            if earning.state is not None:
                yield earning.state.alias(f"state.{criterion.id}")
        for condition, verdict in zip(self.plan.conditions, settling.verdicts, strict=True):
            yield verdict_code(verdict).alias(f"condition.{condition.id}")

    def _read(self, raw: pl.DataFrame) -> pl.DataFrame:
        """The result's columns for rows in which nothing is unknown, and the least view's for others."""
        found = self._read_view(raw)
        columns: dict[str, Any] = {"unit.id": raw["unit.id"], ROW: raw[ROW]}
        columns |= {name: found[name] for name in ("unrounded", "total", "level", "ranked")}
        columns |= {"least": found["total"], "most": found["total"]}
        columns["provisional"] = pl.lit(None, dtype=self.schema["provisional"])
        columns |= {"why_none": _why_none(raw), "coverage": self._coverage(raw)}
        for name, kind in self.schema.items():
            if name.startswith("item."):
                columns[name] = found[name]
            elif name.startswith("criterion."):
                columns[name] = read(raw, name, kind)
            elif name.startswith(("state.", "condition.")):
                columns[name] = (
                    raw[name].cat.to(kind) if name in raw.columns else pl.lit("scored", dtype=kind)
                )
        if self.beside is not None:
            columns |= self.beside.read(raw, found)
        made: pl.DataFrame = pl.select(**{name: columns[name] for name in (*self.schema, ROW)})
        return made

    def _read_view(self, raw: pl.DataFrame, *, only_total: str = "") -> pl.DataFrame:
        none = raw["none"] if "none" in raw.columns else None
        found = {"total": _unless(none, read(raw, "total", self.schema[only_total or "total"]))}
        if not only_total:
            found["unrounded"] = _unless(none, read(raw, "unrounded", self.schema["unrounded"]))
            for name, kind in self.schema.items():
                if name.startswith("item."):
                    found[name] = self._item(raw, name, kind, none)
        ranked = raw["ranked"] if none is None else raw["ranked"] & ~none
        found["ranked"] = ranked
        found["level"] = raw.with_columns(self._level(ranked))["level"]
        return pl.DataFrame(found)

    def _item(self, raw: pl.DataFrame, name: str, kind: pl.DataType, none: pl.Series | None) -> pl.Series:
        """An item's points, null where nothing in it applies or there is no score."""
        if name not in raw.columns:
            return pl.repeat(None, raw.height, dtype=kind, eager=True)
        gone = raw[f"{name} gone"] if f"{name} gone" in raw.columns else None
        return _unless(none, _unless(gone, read(raw, name, kind)))

    def _level(self, ranked: pl.Series) -> pl.Expr:
        kind = self.schema["level"]
        if not self.plan.levels:
            return pl.lit(None, dtype=kind).alias("level")
        place = pl.col("level").cast(pl.UInt8)
        reached = place < len(self.plan.levels)
        if not ranked.all():
            reached = reached & ranked
        return pl.when(reached).then(place).cat.to(kind).alias("level")

    def _coverage(self, raw: pl.DataFrame) -> pl.Series | pl.Expr:
        if self.rows.covered is None:
            return pl.lit("1")
        whole = pl.col("scored") + pl.col("missed")
        share = raw.select(
            pl.when(whole > 0).then(pl.col("scored")).otherwise(1).alias("coverage"),
            pl.when(whole > 0).then(whole).otherwise(1).alias("coverage /"),
        )
        return read(share, "coverage", self.schema["coverage"])

    def _ranges(self, facts: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
        """What the unknown leaves open in these rows, and the numbers of those that columns cannot say."""
        found = facts.select(ROW)
        apart: set[int] = set()
        views: tuple[View, ...] = ("least", "most", "provisional")
        for view in views:
            sheet, outcome = self.least if view == "least" else self._view(view)
            only = "provisional" if view == "provisional" else ""
            slow = any_of(list(outcome.slow))
            columns = [*self._columns(outcome, only_total=only), pl.col(ROW)]
            columns.append((pl.lit(False) if slow is None else slow).alias("slow"))
            raw = sheet.over(self.working.sheet.over(facts.lazy())).select(columns).collect()
            apart |= set(raw.filter("slow")[ROW].to_list())
            names = ["total"] if only else ["unrounded", "total", "level", "ranked"]
            kept = self._read_view(raw, only_total=only).select(names)
            kept = kept.rename({name: f"{name} {view}" for name in names}).with_columns(raw[ROW])
            found = found.join(kept, on=ROW, how="left", maintain_order="left")
        return found, sorted(apart)

    def _merged(self, result: pl.DataFrame, ranges: pl.DataFrame) -> pl.DataFrame:
        """The result with what is open left out, and the range in which the total lies."""
        joined = result.join(ranges, on=ROW, how="left", maintain_order="left")
        open_ = pl.col("ranked most").is_not_null()
        same = {
            name: pl.col(f"{name} least").eq_missing(pl.col(f"{name} most"))
            for name in ("total", "unrounded", "level")
        }
        columns = [pl.when(~open_ | same[name]).then(pl.col(name)).alias(name) for name in same]
        columns += [
            pl.when(open_).then(pl.col(f"total {view}")).otherwise(pl.col(view)).alias(view)
            for view in ("least", "most", "provisional")
        ]
        ranked = pl.col("ranked least") & same["unrounded"] & pl.col("unrounded least").is_not_null()
        columns.append(pl.when(open_).then(ranked).otherwise(pl.col("ranked")).alias("ranked"))
        if self.beside is not None:
            columns += [expr.alias(name) for name, expr in self.beside.settled(open_).items()]
        return joined.with_columns(columns).select(result.columns)


def _unless(gone: pl.Series | None, values: pl.Series) -> pl.Series:
    """The values, null where something is gone."""
    if gone is None or not gone.any():
        return values
    return pl.select(pl.when(~gone).then(values)).to_series()


def _why_none(raw: pl.DataFrame) -> pl.Series:
    """Why there is no score, empty where there is one."""
    if "none" not in raw.columns:
        return pl.select(pl.repeat("", raw.height, dtype=NONE)).to_series()
    reason = pl.lit("nothing-applies", dtype=NONE)
    for name, slug in (("uncovered", "coverage"), ("rejected", "rejected")):
        if name in raw.columns:
            reason = pl.when(name).then(pl.lit(slug, dtype=NONE)).otherwise(reason)
    return raw.select(pl.when("none").then(reason).otherwise(pl.lit("", dtype=NONE)).alias("why")).to_series()
