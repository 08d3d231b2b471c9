"""Runs a plan over a table of facts.

The rows in which something is unknown are added up once for the least and once for the most that it can be.
Rows that have no form in columns are scored by the program, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import polars as pl

from thiduascore.columns.apart import PeersOf, nobody, with_apart
from thiduascore.columns.beside import OPEN, Beside
from thiduascore.columns.causes import Causes
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.finishing import ROW, finished, named, told
from thiduascore.columns.intake.facts import Spans, figure_spans, narrowed, spans_of
from thiduascore.columns.results import FOUND, STATE, schema_of, written
from thiduascore.columns.rules.compiling import Compiler, Part
from thiduascore.columns.rules.criteria import STATES
from thiduascore.columns.rules.groups import any_of, gone_of
from thiduascore.columns.rules.settling import Outcome
from thiduascore.columns.rules.standing import Rows, verdict_name
from thiduascore.columns.singly import Cards, rows_of
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard
from thiduascore.program.settle import View

AT_ONCE: Final = 8192
"""Rows scored one at a time whose values are held as Python's before they become columns."""


class Kernel:
    """A plan compiled for tables whose columns say the same of their numbers; safe to use again."""

    def __init__(
        self,
        plan: Plan,
        spans: Spans,
        *,
        details: bool = True,
        beside: Beside | None = None,
        peers: PeersOf = nobody,
    ) -> None:
        self.plan, self.spans, self.details, self.beside = plan, spans, details, beside
        self.peers = peers
        # Findings are nothing that a plan computes: whoever has the reports adds them.
        self.schema = {
            name: kind for name, kind in schema_of(plan, details=details).items() if name not in FOUND
        }
        if beside is not None:
            self.schema |= {**beside.schema, OPEN: pl.Boolean()}
        self.working = Compiler(plan, spans).working()
        self.rows = Rows(self.working)

    @cached_property
    def least(self) -> tuple[Sheet, Outcome]:
        """The view that is the result where nothing is unknown, on top of the working."""
        return self._view("least")

    @cached_property
    def causes(self) -> Causes:
        """What says why something is unknown."""
        return Causes(self.plan, self.spans, self.peers)

    @cached_property
    def _beside(self) -> list[pl.Expr]:
        if self.beside is None:
            return []
        sheet, outcome = self.least
        return list(self.beside.columns(self.working, outcome, sheet))

    def _view(self, view: View) -> tuple[Sheet, Outcome]:
        return self.working.settling.view(view)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every part of the plan with why it has no form in columns; the empty id is the adding up."""
        try:
            _ = self.least
            reason = ""
        except Unsupported as unsupported:
            reason = unsupported.reason
        return (*self.working.parts, Part("total", "", reason))

    def score(self, facts: pl.DataFrame, cards: Cards) -> pl.DataFrame:
        """One row for each row of the facts, in their order; `cards` scores some by the program."""
        facts = facts.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(ROW))
        try:
            if any(part.reason == "overflow" for part in self.parts):
                ordinary = narrowed(facts)
                if ordinary is not None:
                    spans = {**spans_of(ordinary.drop(ROW)), **figure_spans(self.spans)}
                    return self._again(spans).score(ordinary.drop(ROW), cards)
            found, slow = self._in_columns(facts)
            if self.details:
                found = self.causes.added(found, facts)
        except Unsupported:
            found, slow = self._singly(facts[ROW].to_list(), cards), []
        if slow:
            found = pl.concat([found, self._singly(slow, cards)]).sort(ROW)
        if self.beside is not None:
            found = self._asked_beside(found, self.beside, cards)
        found.drop_in_place(ROW)
        return found

    def _again(self, spans: Spans) -> Kernel:
        """The same for columns of which more is known."""
        return Kernel(self.plan, spans, details=self.details, beside=self.beside, peers=self.peers)

    def _singly(self, rows: Sequence[int], cards: Cards) -> pl.DataFrame:
        """The rows as the program scores them."""
        pieces = [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)] or [rows]
        return pl.concat([self._piece(piece, cards) for piece in pieces], rechunk=True)

    def _piece(self, rows: Sequence[int], cards: Cards) -> pl.DataFrame:
        numbers, beside = pl.Series(ROW, rows, dtype=pl.Int64), self.beside
        if beside is None:
            return rows_of(self.plan, cards(rows), self.schema).hstack([numbers])
        more: list[Mapping[str, Any]] = []

        def noted() -> Iterator[Scorecard]:
            for card in cards(rows):
                more.append(beside.row(card))
                yield card

        own = {name: kind for name, kind in self.schema.items() if name not in {*beside.schema, OPEN}}
        found = rows_of(self.plan, noted(), own)
        others = pl.DataFrame(more, schema=dict(beside.schema)).get_columns()
        found = found.with_columns(pl.lit(False).alias(OPEN)).hstack([*others, numbers])
        return found.select(*self.schema, ROW)

    def _asked_beside(self, found: pl.DataFrame, beside: Beside, cards: Cards) -> pl.DataFrame:
        """The result with the columns beside it where these must be asked of scorecards."""
        rows = found.filter(pl.col(OPEN) & beside.wanted())[ROW]
        if rows.is_empty():
            return found
        asked = pl.DataFrame([beside.row(card) for card in cards(rows.to_list())], schema=dict(beside.schema))
        asked = asked.hstack([rows])
        return found.update(asked, on=ROW, include_nulls=True)

    def _in_columns(self, facts: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
        """The rows that columns can say, and the numbers of those that they cannot."""
        if self.working.asked:
            facts, spans = with_apart(self.plan, facts, self.working.asked, self.peers)
            return self._again({**self.spans, **spans})._in_columns(facts)
        sheet, outcome = self.least
        slow = any_of([*self._apart(), *self.working.slow, *outcome.slow])
        columns = [*self._columns(outcome), *self._working_columns(), pl.col("unit.id"), *self._beside]
        raw = self._computed(facts, sheet, columns, slow=slow, unknown=self.rows.unknown)
        apart = _marked(raw, "slow").to_list()
        if apart:
            raw = raw.filter(~pl.col("slow"))
        open_rows, result = _marked(raw, "unknown"), told(raw, self.schema)
        if self.beside is not None:
            result = result.with_columns(**self.beside.read(raw, result))
        if open_rows.is_empty():
            return result, apart
        ranges, more = self._ranges(facts[open_rows])
        apart += more
        kept = (
            result.filter(~pl.col(ROW).is_in(pl.Series(apart, dtype=pl.Int64).implode())) if more else result
        )
        return self._merged(kept, ranges), apart

    def _computed(
        self, facts: pl.DataFrame, sheet: Sheet, columns: Sequence[pl.Expr], **marks: pl.Expr | None
    ) -> pl.DataFrame:
        """Columns on top of a sheet, and where the marks hold, with the numbers of the rows."""
        columns = [*columns, *(where.alias(name) for name, where in marks.items() if where is not None)]
        names = [each.meta.output_name() for each in columns]
        levels = [level.id for level in self.plan.levels]
        table = sheet.over(self.working.sheet.over(facts.lazy())).select(*columns, ROW)
        finish = finished([*names, ROW], levels)
        # In pieces that stay in the processor's cache: wide columns would else be written many times over.
        return table.select(finish).collect(engine="streaming")

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
                states = {each: STATES[each] for each in sorted(earning.may)}
                yield named(earning.state, states, STATE).alias(f"state.{criterion.id}")
        for condition, verdict in zip(self.plan.conditions, settling.verdicts, strict=True):
            yield verdict_name(verdict).alias(f"condition.{condition.id}")

    def _ranges(self, facts: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
        """What the unknown leaves open in these rows, and the numbers of those that columns cannot say."""
        found = facts.select(ROW)
        apart: set[int] = set()
        views: tuple[View, ...] = ("least", "most", "provisional")
        for view in views:
            sheet, outcome = self.least if view == "least" else self._view(view)
            only = "provisional" if view == "provisional" else ""
            columns = self._columns(outcome, only_total=only)
            raw = self._computed(facts, sheet, columns, slow=any_of(outcome.slow))
            apart |= set(_marked(raw, "slow").to_list())
            names = ["total"] if only else ["unrounded", "total", "level", "ranked"]
            kinds = {name: self.schema[only or name] for name in names}
            kept = told(raw, kinds).rename({name: f"{name} {view}" for name in names})
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


def _marked(raw: pl.DataFrame, mark: str) -> pl.Series:
    """The numbers of the rows where a mark holds."""
    return raw[ROW].filter(raw[mark]) if mark in raw.columns else raw[ROW].clear()
