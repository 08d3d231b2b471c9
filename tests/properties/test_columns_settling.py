"""Adding up in columns where it is no plain sum: quotients in items, mixed policies, points below zero."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.bulk import bulk
from strategies.programs import pool, typed
from strategies.settling import LINEAR, ROUGH, group, policies, weights

from thiduascore.diagnostics import Text
from thiduascore.program.plan import CriterionPlan, GroupPlan, Plan, Rounding, Rule, Table
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Versions

pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from strategies.columns import assert_same

FEW = max(3, settings.default.max_examples // 10)
SOURCES = ("a / b", "b / c", "share", "net", "2 * a / 3", "(a - c) / (b + 1)")


def criterion(index: int, points: str, **changes: object) -> CriterionPlan:
    """A criterion that earns what a formula says, at most ten."""
    table = Table((), (Rule(None, typed(points), Text(points), ()),))
    plain = evolve(pool()[0].criteria[0], id=f"c{index}", index=index, table=table, facts=("a", "b", "c"))
    return evolve(plain, rounding=None, maximum=Fraction(10), most=Fraction(10), **changes)


def program_of(criteria: tuple[CriterionPlan, ...], *items: GroupPlan, **changes: object) -> Program:
    """A program of some items that are added up."""
    total = sum((item.weight for item in items), Fraction(0))
    plan: Plan = evolve(pool()[0], criteria=criteria, root=group("", total, items), total=total, **changes)
    return Program(plan, versions=Versions(engine="0"))


@pytest.mark.parametrize("aggregate", [each for each in ROUGH if each not in LINEAR])
@settings(max_examples=FEW)
@given(st.data(), st.integers(0, 2**32))
def test_quotients_are_combined_alike(aggregate: str, data: st.DataObject, seed: int) -> None:
    sources = data.draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3))
    least = data.draw(st.sampled_from([Fraction(0), Fraction(-5)]))
    criteria = tuple(
        criterion(index, source, least=least, claimable=True, weight=data.draw(weights))
        for index, source in enumerate(sources)
    )
    item = group(
        "i",
        Fraction(10),
        tuple(range(len(criteria))),
        aggregate=aggregate,
        by=data.draw(st.sampled_from(["share", "points"])),
        keep=2,
        exponent=Fraction(data.draw(st.sampled_from([-1, 1, 2]))),
        at_zero=data.draw(st.sampled_from([None, Fraction(1, 100)])),
        rounding=data.draw(st.sampled_from([None, Rounding(2, "half-up")])),
    )
    assert_same(program_of(criteria, item), bulk(seed, 40, len(criteria)))


@settings(max_examples=4 * FEW)
@given(st.data(), st.integers(0, 2**32))
def test_what_does_not_apply_for_several_reasons_counts_alike(data: st.DataObject, seed: int) -> None:
    """Items of which all parts may be gone, by one policy or by several, in an item of such items."""
    criteria = tuple(
        criterion(
            index,
            "a / 2",
            applies=typed(data.draw(st.sampled_from(["yes", "not(no)", "b > 3", "yes and no"]))),
            not_applicable=data.draw(policies),
            target=Fraction(4),
            weight=data.draw(st.sampled_from([Fraction(0), Fraction(1), Fraction(3)])),
        )
        for index in range(5)
    )
    aggregate = st.sampled_from(["mean", "sum", "minimum", "harmonic", "ratio-of-sums"])
    own = policies.filter(lambda policy: policy != "target")
    inner = [
        group(name, Fraction(6), children, aggregate=data.draw(aggregate), not_applicable=data.draw(own))
        for name, children in (("i", (0, 1)), ("j", (2, 3)))
    ]
    how = {"aggregate": data.draw(aggregate), "not_applicable": data.draw(own)}
    outer = group("k", Fraction(9), (*inner, 4), **how)
    plain = group("l", Fraction(10), (5,))
    program = program_of((*criteria, criterion(5, "c / 3")), outer, plain)
    assert_same(program, bulk(seed, 40, 0, needed=("a", "b", "yes", "no")))


@pytest.mark.parametrize("ledger", ["bonus", "deduction"])
@settings(max_examples=FEW)
@given(st.lists(st.sampled_from(SOURCES), min_size=2, max_size=3), st.integers(0, 2**32))
def test_of_a_group_the_greatest_counts_below_zero_too(ledger: str, sources: list[str], seed: int) -> None:
    """A zero is no entry of the group."""
    changes = {"least": Fraction(-5), "ledger": ledger, "group": "g", "stake": Fraction(0)}
    criteria = tuple(criterion(index, source, **changes) for index, source in enumerate(sources))
    plain = group("i", Fraction(10), (len(criteria),))
    program = program_of((*criteria, criterion(len(criteria), "c / 3")), plain)
    assert_same(program, bulk(seed, 40, 0, needed=("a", "b", "c")))
