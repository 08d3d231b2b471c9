"""From what was earned to the result, in the one fixed order of operations (semantics, section 6).

Criterion points → criterion caps (`criterion`) → item aggregation → item caps (`aggregate`) → bonus and
deduction
ledgers with their caps (`ledgers`) → total cap and floor → zeroing gates → rounding → level by threshold →
level caps
and downgrades (`levels`).

Where something is unknown the same steps run once for the least that it can be and once for the most: every
aggregation is monotone in each child, so these bound the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from attrs import evolve

from thiduascore.program.aggregate import ONE, ZERO, Share, Standing, settle_group
from thiduascore.program.earned import Earned, Verdict, Working
from thiduascore.program.interpret import groups, outside
from thiduascore.program.ledgers import bonus, deduction
from thiduascore.program.levels import levels_met, with_level
from thiduascore.program.outcome import Fired, ItemResult, Line, Outcome
from thiduascore.program.plan import CriterionPlan, Effect, Floor, NotApplicable, Plan
from thiduascore.program.rounding import rounded
from thiduascore.records import frozen

View = Literal["least", "most", "provisional"]
"""What an unknown counts as: the worst for the unit, the best for it, or not there at all."""


@frozen
class Settlement:
    """The result in each view; all three are one object when nothing is unknown.

    `known` says that the total, the level and the ranking are the same whatever the unknown values turn out
    to be.
    `coverage` is the share (0 to 1) of the applicable weight that could be scored.
    """

    least: Outcome
    most: Outcome
    provisional: Outcome
    known: bool
    coverage: Fraction


def settle(plan: Plan, working: Working) -> Settlement:
    """Add up what was earned."""
    rejected = any(earned.state == "rejected" for earned in working.earned)
    covered = coverage(plan, working)
    if rejected or covered < plan.minimum_coverage:
        none = Outcome(
            total=None, unrounded=None, ranked=False, why_none="rejected" if rejected else "coverage"
        )
        return Settlement(none, none, none, True, covered)
    least = _View(plan, working, "least").outcome()
    if not unknowns(working):
        return Settlement(least, least, least, True, covered)
    most = _View(plan, working, "most").outcome()
    same = (least.unrounded, least.level, least.ranked) == (most.unrounded, most.level, most.ranked)
    return Settlement(least, most, _View(plan, working, "provisional").outcome(), same, covered)


def self_scored(plan: Plan, working: Working, scores: Mapping[str, Fraction]) -> Working | None:
    """The working in which each criterion earned what the unit gave itself and every condition holds.

    None when a base criterion that applies has no self-score; a bonus or deduction without one counts as
    nothing.
    """
    earned = []
    for criterion, own in zip(plan.criteria, working.earned, strict=True):
        points = scores.get(criterion.id, None if criterion.ledger == "base" else ZERO)
        if own.state == "not-applicable":
            earned.append(own)
        elif points is None:
            return None
        else:
            given = abs(points) if criterion.ledger == "deduction" else points
            earned.append(Earned(state="scored", points=given, least=given, most=given))
    held = tuple(Verdict("holds") for _ in working.verdicts)
    return Working(tuple(earned), held, working.items)


def unknowns(working: Working) -> bool:
    """Whether anything at all is unknown."""
    return (
        any(earned.state == "unknown" for earned in working.earned)
        or any(verdict.judgement == "unknown" for verdict in working.verdicts)
        or any(verdict.judgement == "unknown" for verdict in working.items.values())
    )


def coverage(plan: Plan, working: Working) -> Fraction:
    """Share of the applicable weight that was scored; 1 when nothing applies.

    A zero that stands for something missing was not scored.
    """
    unsure = outside(plan.root, working, "unknown")
    scored = missed = ZERO
    for criterion, earned in zip(plan.criteria, working.earned, strict=True):
        if is_absent(earned) or criterion.index in unsure:
            missed += criterion.stake
        elif earned.state == "scored":
            scored += criterion.stake
    return scored / (scored + missed) if scored + missed else ONE


def levels_within_reach(plan: Plan, working: Working, outcome: Outcome) -> frozenset[str]:
    """Every level that a result meets at the least: where a unit beyond a quota can go."""
    view = _View(plan, working, "least")
    return levels_met(plan, outcome, view.share, view.points, view.met)


def is_absent(earned: Earned) -> bool:
    """Whether what was reported does not say what the criterion earns, whichever policy then counted it."""
    zeroed = any(step.kind == "missing-zero" for step in earned.steps)
    return zeroed or earned.state in ("unknown", "rejected") or earned.reason == "missing"


class _View:
    """One pass over the order of operations; holds what each step needs, for the length of the pass."""

    def __init__(self, plan: Plan, working: Working, view: View) -> None:
        self.plan, self.working, self.view = plan, working, view
        self.unsure = outside(plan.root, working, "unknown")
        self.applies = dict(self._assumed())

    def _assumed(self) -> Iterator[tuple[str, Fraction | None]]:
        assumed: Mapping[View, Fraction | None] = {"least": ZERO, "most": ONE, "provisional": None}
        for name, verdict in self.working.items.items():
            if verdict.judgement != "holds":
                yield name, None if verdict.judgement == "fails" else assumed[self.view]

    def standing(self, criterion: CriterionPlan) -> Fraction | NotApplicable:
        """What the criterion counts as in this view."""
        earned = self.working.earned[criterion.index]
        if earned.state == "not-applicable":
            return "reweight" if earned.reason == "missing" else criterion.not_applicable
        if earned.points is None and self.view == "provisional":
            return "reweight"
        worst = (self.view == "least") != (criterion.ledger == "deduction")
        points = earned.points if earned.points is not None else (earned.least if worst else earned.most)
        return ZERO if criterion.index in self.unsure and worst else points

    def outcome(self) -> Outcome:
        """The whole order of operations."""
        plan = self.plan
        root = self._base(self.standing)
        if root.points is None:
            return Outcome(
                total=None, unrounded=None, ranked=False, items=root.items[1:], why_none="nothing-applies"
            )
        results = {item.id: item for item in root.items}
        fired = tuple(self._fired(results))
        gained, gains = bonus(plan, self.standing, self._full(results))
        taken, losses = deduction(plan, self.standing)
        lines = [*root.lines, *gains, *losses]
        lines += [Line("condition", one.by, -one.amount) for one in fired if one.kind == "deduct"]
        amount = sum((line.amount for line in lines), ZERO)
        lines += self._limited(amount, fired)[1]
        lines += self._zeroed(amount, fired, results)
        unrounded = sum((line.amount for line in lines), ZERO)
        total = rounded(unrounded, plan.total_rounding)
        if total != unrounded:
            lines.append(Line("rounding", "", total - unrounded))
        done = Outcome(
            total=total,
            unrounded=unrounded,
            ranked=not any(one.kind in ("not-ranked", "disqualify") for one in fired),
            base=root.points,
            bonus=gained,
            deduction=taken,
            lines=tuple(lines),
            items=root.items[1:],
            fired=fired,
            approximate=root.approximate,
        )
        return with_level(plan, done, self.share, self.points, self.met)

    def _base(self, standing: Standing) -> Share:
        """The root; points that left the whole under `reweight-whole` come back by scaling it."""
        root = settle_group(self.plan, self.plan.root, standing, self.applies)
        if root.points is None or not root.lost or not root.capacity:
            return root
        points = root.points * (root.capacity + root.lost) / root.capacity
        back = Line("reweight", "", points - root.points)
        return evolve(root, points=points, capacity=root.capacity + root.lost, lines=(*root.lines, back))

    def _full(self, results: Mapping[str, ItemResult]) -> Callable[[str], bool]:
        def full(name: str) -> bool:
            if name in results:
                return results[name].points is not None and results[name].points == results[name].capacity
            return self.share(name, results) == ONE

        return full

    def share(self, name: str, results: Mapping[str, ItemResult]) -> Fraction | None:
        """An item's or criterion's points as a share of what it could earn; None where it does not apply."""
        if name in results:
            item = results[name]
            return item.points / item.capacity if item.points is not None and item.capacity else None
        criterion = self._criterion(name)
        points = None if criterion is None else self.standing(criterion)
        if criterion is None or not isinstance(points, Fraction) or not criterion.maximum:
            return None
        return points / criterion.maximum

    def points(self, name: str, results: Mapping[str, ItemResult]) -> Fraction:
        """An item's or criterion's points, zero where it does not apply."""
        if name in results:
            return results[name].points or ZERO
        criterion = self._criterion(name)
        points = ZERO if criterion is None else self.standing(criterion)
        return points if isinstance(points, Fraction) else ZERO

    def _criterion(self, name: str) -> CriterionPlan | None:
        """The criterion of an id; None for an item that was not settled, in one that does not apply."""
        return next((one for one in self.plan.criteria if one.id == name), None)

    def met(self, index: int) -> bool:
        """Whether a condition counts as met in this view."""
        judgement = self.working.verdicts[index].judgement
        if judgement == "unknown":
            policy = self.plan.conditions[index].unknown
            return policy == "hold" or (policy == "unknown" and self.view != "least")
        return judgement != "fails"

    def _fired(self, results: Mapping[str, ItemResult]) -> Iterator[Fired]:
        for index, condition in enumerate(self.plan.conditions):
            if not self.met(index):
                yield _fire(condition.id, condition.effect)
        for name, floor in floors(self.plan):
            share = self.share(name, results)
            if share is not None and share < floor.share:
                yield _fire(name, floor.effect)

    def _limited(self, amount: Fraction, fired: tuple[Fired, ...]) -> tuple[Fraction, tuple[Line, ...]]:
        """The amount within the caps and the floor of the whole, and the lines that brought it there."""
        caps = [("", self.plan.ceiling)] if self.plan.ceiling is not None else []
        caps += [(one.by, one.amount) for one in fired if one.kind == "cap-total"]
        lines = []
        for name, cap in caps:
            if cap is not None and amount > cap:
                lines.append(Line("total-cap", name, cap - amount))
                amount = cap
        if self.plan.floor is not None and amount < self.plan.floor:
            lines.append(Line("total-floor", "", self.plan.floor - amount))
            amount = self.plan.floor
        return amount, tuple(lines)

    def _zeroed(
        self, amount: Fraction, fired: tuple[Fired, ...], results: Mapping[str, ItemResult]
    ) -> Iterator[Line]:
        """What zeroing takes away: the total as it is less the total as the same steps make it without the
        points.
        """
        total = self._limited(amount, fired)[0]
        gone: frozenset[int] = frozenset()
        for one in (one for one in fired if one.kind == "zero"):
            gone |= under(self.plan, one.of)
            without = amount - self._worth(frozenset(), results) + self._worth(gone, results)
            left = ZERO if not one.of else self._limited(without, fired)[0]
            if left < total:
                yield Line("zeroed", one.by, left - total)
                total = left

    def _worth(self, gone: frozenset[int], results: Mapping[str, ItemResult]) -> Fraction:
        """Base and bonus when these criteria earn nothing."""

        def standing(criterion: CriterionPlan) -> Fraction | NotApplicable:
            found = self.standing(criterion)
            lost = criterion.index in gone and criterion.ledger != "deduction" and isinstance(found, Fraction)
            return ZERO if lost else found

        base = self._base(standing).points or ZERO
        return base + bonus(self.plan, standing, self._full(results))[0]


def _fire(by: str, effect: Effect) -> Fired:
    return Fired(by=by, kind=effect.kind, of=effect.of, amount=effect.amount)


def floors(plan: Plan) -> Iterator[tuple[str, Floor]]:
    """Every criterion and item with a least share, in the ruleset's order."""
    for criterion in plan.criteria:
        if criterion.floor is not None:
            yield criterion.id, criterion.floor
    for group in groups(plan.root):
        if group.floor is not None:
            yield group.id, group.floor


def under(plan: Plan, name: str) -> frozenset[int]:
    """Indexes of the criteria that an id means: a criterion, everything in an item, or all for the empty
    id.
    """
    for criterion in plan.criteria:
        if criterion.id == name:
            return frozenset({criterion.index})
    for group in groups(plan.root):
        if group.id == name:
            return frozenset(
                child for one in groups(group) for child in one.children if isinstance(child, int)
            )
    return frozenset()
