"""From what was earned to the result, in columns: one view of what is unknown, in the fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import polars as pl
from attrs import evolve, field, frozen

from thiduascore.columns.exact.numbers import (
    Number,
    added,
    capped,
    chosen,
    compared,
    extreme,
    known,
    negative,
)
from thiduascore.columns.exact.rounding import at_places
from thiduascore.columns.exact.sheet import Sheet
from thiduascore.columns.exact.whole import Unsupported
from thiduascore.columns.language.codes import Truth
from thiduascore.columns.rules.between import best_of
from thiduascore.columns.rules.criteria import (
    APPLIES,
    AWAY,
    CLAIMED,
    IGNORED,
    UNKNOWN,
    Earning,
)
from thiduascore.columns.rules.groups import Gone, Groups, Judged, Settled, any_of, below_share, gone_of
from thiduascore.columns.rules.leveling import level_of
from thiduascore.columns.rules.meaning import ROOMS, Room
from thiduascore.program.plan import CriterionPlan, Effect, Ledger, Plan
from thiduascore.program.settle import View, floors, under

ZERO = Fraction(0)
ASSUMED: Mapping[View, Fraction | None] = {"least": ZERO, "most": Fraction(1), "provisional": None}


@frozen
class Verdict:
    """Whether a condition holds, and where it applies at all."""

    holds: Truth
    applies: Truth


@frozen
class Failed:
    """Where an effect comes into force."""

    when: pl.Expr = field(eq=False)
    effect: Effect


@frozen
class Outcome:
    """The result in one view; where `none` holds nothing applies and there is no score."""

    unrounded: Number
    total: Number
    ranked: pl.Expr = field(eq=False)
    level: pl.Expr | None = field(eq=False)
    """The place of the level among the plan's levels, as many as there are for none."""
    none: pl.Expr | None = field(eq=False)
    items: Mapping[str, Settled]
    slow: tuple[pl.Expr, ...]
    parts: Mapping[str, Settled]
    """Items and criteria by their ids."""
    ledgers: Mapping[str, Number]
    """base, bonus and deduction."""


@frozen
class Settling:
    """What is settled: what each criterion earned, each condition's verdict, each item's own condition."""

    plan: Plan
    earnings: Sequence[Earning]
    verdicts: Sequence[Verdict]
    items: Mapping[str, Truth]
    unsure: Mapping[int, pl.Expr]
    """Where nobody knows whether the item around a criterion applies."""

    def view(self, view: View) -> tuple[Sheet, Outcome]:
        """The whole order of operations, and the columns that it needs; means get the most room there is."""
        for room in ROOMS:
            sheet = Sheet(view)
            try:
                return sheet, _View(self, view, sheet, room).outcome()
            except Unsupported:
                if room is ROOMS[-1]:
                    raise
        raise AssertionError("there is a last room")


