"""Columns and the reference interpreter: the same results, value by value.

`PARITY_EXAMPLES=5000 pytest tests/properties/test_parity_columns.py` looks longer.
"""

from __future__ import annotations

import os
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies.bulk import bulk
from strategies.programs import Case, cases, pool
from strategies.settling import LINEAR, ROUGH, group, policies, weights

from thiduascore.model.submission import Submission, Unit
from thiduascore.program.plan import Rounding
from thiduascore.program.program import Program
from thiduascore.program.scorecard import Versions

pl = pytest.importorskip("polars", reason="polars, of the extra `columns`, is not installed")

from strategies.columns import assert_same  # noqa: E402

UNIT = Unit("u", "Đơn vị", "agency", "cụm 1")
EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "0")) or settings.default.max_examples


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=False))
def test_what_is_reported_in_full_scores_alike(case: Case) -> None:
    assert_same(case.program, case.submissions)


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=True))
def test_gaps_and_claims_score_alike(case: Case) -> None:
    assert_same(case.program, case.submissions)


@settings(max_examples=EXAMPLES)
@given(cases(linear=False, gaps=True))
def test_every_way_of_aggregating_scores_alike(case: Case) -> None:
    assert_same(case.program, case.submissions)


@pytest.mark.parametrize("number", range(len(pool())))
@settings(max_examples=max(2, EXAMPLES // 60))
@given(st.integers(0, 2**32))
def test_each_criterion_by_itself_scores_alike(number: int, seed: int) -> None:
    """Also those that are asked once for each combination of what they read, lists of texts among it."""
    plan = pool()[number]
    program = Program(plan, versions=Versions(engine="0"))
    assert_same(program, bulk(seed, 60, 1, needed=plan.criteria[0].facts))


@st.composite
def means(draw: st.DrawFn, aggregate: str) -> Program:
    """One item of up to four criteria that are combined in a way."""
    picked = draw(st.lists(st.sampled_from(pool()), min_size=1, max_size=4))
    rounding = draw(st.sampled_from([Rounding(2, "half-up"), Rounding(0, "half-even"), None]))
    criteria = tuple(
        evolve(
            plan.criteria[0],
            id=f"c{index}",
            index=index,
            weight=draw(weights | st.just(Fraction(0))),
            least=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(-2)])),
            rounding=rounding,
            claimable=True,
            missing=draw(st.sampled_from(["unknown", "zero", "ignore"])),
            not_applicable=draw(policies),
        )
        for index, plan in enumerate(picked)
    )
    item = group(
        "i",
        draw(weights),
        tuple(range(len(criteria))),
        aggregate=aggregate,
        by=draw(st.sampled_from(["share", "points"])),
        keep=draw(st.integers(1, 3)),
        drop_lowest=draw(st.integers(0, 2)),
        drop_highest=draw(st.integers(0, 1)),
        exponent=Fraction(draw(st.sampled_from([-1, 1, 2, 3]))),
        at_zero=draw(st.sampled_from([None, Fraction(1, 100)])),
    )
    plan = evolve(pool()[0], criteria=criteria, root=group("", item.weight, (item,)), total=item.weight)
    return Program(plan, versions=Versions(engine="0"))


@pytest.mark.parametrize("aggregate", [each for each in ROUGH if each not in LINEAR])
@settings(max_examples=max(5, EXAMPLES // 10))
@given(st.data(), st.integers(0, 2**32))
def test_each_way_of_combining_scores_alike(aggregate: str, data: st.DataObject, seed: int) -> None:
    program = data.draw(means(aggregate))
    singly = assert_same(program, bulk(seed, 40, len(program.plan.criteria)))
    if aggregate not in ("geometric", "power") and program.plan.criteria[0].rounding is not None:
        assert not singly


def test_lists_whose_texts_look_alike_are_told_apart() -> None:
    plan = next(one for one in pool() if "notes" in one.criteria[0].facts)
    lists = [
        ("a,b", "c"),
        ("a", "b,c"),
        ("a,b,c",),
        ("a", "b", "c"),
        ("1:a,b", "c"),
        ("3:a", "b,c"),
        (),
        ("",),
    ]
    reports = [Submission(campaign="pool", unit=UNIT, values={"notes": notes}) for notes in lists]
    assert_same(Program(plan, versions=Versions(engine="0")), reports)


GREAT = st.sampled_from([2**31, 2**45, 2**53, 2**60, 10**18, 10**30])


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=True), GREAT)
def test_no_number_is_too_great(case: Case, by: int) -> None:
    """Products that 64 or 128 bits cannot hold are told beforehand, never wrapped around."""

    def greater(one: Submission) -> Submission:
        scaled = {name: one.values[name] * by + 1 for name in ("a", "b", "m", "n") if name in one.values}  # type: ignore[operator]
        return evolve(one, values={**one.values, **scaled})

    assert_same(case.program, [greater(one) for one in case.submissions])


@settings(max_examples=EXAMPLES)
@given(cases(linear=True, gaps=False), GREAT)
def test_one_great_number_leaves_the_other_rows_alone(case: Case, by: int) -> None:
    """The row is scored by itself, the others as columns."""
    first = case.submissions[0]
    many = [first] * 30 + list(case.submissions)
    great = evolve(first, values={**first.values, "a": by, "n": by + 1})
    assert_same(case.program, [*many, great])
