"""A plan as columns over a table: what each criterion, condition and item becomes, and what has no form.

The result depends on the plan and on what the table's columns say of their numbers, not on any row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial

import polars as pl
from attrs import evolve, frozen

from thiduascore.columns.apart import Asked, earning_of, figures_read, of_columns, reads
from thiduascore.columns.exact.numbers import Number, chosen, of_whole, without
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported, Whole
from thiduascore.columns.intake.facts import MEMBERS, Span, Spans, fact_code, figure_column
from thiduascore.columns.language.codes import Code, Day, Scope, Text, Truth, truth
from thiduascore.columns.language.expressions import bound, lowered, yes_no
from thiduascore.columns.results import VERDICTS
from thiduascore.columns.rules.criteria import AWAY, SCORED, UNKNOWN, ZEROED, Earning, earned_by
from thiduascore.columns.rules.groups import any_of
from thiduascore.columns.rules.settling import Settling, Verdict
from thiduascore.feel.tree import Tree
from thiduascore.program.interpret import groups
from thiduascore.program.plan import ConditionPlan, CriterionPlan, FactSlot, GroupPlan, Plan, ValueSlot

_PERIOD = (-719162, 2932896)


@frozen
class Part:
    """One part of a plan, and why it has no form in columns: a slug, empty where it has one."""

    kind: str
    id: str
    reason: str
    bits: int = 64


@frozen
class Working:
    """The first half of a program in columns: everything before it is added up."""

    settling: Settling
    sheet: Sheet
    slow: tuple[pl.Expr, ...]
    parts: tuple[Part, ...]
    asked: tuple[Asked, ...]
    """What has no form in columns and was not asked apart yet."""
    scope: Scope
    """The code of every name in sight."""


class Compiler:
    """Lowers one plan; one use only."""

    def __init__(self, plan: Plan, spans: Spans) -> None:
        self.plan, self.spans = plan, spans
        self.sheet = Sheet()
        self.parts: list[Part] = []
        self.slow: list[pl.Expr] = []
        self.asked: list[Asked] = []
        self.scope = Scope(dict(self._surroundings()), plan.functions, self.sheet)

    def working(self) -> Working:
        """Every criterion, condition and item; what has no form is asked of the program row by row."""
        self.named()
        items = {group.id: self._item(group) for group in groups(self.plan.root) if group.applies is not None}
        away, unsure = _around(self.plan.root, items)
        earnings = [self._criterion(one, away.get(one.index, ())) for one in self.plan.criteria]
        verdicts = [self._verdict(one) for one in self.plan.conditions]
        joined = {index: any_of(each) for index, each in unsure.items()}
        settling = Settling(
            self.plan,
            earnings,
            verdicts,
            items,
            {index: self.sheet.named(expr) for index, expr in joined.items() if expr is not None},
        )
        return Working(
            settling, self.sheet, tuple(self.slow), tuple(self.parts), tuple(self.asked), self.scope
        )

    def named(self) -> Compiler:
        """The same, with the facts, derived values and figures of the cohort in its scope."""
        for slot in self.plan.facts:
            self._named("fact", slot.name, partial(self._fact, slot))
        for value in self.plan.values:
            self._named("value", value.name, partial(self._value, value))
        for position, figure in enumerate(self.plan.figures):
            if figure_column(position) in self.spans:
                self.scope = self.scope.having(figure.name, of_columns(figure_column(position), self.spans))
        return self

    def _surroundings(self) -> Iterator[tuple[str, Code]]:
        for member in MEMBERS:
            yield f"unit.{member}", Text(pl.col(f"unit.{member}"))
        for end in ("start", "end"):
            column = pl.col(f"period.{end}")
            nullable = self.spans.get(f"period.{end}", Span(nullable=True)).nullable
            if f"period.{end}" not in self.spans:
                column = pl.lit(None, dtype=pl.Date)
            number = Whole(column.cast(pl.Int32).cast(pl.Int64), *_PERIOD, 64, nullable)
            yield f"period.{end}", Day(number, column)
            if end == "end":
                yield "period.year", of_whole(Whole(column.dt.year().cast(pl.Int64), 1, 9999, 64, nullable))

    def _fact(self, slot: FactSlot) -> Code:
        span = self.spans[f"fact.{slot.name}"]
        return bound(fact_code(slot, span, self.plan.input_rounding), self.scope)

    def _value(self, value: ValueSlot) -> Code:
        return bound(lowered(value.tree, self.scope), self.scope)

    def _named(self, kind: str, name: str, code: Callable[[], Code]) -> None:
        try:
            found = code()
        except Unsupported as unsupported:
            self.parts.append(Part(kind, name, unsupported.reason))
        else:
            self.scope = self.scope.having(name, found)

    def _item(self, group: GroupPlan) -> Truth:
        """Whether an item applies."""
        asked = Asked("item", group.id)
        if asked.column in self.spans:
            return _judgement(asked, self.spans)[0]
        try:
            found = self._yes_no(group.applies)
        except Unsupported as unsupported:
            self._leave(asked, unsupported)
            return truth(True)
        self.parts.append(Part("item", group.id, ""))
        return found

    def _verdict(self, condition: ConditionPlan) -> Verdict:
        """Whether a condition holds, and where it applies."""
        asked = Asked("condition", condition.id)
        if asked.column in self.spans:
            return Verdict(*_judgement(asked, self.spans))
        try:
            found = Verdict(self._yes_no(condition.holds), self._yes_no(condition.applies))
        except Unsupported as unsupported:
            self._leave(asked, unsupported)
            return Verdict(truth(True), truth(True))
        self.parts.append(Part("condition", condition.id, ""))
        return found

    def _yes_no(self, tree: Tree | None) -> Truth:
        found = truth(True) if tree is None else bound(yes_no(tree, self.scope), self.scope)
        assert isinstance(found, Truth)
        return found

    def _leave(self, asked: Asked, why: Unsupported) -> None:
        """Leaves a part to be asked apart."""
        self.parts.append(Part(asked.kind, asked.id, why.reason))
        self.asked.append(asked)

    def _criterion(self, criterion: CriterionPlan, away: tuple[pl.Expr, ...]) -> Earning:
        asked = Asked("criterion", criterion.id)
        if asked.column in self.spans:
            given = self._asked_before(criterion, earning_of(asked, self.spans))
            return _without(given, away, self.sheet) if away else given
        try:
            found = earned_by(
                criterion,
                self._compared(criterion),
                instead=self._with_stand_ins(criterion),
                away=any_of(away),
                claimed=self._column(f"claim.{criterion.id}"),
                reported_before=self._before(criterion),
            )
        except Unsupported as unsupported:
            self._leave(asked, unsupported)
            return Earning(Number(Fraction(0)))
        self.parts.append(Part("criterion", criterion.id, "", _bits(found)))
        if found.slow is not None:
            self.slow.append(found.slow)
        return found

    def _compared(self, criterion: CriterionPlan) -> Scope:
        """The scope, in which the figures that a criterion rests on must be."""
        for position in figures_read(criterion):
            if self.plan.figures[position].name not in self.scope.names:
                raise Unsupported("figure")
        return self.scope

    def _with_stand_ins(self, criterion: CriterionPlan) -> Scope | None:
        """What a criterion sees where the group's figures stand for missing facts; None for the same."""
        scope = self.scope
        for fact, position in criterion.stand_ins:
            code, figure = scope.names.get(fact), scope.names[self.plan.figures[position].name]
            if not isinstance(code, Number):
                raise Unsupported("name")
            assert isinstance(figure, Number)
            if code.nullable:
                scope = scope.having(fact, bound(chosen(code.null, figure, code), scope))
        if scope is self.scope:
            return None
        needed, _ = reads(self.plan, Asked("criterion", criterion.id))
        for value in self.plan.values:
            if value.name in needed:
                scope = scope.having(value.name, bound(lowered(value.tree, scope), scope))
        return scope

    def _asked_before(self, criterion: CriterionPlan, earning: Earning) -> Earning:
        """The earning; where last period's values may count, the program scores the row."""
        before = self._before(criterion)
        if criterion.missing == "previous" and before is not None and earning.state is not None:
            self.slow.append((earning.state == UNKNOWN) & before)
        return earning

    def _before(self, criterion: CriterionPlan) -> pl.Expr | None:
        columns = [f"before.{fact}" for fact in criterion.facts]
        return any_of([pl.col(name) for name in columns if name in self.spans])

    def _column(self, name: str) -> pl.Expr | None:
        return pl.col(name) if name in self.spans else None


