"""Rows that have no form in columns, scored by the program one at a time.

Where generated code settles a report, its row is read from what that code computed; nothing is made of the
lines and sentences that a scorecard has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import frozen

from thiduascore.columns.apart import Asked, reads
from thiduascore.columns.intake.facts import MEMBERS, causes_in
from thiduascore.columns.results import (
    UNKNOWN,
    share_scored,
    state_of,
    state_said,
    values_of,
    whole_at,
    why_column,
    why_of,
)
from thiduascore.diagnostics import exact
from thiduascore.feel.generate.values import Slot
from thiduascore.model.submission import FactValue, Period, Submission, Unit
from thiduascore.program.earned import Earned, Verdict, Working
from thiduascore.program.environment import environment_of
from thiduascore.program.generate.points import Layout
from thiduascore.program.interpret import earned_by, groups, outside
from thiduascore.program.plan import Plan
from thiduascore.program.scorecard import Scorecard

if TYPE_CHECKING:
    from thiduascore.program.compiled import CompiledTrace

Cards = Callable[[Sequence[int]], Iterable[Scorecard]]
"""Scores the rows of these numbers by the program, in their order."""
Cells = tuple[str, int | str | None, str | None]
"""A criterion's state, its points as a cell, and why it is not known."""
_AWAY: Final[Cells] = ("item-not-applicable", None, None)


class Reported:
    """Reads rows of facts as reports; they say no more than what scoring needs.

    Of a missing fact it is said which one and why, not what stood there.
    """

    def __init__(self, plan: Plan, columns: Sequence[str]) -> None:
        self._facts = [(slot.name, f"fact.{slot.name}", f"cause.{slot.name}") for slot in plan.facts]
        self._facts.sort()
        self._claims = sorted(
            (one.id, f"claim.{one.id}") for one in plan.criteria if f"claim.{one.id}" in columns
        )
        self._earlier = [name for name in columns if name.startswith("before.")]

    def submission(
        self, row: Mapping[str, Any], previous: Callable[[], Mapping[str, FactValue]]
    ) -> Submission:
        """The row as a report; `previous` is asked for last period's values where they may count."""
        earlier = previous() if any([row[name] for name in self._earlier]) else {}
        values, missing = {}, {}
        for name, column, cause in self._facts:
            value = row[column]
            if value is None:
                missing[name] = causes_in(name, row.get(cause))
            else:
                values[name] = tuple(value) if isinstance(value, list) else value
        start, end = row["period.start"], row["period.end"]
        return Submission(
            campaign="",
            unit=Unit(*[row[f"unit.{member}"] for member in MEMBERS]),
            period=None if start is None or end is None else Period(start, end),
            values=values,
            missing=missing,
            not_applicable={name: "" for name, column in self._claims if row[column]},
            previous=earlier,
        )


