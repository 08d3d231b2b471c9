"""What is found in each row: what the intake noticed, and what the checks find.

Checks in FEEL are conditions in columns.
A check in Python is asked once for each combination of what it looks at, where it looks at one fact or
criterion at a time; else row by row, in the rows that have what it needs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial, reduce
from typing import Any, Final, Literal

import polars as pl
from attrs import evolve, frozen

from thiduascore.columns.apart import with_apart
from thiduascore.columns.intake.facts import NOTICED, Spans
from thiduascore.columns.intake.noticed import ONE, count_of, once
from thiduascore.columns.rules.compiling import Compiler, Part
from thiduascore.columns.rules.settling import Verdict
from thiduascore.model.intake_binding import Binding, Expected
from thiduascore.model.intake_claims import bind_not_applicable, bind_self_scores
from thiduascore.model.intake_evidence import bind_evidence
from thiduascore.model.intake_unit import bind_period
from thiduascore.model.submission import Report, Submission, Unit, tree_of
from thiduascore.program.checks import RAISED, Checks, Coded, Stated
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard

Column = tuple[str, ...]
PYTHON: Final = "python-check"
"""Why a check is shown row after row."""


@frozen
class Raw:
    """Some rows of a table as they were reported: what each column reports, and how numbers are written."""

    at: Mapping[Column, pl.Series]
    expected: Expected
    decimal: Literal[".", ","]


class Looking:
    """The checks of a program, for tables whose columns say the same of their numbers."""

    def __init__(self, plan: Plan, spans: Spans, checks: Checks) -> None:
        self.plan = plan
        self.coded = [each for each in checks.coded if each.stated is None]
        reported = [one for each in checks.coded if each.stated is not None for one in each.stated()]
        self._judges = [
            _Judge(_looked_at(kept, stated), spans, stated)
            for kept, stated in (
                (plan, checks.stated),
                (evolve(plan, values=(), input_rounding=None), tuple(reported)),
            )
            if stated
        ]

    def parts(self) -> Iterator[Part]:
        """How each check runs."""
        for judge in self._judges:
            yield from judge.parts()
        for each in self.coded:
            yield Part("check", each.name, "" if each.alone else PYTHON)

    def counts(
        self, facts: pl.DataFrame, raw: Raw, single: Callable[[int], Scorecard], alone: pl.Series
    ) -> pl.Series:
        """The findings of each row as a count; where `alone` is true the scorecard is asked for everything.

        `single` gives the scorecard of the row at a position.
        """
        found = (
            facts[NOTICED]
            if NOTICED in facts.columns
            else pl.repeat(0, facts.height, dtype=pl.Int64, eager=True)
        )
        found = found.fill_null(0)
        for judge in self._judges:
            found = found + judge.counts(facts)
        asked: dict[int, list[Coded]] = defaultdict(list)
        for each in self.coded:
            more, rows = _asked(each, facts, raw)
            if more is not None:
                found = found + more
            for position in (rows & ~alone).arg_true():
                asked[position].append(each)
        counts: dict[int, int] = {}
        for position, several in asked.items():
            card = single(position)
            counts[position] = found[position] + sum(count_of(each.ask(card)) for each in several)
        counts |= {position: count_of(single(position).findings) for position in alone.arg_true()}
        return _with(found, counts)


def _with(values: pl.Series, others: Mapping[int, int]) -> pl.Series:
    """The values with others at some positions."""
    if not others:
        return values
    some = pl.DataFrame(
        {"at": list(others), "other": list(others.values())}, schema={"at": pl.UInt32, "other": pl.Int64}
    )
    every = values.alias("value").to_frame().with_row_index("at")
    joined = every.join(some, on="at", how="left", maintain_order="left")
    return joined.select(pl.coalesce("other", "value")).to_series()


def _looked_at(plan: Plan, stated: tuple[Stated, ...]) -> Plan:
    """The plan with nothing in it but the checks, each under a name of its own."""
    conditions = (evolve(one.condition, id=str(place)) for place, one in enumerate(stated))
    root = evolve(plan.root, children=(), applies=None, floor=None, at_most=None)
    return evolve(
        plan, criteria=(), root=root, conditions=tuple(conditions), levels=(), figures=(), observations=()
    )


class _Judge:
    """Checks in FEEL."""

    def __init__(self, plan: Plan, spans: Spans, stated: tuple[Stated, ...]) -> None:
        self.plan, self.spans, self.stated = plan, spans, stated
        self._again: dict[Any, _Judge] = {}
        self.working = Compiler(plan, spans).working()

    def parts(self) -> Iterator[Part]:
        reasons = {part.id: part.reason for part in self.working.parts if part.kind == "condition"}
        for place, one in enumerate(self.stated):
            yield Part("check", one.condition.id, reasons[str(place)])

    def counts(self, facts: pl.DataFrame) -> pl.Series:
        if self.working.asked:
            facts, spans = with_apart(self.plan, facts, self.working.asked)
            key = tuple(sorted(spans.items()))
            if key not in self._again:
                self._again[key] = _Judge(self.plan, {**self.spans, **spans}, self.stated)
            return self._again[key].counts(facts)
        verdicts = self.working.settling.verdicts
        failing = [_failing(verdict, one) for verdict, one in zip(verdicts, self.stated, strict=True)]
        table = self.working.sheet.over(facts.lazy())
        return table.select(pl.sum_horizontal(failing).alias("count"), "unit.id").collect()["count"]


def _failing(verdict: Verdict, one: Stated) -> pl.Expr:
    """One finding where a condition fails, as a count."""
    fails = (~verdict.holds.expr).fill_null(False)
    if verdict.applies.known is not True:
        fails = fails & verdict.applies.expr.fill_null(False)
    return fails.cast(pl.Int64) * ONE[one.severity]


def _asked(each: Coded, facts: pl.DataFrame, raw: Raw) -> tuple[pl.Series | None, pl.Series]:
    """What a check finds where it can be asked once for several rows, and which rows it must be shown."""
    if each.alone:
        return _alone(each, facts.height, raw)
    found = pl.repeat(True, facts.height, dtype=pl.Boolean, eager=True)
    for need, count in Counter(each.needs).items():
        if f"fact.{need}" in facts.columns:
            there = [facts[f"fact.{need}"].is_not_null()]
        else:
            there = [column.is_not_null() for path, column in raw.at.items() if _part_of(path) == need]
        found &= pl.select(pl.sum_horizontal(pl.lit(0), *there)).to_series() >= count if there else False
    return None, found


def _part_of(path: Column) -> str:
    """What a column reports: `facts`, `self`, `evidence.number` and so on."""
    return f"evidence.{path[-1]}" if path[0] == "evidence" and len(path) > 2 else path[0]


def _alone(each: Coded, height: int, raw: Raw) -> tuple[pl.Series | None, pl.Series]:
    """One fact or criterion after the other, each with everything that the check looks at."""
    counts, left = [], [pl.repeat(False, height, dtype=pl.Boolean, eager=True)]
    for name in dict.fromkeys(path[1] for path in raw.at if _part_of(path) in each.needs):
        columns = {
            path: column
            for path, column in raw.at.items()
            if _part_of(path) in each.alone and (path[0] == "period" or path[1] == name)
        }
        there: dict[str, pl.Series] = {}
        for path, column in columns.items():
            before = there.get(_part_of(path))
            there[_part_of(path)] = column.is_not_null() if before is None else before | column.is_not_null()
        if not there.keys() >= {*each.needs}:
            continue
        where = reduce(lambda one, other: one & other, (there[need] for need in each.needs))
        frame = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns.values())])
        answer = partial(_answer, each, list(columns), raw)
        found = once(frame, where, answer, {"count": pl.Int64})["count"]
        counts.append(found.fill_null(0))
        left.append(where & found.is_null())
    return sum(counts[1:], counts[0]) if counts else None, reduce(lambda one, other: one | other, left)


def _answer(each: Coded, paths: list[Column], raw: Raw, row: Mapping[str, Any]) -> tuple[int | None]:
    """What a check finds in a report of so much; None where it raises."""
    tree = tree_of(paths, row.values())
    binding = Binding(Report(tree=tree, decimal=raw.decimal), raw.expected)
    submission = Submission(
        campaign=raw.expected.campaign,
        unit=Unit(""),
        period=bind_period(binding),
        evidence=bind_evidence(binding)[0],
        self_scores=bind_self_scores(binding)[0],
        not_applicable=bind_not_applicable(binding)[0],
    )
    assert each.find is not None
    found = each.find(submission)
    return (None,) if any(one.slug == RAISED for one in found) else (count_of(found),)