def _bits(earning: Earning) -> int:
    parts = [earning.points.num, earning.points.den]
    return max((part.bits for part in parts if part is not None), default=64)


def _without(earning: Earning, away: tuple[pl.Expr, ...], sheet: Sheet) -> Earning:
    """The earning, but not where the item does not apply."""
    where = any_of(away)
    assert where is not None
    state = pl.lit(SCORED, dtype=pl.UInt8) if earning.state is None else earning.state
    found = sheet.named(pl.when(where).then(pl.lit(AWAY, dtype=pl.UInt8)).otherwise(state))
    points = sheet.number(without(earning.points, [found > ZEROED]))
    return evolve(earning, points=points, state=found, may=earning.may | {AWAY})


def _judgement(asked: Asked, spans: Spans) -> tuple[Truth, Truth]:
    """What was asked of a condition or item, as columns: whether it holds, and where it applies."""
    mask, codes = spans[asked.column].most, pl.col(asked.column)
    holds, _, unknown, absent = (pl.lit(code, dtype=pl.UInt8) for code in range(len(VERDICTS)))
    doubtful = bool(mask >> VERDICTS.index("unknown") & 1)
    held = codes == holds
    found = Truth(pl.when(codes != unknown).then(held) if doubtful else held, None, doubtful)
    if not mask >> VERDICTS.index("not-applicable") & 1:
        return found, truth(True)
    return found, Truth(codes != absent)


def _around(
    root: GroupPlan, items: Mapping[str, Truth]
) -> tuple[dict[int, tuple[pl.Expr, ...]], dict[int, list[pl.Expr]]]:
    """For each criterion, where an item around it does not apply, and where nobody knows."""
    away: dict[int, tuple[pl.Expr, ...]] = {}
    unsure: dict[int, list[pl.Expr]] = {}

    def walk(group: GroupPlan, no: tuple[pl.Expr, ...], doubt: tuple[pl.Expr, ...]) -> None:
        own = items.get(group.id)
        if own is not None and own.known is not True:
            no = (*no, (~own.expr).fill_null(False) if own.nullable else ~own.expr)
            if own.nullable:
                doubt = (*doubt, own.expr.is_null())
        for child in group.children:
            if isinstance(child, GroupPlan):
                walk(child, no, doubt)
            else:
                away[child] = no
                if doubt:
                    unsure[child] = list(doubt)

    walk(root, (), ())
    return away, unsure