def rows_of(plan: Plan, cards: Iterable[Scorecard], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The rows of scorecards, as `results.row_of` has each."""
    table = _Table(plan, schema)
    for card in cards:
        table.add(card)
    return table.frame()


@frozen
class _Amount:
    """How points of one layout of an entry become a cell: `top` times the numerator by `below` times the
    denominator, which stand in the entry at places from its end; for exact text at no scale.
    """

    state: str
    places: int | None
    top: int
    below: int
    num: int
    den: int
    known: bool

    def cell(self, entry: Sequence[Any]) -> int | str | None:
        """The points of an entry."""
        if not self.known:
            return None
        top = self.top * entry[self.num] if self.num else self.top
        below = self.below * entry[self.den] if self.den else self.below
        if self.places is None:
            return exact(Fraction(top, below))
        found, left = divmod(top, below)
        assert not left, "the ruleset fixes the decimals"
        return found


def _amount(layout: Layout, kind: pl.DataType | None) -> _Amount:
    """How an entry of a layout is read; its state only, where no column has its points."""
    places = kind.scale if isinstance(kind, pl.Decimal) else None
    state, points = state_said(layout.state, layout.reason), layout.points
    factor = points.factor if isinstance(points, Slot) else points
    if factor is None or kind is None:
        return _Amount(state, places, 0, 1, 0, 0, False)
    top, below = (factor * 10 ** (places or 0)).as_integer_ratio()
    last = -2 if layout.counted else -1
    has_num, has_den = (points.num, points.den) if isinstance(points, Slot) else (False, False)
    den = last if has_den else 0
    num = (last - 1 if has_den else last) if has_num else 0
    return _Amount(state, places, top, below, num, den, True)


class _Table:
    """The columns of rows, as they come in; decimals as whole numbers at their scale."""

    def __init__(self, plan: Plan, schema: Mapping[str, pl.DataType]) -> None:
        self.plan, self.schema = plan, schema
        self.columns: dict[str, list[Any]] = {name: [] for name in schema}
        self.criteria = [
            (
                schema[f"criterion.{one.id}"],
                self.columns[f"criterion.{one.id}"],
                self.columns[f"state.{one.id}"],
                self.columns[why_column("criterion", one.id)],
            )
            for one in plan.criteria
            if f"criterion.{one.id}" in schema
        ]
        self.conditions = [
            (self.columns[f"condition.{one.id}"], self.columns[why_column("condition", one.id)])
            for one in plan.conditions
            if f"condition.{one.id}" in schema
        ]
        self.items = [
            f"item.{group.id}" for group in groups(plan.root) if group.id and f"item.{group.id}" in schema
        ]
        self._amounts: list[dict[int, tuple[Layout, _Amount]]] = [{} for _ in plan.criteria]
        self._coverage: dict[tuple[str, ...], str] = {}
        self._needed: dict[int, frozenset[str]] = {}
        self._away: dict[tuple[Any, ...], frozenset[int]] = {}
        self._conditional = [group.id for group in groups(plan.root) if group.applies is not None]

    def add(self, card: Scorecard) -> None:
        """One row more."""
        trace: Any = card.trace
        if getattr(trace, "points", None) is not None:
            self._known(card, trace)
            return
        found = values_of(card)
        for name, kind in self.schema.items():
            self.columns[name].append(_cell(found.get(name), kind))

    def frame(self) -> pl.DataFrame:
        """The rows."""
        return pl.DataFrame([self._series(name, kind) for name, kind in self.schema.items()])

    def _series(self, name: str, kind: pl.DataType) -> pl.Series:
        values = self.columns[name]
        if isinstance(kind, pl.Decimal):
            return pl.Series(name, values, dtype=pl.Int128).reinterpret(dtype=kind)
        return pl.Series(name, values, dtype=kind)

    def _known(self, card: Scorecard, trace: CompiledTrace) -> None:
        """A row in which nothing is unknown, by what generated code computed."""
        score = trace.score
        total = _cell(score.total, self.schema["total"])
        self._put("unit.id", card.unit.id)
        for name in ("total", "least", "most"):
            self._put(name, total)
        self._put("unrounded", _cell(score.unrounded, self.schema["unrounded"]))
        self._put("provisional", None)
        self._put("level", score.level)
        self._put("ranked", score.ranked)
        self._put("why_none", "")
        earned = self._earned(card, trace)
        self._put("coverage", self._covered(tuple(state for state, *_ in earned)))
        for (state, points, why), (_, *cells) in zip(earned, self.criteria, strict=False):
            for cell, value in zip(cells, (points, state, why), strict=True):
                cell.append(value)
        for verdict, (judged, why_not) in zip(trace.verdicts, self.conditions, strict=False):
            judged.append(verdict.judgement if isinstance(verdict, Verdict) else verdict)
            why_not.append(why_of(verdict.causes) if isinstance(verdict, Verdict) else None)
        for name, amount in zip(self.items, trace.points or (), strict=False):
            self._put(name, _cell(amount, self.schema[name]))

    def _put(self, name: str, value: Any) -> None:
        self.columns[name].append(value)

    def _earned(self, card: Scorecard, trace: CompiledTrace) -> list[Cells]:
        """For each criterion its state, its points as a cell, and why it is not known."""
        away = self._outside(trace)
        found = []
        for index, entry in enumerate(trace.entries):
            if index in away:
                found.append(_AWAY)
            elif isinstance(entry, tuple):
                layout = entry[0]
                known = self._amounts[index].get(id(layout))
                if known is None:
                    # The layout is kept beside it, so that nothing else gets its id.
                    known = self._amounts[index][id(layout)] = (layout, _amount(layout, self._kind(index)))
                found.append((known[1].state, known[1].cell(entry), None))
            else:
                found.append(self._asked(index, self._answer(index, card) if entry is None else entry))
        return found

    def _kind(self, index: int) -> pl.DataType | None:
        return self.criteria[index][0] if self.criteria else None

    def _asked(self, index: int, earned: Earned) -> Cells:
        """What the interpreter says of a criterion."""
        state, kind = state_of(earned), self._kind(index)
        why = why_of(earned.causes) if state in UNKNOWN else None
        return state, None if kind is None else _cell(earned.points, kind), why

    def _answer(self, index: int, card: Scorecard) -> Earned:
        """What a criterion earns that lacks a fact, of which only its cause is not known yet."""
        criterion = self.plan.criteria[index]
        if index not in self._needed:
            self._needed[index] = reads(self.plan, Asked("criterion", criterion.id))[0]
        names = environment_of(self.plan, card.submission, self._needed[index], peers=card.peers)
        return earned_by(criterion, self.plan, card.submission, names)

    def _outside(self, trace: CompiledTrace) -> frozenset[int]:
        """The criteria in items that do not apply."""
        if trace.items not in self._away:
            verdicts = [one if isinstance(one, Verdict) else Verdict(one) for one in trace.items]
            items = dict(zip(self._conditional, verdicts, strict=True))
            self._away[trace.items] = outside(self.plan.root, Working((), (), items), "fails")
        return self._away[trace.items]

    def _covered(self, states: tuple[str, ...]) -> str:
        """The coverage, which depends on the states alone."""
        if states not in self._coverage:
            self._coverage[states] = exact(share_scored(self.plan, states))
        return self._coverage[states]


def _cell(value: Any, kind: pl.DataType) -> Any:
    """A value as it is held until its column is made."""
    if not isinstance(value, Fraction):
        return value
    return whole_at(value, kind.scale) if isinstance(kind, pl.Decimal) else exact(value)
