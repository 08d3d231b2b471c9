"""Laws of settling: contributions add up, order never matters, weights are relative, unknowns are bounded."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies.settling import (
    AWAY,
    EXACT,
    LINEAR,
    ROUGH,
    criterion,
    group,
    plan_of,
    scored,
    settled,
    shares,
    weights,
)

from thiduascore.program.earned import Earned, Step, Working
from thiduascore.program.plan import GroupPlan, Plan
from thiduascore.program.settle import coverage, settle

ZERO = Fraction(0)


@given(settled(aggregates=ROUGH))
def test_contributions_add_up_exactly_in_every_view(case: tuple[Plan, Working]) -> None:
    plan, working = case
    settlement = settle(plan, working)
    for outcome in (settlement.least, settlement.most, settlement.provisional):
        if outcome.total is not None:
            assert sum((line.amount for line in outcome.lines), ZERO) == outcome.total


@given(settled())
def test_caps_and_floors_of_the_whole_hold(case: tuple[Plan, Working]) -> None:
    plan, working = case
    outcome = settle(plan, working).least
    assume(outcome.unrounded is not None)
    if plan.ceiling is not None:
        assert outcome.unrounded <= max(plan.ceiling, plan.floor or ZERO)
    if plan.floor is not None:
        assert outcome.unrounded >= plan.floor
    assert plan.bonus_cap is None or outcome.bonus <= plan.bonus_cap
    assert plan.deduction_cap is None or outcome.deduction <= plan.deduction_cap
    for fired in outcome.fired:
        if fired.kind == "cap-total":
            assert outcome.unrounded <= max(fired.amount, plan.floor or ZERO)


@given(settled(), st.data())
def test_what_is_unknown_stays_within_its_bounds(case: tuple[Plan, Working], data: st.DataObject) -> None:
    """Whatever an unknown criterion turns out to be, the total lies between least and most."""
    plan, working = case
    settlement = settle(plan, working)
    assume(settlement.least.unrounded is not None)

    def found(earned: Earned) -> Earned:
        return scored(earned.least + (earned.most - earned.least) * data.draw(shares))

    resolved = tuple(found(one) if one.state == "unknown" else one for one in working.earned)
    verdicts = tuple(
        evolve(one, judgement=data.draw(st.sampled_from(["holds", "fails"])))
        if one.judgement == "unknown" and plan.conditions[index].unknown == "unknown"
        else one
        for index, one in enumerate(working.verdicts)
    )
    actual = settle(plan, Working(resolved, verdicts)).least.unrounded
    assert actual is not None
    assert settlement.least.unrounded <= actual <= settlement.most.unrounded


@given(settled(aggregates=EXACT), st.randoms(use_true_random=False))
def test_the_order_of_items_and_criteria_never_matters(case: tuple[Plan, Working], random: object) -> None:
    plan, working = case
    items = [child for child in plan.root.children if isinstance(child, GroupPlan)]
    random.shuffle(items)  # type: ignore[attr-defined]
    turned = tuple(evolve(item, children=tuple(reversed(item.children))) for item in items)
    other = evolve(plan, root=evolve(plan.root, children=turned))
    first, second = settle(plan, working), settle(other, working)
    assert (first.least.total, first.most.total, first.least.level) == (
        second.least.total,
        second.most.total,
        second.least.level,
    )
    assert sorted(map(repr, first.least.lines)) == sorted(map(repr, second.least.lines))


@given(
    st.sampled_from([*LINEAR[1:], "harmonic"]),
    st.lists(st.tuples(weights, shares), min_size=1, max_size=4),
    weights,
)
def test_scaling_relative_weights_changes_nothing(
    aggregate: str, parts: list[tuple[Fraction, Fraction]], factor: Fraction
) -> None:
    assume(aggregate not in ("sum", "ratio-of-sums"))

    def total(scale: Fraction) -> Fraction | None:
        criteria = tuple(
            criterion(f"c{index}", index=index, weight=weight * scale)
            for index, (weight, _) in enumerate(parts)
        )
        item = group("i", Fraction(30), tuple(range(len(parts))), aggregate=aggregate)
        earned = tuple(scored(share * 10) for _, share in parts)
        plan = plan_of(group("", Fraction(30), (item,)), criteria)
        return settle(plan, Working(earned, ())).least.total

    assert total(Fraction(1)) == total(factor)


@given(settled(effects=False))
def test_a_criterion_that_does_not_apply_and_weighs_nothing_changes_nothing(
    case: tuple[Plan, Working],
) -> None:
    plan, working = case
    item = plan.root.children[0]
    assert isinstance(item, GroupPlan)
    index = len(plan.criteria)
    nothing = criterion("nothing", index=index, maximum=ZERO, weight=ZERO)
    wider = evolve(item, children=(*item.children, index))
    grown = evolve(
        plan,
        criteria=(*plan.criteria, nothing),
        root=evolve(plan.root, children=(wider, *plan.root.children[1:])),
    )
    more = Working((*working.earned, AWAY), working.verdicts)
    assert settle(grown, more).least.total == settle(plan, working).least.total


@given(settled(effects=False), st.data())
def test_a_zero_for_something_missing_is_not_covered(case: tuple[Plan, Working], data: st.DataObject) -> None:
    plan, working = case
    index = data.draw(st.integers(0, len(plan.criteria) - 1))
    zero = evolve(scored(ZERO), steps=(Step("missing-zero", ZERO, ZERO),))

    def having(earned: Earned) -> Working:
        return evolve(working, earned=(*working.earned[:index], earned, *working.earned[index + 1 :]))

    assert coverage(plan, having(zero)) == coverage(plan, having(Earned(state="unknown")))
    assert settle(plan, having(zero)).least.unrounded == settle(plan, having(scored(ZERO))).least.unrounded


@given(settled(), st.data())
def test_more_points_never_lower_the_total_or_the_level(
    case: tuple[Plan, Working], data: st.DataObject
) -> None:
    plan, working = case
    index = data.draw(st.integers(0, len(plan.criteria) - 1))
    earned, chosen = working.earned[index], plan.criteria[index]
    assume(earned.state == "scored" and earned.points is not None and chosen.ledger == "base")
    better = scored(earned.points + (chosen.maximum - earned.points) * data.draw(shares))
    raised = Working((*working.earned[:index], better, *working.earned[index + 1 :]), working.verdicts)
    before, after = settle(plan, working).least, settle(plan, raised).least
    assume(before.unrounded is not None)
    assert after.unrounded is not None
    assert after.unrounded >= before.unrounded
    order = [level.id for level in plan.levels]
    if before.level is not None and after.level is not None:
        assert order.index(after.level) <= order.index(before.level)


@given(st.lists(st.tuples(weights, shares), min_size=2, max_size=5))
def test_spreading_what_does_not_apply_keeps_the_average(parts: list[tuple[Fraction, Fraction]]) -> None:
    """Re-weighting gives the share that was earned of what applies, times the item's whole weight."""
    criteria = tuple(
        criterion(f"c{index}", index=index, maximum=weight, stake=weight)
        for index, (weight, _) in enumerate(parts)
    )
    weight = sum((weight for weight, _ in parts), ZERO)
    plan = plan_of(group("", weight, (group("i", weight, tuple(range(len(parts)))),)), criteria)
    earned = tuple(AWAY if index == 0 else scored(w * share) for index, (w, share) in enumerate(parts))
    applicable = sum((w for w, _ in parts[1:]), ZERO)
    got = sum((w * share for w, share in parts[1:]), ZERO)
    assert settle(plan, Working(earned, ())).least.total == got / applicable * weight