class _View:
    """One pass; holds what each step needs."""

    def __init__(self, settling: Settling, view: View, sheet: Sheet, room: Room) -> None:
        self.settling, self.view, self.sheet, self.room = settling, view, sheet, room
        self.plan = settling.plan
        self.slow: list[pl.Expr] = []
        self.standings = [
            self._standing(criterion, earning)
            for criterion, earning in zip(self.plan.criteria, settling.earnings, strict=True)
        ]

    def _standing(self, criterion: CriterionPlan, earning: Earning) -> Settled:
        points, gone = earning.points, list[tuple[str, pl.Expr]]()
        worst = (self.view == "least") != (criterion.ledger == "deduction")
        if earning.state is not None:
            state = earning.state
            if UNKNOWN in earning.may:
                if self.view == "provisional":
                    gone.append(("reweight", state == UNKNOWN))
                else:
                    end = earning.low if worst else earning.high
                    assert end is not None
                    points = chosen(state == UNKNOWN, end, points)
            away = [each for each in (APPLIES, CLAIMED, AWAY) if each in earning.may]
            if away:
                where = any_of([state == each for each in away])
                assert where is not None
                gone.append((criterion.not_applicable, where))
            if IGNORED in earning.may:
                gone.append(("reweight", state == IGNORED))
            points = _filled(points)
        if worst and criterion.index in self.settling.unsure:
            points = chosen(self.settling.unsure[criterion.index], known(ZERO), points)
        policies: Gone = tuple((policy, self.sheet.named(where)) for policy, where in gone)  # type: ignore[misc]
        return Settled(self.sheet.number(points), known(criterion.maximum), policies)

    def outcome(self) -> Outcome:
        judged = {name: Judged(holds, ASSUMED[self.view]) for name, holds in self.settling.items.items()}
        groups = Groups(self.plan, self.standings, judged, self.sheet, self.slow, self.room)
        root = groups.whole()
        results = groups.results
        met = [self._met(index) for index in range(len(self.plan.conditions))]
        failed = [
            Failed(self.sheet.named(~one), condition.effect)
            for one, condition in zip(met, self.plan.conditions, strict=True)
        ]
        failed += list(self._floors(results))
        gained = self._ledger("bonus", self.plan.bonus_cap, results, self.standings)
        taken = self._ledger("deduction", self.plan.deduction_cap, results, self.standings)
        deducted = [
            negative(chosen(one.when, known(one.effect.amount), known(ZERO)))
            for one in failed
            if one.effect.kind == "deduct"
        ]
        amount = self.sheet.number(added([root.points, gained, negative(taken), *deducted]))
        worth = added([root.points, gained])
        unrounded = self._zeroed(amount, worth, failed, judged, results)
        rounding = self.plan.total_rounding
        total = unrounded if rounding is None else at_places(unrounded, rounding.places, rounding.mode)
        total = self.sheet.number(total)
        barred = [one.when for one in failed if one.effect.kind in ("not-ranked", "disqualify")]
        ranked = self.sheet.named(~reduce(lambda one, other: one | other, barred)) if barred else pl.lit(True)
        key = total if self.plan.rank_on == "rounded" else unrounded
        level = None
        if self.plan.levels:
            level = self.sheet.named(level_of(self.plan, key, failed, met, self._of(results)))
        none = gone_of(root)
        items = {name: found for name, found in results.items() if name}
        ledgers = {"base": root.points, "bonus": gained, "deduction": taken}
        parts = self._of(results)
        return Outcome(unrounded, total, ranked, level, none, items, tuple(self.slow), parts, ledgers)

    def _met(self, index: int) -> pl.Expr:
        """Whether a condition counts as met."""
        condition, verdict = self.plan.conditions[index], self.settling.verdicts[index]
        hold = condition.unknown == "hold" or (condition.unknown == "unknown" and self.view != "least")
        holds, applies = verdict.holds, verdict.applies
        met = holds.expr.fill_null(hold) if holds.nullable else holds.expr
        if applies.known is not True:
            met = pl.when(applies.expr).then(met).otherwise(~applies.expr)
            met = met.fill_null(hold) if applies.nullable else met
        return self.sheet.named(met)

    def _of(self, results: Mapping[str, Settled]) -> Mapping[str, Settled]:
        """What each item or criterion has, by its id; items in one that is counted flat have nothing."""
        own = {
            criterion.id: standing
            for criterion, standing in zip(self.plan.criteria, self.standings, strict=True)
        }
        return {**own, **results}

    def _floors(self, results: Mapping[str, Settled]) -> Sequence[Failed]:
        found = []
        every = self._of(results)
        for name, floor in floors(self.plan):
            below = below_share(every.get(name), floor.share)
            if below is not None:
                found.append(Failed(self.sheet.named(below), floor.effect))
        return found

    def _full(self, name: str, results: Mapping[str, Settled]) -> pl.Expr:
        found = self._of(results).get(name)
        if found is None or (name not in results and found.capacity == known(ZERO)):
            return pl.lit(False)
        full = compared("=", found.points, found.capacity)
        gone = gone_of(found)
        full = pl.lit(full) if isinstance(full, bool) else full
        return full if gone is None else full & ~gone

    def _ledger(
        self,
        ledger: Ledger,
        cap: Fraction | None,
        results: Mapping[str, Settled],
        standings: Sequence[Settled],
    ) -> Number:
        counted: dict[str, list[tuple[pl.Expr, Number]]] = {}
        for criterion, standing in zip(self.plan.criteria, standings, strict=True):
            if criterion.ledger != ledger:
                continue
            points, gone = standing.points, gone_of(standing)
            if gone is not None:
                points = chosen(gone, known(ZERO), points)
            points = self.sheet.number(points)
            something = compared("!=", points, known(ZERO))
            if criterion.needs_full and ledger == "bonus":
                points = chosen(self._full(criterion.needs_full, results), points, known(ZERO))
            entry = pl.lit(something) if isinstance(something, bool) else something, self.sheet.number(points)
            counted.setdefault(criterion.group or f" {criterion.index}", []).append(entry)
        amount = added([self._greatest(one) for one in counted.values()])
        return amount if cap is None else capped(self.sheet.number(amount), None, cap)

    def _greatest(self, entries: Sequence[tuple[pl.Expr, Number]]) -> Number:
        """What counts of an exclusive group: the greatest of its entries, of which a zero is none."""
        points = [number for _, number in entries]
        if len(points) == 1:
            return points[0]
        if all(number.factor * number.above.low >= 0 for number in points):
            return extreme(">", points)
        found, some = best_of(">", entries, self.sheet)
        return chosen(some, found, known(ZERO))

    def _limited(self, amount: Number, failed: Sequence[Failed]) -> Number:
        """The amount within the caps and the floor of the whole."""
        if self.plan.ceiling is not None:
            amount = capped(amount, None, self.plan.ceiling)
        for one in failed:
            if one.effect.kind == "cap-total":
                amount = self.sheet.number(amount)
                amount = chosen(one.when, capped(amount, None, one.effect.amount), amount)
        if self.plan.floor is not None:
            amount = capped(self.sheet.number(amount), self.plan.floor, None)
        return self.sheet.number(amount)

    def _zeroed(
        self,
        amount: Number,
        worth: Number,
        failed: Sequence[Failed],
        judged: Mapping[str, Judged],
        results: Mapping[str, Settled],
    ) -> Number:
        """The total within its limits, or what the same steps make of it without what gates zero."""
        total, standings = self._limited(amount, failed), list(self.standings)
        for one in (one for one in failed if one.effect.kind == "zero"):
            for index in under(self.plan, one.effect.of):
                if self.plan.criteria[index].ledger != "deduction":
                    points = self.sheet.number(chosen(one.when, known(ZERO), standings[index].points))
                    standings[index] = evolve(standings[index], points=points)
            if not one.effect.of:
                left = known(ZERO)
            else:
                groups = Groups(self.plan, standings, judged, self.sheet, self.slow, self.room)
                gained = self._ledger("bonus", self.plan.bonus_cap, results, standings)
                without = [amount, negative(worth), groups.whole().points, gained]
                left = self._limited(self.sheet.number(added(without)), failed)
            total = self.sheet.number(chosen(one.when, extreme("<", (left, total)), total))
        return total


def _filled(value: Number) -> Number:
    """The number with zero where it is not there."""
    if not value.nullable:
        return value
    assert value.num is not None or value.den is not None
    return chosen(value.null, known(ZERO), value)
